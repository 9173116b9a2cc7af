"""Numbers with the units written after them; numbers that are parts of names are left out."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.lexicon.names import load_names
from pipeline.lexicon.units import load_units

from .numbers import Number, find_numbers, read_power
from .paragraph import Span

DASHES = "-‐‑‒–−/"
HYPHENS = frozenset("-‐‑‒–−")
NAME_MARKS = frozenset("′'’*:^#")  # between a number and more of its name
NAME_BEFORE_RE = re.compile(rf"[A-Za-zα-ω)][\w.]{{0,12}}[{DASHES}](?:\w{{1,4}}[{DASHES}])?$")
NO_UNIT = frozenset(["", ",", ".", ";", ")", "]"])  # no unit, ratio or power begins with one of these
YEAR_RE = re.compile(r"(?:1[89]|20)\d\d")
ENUMERATOR_RE = re.compile(r"(?:^|[\s;:,])\(?$")
DEFINED_NAME_RE = re.compile(r"(?P<n>\d{1,3})\s[\[(][A-Za-z0-9-]{0,9}(?P=n)[\])]")  # "death-ligand 1 (PD-L1)"
IDENTIFIER_RE = re.compile(r"0\d+")
RATIO_RE = re.compile(r":1(?![\d.]*\d|\w)")
EXPONENT_RE = re.compile(
    r"[-−–](?P<digits>[1-9])(?![\d%]|[.,]\d|\s?%|\w|-)|(?P<raised>[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})|\^\s?(?P<caret>[-−–]?\d{1,2})"
)
SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻−–", "0123456789---")
ADJECTIVE_RE = re.compile(
    r"\s(?:additional|more|consecutive|full|further|extra|calendar|total)(?=\s(?:year|month|week|day|hour))"
)
SIGN_WORDS = ("negative ", "minus ")
MAX_ENUMERATOR = 12
MAX_LABEL_VALUE = 1000  # labels are small numbers: "days 1 to 5", "exon 21", "iodine I 125"
MAX_LABEL_GAP = 10  # characters between the labels of a list
LABEL_LIST_RE = re.compile(
    r"[A-Za-z]?(?:,\s|,?\s?(?:and/or|and|or|to|through|[-–−/])\s?|,\s(?:and|or)\s)(?:[a-z]{3,6}\s)?"
)
COUNTED_RE = re.compile(  # "stage 2 disease and 41 relapses": a number of two digits before a noun counts it
    r"\s(?:patients|women|men|children|people|cases|deaths)\b|(?<=\d\d)\s(?!(?:every|of|and|or|to|in|into|on|at|by|for|from|"
    r"with|as|that|which|is|are|was|were|be|has|have|had|may|can|account|cause|play)\b)[a-z]"
)


@dataclass(slots=True)
class Atom:
    """A number with its unit (None: none written): ``text[start:end]``, sign and currency included."""

    number: Number
    start: int
    end: int
    value: Decimal
    unit: str | None


def read_atoms(text: str, sentences: Sequence[Span], blocked: Sequence[Span]) -> list[Atom]:
    """All numbers of the sentences outside the ``blocked`` spans (sorted, disjoint) that are no names, in order."""
    atoms: list[Atom] = []
    starts = [span.start for span in blocked]
    label_end = -1
    previous_end = 0
    for number in (number for span in sentences for number in find_numbers(text, *span)):
        at = bisect_right(starts, number.start) - 1
        if number.start < previous_end or (at >= 0 and number.start < blocked[at].end):
            continue
        atom = _read_atom(text, number)
        if _is_label(text, atom, label_end):
            label_end = atom.end
        elif not _is_name_part(text, atom, previous_end) and not load_names().covers(text, number.start, number.end):
            _read_sign(text, atom)
            atoms.append(atom)
            previous_end = atom.end
    return atoms


def _is_label(text: str, atom: Atom, label_end: int) -> bool:
    """ "Stage 3", and the "4" of "grades 3 and 4"."""
    number = atom.number
    if number.worded or atom.unit is not None or number.value >= MAX_LABEL_VALUE:
        return False
    follows = 0 <= label_end < atom.start and atom.start - label_end <= MAX_LABEL_GAP
    if follows and LABEL_LIST_RE.fullmatch(text, label_end, atom.start) and not COUNTED_RE.match(text, atom.end):
        return True
    return load_names().is_label(text, atom.start)


def _read_atom(text: str, number: Number) -> Atom:
    atom = Atom(number, number.start, number.end, number.value, None)
    if number.denominator is not None or text[number.end : number.end + 1] in NO_UNIT:
        return atom
    ratio = RATIO_RE.match(text, number.end)
    if ratio is not None:
        atom.end, atom.unit = ratio.end(), "1"
        return atom
    adjective = ADJECTIVE_RE.match(text, number.end)
    unit = load_units().match(text, adjective.end() if adjective else number.end)
    if unit is not None:
        atom.end, atom.unit = unit
        return atom
    power = read_power(text, number.end)
    exponent = EXPONENT_RE.match(text, number.end) if number.value == 10 else None
    if power is not None:
        atom.end, atom.value, atom.unit = power[0], atom.value * power[1], "1"
    elif exponent is not None:
        digits = (exponent["raised"] or exponent["caret"] or "-" + (exponent["digits"] or "")).translate(SUPERSCRIPTS)
        if digits.lstrip("-"):
            atom.end, atom.value, atom.unit = exponent.end(), Decimal(10) ** int(digits), "1"
    return atom


def _read_sign(text: str, atom: Atom) -> None:
    """A minus or a currency sign in front belongs to the number."""
    before = text[max(0, atom.start - 2) : atom.start]
    if before.endswith("$"):
        atom.start -= 1
        atom.unit = "USD" if atom.unit in (None, "1") else atom.unit
    elif before[-1:] in ("-", "−", "–") and before[:-1] in ("", " ", "(", "[", "\xa0"):
        atom.start -= 1
        atom.value = -atom.value
    else:
        for word in SIGN_WORDS:
            if text.startswith(word, max(0, atom.start - len(word))) and atom.unit not in (None, "%"):
                atom.start -= len(word)
                atom.value = -atom.value


def _is_name_part(text: str, atom: Atom, previous_end: int) -> bool:
    start, number = atom.start, atom.number
    dashed = start > previous_end and text[start - 1] in DASHES
    if dashed and NAME_BEFORE_RE.search(text, max(previous_end, start - 20), start):
        return not (text[start - 1] == "/" and atom.unit)
    if (
        text[start - 1 : start] in (":", "#", "′")
        and start > 1
        and (text[start - 2].isdigit() or text[start - 1] == "#")
    ):
        return True
    if number.worded or atom.unit is not None:
        return False
    after, second = text[atom.end : atom.end + 1], text[atom.end + 1 : atom.end + 2]
    if DEFINED_NAME_RE.match(text, number.start) or IDENTIFIER_RE.fullmatch(text, number.start, number.end):
        return True
    if after.isalpha() or (after in NAME_MARKS and second.isalnum()):
        return True
    if after in HYPHENS and second.isalpha():
        return True
    if YEAR_RE.fullmatch(text, number.start, number.end):
        return text[max(0, start - 2) : start].rstrip()[-1:] not in ("=", "$")
    if after == ")" and _is_enumerator(text, start, number):
        return True
    return after == "." and start == 0


def _is_enumerator(text: str, start: int, number: Number) -> bool:
    if number.value > MAX_ENUMERATOR or not ENUMERATOR_RE.search(text, max(0, start - 2), start):
        return False
    if text[start - 1 : start] != "(":
        return text.rfind("(", 0, start) <= text.rfind(")", 0, start)
    return start == 1 or ("(1)" in text and "(2)" in text)
