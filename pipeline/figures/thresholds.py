"""Which variable a threshold bounds: the words that name it and its id.

Ages and intervals are told by the words around them; everything else by the nearest words that can name a quantity of
the unit's class, else by the noun phrase beside the number.
"""

import re
from bisect import bisect_left
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from pipeline.lexicon import entry_pattern, load_lexicon
from pipeline.lexicon.words import SPACE_RE, PhraseFinder

from .agents import find_agents_between
from .paragraph import Mention, Paragraph, Span
from .phrases import phrase_after, phrase_before
from .unit_classes import bound_class, unit_class

_LEFT_CHARS = 110  # a variable stands this near before its number, or it is not told by words
_RIGHT_CHARS = 70
_SINCE_CHARS = 30  # "after birth, preferably within": more words in between belong to something else
_NEAR_COST = 32  # a name is close when at most a few words or one mark lie between it and the number
_BARRIER_CHARS = 25  # crossing a mark or a conjunction costs as much as this many characters

_DEFINED_RE = re.compile(r"\b((?:very\s)?(?:early|earlier|late|later|intermediate))\s\(\Z", re.IGNORECASE)
_RELAPSE_RE = re.compile(r"\A[^.;()]{0,40}\)[^.;()]{0,40}\b(?:relapses?|recurrences?)\b")
_COMPARISON = (
    r"(?:at|of|was|were|is|are|between|from|the|a|an|in|less|fewer|more|older|younger|greater|higher|lower|under|over|above|"
    r"below|than|about|approximately|only|least|up|to|or|equal|groups?|ranges?|ranging|being|either|when|before|after|by|"
    r"until|prior|within|diagnosis|and|with)"
)
_AGE_BEFORE_RE = re.compile(rf"\b(age|aged|ages)\b[\s(:,]*(?:{_COMPARISON}[\s(:,]+){{0,6}}[<>≤≥=]?\s*\Z", re.IGNORECASE)
_AGE_AFTER_RE = re.compile(
    r"\A\s*(?:(?:or|and)\s+\w+\s+)?(?:of\s+age\b|old\b|of\s+life\b|-?\s?olds?\b)|\A-old", re.IGNORECASE
)
_AGE_CUE_RE = re.compile(r"\b(?:older|younger|elderly|ages?|aged)\b", re.IGNORECASE)
_AGE_WORD_RE = re.compile(r"\b(?:ages?|aged)\b(?=[^.;]{0,40}\Z)", re.IGNORECASE)
_DIAGNOSED_RE = re.compile(r"\bdiagnosed\s(?:with\s[\w\s-]{1,30}\s)?(?:between|before|by|at|under)\s\Z", re.IGNORECASE)
_DECADE_RE = re.compile(r"\d0s\Z")
_EVENT_BEFORE_AGE_RE = (
    r"\b(?:before|after|at|by|until|under|when|between|prior\s+to|than|with|in)\b"  # what links an event to an age
)
_SINCE_RE = re.compile(
    r"\A\W{0,3}(?:(?:or|and)\s+\w+\s+)?(?:after|of|from|before|prior\s+to|since|following|post\w*|into|to)\b",
    re.IGNORECASE,
)
_VERB_RE = re.compile(r"\b(?:has|have|had|is|are|was|were)\s(?:not\s)?(?:spread|grown|invaded|extended|moved)\b")
_ABBREVIATION_RE = re.compile(r"\s?[\[(][\w-]{1,12}[\])]")
_CHANGE_RE = re.compile(r"(?:in|de)creases?|reductions?|changes?|losse?s?|declines?|rises?|differences?", re.IGNORECASE)
_SPLIT_RE = re.compile(r"[^\W_]+")


class _Scene(NamedTuple):
    """The text beside a mention, within its sentence: ``left`` ends where the comparison begins."""

    text: str
    floor: int
    cue: Span
    ceiling: int

    @property
    def left(self) -> str:
        return self.text[max(self.floor, self.cue.start - _LEFT_CHARS) : self.cue.start]

    @property
    def right(self) -> str:
        return self.text[self.cue.end : min(self.ceiling, self.cue.end + _RIGHT_CHARS)]


class _Named(NamedTuple):
    """Words that name a variable: where they are in the text, and its id."""

    start: int
    end: int
    variable_id: str


