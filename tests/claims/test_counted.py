"""What is counted is no condition on the people it is counted among."""

from typing import Any

import pytest

from pipeline.claims import assemble_claims
from pipeline.records import Claim, ThenStatistic, find_predicates
from tests.claims.pages import make_page


def read(text: str, *figures: dict[str, Any]) -> Claim:
    document, found = make_page([{"text": text, "figures": list(figures)}], title="Melanoma Treatment")
    return assemble_claims(document, found)[0]


def variables(claim: Claim) -> set[str]:
    return {predicate.var for predicate in find_predicates(claim.when)}


def test_the_object_of_a_verb_is_counted() -> None:
    figure = {"text": "31%", "kind": "statistic", "measure": "proportion", "value": 31, "unit": "%",
              "group": "two previous chemotherapy regimens"}  # fmt: skip
    claim = read("Of the patients, 31% had received two previous chemotherapy regimens.", figure)
    assert claim.intervention is None
    assert claim.population.not_parsed == ()


def test_events_of_a_ratio_are_no_relapse_of_the_patients() -> None:
    figure = {"text": "0.61", "kind": "statistic", "measure": "hazard_ratio", "value": "0.61", "unit": "1",
              "group": "invasive recurrence"}  # fmt: skip
    claim = read("Fewer events were seen, among them invasive recurrence (HR, 0.61).", figure)
    assert "disease_status" not in variables(claim)
    assert claim.population.not_parsed == ("invasive recurrence",)


def test_the_event_is_told_beside_a_group_that_is_only_pointed_at() -> None:
    figure = {
        "text": "2.5%",
        "kind": "statistic",
        "measure": "incidence",
        "value": "2.5",
        "unit": "%",
        "group": "arm C",
    }
    claim = read("The incidence of cardiac events was 2.5% in arm C.", figure)
    assert claim.population.not_parsed == ("arm C", "cardiac events")


def test_a_reduction_in_the_risk_of_something_tells_of_what() -> None:
    figure = {"text": "29%", "kind": "statistic", "measure": "risk_change", "value": 29, "unit": "%"}
    claim = read("There was a 29% reduction in the risk of stroke in women.", figure)
    assert "stroke" in claim.population.not_parsed


@pytest.mark.parametrize(
    ("words", "of"),
    [
        ("In women, the difference was small (HR for progression or death, 0.32).", "progression_free_survival"),
        ("In women, it improved PFS (HR, 0.32; P = .01).", "progression_free_survival"),
        ("In women, it improved OS (5-year OS, 60% to 70%; HR, 0.32).", "overall_survival"),
        ("In women, PFS and OS were longer (HR for death, 0.32).", "mortality"),
        ("In women, neither PFS nor OS was longer (HR, 0.32).", "mortality"),
    ],
)
def test_the_words_beside_a_ratio_say_what_it_is_of(words: str, of: str) -> None:
    figure = {"text": "0.32", "kind": "statistic", "measure": "hazard_ratio", "value": "0.32", "unit": "1",
              "of": "mortality", "group": "women"}  # fmt: skip
    claim = read(words, figure)
    assert isinstance(claim.then, ThenStatistic)
    assert claim.then.of == of


def test_a_combined_event_is_no_mortality() -> None:
    figure = {"text": "0.32", "kind": "statistic", "measure": "hazard_ratio", "value": "0.32", "unit": "1",
              "of": "mortality", "group": "women"}  # fmt: skip
    claim = read("In women, the HR for progression of any kind or death was 0.32.", figure)
    assert "a combined event read as mortality" in claim.issues


@pytest.mark.parametrize(
    ("words", "measure", "of"),
    [
        ("Of the women, 12% had a partial response.", "response_rate", "partial_response"),
        ("Of the women, 12% achieved complete responses.", "complete_response_rate", None),
        ("Of the women, 12% had a response.", "response_rate", None),
    ],
)
def test_a_kind_of_response_is_told_by_the_words_behind(words: str, measure: str, of: str | None) -> None:
    figure = {
        "text": "12%",
        "kind": "statistic",
        "measure": "response_rate",
        "value": 12,
        "unit": "%",
        "group": "women",
    }
    claim = read(words, figure)
    assert isinstance(claim.then, ThenStatistic)
    assert (claim.then.measure, claim.then.of) == (measure, of)


def test_a_bound_on_nothing_in_particular_is_set_aside() -> None:
    figure = {"text": "8 mm", "kind": "threshold", "variable_id": "length", "op": ">", "value": 8, "unit": "mm"}
    assert read("Those of more than 8 mm.", figure).issues == ("length of what is not named",)


def test_what_is_told_of_a_group_does_not_describe_it() -> None:
    figure = {"text": "11%", "kind": "statistic", "measure": "proportion", "value": 11, "unit": "%",
              "group": "melanoma cases progressed to invasion"}  # fmt: skip
    claim = read("Some 11% of melanoma cases progressed to invasion.", figure)
    assert "disease_status" not in variables(claim)


