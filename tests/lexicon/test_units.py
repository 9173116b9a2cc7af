"""Units are read as UCUM codes, and every code of the table is valid UCUM."""

import re

import pytest

from pipeline.lexicon import load_lexicon
from pipeline.lexicon.units import load_units

ENTRIES = load_lexicon("units")["unit"]
OWN_CODES = {"fold", "kDa", "USD"}  # UCUM has no word for a ratio of change or money, and writes the dalton as u
NUMBER_RE = re.compile(r"\d[\d,.]*\d|\d|forty-two|three")


def read_unit(text: str) -> str | None:
    number = NUMBER_RE.search(text)
    assert number is not None
    unit = load_units().match(text, number.end())
    return unit.code if unit else None


@pytest.mark.parametrize("entry", ENTRIES, ids=[entry["code"] for entry in ENTRIES])
def test_unit_examples(entry: dict[str, list[list[str]]]) -> None:
    assert entry["examples"] or entry["place"] == "each"
    for text, code in entry["examples"]:
        assert read_unit(text) == code, text
    for text in entry["not_examples"]:
        assert read_unit(text) is None, text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("12 cases per 100,000 women", "/100000"),
        ("2.5 per 1,000 person-years", "/1000/a"),
        ("0.4 per 100,000 people per year", "/100000/a"),
        ("3 per 1 million", "/1000000"),
        ("1.5 × 10^9/L", "10*9/L"),
        ("1.5 × 10⁹/L", "10*9/L"),
        ("2 × 10^6 cells/kg", "10*6/kg"),
        ("70 beats per minute", "/min"),
        ("2,000 patients", None),
        ("3 of 10", None),
    ],
)
def test_rates_and_powers(text: str, code: str | None) -> None:
    assert read_unit(text) == code


def test_codes_are_valid_ucum() -> None:
    ucumvert = pytest.importorskip("ucumvert")
    registry = ucumvert.PintUcumRegistry()
    for entry in ENTRIES:
        for _, code in entry["examples"]:
            if code not in OWN_CODES:
                registry.from_ucum(code)
