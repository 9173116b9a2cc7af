"""The three paragraphs of the 2012 capture give the claims that a knowledge engineer would write by hand.

The expected set holds values, units, codes and offsets into the paragraphs; the text stays with the annotated pages.
"""

from decimal import Decimal
from typing import Any

import pytest

from pipeline.claims import assemble_claims
from pipeline.records import Claim, ThenRecommendation, find_predicates
from tests.claims.pages import make_page, read_gold

INHERITED = ("heading", "document")
HEADINGS = (("Relapse", "Extramedullary relapse"), *[("Relapse", "Extramedullary relapse", "CNS relapse")] * 2)


@pytest.fixture(scope="module")
def claims() -> dict[tuple[int, int], Claim]:
    paragraphs = [{**p, "headings": HEADINGS[n]} for n, p in enumerate(read_gold("seed"))]
    document, figures = make_page(paragraphs, title="Treatment of Recurrent ALL")
    starts = {block.id: block.start for block in document.blocks}
    found = assemble_claims(document, figures)
    assert {claim.status for claim in found} == {"active"}
    return {(int(c.provenance.block[1:]), c.provenance.start - starts[c.provenance.block]): c for c in found}


def conditions(claim: Claim) -> dict[str, Any]:
    """The claim's own conditions: codes as they are, bounds as operator, value and unit."""
    return {
        p.var: (p.op, int(p.value) if p.value == int(p.value) else float(p.value), p.unit)
        if isinstance(p.value, Decimal)
        else p.value
        for p in find_predicates(claim.when)
        if p.source not in INHERITED
    }


LONG = {"age_group": "child", "prior_radiation_therapy": False, "remission_duration": ("ge", 18, "mo")}
SHORT = {"age_group": "child", "remission_duration": ("lt", 18, "mo")}
CNS = {"isolated_relapse": True, "relapse_site": "cns"}
LATE = {**CNS, "time_to_relapse": ("gt", 18, "mo")}
STATISTICS = [
    # paragraph, offset, measure, time, op, value or range, conditions
    (1, 176, "incidence", None, "lt", 5, {}),
    (1, 215, "incidence", None, "lt", (1, 2), {}),
    (2, 529, "event_free_survival", "P4Y", "approx", 80, LONG),
    (2, 574, "event_free_survival", "P4Y", "approx", 45,
     {"age_group": "child", "relapse_site": "cns", "time_to_relapse": ("le", 18, "mo")}),
    (2, 921, "event_free_survival", "P4Y", "eq", 78, LONG),
    (2, 1135, "event_free_survival", "P4Y", "eq", 52, SHORT),
    (3, 361, "leukemia_free_survival", "P8Y", "eq", 58, {}),
    (3, 369, "leukemia_free_survival", "P8Y", "eq", 66, {}),
    (3, 704, "survival", None, "gt", 75, LATE),
]  # fmt: skip


@pytest.mark.parametrize(("paragraph", "start", "measure", "time", "op", "value", "own"), STATISTICS)
def test_statistics(
    claims: dict[tuple[int, int], Claim],
    paragraph: int, start: int, measure: str, time: str | None, op: str, value: Any, own: dict[str, Any],
) -> None:  # fmt: skip
    claim = claims[paragraph, start]
    then = claim.then.model_dump()
    assert (then["measure"], then["time"], then["op"], then["unit"]) == (measure, time, op, "%")
    assert (then["low"], then["high"]) == value if isinstance(value, tuple) else then["value"] == value
    assert conditions(claim) == own
    inherited = {p.var: p.value for p in find_predicates(claim.when) if p.source in INHERITED}
    assert inherited["disease"] == "acute_lymphoblastic_leukemia"
    assert inherited["disease_status"] == "recurrent"


def test_what_is_counted_is_no_condition(claims: dict[tuple[int, int], Claim]) -> None:
    """An incidence of relapse does not hold for patients who have the relapse."""
    assert len(claims[1, 176].population.not_parsed) == 1
    assert len(claims[1, 215].population.not_parsed) == 1


