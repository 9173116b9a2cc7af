"""Document -> figures, step by step.

1. Markers, confidence intervals, P values and names are set apart; what numbers are left become mentions.
2. Every mention is decided: statistic, threshold, dose or no figure.
3. Each kind gets its slots: measure, time and group; variable; agent, schedule and route.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from pipeline.lexicon.names import load_names
from pipeline.lexicon.sentences import split_sentences
from pipeline.records import (
    Block,
    CitationFigure,
    Document,
    DoseFigure,
    Figure,
    LevelFigure,
    PValue,
    Spread,
    StatisticFigure,
    ThresholdFigure,
)

from .abbreviations import find_abbreviations
from .attach import attach_intervals, attach_p_values
from .brackets import find_brackets
from .doses import read_dose
from .groups import read_groups
from .kinds import decide_kinds
from .measures import read_measures
from .paragraph import Mention, Paragraph, Span, Surroundings
from .quantities import find_mentions
from .satellites import find_intervals, find_p_values
from .thresholds import read_threshold
from .times import mark_time_points, read_times

READ_KINDS = ("paragraph", "list_item", "table_cell", "caption")


def find_figures(document: Document) -> tuple[Figure, ...]:
    """The figures of a document in page order; offsets are into ``document.text``."""
    abbreviations = find_abbreviations(document.text)
    return tuple(figure for block in document.blocks for figure in find_block_figures(document, block, abbreviations))


def find_block_figures(document: Document, block: Block, abbreviations: Mapping[str, str]) -> tuple[Figure, ...]:
    """The figures of one block; they depend on its text, its headers and headings and the abbreviations alone."""
    if block.kind not in READ_KINDS:
        return ()
    cell = block.table
    surroundings = Surroundings(
        row_header=cell.row_header if cell else None,
        column_header=cell.column_header if cell else None,
        caption=cell.caption if cell else None,
        heading_path=block.heading_path,
        abbreviations=abbreviations,
    )
    text = document.text[block.start : block.end]
    figures = read_paragraph(text, surroundings)
    shift = block.start
    return tuple(
        figure.model_copy(update={"start": figure.start + shift, "end": figure.end + shift, "block": block.id})
        for figure in figures
    )


def find_figures_in_text(text: str) -> tuple[Figure, ...]:
    """The figures of a text that stands alone, in order."""
    return read_paragraph(text, Surroundings(abbreviations=find_abbreviations(text)))


def read_paragraph(text: str, surroundings: Surroundings) -> tuple[Figure, ...]:
    """The figures of one paragraph in order; offsets are into ``text``."""
    if not text.strip():
        return ()
    paragraph = open_paragraph(text, surroundings)
    decide_kinds(paragraph)
    attach_p_values(paragraph)
    figures: list[Figure] = [*_markers(text), *_statistics(paragraph), *_thresholds(paragraph), *_doses(paragraph)]
    return tuple(sorted(figures, key=lambda figure: (figure.start, figure.end)))


def open_paragraph(text: str, surroundings: Surroundings | None = None) -> Paragraph:
    """A paragraph with its sentences, markers and undecided mentions; intervals and fractions are joined to them."""
    sentences = split_sentences(text)
    brackets = tuple(bracket.span for bracket in find_brackets(text))
    intervals, p_values = find_intervals(text), find_p_values(text)
    blocked = [*brackets, *(interval.span for interval in intervals), *(Span(p.start, p.end) for p in p_values)]
    blocked += [Span(*match.span()) for match in load_names().finditer(text)]
    mentions = find_mentions(text, sentences, merge_spans(blocked))
    mentions = attach_intervals(text, sentences, mentions, intervals)
    paragraph = Paragraph(
        text=text,
        sentences=sentences,
        brackets=brackets,
        mentions=mentions,
        p_values=p_values,
        surroundings=surroundings or Surroundings(),
    )
    mark_time_points(paragraph)
    return paragraph


def merge_spans(spans: list[Span]) -> list[Span]:
    """Sorted spans with overlapping ones made one."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start < merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return merged


def _markers(text: str) -> list[Figure]:
    figures: list[Figure] = []
    for bracket in find_brackets(text):
        start, end = bracket.span
        if bracket.level is not None:
            figures.append(LevelFigure(text=text[start:end], start=start, end=end, level=bracket.level))
        else:
            figures.append(CitationFigure(text=text[start:end], start=start, end=end, numbers=bracket.numbers))
    return figures


def _quantity(paragraph: Paragraph, mention: Mention) -> dict[str, Any]:
    return {
        "text": paragraph.text[mention.start : mention.end],
        "start": mention.start,
        "end": mention.end,
        "confidence": round(mention.confidence, 2),
        "issues": tuple(mention.issues),
        "op": mention.op,
        "value": mention.value,
        "low": mention.low,
        "high": mention.high,
        "unit": mention.unit if mention.value is not None or mention.low is not None else None,
    }


def _statistics(paragraph: Paragraph) -> list[Figure]:
    mentions = [mention for mention in paragraph.mentions if mention.kind == "statistic"]
    measures = read_measures(paragraph, mentions)
    groups, times = read_groups(paragraph, mentions, measures), read_times(paragraph, mentions, measures)
    figures: list[Figure] = []
    for mention, (measure, of), group, time in zip(mentions, measures, groups, times, strict=True):
        common = _quantity(paragraph, mention)
        if common["op"] == "between":
            common["op"] = "="
        figures.append(
            StatisticFigure(
                **common,
                measure=measure,
                of=of,
                time=time,
                group=group,
                ci=mention.ci,
                p=_p_value(mention.p),
                spread=Spread(value=mention.spread[0], kind=mention.spread[1]) if mention.spread else None,
                numerator=mention.numerator,
                denominator=mention.denominator,
            )
        )
    return figures


def _p_value(p: tuple[str, Decimal] | None) -> PValue | None:
    return PValue.model_validate({"op": p[0], "value": p[1]}) if p else None


def _thresholds(paragraph: Paragraph) -> list[Figure]:
    figures: list[Figure] = []
    for mention in paragraph.mentions:
        if mention.kind == "threshold":
            common = _quantity(paragraph, mention)
            if mention.low is not None and mention.op != "<":  # "<1-2 g/dL" stays one-sided
                common["op"] = "between"
            elif mention.value is None and mention.low is None:  # "at least 2 out of 10"
                common |= {"value": mention.numerator, "unit": mention.unit}
            variable, variable_id = read_threshold(paragraph, mention)
            figures.append(ThresholdFigure(**common, variable=variable, variable_id=variable_id))
    return figures


def _doses(paragraph: Paragraph) -> list[Figure]:
    figures: list[Figure] = []
    for mention in paragraph.mentions:
        if mention.kind == "dose":
            common = _quantity(paragraph, mention)
            if common["op"] == "between":
                common["op"] = "="
            slots = read_dose(paragraph, mention)
            figures.append(DoseFigure(**common, agent=slots.agent, schedule=slots.schedule, route=slots.route))
    return figures
