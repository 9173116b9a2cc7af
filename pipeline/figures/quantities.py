"""Numbers, units and comparison words put together: the mentions of a paragraph."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from pipeline.lexicon.comparisons import load_comparisons
from pipeline.lexicon.units import load_units

from .atoms import Atom, read_atoms
from .fractions import join_fractions, merge_percentages
from .paragraph import Mention, Span
from .satellites import read_spread

TIME_UNITS = frozenset({"a", "mo", "wk", "d", "h", "min", "s"})
MONTHS_IN_YEAR = 12
MAX_SENTENCE_CHARS = 3000  # four times the longest sentence of 160 pages
WINDOW = 56  # characters before a number in which comparison words are looked for: the longest form with fillers
RANGE_RE = re.compile(
    r"(?:\s(?:daily|weekly))?\s?[-‒–−—‐‑]\s?"
    r"|(?:\s(?:daily|weekly))?\s?-?\s?to\s(?:about\s|approximately\s|nearly\s|more than\s|as high as\s|as much as\s)?"
)
AND_RE = re.compile(r",?\sand\s(?:about\s|approximately\s)?")
BETWEEN_RE = re.compile(r"\bbetween\s(?:about\s|approximately\s|the ages of\s|ages\s|age\s)?$", re.IGNORECASE)
FROM_RE = re.compile(r"\bfrom\s(?:about\s|approximately\s|a\s|an\s|\w+\s\w+\sof\s)?$", re.IGNORECASE)
SPANNING_RE = re.compile(r"\b(?:rang|var[iy]|anywhere|ages?\b|aged\b|extend)", re.IGNORECASE)
AGE_RE = re.compile(
    r"\b(?:ages?|aged)\s(?:of\s|at least\s|over\s|under\s|between\s|from\s|>\s?|<\s?|≥\s?|≤\s?|about\s)?$",
    re.IGNORECASE,
)
LIST_GAP_RE = re.compile(
    r"\s?(?:,|;|,?\s(?:and|or|vs\.?|versus|to)|\s?/)\s?(?:(?:and|or|vs\.?|versus)\s)?(?:to\s|of\s|about\s|[<>≤≥~$]\s?)?",
    re.IGNORECASE,
)
COUNT_RE = re.compile(r"\b[nN]\s?=\s?$")  # "(n = 66; 50%)": the count has no part in the unit
HANGING_RE = re.compile(r"-\s?(?:,\s(?:and|or)|,|to|or|and|versus|vs\.)\s")
NEGATION_RE = re.compile(r"\b(?:not|none|no\slonger|never|without\sany)(?:\s[\w’']{1,14}){0,2}\s$", re.IGNORECASE)
NEGATED = {">": "<=", ">=": "<", "<": ">=", "<=": ">"}
BOUND_GAP_RE = re.compile(r",?\s(?:but|and|to|or|yet)(?:\snot|\sno)?\s|,?\s")
MAXIMUM_RE = re.compile(
    r"\bmaximum\s(?:\w{1,12}\s)?dose\b[^.;,()]{0,50}\s(?:is|was)\s$"
    r"|[(;,]\s?(?:max\.|maximum)\s?(?:(?:daily\s|single\s|total\s)?dose)?(?:\sof)?[,:]?\s?$",
    re.IGNORECASE,
)
MAXIMUM_CHARS = 90  # before a dose
SCALE_RE = re.compile(r"\b(?:scores?|status)\s(?:\([A-Z]{1,6}\)\s)?(?:of\s|was\s|is\s)?$", re.IGNORECASE)
SPREAD_OVER_RE = re.compile(
    r"\s(?:\w+\s){0,2}?(?:fractions|days|weeks|sessions|cycles|courses|doses|treatments|visits)\b"
)
AUC_RE = re.compile(  # carboplatin is dosed by the area under the curve that it should reach: "carboplatin (AUC 5)"
    r"\b(?:[Cc]arboplatin|[Dd]os(?:e|es|ed|ing))\b[^.;]{0,50}?\b(?P<auc>AUC[\])]?\s?(?:of\s|[=×,]\s?)?)$"
)
AUC_CHARS = 12  # "AUC] of " and some more
CONSECUTIVE_RE = re.compile(r",\s(?:or\s)?|\sor\s")


def find_mentions(text: str, sentences: Sequence[Span], blocked: Sequence[Span]) -> list[Mention]:
    """Mentions in order; ``blocked`` spans (sorted) hold numbers that are something else.

    A sentence of more than ``MAX_SENTENCE_CHARS`` is no sentence but a dump of data: it is left unread.
    """
    atoms = read_atoms(text, [span for span in sentences if span.end - span.start <= MAX_SENTENCE_CHARS], blocked)
    starts = [span.start for span in sentences]
    mentions: list[Mention] = []
    index = taken = 0
    while index < len(atoms):
        low = atoms[index]
        following = atoms[index + 1] if index + 1 < len(atoms) else None
        high = following if following is not None and _is_range(text, low, following) else None
        index += 1 if high is None else 2
        mention = _mention(text, low, high)
        mention.sentence = max(0, bisect_right(starts, mention.start) - 1)
        if mention.start >= taken:
            mentions.append(mention)
            taken = mention.end if mention.spread is None else mention.spread.end
    mentions = join_fractions(text, _join_bounds(text, mentions))
    _share_units(text, mentions)
    slashed = {id(m) for pair in pairwise(mentions) if _is_slashed(text, *pair) for m in pair}
    mentions = [mention for mention in mentions if id(mention) not in slashed]
    _share_bounds(text, mentions)
    return [mention for mention in merge_percentages(text, mentions) if _says_something(mention)]


def _share_bounds(text: str, mentions: list[Mention]) -> None:
    """ "More than 350 mg/dL [20 mmol/L]": the same bound said again in another unit."""
    for first, second in pairwise(mentions):
        again = text[first.end : second.start] in (" (", " [") and text[second.end : second.end + 1] in (")", "]")
        bounded = first.op in NEGATED and first.cue.end == first.end and second.op == "=" and second.value is not None
        if again and bounded and "/" in first.unit and "/" in second.unit and first.unit != second.unit:
            second.op = first.op


def _is_slashed(text: str, first: Mention, second: Mention) -> bool:
    """ "20/40" without units is a visual acuity, a grade or a date, never two figures."""
    return first.unit == second.unit == "1" and text[first.end : second.start] == "/"


def _is_range(text: str, low: Atom, high: Atom) -> bool:
    gap = text[low.end : high.start]
    if len(gap) > 24 or "1" in (low.unit, high.unit):
        return False
    if _in_unit_of(low, high) >= high.value or low.number.denominator or high.number.denominator:
        return False
    if low.unit is not None and high.unit is None and low.unit != "USD":
        return False
    if low.number.worded != high.number.worded and high.unit is None:
        return False
    before = text[max(0, low.start - WINDOW) : low.start]
    if RANGE_RE.fullmatch(gap):
        return "to" not in gap or FROM_RE.search(before) is None or SPANNING_RE.search(before) is not None
    return AND_RE.fullmatch(gap) is not None and BETWEEN_RE.search(before) is not None


def _in_unit_of(low: Atom, high: Atom) -> Decimal:
    """The low bound in the unit of the high one; not a number under it when they cannot be compared."""
    if low.unit is None or high.unit is None or low.unit == high.unit:
        return low.value
    if (low.unit, high.unit) == ("mo", "a"):
        return low.value / MONTHS_IN_YEAR
    return high.value


def _mention(text: str, low: Atom, high: Atom | None) -> Mention:
    last = high or low
    unit = last.unit or low.unit
    mention = Mention(start=low.start, end=last.end, cue=Span(low.start, last.end), sentence=0, unit=unit or "1")
    mention.worded = low.number.worded
    if low.number.denominator is not None:
        mention.numerator, mention.denominator = low.value, Decimal(low.number.denominator)
    elif high is None:
        mention.value = low.value
    else:
        mention.low, mention.high = _in_unit_of(low, high), high.value
        if mention.low != round(mention.low, 2):  # "8 months to 3.5 years": exact in months only
            mention.low, mention.high, mention.unit = low.value, high.value * MONTHS_IN_YEAR, "mo"
    curve = unit is None and "AUC" in text[max(0, mention.start - AUC_CHARS) : mention.start]
    dosed = AUC_RE.search(text, max(0, mention.start - 80), mention.start) if curve else None
    if dosed is not None and low.value >= 1:  # under 1 it is the AUC of a test
        mention.start, mention.unit = dosed.start("auc"), "mg.min/mL"
        mention.cue = Span(mention.start, mention.end)
    _read_comparison(text, mention, unit is not None)
    if mention.unit == "1" and unit is None and _is_age(text, mention):
        mention.unit = "a"
    mention.spread = read_spread(text, mention.end)
    return mention


def _is_age(text: str, mention: Mention) -> bool:
    if AGE_RE.search(text, max(0, mention.start - 24), mention.start):
        return True
    words = (text[mention.cue.start : mention.start] + text[mention.end : mention.cue.end]).lower()
    return "older" in words or "younger" in words


def _read_comparison(text: str, mention: Mention, has_unit: bool) -> None:
    comparisons = load_comparisons()
    is_time = mention.unit in TIME_UNITS
    offset = max(0, mention.start - WINDOW)
    window = text[offset : mention.start]
    start, end, op = mention.start, mention.end, None
    before = comparisons.find_before(window)
    if before is not None:
        op = comparisons.op(before["words"] or before["signs"], is_time)
        if op is not None and before[0].startswith("over") and SPREAD_OVER_RE.match(text, mention.end):
            op = None
        start = offset + before.start() if op else start
        negation = NEGATION_RE.search(window[: before.start()]) if op in NEGATED else None
        if op is not None and negation is not None:
            op, start = NEGATED[op], offset + negation.start()
    after = comparisons.after_re.match(text, mention.end)
    if after is not None and op in (None, "~"):
        op = ">=" if after["plus"] else comparisons.op(after["words"], is_time)
        end = after.end()
        unit = None if has_unit else load_units().match(text, end)
        if unit is not None:
            end = mention.end = unit.end
            mention.unit = unit.code
    if op is None and mention.low is not None and BETWEEN_RE.search(window):
        op = "between"
    if op is None and mention.value is not None and _is_maximum(text, mention.start):
        op = "<="
    mention.op = op or "="
    mention.cue = Span(start, end)


def _is_maximum(text: str, start: int) -> bool:
    first = max(0, start - MAXIMUM_CHARS)
    return "max" in text[first:start].lower() and MAXIMUM_RE.search(text, first, start) is not None


def _share_units(text: str, mentions: list[Mention]) -> None:
    """ "4.8, 4.3, and 4.2 years": the unit written once belongs to all of the list."""
    for first, second in zip(reversed(mentions[:-1]), reversed(mentions), strict=False):
        if first.unit != "1" or second.unit in ("1", "USD") or first.worded != second.worded:
            continue
        if first.numerator is not None or COUNT_RE.search(text, max(0, first.start - 6), first.start):
            continue
        gap = text[first.end : second.start]
        if len(gap) <= 16 and (LIST_GAP_RE.fullmatch(gap) or HANGING_RE.fullmatch(gap)):
            first.unit, first.joined = second.unit, True


def _join_bounds(text: str, mentions: list[Mention]) -> list[Mention]:
    """ ">3 cm but not >6 cm" and "a score of 1, 2, or 3" are one mention each."""
    joined: list[Mention] = []
    for mention in mentions:
        previous = joined[-1] if joined else None
        if previous is not None and _is_double_bound(text, previous, mention):
            previous.low, previous.high, previous.value, previous.op = previous.value, mention.value, None, "between"
        elif previous is not None and _is_next_score(text, previous, mention):
            previous.low = previous.low if previous.value is None else previous.value
            previous.high, previous.value, previous.op = mention.value, None, "between"
        else:
            joined.append(mention)
            continue
        previous.end, previous.unit = mention.end, mention.unit
        previous.cue = Span(previous.cue.start, mention.cue.end)
    return joined


def _is_double_bound(text: str, first: Mention, second: Mention) -> bool:
    if first.value is None or second.value is None or second.op not in ("<", "<="):
        return False
    if first.op == "=":  # "3 years to younger than 10 years"; a share may also go from one to the other
        if text[first.end : second.cue.start] != " to " or second.unit in ("1", "%"):
            return False
    elif first.op not in (">", ">="):
        return False
    if first.unit not in (second.unit, "1") or first.value >= second.value or second.cue.start < first.end:
        return False
    return BOUND_GAP_RE.fullmatch(text, first.cue.end, second.cue.start) is not None


def _is_next_score(text: str, first: Mention, second: Mention) -> bool:
    last = first.value if first.value is not None else first.high
    if (
        last is None
        or second.value != last + 1
        or first.unit != "1"
        or second.unit != "1"
        or first.op not in ("=", "between")
    ):
        return False
    if CONSECUTIVE_RE.fullmatch(text, first.end, second.start) is None:
        return False
    return first.op == "between" or SCALE_RE.search(text, max(0, first.start - 40), first.start) is not None


def _says_something(mention: Mention) -> bool:
    """A number in words counts with a unit, a comparison, as a range or as "six of ten"; alone it is style."""
    stated = mention.unit != "1" or mention.op != "=" or mention.numerator is not None or mention.low is not None
    return not mention.worded or stated
