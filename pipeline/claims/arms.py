"""Who and what in a group description: the people on one side, what was done to them on the other."""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from pipeline.lexicon import entry_regex, load_lexicon
from pipeline.lexicon.intervals import OPERATORS
from pipeline.lexicon.phrases import Hit, Token, find_tokens
from pipeline.records import Component, DoseFigure

from .cues import load_single, load_singles, load_words
from .page import Sentence

ARTICLES = frozenset({"the", "a", "an", "of", "in", "on", "either", "both", "with"})
PRIOR = frozenset({"previously", "prior", "already", "had", "formerly"})
AMOUNTS = frozenset(
    {"a", "at", "up", "approximately", "about", "more", "one", "two", "three", "four", "five", "six", "several", "less"}
)
RESULT_RE = re.compile(r"\s*\((?:n\s*=\s*\d|[^()]{0,40}%)")
NEXT = frozenset({"and", "or", "but", "vs", "versus"})  # after a named arm they begin the next one
LOOSE_ENDS = frozenset({"and", "or", "most", "in", "the", "of", "with", "then", "for", "to", "by", "as"})
LOOSE_STARTS = frozenset({"that", "the", "a", "an", "either", "both"})
NOT_GIVEN = frozenset({"without", "not"})  # "no treatment" is an arm
NAMES_OF_ARMS = frozenset({"group", "arm", "cohort"})
REDUCING = frozenset({"reducing", "reduction"})  # "risk-reducing surgery" is a treatment
PLUS_RE = re.compile(r"\s+plus\s+(?P<agent>[\w-]{3,40})")
ADDED = frozenset({"addition", "adding", "added"})
CONTROLS = "controls"  # people, while "the control arm" is what was done to them
STUDIES = frozenset({"trial", "study", "protocol", "studies", "institution", "hospital"})
LOOK_BACK_TOKENS = 3  # "did not receive", "had previously been treated with"
MOST_ARM_WORDS = 14  # a bare arm ("six cycles of FCR") is short; a longer phrase without people is a clause


class Group(NamedTuple):
    """Spans of a group description: the words about people, and the treatment if one is named."""

    people: tuple[tuple[int, int], ...]
    treatment: tuple[int, int] | None


@cache
def _treatment_regex() -> re.Pattern[str]:
    return entry_regex(load_lexicon("treatments")["treatment"])


@lru_cache(maxsize=4096)  # arms come back in many claims of a page
def names_treatment(text: str) -> bool:
    """Whether a text names something that is done to people."""
    return _treatment_regex().search(text) is not None


def find_treatments(text: str) -> list[str]:
    """The treatments that a text names, once each, in alphabetical order."""
    return sorted({match.group().lower() for match in _treatment_regex().finditer(text)})


def split_group(sentence: Sentence, start: int, end: int) -> Group:
    """Split ``start:end``: "patients with X treated with Y" into its people and its treatment; once."""
    if (start, end) not in sentence.read:
        sentence.read[start, end] = _split(sentence, start, end)
    group: Group = sentence.read[start, end]
    return group


def _split(sentence: Sentence, start: int, end: int) -> Group:
    if result := RESULT_RE.search(sentence.slice(start, end)):
        end = start + result.start()  # a result in brackets ends the description
    tokens = find_tokens(sentence.slice(start, end), start)
    if not tokens:
        return Group((), None)
    if (given := _find_given(tokens)) is not None:
        if given.last < len(tokens) and tokens[given.last].folded == "either":
            return Group(((start, tokens[given.first].start),), None)  # the arms of a trial are no treatment of all
        first, last = _treatment_end(sentence, tokens, given)
        arm = find_arm(sentence, tokens[first].start, tokens[last - 1].end) if first < last else None
        if arm is not None and not _is_study(tokens[first:last]):
            told = last < len(tokens) and tokens[last].folded in load_singles("auxiliaries", "verbs")
            rest = end if told else max(arm[1], tokens[last - 1].end)  # "who received X achieved Y": Y is what is told
            people = ((start, tokens[given.first].start), (rest, end))
            return Group(tuple(s for s in people if s[0] < s[1]), arm)
    if len(tokens) > 2 and tokens[1].folded == "on" and tokens[0].folded in load_single("heads"):
        arm = find_arm(sentence, tokens[2].start, end)  # "patients on tamoxifen"
        if arm is not None:
            return Group(((start, tokens[0].end),), arm)
    return _split_bare(sentence, tokens, start, end)