def test_the_first_words_of_a_sentence_hold_for_all_its_groups() -> None:
    figure = {"text": "83%", "kind": "statistic", "measure": "survival", "value": 83, "unit": "%", "group": "women"}
    bound = {"text": "60 years", "kind": "threshold", "variable_id": "age", "op": ">", "value": 60, "unit": "a"}
    text = "Among smokers older than 60 years, the rate of survival was 83% in women."
    document, figures = make_page([{"text": text, "figures": [bound, figure]}])
    assert {"age", "sex"} <= variables(assemble_claims(document, figures)[1])


def test_the_treatment_behind_a_result_is_its_arm() -> None:
    figure = {"text": "26%", "kind": "statistic", "measure": "survival", "value": 26, "unit": "%", "group": "women"}
    claim = read("In women, survival was 26% (95% CI, 20-32) with cisplatin and lower without.", figure)
    assert claim.intervention is not None
    assert claim.intervention.text == "cisplatin"


@pytest.mark.parametrize(
    ("text", "issue"),
    [
        ("The response rate (n = 9), 44%, was low.", "another measure read as a proportion"),
        ("Lesions progressed at a rate of 44% per year.", "rate per year read as a proportion"),
    ],
)
def test_a_share_beside_the_name_of_a_measure_is_set_aside(text: str, issue: str) -> None:
    figure = {"text": "44%", "kind": "statistic", "measure": "proportion", "value": 44, "unit": "%"}
    assert issue in read(text, figure).issues


def test_arms_in_one_bracket_are_told_by_their_order_only() -> None:
    rates = [{"text": f"{value}%", "kind": "statistic", "measure": "adverse_event_rate", "value": value, "unit": "%",
              "group": "the cisplatin group"} for value in (50, 42)]  # fmt: skip
    claim = read("Adverse events in the cisplatin group included infection (50% and 42%).", *rates)
    assert "arms told by their order only" in claim.issues


def test_the_name_of_an_institute_is_no_disease() -> None:
    figure = {"text": "40", "kind": "statistic", "measure": "sample_size", "value": 40, "unit": "1",
              "group": "patients at the Northern Cancer Institute"}  # fmt: skip
    assert "cancer" not in {
        p.value for p in find_predicates(read("There were 40 patients at the Northern Cancer Institute.", figure).when)
    }


@pytest.mark.parametrize(
    "text", ["It improved survival by 44% with time.", "There were improvements in survival (44%)."]
)
def test_a_change_is_no_rate(text: str) -> None:
    figure = {"text": "44%", "kind": "statistic", "measure": "survival", "value": 44, "unit": "%", "group": "women"}
    assert "a change read as a rate" in read("In women, " + text, figure).issues


def test_a_risk_of_nothing_in_particular_is_set_aside() -> None:
    figure = {"text": "4%", "kind": "statistic", "measure": "risk", "value": 4, "unit": "%", "group": "women"}
    assert "what is counted is not said" in read("This risk rose to 4% in women.", figure).issues
    assert read("The risk of stroke rose to 4% in women.", figure).issues == ()


def test_what_a_ratio_favors_is_its_arm() -> None:
    figure = {"text": "0.7", "kind": "statistic", "measure": "hazard_ratio", "value": "0.7", "unit": "1",
              "group": "favor of erlotinib"}  # fmt: skip
    claim = read("The HR was 0.7 in favor of erlotinib.", figure)
    assert claim.intervention is not None
    assert claim.intervention.text == "erlotinib"


def test_race_and_sex_are_both_read() -> None:
    figure = {"text": "44%", "kind": "statistic", "measure": "survival", "value": 44, "unit": "%", "group": "Black men"}
    assert {"race_ethnicity", "sex"} <= variables(read("In Black men, survival was 44%.", figure))


@pytest.mark.parametrize(
    ("text", "measure", "issue"),
    [
        ("Deaths: 40.", "sample_size", "events or a score read as a sample size"),
        ("In all, 40 patients had died.", "sample_size", "events or a score read as a sample size"),
        ("Women were followed for a median of 40 months.", "duration", "follow-up read as another measure"),
        ("Freedom from recurrence was 40 in women.", "recurrence_rate", "freedom from an event read as its rate"),
        ("Those with a performance status of 40 were few.", "count", "events or a score read as a sample size"),
        (
            "In 40 of these responses a relapse came.",
            "response_rate",
            "share of the responses read as a response rate",
        ),
        (
            "At adherence rates of 40% relapse was seen.",
            "recurrence_rate",
            "adherence or likelihood read as another measure",
        ),
        ("The interval was 40 to 50 months.", "duration", "half of a range"),
        ("Median duration of follow-up was 40 months.", "median_survival", "follow-up read as another measure"),
        ("The OS probability was 40 in women.", "risk", "probability of survival read as a risk"),
    ],
)
def test_words_that_name_another_measure_set_a_claim_aside(text: str, measure: str, issue: str) -> None:
    figure = {"text": "40", "kind": "statistic", "measure": measure, "value": 40, "unit": "1"}
    assert issue in read(text, figure).issues


