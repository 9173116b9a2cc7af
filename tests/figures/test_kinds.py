"""Statistic, threshold, dose or no figure, in invented sentences."""

import pytest

from pipeline.figures.kinds import decide_kinds
from pipeline.figures.read import open_paragraph


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The 5-year overall survival rate was 62%.", {"62%": "statistic", "5-year": None}),
        ("Adults older than 70 years were excluded.", {"70 years": "threshold"}),
        ("Patients received cisplatin 75 mg/m2 every 3 weeks.", {"75 mg/m2": "dose", "3 weeks": None}),
        ("The hazard ratio was 0.71.", {"0.71": "statistic"}),
        ("Tumors larger than 4 cm did worse.", {"4 cm": "threshold"}),
        ("Median follow-up was 48 months.", {"48 months": "statistic"}),
        ("One carrier developed two polyps at age 37 years.", {"37 years": None}),
        ("Annual screening should begin at age 40 years.", {"40 years": "threshold"}),
        ("A trial assigned 412 women to either arm.", {"412": "statistic"}),
    ],
)
def test_kind(text: str, expected: dict[str, str | None]) -> None:
    paragraph = open_paragraph(text)
    decide_kinds(paragraph)
    kinds = {text[mention.start : mention.end]: mention.kind for mention in paragraph.mentions}
    assert kinds == expected
    assert all(0.25 <= mention.confidence <= 1 for mention in paragraph.mentions)
