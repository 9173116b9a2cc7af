"""Edits of a sentence that no claim holds: a number, a unit, a comparison or a "not" that was read into no field.

A sentence whose claims are all as they were may still say something else: "given twice weekly" for "given once weekly",
where the schedule was not read. Such an edit is told with the words around it, and never as other words of the same
meaning.
"""

from collections import Counter
from collections.abc import Callable, Sequence

from rapidfuzz.distance import Levenshtein

from pipeline.records import Claim, FieldChange

from .edition import Passage
from .words import FIGURE_WORDS, NEGATIONS, Words, fold_words, is_number, plain_number, rate_words

# Sentences less alike than this were written anew: which number took the place of which cannot be told.
MIN_LIKENESS = 0.75
# A "not" that came with more edited words than this is part of another sentence, not an edit of this one.
MAX_WORDS_WITH_NOT = 3
# Words on each side of an edit that are shown with it.
WORDS_AROUND = 4
# What was cut off a sentence or joined to it: a lone "not" stands beside many, so that one would be guessed.
MIN_WORDS_JOINED = 2
# Words before a number that make it the number of a table: those move with the tables.
LABELS = frozenset({"table", "tables", "figure", "figures", "section"})

Around = tuple[Callable[[], Words], Callable[[], Words]]


def find_unread_edit(
    before: Passage, after: Passage, ones: Sequence[Claim], others: Sequence[Claim], around: Around
) -> FieldChange | None:
    """The first edit of two sentences that none of their claims tells; None where there is none.

    ``around``: for the old and the new page, what gives the words of the sentence and beside it. What an end of a
    sentence has that stands beside the other was cut off or joined, as when the items of a list become sentences.
    """
    words = _drop_labels(before.words), _drop_labels(after.words)
    if rate_words(*words) < MIN_LIKENESS:
        return None
    counts = Counter(map(plain_number, words[0])), Counter(map(plain_number, words[1]))
    lost, gained = counts[0] - counts[1], counts[1] - counts[0]
    small = max(lost.total(), gained.total()) <= MAX_WORDS_WITH_NOT
    negated = (lost.keys() ^ gained.keys()) & NEGATIONS if small else frozenset()
    for step in Levenshtein.opcodes(*words):
        if step.tag == "equal":
            continue
        cut = words[0][step.src_start : step.src_end], words[1][step.dest_start : step.dest_end]
        figures = [
            {plain_number(w) for w in side if _is_figure(w)} & net.keys()
            for side, net in zip(cut, (lost, gained), strict=True)
        ]
        replaced = all(figures) and not (figures[0] <= _list_held(ones) and figures[1] <= _list_held(others))
        at_end = (step.src_start, step.dest_start) == (0, 0) or (step.src_end, step.dest_end) == tuple(map(len, words))
        if (replaced or not negated.isdisjoint((*cut[0], *cut[1]))) and not (at_end and _stands_beside(cut, around)):
            return FieldChange(
                path="provenance.quote",
                before=_show(words[0], step.src_start, step.src_end),
                after=_show(words[1], step.dest_start, step.dest_end),
            )
    return None


def _stands_beside(cut: tuple[Words, Words], around: Around) -> bool:
    """Whether words that came or went at the end of a sentence, more than one, stand beside it on the other page."""
    if bool(cut[0]) == bool(cut[1]) or max(map(len, cut)) < MIN_WORDS_JOINED:
        return False
    side = 1 if cut[0] else 0
    return f" {' '.join(cut[1 - side])} " in f" {' '.join(around[side]())} "


def _is_figure(word: str) -> bool:
    return word in FIGURE_WORDS or is_number(word)


def _drop_labels(words: Words) -> Words:
    return tuple(
        word for before, word in zip(("", *words), words, strict=False) if not (before in LABELS and is_number(word))
    )


def _list_held(claims: Sequence[Claim]) -> frozenset[str]:
    """The numbers and words that the fields of claims hold."""
    fields = {"then", "when", "intervention", "comparator", "study"}
    text = " ".join(claim.model_dump_json(include=fields) for claim in claims)
    return frozenset(map(plain_number, fold_words(text)))


def _show(words: Words, start: int, end: int) -> str:
    return " ".join(words[max(start - WORDS_AROUND, 0) : end + WORDS_AROUND])
