"""Whose result is whose, where the order of the words decides it.

1. "24% of women who had X and 3% of women who had Y": what stands right behind a result is whom it is about.
2. "longer with X than with Y (7 months vs. 5 months)": two numbers follow the order of the two arms.
3. "longer with X (7 months vs. 5 months)": the first number is that of the arm that is named, if it is on the side that
   the wording says; the second stays with nobody.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from pipeline.lexicon import load_lexicon
from pipeline.lexicon.phrases import find_tokens
from pipeline.lexicon.sentences import Span
from pipeline.records import StatisticFigure

from .arms import find_arm, find_span, names_treatment
from .cues import load_cues, load_single, statistic_role
from .page import Sentence, ValueFigure
from .people import people_of

SETTLED = 0.95  # confidence of a group that the order of the words gives
BEHIND_RE = re.compile(
    r"\s*(?:(?:\([^()]{0,60}\)|\[[^\[\]]{0,60}\])\s*)?(?:of|in|for|among|with)\s+(?:the\s+|all\s+)?(?=\w)"
)
GROUP_END_RE = re.compile(
    r"[,;:()\[\]]|\s(?:and|or|but)\s+(?:(?:in|at|of)\s+)?\d|\s(?:compared|versus|vs\.?|and\s+was|and\s+the)(?!\w)"
)
PAIR_RE = re.compile(
    r"(?:\s*(?:\[[^\[\]]{0,40}\]|\([^()]{0,60}\)))?,?\s*(?:vs\.?|versus|compared\s+with)\s*(?:only\s+|about\s+|approximately\s+)?"
)
COMPARED_RE = re.compile(
    r"(?<![\w-])(?:(?:when\s+|as\s+)?compared\s+(?:with|to)|versus|vs\.?|(?:relative|similar|comparable)\s+to"
    r"|over(?=\s+(?:those|that))|than(?:\s+(?:did|was|were|it\s+was))?)(?!\w)"
    r"(?:\s+(?:that|those|the\s+rates?|the\s+results?)(?:\s+(?:seen|observed|found))?(?=\s+(?:of|in|with|for|among)\b))?"
    r"(?:\s+(?:of|in|with|for|among|on))?\s+(?:the\s+)?",
    re.IGNORECASE,
)
LEAD_RE = re.compile(r"(?:when\s+|as\s+)?(?:compared|relative)\b", re.IGNORECASE)
BRACKET_RE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
ANTICIPATED_CHARS = 6  # an article before a description
MOST_NAME_CHARS = 120
DOUBTED = 0.6  # confidence of a group that other words may replace
PRONOUNS = ("them ", "whom ", "which ")
SIZE_RE = re.compile(r"[(;]\s*[nN]\s*=\s*$")
SIZED_BEHIND_RE = re.compile(r"\s*(?:patients|women|men|participants|children)?\)")
SIZED_RE = re.compile(r"\b(?:assigned|randomi[sz]ed|allocated|groups?|arms?|either)\b", re.IGNORECASE)
ARM_STARTS_RE = re.compile(
    r"\b(?:to|receive|received|undergo|either|or|and|versus|vs\.?|into|groups|the|an?|with)\s+|[:,;]\s+|\)\s*,?\s*(?:or\s+|and\s+|versus\s+)?"
)
GIVEN_BEHIND_RE = re.compile(
    r"\s+(?:patients\s+|women\s+|men\s+|children\s+)?(?:received|underwent)\s+(?:an?\s+|the\s+)?"
)
MOST_SIZE_CHARS = 8
MOST_BRACKET_CHARS = 600  # the longest bracket with results that is looked at
RESPECTIVELY_RE = re.compile(r"(?:\s*(?:\([^()]{0,60}\)|\[[^\[\]]{0,60}\]))?,?\s*respectively\b")
CONJUNCTION_RE = re.compile(r"\b(?:or|and|plus)\b")
LISTED_BEHIND_RE = re.compile(
    r"[^.;]{0,60}?\b(?:for|in|among|with)\s+(?P<one>(?:[\w-]+\s+){0,5}[\w-]+)\s+and\s+(?P<other>(?:[\w-]+\s+){0,5}[\w-]+),\s+respectively\b"
)
CHOICE_RE = re.compile(r"(?:\beither\s+)?(?P<one>[^,;:()]{3,80}?)\s+or\s+(?P<other>[^,;:()]{3,80})$")
LARGER, SMALLER = {"larger", "better"}, {"smaller", "worse"}
OF_UNWANTED = {"better": "worse", "worse": "better"}  # a better rate of relapse is a smaller one


class Pair(NamedTuple):
    """Two results that stand side by side, and where the bracket that holds them begins."""

    first: StatisticFigure
    second: StatisticFigure
    opened: int


def settle_groups(sentence: Sentence) -> None:
    """Give the statistics of a sentence the groups that the order of the words decides; ``told`` reads them back."""
    groups: dict[int, str] = {}
    pairs = list(find_pairs(sentence))
    paired = {figure.start for pair in pairs for figure in (pair.first, pair.second)}
    for figure in sentence.figures:
        if isinstance(figure, StatisticFigure) and figure.start not in paired:
            behind = _find_counted(sentence, figure) or _find_behind(sentence, figure) or _find_before(sentence, figure)
            if behind and (not _overlaps(sentence, figure, behind) or _is_shared(sentence, figure)):
                groups[figure.start] = sentence.slice(*behind)
    for pair in pairs:
        groups |= _settle_pair(sentence, pair)
    sentence.read["told"] = frozenset(groups)
    if groups:
        sentence.figures[:] = [_with_group(figure, groups.get(figure.start)) for figure in sentence.figures]


def is_told(sentence: Sentence, start: int) -> bool:
    """Whether the order of the words says whom the figure at an offset is about."""
    return start in sentence.read.get("told", ())


def _with_group(figure: ValueFigure, group: str | None) -> ValueFigure:
    if not isinstance(figure, StatisticFigure) or group is None:
        return figure
    return figure.model_copy(update={"group": group, "group_confidence": SETTLED})


def find_pairs(sentence: Sentence) -> Iterator[Pair]:
    """The pairs of one measure in a sentence, in order."""
    for first, second in pairwise(f for f in sentence.figures if isinstance(f, StatisticFigure)):
        same = (first.measure, first.time) == (second.measure, second.time)
        between = sentence.slice(first.end, second.start)
        after = sentence.slice(second.end, sentence.end)
        listed = RESPECTIVELY_RE.match(after) or LISTED_BEHIND_RE.match(after)
        if same and (PAIR_RE.fullmatch(between) or (between == " and " and listed)):
            yield Pair(first, second, opening_of(sentence, first.start))


def opening_of(sentence: Sentence, at: int) -> int:
    """Where the bracket that holds an offset begins; the offset itself where there is none."""
    depth = 0
    for place in range(at - 1, max(sentence.start, at - MOST_BRACKET_CHARS) - 1, -1):
        character = sentence.text[place - sentence.start]
        if character in ")]":
            depth += 1
        elif character in "([":
            if depth == 0:
                return place
            depth -= 1
    return at


def _find_behind(sentence: Sentence, figure: StatisticFigure) -> Span | None:
    """The people or the treatment named right behind a result."""
    lead = BEHIND_RE.match(sentence.slice(figure.end, sentence.end))
    if lead is None or statistic_role(figure.measure) == "effect" or figure.measure == "sample_size":
        return None
    return _name_at(sentence, figure.end + lead.end())


def _find_counted(sentence: Sentence, figure: StatisticFigure) -> Span | None:
    """The arm whose size stands in the bracket behind it: "either cisplatin (n = 41) or placebo (n = 40)"."""
    if figure.measure != "sample_size":
        return None
    if given := GIVEN_BEHIND_RE.match(sentence.slice(figure.end, sentence.end)):
        return _name_at(sentence, figure.end + given.end())
    if not SIZED_RE.search(sentence.text) or not _is_sized(sentence, figure):
        return None
    opened = opening_of(sentence, figure.start)
    lead = sentence.slice(max(sentence.start, opened - MOST_NAME_CHARS), opened)
    starts = [match.end() for match in ARM_STARTS_RE.finditer(lead)]
    for start in reversed(starts):
        arm = find_arm(sentence, opened - len(lead) + start, opened)
        if arm is not None and not sentence.slice(arm[1], opened).strip() and "(" not in sentence.slice(*arm):
            return Span(*arm)
    return None


def _is_sized(sentence: Sentence, figure: StatisticFigure) -> bool:
    """Whether a bracket opens with "n =" and the number, or closes with "patients" behind it."""
    before = sentence.slice(max(sentence.start, figure.start - MOST_SIZE_CHARS), figure.start)
    return SIZE_RE.search(before) is not None or (
        before.endswith("(") and SIZED_BEHIND_RE.match(sentence.slice(figure.end, sentence.end)) is not None
    )


def _find_before(sentence: Sentence, figure: StatisticFigure) -> Span | None:
    """The people whose description ends at the bracket that a result opens: "than for those who had X (81%)"."""
    opened = figure.start - 1
    brackets = sentence.slice(max(sentence.start, opened), figure.start), sentence.slice(figure.end, figure.end + 1)
    doubted = (figure.group_confidence or 1) < DOUBTED and COMPARED_RE.search(sentence.text) is not None
    if brackets[0] != "(" or brackets[1] not in (",", ")") or not doubted or statistic_role(figure.measure) == "effect":
        return None
    for people in people_of(sentence):
        if people.end <= opened and not sentence.slice(people.end, opened).strip():
            return Span(people.start, people.end) if _says_something(sentence.slice(*people[:2])) else None
    return None


def _name_at(sentence: Sentence, start: int) -> Span | None:
    """The phrase about people, or the treatment, that begins at an offset; None for "patients" alone."""
    words = sentence.slice(start, min(start + MOST_NAME_CHARS, sentence.end))
    stop = GROUP_END_RE.search(words)
    end = start + (stop.start() if stop else len(words.rstrip(". ")))
    for people in people_of(sentence):
        if start - ANTICIPATED_CHARS <= people.start <= start + ANTICIPATED_CHARS:
            last = min(people.end, end) if stop and stop.group()[0] == " " else people.end
            return Span(people.start, last) if _says_something(sentence.slice(people.start, last)) else None
    if words.startswith(PRONOUNS):
        return None
    while (last := words.rfind(" and ", 0, end - start)) > 0 and not _goes_on(words[last + 5 : end - start]):
        end = start + last
    arm = find_arm(sentence, start, end)
    return Span(*arm) if arm is not None and arm[0] <= start + ANTICIPATED_CHARS else None


def _goes_on(words: str) -> bool:
    """Whether what "and" joins to a treatment is another: "cisplatin and etoposide", not "cisplatin and lower"."""
    return names_treatment(" ".join(words.split()[:2]))


def _says_something(words: str) -> bool:
    return any(token.folded not in load_single("heads") for token in find_tokens(words)) and "both" not in words


def _place(sentence: Sentence, figure: StatisticFigure) -> Span | None:
    """Where the group of a figure stands in its own sentence."""
    place = find_span([sentence], figure.group, figure.start) if figure.group else None
    return Span(*place[1:]) if place else None


def _overlaps(sentence: Sentence, figure: StatisticFigure, span: Span) -> bool:
    """Whether the group of a figure stands where a span does, or is told in the same words."""
    place = _place(sentence, figure)
    return place is not None and (
        (place.start < span.end and span.start < place.end) or sentence.slice(*span) == figure.group
    )


def _is_shared(sentence: Sentence, figure: StatisticFigure) -> bool:
    """Whether another result of the measure has the same words for its group: one of them was cut short."""
    others = (f for f in sentence.figures if isinstance(f, StatisticFigure) and f is not figure)
    return any((f.group, f.measure, f.time) == (figure.group, figure.measure, figure.time) for f in others)


def _settle_pair(sentence: Sentence, pair: Pair) -> dict[int, str]:
    """The groups of a pair by the offsets of its figures: both, the first, or none."""
    if (listed := _listed(sentence, pair) or _listed_behind(sentence, pair)) is not None:
        return {f.start: sentence.slice(*arm) for f, arm in zip((pair.first, pair.second), listed, strict=True)}
    arms = _both_named(sentence, pair) or _compared(sentence, pair)
    if arms is not None:
        figures = zip((pair.first, pair.second), arms, strict=True)
        return {f.start: _own_words(sentence, f, arm) for f, arm in figures}
    place = _place(sentence, pair.first)
    if place is not None and place.end <= pair.opened and _is_on_its_side(sentence, pair, place):
        return {pair.first.start: sentence.slice(*place)}
    return {}


def _own_words(sentence: Sentence, figure: StatisticFigure, arm: Span) -> str:
    """A figure's own words for its group where they stand in the place of an arm."""
    return figure.group if figure.group and _overlaps(sentence, figure, arm) else sentence.slice(*arm)


