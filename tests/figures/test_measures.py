"""What a statistic measures: one invented sentence for each way in which summaries say it."""

import pytest

from pipeline.figures import find_figures_in_text
from pipeline.figures.cues import find_cues, measures_named
from pipeline.figures.measure_features import MEASURES, POSSIBLE, open_panel, unit_class
from pipeline.figures.paragraph import Paragraph, Span
from pipeline.figures.ranker import load_calibration
from pipeline.figures.read import open_paragraph
from pipeline.figures.reading import read_tokens

STRUCTURES = {
    "named before": ("The 5-year overall survival rate was 71%.", ["overall_survival"]),
    "named behind": ("Surgery gave a 65% event-free survival rate at 3 years.", ["event_free_survival"]),
    "abbreviation": ("The 2-year PFS rate was 41% in the control arm.", ["progression_free_survival"]),
    "median time": ("The median OS was 14.2 months.", ["median_survival"]),
    "ratio": ("Death was less frequent with surgery (HR, 0.62; 95% CI, 0.41–0.94).", ["hazard_ratio"]),
    "odds": ("Smoking was associated with relapse (odds ratio [OR], 2.4; 95% CI, 1.3–4.1).", ["odds_ratio"]),
    "size": ("A cohort of 318 women was followed.", ["sample_size"]),
    "size in brackets": ("Patients received aspirin (n = 212) or placebo (n = 208).", ["sample_size", "sample_size"]),
    "follow-up": ("After a median follow-up of 4.5 years, no relapse had occurred.", ["follow_up"]),
    "respectively": (
        "The 5-year OS and EFS rates were 80% and 64%, respectively.",
        ["overall_survival", "event_free_survival"],
    ),
    "response": ("The objective response rate was 38%.", ["response_rate"]),
    "share": ("About 30% of tumors arise in the thymus.", ["proportion"]),
    "median age": ("The median age at diagnosis was 9 years.", ["age_statistic"]),
    "with intervals": (
        "The EFS and OS rates were 62.5% (95% CI, 50.1%–74.9%) and 81% (95% CI, 70%–92%) at 3 years.",
        ["event_free_survival", "overall_survival"],
    ),
    "change behind": ("Survival at 1 year was approximately 15% higher with surgery.", ["risk_change"]),
    "change before": ("Screening reduced mortality from lung cancer by about 20%.", ["risk_change"]),
    "no change": ("Mortality was 20% with surgery, and higher with radiation.", ["mortality"]),
    "sensitivity": ("Ultrasound had a sensitivity of 82% and a specificity of 91%.", ["sensitivity", "specificity"]),
}


@pytest.mark.parametrize(("text", "wanted"), STRUCTURES.values(), ids=STRUCTURES.keys())
def test_structure(text: str, wanted: list[str]) -> None:
    assert [f.measure for f in find_figures_in_text(text) if f.kind == "statistic"] == wanted


def test_what_a_ratio_compares() -> None:
    text = "Aspirin did not lengthen OS (HR, 0.97; 95% CI, 0.80–1.17)."
    assert [f.of for f in find_figures_in_text(text) if f.kind == "statistic"] == ["overall_survival"]


def test_abbreviation_defined_in_the_text_wins_over_the_lexicon() -> None:
    text = "The radiographic response (RR) was assessed. RR was high."
    reading = read_tokens(Paragraph(text, (Span(0, 45), Span(45, len(text)))), [])
    assert find_cues(reading, {})[-1].measures == ("response_rate",)


def test_abbreviation_defined_elsewhere_on_the_page() -> None:
    text = "The QRFS was 80%."
    reading = read_tokens(Paragraph(text, (Span(0, len(text)),)), [])
    assert find_cues(reading, {}) == []
    assert [cue.measures for cue in find_cues(reading, {"QRFS": "relapse-free survival"})] == [
        ("relapse_free_survival",)
    ]


def test_capitals_tell_abbreviations_from_words() -> None:
    text = "One or two had it; n was low and high-risk disease rare."
    reading = read_tokens(Paragraph(text, (Span(0, len(text)),)), [])
    assert not [cue for cue in find_cues(reading, {}) if {"odds_ratio", "risk"} & set(cue.measures)]


def test_measures_fit_their_units() -> None:
    paragraph = open_paragraph("The OS rate was 60% and median OS was 14 months.")
    panel = open_panel(paragraph, paragraph.mentions, read_tokens(paragraph, paragraph.mentions))
    assert panel.units == [unit_class(mention) for mention in paragraph.mentions] == ["%", "time"]
    assert "hazard_ratio" not in POSSIBLE["%"]
    assert set(MEASURES) >= POSSIBLE["time"]


def test_names_of_measures() -> None:
    assert measures_named("Event-free survival") == ("event_free_survival",)
    assert measures_named("left lung") == ()


def test_a_measure_that_is_named_is_surer_than_one_that_is_not() -> None:
    named, unnamed = (
        figure
        for text in ("The 5-year overall survival rate was 71%.", "With the new schedule it was 71%.")
        for figure in find_figures_in_text(text)
        if figure.kind == "statistic"
    )
    assert named.measure_confidence is not None
    assert unnamed.measure_confidence is not None
    assert 0 <= unnamed.measure_confidence < named.measure_confidence - 0.1 <= 0.9


@pytest.mark.parametrize("model", ["measure_model", "group_model"])
def test_calibration_keeps_the_order_and_lowers_what_is_too_sure(model: str) -> None:
    calibration = load_calibration(model)
    corrected = [calibration.correct(chance / 20) for chance in range(21)]
    assert corrected == sorted(corrected)
    assert 0 < corrected[0] < 0.2
    assert corrected[19] < 0.95
    assert corrected[20] < 1
    assert 0.8 < calibration.decided < 1