def read_threshold(paragraph: Paragraph, mention: Mention) -> tuple[str | None, str]:
    """The words that name the bounded variable (a substring, or None) and the variable's id."""
    sentence = paragraph.sentences[mention.sentence]
    scene = _Scene(paragraph.text, sentence.start, mention.cue, sentence.end)
    kind = bound_class(mention.unit)
    if mention.unit == "{pack-years}":
        return None, "smoking_pack_years"
    if kind == "time":
        return _read_age(paragraph, mention, scene) or _read_defined(scene) or _read_interval(scene)
    return _read_quantity(paragraph, scene, kind)


def _read_defined(scene: _Scene) -> tuple[str | None, str] | None:
    """ "Early (<18 months from diagnosis) and late relapses": the bracket says when a relapse counts as early."""
    word = _DEFINED_RE.search(scene.left)
    if word is None or _RELAPSE_RE.search(scene.right) is None:
        return None
    return word[1], "time_to_relapse"


# --- ages ------------------------------------------------------------------------------------------------------------


@cache
def _context(name: str) -> re.Pattern[str]:
    return re.compile(entry_pattern(load_lexicon("threshold_context")[name]), re.IGNORECASE)


@cache
def _events() -> re.Pattern[str]:
    """All events in one pattern, each in a group named by its suffix."""
    events = load_lexicon("threshold_context")["events"]
    return re.compile(
        "|".join(f"(?P<{entry['suffix']}>{entry_pattern(entry)})" for entry in events.values()), re.IGNORECASE
    )


def _last(regex: re.Pattern[str], text: str) -> re.Match[str] | None:
    matches = list(regex.finditer(text))
    return matches[-1] if matches else None


def is_age(paragraph: Paragraph, mention: Mention) -> bool:
    """Whether a time bounds how old somebody is."""
    sentence = paragraph.sentences[mention.sentence]
    scene = _Scene(paragraph.text, sentence.start, mention.cue, sentence.end)
    return _is_age(scene, mention) or _continues_age(paragraph, mention)


def _is_age(scene: _Scene, mention: Mention) -> bool:
    text = scene.text
    if _DECADE_RE.search(text[mention.start : mention.end]) or _AGE_AFTER_RE.search(
        text[mention.end : scene.ceiling][:40]
    ):
        return True
    if _AGE_CUE_RE.search(text, scene.cue.start, scene.cue.end) or _AGE_BEFORE_RE.search(scene.left):
        return True
    if _DIAGNOSED_RE.search(text, scene.cue.start - len(scene.left), mention.start):
        return True
    return bool(re.search(rf"(?:{_context('people').pattern})[\s,]*\(?\s*\Z", scene.left, re.IGNORECASE))


def _read_age(paragraph: Paragraph, mention: Mention, scene: _Scene) -> tuple[str | None, str] | None:
    if not is_age(paragraph, mention):
        return None
    worded = _AGE_WORD_RE.search(scene.text[scene.cue.start - len(scene.left) : mention.start])
    event = _event_of_age(scene)
    return (worded.group() if worded else None), f"age_at_{event}" if event else "age"


def _continues_age(paragraph: Paragraph, mention: Mention) -> bool:
    """A bare member of a list of ages: "20-24 years and 35-39 years"."""
    at = bisect_left(paragraph.mentions, mention.start, key=lambda other: other.start)
    if not at:
        return False
    before = paragraph.mentions[at - 1]
    between = paragraph.text[before.cue.end : mention.cue.start]
    return (
        before.sentence == mention.sentence
        and len(between) < 12
        and unit_class(before.unit) == "time"
        and re.fullmatch(r"[\s,;]*(?:and|or|to|vs\.?|versus)?\s*", between) is not None
        and is_age(paragraph, before)
    )


def _event_of_age(scene: _Scene) -> str | None:
    """The event at which the age counts: diagnosis, onset, treatment, menarche."""
    after = _events().search(scene.right[:50])
    if after and after.lastgroup != "randomization" and re.search(r"\b(?:at|when)\b", scene.right[: after.start()]):
        return after.lastgroup
    before = _last(_events(), scene.left)
    if before is None or before.lastgroup in ("randomization", "birth"):
        return None
    between = scene.text[scene.cue.start - len(scene.left) + before.end() : scene.cue.end]
    if _context("people").search(re.sub(_AGE_CUE_RE, "", between)):
        return None
    return (
        before.lastgroup
        if re.search(_EVENT_BEFORE_AGE_RE, between) or re.search(r"\bage at\s\Z", scene.left[: before.start()])
        else None
    )