def _both_named(sentence: Sentence, pair: Pair) -> tuple[Span, Span] | None:
    """The groups that the two figures have already, where they stand apart in the order of the figures."""
    one, other = _place(sentence, pair.first), _place(sentence, pair.second)
    if one is None or other is None or _same_words(pair.first.group, pair.second.group):
        return None
    words = f"{pair.first.group} {pair.second.group}"
    leads = LEAD_RE.match(sentence.text) is not None
    return (one, other) if (one.end <= other.start) != leads and "both" not in words.lower() else None


def _same_words(one: str | None, other: str | None) -> bool:
    neutral = load_single("heads") | {"the", "a", "in", "with", "who", "of", "for", "arm", "group"}
    first, second = ({t.folded for t in find_tokens(words or "")} - neutral for words in (one, other))
    return first == second


def _compared(sentence: Sentence, pair: Pair) -> tuple[Span, Span] | None:
    """The two arms of a pair, where the one comparison outside of brackets names them."""
    cues = _comparisons(sentence)
    if len(cues) != 1:
        return None
    cue = cues[0]
    other = _name_at(sentence, cue.end)
    if other is None:
        return None
    leads = LEAD_RE.match(sentence.slice(*cue)) is not None and cue.start == sentence.start
    one = _named_first(sentence, pair, Span(other.end, pair.opened) if leads else Span(sentence.start, cue.start))
    if one is None or _same_words(sentence.slice(*one), sentence.slice(*other)):
        return None
    return one, other


