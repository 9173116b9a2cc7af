"""What an item of a list takes over from the items before it."""

from collections.abc import Sequence
from typing import Any

from pipeline.claims import assemble_claims
from pipeline.records import Claim
from tests.claims.pages import make_page

STUDY = "A trial took in children who had not received radiation therapy and gave them a new regimen."
RATE = {"text": "64%", "kind": "statistic", "measure": "overall_survival", "value": 64, "unit": "%"}
RATIO = {"text": "0.8", "kind": "statistic", "measure": "hazard_ratio", "value": "0.8", "unit": "1"}


def read_last(texts: Sequence[str], figure: dict[str, Any], kinds: Sequence[str] | None = None) -> Claim:
    """The claim of the last of several blocks, all items of one list unless told otherwise."""
    paragraphs = [{"text": text, "figures": [], "headings": ["Results"]} for text in texts]
    paragraphs[-1]["figures"] = [figure]
    document, figures = make_page(paragraphs)
    kinds = kinds or ["list_item"] * len(texts)
    blocks = tuple(b.model_copy(update={"kind": kind}) for b, kind in zip(document.blocks, kinds, strict=True))
    return assemble_claims(document.model_copy(update={"blocks": blocks}), figures)[-1]


def test_a_result_is_about_the_people_of_the_study_before_it() -> None:
    claim = read_last([STUDY, "Toxicity was mild.", "The OS rate was 64%."], RATE)
    assert claim.status == "active"
    assert {("age_group", "child"), ("prior_radiation_therapy", False)} <= {
        (p.var, p.value)
        for p in claim.when.all  # type: ignore[union-attr]
    }


def test_the_sentence_that_leads_a_list_in_counts() -> None:
    texts = ["A trial in infants had these results:", "The OS rate was 64%."]
    assert read_last(texts, RATE, ["paragraph", "list_item"]).population.text == "infants"


def test_other_lists_paragraphs_and_studies_are_not_looked_into() -> None:
    assert read_last([STUDY, "The OS rate was 64%."], RATE, ["list_item", "paragraph"]).status == "needs_review"
    assert read_last([STUDY, "Note.", "The OS rate was 64%."], RATE, ["list_item", "paragraph", "list_item"]).issues
    two = "In a second trial, girls had low counts, while infants had high counts."
    assert read_last([STUDY, two, "The OS rate was 64%."], RATE).issues == ("whom it is about is not said",)


def test_a_ratio_without_arms_is_set_aside_all_the_same() -> None:
    assert read_last([STUDY, "The HR for OS was 0.8."], RATIO).issues == ("whom it is about is not said",)
