"""Levels of evidence are read on the right scale, and those that no scale has are kept as written."""

from typing import Any

import pytest

from pipeline.lexicon import load_lexicon
from pipeline.lexicon.evidence import parse_level

SCHEMES = load_lexicon("evidence")["scheme"]


@pytest.mark.parametrize("entry", SCHEMES, ids=[entry["scheme"] for entry in SCHEMES])
def test_scheme_examples(entry: dict[str, Any]) -> None:
    for code, design, endpoint in entry["examples"]:
        (level,) = parse_level(code, entry["scheme"])
        assert (level.scheme, level.raw) == (entry["scheme"], code)
        assert level.design is not None
        assert level.design.code == design
        assert (level.endpoint.code if level.endpoint else "") == endpoint
    for code in entry["not_examples"]:
        assert parse_level(code, entry["scheme"])[0].scheme is None, code


def test_level_of_the_contract() -> None:
    (level,) = parse_level("3iiiDii")
    assert level.scheme == "pdq-treatment-2008"
    assert level.rank == (6, 4, 2)
    assert level.endpoint is not None
    assert level.endpoint.display == "disease-free survival"


@pytest.mark.parametrize(
    ("raw", "schemes"),
    [
        ("A1, B1", ["pdq-treatment-2022", "pdq-treatment-2022"]),
        ("A1 and C2", ["pdq-treatment-2022", "pdq-treatment-2022"]),
        ("4", ["pdq-integrative"]),
        ("IV", ["pdq-supportive"]),
        ("3aii", ["pdq-genetics-prevention"]),
        ("3dii", ["pdq-genetics-treatment"]),
        ("5", ["pdq-genetics-screening"]),
        ("IiiC", [None]),
        ("None", [None]),
    ],
)
def test_scheme_of_a_code(raw: str, schemes: list[str | None]) -> None:
    assert [level.scheme for level in parse_level(raw)] == schemes


def test_integrative_reads_endpoints_in_its_own_way() -> None:
    (level,) = parse_level("1iiDi", "pdq-integrative")
    assert level.endpoint is not None
    assert level.endpoint.display == "disease-free survival"
    assert parse_level("1iiDi")[0].endpoint != level.endpoint


def test_stronger_levels_rank_lower() -> None:
    codes = ["1iA", "1iiA", "1iiDii", "2A", "3iA", "3iiiB", "3iiiDi", "3iiiDiv"]
    ranks = [parse_level(code)[0].rank for code in codes]
    assert ranks == sorted(rank for rank in ranks if rank is not None)


def test_combined_codes_have_no_rank() -> None:
    assert parse_level("A1")[0].rank is None
