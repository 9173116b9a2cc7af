"""Units that are one amount convert exactly; units that are not stay apart."""

from decimal import Decimal

import pytest

from pipeline.lexicon.ucum import convert_exactly, find_dimension


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("0.5", "g"), ("500", "mg")),
        (("1800", "cGy"), ("18", "Gy")),
        (("1", "a"), ("12", "mo")),
        (("2", "wk"), ("14", "d")),
        (("48", "h"), ("2", "d")),
        (("1.5", "g/m2"), ("1500", "mg/m2")),
        (("1", "g/dL"), ("10", "g/L")),
        (("1", "cm3"), ("1", "mL")),
        (("1", "mCi"), ("37", "MBq")),
        (("50", "10*9/L"), ("50000", "/uL")),
        (("1", "mg/kg/d"), ("1000", "ug/kg/d")),
        (("50", "%"), ("0.5", "1")),
    ],
)
def test_equal_amounts(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert find_dimension(one[1])[1] == find_dimension(other[1])[1]
    assert convert_exactly(Decimal(one[0]), one[1]) == convert_exactly(Decimal(other[0]), other[1])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("mg", "mg/m2"),
        ("mo", "wk"),
        ("Gy", "Gy{RBE}"),
        ("U", "[IU]"),
        ("Gy", "Gy/{fraction}"),
        ("mg/d", "mg"),
        ("%", "a"),
    ],
)
def test_other_dimensions(one: str, other: str) -> None:
    assert find_dimension(one)[1] != find_dimension(other)[1]


def test_unknown_units_are_themselves() -> None:
    assert find_dimension("[pH]") == (1, (("[pH]", 1),))
    assert find_dimension(None) == (1, ())
    assert find_dimension("a{b") == (1, (("a{b", 1),))