def test_half_a_range_is_no_bound() -> None:
    figure = {"text": "1", "kind": "threshold", "variable_id": "age", "op": "=", "value": 1, "unit": "a"}
    claim = read("Children aged 1 to younger than 10 years were treated.", figure)
    assert claim.issues == ("half of a range",)
    assert "age" not in variables(claim)


def test_the_age_of_a_relative_is_not_that_of_the_patient() -> None:
    figure = {"text": "45 years", "kind": "threshold", "variable_id": "age", "op": "<", "value": 45, "unit": "a"}
    assert "age of a relative" in read("A mother with cancer before age 45 years counts.", figure).issues


def test_a_list_of_stages_goes_on_behind_a_bracket() -> None:
    figure = {"text": "90", "kind": "statistic", "measure": "sample_size", "value": 90, "unit": "1",
              "group": "patients with stage IB"}  # fmt: skip
    claim = read("It enrolled 90 patients with stage IB (at least 4 cm) to stage IIIA disease.", figure)
    assert ("ib", "ic", "ii", "iiia") in {predicate.value for predicate in find_predicates(claim.when)}


def test_what_is_told_of_some_people_does_not_say_who_others_are() -> None:
    figure = {"text": "98%", "kind": "statistic", "measure": "survival", "value": 98, "unit": "%"}
    assert "age_group" not in variables(read("Most patients were children and survival was 98%.", figure))
    assert "age_group" not in variables(read("Similar to findings in adults, survival was 98%.", figure))


@pytest.mark.parametrize(
    "text", ["Cisplatin did not improve survival (HR, 0.9).", "It was in favor of cisplatin (HR, 0.9)."]
)
def test_the_subject_of_a_ratio_is_its_arm(text: str) -> None:
    figure = {"text": "0.9", "kind": "statistic", "measure": "hazard_ratio", "value": "0.9", "unit": "1"}
    claim = read(text, figure)
    assert claim.intervention is not None
    assert claim.intervention.text.lower() == "cisplatin"


def test_a_ratio_that_took_the_arm_of_the_last_estimate_is_set_aside() -> None:
    rates = [{"text": text, "kind": "statistic", "measure": "survival", "value": text[:2], "unit": "%", "group": group}
             for text, group in (("28%", "the cisplatin arm"), ("35%", "the docetaxel arm"))]  # fmt: skip
    ratio = {"text": "0.69", "kind": "statistic", "measure": "hazard_ratio", "value": "0.69", "unit": "1",
             "group": "the docetaxel arm"}  # fmt: skip
    text = "Survival was 28% in the cisplatin arm and 35% in the docetaxel arm (HR, 0.69)."
    document, figures = make_page([{"text": text, "figures": [*rates, ratio]}])
    assert "which arm the ratio favors is not told" in assemble_claims(document, figures)[2].issues


def test_a_share_of_people_with_something_does_not_describe_them() -> None:
    figure = {"text": "45%", "kind": "statistic", "measure": "proportion", "value": 45, "unit": "%"}
    claim = read("The percentage of patients who relapsed was 45% with surgery.", figure)
    assert "disease_status" not in variables(claim)


def test_centers_are_no_sample() -> None:
    figure = {"text": "16", "kind": "statistic", "measure": "sample_size", "value": 16, "unit": "1"}
    assert "events or a score read as a sample size" in read("It came from 16 cooperative groups.", figure).issues


def test_those_after_a_comma_are_described_anew() -> None:
    figure = {"text": "9%", "kind": "statistic", "measure": "survival", "value": 9, "unit": "%",
              "group": "those who received cisplatin"}  # fmt: skip
    claim = read("For infants, those who received cisplatin had a survival of 9%.", figure)
    assert "age_group" in variables(claim)


def test_a_ratio_is_not_that_of_the_placebo() -> None:
    figure = {"text": "0.9", "kind": "statistic", "measure": "hazard_ratio", "value": "0.9", "unit": "1",
              "group": "the placebo group"}  # fmt: skip
    claim = read("Relapse was more frequent in the placebo group (HR, 0.9).", figure)
    assert claim.intervention is None
    assert claim.comparator is not None
    assert claim.comparator.text == "placebo"


def test_a_participle_after_a_preposition_describes_people() -> None:
    figure = {
        "text": "90",
        "kind": "statistic",
        "measure": "sample_size",
        "value": 90,
        "unit": "1",
        "group": "patients",
    }
    claim = read("It took in 90 patients with relapsed or refractory melanoma.", figure)
    assert ("recurrent", "refractory") in {predicate.value for predicate in find_predicates(claim.when)}


def test_the_name_of_a_measure_tells_whose_cases_it_is_of() -> None:
    figure = {"text": "40%", "kind": "statistic", "measure": "risk_change", "value": 40, "unit": "%"}
    named = read("Over that decade, childhood cancer mortality fell by 40%.", figure)
    assert variables(named) >= {"age_group", "disease"}
    assert named.issues == ()
    assert "whom it is about is not said" in read("Over that decade, mortality fell by 40%.", figure).issues
