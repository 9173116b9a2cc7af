"""Patients that prove an installation: for every claim one that must match, near misses, and one without each fact.

What each patient must give is the reference evaluator's word (``evaluate``). An integrator runs them through the
engine.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import islice
from typing import Any

from ..lexicon.ucum import convert
from ..records import AllOf, AnyOf, Claim, Condition, NotOf, Predicate, Witness, find_predicates, json_number
from .evaluate import Patient, judge_claim, judge_predicate
from .facts import find_descendants, find_known_codes, find_patient_units, full_condition

STEP = Fraction(1, 10)  # how far "just below" and "just above" are, in units of the bound's last digit
MOST_DIGITS = 9  # a number of a patient has at most so many decimals; values that need more are not used


def find_witnesses(claim: Claim) -> Iterator[Witness]:
    """The patients of one claim, the matching one first; none where the claim states no condition."""
    condition = full_condition(claim)
    predicates = list(find_predicates(condition))
    base = find_match(condition)
    if base is None:
        base = {predicate.var: fact for predicate in predicates for fact in islice(_facts(predicate, True), 1)}
    yield _witness(claim, base, "all conditions met")
    for predicate in predicates:
        others = {name: fact for name, fact in base.items() if name != predicate.var}
        yield _witness(claim, others, f"{predicate.var} is missing")
        for why, fact in _near(predicate):
            yield _witness(claim, {**others, predicate.var: fact}, f"{predicate.var}: {why}")


def write_witnesses(claims: Iterable[Claim]) -> str:
    """The witnesses of claims, a line each. Claims with one condition have the same, which are made once."""
    written: list[str] = []
    known: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for claim in claims:
        head = json.dumps({"schema": "witness/1", "claim": claim.id})[:-1]
        condition = claim.when.model_dump_json(), claim.population.not_parsed
        if condition not in known:
            known[condition] = [witness.to_json().removeprefix(head) + "\n" for witness in find_witnesses(claim)]
        written.extend(head + rest for rest in known[condition])
    return "".join(written)


def _witness(claim: Claim, patient: Patient, why: str) -> Witness:
    ordered = {name: patient[name] for name in sorted(patient)}
    return Witness(claim=claim.id, patient=ordered, expect=judge_claim(claim, ordered).outcome, why=why)


def find_match(condition: Condition) -> dict[str, Any] | None:
    """Facts for which a condition is certainly true; None where its parts contradict each other."""
    for wanted in _ways(condition, True):
        facts: dict[str, Any] = {}
        for var in dict.fromkeys(predicate.var for predicate, _ in wanted):
            tests = [(predicate, truth) for predicate, truth in wanted if predicate.var == var]
            fact = next((fact for fact in _candidates(tests) if _meets(tests, fact)), None)
            if fact is None:
                break
            facts[var] = fact
        else:
            return facts
    return None


def _meets(tests: Sequence[tuple[Predicate, bool]], fact: Any) -> bool:
    return all(judge_predicate(predicate, fact)[0] is truth for predicate, truth in tests)


def _candidates(tests: Sequence[tuple[Predicate, bool]]) -> Iterator[Any]:
    return (fact for predicate, truth in tests for fact in _facts(predicate, truth))


def _ways(condition: Condition, truth: bool) -> Iterator[list[tuple[Predicate, bool]]]:
    """Sets of single truths that make a condition true (or false), the plainest first."""
    match condition:
        case Predicate():
            yield [(condition, truth)]
        case NotOf():
            yield from _ways(condition.not_, not truth)
        case AllOf(all=members) | AnyOf(any=members):
            if isinstance(condition, AllOf) is truth:
                yield from _joined(members, truth)
            else:
                for member in members:
                    yield from _ways(member, truth)


def _joined(members: Sequence[Condition], truth: bool) -> Iterator[list[tuple[Predicate, bool]]]:
    if not members:
        yield []
        return
    for first in _ways(members[0], truth):
        for rest in _joined(members[1:], truth):
            yield first + rest


def _facts(predicate: Predicate, truth: bool) -> Iterator[Any]:
    """Facts of the predicate's type for which it may have this truth, simplest first."""
    if predicate.interval is not None:
        numbers = sorted({number for bound in _bounds(predicate) for number in _around(bound)})
        numbers = sorted(numbers, key=lambda number: (number.denominator != 1, number))
        facts: list[Any] = [fact for n in numbers if (fact := _fact(n, predicate.unit or "1")) is not None]
    elif isinstance(predicate.value, bool):
        facts = [predicate.value, not predicate.value]
    else:
        facts = [*_codes(predicate), *sorted(find_known_codes(predicate.var))]
    return (fact for fact in facts if judge_predicate(predicate, fact)[0] is truth)


