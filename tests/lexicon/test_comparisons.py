"""Comparison words and signs are read as operators, names with numbers as names."""

from typing import Any

import pytest

from pipeline.figures.read import open_paragraph
from pipeline.lexicon import load_lexicon

COMPARISONS = load_lexicon("comparisons")["comparison"]
LABELS = load_lexicon("names")["label"]


@pytest.mark.parametrize("entry", COMPARISONS, ids=[f"{e['op']} {(e['before'] or e['after'])[0]}" for e in COMPARISONS])
def test_comparison_examples(entry: dict[str, Any]) -> None:
    for text, op in entry["examples"]:
        assert [mention.op for mention in open_paragraph(text).mentions][:1] == [op], text
    for text in entry["not_examples"]:
        assert {mention.op for mention in open_paragraph(text).mentions} <= {"="}, text


@pytest.mark.parametrize("entry", LABELS, ids=[entry["before"][0] for entry in LABELS])
def test_label_examples(entry: dict[str, Any]) -> None:
    for text in entry["examples"]:
        assert open_paragraph(text).mentions == [], text
    for text in entry["not_examples"]:
        assert open_paragraph(text).mentions != [], text
