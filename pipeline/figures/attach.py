"""Intervals and P values given to the estimates they belong to."""

import re
from collections.abc import Sequence
from decimal import Decimal

from .paragraph import Mention, Paragraph, PMention, Span
from .satellites import Interval

RATIO_RE = re.compile(
    r"\b(?:HR|OR|RR|SIR|SMR|hazard ratios?|odds ratios?|relative risks?|risk ratios?)[\w-]{0,20}\b[^;()]{0,24}$",
    re.IGNORECASE,
)
NOT_REACHED_RE = re.compile(r"\bnot (?:yet )?(?:been )?reached|\bnot (?:estimable|evaluable)")
UNTESTED_RE = re.compile(
    r"\b(?:follow-?up|followed|ages?|aged|over|for|within|after|every)\b[^,;.()]{0,24}$", re.IGNORECASE
)
COMPARED_RE = re.compile(r"\b(?:vs\.?|versus|than|compared|to|relative)(?=\W|$)")
REFERRING_RE = re.compile(
    r"(?:This|These|The|Both|That)\s(?:[\w-]+\s){0,2}?(?:differences?|results?|improvements?|reductions?|increases?|benefits?)\b"
)
RATIO_REACH = 60  # characters before a number in which its ratio is named
CI_REACH = 3  # estimates looked back at for one that lies in an interval
MAX_COMPARISON = 120  # characters between two results that are compared with each other
INTERVAL_WORD_RE = re.compile(r"\bCI\b|[Cc]onfidence [Ii]nterval")


def attach_intervals(
    text: str, sentences: Sequence[Span], mentions: list[Mention], intervals: Sequence[Interval], announced: bool
) -> list[Mention]:
    """The mentions with each interval given to an estimate before it that has none yet; bare ones merged.

    The estimate is the nearest of the last few that lies in the interval, else the nearest. ``announced``: a header
    says that brackets hold intervals.
    """
    mentions = _attach_bare(text, mentions, announced or _names_interval(text))
    for interval in intervals:
        before = [m for m in mentions if m.end <= interval.span.start and _same_sentence(sentences, m, interval.span)]
        if interval.bounds is None or not before or NOT_REACHED_RE.search(text, before[-1].end, interval.span.start):
            continue
        free = [m for m in before[-CI_REACH:] if m.ci is None]
        inside = [m for m in free if _lies_in(m, interval.bounds)]
        if inside:
            inside[-1].ci = interval.bounds
        elif before[-1].ci is None:
            before[-1].ci = interval.bounds
    return mentions


def _lies_in(mention: Mention, bounds: tuple[Decimal, Decimal | None]) -> bool:
    value = mention.value
    return value is not None and bounds[0] <= value and (bounds[1] is None or value <= bounds[1])


def _attach_bare(text: str, mentions: list[Mention], spoken: bool) -> list[Mention]:
    """ "83% (69%–91%)", and "0.79 (0.58–1.08)" of a named ratio or where the paragraph speaks of intervals."""
    kept: list[Mention] = []
    for mention in mentions:
        previous = kept[-1] if kept else None
        if previous is not None and _is_bare_interval(text, previous, mention, spoken):
            previous.ci = (mention.low or Decimal(0), mention.high)
        else:
            kept.append(mention)
    return kept


def _is_bare_interval(text: str, estimate: Mention, bounds: Mention, spoken: bool) -> bool:
    if estimate.value is None or bounds.low is None or bounds.high is None or estimate.ci is not None:
        return False
    if text[estimate.end : bounds.start].strip() not in ("(", "[") or text[bounds.end : bounds.end + 1] not in (
        ")",
        "]",
    ):
        return False
    if bounds.unit not in (estimate.unit, "1") or not bounds.low <= estimate.value <= bounds.high:
        return False
    if spoken or (estimate.unit == "%" and bounds.unit == "%"):
        return True
    return RATIO_RE.search(text, max(0, estimate.start - RATIO_REACH), estimate.start) is not None


def _names_interval(text: str) -> bool:
    return ("CI" in text or "onfidence" in text) and INTERVAL_WORD_RE.search(text) is not None