THRESHOLDS = [
    # paragraph, offset, variable, op, value, unit, role, effect, conditions beside the bound
    (1, 250, "age_at_diagnosis", "gt", 6, "a", "prognostic", "worse outcome",
     {"isolated_relapse": True, "relapse_site": "extramedullary"}),
    (1, 674, "mrd", "gt", 0.01, "%", "prognostic", "worse outcome", CNS),
    (1, 801, "mrd", "lt", 0.01, "%", "group", None, {"mrd_status": "negative"}),
    (2, 469, "remission_duration", "ge", 18, "mo", "group", None, LONG),
    (2, 615, "time_to_relapse", "le", 18, "mo", "group", None, {"age_group": "child", "relapse_site": "cns"}),
    (2, 758, "remission_duration", "ge", 18, "mo", "group", None, LONG),
    (2, 974, "remission_duration", "lt", 18, "mo", "group", None, SHORT),
    (3, 503, "time_to_relapse", "lt", 18, "mo", "group", None, {}),
    (3, 635, "time_to_relapse", "gt", 18, "mo", "group", None, CNS),
    (3, 853, "time_to_relapse", "lt", 18, "mo", "group", None, CNS),
]  # fmt: skip


@pytest.mark.parametrize(("paragraph", "start", "var", "op", "value", "unit", "role", "effect", "beside"), THRESHOLDS)
def test_thresholds(
    claims: dict[tuple[int, int], Claim],
    paragraph: int, start: int, var: str, op: str, value: float, unit: str, role: str, effect: str | None,
    beside: dict[str, Any],
) -> None:  # fmt: skip
    claim = claims[paragraph, start]
    then = claim.then.model_dump()
    assert (then["var"], then["op"], float(then["value"]), then["unit"]) == (var, op, value, unit)
    assert (then["role"], then["effect"]) == (role, effect)
    assert conditions(claim) == {**beside, var: (op, value, unit)}


def test_no_mrd_or_little_of_it_is_an_alternative(claims: dict[tuple[int, int], Claim]) -> None:
    when = claims[1, 801].to_json()
    assert '"any": [{"var": "mrd_status"' in when


def test_doses(claims: dict[tuple[int, int], Claim]) -> None:
    doses = {key: c for key, c in claims.items() if c.kind == "dose"}
    said = {key: (c.then.agent, c.then.value, c.then.unit, c.then.role) for key, c in doses.items()}  # type: ignore[union-attr]
    assert sorted(v for _, v, _, _ in said.values()) == [15, 18, 24]
    assert {(unit, role) for _, _, unit, role in said.values()} == {("Gy", "regimen")}
    assert [conditions(c) for _, c in sorted(doses.items())] == [LONG, SHORT, SHORT]


def test_arms_and_comparators(claims: dict[tuple[int, int], Claim]) -> None:
    long, short = claims[2, 529], claims[2, 574]
    assert long.comparator is not None
    assert long.comparator.claim == short.id
    transplant, chemoradiation = claims[3, 361], claims[3, 369]
    assert transplant.comparator is not None
    assert transplant.comparator.claim == chemoradiation.id
    assert transplant.intervention is not None
    assert "transplant" in transplant.intervention.text
    assert transplant.evidence.level is not None
    assert transplant.evidence.level.raw == "3iiiDii"
    assert transplant.evidence.level.rank == (6, 4, 2)


def test_citations_and_their_scope(claims: dict[tuple[int, int], Claim]) -> None:
    cited = {key: [(c.number, c.scope) for c in claim.evidence.citations] for key, claim in claims.items()}
    assert cited[1, 176] == [(65, "sentence"), (66, "sentence"), (67, "sentence")]
    assert cited[2, 529] == [(72, "sentence")]
    assert cited[2, 921] == [(15, "preceding")]
    assert cited[2, 1135] == []
    assert cited[3, 361] == [(75, "sentence")]


def test_recommendations(claims: dict[tuple[int, int], Claim]) -> None:
    advice = [c for c in claims.values() if isinstance(c.then, ThenRecommendation)]
    assert [c.then.direction for c in advice] == ["against", "uncertain", "uncertain"]  # type: ignore[union-attr]
    against, t_cell, _ = advice
    assert against.assertion.polarity == "negated"
    assert conditions(against) == LATE
    assert conditions(t_cell) == {**CNS, "time_to_relapse": ("lt", 18, "mo")}
    assert "T-cell" in t_cell.then.action  # type: ignore[union-attr]