# --- intervals -------------------------------------------------------------------------------------------------------


def _read_interval(scene: _Scene) -> tuple[str | None, str]:
    """A time between events, or how long something lasted."""
    event = _events().search(scene.right) if _SINCE_RE.search(scene.right) else None
    relapse = _last(_context("relapse"), scene.left)
    if event and event.start() < 45:
        if relapse and event.lastgroup != "birth":
            return relapse.group(), "time_to_relapse"
        if event.lastgroup == "birth":
            return None, "age_at_diagnosis" if "diagnos" in scene.left else "time_since_birth"
        return None, f"time_since_{event.lastgroup}"
    earlier = None if relapse else _event_just_before(scene)
    if earlier:
        return None, f"time_since_{earlier}"
    if relapse and scene.text[scene.cue.start : scene.cue.end].lower().startswith(
        ("within", "before", "after", "beyond")
    ):
        return relapse.group(), "time_to_relapse"
    named = _nearest(scene, "time")
    if named:
        return scene.text[named.start : named.end], named.variable_id
    return None, "duration"


def _event_just_before(scene: _Scene) -> str | None:
    """The event of "after birth, preferably within 24 hours"."""
    event = _last(_events(), scene.left)
    if event is None or len(scene.left) - event.end() >= _SINCE_CHARS:
        return None
    linked = re.search(r"\b(?:after|following|since|from)\s(?:the\s)?\Z", scene.left[: event.start()])
    return event.lastgroup if linked else None


# --- quantities ------------------------------------------------------------------------------------------------------


@cache
def _variables(kind: str) -> tuple[PhraseFinder, Mapping[str, str]] | None:
    """What finds the names of all variables that can have this class of unit, and the id of each name."""
    entries = {name: entry for name, entry in load_lexicon("threshold_variables").items() if kind in entry["units"]}
    ids = {
        SPACE_RE.sub(" ", word.lower()): name
        for name, entry in reversed(list(entries.items()))
        for word in entry["words"]
    }
    if not ids:
        return None
    return PhraseFinder(ids), ids


def _nearest(scene: _Scene, kind: str) -> _Named | None:
    """The name of a variable nearest to the number; marks and conjunctions between them count as distance."""
    best, best_cost = None, 1000
    left_start, right_end = scene.cue.start - len(scene.left), scene.cue.end + len(scene.right)
    for named in _find_variables(scene.text, scene.floor, scene.ceiling, kind):
        if left_start <= named.start and named.end <= scene.cue.start:
            cost = _cost(scene.text[named.end : scene.cue.start])
            if cost <= best_cost:
                best, best_cost = named, cost
        elif scene.cue.end <= named.start and named.end <= right_end:
            if _VERB_RE.search(scene.text, scene.cue.end, named.start):
                break  # "larger than 2 cm and has spread to lymph nodes": what follows a verb is not what is bounded
            cost = _cost(scene.text[scene.cue.end : named.start]) + 2
            if cost < best_cost:
                best, best_cost = named, cost
    return best


@lru_cache(maxsize=64)
def _find_variables(text: str, start: int, end: int, kind: str) -> tuple[_Named, ...]:
    """The names of variables of this class of unit in a sentence, in order."""
    found = _variables(kind)
    if found is None:
        return ()
    finder, ids = found
    return tuple(_Named(found.start, found.end, ids[found.phrase]) for found in finder.find(text, start, end))


def near_variable(paragraph: Paragraph, mention: Mention) -> str | None:
    """The side on which the name of a variable stands close to the number, and the variable's id."""
    sentence = paragraph.sentences[mention.sentence]
    scene = _Scene(paragraph.text, sentence.start, mention.cue, sentence.end)
    named = _nearest(scene, bound_class(mention.unit))
    if named is None:
        return None
    side = "left" if named.start < mention.cue.start else "right"
    between = scene.text[named.end : mention.cue.start] if side == "left" else scene.text[mention.cue.end : named.start]
    return f"{side} {named.variable_id}" if _cost(between) <= _NEAR_COST else None


_BARRIER_RE = re.compile(r"[,;():\[\]]|\b(?:and|or|with|who|but|than)\b")


