""" "6 of 12 eyes (50%)": numerators and denominators, with or without the percentage they give."""

import itertools
import re
from decimal import Decimal

from .paragraph import Mention, Span

OF_RE = re.compile(
    r"\s(?:[a-z]{2,}\s){0,3}out\sof\s(?:the\s|these\s|a\stotal\sof\s)?"
    r"|\sof\s(?:the\s|these\s|those\s|all\s|a\stotal\sof\s|our\s)?(?:first\s)?|\s?/\s?"
)
ONE_IN_RE = re.compile(r"\s(?:[a-z]+\s)?(?:in|per)\s(?:every\s)?")
OPENING_RE = re.compile(
    r"[,;:]\s|(?:\s[\w’'/.-]+){0,8}?\s?[\[(]\s?(?:[nN]\s?=\s?|i\.e\.,\s|about\s|approximately\s|or\s)?"
)
DIRECT_RE = re.compile(r"(?:\s\(?±\s?[\d.]+%?\)?)?\s(?:for|in)\s")
COUNT_FIRST_RE = re.compile(r"(?:\s[\w’'/-]+){0,3}\s?[\[(]\s?|[;,]\s|\s?=\s?")
COUNT_AFTER_RE = re.compile(r"(?:\s[\w’'/-]+){0,6}\s?[\[(]\s?(?:[nN]\s?=\s?)?")
CLOSING_RE = re.compile(r"(?:\s[\w’'-]+){0,3}\s?[\]);,]")
COUNT_CLOSING_RE = re.compile(r"(?:\s[\w-]+){0,2}\s?[\])]")
TOTAL_RE = re.compile(r"[\])]\s(?:out\s)?of\s(?:the\s|all\s)?")
STATED_RE = re.compile(r"\s?[;,]\s?(\d{1,3}(?:\.\d{1,2})?)\s?%")
LABEL_RE = re.compile(r"\b[nN]\s?=\s?$")
OF_TOTAL_RE = re.compile(r"(?:^|[.;:\]]\s?)(?:Of|Among)\s(?:the\s|these\s|all\s|those\s)?$")
THEN_RE = re.compile(r"[^.;:(]{0,160},\s(?:only\s)?")
FLOW_RE = re.compile(
    r"(?:\s[a-z]+)?\s(?:were|was|had been)\s(?:randomly|evaluable|assigned|enrolled|included|random|eligible)"
)
ROUNDING = Decimal("0.6")  # of the last digit given: half for rounding, the rest for slips seen in the guidelines


def join_fractions(text: str, mentions: list[Mention]) -> list[Mention]:
    """The mentions with every "A of B" made one."""
    joined: list[Mention] = []
    index = 0
    while index < len(mentions):
        mention = mentions[index]
        following = mentions[index + 1] if index + 1 < len(mentions) else None
        if following is not None and _is_fraction(text, mention, following):
            mention.numerator, mention.denominator, mention.value = mention.value, following.value, None
            mention.end = following.end
            mention.cue = Span(mention.cue.start, following.end)
            index += 1
        joined.append(mention)
        index += 1
    return joined


def merge_percentages(text: str, mentions: list[Mention]) -> list[Mention]:
    """The mentions with fractions and counts merged with the percentages they give."""
    _read_totals(text, mentions)
    return _merge_counts(text, _merge_fractions(text, mentions))


def _is_count(mention: Mention) -> bool:
    value = mention.value
    return (
        value is not None
        and mention.unit == "1"
        and mention.numerator is None
        and value >= 0
        and value == value.to_integral_value()
    )


def _is_percentage(mention: Mention) -> bool:
    return mention.unit == "%" and mention.value is not None and mention.numerator is None


def _is_fraction(text: str, first: Mention, second: Mention) -> bool:
    if not (_is_count(first) and _is_count(second)) or first.value is None or second.value is None:
        return False
    gap = text[first.end : second.start]
    if ONE_IN_RE.fullmatch(gap) and first.value == 1:
        return second.value > 2
    if len(gap) > 40 or OF_RE.fullmatch(gap) is None or first.value > second.value or second.value < 2:
        return False
    if gap.strip() == "/":
        stated = STATED_RE.match(text, second.end)  # "14/60; 23.3%"
        if stated is not None:
            return abs(100 * first.value / second.value - Decimal(stated[1])) <= 1
        return re.match(r"[^()]{0,40}[(]\s?\d+(?:\.\d+)?\s?%|\s?[)]", text[second.end : second.end + 60]) is not None
    return True


