"""Each check finds errors planted in real paragraphs, and few alarms sound on untouched ones."""

from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import islice
from typing import Any

import pytest

from pipeline.claims import assemble_claims
from pipeline.records import Claim, DoseFigure, Figure, LevelFigure, StatisticFigure, ThresholdFigure
from tests.claims.pages import make_page, read_gold

FILES = ("pdq2018", "pdq2025", "pdq2025_arms")
PLANTED = 25  # per check; the contract asks for 20
Plant = Callable[[Figure], dict[str, Any] | None]


def outside_ci(figure: Figure) -> dict[str, Any] | None:
    if isinstance(figure, StatisticFigure) and figure.ci and figure.ci[1] is not None and figure.value:
        return {"value": figure.ci[1] + Decimal("0.5"), "op": "="}
    return None


def reversed_ci(figure: Figure) -> dict[str, Any] | None:
    if isinstance(figure, StatisticFigure) and figure.ci and figure.ci[1] is not None and figure.ci[0] < figure.ci[1]:
        return {"ci": figure.ci[::-1]}
    return None


def wrong_share(figure: Figure) -> dict[str, Any] | None:
    if isinstance(figure, StatisticFigure) and figure.unit == "%" and figure.value and figure.value < 95:
        return {"numerator": figure.value + 3, "denominator": Decimal(100), "op": "=", "time": None}
    return None


def no_share(figure: Figure) -> dict[str, Any] | None:
    if isinstance(figure, StatisticFigure) and figure.unit == "%":
        return {"numerator": Decimal(31), "denominator": Decimal(30)}
    return None


def over_hundred(figure: Figure) -> dict[str, Any] | None:
    rate = isinstance(figure, StatisticFigure) and figure.measure not in ("risk_change", "other", "mean_difference")
    if rate and isinstance(figure, StatisticFigure) and figure.unit == "%" and figure.value:
        return {"value": figure.value + 100, "ci": None}
    return None


def p_over_one(figure: Figure) -> dict[str, Any] | None:
    if isinstance(figure, StatisticFigure):
        return {"p": {"op": "=", "value": Decimal("1.2")}}
    return None


def other_dimension(figure: Figure) -> dict[str, Any] | None:
    if isinstance(figure, ThresholdFigure) and figure.unit in ("a", "mo", "cm", "mm"):
        return {"unit": "mg" if figure.unit in ("a", "mo") else "d"}
    return None


def other_measure_unit(figure: Figure) -> dict[str, Any] | None:
    if isinstance(figure, StatisticFigure) and figure.measure in ("hazard_ratio", "overall_survival", "follow_up"):
        return {"unit": "Gy"} if figure.value is not None else None
    return None


def no_direction(figure: Figure) -> dict[str, Any] | None:
    timed = isinstance(figure, ThresholdFigure) and figure.variable_id.startswith(
        ("time", "tumor", "lymph", "remission")
    )
    if timed and isinstance(figure, ThresholdFigure) and figure.value is not None:
        return {"op": "="}
    return None


def approximate(figure: Figure) -> dict[str, Any] | None:
    if isinstance(figure, ThresholdFigure) and figure.value is not None:
        return {"op": "~"}
    return None


def reversed_range(figure: Figure) -> dict[str, Any] | None:
    if isinstance(figure, StatisticFigure | ThresholdFigure | DoseFigure) and figure.value is not None:
        return {"value": None, "low": figure.value + 5, "high": figure.value, "op": "between"}
    return None


def disputed(figure: Figure) -> dict[str, Any] | None:
    return None if figure.kind in ("citation", "evidence_level") else {"issues": ("two rules read two measures",)}


def unsure(figure: Figure) -> dict[str, Any] | None:
    return None if figure.kind in ("citation", "evidence_level") else {"confidence": 0.2}


def dose_without_unit(figure: Figure) -> dict[str, Any] | None:
    return {"unit": "1"} if isinstance(figure, DoseFigure) else None


def unsure_group(figure: Figure) -> dict[str, Any] | None:
    """Only where the order of the words does not settle whom a figure is about."""
    settled = not isinstance(figure, StatisticFigure) or figure.measure not in ("sample_size", "hazard_ratio")
    return None if settled else {"group_confidence": 0.3}


def unsure_measure(figure: Figure) -> dict[str, Any] | None:
    return {"measure_confidence": 0.5} if isinstance(figure, StatisticFigure) else None