def _cost(between: str) -> int:
    """How far apart two positions are in characters, with the price of every mark and conjunction between them."""
    between = _ABBREVIATION_RE.sub("", between)
    barriers = len(_BARRIER_RE.findall(between))
    return len(between) + _BARRIER_CHARS * barriers


def _read_quantity(paragraph: Paragraph, scene: _Scene, kind: str) -> tuple[str | None, str]:
    named = _nearest(scene, kind)
    if named:
        return _read_change(scene, named) or (_widen(scene, named, kind), _measured(scene, named, kind))
    if kind in ("dose", "radiation"):
        given = find_agents_between(scene.text, scene.floor, scene.cue.start)
        return (scene.text[given[-1].start : given[-1].end] if given else None), "dose_received"
    phrase = phrase_after(scene.text, scene.cue.end, scene.ceiling) if kind in ("percent", "count") else None
    phrase = phrase or _phrase_left(scene)
    if phrase is None:
        header = paragraph.surroundings.row_header or paragraph.surroundings.column_header
        return None, _snake(header) if header else "percentage" if kind == "percent" else kind
    words = scene.text[phrase.start : phrase.end]
    return words, "percentage" if kind == "percent" else _snake(words) + ("_count" if kind == "count" else "")


def _widen(scene: _Scene, named: _Named, kind: str) -> str:
    """The name with the words of its noun phrase before it; of a share also what it is a share of."""
    text, floor, end = scene.text, scene.floor, named.end
    if named.start >= scene.cue.end:
        floor = scene.cue.end
        whole = phrase_after(text, named.start, scene.ceiling, any_head=True) if kind == "percent" else None
        end = max(end, whole.end) if whole else end
    phrase = phrase_before(text, named.end, max(floor, named.end - 60))
    return text[min(named.start, phrase.start) if phrase else named.start : end]


def _measured(scene: _Scene, named: _Named, kind: str) -> str:
    """The id of a name; of a dimension ("lymph nodes, none >6 cm in greatest dimension") that of what has it."""
    if scene.text[named.start : named.end].lower() not in _dimensions():
        return named.variable_id
    floor = max(scene.floor, scene.text.rfind(";", scene.floor, scene.cue.start) + 1)
    things = [
        thing.variable_id
        for thing in _find_variables(scene.text, scene.floor, scene.ceiling, kind)
        if floor <= thing.start < min(named.start, scene.cue.start)
        and scene.text[thing.start : thing.end].lower() not in _dimensions()
    ]
    return things[-1] if things else named.variable_id


@cache
def _dimensions() -> frozenset[str]:
    entries = load_lexicon("threshold_variables").values()
    return frozenset(word for entry in entries for word in entry.get("dimensions", ()))


def _read_change(scene: _Scene, named: _Named) -> tuple[str, str] | None:
    """A change and what changes: "increase in limb volume" is ``limb_volume_increase``."""
    head = scene.text[named.start : named.end].lower()
    phrase = phrase_after(scene.text, named.start, scene.ceiling) if _CHANGE_RE.fullmatch(head) else None
    complement = scene.text[named.end : phrase.end] if phrase else ""
    if not phrase or not complement.strip():
        return None
    words = [word for word in _SPLIT_RE.findall(complement) if word not in ("in", "of", "from", "the", "a")]
    return scene.text[named.start : phrase.end], "_".join([*(word.lower() for word in words[-3:]), head.rstrip("s")])


def _phrase_left(scene: _Scene) -> Span | None:
    """The noun phrase before the comparison, over linking words: "height of", "dose was not", "dose (>"."""
    link = re.search(
        r"(?:[\s(:,]|\b(?:of|was|were|is|are|be|at|the|a|to|that|which|not|had|has|have|reach|reaches|reached|show|shows|"
        r"measure|measures|measuring|by|set|usually|as|defined|with|levels?|makes?|up)\b)+\Z",
        scene.left,
    )
    at = scene.cue.start - (len(link.group()) if link else 0)
    return phrase_before(scene.text, at, scene.floor)


def _snake(words: str) -> str:
    """Up to four last words as an identifier: it begins with a letter and has no sign that an engine might refuse."""
    parts = [word.lower() for word in _SPLIT_RE.findall(words)[-4:] if word.isascii()]
    while parts and not parts[0][0].isalpha():
        del parts[0]
    return "_".join(parts) or "other"