def find_arm(sentence: Sentence, start: int, end: int) -> tuple[int, int] | None:
    """What the words at ``start:end`` say was done to people; None where they tell of a result, a risk or an opinion.

    A bracket that is left open is closed or left out, and words that lead on to something else are cut off.
    """
    tokens = find_tokens(sentence.slice(start, end), start)
    verb = next((n for n, token in enumerate(tokens) if n and token.folded in load_single("verbs")), len(tokens))
    tokens = tokens[:verb]
    while tokens and tokens[-1].folded in LOOSE_ENDS | NAMES_OF_ARMS:
        tokens.pop()
    while tokens and tokens[0].folded in LOOSE_STARTS:
        tokens.pop(0)
    tokens = _until_the_other(sentence, tokens)
    if tokens and tokens[0].folded in NOT_GIVEN:
        return None
    if not tokens or any(t.written.lower() == CONTROLS for t in tokens):
        return None
    following = [*(token.folded for token in tokens[1:]), ""]
    if any(t.folded in load_single("no_arm") and n not in REDUCING for t, n in zip(tokens, following, strict=True)):
        return None
    start, end = tokens[0].start, tokens[-1].end
    words = sentence.slice(start, end)
    if words.count("(") > words.count(")"):
        closed = sentence.slice(end, min(end + 1, sentence.end)) == ")"
        end = end + 1 if closed else start + len(words[: words.rfind("(")].rstrip())
    while (more := PLUS_RE.match(sentence.slice(end, sentence.end))) and names_treatment(more["agent"]):
        end += more.end()
    return (start, end) if names_treatment(sentence.slice(start, end)) else None


def _until_the_other(sentence: Sentence, tokens: list[Token]) -> list[Token]:
    """An arm without what it is compared with: "docetaxel" in "docetaxel to paclitaxel", not in "added to"."""
    for number in range(1, len(tokens) - 1):
        one, other = tokens[:number], tokens[number + 1 :]
        if tokens[number].folded != "to" or one[0].folded in ADDED or other[0].folded in ARTICLES:
            continue
        if sentence.slice(one[-1].end, other[0].start) == " to " and all(
            names_treatment(sentence.slice(part[0].start, part[-1].end)) for part in (one[-1:], other[:1])
        ):
            return one
    return tokens


def _find_given(tokens: list[Token]) -> Hit[str] | None:
    for hit in load_words("given").find(tokens):
        before = tokens[max(0, hit.first - LOOK_BACK_TOKENS) : hit.first]
        if not any(token.folded in PRIOR or token.folded in load_single("negators") for token in before):
            return hit
    return None


def _treatment_end(sentence: Sentence, tokens: list[Token], given: Hit[str]) -> tuple[int, int]:
    """The tokens of a treatment: up to a finite verb, a word that ends it, or a comma that no treatment follows."""
    stops = load_singles("given_end", "auxiliaries", "verbs")
    last = given.last
    while last < len(tokens) and tokens[last].folded not in stops:
        if tokens[last].folded == "for" and not _is_amount(tokens, last + 1):
            break  # "for stage II disease" is about people, "for 5 years" about the treatment
        if last > given.last and "," in sentence.slice(tokens[last - 1].end, tokens[last].start):
            following = sentence.slice(tokens[last].start, tokens[min(last + 3, len(tokens) - 1)].end)
            if not names_treatment(following):
                break
        last += 1
    return given.last, _without_next_result(tokens, given.last, last)


