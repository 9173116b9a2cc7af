"""Which citations and levels of evidence support a figure: the nearest marker that can, and no other.

A marker closes the stretch of text before it. A figure is supported by the first marker after it in its sentence; a
sentence without markers takes the markers of the sentence before, then those of the paragraph if it has one group only.
Levels of evidence support their own stretch and are never handed on.
"""

import re
from collections.abc import Sequence
from typing import Literal

from pipeline.records import Citation, CitationFigure, LevelFigure

from .page import PageView, Passage, Sentence

Scope = Literal["figure", "clause", "sentence", "preceding", "paragraph"]
BETWEEN_MARKERS_RE = re.compile(r"[\s;,.)]*")
AT_FIGURE_RE = re.compile(r"[\s,)]*")


def find_citations(page: PageView, passage: Passage, sentence: Sentence, start: int, end: int) -> tuple[Citation, ...]:
    """The citations of what stands at ``start:end`` of a sentence, in order, resolved where the page has the entry."""
    markers, scope = _find_markers(passage, sentence, start, end)
    path = passage.block.heading_path
    return tuple(
        Citation.model_construct(number=number, scope=scope, reference=page.find_reference(number, path))
        for number in dict.fromkeys(number for marker in markers for number in marker.numbers)
    )


def find_level(sentence: Sentence, end: int) -> LevelFigure | None:
    """The level of evidence that closes the stretch a figure ends in; None where the stretch has none or several."""
    closing = [level for level in sentence.levels if level.start >= end]
    if not closing:
        return None
    group = _first_group([*sentence.citations, *closing], sentence, end)
    levels = [marker for marker in group if isinstance(marker, LevelFigure)]
    if levels:
        return levels[0] if len(levels) == 1 else None
    final = _last_group([*sentence.citations, *sentence.levels], sentence)
    levels = [marker for marker in final if isinstance(marker, LevelFigure)]
    return levels[0] if len(levels) == 1 and len(sentence.levels) == 1 else None


def _find_markers(passage: Passage, sentence: Sentence, start: int, end: int) -> tuple[Sequence[CitationFigure], Scope]:
    if group := [m for m in _first_group(sentence.citations, sentence, end) if isinstance(m, CitationFigure)]:
        if AT_FIGURE_RE.fullmatch(sentence.slice(end, group[0].start)):
            return group, "figure"
        closes = _is_final(sentence, group[-1].end)
        return group, "sentence" if closes else "clause"
    before = [s for s in passage.sentences[: sentence.number] if s.citations]
    if before and before[-1].number == sentence.number - 1:
        return _last_citations(before[-1]), "preceding"
    groups = [s for s in passage.sentences if s.citations]
    if len(groups) == 1 and not sentence.citations:
        return _last_citations(groups[0]), "paragraph"
    return (), "sentence"


def _last_citations(sentence: Sentence) -> list[CitationFigure]:
    """The markers at the end of a sentence; none where its only markers stand in the middle of it."""
    group = [m for m in _last_group(sentence.citations, sentence) if isinstance(m, CitationFigure)]
    return group if group and _is_final(sentence, group[-1].end) else []


def _is_final(sentence: Sentence, end: int) -> bool:
    rest = re.sub(r"\[[^\[\]]{1,80}\]", "", sentence.slice(end, sentence.end))
    return BETWEEN_MARKERS_RE.fullmatch(rest) is not None


def _first_group(
    markers: Sequence[CitationFigure | LevelFigure], sentence: Sentence, end: int
) -> list[CitationFigure | LevelFigure]:
    """The first marker at or after ``end``, with the markers that touch it."""
    group: list[CitationFigure | LevelFigure] = []
    for marker in sorted((m for m in markers if m.start >= end), key=lambda m: m.start):
        if group and not BETWEEN_MARKERS_RE.fullmatch(sentence.slice(group[-1].end, marker.start)):
            break
        group.append(marker)
    return group


def _last_group(
    markers: Sequence[CitationFigure | LevelFigure], sentence: Sentence
) -> list[CitationFigure | LevelFigure]:
    group: list[CitationFigure | LevelFigure] = []
    for marker in sorted(markers, key=lambda m: -m.start):
        if group and not BETWEEN_MARKERS_RE.fullmatch(sentence.slice(marker.end, group[-1].start)):
            break
        group.append(marker)
    return group[::-1]
