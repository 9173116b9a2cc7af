"""Time points of results: "5-year survival", "at 18 months", "by age 70 years", "lifetime risk"."""

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from pipeline.lexicon.words import split_words

from .paragraph import Mention, Paragraph, PointKind, TimePoint

ISO_UNITS = {"a": "Y", "mo": "M", "wk": "W", "d": "D"}
OUTCOME_RE = re.compile(
    r"(?:[- ](?:[\w/’-]{1,24}\s){0,5}?)"
    r"(?:(?i:survival|rates?|risks?|incidences?|mortality|probabilit\w+|controls?|recurrences?"
    r"|relapses?|remissions?|follow-up(?=\sof\s\d)|outcomes?|likelihood|chance|estimates?)|[A-Z]{1,2}[a-z]?[A-Z]{1,3})\b"
)
AT_RE = re.compile(
    r"\b(?:at|after|within|over|by|in|during|through|before)\s(?:the\s)?(?:first\s|end\sof\s)?$", re.IGNORECASE
)
OF_GROUP_RE = re.compile(  # "40% for relapse after 12 months" says who, not when
    r"\b(?:for|in|with|who)\s(?:[\w-]{1,20}\s){0,2}(?:relapses?|recurrences?|relapsed|recurred|progress\w{2,4})\s"
    r"(?:after|before|within)\s(?:the\sfirst\s)?$",
    re.IGNORECASE,
)
LATER_RE = re.compile(r"\s(?:after|later|from|following|post)\b")
AGE_BY_RE = re.compile(r"\b(?:by|to|at|until|through)\s(?:the\s)?ages?\s(?:of\s)?$", re.IGNORECASE)
AGE_BEFORE_RE = re.compile(r"\bbefore\s(?:the\s)?ages?\s(?:of\s)?$", re.IGNORECASE)
LIFETIME_RE = re.compile(
    r"\b[Ll]ifetime\s(?:\w+\s){0,3}?(?:risks?|probabilit\w+|incidences?|chance|likelihood|prevalence)"
)
NUMBERED_RE = re.compile(
    r"\b(?:at|by|on|until|through)\s(?P<unit>day|week|month|year)\s(?P<number>\d{1,3})\b", re.IGNORECASE
)
NUMBERED_UNITS = {"day": "D", "week": "W", "month": "M", "year": "Y"}
LIST_RE = re.compile(
    r"(?:-|\s?(?:years?|months?))?(?:,\s?(?:and\s|or\s)?|\s(?:and|or)\s|/)"
)  # between members of a list of times
VERSUS_RE = re.compile(r"\b(?:vs\.?|versus|compared\s(?:with|to))(?=\s)")
SPLIT_RE = re.compile(r"[;:]|, (?:and|but|with|while|whereas)\b|\bcompared\b")
TIMELESS_MEASURES = """hazard_ratio odds_ratio relative_risk sample_size follow_up median_survival age_statistic
time_to_event duration cost sensitivity specificity predictive_value concentration"""
TIMELESS = frozenset(TIMELESS_MEASURES.split())  # measures that have no time point of their own
CARRIED = re.compile("survival|^risk$|^incidence$|^mortality$|recurrence_rate|local_control|risk_change")
MAX_AFTER = 60  # characters between a result and the time point that follows it
MAX_LINK = 30  # characters between results that share the time point behind the last one
MAX_CARRY = 2  # sentences over which a time point still holds for the same measure
DIRECT = 20  # a time this close behind a result is its own even where it bounds a group too
CONSUMED = 30  # a time point this close behind a result is that result's, not the next one's


def iso_duration(value: Decimal, unit: str) -> str | None:
    """``P18M``; None for a unit that is no time."""
    number = f"{value.normalize():f}"
    if unit in ISO_UNITS:
        return f"P{number}{ISO_UNITS[unit]}"
    return f"PT{number}H" if unit == "h" else None


def find_time_points(paragraph: Paragraph) -> list[TimePoint]:
    """All expressions that are written like the time of a result, in order."""
    points: list[TimePoint] = []
    for mention in paragraph.mentions:
        point = _read_point(paragraph, mention) or _next_of_list(paragraph, mention, points[-1] if points else None)
        if point is not None:
            points.append(point)
    text = paragraph.text
    if not NUMBERED_UNITS.keys().isdisjoint(split_words(text).words):
        for match in NUMBERED_RE.finditer(text):
            iso = f"P{match['number']}{NUMBERED_UNITS[match['unit'].lower()]}"
            points.append(TimePoint(*match.span(), _sentence_of(paragraph, match.start()), iso, "at"))
    if "ifetime" in text:
        for match in LIFETIME_RE.finditer(text):
            points.append(TimePoint(*match.span(), _sentence_of(paragraph, match.start()), "lifetime", "adjective"))
    return sorted(points, key=lambda point: point.start)


