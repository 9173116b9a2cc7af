"""What titles and headings say of the text below them."""

import pytest

from pipeline.claims.context import inherit, read_context
from pipeline.claims.statement import say_condition
from pipeline.records import Predicate

TITLE = "Non-Small Cell Lung Cancer Treatment"


def say(*headings: str, title: str = TITLE) -> list[str]:
    return [say_condition(condition) for condition in read_context(title, headings)]


@pytest.mark.parametrize(
    ("heading", "said"),
    [
        ("Options for Unresectable Stage III, Stage IV, and Recurrent Disease",
         "unresectable and stage III or stage IV or recurrent"),
        ("Newly Diagnosed Stage IV or Relapsed Tumors", "newly diagnosed and stage IV or recurrent"),
        ("Stage IV, Relapsed, or Recurrent Disease", "stage IV or recurrent"),
        ("Stages IIA and IIB and Recurrent Disease", "stage IIA or stage IIB or recurrent"),
    ],
)  # fmt: skip
def test_cases_that_a_heading_lists_are_alternatives(heading: str, said: str) -> None:
    assert sorted(say(heading)) == sorted(["non-small cell lung cancer", said])


def test_descriptions_of_one_case_hold_together() -> None:
    assert {"recurrent or refractory", "metastatic"} <= set(say("Relapsed and Refractory Metastatic Disease"))
    assert {"resectable", "stage III"} <= set(say("Resectable Stage III Disease"))


def test_a_nearer_heading_replaces_the_cases_it_names() -> None:
    assert "recurrent" in say("Stage IV and Recurrent Disease", "Recurrent Disease")
    assert not any("stage IV" in said for said in say("Stage IV and Recurrent Disease", "Recurrent Disease"))


def test_own_conditions_replace_the_cases_they_speak_of() -> None:
    context = read_context(TITLE, ("Stage IV and Recurrent Disease",))
    own = read_context(None, ("Recurrent Disease",))
    assert [say_condition(c) for c in inherit(own, context, at_risk=False)] == [
        "non-small cell lung cancer",
        "recurrent",
    ]


def test_cells_that_are_given_are_no_immunophenotype() -> None:
    title = "Childhood Acute Lymphoblastic Leukemia Treatment"
    assert "T cell" not in say("Failure of CAR T-Cell Infusions", title=title)
    assert "T cell" not in say("Who Relapses After CAR T-Cell Treatment", title=title)
    assert "T cell" in say("T-Cell Leukemia", title=title)


def test_the_name_of_a_hospital_says_nothing_of_its_patients() -> None:
    assert "children" not in say("Results of the Southern Children's Hospital")


def test_the_untreated_are_not_among_those_whose_disease_came_back() -> None:
    context = read_context(TITLE, ("Newly Diagnosed Stage IV or Relapsed Disease",))
    untreated = Predicate(var="prior_treatment", op="eq", value=False, source="figure", text="untreated")
    said = [say_condition(condition) for condition in inherit((untreated,), context, at_risk=False)]
    assert said[1] == "newly diagnosed and stage IV"