def _merge_fractions(text: str, mentions: list[Mention]) -> list[Mention]:
    """ "6 of 12 (50%)" and "50% (6 of 12)" are one mention, the percentage."""
    kept: list[Mention] = []
    for mention in mentions:
        previous = kept[-1] if kept else None
        if previous is None or mention.sentence != previous.sentence or mention.start - previous.end > 80:
            kept.append(mention)
            continue
        gap = text[previous.end : mention.start]
        if _is_percentage(mention) and _is_stated_by(mention, previous) and OPENING_RE.fullmatch(gap):
            mention.numerator, mention.denominator = previous.numerator, previous.denominator
            kept[-1] = mention
        elif _is_percentage(previous) and _is_bare_fraction(mention) and _gives(text, gap, mention):
            previous.numerator, previous.denominator = mention.numerator, mention.denominator
        else:
            kept.append(mention)
    return kept


def _is_bare_fraction(mention: Mention) -> bool:
    return mention.numerator is not None and mention.value is None and not mention.worded


def _is_stated_by(percentage: Mention, fraction: Mention) -> bool:
    """A fraction in digits before a percentage is its own; one in words ("two of seven (29%)") where it comes out."""
    numerator, denominator = fraction.numerator, fraction.denominator
    if fraction.value is not None or numerator is None or denominator is None or percentage.value is None:
        return False
    return not fraction.worded or _comes_out(numerator, denominator, percentage.value)


def _comes_out(numerator: Decimal, denominator: Decimal, percentage: Decimal) -> bool:
    exponent = percentage.as_tuple().exponent
    tolerance = ROUNDING.scaleb(exponent if isinstance(exponent, int) else 0)
    return abs(100 * numerator / denominator - percentage) <= tolerance


def _gives(text: str, gap: str, fraction: Mention) -> bool:
    if DIRECT_RE.fullmatch(gap):
        return True
    return OPENING_RE.fullmatch(gap) is not None and CLOSING_RE.match(text, fraction.end) is not None


def _read_totals(text: str, mentions: list[Mention]) -> None:
    """ "Of 25 women who chose surgery, 22 ...": the first count after the comma is out of the 25."""
    for first, second in itertools.pairwise(mentions):
        if not (_is_count(first) and _is_count(second)) or first.sentence != second.sentence:
            continue
        if first.value is None or second.value is None or second.value > first.value or second.op != "=":
            continue
        if OF_TOTAL_RE.search(text, max(0, first.cue.start - 20), first.cue.start) is None:
            continue
        if THEN_RE.fullmatch(text, first.end, second.start) and not FLOW_RE.match(text, second.end):
            second.numerator, second.denominator, second.value = second.value, first.value, None


def _merge_counts(text: str, mentions: list[Mention]) -> list[Mention]:
    """ "24 patients (18.9%)", "(n = 66; 50%)", "71% (54 patients)": the count is the percentage's numerator."""
    kept: list[Mention] = []
    counts = [mention.value for mention in mentions if _is_count(mention) and mention.value is not None]
    for mention in mentions:
        previous = kept[-1] if kept else None
        if previous is None or mention.sentence != previous.sentence or mention.start - previous.end > 60:
            kept.append(mention)
            continue
        gap = text[previous.end : mention.start]
        if _is_percentage(mention) and _is_count(previous) and _is_count_before(text, gap, previous, mention):
            _set_fraction(mention, previous.value, counts)
            kept[-1] = mention
        elif _is_percentage(previous) and _is_count(mention) and COUNT_AFTER_RE.fullmatch(gap):
            closing = COUNT_CLOSING_RE.match(text, mention.end)
            if closing is None or not _set_fraction(previous, mention.value, counts):
                kept.append(mention)
        else:
            kept.append(mention)
    return kept


def _is_count_before(text: str, gap: str, count: Mention, percentage: Mention) -> bool:
    if count.op != "=" or COUNT_FIRST_RE.fullmatch(gap) is None or CLOSING_RE.match(text, percentage.end) is None:
        return False
    return "(" in gap or "[" in gap or LABEL_RE.search(text, max(0, count.start - 6), count.start) is not None


def _set_fraction(percentage: Mention, numerator: Decimal | None, counts: list[Decimal]) -> bool:
    """Set numerator and denominator when one of the counts makes the percentage come out; False when none does."""
    if numerator is None or percentage.value is None:
        return False
    for total in counts:
        if total > numerator and _comes_out(numerator, total, percentage.value):
            percentage.numerator, percentage.denominator = numerator, total
            return True
    return False