def _codes(predicate: Predicate) -> tuple[str, ...]:
    if isinstance(predicate.value, str):
        return (predicate.value,)
    return predicate.value if isinstance(predicate.value, tuple) else ()


def _bounds(predicate: Predicate) -> list[Decimal]:
    interval = predicate.interval
    assert interval is not None
    return [bound for bound in (interval.low, interval.high) if bound is not None]


def _around(bound: Decimal) -> Iterator[Fraction]:
    """Numbers at, near and further from a bound; never negative where the bound is not."""
    at, step = Fraction(bound), _step(bound)
    near = (at, at - step, at + step, at - 1, at + 1, at / 2, at * 2, at + step * 5)
    yield from (number for number in near if number >= 0 or bound < 0)


def _step(bound: Decimal) -> Fraction:
    return STEP * Fraction(10) ** min(int(bound.as_tuple().exponent), 0)


def _fact(number: Fraction, unit: str) -> dict[str, Any] | None:
    """A number with its unit as a patient states it; None where it would need more decimals than people write."""
    value = Decimal(number.numerator) / Decimal(number.denominator)
    if Fraction(value) != number or -int(value.normalize().as_tuple().exponent) > MOST_DIGITS:
        return None
    return {"value": json_number(value), "unit": unit}


def _near(predicate: Predicate) -> Iterator[tuple[str, Any]]:
    """Facts on and beside what the predicate asks, in all its units, and facts that it must refuse."""
    if predicate.interval is not None:
        yield from _near_numbers(predicate)
    elif isinstance(predicate.value, bool):
        yield "the other way", not predicate.value
        yield "not a boolean", "yes"
    else:
        yield from _near_codes(predicate)


def _near_numbers(predicate: Predicate) -> Iterator[tuple[str, Any]]:
    unit = predicate.unit or "1"
    for bound in _bounds(predicate):
        at, step = Fraction(bound), _step(bound)
        for target in find_patient_units(unit):
            for why, number in (("at", at), ("just below", at - step), ("just above", at + step)):
                converted = convert(_decimal(number), unit, target)
                fact = _fact(converted, target) if converted is not None else None
                if fact is not None:
                    yield f"{why} {bound} {unit}, stated in {target}", fact
    yield "in a unit that cannot be compared", {"value": json_number(_bounds(predicate)[0]), "unit": "{other}"}
    yield "without a unit", json_number(_bounds(predicate)[0])
    yield "as text", {"value": str(_bounds(predicate)[0]), "unit": unit}


def _decimal(number: Fraction) -> Decimal:
    return Decimal(number.numerator) / Decimal(number.denominator)


def _near_codes(predicate: Predicate) -> Iterator[tuple[str, Any]]:
    codes, known = _codes(predicate), sorted(find_known_codes(predicate.var))
    inside = {narrow for code in codes for narrow in find_descendants(predicate.var, code)}
    yield from (("a narrower code", code) for code in sorted(inside - set(codes))[:3])
    yield from (("another of its codes", code) for code in codes[1:])
    broader = [code for code in known if inside & set(find_descendants(predicate.var, code)) and code not in inside]
    yield from (("a broader code", code) for code in broader[:2])
    yield from (("another code", code) for code in [c for c in known if c not in inside and c not in broader][:2])
    yield "a code that nobody knows", "unheard_of"
    yield "not a code", True
