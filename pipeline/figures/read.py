"""Document -> figures, step by step.

1. Markers, confidence intervals, P values and names are set apart; what numbers are left become mentions.
2. Every mention is decided: statistic, threshold, dose or no figure.
3. Each kind gets its slots: measure, time and group; variable; agent, schedule and route.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import chain
from typing import Any, NamedTuple

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
from .brackets import Bracket, find_brackets
from .cells import frame_cell
from .doses import read_dose
from .groups import read_groups
from .headers import set_header_units, speaks_of_intervals
from .kinds import decide_kinds
from .measure_features import open_panel
from .measures import Measured, read_measures
from .numbers import WORDS_RE
from .paragraph import Mention, Paragraph, Span, Surroundings
from .quantities import find_mentions
from .ranker import Choice
from .reading import read_tokens
from .satellites import find_intervals, find_p_values
from .scene import set_scene
from .thresholds import read_threshold
from .times import mark_time_points, read_times

MAX_PARAGRAPH_CHARS = 30_000  # nine times the longest paragraph of 160 pages
BLOCKS_AT_ONCE = 200  # more at once save nothing, and take memory
DIGIT_RE = re.compile(r"\d")
LIST_MARK_RE = re.compile(r"(?:\d{1,2}[.)]|\(\d{1,2}\))\s+(?=[A-Z])|\d{1,2}\.\s*\Z")  # "2. Surgery", and a mark alone
READ_KINDS = ("paragraph", "list_item", "table_cell", "caption")


class Written(NamedTuple):
    """A paragraph as written, what its page knows of it, its block, and what moves offsets into ``text``."""

    text: str
    surroundings: Surroundings
    block: str | None = None
    shift: int = 0


def find_figures(document: Document) -> tuple[Figure, ...]:
    """The figures of a document in page order; offsets are into ``document.text``."""
    abbreviations, rows = find_abbreviations(document.text), gather_rows(document)
    return tuple(chain.from_iterable(find_figures_of(document, document.blocks, abbreviations, rows)))


def gather_rows(document: Document) -> dict[str, tuple[str, ...]]:
    """Block id of each table cell to the texts of the cells before it in its row, the nearest first."""
    rows: dict[str, tuple[str, ...]] = {}
    last: tuple[str, int] | None = None
    before: tuple[str, ...] = ()
    for block in document.blocks:
        if block.table is None:
            continue
        place = block.table.id, block.table.row
        rows[block.id] = before = before if place == last else ()
        before, last = (document.text[block.start : block.end], *before), place
    return rows


def find_figures_of(
    document: Document, blocks: Sequence[Block], abbreviations: Mapping[str, str], rows: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[Figure, ...]]:
    """The figures of each block; they depend on its text, headers, row and headings and the abbreviations alone.

    ``rows`` is what ``gather_rows`` gives for the document.
    """
    for first in range(0, len(blocks), BLOCKS_AT_ONCE):
        some = blocks[first : first + BLOCKS_AT_ONCE]
        found = read_paragraphs([_write(document, block, abbreviations, rows.get(block.id, ())) for block in some])
        for block, figures in zip(some, found, strict=True):
            yield tuple([figure for figure in figures if block.start <= figure.start and figure.end <= block.end])


def _write(document: Document, block: Block, abbreviations: Mapping[str, str], row: tuple[str, ...]) -> Written:
    """A block as a paragraph; one that is not read has no text."""
    cell = block.table
    surroundings = Surroundings(
        row_header=cell.row_header if cell else None,
        column_header=cell.column_header if cell else None,
        caption=cell.caption if cell else None,
        row=row,
        heading_path=block.heading_path,
        abbreviations=abbreviations,
    )
    text = document.text[block.start : block.end] if block.kind in READ_KINDS else ""
    framed, shift = frame_cell(text, surroundings)
    return Written(framed, surroundings, block.id, block.start - shift)


def find_figures_in_text(text: str) -> tuple[Figure, ...]:
    """The figures of a text that stands alone, in order; a blank line parts paragraphs."""
    surroundings = Surroundings(abbreviations=find_abbreviations(text))
    paragraphs: list[Written] = []
    start = 0
    for part in text.split("\n\n"):
        if part:  # many empty lines are nothing to keep at hand
            paragraphs.append(Written(part, surroundings, shift=start))
        start += len(part) + 2
    return tuple(chain.from_iterable(read_paragraphs(paragraphs)))


def read_paragraphs(written: Sequence[Written]) -> list[list[Figure]]:
    """The figures of each paragraph in order; offsets are into its ``text``, moved by its ``shift``.

    Each step is done for all paragraphs before the next: its tables are then at hand, which saves a sixth of the time.
    A text of more than ``MAX_PARAGRAPH_CHARS`` is no paragraph but a dump of data: it is left unread.
    """
    brackets = [find_brackets(one.text) if _may_hold_figures(one.text) else None for one in written]
    opened = [
        (number, _open_paragraph(one.text, one.surroundings, own))
        for number, (one, own) in enumerate(zip(written, brackets, strict=True))
        if own is not None
    ]
    figures = [[_marker(one, bracket) for bracket in own or ()] for one, own in zip(written, brackets, strict=True)]
    opened = [(number, paragraph) for number, paragraph in opened if paragraph.mentions or paragraph.p_values]
    for _, paragraph in opened:
        decide_kinds(paragraph)
        attach_p_values(paragraph)
    paragraphs = [paragraph for _, paragraph in opened]
    places = [written[number] for number, _ in opened]
    for (number, paragraph), place, statistics in zip(opened, places, _statistics(paragraphs, places), strict=True):
        figures[number] += [*statistics, *_thresholds(paragraph, place), *_doses(paragraph, place)]
        figures[number].sort(key=lambda figure: (figure.start, figure.end))
    return figures


def _may_hold_figures(text: str) -> bool:
    if len(text) > MAX_PARAGRAPH_CHARS:
        return False
    return DIGIT_RE.search(text) is not None or WORDS_RE.search(text) is not None or "vidence" in text


def open_paragraph(text: str, surroundings: Surroundings | None = None) -> Paragraph:
    """A paragraph with its sentences, markers and undecided mentions; intervals and fractions are joined to them."""
    return _open_paragraph(text, surroundings or Surroundings(), find_brackets(text))


def _open_paragraph(text: str, surroundings: Surroundings, brackets: list[Bracket]) -> Paragraph:
    sentences = split_sentences(text)
    spans = tuple(bracket.span for bracket in brackets)
    intervals, p_values = find_intervals(text), find_p_values(text)
    blocked = [*spans, *(interval.span for interval in intervals), *(Span(p.start, p.end) for p in p_values)]
    marks = (LIST_MARK_RE.match(text, sentence.start, sentence.end) for sentence in sentences)
    blocked += [Span(*mark.span()) for mark in marks if mark]
    mentions = find_mentions(text, sentences, merge_spans(blocked))
    set_header_units(text, mentions, surroundings)
    paragraph = Paragraph(
        text=text,
        sentences=sentences,
        brackets=spans,
        mentions=attach_intervals(text, sentences, mentions, intervals, speaks_of_intervals(surroundings)),
        p_values=p_values,
        surroundings=surroundings,
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


def _place(place: Written, start: int, end: int) -> dict[str, Any]:
    return {
        "text": place.text[start:end],
        "start": start + place.shift,
        "end": end + place.shift,
        "block": place.block,
    }


def _marker(place: Written, bracket: Bracket) -> Figure:
    common = _place(place, *bracket.span)
    if bracket.level is not None:
        return LevelFigure.model_construct(**common, level=bracket.level)
    return CitationFigure.model_construct(**common, numbers=bracket.numbers)


def _quantity(mention: Mention, place: Written) -> dict[str, Any]:
    return {
        **_place(place, mention.start, mention.end),
        "confidence": round(mention.confidence, 2),
        "issues": tuple(mention.issues),
        "op": "=" if mention.op == "between" and mention.kind != "threshold" else mention.op,
        "value": mention.value,
        "low": mention.low,
        "high": mention.high,
        "unit": mention.unit if mention.value is not None or mention.low is not None else None,
    }


def _statistics(paragraphs: Sequence[Paragraph], places: Sequence[Written]) -> Iterator[list[Figure]]:
    """The statistics of each paragraph."""
    told = [[mention for mention in paragraph.mentions if mention.kind == "statistic"] for paragraph in paragraphs]
    readings = list(map(read_tokens, paragraphs, told))
    measured = list(map(read_measures, list(map(open_panel, paragraphs, told, readings))))
    named = [[(measure.measure, measure.of) for measure in measures] for measures in measured]
    scenes = [
        set_scene(reading, own, [measure.measure for measure in measures])
        for reading, own, measures in zip(readings, told, measured, strict=True)
    ]
    groups = list(map(read_groups, scenes))
    times = map(read_times, paragraphs, told, named)
    for place, mentions, measures, choices, points in zip(places, told, measured, groups, times, strict=True):
        yield [_statistic(place, *own) for own in zip(mentions, measures, choices, points, strict=True)]


def _statistic(place: Written, mention: Mention, measured: Measured, group: Choice, time: str | None) -> Figure:
    spread = mention.spread
    return StatisticFigure.model_construct(
        **_quantity(mention, place),
        measure=measured.measure,
        measure_confidence=round(measured.confidence, 2),
        of=measured.of,
        time=time,
        group=group.name,
        group_confidence=round(group.confidence, 2),
        ci=mention.ci,
        p=_p_value(mention.p),
        spread=Spread.model_construct(value=spread.value, kind=spread.kind) if spread else None,
        numerator=mention.numerator,
        denominator=mention.denominator,
    )


def _p_value(p: tuple[str, Decimal] | None) -> PValue | None:
    return PValue.model_validate({"op": p[0], "value": p[1]}) if p else None


def _thresholds(paragraph: Paragraph, place: Written) -> list[Figure]:
    figures: list[Figure] = []
    for mention in paragraph.mentions:
        if mention.kind == "threshold":
            common = _quantity(mention, place)
            if mention.low is not None and mention.op != "<":  # "<1-2 g/dL" stays one-sided
                common["op"] = "between"
            elif mention.value is None and mention.low is None:  # "at least 2 out of 10"
                common |= {"value": mention.numerator, "unit": mention.unit}
            variable, variable_id = read_threshold(paragraph, mention)
            figures.append(ThresholdFigure.model_construct(**common, variable=variable, variable_id=variable_id))
    return figures


def _doses(paragraph: Paragraph, place: Written) -> list[Figure]:
    figures: list[Figure] = []
    for mention in paragraph.mentions:
        if mention.kind == "dose":
            slots = read_dose(paragraph, mention)
            common = _quantity(mention, place)
            figures.append(
                DoseFigure.model_construct(**common, agent=slots.agent, schedule=slots.schedule, route=slots.route)
            )
    return figures
