"""When a claim applies, as two plain boolean expressions that any engine can hold.

A condition is three-valued. Every engine of this package evaluates two expressions over known facts instead:
``holds`` (the condition is true) and ``fails`` (it is false); where neither is true it is indeterminate. An atom is
never true of an absent fact, a fact of another type, an unknown code or a unit that may not be converted, so missing
facts leave both false.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from ..lexicon.ucum import convert
from ..records import AllOf, AnyOf, Claim, Condition, NotOf, Predicate
from .facts import find_descendants, find_known_codes, find_patient_units, find_undecided_zone, full_condition


class Bound(NamedTuple):
    """A limit in one unit; ``number`` is exact."""

    number: Fraction
    inclusive: bool


@dataclass(frozen=True, slots=True)
class NumberIn:
    """The fact ``var`` is a number in ``unit`` between the bounds; None is open."""

    var: str
    unit: str
    low: Bound | None
    high: Bound | None


@dataclass(frozen=True, slots=True)
class CodeIn:
    """The fact ``var`` is one of the codes (sorted)."""

    var: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BooleanIs:
    """The fact ``var`` is this boolean."""

    var: str
    value: bool


@dataclass(frozen=True, slots=True)
class And:
    """True where all members are; an empty one is true."""

    members: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """True where a member is; an empty one is false."""

    members: tuple["Expression", ...]


Atom = NumberIn | CodeIn | BooleanIs
Expression = Atom | And | Or
NEVER = Or(())


class Tristate(NamedTuple):
    """A condition as two expressions; at most one of them is true of a patient."""

    holds: Expression
    fails: Expression


def compile_claim(claim: Claim) -> Tristate:
    """The whole of what a claim asks of a patient; a claim that asks nothing is always indeterminate."""
    return compile_condition(full_condition(claim))


def compile_condition(condition: Condition) -> Tristate:
    """The two expressions of a condition, by Kleene's rules; one without members says nothing."""
    match condition:
        case AllOf(all=()) | AnyOf(any=()):
            return Tristate(NEVER, NEVER)
        case AllOf(all=members):
            parts = [compile_condition(member) for member in members]
            return Tristate(_and(p.holds for p in parts), _or(p.fails for p in parts))
        case AnyOf(any=members):
            parts = [compile_condition(member) for member in members]
            return Tristate(_or(p.holds for p in parts), _and(p.fails for p in parts))
        case NotOf():
            inner = compile_condition(condition.not_)
            return Tristate(inner.fails, inner.holds)
        case Predicate():
            return _compile_predicate(condition)


def _compile_predicate(predicate: Predicate) -> Tristate:
    if predicate.interval is not None:
        return _compile_number(predicate)
    if isinstance(predicate.value, bool):
        same, other = BooleanIs(predicate.var, predicate.value), BooleanIs(predicate.var, not predicate.value)
        return Tristate(other, same) if predicate.op == "ne" else Tristate(same, other)
    codes = (predicate.value,) if isinstance(predicate.value, str) else predicate.value
    if not isinstance(codes, tuple):
        return Tristate(NEVER, NEVER)
    inside, outside = _split_codes(predicate.var, codes)
    return Tristate(outside, inside) if predicate.op in ("ne", "not_in") else Tristate(inside, outside)


@lru_cache(maxsize=4096)
def _split_codes(var: str, codes: tuple[str, ...]) -> tuple[Expression, Expression]:
    """The codes that are certainly meant, and those that are certainly not; broader codes are in neither."""
    inside = {narrow for code in codes for narrow in find_descendants(var, code)}
    broader = {code for code in find_known_codes(var) if inside & find_descendants(var, code)} - inside
    return _code_in(var, inside), _code_in(var, set(find_known_codes(var) - inside - broader))


def _code_in(var: str, codes: set[str]) -> Expression:
    return CodeIn(var, tuple(sorted(codes))) if codes else NEVER


def _compile_number(predicate: Predicate) -> Tristate:
    interval = predicate.interval
    assert interval is not None
    undecided = find_undecided_zone(predicate)
    inside: list[Expression] = []
    outside: list[Expression] = []
    for unit in find_patient_units(predicate.unit):
        low = _bound(interval.low, interval.low_inclusive, predicate.unit, unit)
        high = _bound(interval.high, interval.high_inclusive, predicate.unit, unit)
        below = None if low is None else Bound(low.number, not low.inclusive)
        above = None if high is None else Bound(high.number, not high.inclusive)
        if undecided is not None:  # a lower bound on completed years: neither true nor false up to the next birthday
            low = _bound(undecided.high, True, predicate.unit, unit)
            below = _bound(undecided.low, False, predicate.unit, unit)
        inside.append(NumberIn(predicate.var, unit, low, high))
        outside += [NumberIn(predicate.var, unit, None, below)] if below else []
        outside += [NumberIn(predicate.var, unit, above, None)] if above else []
    holds, fails = Or(tuple(inside)), Or(tuple(outside))
    return Tristate(fails, holds) if predicate.op == "ne" else Tristate(holds, fails)


def _bound(number: Decimal | None, inclusive: bool, unit: str | None, target: str) -> Bound | None:
    if number is None:
        return None
    converted = convert(number, unit, target)
    assert converted is not None, "find_patient_units gives units of one dimension"
    return Bound(converted, inclusive)


def _and(members: Iterable[Expression]) -> Expression:
    return And(tuple(members))


def _or(members: Iterable[Expression]) -> Expression:
    return Or(tuple(members))
