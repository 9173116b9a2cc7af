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
INTERVAL_WORD_RE = re.compile(r"\bCI\b|[Cc]onfidence [Ii]nterval")


def attach_intervals(
    text: str, sentences: Sequence[Span], mentions: list[Mention], intervals: Sequence[Interval]
) -> list[Mention]:
    """The mentions with each interval given to the nearest estimate before it that has none yet; bare ones merged."""
    mentions = _attach_bare(text, mentions)
    for interval in intervals:
        if interval.bounds is None:
            continue
        before = [m for m in mentions if m.end <= interval.span.start and _same_sentence(sentences, m, interval.span)]
        if before and before[-1].ci is None and not NOT_REACHED_RE.search(text, before[-1].end, interval.span.start):
            before[-1].ci = interval.bounds
    return mentions


def _attach_bare(text: str, mentions: list[Mention]) -> list[Mention]:
    """ "83% (69%–91%)", and "0.79 (0.58–1.08)" where the paragraph speaks of intervals."""
    spoken = INTERVAL_WORD_RE.search(text) is not None
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
    return spoken or (estimate.unit == "%" and bounds.unit == "%")


def _same_sentence(sentences: Sequence[Span], mention: Mention, span: Span) -> bool:
    return sentences[mention.sentence].start <= span.start < sentences[mention.sentence].end


def attach_p_values(paragraph: Paragraph) -> None:
    """P values go to the ratio before them, else to the compared estimates; one that is left stands alone."""
    for p_value in paragraph.p_values:
        targets = _compared(paragraph, p_value)
        for mention in targets:
            if mention.p is None:
                mention.p = (p_value.op, p_value.value)
        if not targets:
            paragraph.mentions.append(_alone(paragraph, p_value))
    paragraph.mentions.sort(key=lambda mention: mention.start)


def _compared(paragraph: Paragraph, p_value: PMention) -> list[Mention]:
    text = paragraph.text
    before = [m for m in paragraph.mentions if m.kind == "statistic" and m.end <= p_value.start
              and _same_sentence(paragraph.sentences, m, Span(p_value.start, p_value.end))]  # fmt: skip
    if not before:
        return []
    opening = text.rfind("(", 0, p_value.start)
    inside = (
        [m for m in before if m.start > opening] if opening >= 0 and ")" not in text[opening : p_value.start] else []
    )
    for mention in reversed(inside or before[-1:]):
        if RATIO_RE.search(text, max(0, mention.start - 60), mention.start):
            return [mention]
    pool = inside or before
    last = pool[-1]
    return [m for m in pool[-2:] if m.unit == last.unit]


def _alone(paragraph: Paragraph, p_value: PMention) -> Mention:
    sentence = next((i for i, s in enumerate(paragraph.sentences) if s.start <= p_value.start < s.end), 0)
    span = p_value.number
    mention = Mention(start=span.start, end=span.end, cue=Span(p_value.start, p_value.end), sentence=sentence)
    mention.op, mention.value, mention.p_alone, mention.kind = p_value.op, Decimal(p_value.value), True, "statistic"
    return mention
