"""Which study each sentence of a paragraph reports."""

import pytest

from pipeline.claims.page import read_page
from pipeline.claims.studies import read_studies
from tests.claims.pages import make_page


def names(text: str) -> list[str | None]:
    document, figures = make_page([{"text": text, "figures": []}])
    return [study.name if study else None for study in read_studies(read_page(document, figures).read_passage(0))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The Northern Oncology Group (NOG) study gave a higher dose.", ["Northern Oncology Group (NOG)"]),
        ("In a Pediatric Sarcoma Group study, doses were higher.", ["Pediatric Sarcoma Group"]),
        ("Eligibility for the trial rested on family history.", [None]),
        ("Better OS and DFS on the trial were expected.", [None]),
    ],
)
def test_names_of_studies(text: str, found: list[str | None]) -> None:
    assert names(text) == found


@pytest.mark.parametrize(
    ("second", "found"),
    [
        ("The rate was lower with surgery.", "ABCD-7"),
        ("Patients took one dose of study medication.", "ABCD-7"),
        ("In another small study, the rate was 40%.", None),
        ("In the XYZ of 900 nurses, the rate was 40%.", None),
        ("A second trial found no difference.", None),
        ("In a subset of this trial, a rate of 40% was seen.", "ABCD-7"),
    ],
)
def test_another_study_ends_the_one_before(second: str, found: str | None) -> None:
    assert names(f"The ABCD-7 trial compared two doses. {second}") == ["ABCD-7", found]
