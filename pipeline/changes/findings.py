"""What differs, claim by claim, before causes are put together."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from pipeline.records import Claim, FieldChange, RenumberedReference, ThenThreshold

from .align import Alignment
from .compare import Comparison, cites_otherwise, compare_claims
from .conditions import Bounds
from .edition import Edition, Passage
from .references import ReferenceLinks
from .words import Edits, Words, find_edited, find_new_words, fold_abbreviations, fold_same, fold_words, rate_words


@dataclass
class Finding:
    """One change in the making: claim indices before and after, and the pairs that share its cause.

    ``inherited``: the sentence itself was not edited, so the cause lies elsewhere on the page.
    """

    type: str
    one: int | None
    other: int | None
    fields: tuple[FieldChange, ...] = ()
    inherited: bool = False
    followers: list[tuple[int | None, int | None]] = field(default_factory=list)
    map: tuple[RenumberedReference, ...] | None = None
    unresolved: tuple[int, ...] | None = None


def find_differences(old: Edition, new: Edition, alignment: Alignment, links: ReferenceLinks) -> Iterator[Finding]:
    """Every facet in which aligned claims differ, then claims without a partner; wording and place do not count."""
    for one, other in alignment.pairs:
        if _say_the_same(old.claims[one], new.claims[other]):
            continue
        passages = old.passage_of[one], new.passage_of[other]
        lost = _find_lost_headers(*passages)
        first, second = _list_words(old.claims[one], new.claims[other], *passages)
        sides = fold_same(first), fold_same(second)
        alike = rate_words(passages[0].masked, passages[1].masked) >= SAME_SENTENCE
        edits = Edits(find_edited(*sides) - lost, find_new_words(*sides) - lost, lost, alike)
        stated = _list_bounds(old, passages[0]), _list_bounds(new, passages[1])
        proven = has_proven_markers(old, one) and has_proven_markers(new, other)
        pair = Comparison(old.claims[one], new.claims[other], edits, links, proven, stated)
        for kind, fields in compare_claims(pair):
            own = bool(edits.edited) or kind.startswith("evidence-level.")
            if kind == "citations.changed":
                own = cites_otherwise(pair, OWN_SCOPES)
            yield Finding(kind, one, other, fields, inherited=not own or _follows_from_elsewhere(kind, fields))
    for one in alignment.withdrawn:
        yield Finding("claim.withdrawn", one, None)
    for other in alignment.added:
        yield Finding("claim.added", None, other)


def _list_words(one: Claim, other: Claim, before: Passage, after: Passage) -> tuple[Words, Words]:
    """The words of two passages, headers included; an abbreviation that one of them spells out is no other word."""
    quotes = one.provenance.quote, other.provenance.quote
    if before.words == after.words:
        return before.context + before.words, after.context + after.words
    words = fold_words(fold_abbreviations(*quotes)), fold_words(fold_abbreviations(*quotes[::-1]))
    return before.context + words[0], after.context + words[1]


# Of two sentences less alike than this, one was written anew. Of ten conditions in free words that changed with such a
# sentence (neighbouring revisions, read by hand), two were conditions of the guideline.
SAME_SENTENCE = 0.75
SAYING = ("status", "then", "when", "population", "intervention", "comparator", "assertion", "evidence", "study")


def _say_the_same(before: Claim, after: Claim) -> bool:
    """Whether two claims are equal in all that can change: most pairs are, and need no closer look."""
    return all(getattr(before, name) == getattr(after, name) for name in SAYING)


def _list_bounds(edition: Edition, passage: Passage) -> Bounds:
    return tuple(then for index in passage.claims if isinstance(then := edition.claims[index].then, ThenThreshold))


def _find_lost_headers(before: Passage, after: Passage) -> frozenset[str]:
    """Words of headers that one side has and the other has nothing in place of, and words of a caption that differ.

    Note marks count as neither: captures write them apart (``Risk^a``) or as part of the word (``Riska``).
    """
    ones, others = frozenset(before.context), frozenset(after.context)
    lost = set(ones ^ others if ones <= others or others <= ones else ())
    lost |= frozenset(before.caption) ^ frozenset(after.caption)
    words = frozenset((*before.context, *before.caption)), frozenset((*after.context, *after.caption))
    for one, other in (words, words[::-1]):
        lost |= {word for word in one - other if word[:-1] in other or (len(word) == 1 and word.isalpha())}
        lost |= {word for word in one - other if any(word + mark in other for mark in NOTE_MARKS)}
    return frozenset(lost)


NOTE_MARKS = "abcdefghij"


# Markers of these scopes stand in the sentence of the claim itself.
OWN_SCOPES = frozenset({"figure", "clause", "sentence"})


def _follows_from_elsewhere(kind: str, fields: tuple[FieldChange, ...]) -> bool:
    """Whether a claim became clear or unclear with nothing of its own changed, as when it contradicts another one."""
    return kind in ("claim.set-aside", "claim.restored") and len(fields) == 1


def has_proven_markers(edition: Edition, index: int) -> bool:
    """Whether the citation markers of the claim's block were read, not guessed from a capture without brackets."""
    block = edition.blocks.get(edition.claims[index].provenance.block)
    return not (block and any("citation" in issue or "marker" in issue for issue in block.issues))