def _listed(sentence: Sentence, pair: Pair) -> tuple[Span, Span] | None:
    """The two treatments that the one group of both figures lists: "treated with either X or Y ... (58% and 66%)"."""
    place = _place(sentence, pair.first)
    if place is None or place.end > pair.opened or not _overlaps(sentence, pair.second, place):
        return None
    words = sentence.slice(*place)
    either = words.find("either ")
    start = place.start + (either if either >= 0 else 0)
    listed = CHOICE_RE.match(sentence.slice(start, place.end))
    if listed is None or len(CONJUNCTION_RE.findall(listed.group())) != 1:
        return None
    one, other = (find_arm(sentence, start + listed.start(side), start + listed.end(side)) for side in ("one", "other"))
    return (Span(*one), Span(*other)) if one and other else None


def _listed_behind(sentence: Sentence, pair: Pair) -> tuple[Span, Span] | None:
    """The people or treatments listed behind a pair: "3.5 and 2.5 per million for boys and girls, respectively"."""
    found = LISTED_BEHIND_RE.match(sentence.slice(pair.second.end, sentence.end))
    if found is None or CONJUNCTION_RE.search(found["one"]) or CONJUNCTION_RE.search(found["other"]):
        return None
    return _span(pair.second.end, found, "one"), _span(pair.second.end, found, "other")


