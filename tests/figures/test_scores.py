"""The sums that are kept are those over the features one by one."""

import pytest

from pipeline.figures.kinds import decide_kinds
from pipeline.figures.measure_features import Panel, history_features, open_panel
from pipeline.figures.measure_scores import score_choices
from pipeline.figures.measures import MODEL, Following, choice_features
from pipeline.figures.ranker import PartScorer, features_of, load_weights, score_features
from pipeline.figures.read import open_paragraph
from pipeline.figures.reading import read_tokens

TEXT = (
    "The trial enrolled 412 women. The 5-year overall survival rate was 81% with letters and 76% without (hazard ratio,"
    " 0.84). Median survival was 31 months versus 24 months. A response was seen in 12% and grief in 3 of 40 relatives."
)


@pytest.fixture(scope="module")
def panel() -> Panel:
    paragraph = open_paragraph(TEXT)
    decide_kinds(paragraph)
    statistics = [mention for mention in paragraph.mentions if mention.kind == "statistic"]
    assert len(statistics) > 5
    return open_panel(paragraph, statistics, read_tokens(paragraph, statistics))


def test_all_measures_at_once(panel: Panel) -> None:
    weights = load_weights(MODEL)
    for index in range(len(panel.statistics)):
        scores = {measure: score for score, measure in score_choices(weights, panel, index)}
        singly = {measure: score_features(weights, names) for measure, names in choice_features(panel, index)}
        assert scores == pytest.approx(singly, abs=1e-9)
        assert max(scores, key=lambda measure: scores[measure]) == max(singly, key=lambda measure: singly[measure])


def test_steps_from_measure_to_measure(panel: Panel) -> None:
    weights = load_weights(MODEL)
    courses = [["overall_survival"] * 9, ["risk", "hazard_ratio"] * 5, ["proportion", "risk", "risk"] * 3]
    for index in range(len(panel.statistics)):
        follow = Following(weights, panel, index)
        for course in (course[:index] for course in courses):
            for measure in ("risk", "overall_survival", "proportion"):
                singly = score_features(weights, history_features(panel, index, measure, course))
                assert follow.score(measure, course) == pytest.approx(singly, abs=1e-12)


def _name(kind: str, size: int) -> list[str]:
    return [f"kind={kind}", f"size={size}", f"size={size}&{kind}"]


def test_sums_of_parts_are_kept() -> None:
    scorer = PartScorer({"kind=a": 1.0, "size=2": 0.25, "size=2&a": 0.5})
    parts = [(_name, "a", 2), (_name, "b", 2), (_name, "a", 2)]
    assert features_of(parts[1]) == ["kind=b", "size=2", "size=2&b"]
    assert scorer.score(parts) == scorer.score(parts) == 1.75 + 0.25 + 1.75
