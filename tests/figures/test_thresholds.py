"""The variable of thresholds, in invented sentences."""

import pytest

from pipeline.figures import find_figures_in_text
from pipeline.figures.read import open_paragraph
from pipeline.figures.thresholds import read_threshold
from pipeline.records import ThresholdFigure


def thresholds(text: str) -> list[tuple[str, str, str | None, str]]:
    found = (figure for figure in find_figures_in_text(text) if isinstance(figure, ThresholdFigure))
    return [(figure.op, figure.text, figure.variable, figure.variable_id) for figure in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Women aged 45 to 64 years were invited.", ("between", "45 to 64 years", "aged", "age")),
        ("Boys younger than 9 years had a better outcome.", ("<", "9 years", None, "age")),
        ("Patients diagnosed before age 35 years relapsed more often.", ("<", "35 years", "age", "age_at_diagnosis")),
        (
            "Children with no more than 2 cm² of residual tumor were treated alike.",
            ("<=", "2 cm²", "residual tumor", "residual_tumor_area"),
        ),
        (
            "Spread to a lymph node, none >5 cm in greatest dimension, was rare.",
            ("<=", "5 cm", "greatest dimension", "lymph_node_size"),
        ),
        ("Smokers with at least a 25 pack-year history came.", (">=", "25 pack-year", None, "smoking_pack_years")),
        ("The tumor is larger than 5 cm and has spread to nodes.", (">", "5 cm", "tumor", "tumor_size")),
        (
            "A monocyte count of 2 × 10^9/L or more was needed.",
            (">=", "2 × 10^9/L", "monocyte count", "monocyte_count"),
        ),
        ("A tumor of more than 5 cm in diameter was rare.", (">", "5 cm", "in diameter", "tumor_size")),
        ("A mass with a tumor volume of at least 90 mL was rare.", (">=", "90 mL", "tumor volume", "tumor_volume")),
        ("Infants younger than 6 months at diagnosis did worse.", ("<", "6 months", None, "age_at_diagnosis")),
        ("Young adults (≤25 years) were treated alike.", ("<=", "25 years", None, "age")),
        (
            "Patients with an initial remission of 24 months or more fare better.",
            (">=", "24 months", "initial remission", "remission_duration"),
        ),
        (
            "Children with a relapse within 12 months of diagnosis have a poor prognosis.",
            ("<=", "12 months", "relapse", "time_to_relapse"),
        ),
        (
            "Toddlers aged 2 years to younger than 6 years were treated alike.",
            ("between", "2 years to younger than 6 years", "aged", "age"),
        ),
        ("Tumors 3 cm to less than 6 cm were rare.", ("between", "3 cm to less than 6 cm", "Tumors", "tumor_size")),
        ("Women with a body mass index of 32 or more were excluded.", (">=", "32", "body mass index", "bmi")),
        ("Patients with tumors larger than 7 cm need surgery.", (">", "7 cm", "tumors", "tumor_size")),
        ("Nodal spread is N2 with lymph nodes, none >5 cm.", ("<=", "5 cm", "lymph nodes", "lymph_node_size")),
        ("Patients with an MRD of 0.1% or more are at high risk.", (">=", "0.1%", "MRD", "mrd")),
        (
            "Men with a PSA level greater than 12 ng/mL were excluded.",
            (">", "12 ng/mL", "PSA level", "psa"),
        ),
        (
            "Women with five or more positive nodes were eligible.",
            (">=", "five", "positive nodes", "node_count"),
        ),
        (
            "Lymphedema was defined as an increase in arm volume of more than 15%.",
            (">", "15%", "increase in arm volume", "arm_volume_increase"),
        ),
    ],
)
def test_variable(text: str, expected: tuple[str, str, str | None, str]) -> None:
    assert thresholds(text) == [expected]


def test_ages_of_a_list_are_ages() -> None:
    text = "Rates were lower in the neighboring age groups (15–19 years and 40–44 years)."
    assert [(figure[1], figure[3]) for figure in thresholds(text)] == [("15–19 years", "age"), ("40–44 years", "age")]


def test_a_bound_on_a_dose_names_what_is_given() -> None:
    text = "The risk rises in survivors who received doxorubicin doses greater than 300 mg/m2."
    assert [figure[2:] for figure in thresholds(text)] == [("doxorubicin", "dose_received")]


def test_a_bracket_that_defines_early_relapse() -> None:
    text = "Outcome was poor in early (<12 months from diagnosis) and in late relapses."
    paragraph = open_paragraph(text)
    (mention,) = paragraph.mentions
    assert read_threshold(paragraph, mention) == ("early", "time_to_relapse")
