"""FHIR bundles validate, refer only to what they hold, and our checks refuse what structure validation lets through."""

import copy
from collections.abc import Callable
from typing import Any

import pytest
from fhir.resources.bundle import Bundle

from pipeline.feeds.fhir import make_bundle
from pipeline.feeds.fhir_check import find_faults
from pipeline.records import AllOf

from .build import claim, code, make_claims, number

Json = dict[str, Any]


@pytest.fixture(scope="module")
def bundle() -> Json:
    return make_bundle(make_claims(40, seed=3))


def test_the_bundle_validates(bundle: Json) -> None:
    assert len(Bundle.model_validate(copy.deepcopy(bundle)).entry) == len(bundle["entry"])


def test_every_reference_resolves_and_every_code_is_in_its_value_set(bundle: Json) -> None:
    assert list(find_faults(bundle)) == []


def test_open_bounds_are_quantities_with_a_comparator() -> None:
    bundle = make_bundle([claim(AllOf(all=(number("remission_duration", "ge", "18"),)))])
    (population,) = [e["resource"] for e in bundle["entry"] if e["resource"]["id"].endswith("-population")]
    (test,) = population["characteristic"]
    quantity = test["definitionByTypeAndValue"]["valueQuantity"]
    assert (quantity["value"], quantity["comparator"], quantity["code"]) == (18, ">=", "mo")


def test_an_estimate_keeps_its_interval_p_value_and_counts() -> None:
    bundle = make_bundle([claim(AllOf(all=(code("disease", "wilms_tumor"),)))])
    (evidence,) = [e["resource"] for e in bundle["entry"] if e["resource"]["resourceType"] == "Evidence"]
    (statistic,) = evidence["statistic"]
    assert (statistic["quantity"]["value"], statistic["quantity"]["comparator"]) == (0.82, "<")
    interval, p = statistic["attributeEstimate"]
    assert (interval["range"]["low"]["value"], interval["range"]["high"]["value"]) == (0.7, 0.95)
    assert (p["quantity"]["comparator"], p["quantity"]["value"]) == ("<", 0.01)
    assert (statistic["numberOfEvents"], statistic["sampleSize"]["knownDataCount"]) == (41, 50)


def find_first(node: Any, key: str) -> Json:
    """The first object under a node that has the key."""
    if isinstance(node, dict):
        if key in node:
            return node
        node = list(node.values())
    for member in node if isinstance(node, list) else ():
        found = find_first(member, key)
        if found:
            return found
    return {}


def wrong_comparator(bundle: Json) -> None:
    find_first(bundle, "comparator")["comparator"] = "=>"


def dangling_reference(bundle: Json) -> None:
    find_first(bundle, "reference")["reference"] += "-gone"


def unknown_unit(bundle: Json) -> None:
    find_first(bundle, "valueQuantity")["valueQuantity"]["code"] = "monthz!"


def unknown_code(bundle: Json) -> None:
    find_first(bundle, "valueCodeableConcept")["valueCodeableConcept"]["coding"][0]["code"] = "no_such_code"


def unknown_system(bundle: Json) -> None:
    coding = find_first(bundle, "valueCodeableConcept")["valueCodeableConcept"]["coding"][0]
    coding["system"] += "-gone"


def reversed_range(bundle: Json) -> None:
    limits = find_first(bundle, "low")
    limits["low"]["value"], limits["high"]["value"] = limits["high"]["value"] + 1, limits["low"]["value"]


@pytest.mark.parametrize(
    "damage", [wrong_comparator, dangling_reference, unknown_unit, unknown_code, unknown_system, reversed_range]
)
def test_our_checks_refuse_what_validation_lets_through(bundle: Json, damage: Callable[[Json], None]) -> None:
    damaged = copy.deepcopy(bundle)
    damage(damaged)
    assert list(find_faults(damaged))
    if damage is not wrong_comparator:
        Bundle.model_validate(damaged)
