"""The reference evaluator: which claims apply to a patient, which do not, and which cannot be decided.

Three-valued after Kleene: True, False, None for indeterminate. It reads the claims' own conditions, fact by fact, and
shares nothing with the compiled form that the engines get: it is what they are tested against.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from ..lexicon.ucum import convert, find_patient_units
from ..records import AllOf, AnyOf, Claim, Condition, Interval, NotOf, Outcome, Predicate
from .facts import find_descendants, find_known_codes, find_undecided_zone, full_condition

Patient = Mapping[str, Any]


class Verdict(NamedTuple):
    """What a claim means for a patient; ``reasons`` name each predicate that could not be decided, and why."""

    claim: Claim
    outcome: Outcome
    reasons: tuple[tuple[str, str], ...]


def match_claims(claims: Iterable[Claim], patient: Patient) -> list[Verdict]:
    """A verdict per claim, in the order of the claims."""
    return [judge_claim(claim, patient) for claim in claims]


def judge_claim(claim: Claim, patient: Patient) -> Verdict:
    """Whether a claim applies to a patient. A claim without conditions says nothing about anybody: indeterminate."""
    reasons: list[tuple[str, str]] = []
    truth = _judge(full_condition(claim), patient, reasons)
    if truth is None:
        return Verdict(claim, "indeterminate", tuple(dict.fromkeys(reasons)))
    return Verdict(claim, "match" if truth else "no", ())


def _judge(condition: Condition, patient: Patient, reasons: list[tuple[str, str]]) -> bool | None:
    match condition:
        case AllOf(all=()) | AnyOf(any=()):
            reasons.append(("", "the claim states no condition"))
            return None
        case AllOf(all=members):
            truths = [_judge(member, patient, reasons) for member in members]
            return False if False in truths else None if None in truths else True
        case AnyOf(any=members):
            truths = [_judge(member, patient, reasons) for member in members]
            return True if True in truths else None if None in truths else False
        case NotOf():
            truth = _judge(condition.not_, patient, reasons)
            return None if truth is None else not truth
        case Predicate():
            truth, reason = judge_predicate(condition, patient.get(condition.var))
            if reason:
                reasons.append((condition.var, reason))
            return truth


def judge_predicate(predicate: Predicate, fact: Any) -> tuple[bool | None, str | None]:
    """The truth of one predicate of one fact, and why it is indeterminate where it is."""
    if fact is None:
        return None, "missing"
    if predicate.interval is not None:
        truth, reason = _judge_number(predicate, predicate.interval, fact)
    elif isinstance(predicate.value, bool):
        truth, reason = (fact is predicate.value, None) if isinstance(fact, bool) else (None, "not a boolean")
    else:
        truth, reason = _judge_code(predicate, fact)
    return (not truth if truth is not None and predicate.op in ("ne", "not_in") else truth), reason


def _judge_code(predicate: Predicate, fact: Any) -> tuple[bool | None, str | None]:
    wanted = (predicate.value,) if isinstance(predicate.value, str) else predicate.value
    if not isinstance(wanted, tuple):
        return None, "the claim's value is not a code"
    if not isinstance(fact, str):
        return None, "not a code"
    if any(fact in find_descendants(predicate.var, code) for code in wanted):
        return True, None
    if fact not in find_known_codes(predicate.var):
        return None, "unknown code"
    if any(code in find_descendants(predicate.var, fact) for code in wanted):
        return None, "less specific than the claim"
    return False, None


def _judge_number(predicate: Predicate, interval: Interval, fact: Any) -> tuple[bool | None, str | None]:
    number = read_number(fact)
    if number is None:
        return None, "not a number with a unit"
    comparable = fact["unit"] in find_patient_units(predicate.unit)
    value = convert(number, fact["unit"], predicate.unit) if comparable else None
    if value is None:
        return None, f"unit {fact['unit']} against {predicate.unit or '1'}"
    undecided = find_undecided_zone(predicate)
    if undecided is not None and _is_inside(undecided, value):
        return None, "between two completed years"
    return _is_inside(interval, value), None


def read_number(fact: Any) -> Decimal | None:
    """The value of ``{"value": 18, "unit": "mo"}`` as it is written; None for anything else, booleans included."""
    if not isinstance(fact, Mapping) or set(fact) != {"value", "unit"} or not isinstance(fact["unit"], str):
        return None
    value = fact["value"]
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    number = Decimal(str(value))
    return number if number.is_finite() else None


def _is_inside(interval: Interval, value: Fraction) -> bool:
    low, high = interval.low, interval.high
    above = low is None or value > Fraction(low) or (interval.low_inclusive and value == Fraction(low))
    below = high is None or value < Fraction(high) or (interval.high_inclusive and value == Fraction(high))
    return above and below