def _sentence_of(paragraph: Paragraph, at: int) -> int:
    return next((i for i, span in enumerate(paragraph.sentences) if at < span.end), len(paragraph.sentences) - 1)


def _read_point(paragraph: Paragraph, mention: Mention) -> TimePoint | None:
    iso = _iso_of(mention)
    if iso is None or mention.cue.end > mention.end:  # "at age 11 years or younger" is a group
        return None
    kind = _point_kind(paragraph.text, mention)
    if kind is None:
        return None
    if kind == "before_age" or AGE_BY_RE.search(paragraph.text, max(0, mention.start - 24), mention.start):
        iso = f"age:{iso}"
    return TimePoint(mention.start, mention.end, mention.sentence, iso, kind)


def _next_of_list(paragraph: Paragraph, mention: Mention, last: TimePoint | None) -> TimePoint | None:
    """The "5 years" of "at 1, 3, and 5 years": a time right behind another one of its list."""
    iso = _iso_of(mention)
    if last is None or iso is None or mention.cue.end > mention.end or not _are_listed(paragraph.text, last, mention):
        return None
    prefix = "age:" if last.iso.startswith("age:") else ""
    return TimePoint(mention.start, mention.end, mention.sentence, f"{prefix}{iso}", last.kind)


def _are_listed(text: str, first: TimePoint, second: TimePoint | Mention) -> bool:
    return LIST_RE.fullmatch(text, first.end, second.start) is not None


def _point_kind(text: str, mention: Mention) -> PointKind | None:
    start, end, cue = mention.start, mention.end, mention.cue.start
    if AGE_BEFORE_RE.search(text, max(0, start - 24), start):
        return "before_age"
    if _is_joined_adjective(text, mention) or ("-" in text[start : end + 1] and OUTCOME_RE.match(text, end)):
        return "adjective"
    if OF_GROUP_RE.search(text, max(0, mention.cue.start - 70), start):
        return None
    if AGE_BY_RE.search(text, max(0, start - 24), start) or AT_RE.search(text, max(0, start - 24), start):
        return "at"
    if mention.op in ("~", "<=") and (
        AT_RE.search(text, max(0, cue - 24), cue) or AT_RE.match(text[cue:start])
    ):  # "within 18 months", "at about 2 years"
        return "at"
    return "later" if LATER_RE.match(text, end) else None


def _is_joined_adjective(text: str, mention: Mention) -> bool:
    """The "5-" of "5- and 10-year survival"."""
    return mention.joined and text[mention.end : mention.end + 1] == "-"


def _iso_of(mention: Mention) -> str | None:
    if mention.value is not None:
        return iso_duration(mention.value, mention.unit) if mention.value > 0 else None
    if mention.low is not None and mention.high is not None:
        low, high = iso_duration(mention.low, mention.unit), iso_duration(mention.high, mention.unit)
        return f"{low}/{high}" if low and high else None
    return None


def mark_time_points(paragraph: Paragraph) -> None:
    """Set the time points of a paragraph, and ``time_point`` of the mentions that are one."""
    paragraph.time_points = find_time_points(paragraph)
    points = {point.start: point.iso for point in paragraph.time_points}
    for mention in paragraph.mentions:
        mention.time_point = points.get(mention.start)


def read_times(
    paragraph: Paragraph, statistics: Sequence[Mention], measures: Sequence[tuple[str, str | None]]
) -> list[str | None]:
    """The time point of each statistic in order: the one behind it, the one before it, the last one of its measure."""
    points = paragraph.time_points
    kinds = {mention.start: mention.kind for mention in paragraph.mentions}
    times: list[str | None] = []
    for index, (measure, _) in enumerate(measures):
        time = None
        if measure not in TIMELESS:
            after = _time_after(paragraph, statistics, index, points)
            before = _time_before(paragraph, statistics, measures, index, points)
            far = after is not None and after.start - statistics[index].end > DIRECT
            bounds_group = far and after is not None and kinds.get(after.start) == "threshold"
            named = far and before is not None and before.kind == "adjective"  # "a 5-year survival of 10%"
            point = before if after is None or (bounds_group and before is not None) or named else after
            time = point.iso if point is not None else None
            time = time or _carried(statistics, measures, times, index, points)
        times.append(time)
    return times


