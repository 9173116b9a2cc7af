"""Exact conversion between UCUM units, for comparison: ``0.5 g`` and ``500 mg`` are one amount.

Source: UCUM 2.1 (https://ucum.org/ucum), the atoms and prefixes that the guidelines use. Months and years convert by
12; neither converts to days or weeks, since a month has no exact length. A curly annotation is part of the unit:
``{fraction}`` and ``{RBE}`` are not interchangeable with anything else.
"""

import re
from decimal import Decimal
from fractions import Fraction
from functools import cache

from . import load_lexicon

PREFIXES = {p: Decimal(10) ** e for p, e in {"k": 3, "d": -1, "c": -2, "m": -3, "u": -6, "n": -9, "p": -12}.items()}
PREFIXED = frozenset({"g", "L", "l", "m", "mol", "Gy", "Sv", "Ci", "Bq", "U", "[IU]", "eq", "M"})
PREFIXES_OF_BECQUEREL = {"M": Decimal(10) ** 6, "G": Decimal(10) ** 9}

# atom: (factor, base)
ATOMS = {
    "%": (Decimal("0.01"), ""),
    "1": (Decimal(1), ""),
    "10*": (Decimal(10), ""),
    "10^": (Decimal(10), ""),
    "L": (Decimal("0.001"), "m3"),
    "l": (Decimal("0.001"), "m3"),
    "s": (Decimal(1), "s"),
    "min": (Decimal(60), "s"),
    "h": (Decimal(3600), "s"),
    "d": (Decimal(86400), "s"),
    "wk": (Decimal(604800), "s"),
    "mo": (Decimal(1), "mo"),
    "a": (Decimal(12), "mo"),
    "Ci": (Decimal(37) * 10**9, "Bq"),
}
TERM_RE = re.compile(r"([./]?)([^./{}]*)((?:\{[^{}]*\})?)")
ATOM_RE = re.compile(r"(10[*^]|[^\d+-]+|1)([+-]?\d+)?")

Dimension = tuple[tuple[str, int], ...]


@cache
def find_dimension(unit: str | None) -> tuple[Decimal, Dimension]:
    """The factor to base units and the base units with their powers; an atom we do not know is its own base."""
    factor, powers, position = Decimal(1), dict[str, int](), 0
    while position < len(unit or "") and (term := TERM_RE.match(unit or "", position)) and term.end() > position:
        sign = -1 if term[1] == "/" else 1
        if term[2]:
            number, base, power = _read_atom(term[2])
            factor *= number ** (sign * power)
            if base == "m3":
                base, power = "m", 3 * power
            powers[base] = powers.get(base, 0) + sign * power
        if term[3]:
            powers[term[3]] = powers.get(term[3], 0) + sign
        position = term.end()
    if position < len(unit or ""):
        return Decimal(1), ((unit or "", 1),)
    return factor, tuple(sorted((base, power) for base, power in powers.items() if base and power))


def convert_exactly(value: Decimal, unit: str | None) -> Decimal:
    """The value in the base units of ``find_dimension``."""
    return value * find_dimension(unit)[0]


def _read_atom(text: str) -> tuple[Decimal, str, int]:
    atom = ATOM_RE.fullmatch(text)
    name, power = (atom[1], int(atom[2] or 1)) if atom else (text, 1)
    if name in ATOMS:
        factor, base = ATOMS[name]
        return factor, base, power
    if name[1:] in PREFIXED and name[0] in PREFIXES:
        factor, base = ATOMS.get(name[1:], (Decimal(1), name[1:]))
        return PREFIXES[name[0]] * factor, base, power
    if name[1:] == "Bq" and name[0] in PREFIXES_OF_BECQUEREL:
        return PREFIXES_OF_BECQUEREL[name[0]], "Bq", power
    return Decimal(1), name, power


def convert(value: Decimal, unit: str | None, target: str | None) -> Fraction | None:
    """The value in another unit, exactly; None where the units do not measure the same thing."""
    factor, dimension = find_dimension(unit)
    target_factor, target_dimension = find_dimension(target)
    return Fraction(value) * Fraction(factor) / Fraction(target_factor) if dimension == target_dimension else None


@cache
def find_patient_units(unit: str | None) -> tuple[str, ...]:
    """The units in which a fact may be stated to be compared with a bound in ``unit``, which comes first."""
    own = unit or "1"
    groups = (group["units"] for group in load_lexicon("patient_units").values())
    return (own, *(other for group in groups if own in group for other in group if other != own))
