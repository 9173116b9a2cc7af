"""The spaCy component works in a pipeline of ours and in one of somebody else's."""

import subprocess
import sys

import pytest

spacy = pytest.importorskip("spacy")

from pipeline.figures import find_figures_in_text  # noqa: E402
from pipeline.figures.component import make_pipeline  # noqa: E402

TEXT = "The 5-year survival rate was 71% (95% CI, 64%–78%) with 20 mg/day of the drug in women ≥50 years.[12]"


def test_component_in_our_pipeline() -> None:
    doc = make_pipeline()(TEXT)
    assert doc._.figures == find_figures_in_text(TEXT)
    assert [(span.text, span.label_) for span in doc.spans["figures"]] == [
        ("71%", "statistic"),
        ("20 mg/day", "dose"),
        ("50 years", "threshold"),
        ("[12]", "citation"),
    ]


def test_component_in_another_pipeline() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("guideline_figures", config={"spans_key": "numbers"})
    doc = nlp(TEXT)
    assert len(doc.spans["numbers"]) == 4
    assert len(doc._.figures) == 4


def test_factory_is_found_without_import() -> None:
    code = "import spacy; nlp = spacy.blank('en'); nlp.add_pipe('guideline_figures'); print(len(nlp('5%.')._.figures))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "1", done.stderr


def test_signs_and_dashes_part_tokens() -> None:
    tokens = [token.text for token in make_pipeline()("a dose ≥50–60 Gy (P<.05).[3]")]
    assert "≥" in tokens
    assert "50" in tokens