def _time_after(
    paragraph: Paragraph, statistics: Sequence[Mention], index: int, points: Sequence[TimePoint]
) -> TimePoint | None:
    mention = statistics[index]
    point = next((p for p in points if p.sentence == mention.sentence and p.start >= mention.end), None)
    if point is None:
        return None
    if point.kind == "adjective":
        return point if point.start - mention.end <= 2 else None
    shared = _of_list_after(paragraph, statistics, index, [p for p in points if p.start >= point.start])
    if shared is not None:
        return shared
    end = mention.end
    for other in statistics[index + 1 :]:
        if other.start >= point.start:
            break
        if other.start - end > MAX_LINK or SPLIT_RE.search(paragraph.text, end, other.start):
            return None
        end = other.end
    if point.start - end > MAX_AFTER or SPLIT_RE.search(paragraph.text, end, point.start):
        return None
    return point


def _of_list_after(
    paragraph: Paragraph, statistics: Sequence[Mention], index: int, points: Sequence[TimePoint]
) -> TimePoint | None:
    """Its own of "90%, 70%, and 50% at 1, 3, and 5 years": as many results in a list as times in the one behind it."""
    listed = [points[0]]
    for point in points[1:]:
        if not _are_listed(paragraph.text, listed[-1], point):
            break
        listed.append(point)
    results = [s for s in statistics if s.sentence == points[0].sentence and s.end <= points[0].start][-len(listed) :]
    if len(listed) == 1 or len(results) < len(listed) or points[0].start - results[-1].end > MAX_LINK:
        return None
    unit = statistics[index].unit
    near = all(second.start - first.end <= MAX_LINK for first, second in pairwise(results))
    if statistics[index] not in results or not near or any(result.unit != unit for result in results):
        return None
    return listed[results.index(statistics[index])]


def _time_before(
    paragraph: Paragraph,
    statistics: Sequence[Mention],
    measures: Sequence[tuple[str, str | None]],
    index: int,
    points: Sequence[TimePoint],
) -> TimePoint | None:
    mention = statistics[index]
    before = [p for p in points if p.sentence == mention.sentence and p.end <= mention.start]
    while before and (before[-1].kind in ("later", "before_age") or _is_consumed(paragraph, statistics, before[-1])):
        before.pop()
    if not before:
        return None
    listed = [before[-1]]
    for point in reversed(before[:-1]):
        if not _are_listed(paragraph.text, point, listed[0]):
            break
        listed.insert(0, point)
    if len(listed) == 1:
        return before[-1]
    return listed[_rank(paragraph, statistics, measures, index, listed[-1].end) % len(listed)]


def _rank(
    paragraph: Paragraph,
    statistics: Sequence[Mention],
    measures: Sequence[tuple[str, str | None]],
    index: int,
    start: int,
) -> int:
    """How many results stand between a list of times and this one; two that are compared count as one."""
    timed = [
        statistic
        for statistic, (measure, _) in zip(statistics[: index + 1], measures, strict=False)
        if statistic.start > start and statistic.sentence == statistics[index].sentence and measure not in TIMELESS
    ]
    return sum(VERSUS_RE.search(paragraph.text, first.end, second.start) is None for first, second in pairwise(timed))


def _is_consumed(paragraph: Paragraph, statistics: Sequence[Mention], point: TimePoint) -> bool:
    if point.kind == "adjective":
        return False
    return any(0 <= point.start - s.end <= CONSUMED and s.sentence == point.sentence for s in statistics)


def _carried(
    statistics: Sequence[Mention],
    measures: Sequence[tuple[str, str | None]],
    times: Sequence[str | None],
    index: int,
    points: Sequence[TimePoint],
) -> str | None:
    mention, measure = statistics[index], measures[index][0]
    if not CARRIED.search(measure) or "/a" in mention.unit:  # a rate by year has no time point
        return None
    for earlier in range(index - 1, -1, -1):
        if mention.sentence - statistics[earlier].sentence > MAX_CARRY:
            break
        time = times[earlier]
        if measures[earlier][0] == measure and time is not None and not time.startswith("age:"):
            return time
    reported = {statistic.sentence for statistic in statistics}
    for point in reversed(points):
        if (
            point.kind == "adjective"
            and 1 <= mention.sentence - point.sentence <= MAX_CARRY
            and point.sentence not in reported
        ):
            return point.iso
    return None
