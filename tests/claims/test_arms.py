"""What the words of a group say was done to people."""

import pytest

from pipeline.claims.arms import split_group
from pipeline.claims.page import Sentence


def read(text: str) -> tuple[list[str], str | None]:
    group = split_group(Sentence(0, len(text), text, 0), 0, len(text))
    treatment = text[slice(*group.treatment)] if group.treatment else None
    return [text[start:end].strip() for start, end in group.people], treatment


@pytest.mark.parametrize(
    ("text", "treatment"),
    [
        ("patients treated with cisplatin (75 mg/m2)", "cisplatin (75 mg/m2)"),
        ("that lenvatinib", "lenvatinib"),
        ("placebo group needed rescue drugs", "placebo group needed rescue drugs"),
        ("placebo group required rescue drugs", "placebo"),
        ("the radiation arm", "radiation"),
        ("surgery and then", "surgery"),
        ("patients given docetaxel plus cisplatin", "docetaxel plus cisplatin"),
        ("risk-reducing surgery", "risk-reducing surgery"),
    ],
)
def test_an_arm_ends_where_something_else_begins(text: str, treatment: str) -> None:
    assert read(text)[1] == treatment


@pytest.mark.parametrize(
    "text",
    [
        "the treatment-naïve group",
        "historical controls",
        "the standard-risk high group",
        "responders to chemotherapy",
        "previous platinum therapy",
        "interaction between chemotherapy and receptor status",
        "complete control of vomiting",
    ],
)
def test_people_and_results_are_no_arms(text: str) -> None:
    assert read(text) == ([text], None)


def test_what_treated_people_achieved_is_no_condition_on_them() -> None:
    people, treatment = read("patients who received ibrutinib achieved a deep response")
    assert (people, treatment) == (["patients who"], "ibrutinib")


def test_an_arm_does_not_hold_what_it_is_compared_with() -> None:
    assert read("letrozole to tamoxifen")[1] == "letrozole"
    assert read("addition of cisplatin to docetaxel")[1] == "addition of cisplatin to docetaxel"
    assert read("radiation therapy to the breast")[1] == "radiation therapy to the breast"
