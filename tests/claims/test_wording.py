"""Words beside a number that tell it is not what it was read as, or whose it is."""

from typing import Any

import pytest

from pipeline.claims import assemble_claims
from pipeline.records import Claim, ThenThreshold, find_predicates
from tests.claims.pages import make_page

SHARE = {"kind": "statistic", "measure": "proportion", "unit": "%", "group": "patients"}
COUNT = {"kind": "statistic", "measure": "sample_size", "unit": "1", "group": "patients"}


def read(
    text: str, *figures: dict[str, Any], title: str = "Melanoma Treatment", headings: tuple[str, ...] = ()
) -> Claim:
    page = make_page([{"text": text, "figures": list(figures), "headings": headings}], title=title)
    return assemble_claims(*page)[0]


def conditions(claim: Claim) -> dict[str, Any]:
    return {p.var: p.value for p in find_predicates(claim.when) if p.source not in ("heading", "document")}


@pytest.mark.parametrize(
    ("text", "figure", "issue"),
    [
        ("Patients with trisomies 4 and 10 did well.", {**COUNT, "text": "10", "value": 10},
         "number in a name read as a count"),
        ("MRD (<5% vs. ≥7%) was told in patients.", {**SHARE, "text": "7%", "value": 7, "op": ">="},
         "cut-off read as a result"),
        ("The rate was 70% (95% CI, 64% to 77%) in patients.", {**SHARE, "text": "64%", "value": 64},
         "bound of an interval read as a value"),
        ("Of patients, 20% (standard deviation = 9%) did well.", {**SHARE, "text": "9%", "value": 9},
         "spread read as a value"),
        ("It was 7 per 100,000 women.",
         {**SHARE, "measure": "incidence", "unit": "/100000", "text": "7 per 100,000 women", "value": 7,
           "group": "men"},
         "people of the number are not those of its group"),
        ("In patients, testumab lowered the risk (HR, 0.7).",
         {**SHARE, "measure": "hazard_ratio", "unit": "1", "text": "0.7", "value": "0.7", "of": "risk", "group": None,
          "group_confidence": 1}, "whom it is about is not said"),
        ("Stop it if there is no response after 6 weeks.",
         {"kind": "threshold", "variable_id": "response_duration", "variable": "response", "op": ">", "text": "6 weeks",
          "value": 6, "unit": "wk"}, "time to a response read as its duration"),
        ("Patients aged 3 to <9 years did well.",
         {"kind": "threshold", "variable_id": "age", "variable": "aged", "text": "3", "value": 3, "unit": "a"},
         "half of a range"),
    ],
)  # fmt: skip
def test_words_beside_a_number_set_it_aside(text: str, figure: dict[str, Any], issue: str) -> None:
    claim = read(text, figure)
    assert issue in claim.issues


def test_removed_nodes_are_no_positive_ones() -> None:
    figure = {"kind": "threshold", "variable_id": "node_count", "variable": "lymph nodes", "op": ">", "text": "four",
              "value": 4, "unit": "1"}  # fmt: skip
    claim = read("Women had more than four lymph nodes removed.", figure)
    assert isinstance(claim.then, ThenThreshold)
    assert claim.then.var == "nodes_removed"


@pytest.mark.parametrize(
    ("text", "group", "expected"),
    [
        ("Of patients in sarcoma studies, 12% did well.", "patients in sarcoma studies", {}),
        ("Of patients with previously treated and untreated disease, 12% did well.",
         "patients with previously treated and untreated disease", {}),
        ("Of patients with tumors of the trunk or extremities, 12% did well.",
         "patients with tumors of the trunk or extremities", {}),
        ("The proportion of patients who had melanoma was 12%.", "patients who had melanoma", {}),
        ("Of female carriers of BRCA1 variants, 12% did well.", "female carriers",
         {"sex": "female", "brca1_alteration": True}),
    ],
)  # fmt: skip
def test_conditions_hold_for_all_of_the_people(text: str, group: str, expected: dict[str, Any]) -> None:
    assert conditions(read(text, {**SHARE, "text": "12%", "value": 12, "group": group})) == expected


def test_a_subgroup_is_named_without_people() -> None:
    figure = {**SHARE, "measure": "overall_survival", "text": "12%", "value": 12, "group": "cisplatin"}
    claim = read("In the spindle cell subgroup, survival was 12% with cisplatin.", figure)
    assert claim.population.not_parsed == ("spindle cell",)


def test_a_heading_on_children_is_a_topic_on_a_page_about_risk() -> None:
    figure = {**SHARE, "text": "12%", "value": 12, "group": "parents"}
    for title, variables in (
        ("Genetics of Melanoma", {"target_disease"}),
        ("Melanoma Treatment", {"disease", "age_group"}),
    ):
        claim = read("Of parents, 12% knew.", figure, title=title, headings=("Children",))
        assert {p.var for p in find_predicates(claim.when)} == variables


def test_what_those_have_not_said_is_said_of_the_people_before() -> None:
    text = "Patients with melanoma treated with cisplatin did better than those treated with placebo (12%)."
    figure = {**SHARE, "measure": "overall_survival", "text": "12%", "value": 12, "group": "those treated with placebo"}
    claim = read(text, figure, title="Testoma")
    assert conditions(claim) == {"disease": "melanoma"}