CHECKS: list[tuple[Plant, str]] = [
    (outside_ci, "estimate outside its confidence interval"),
    (reversed_ci, "confidence interval reversed"),
    (wrong_share, "numerator and denominator do not give the percentage"),
    (no_share, "numerator and denominator do not make a share"),
    (over_hundred, "percentage over 100"),
    (p_over_one, "P value outside 0 to 1"),
    (other_dimension, "does not measure"),
    (other_measure_unit, "does not measure"),
    (no_direction, "bound without direction"),
    (approximate, "bound is approximate"),
    (reversed_range, "range reversed"),
    (disputed, "reading disputed"),
    (unsure, "reading disputed"),
    (unsure_group, "group disputed"),
    (unsure_measure, "measure disputed"),
    (dose_without_unit, "dose without a unit"),
]


PLACED = {"arms told by their order only", "value before a change"}


def plant_errors(plant: Plant) -> Iterator[Claim]:
    """The claim of each figure that an error can be planted in, one error per page."""
    for name in FILES:
        for paragraph in read_gold(name):
            document, figures = make_page([paragraph])
            for number, figure in enumerate(figures):
                change = plant(figure)
                if change is None:
                    continue
                changed = type(figure).model_validate({**figure.model_dump(), **change})
                claims = assemble_claims(document, [*figures[:number], changed, *figures[number + 1 :]])
                yield next(c for c in claims if c.provenance.start == figure.start and c.kind == figure.kind)


@pytest.mark.parametrize(("plant", "issue"), CHECKS, ids=[plant.__name__ for plant, _ in CHECKS])
def test_planted_errors_are_caught(plant: Plant, issue: str) -> None:
    claims = list(islice(plant_errors(plant), PLANTED))
    assert len(claims) >= 20
    assert [c.id for c in claims if c.status != "needs_review" or not any(issue in i for i in c.issues)] == []


def test_equal_claims_with_different_values_are_caught() -> None:
    planted = 0
    for paragraph in (p for name in FILES for p in read_gold(name)):
        document, figures = make_page([paragraph])
        for figure in figures:
            if isinstance(figure, StatisticFigure) and figure.measure.endswith(("survival", "ratio")) and figure.value:
                twin = figure.model_copy(update={"value": figure.value + 1, "ci": None})
                claims = assemble_claims(document, [*figures, twin])
                found = [c for c in claims if c.provenance.start == figure.start and c.kind == "statistic"]
                if any(PLACED & set(c.issues) for c in found):
                    continue  # beside another number that is told by its place only
                assert all("equal claims with different values in one block" in c.issues for c in found)
                planted += 1
        if planted >= PLANTED:
            return
    pytest.fail(f"only {planted} errors planted")


def test_levels_of_no_scheme_are_caught() -> None:
    planted = 0
    for paragraph in (p for name in FILES for p in read_gold(name)):
        document, figures = make_page([paragraph])
        wrong = [f.model_copy(update={"level": "9xQ"}) if isinstance(f, LevelFigure) else f for f in figures]
        before = [c for c in assemble_claims(document, figures) if c.evidence.level is not None]
        after = {(c.provenance.start, c.kind): c for c in assemble_claims(document, wrong)}
        for claim in before:
            changed = after[claim.provenance.start, claim.kind]
            assert "level of evidence 9xQ is in no scheme" in changed.issues
            assert changed.evidence.level is not None
            assert changed.evidence.level.scheme is None
        planted += len(before)
    assert planted >= 20


def test_lost_superscripts_are_caught() -> None:
    units = [
        ("10*9/L", "109/L"),
        ("10*6/L", "106/L"),
        ("10*12/L", "1012/L"),
        ("10*9/L", "109 /L"),
        ("1", "106 cells/kg"),
    ]
    for value in (5, 10, 20, 50, 100):
        for unit, written in units:
            number = f"{value} × {written}"
            text = f"Children with a leukocyte count above {number} were treated on the high-risk arm."
            figure = {
                "text": number,
                "kind": "threshold",
                "variable_id": "wbc_count",
                "op": ">",
                "value": value,
                "unit": unit,
            }
            claims = assemble_claims(*make_page([{"text": text, "figures": [figure]}]))
            assert "superscript lost in the capture" in claims[0].issues
            kept = {**figure, "text": f"{value} × 10^9/L", "unit": "10*9/L"}
            whole = assemble_claims(*make_page([{"text": text.replace(number, kept["text"]), "figures": [kept]}]))
            assert whole[0].issues == ()


@pytest.mark.parametrize("name", FILES)
def test_untouched_paragraphs_give_few_alarms(name: str) -> None:
    document, figures = make_page(read_gold(name))
    claims = assemble_claims(document, figures)
    alarms = Counter(issue for claim in claims for issue in claim.issues)
    set_aside = sum(claim.status == "needs_review" for claim in claims)
    assert set_aside <= 0.13 * len(claims), alarms
