"""The word lists of the comparison do what their examples say."""

import time

import pytest

from pipeline.changes.severities import advise_version, list_types, severity_of
from pipeline.changes.words import WORDS, differ_in, fold_abbreviations, fold_words


@pytest.mark.parametrize("name", WORDS)
def test_examples(name: str) -> None:
    assert [pair for pair in WORDS[name]["examples"] if differ_in(*pair)] == []
    assert [pair for pair in WORDS[name]["not_examples"] if not differ_in(*pair)] == []


def test_markers_are_no_words_and_thousands_are_one_number() -> None:
    assert fold_words("1,493 women [1-3,7][Level of evidence: 3iiDi] [Level of evidence A1]") == ("1493", "women")


@pytest.mark.parametrize("unit", ["[1,", "1,234", "[Level of evidence", "[[", "≥=<", "a (AB) ", "b (AB) ", "(AB"])
def test_hostile_text_is_folded_in_linear_time(unit: str) -> None:
    text = unit * (1_000_000 // len(unit))
    start = time.process_time()
    fold_words(text)
    fold_abbreviations(text, text)
    assert time.process_time() - start < 8


def test_every_type_has_a_severity_that_has_a_version() -> None:
    assert {advise_version([severity_of(kind)]) for kind in list_types()} == {"major", "minor", "patch"}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("histologic types", "histological type", True),
        ("anastrazole", "anastrozole", True),
        ("asymptomatic children", "symptomatic children", False),
        ("prednisone", "prednisolone", False),
        ("relapse", "relapse-free", False),
        ("an IV infusion", "an intravenous (IV) infusion", True),
        ("given after overall survival (OS) was known", "given after overall survival was known", True),
        ("given after event-free survival (EFS) was known", "given after OS was known", False),
        ("by mouth (PO)", "by mouth (IV)", False),
    ],
)
def test_endings_and_slips_are_no_difference(one: str, other: str, same: bool) -> None:
    assert (differ_in(one, other) == frozenset()) is same
