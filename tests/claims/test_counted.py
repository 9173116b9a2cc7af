"""What is counted is no condition on the people it is counted among."""

from typing import Any

from pipeline.claims import assemble_claims
from pipeline.records import Claim, find_predicates
from tests.claims.pages import make_page


def read(text: str, *figures: dict[str, Any]) -> Claim:
    document, found = make_page([{"text": text, "figures": list(figures)}])
    return assemble_claims(document, found)[0]


def variables(claim: Claim) -> set[str]:
    return {predicate.var for predicate in find_predicates(claim.when)}


def test_the_object_of_a_verb_is_counted() -> None:
    figure = {"text": "31%", "kind": "statistic", "measure": "proportion", "value": 31, "unit": "%",
              "group": "two previous chemotherapy regimens"}  # fmt: skip
    claim = read("Of the patients, 31% had received two previous chemotherapy regimens.", figure)
    assert claim.intervention is None
    assert claim.population.not_parsed == ()


def test_events_of_a_ratio_are_no_relapse_of_the_patients() -> None:
    figure = {"text": "0.61", "kind": "statistic", "measure": "hazard_ratio", "value": "0.61", "unit": "1",
              "group": "invasive recurrence"}  # fmt: skip
    claim = read("Fewer events were seen, among them invasive recurrence (HR, 0.61).", figure)
    assert "disease_status" not in variables(claim)
    assert claim.population.not_parsed == ("invasive recurrence",)


def test_the_event_is_told_beside_a_group_that_is_only_pointed_at() -> None:
    figure = {
        "text": "2.5%",
        "kind": "statistic",
        "measure": "incidence",
        "value": "2.5",
        "unit": "%",
        "group": "arm C",
    }
    claim = read("The incidence of cardiac events was 2.5% in arm C.", figure)
    assert claim.population.not_parsed == ("arm C", "cardiac events")


def test_a_reduction_in_the_risk_of_something_tells_of_what() -> None:
    figure = {"text": "29%", "kind": "statistic", "measure": "risk_change", "value": 29, "unit": "%"}
    claim = read("There was a 29% reduction in the risk of stroke in women.", figure)
    assert "stroke" in claim.population.not_parsed


def test_a_combined_event_is_no_mortality() -> None:
    figure = {"text": "0.32", "kind": "statistic", "measure": "hazard_ratio", "value": "0.32", "unit": "1",
              "of": "mortality", "group": "women"}  # fmt: skip
    claim = read("In women, the HR for progression or death was lower (HR for progression or death, 0.32).", figure)
    assert "a combined event read as mortality" in claim.issues


def test_a_bound_on_nothing_in_particular_is_set_aside() -> None:
    figure = {"text": "8 mm", "kind": "threshold", "variable_id": "length", "op": ">", "value": 8, "unit": "mm"}
    assert read("Those of more than 8 mm.", figure).issues == ("length of what is not named",)