def _same_sentence(sentences: Sequence[Span], mention: Mention, span: Span) -> bool:
    return sentences[mention.sentence].start <= span.start < sentences[mention.sentence].end


def attach_p_values(paragraph: Paragraph) -> None:
    """P values go to the ratio before them, else to the compared estimates; one that is left stands alone."""
    for p_value in paragraph.p_values:
        targets = _find_compared(paragraph, p_value)
        for mention in targets:
            mention.p = mention.p or (p_value.op, p_value.value)
        if not targets:
            paragraph.mentions.append(_alone(paragraph, p_value))
    paragraph.mentions.sort(key=lambda mention: mention.start)


def _find_compared(paragraph: Paragraph, p_value: PMention) -> list[Mention]:
    text, place = paragraph.text, Span(p_value.start, p_value.end)
    before = [
        m
        for m in paragraph.mentions
        if m.kind == "statistic"
        and not m.p_alone
        and m.end <= place.start
        and _same_sentence(paragraph.sentences, m, place)
    ]
    if not before:
        return _of_sentence_before(paragraph, place)
    opening = text.rfind("(", 0, place.start)
    inside = [m for m in before if m.start > opening] if opening >= 0 and ")" not in text[opening : place.start] else []
    for mention in reversed(inside or before[-1:]):
        if RATIO_RE.search(text, max(0, mention.start - RATIO_REACH), mention.start):
            return [mention]
    estimates = [m for m in inside if _is_estimate(text, m)]
    pool = estimates or [m for m in before if _is_estimate(text, m)]
    if not pool:
        return _compared_counts(text, before)
    last = pool[-1]
    if len(estimates) > 2 and all(m.unit == last.unit for m in estimates):
        return estimates  # "(A: 1%, B: 4%, C: 9%; P = .01)"
    if len(pool) == 1 and pool != before:
        pool = [m for m in before if m is last or (_is_estimate(text, m) and _links(text, m, last))]
    return [m for m in pool[-2:] if m.unit == last.unit]


def _is_estimate(text: str, mention: Mention) -> bool:
    """May a P value be about it? A sample size, a follow-up time and an age are not tested."""
    if mention.unit in ("a", "mo", "wk", "d"):
        return UNTESTED_RE.search(text, max(0, mention.start - 44), mention.start) is None
    whole = mention.value is not None and mention.value == mention.value.to_integral_value()
    return mention.unit != "1" or not whole or mention.ci is not None


def _compared_counts(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """ "25 vs. 11 deaths": counts are tested when they are set against each other."""
    pair = list(mentions[-2:])
    return pair if len(pair) == 2 and _links(text, *pair) else []


def _links(text: str, first: Mention, second: Mention) -> bool:
    gap = text[first.end : second.start]
    return len(gap) <= MAX_COMPARISON and COMPARED_RE.search(gap) is not None


def _of_sentence_before(paragraph: Paragraph, place: Span) -> list[Mention]:
    """ "The difference was significant (P = .03)": what the sentence before reports."""
    index = next((i for i, s in enumerate(paragraph.sentences) if s.start <= place.start < s.end), 0)
    if index == 0 or REFERRING_RE.match(paragraph.text, paragraph.sentences[index].start) is None:
        return []
    previous = [m for m in paragraph.mentions if m.kind == "statistic" and m.sentence == index - 1 and m.p is None]
    estimates = [m for m in previous if _is_estimate(paragraph.text, m)]
    return estimates if len({m.unit for m in estimates}) == 1 else []


def _alone(paragraph: Paragraph, p_value: PMention) -> Mention:
    sentence = next((i for i, s in enumerate(paragraph.sentences) if s.start <= p_value.start < s.end), 0)
    span = p_value.number
    mention = Mention(start=span.start, end=span.end, cue=Span(p_value.start, p_value.end), sentence=sentence)
    mention.op, mention.value, mention.p_alone, mention.kind = p_value.op, Decimal(p_value.value), True, "statistic"
    return mention
