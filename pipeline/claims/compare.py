"""Which estimate is compared with which: the comparator of a claim and the two estimates behind a ratio."""

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from pipeline.records import StatisticFigure, ThenStatistic

from .arms import names_treatment
from .draft import Arm, Draft
from .groups import is_told
from .page import Passage
from .people import find_people
from .rivals import find_rivals, name_other

VERSUS_RE = re.compile(
    r"\b(?:compared\s+(?:with|to)|versus|vs\.?|as\s+opposed\s+to|against|than(?=\s+(?:in|for|with|that|those|the|among)\b))"
    r"(?!\w)",
    re.IGNORECASE,
)
COMPARING_RE = re.compile(
    r"\b(?:compar\w+|versus|vs\.?|than|similar|respectively|differ\w*|randomi[sz]ed|randomly)(?!\w)", re.IGNORECASE
)
CONTROL_RE = re.compile(
    r"\b(?:placebo|controls?|observation|usual care|standard|no treatment|no further|untreated|never|alone|"
    r"noncarriers|nonsmokers)\b",
    re.IGNORECASE,
)
BARE_RE = re.compile(
    r"\s*(?:\([^()]{0,60}\))?,?\s*(?:vs\.?|versus|compared\s+with)\s*(?:only\s+|about\s+)?", re.IGNORECASE
)
AND_RE = re.compile(r"\s*and\s*")
BY_ORDER = "arms told by their order only"
BEFORE_CHANGE = "value before a change"
CHANGING_RE = re.compile(
    r"\b(?:reduc|increas|decreas|improv|rais|lower|rose|risen|fell|drop|declin)\w*\b", re.IGNORECASE
)
LEAD_CHARS = 80
COUNT_RE = re.compile(r"^[\d,]+\s+\w+\s+\([\d.]+%\)\s+(?:in|of|with)\s+")  # "17 patients (8.4%) in the control arm"
FILLERS = frozenset({"the", "patients", "who", "received", "group", "arm", "in", "with", "women", "those", "a"})
UNFINISHED = frozenset({"who", "whose", "that", "which", "in", "of", "with", "those", "the", "and", "or", "to", "not"})
COMPARATOR_RE = re.compile(
    r"\b(?:compared\s+(?:with|to)|versus|vs\.?)\s+(?:that\s+of\s+|those\s+of\s+)?(?:the\s+)?(?P<arm>[^,;:.()\[\]\d]{3,80}?)"
    r"(?=\s*(?:[,;:.()\[]|\b(?:had|has|was|were|is|are|in\s+terms|at|resulted|showed|did|observed|reported|revealed|demonstrated|found)\b))",
    re.IGNORECASE,
)


def link_arms(drafts: Sequence[Draft], leads: Callable[[], Iterable[Passage]]) -> None:
    """Set comparators within each sentence of a block; drafts are those of one block in page order.

    ``leads`` gives what the block goes on from, where an arm may be named.
    """
    by_sentence: dict[int, list[Draft]] = {}
    for draft in drafts:
        if isinstance(draft.then, ThenStatistic):
            by_sentence.setdefault(draft.sentence.number, []).append(draft)
    for members in by_sentence.values():
        estimates = [d for d in members if _role(d) in ("outcome", "epidemiology", "harm", "test") or _is_share(d)]
        closed: Draft | None = None  # the second of a pair is compared with the first, not with what comes next
        for first, second in pairwise(estimates):
            if first is closed:
                continue
            closed = second if _is_bare_pair(first, second) else None
            if _is_bare_pair(first, second):
                _name_arms(first, second, leads)
            if _is_change(first, second):
                first.issues.append(BEFORE_CHANGE)
            _link_pair(first, second)
        for effect in (d for d in members if _role(d) == "effect"):
            _link_effect(effect, estimates)


def _role(draft: Draft) -> str:
    assert isinstance(draft.then, ThenStatistic)
    return draft.then.role


def _is_share(draft: Draft) -> bool:
    return isinstance(draft.then, ThenStatistic) and draft.then.measure == "proportion"


def words_of(draft: Draft) -> str | None:
    """The words that name a statistic's arm: its treatment, else its group as the figure has it."""
    if draft.intervention is not None:
        return draft.intervention.text
    group = draft.figure.group if isinstance(draft.figure, StatisticFigure) else None
    return COUNT_RE.sub("", group) if group else None


