"""Numbers, units and comparison words put together: the mentions of a paragraph."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.lexicon.comparisons import load_comparisons
from pipeline.lexicon.units import load_units

from .fractions import join_fractions
from .numbers import Number, find_numbers
from .paragraph import Mention, Span
from .satellites import read_spread

TIME_UNITS = frozenset({"a", "mo", "wk", "d", "h", "min", "s"})
WINDOW = 56  # characters before a number in which comparison words are looked for: the longest form with fillers
RANGE_RE = re.compile(r"\s?[-–−—‐‑]\s?|\s?-?\s?to\s(?:about\s|approximately\s|nearly\s|more than\s|as high as\s)?")
AND_RE = re.compile(r",?\sand\s")
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
HANGING_RE = re.compile(r"-\s?(?:,|to|or|and|versus|vs\.)\s")
LETTER_HYPHEN_RE = re.compile(r"[A-Za-z)α-ω][-‐‑–−/]$")
YEAR_RE = re.compile(r"(?:1[89]|20)\d\d")
ENUMERATOR_RE = re.compile(r"(?:^|[\s;:,])\(?$")


@dataclass(slots=True)
class Atom:
    """A number with its unit (None: none written); ``end`` is where both end, ``sign`` where a minus stands."""

    number: Number
    start: int
    end: int
    value: Decimal
    unit: str | None


def find_mentions(text: str, sentences: Sequence[Span], blocked: Sequence[Span]) -> list[Mention]:
    """Mentions in order; ``blocked`` spans (sorted) hold numbers that are something else."""
    atoms = _read_atoms(text, blocked)
    mentions: list[Mention] = []
    starts = [span.start for span in sentences]
    index = 0
    while index < len(atoms):
        atom = atoms[index]
        following = atoms[index + 1] if index + 1 < len(atoms) else None
        high = following if following is not None and _is_range(text, atom, following) else None
        index += 1 if high is None else 2
        mention = _mention(text, atom, high)
        mention.sentence = max(0, bisect_right(starts, mention.start) - 1)
        mentions.append(mention)
    _share_units(text, mentions)
    mentions = join_fractions(text, mentions)
    return [mention for mention in mentions if _says_something(text, mention)]


def _read_atoms(text: str, blocked: Sequence[Span]) -> list[Atom]:
    atoms: list[Atom] = []
    starts = [span.start for span in blocked]
    units = load_units()
    for number in find_numbers(text):
        at = bisect_right(starts, number.start) - 1
        if at >= 0 and number.start < blocked[at].end:
            continue
        if atoms and number.start < atoms[-1].end:
            continue
        unit = units.match(text, number.end)
        atom = Atom(number, number.start, unit.end if unit else number.end, number.value, unit.code if unit else None)
        if _is_name_part(text, atom):
            continue
        _read_sign(text, atom)
        atoms.append(atom)
    return atoms


def _read_sign(text: str, atom: Atom) -> None:
    """A minus or a currency sign in front belongs to the number."""
    before = text[atom.start - 1 : atom.start]
    if before == "$":
        atom.start -= 1
        atom.unit = "USD" if atom.unit is None else atom.unit
    elif before in ("-", "−") and not text[max(0, atom.start - 2) : atom.start - 1].strip("([ "):
        atom.start -= 1
        atom.value = -atom.value


def _is_name_part(text: str, atom: Atom) -> bool:
    start, end, number = atom.start, atom.end, atom.number
    following = text[end : end + 2]
    if LETTER_HYPHEN_RE.search(text, max(0, start - 2), start) and not (text[start - 1] == "/" and atom.unit):
        return True
    if number.worded:
        return False
    if atom.unit is None:
        if following[:1].isalpha() or (following[:1] in "'′’*:^#" and following[1:].isalnum()) or following[:1] in "′^":
            return True
        if following[:1] in "-‐‑" and following[1:].isalpha():
            return True
        if following[:1] in "–−" and following[1:].isalpha():
            return True
        if YEAR_RE.fullmatch(text, number.start, number.end) and not re.search(
            r"[=$]\s?$", text[max(0, start - 2) : start]
        ):
            return True
        if following[:1] == ")" and _is_enumerator(text, start, number):
            return True
        if following[:1] == "." and start == 0:
            return True
    return text[start - 1 : start] in (":", "#", "′") and start > 1 and text[start - 2].isdigit()


def _is_enumerator(text: str, start: int, number: Number) -> bool:
    if number.value > 12 or number.value != number.value.to_integral_value():
        return False
    if not ENUMERATOR_RE.search(text, max(0, start - 2), start):
        return False
    if text[start - 1 : start] != "(":
        return text.rfind("(", 0, start) <= text.rfind(")", 0, start)
    return "(1)" in text and "(2)" in text


def _is_range(text: str, low: Atom, high: Atom) -> bool:
    gap = text[low.end : high.start]
    if len(gap) > 20 or (low.value >= high.value and not low.number.worded):
        return False
    if low.unit is not None and high.unit is not None and low.unit != high.unit:
        return False
    if low.unit is not None and high.unit is None and low.unit != "USD":
        return False
    if low.number.worded != high.number.worded and high.unit is None:
        return False
    before = text[max(0, low.start - WINDOW) : low.start]
    if RANGE_RE.fullmatch(gap):
        if "to" in gap and FROM_RE.search(before):
            return SPANNING_RE.search(before) is not None
        return low.value < high.value
    return AND_RE.fullmatch(gap) is not None and BETWEEN_RE.search(before) is not None


def _mention(text: str, atom: Atom, high: Atom | None) -> Mention:
    last = high or atom
    unit = last.unit or atom.unit
    mention = Mention(start=atom.start, end=last.end, cue=Span(atom.start, last.end), sentence=0, unit=unit or "1")
    mention.worded = atom.number.worded
    if high is None:
        mention.value = atom.value
    else:
        mention.low, mention.high = atom.value, high.value
    _read_comparison(text, mention)
    if unit is None and _is_age(text, mention):
        mention.unit = "a"
    spread = read_spread(text, mention.end)
    if spread is not None:
        mention.spread = spread[1:]
    return mention


def _is_age(text: str, mention: Mention) -> bool:
    if AGE_RE.search(text, max(0, mention.start - 24), mention.start):
        return True
    words = (text[mention.cue.start : mention.start] + text[mention.end : mention.cue.end]).lower()
    return "older" in words or "younger" in words


def _read_comparison(text: str, mention: Mention) -> None:
    comparisons = load_comparisons()
    is_time = mention.unit in TIME_UNITS
    offset = max(0, mention.start - WINDOW)
    start, end, op = mention.start, mention.end, None
    before = comparisons.before_re.search(text[offset : mention.start])
    if before is not None:
        op = comparisons.op(before["words"] or before["signs"], is_time)
        start = offset + before.start() if op else start
    after = comparisons.after_re.match(text, mention.end)
    if after is not None:
        after_op = ">=" if after["plus"] else comparisons.op(after["words"], is_time)
        if op in (None, "~") and after_op is not None:
            op, end = after_op, after.end()
    if op is None and mention.low is not None and BETWEEN_RE.search(text, offset, mention.start):
        op = "between"
    mention.op = op or "="
    mention.cue = Span(start, end)


def _share_units(text: str, mentions: list[Mention]) -> None:
    """ "4.8, 4.3, and 4.2 years": the unit written once belongs to all of the list."""
    for first, second in zip(reversed(mentions[:-1]), reversed(mentions), strict=False):
        if first.unit != "1" or second.unit in ("1", "USD") or first.worded != second.worded:
            continue
        gap = text[first.end : second.start]
        if len(gap) <= 16 and (LIST_GAP_RE.fullmatch(gap) or HANGING_RE.fullmatch(gap)):
            first.unit, first.joined = second.unit, True


def _says_something(text: str, mention: Mention) -> bool:
    """A number in words counts with a unit, a comparison or as "six of ten"; alone it is style."""
    return not mention.worded or mention.unit != "1" or mention.op != "=" or mention.numerator is not None
