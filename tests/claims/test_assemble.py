"""Claims of hand-made pages: what becomes a claim, in which order, with which provenance."""

import json

import pytest

from pipeline.claims import assemble_claims
from pipeline.claims.people import find_people
from pipeline.figures import find_figures
from pipeline.records import Claim, ThenThreshold
from tests.claims.pages import make_page, read_gold

PARAGRAPH = {
    "text": "Infants younger than 12 months had a 5-year OS rate of 40% in one trial.[3] The rate was 70% in girls.",
    "headings": ["Outcome"],
    "figures": [
        {"text": "12 months", "kind": "threshold", "variable_id": "age", "op": "<", "value": 12, "unit": "mo"},
        {"text": "40%", "kind": "statistic", "measure": "overall_survival", "value": 40, "unit": "%", "time": "P5Y",
         "group": "Infants younger than 12 months"},
        {"text": "[3]", "kind": "citation", "numbers": [3]},
        {"text": "70%", "kind": "statistic", "measure": "overall_survival", "value": 70, "unit": "%", "group": "girls"},
    ],
}  # fmt: skip


def test_one_claim_per_statistic_threshold_and_dose_in_page_order() -> None:
    document, figures = make_page([PARAGRAPH])
    claims = assemble_claims(document, figures)
    assert [document.text[c.provenance.start : c.provenance.end] for c in claims] == ["12 months", "40%", "70%"]
    assert [c.evidence.citations[0].scope for c in claims] == ["sentence", "sentence", "preceding"]
    assert {p.var for p in claims[1].when.all} == {"age_group", "age"}  # type: ignore[union-attr]


def test_other_languages_give_no_claims() -> None:
    document, figures = make_page([PARAGRAPH], language="es")
    assert assemble_claims(document, figures) == ()


def test_claims_are_valid_records_and_the_same_every_time() -> None:
    for name in ("seed", "pdq2018", "pdq2025", "pdq2025_arms"):
        document, figures = make_page(read_gold(name))
        claims = assemble_claims(document, figures)
        lines = [claim.to_json() for claim in claims]
        assert lines == [claim.to_json() for claim in assemble_claims(document, figures[::-1])]
        assert [Claim.model_validate(json.loads(line)).to_json() for line in lines] == lines
        assert len({claim.id for claim in claims}) == len(claims)
        figures_of_values = [f for f in figures if f.kind in ("statistic", "threshold", "dose")]
        assert sum(claim.kind != "recommendation" for claim in claims) == len(figures_of_values)


@pytest.mark.parametrize(
    ("group", "codes"),
    [
        ("women with high-risk breast cancer", {"female", "high", "breast_cancer"}),
        ("women at high risk of breast cancer", {"female"}),
        ("current or former smokers", {("former", "current")}),
        ("patients with low- or intermediate-risk neuroblastoma", {("intermediate", "low"), "neuroblastoma"}),
        ("women who developed metastatic breast cancer", {"female"}),
    ],
)
def test_codes_of_a_group(group: str, codes: set[str | tuple[str, ...]]) -> None:
    text = f"The response rate was 40% in {group}."
    figure = {"text": "40%", "kind": "statistic", "measure": "response_rate", "value": 40, "unit": "%", "group": group}
    claim = assemble_claims(*make_page([{"text": text, "figures": [figure]}], title="Outcome"))[0]
    assert {p.value for p in claim.when.all} == codes  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("It is advised in current or former smokers.", "current or former smokers"),
        ("It is advised for sleep or in young smokers.", "young smokers"),
    ],
)
def test_people_take_in_both_of_two_shared_words(text: str, people: str) -> None:
    assert [text[p.start : p.end] for p in find_people(text, 0)] == [people]


@pytest.mark.parametrize(
    ("text", "variable", "unit"),
    [
        ("Women with a BMI of 32 or more were excluded.", "bmi", "kg/m2"),
        ("Patients with a PD-L1 CPS of 5 or more lived longer.", "pd_l1_cps", "1"),
    ],
)
def test_a_bare_number_takes_the_unit_its_variable_always_has(text: str, variable: str, unit: str) -> None:
    document, _ = make_page([{"text": text, "figures": []}])
    (claim,) = assemble_claims(document, find_figures(document))
    assert (claim.status, claim.issues) == ("active", ())
    assert isinstance(claim.then, ThenThreshold)
    assert (claim.then.var, claim.then.unit) == (variable, unit)