def _span(offset: int, match: re.Match[str], name: str) -> Span:
    return Span(offset + match.start(name), offset + match.end(name))


def _comparisons(sentence: Sentence) -> Sequence[Span]:
    """The comparisons outside of brackets that are not between two numbers."""
    if "comparisons" not in sentence.read:
        words = BRACKET_RE.sub(lambda m: "_" * len(m.group()), sentence.text)
        found = [Span(sentence.start + m.start(), sentence.start + m.end()) for m in COMPARED_RE.finditer(words)]
        sentence.read["comparisons"] = [c for c in found if not sentence.slice(c.end, c.end + 1).isdigit()]
    cues: Sequence[Span] = sentence.read["comparisons"]
    return cues


def _named_first(sentence: Sentence, pair: Pair, where: Span) -> Span | None:
    """The arm that a sentence is about: the group of a figure of the pair, else the one description."""
    for figure in (pair.first, pair.second):
        place = _place(sentence, figure)
        if place is not None and where.start <= place.start and place.end <= where.end:
            return place if _says_something(sentence.slice(*place)) else None
    people = [p for p in people_of(sentence) if where.start <= p.start and p.end <= where.end]
    people = [p for p in people if _says_something(sentence.slice(p.start, p.end))]
    return Span(people[0].start, people[0].end) if len(people) == 1 else None


def _is_on_its_side(sentence: Sentence, pair: Pair, arm: Span) -> bool:
    """Whether an arm is the only one named, and the wording says which of the two numbers is larger: its own."""
    if not names_treatment(sentence.slice(*arm)) or _comparisons(sentence):
        return False
    words = BRACKET_RE.sub("", sentence.slice(sentence.start, pair.opened))
    sides = {side for side, pattern in load_cues("side").items() if pattern.search(words)}
    if pair.first.measure in _unwanted():
        sides = {OF_UNWANTED.get(side, side) for side in sides}
    one, other = pair.first.value, pair.second.value
    if one is None or other is None or one == other:
        return False
    return bool(sides) and sides <= (LARGER if one > other else SMALLER)


def _unwanted() -> frozenset[str]:
    """The measures of which less is better."""
    measures = load_lexicon("measures_roles")["measures"]
    return frozenset(name for name, entry in measures.items() if entry.get("unwanted"))
