"""The reference evaluator: three values, units, ages, codes and what nobody parsed."""

import hashlib
from typing import Any

import pytest

from pipeline.feeds.evaluate import judge_claim
from pipeline.feeds.witnesses import find_match, find_witnesses
from pipeline.records import AllOf, AnyOf, Condition, NotOf

from .build import boolean, claim, code, make_claims, number

MONTHS = number("remission_duration", "ge", "18")
YES, NO, UNKNOWN = "match", "no", "indeterminate"


def months(value: Any, unit: str = "mo") -> dict[str, Any]:
    return {"value": value, "unit": unit}


@pytest.mark.parametrize(
    ("condition", "patient", "outcome"),
    [
        (MONTHS, {"remission_duration": months(18)}, YES),
        (MONTHS, {"remission_duration": months(17.9)}, NO),
        (MONTHS, {"remission_duration": months(1.5, "a")}, YES),
        (MONTHS, {"remission_duration": months(1.49, "a")}, NO),
        (MONTHS, {"remission_duration": months(600, "d")}, UNKNOWN),
        (MONTHS, {"remission_duration": months(80, "wk")}, UNKNOWN),
        (MONTHS, {"remission_duration": 18}, UNKNOWN),
        (MONTHS, {"remission_duration": months("18")}, UNKNOWN),
        (MONTHS, {"remission_duration": months(True)}, UNKNOWN),
        (MONTHS, {"remission_duration": None}, UNKNOWN),
        (MONTHS, {}, UNKNOWN),
        (number("age", "between", "40", "44"), {"age": months(44.9, "a")}, YES),
        (number("age", "between", "40", "44"), {"age": months(45, "a")}, NO),
        (number("age", "gt", "6"), {"age": months(5.9, "a")}, NO),
        (number("age", "gt", "6"), {"age": months(6, "a")}, UNKNOWN),
        (number("age", "gt", "6"), {"age": months(6.9, "a")}, UNKNOWN),
        (number("age", "gt", "6"), {"age": months(7, "a")}, YES),
        (number("age", "gt", "6"), {"age": months(83, "mo")}, UNKNOWN),
        (number("age", "le", "17"), {"age": months(17.5, "a")}, YES),
        (
            code("disease", "acute_lymphoblastic_leukemia"),
            {"disease": "t_cell_acute_lymphoblastic_leukemia"},
            YES,
        ),
        (code("disease", "t_cell_acute_lymphoblastic_leukemia"), {"disease": "leukemia"}, UNKNOWN),
        (code("disease", "wilms_tumor"), {"disease": "acute_lymphoblastic_leukemia"}, NO),
        (code("disease", "wilms_tumor"), {"disease": "never_heard_of"}, UNKNOWN),
        (code("disease", "wilms_tumor", op="ne"), {"disease": "acute_lymphoblastic_leukemia"}, YES),
        (boolean("made_up", registered=False), {"made_up": False}, NO),
        (boolean("made_up", registered=False), {"made_up": "yes"}, UNKNOWN),
        (NotOf(not_=MONTHS), {"remission_duration": months(18)}, NO),
        (NotOf(not_=MONTHS), {}, UNKNOWN),
        (AnyOf(any=(MONTHS, boolean("made_up"))), {"made_up": True}, YES),
        (AnyOf(any=(MONTHS, boolean("made_up"))), {"made_up": False}, UNKNOWN),
        (AllOf(all=(MONTHS, boolean("made_up"))), {"made_up": False}, NO),
        (AllOf(all=(MONTHS, boolean("made_up"))), {"made_up": True}, UNKNOWN),
        (AllOf(all=()), {"age": months(7, "a")}, UNKNOWN),
    ],
)
def test_outcomes(condition: Condition, patient: dict[str, Any], outcome: str) -> None:
    assert judge_claim(claim(condition), patient).outcome == outcome


def test_what_was_not_parsed_is_asked() -> None:
    made = claim(AllOf(all=(MONTHS,)), not_parsed=("with good performance",))
    name = "unparsed_" + hashlib.sha256(b"with good performance").hexdigest()[:8]
    facts = {"remission_duration": months(20)}
    verdict = judge_claim(made, facts)
    assert (verdict.outcome, verdict.reasons) == (UNKNOWN, ((name, "missing"),))
    assert judge_claim(made, {**facts, name: True}).outcome == YES
    assert judge_claim(made, {**facts, name: False}).outcome == NO


def test_every_satisfiable_claim_has_a_patient_that_matches_and_near_misses() -> None:
    for made in make_claims(60, seed=5):
        witnesses = list(find_witnesses(made))
        condition = made.when
        if isinstance(condition, AllOf) and condition.all and find_match(condition) and not made.population.not_parsed:
            assert witnesses[0].expect == YES
            assert {witness.expect for witness in witnesses} >= {YES, UNKNOWN}


def test_a_bound_has_witnesses_at_below_and_above_in_every_unit() -> None:
    witnesses = {w.why: w.expect for w in find_witnesses(claim(AllOf(all=(MONTHS,))))}
    prefix = "remission_duration: "
    assert witnesses[prefix + "at 18 mo, stated in mo"] == YES
    assert witnesses[prefix + "just below 18 mo, stated in mo"] == NO
    assert witnesses[prefix + "just above 18 mo, stated in mo"] == YES
    assert witnesses[prefix + "at 18 mo, stated in a"] == YES
    assert witnesses[prefix + "in a unit that cannot be compared"] == UNKNOWN
    assert witnesses["remission_duration is missing"] == UNKNOWN
