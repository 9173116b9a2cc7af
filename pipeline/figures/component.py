"""The figures stage as a spaCy component: ``nlp.add_pipe("guideline_figures")`` in anybody's pipeline.

spaCy finds the factory through the entry point in ``pyproject.toml``; nothing here is imported by the batch, so that a
run does not pay for spaCy. Figures stand in ``doc._.figures`` and as spans, labelled by kind, in ``doc.spans``.
"""

from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import compile_infix_regex, compile_prefix_regex

from .read import find_figures_in_text

# What guideline text needs beyond English: a sign before a number and a dash or slash between numbers part tokens.
PREFIXES = ["≤", "≥", "±", "<", ">", "=", "~"]
INFIXES = [
    r"(?<=[0-9%])[–−-](?=[0-9])",
    r"(?<=[A-Za-z0-9])[=<>≤≥](?=[0-9.])",
    r"(?<=[a-zA-Z])/(?=[0-9])",
    r"(?<=[\w%])[.,;](?=\[)",
    r"\[(?=\d)",
]


class FiguresComponent:
    """Sets ``doc._.figures`` (records, in order) and ``doc.spans[spans_key]`` (the tokens around each of them)."""

    def __init__(self, spans_key: str) -> None:
        self.spans_key = spans_key
        if not Doc.has_extension("figures"):
            Doc.set_extension("figures", default=())

    def __call__(self, doc: Doc) -> Doc:
        figures = find_figures_in_text(doc.text)
        doc._.figures = figures
        spans: list[Span] = []
        for figure in figures:
            span = doc.char_span(figure.start, figure.end, label=figure.kind, alignment_mode="expand")
            if span is not None:
                spans.append(span)
        doc.spans[self.spans_key] = spans
        return doc


def make_component(nlp: Language, name: str, spans_key: str) -> FiguresComponent:
    """What the factory ``guideline_figures`` makes."""
    return FiguresComponent(spans_key)


Language.factory("guideline_figures", default_config={"spans_key": "figures"}, func=make_component)


def make_pipeline() -> Language:
    """An English pipeline for guideline text: our tokenizer rules and the figures component, no statistical model."""
    nlp: Any = spacy.blank("en")
    prefixes = [*PREFIXES, *nlp.Defaults.prefixes]
    infixes = [*INFIXES, *nlp.Defaults.infixes]
    nlp.tokenizer.prefix_search = compile_prefix_regex(prefixes).search
    nlp.tokenizer.infix_finditer = compile_infix_regex(infixes).finditer
    nlp.add_pipe("guideline_figures")
    return nlp  # type: ignore[no-any-return]