def _without_next_result(tokens: Sequence[Token], first: int, last: int) -> int:
    """An "and 53" at the end of an arm begins the next result."""
    number = last
    while number > first and tokens[number - 1].written.isdigit():
        number -= 1
    return number - 1 if first < number < last and tokens[number - 1].folded in ("and", "or", "vs", "versus") else last


def _is_amount(tokens: Sequence[Token], at: int) -> bool:
    return at < len(tokens) and (tokens[at].written[0].isdigit() or tokens[at].folded in AMOUNTS)


def _is_study(tokens: Sequence[Token]) -> bool:
    """Whether what people were treated on is a trial, not a treatment."""
    return any(token.folded in STUDIES for token in tokens)


def _split_bare(sentence: Sentence, tokens: list[Token], start: int, end: int) -> Group:
    """A group without a verb: "the placebo group", "patients in the FCR arm", "women with dense breasts"."""
    first = _after_people_in(tokens)
    while first < len(tokens) - 1 and tokens[first].folded in ARTICLES:
        first += 1
    last = len(tokens)
    groups = load_single("groups")
    inside = [n for n in range(first + 1, last - 1) if tokens[n].folded in groups and tokens[n + 1].folded in NEXT]
    last = _without_next_result(tokens, first, inside[0] + 1 if inside else last)
    names_group = tokens[last - 1].folded in load_single("groups")
    if names_group and last - 1 > first:
        last -= 1
    has_people = any(token.folded in load_single("heads") for token in tokens[first:last])
    arm = find_arm(sentence, tokens[first].start, tokens[last - 1].end)
    if (names_group or not has_people) and len(tokens) <= MOST_ARM_WORDS and arm is not None:
        return Group((), arm)
    return Group(((start, end),), None)


def _after_people_in(tokens: Sequence[Token]) -> int:
    """The first token after "patients in the" where a group follows; 0 where there is no such lead."""
    heads, groups = load_single("heads"), load_single("groups")
    for number in range(1, min(3, len(tokens) - 2)):
        leads = tokens[number].folded in ("in", "on") and tokens[number - 1].folded in heads
        if leads and tokens[-1].folded in groups:
            return number + 1
    return 0


def read_components(sentence: Sentence, span: tuple[int, int]) -> tuple[Component, ...]:
    """The doses that stand inside an arm's words."""
    doses = [f for f in sentence.figures if isinstance(f, DoseFigure) and span[0] <= f.start and f.end <= span[1]]
    return tuple(read_component(figure) for figure in doses if figure.agent)


def read_component(figure: DoseFigure) -> Component:
    """A dose as a part of an arm."""
    return Component.model_construct(
        agent=figure.agent or "",
        op=OPERATORS["between" if figure.low is not None and figure.op == "=" else figure.op],
        value=figure.value,
        low=figure.low,
        high=figure.high,
        unit=figure.unit,
        schedule=figure.schedule,
        route=figure.route,
    )


@lru_cache(maxsize=4096)  # many groups of a page are told in the same words
def is_anonymous(text: str) -> bool:
    """Whether a group is only pointed at: "these patients", "arm A"."""
    tokens = find_tokens(text)
    hit = next(load_words("anonymous").find(tokens), None)
    return hit is not None and hit.last - hit.first >= len(tokens) - 1


def find_span(sentences: Sequence[Sentence], words: str, near: int) -> tuple[Sentence, int, int] | None:
    """Where words stand in a block: the occurrence nearest to ``near``, an earlier one before a later one."""
    found: list[tuple[int, int, Sentence, int]] = []
    for sentence in sentences:
        at = sentence.text.find(words)
        while at >= 0:
            start = sentence.start + at
            distance = near - start if start <= near else start - near
            found.append((0 if sentence.start <= near < sentence.end else 1, distance, sentence, start))
            at = sentence.text.find(words, at + 1)
    if not found:
        return None
    _, _, sentence, start = min(found, key=lambda place: place[:2])
    return sentence, start, start + len(words)
