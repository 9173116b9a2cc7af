"""A figure planted in a carrier sentence is read back, in thousands of forms.

Reading what a figure was written as gives the same figure again: writing and reading are inverse.
"""

from dataclasses import dataclass
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.figures import find_figures_in_text
from pipeline.figures.attach import attach_p_values
from pipeline.figures.kinds import decide_kinds
from pipeline.figures.paragraph import Mention
from pipeline.figures.read import open_paragraph
from pipeline.records import StatisticFigure

UNITS = {
    "%": ["{}%", "{} percent"],
    "Gy": ["{} Gy", "{}-Gy"],
    "mg/kg/d": ["{} mg/kg/day", "{} mg/kg per day"],
    "mg/m2": ["{} mg/m2", "{} mg/m²"],
    "a": ["{} years", "{}-year"],
    "mo": ["{} months"],
    "cm": ["{} cm"],
    "10*9/L": ["{} × 10^9/L", "{} × 10⁹/L"],
    "/uL": ["{}/µL", "{} cells/µL"],
    "/100000": ["{} per 100,000", "{} cases per 100,000"],
    "ng/mL": ["{} ng/mL"],
    "1": ["{}"],
}
BEFORE = {
    "=": ["of"],
    "<": ["of less than", "of fewer than", "below", "<"],
    "<=": ["of no more than", "of at most", "≤", "of up to"],
    ">": ["of more than", "exceeding", ">", "above"],
    ">=": ["of at least", "≥", "of no less than"],
    "~": ["of approximately", "of about", "of nearly"],
}
AFTER = {">=": ["or more", "or greater", "or higher"], "<=": ["or less", "or lower", "or fewer"]}
CARRIERS = ["The treated arm reached a level {} in the second part of the trial.", "Among them, a value {} was seen."]
NUMBERS = [(Decimal(3), "3"), (Decimal("0.5"), "0.5"), (Decimal("12.5"), "12.5"), (Decimal(1250), "1,250")]
RANGES = ["{} to {}", "{}–{}", "{}-{}", "{} − {}"]


def read_only(text: str) -> Mention:
    mentions = open_paragraph(text).mentions
    assert len(mentions) == 1, (text, mentions)
    return mentions[0]


@pytest.mark.parametrize("unit", UNITS)
def test_value_unit_and_operator(unit: str) -> None:
    for form, (op, words), (value, shown), carrier in product(UNITS[unit], BEFORE.items(), NUMBERS, CARRIERS):
        for word in words:
            text = carrier.format(f"{word} {form.format(shown)}")
            mention = read_only(text)
            assert (mention.op, mention.value, mention.unit) == (op, value, unit), text
            assert text[mention.start : mention.end].startswith(shown)


@pytest.mark.parametrize("unit", [unit for unit in UNITS if unit != "1"])
def test_bound_behind_the_number(unit: str) -> None:
    for form, (op, words), (value, shown), carrier in product(UNITS[unit], AFTER.items(), NUMBERS, CARRIERS):
        for word in words:
            text = carrier.format(f"of {form.format(shown)} {word}")
            mention = read_only(text)
            assert (mention.op, mention.value, mention.unit) == (op, value, unit), text


@pytest.mark.parametrize("unit", UNITS)
def test_ranges(unit: str) -> None:
    for form, spell, carrier in product(UNITS[unit], RANGES, CARRIERS):
        if "-{}" in form or "{}-" in form:
            continue
        for low, high in (("2", "5"), ("0.5", "1.25"), ("10", "1,200")):
            text = carrier.format("of " + form.format(spell.format(low, high)))
            mention = read_only(text)
            assert (mention.low, mention.high) == (Decimal(low), Decimal(high.replace(",", ""))), text
            assert mention.unit == unit, text


@pytest.mark.parametrize(
    "label",
    ["95% CI, {}–{}", "95% CI: {} to {}", "95% confidence interval [CI], {}–{}", "95% CI = {}-{}", "95% CI, {}‒{}"],
)
def test_interval_and_p_value(label: str) -> None:
    for low, value, high in (("0.42", "0.61", "0.88"), ("0.9", "1.3", "1.9"), ("1.01", "2", "14.5")):
        for p_text, op, p in (("P = .003", "=", ".003"), ("P < .0001", "<", ".0001"), ("p=0.04", "=", "0.04")):
            text = f"Relapse was rarer with the drug (HR, {value}; {label.format(low, high)}; {p_text})."
            paragraph = open_paragraph(text)
            decide_kinds(paragraph)
            attach_p_values(paragraph)
            (mention,) = paragraph.mentions
            assert mention.value == Decimal(value)
            assert mention.ci == (Decimal(low), Decimal(high)), text
            assert mention.p == (op, Decimal(p)), text


@dataclass(frozen=True)
class Planted:
    """What is written, in the terms of a figure."""

    op: str
    value: Decimal
    unit: str

    def write(self) -> str:
        sign = "" if self.op == "=" else {"~": "~"}.get(self.op, self.op)
        return f"{sign}{UNITS[self.unit][0].format(self.value)}"


@settings(max_examples=400, deadline=None)
@given(
    st.builds(
        Planted,
        st.sampled_from(["=", "<", "<=", ">", ">=", "~"]),
        st.decimals(min_value=0, max_value=9999, places=2, allow_nan=False),
        st.sampled_from([unit for unit in UNITS if unit != "1"]),
    )
)
def test_writing_and_reading_are_inverse(planted: Planted) -> None:
    mention = read_only(f"The result was {planted.write()} in the second arm.")
    again = Planted(mention.op, mention.value if mention.value is not None else Decimal(-1), mention.unit)
    assert again == planted
    assert read_only(f"The result was {again.write()} in the second arm.").value == planted.value


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="1a.,%–-()[]<≥ PCI", max_size=60), st.text(alphabet=" abc.(", max_size=20))
def test_offsets_point_at_the_text(text: str, before: str) -> None:
    whole = f"{before}{text}"
    figures = find_figures_in_text(whole)
    assert all(whole[figure.start : figure.end] == figure.text for figure in figures)
    assert list(figures) == sorted(figures, key=lambda figure: (figure.start, figure.end))


def test_fraction_with_its_percentage() -> None:
    for text in ("Relief was seen in 6 of 12 eyes (50%).", "Relief was seen in 50% (6 of 12) of the eyes."):
        (figure,) = find_figures_in_text(text)
        assert isinstance(figure, StatisticFigure)
        assert (figure.value, figure.numerator, figure.denominator) == (50, 6, 12)
