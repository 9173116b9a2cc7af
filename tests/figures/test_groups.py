"""Whom a statistic is about: one invented sentence for each way in which summaries say it."""

import pytest

from pipeline.figures import find_figures_in_text
from pipeline.figures.candidates import MAX_TOKENS, find_candidates
from pipeline.figures.groups import read_groups
from pipeline.figures.paragraph import Paragraph, Span
from pipeline.figures.proposals import find_contrasts, points_back
from pipeline.figures.read import open_paragraph
from pipeline.figures.reading import read_tokens
from pipeline.figures.scene import set_scene

STRUCTURES = {
    "counts one after another": (
        "Relapse occurred in 3 patients (4%) in the veltumab group and 9 patients (11%) in the placebo group.",
        {"4%": "the veltumab group", "11%": "the placebo group"},
    ),
    "counted noun": (
        "The trial enrolled 412 patients with resected thymoma.",
        {"412": "patients with resected thymoma"},
    ),
    "of": (
        "Cough was reported in 34% of patients who received veltumab.",
        {"34%": "patients who received veltumab"},
    ),
    "preposition behind": (
        "The 5-year OS rate was 71% in the surgery group and 64% in the observation group.",
        {"71%": "the surgery group", "64%": "the observation group"},
    ),
    "for behind an interval": (
        "The median PFS was 9.1 months (95% CI, 7.2–10.8) for patients treated with lorvatinib.",
        {"9.1 months": "patients treated with lorvatinib"},
    ),
    "bracket behind a group": (
        "Response was more frequent in the combination arm (48%) than in the control arm (31%).",
        {"48%": "the combination arm", "31%": "the control arm"},
    ),
    "compared with": (
        "The response rate was 52% in patients with bone disease, compared with 37% in patients without bone disease.",
        {"52%": "patients with bone disease", "37%": "patients without bone disease"},
    ),
    "versus in a bracket": (
        "Infections were more frequent in the intensive arm than in the standard arm (22% vs. 9%).",
        {"22%": "the intensive arm", "9%": "the standard arm"},
    ),
    "fronted": (
        "In children younger than 3 years, the 5-year OS rate was 44%.",
        {"44%": "children younger than 3 years"},
    ),
    "subject": (
        "Patients with negative margins had a 5-year OS rate of 81%.",
        {"81%": "Patients with negative margins"},
    ),
    "sample size in a bracket": (
        "Women were assigned to receive aspirin (n = 211) or placebo (n = 208).",
        {"211": "aspirin", "208": "placebo"},
    ),
    "sentence before": (
        "A study followed 96 infants with stage IV disease. With a median follow-up of 4 years, the OS rate was 63%.",
        {"63%": "infants with stage IV disease"},
    ),
    "label of one letter": (
        "The response rate was 60% in group A and 50% in group B.",
        {"60%": "group A", "50%": "group B"},
    ),
}


def groups_of(text: str) -> dict[str, str | None]:
    """Group by the text of the statistic."""
    return {f.text: f.group for f in find_figures_in_text(text) if f.kind == "statistic"}


@pytest.mark.parametrize(("text", "wanted"), STRUCTURES.values(), ids=STRUCTURES.keys())
def test_structure(text: str, wanted: dict[str, str]) -> None:
    found = groups_of(text)
    assert {figure: found.get(figure) for figure in wanted} == wanted


def test_groups_are_substrings_and_the_same_twice() -> None:
    text = " ".join(text for text, _ in STRUCTURES.values())
    first, second = groups_of(text), groups_of(text)
    assert first == second
    assert all(group is None or group in text for group in first.values())
    assert any(group is not None for group in first.values())


def test_no_statistics_give_no_groups() -> None:
    assert read_groups(set_scene(read_tokens(Paragraph("Nothing here.", (Span(0, 13),)), []), [], [])) == []


def test_phrases_that_point_back() -> None:
    text = "These patients did well. In all, 53 patients, such treatment, adult patients, women with ascites."
    reading = read_tokens(Paragraph(text, (Span(0, len(text)),)), [])
    back = {
        " ".join(reading.words[slice(*chunk)]): points_back(reading, number)
        for number, chunk in enumerate(reading.chunks)
    }
    assert [phrase for phrase, points in back.items() if points] == ["these patients", "53 patients", "such treatment"]
    assert {"adult patients", "women"} <= back.keys()


def test_operands_of_a_comparison() -> None:
    text = "Relapse was rarer with early surgery than with late surgery (9% vs. 17%)."
    paragraph = open_paragraph(text)
    scene = set_scene(
        read_tokens(paragraph, paragraph.mentions), paragraph.mentions, ["recurrence_rate"] * len(paragraph.mentions)
    )
    reading = scene.reading
    [(_, first, second)] = find_contrasts(scene, 0)
    assert first is not None
    assert [" ".join(reading.words[slice(*reading.chunks[c])]) for c in (first, second)] == [
        "early surgery",
        "late surgery",
    ]
    assert [(place.pair, place.short) for place in scene.places] == [("1", True), ("2", True)]


def test_candidates_stay_short_in_a_long_sentence() -> None:
    text = "patients with " + "very rare disease of the upper limb with " * 2000 + "pain"
    reading = read_tokens(Paragraph(text, (Span(0, len(text)),)), [])
    candidates = find_candidates(reading, 0)
    longest = max(candidate.last - candidate.first for candidate in candidates)
    assert MAX_TOKENS - 5 < longest < MAX_TOKENS + 12
    assert len(candidates) < 10 * len(reading.chunks)


def test_a_group_beside_its_number_is_surer_than_one_among_rivals() -> None:
    plain, open_ = (
        figure
        for text in (
            "Cough was reported in 34% of patients who received veltumab.",
            "The aspirin arm was larger than the placebo arm, and adults with warts were in neither; the sum was 34%.",
        )
        for figure in find_figures_in_text(text)
        if figure.kind == "statistic"
    )
    assert plain.group_confidence is not None
    assert open_.group_confidence is not None
    assert 0 <= open_.group_confidence < plain.group_confidence - 0.2 <= 0.8


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("It showed that women recover", "UVBNN"),
        ("drugs that help", "NWV"),
        ("than that of men", "KDON"),
        ("a trial randomly assigned women", "DNRVN"),
        ("women assigned to placebo", "NETN"),
        ("one year of yoga", "MNON"),
        ("mild swelling", "NN"),
        ("an increased risk", "DEN"),
        ("it increased risk", "UVN"),
    ],
)
def test_letters_that_depend_on_their_neighbours(text: str, letters: str) -> None:
    assert read_tokens(Paragraph(text, (Span(0, len(text)),)), []).letters == letters


def test_an_article_begins_no_candidate_alone() -> None:
    text = "The rate was low in the 40%."
    reading = read_tokens(Paragraph(text, (Span(0, len(text)),)), [])
    named = {" ".join(reading.words[candidate.first : candidate.last]) for candidate in find_candidates(reading, 0)}
    assert "the" not in named
    assert any(words.startswith("the rate") for words in named)


def test_a_clause_in_brackets_is_no_label() -> None:
    text = "New variants are seen in carriers (e.g., KRT4 was altered in 7% of cases)."
    assert groups_of(text) == {"7%": "cases"}