def _link_pair(first: Draft, second: Draft) -> None:
    one, two = first.then, second.then
    assert isinstance(one, ThenStatistic)
    assert isinstance(two, ThenStatistic)
    mine, theirs = words_of(first), words_of(second)
    if BY_ORDER in second.issues or BY_ORDER in first.issues:
        return
    if (
        (one.measure, one.time, one.unit) != (two.measure, two.time, two.unit)
        or not mine
        or not theirs
        or mine == theirs
    ):
        return
    if not (_is_arm(mine) and _is_arm(theirs)):
        return
    between = first.sentence.slice(first.end, second.start)
    if VERSUS_RE.search(between) or (CONTROL_RE.search(theirs) and COMPARING_RE.search(first.sentence.text)):
        first.comparator = Arm(theirs, draft=second)
    elif CONTROL_RE.search(mine) and COMPARING_RE.search(first.sentence.text):
        second.comparator = Arm(mine, draft=first)
    elif "respectively" in first.sentence.text and names_treatment(mine) and names_treatment(theirs):
        first.comparator = Arm(theirs, draft=second)


def _is_arm(words: str) -> bool:
    """Whether words can name one side of a comparison: a treatment, people or controls."""
    return names_treatment(words) or CONTROL_RE.search(words) is not None or bool(find_people(words, 0))


def _name_arms(first: Draft, second: Draft, leads: Callable[[], Iterable[Passage]]) -> None:
    """Whose the two numbers of a bare pair are; a number whose arm only the order tells is set aside."""
    told = [is_told(draft.sentence, draft.start) for draft in (first, second)]
    both = "both " in f"{words_of(first) or ''} "
    same = both or _same_words(words_of(first), words_of(second))
    if told == [True, False] and first.intervention is not None:
        other = name_other(first.intervention.text, find_rivals(first.passage, leads()))
        second.intervention = Arm(other) if other else None
        second.conditions, second.not_parsed, second.population = first.conditions, first.not_parsed, None
        told[1] = other is not None
    for draft, is_named in zip((first, second), told, strict=True):
        if not is_named and same:
            draft.issues.append(BY_ORDER)


def _is_change(first: Draft, second: Draft) -> bool:
    """ "reduced X from 9% to 4%": the first number is that without what the sentence is about."""
    lead = first.sentence.slice(max(first.sentence.start, first.start - LEAD_CHARS), first.start)
    between = first.sentence.slice(first.end, second.start)
    return lead.endswith("from ") and between == " to " and CHANGING_RE.search(lead) is not None


def _is_bare_pair(first: Draft, second: Draft) -> bool:
    """ "86% vs. 58%", "(86% and 58%)": nothing but the comparison stands between two numbers."""
    sentence = first.sentence
    before = sentence.slice(max(sentence.start, first.start - 1), first.start)
    if before == "(" and AND_RE.fullmatch(sentence.slice(first.end, second.start)):
        return sentence.slice(second.end, min(second.end + 1, sentence.end)) in (")", ";")
    return BARE_RE.fullmatch(first.sentence.slice(first.end, second.start)) is not None


def _same_words(mine: str | None, theirs: str | None) -> bool:
    """Whether two arms are not told apart: unnamed, or one named with the words of the other."""
    one, two = (set(re.findall(r"\w+", (words or "").lower())) - FILLERS for words in (mine, theirs))
    return one <= two or two <= one


def _link_effect(effect: Draft, estimates: Sequence[Draft]) -> None:
    """A ratio or difference compares the linked pair nearest before it, else the one nearest after it."""
    linked = [d for d in estimates if d.comparator and d.comparator.draft]
    before = [d for d in linked if d.start < effect.start]
    pair = before[-1] if before else linked[0] if linked else None
    if pair is not None and pair.comparator is not None:
        words = words_of(pair)
        own = effect.intervention.text if effect.intervention else None
        if words and (own in (None, words) or _same_words(own, pair.comparator.text)):
            effect.intervention = Arm(words, draft=pair)
        effect.comparator = pair.comparator
        return
    if effect.comparator is None and effect.intervention and CONTROL_RE.match(effect.intervention.text):
        effect.comparator, effect.intervention = Arm(effect.intervention.text), None  # a ratio is not that of a placebo
        return
    names = [words_of(d) for d in estimates if d.start < effect.start][-2:]
    if effect.intervention is not None and len(names) == 2 and names[0] != effect.intervention.text == names[1]:
        effect.issues.append("which arm the ratio favors is not told")
    said = COMPARATOR_RE.search(effect.sentence.text)
    if said is None or len(list(VERSUS_RE.finditer(effect.sentence.text))) != 1 or said["arm"] == words_of(effect):
        return
    arm = said["arm"].strip()
    if arm.split()[-1].lower() not in UNFINISHED:
        effect.comparator = Arm(arm)
