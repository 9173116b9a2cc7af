"""Throughput of a run over the corpus, and what a changed page costs beside its first reading."""

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from pipeline.batch import Store, run_batch
from pipeline.settings import Settings

from . import Table

CORPUS = Path(os.environ.get("GUIDELINE_CORPUS", Path(__file__).resolve().parents[3] / "shared/corpus"))
LARGE = "cancergov_html/62787_hp-breast-treatment-pdq_2018-11-02.html"
SMALL = b"<p>Survival was 80%.</p>"
EDIT = (b"</p>", b" This was seen in 41% of patients.</p>")


class Spent(NamedTuple):
    """Seconds on the clock, and seconds of CPU of the run and its children."""

    clock_s: float
    cpu_s: float


def measure() -> Iterator[Table]:
    """Pages and words per second of CPU, and the share that a changed page costs."""
    if not CORPUS.is_dir():
        sys.exit(f"no corpus in {CORPUS}: set GUIDELINE_CORPUS")
    for table in (measure_throughput, measure_change):
        with tempfile.TemporaryDirectory() as folder:
            yield table(Path(folder))


def measure_throughput(folder: Path) -> Table:
    """The markdown and HTML pages of the corpus, with 1 and 2 workers."""
    raw, rows = folder / "raw", []
    for kind in ("cancergov_md", "cancergov_html"):
        shutil.copytree(CORPUS / kind, raw / kind)
    for workers in (1, 2):
        out = folder / f"out-{workers}"
        spent = run(Settings(raw=raw, out=out, workers=workers, feeds=()))
        store = Store(out)
        documents = [store.document(revision) for entry in store.entries() for revision in entry.revisions]
        words, pages = sum(len(document.text.split()) for document in documents), len(documents)
        cells = (workers, pages, words, round(spent.clock_s, 1), round(spent.cpu_s, 1))
        rates = (round(pages / spent.cpu_s, 2), round(words / spent.cpu_s), round(words / spent.clock_s))
        rows.append(tuple(map(str, (*cells, *rates))))
    header = ("workers", "pages", "words", "clock s", "CPU s", "pages/CPU s", "words/CPU s", "words/s")
    return Table("A run over the corpus, without feeds", header, tuple(rows))


def measure_change(folder: Path) -> Table:
    """A page of 0.6 MB, then the same with one changed paragraph; what a page of one line costs is taken off."""
    raw = folder / "raw"
    raw.mkdir()
    page, settings = raw / "page.html", Settings(raw=raw, out=folder / "out", workers=1, feeds=())
    content = (CORPUS / LARGE).read_bytes()
    middle = content.index(EDIT[0], len(content) // 3)
    page.write_bytes(content)
    first = run(settings)
    page.write_bytes(content[:middle] + EDIT[1] + content[middle + len(EDIT[0]) :])
    changed = run(settings)
    unchanged = run(settings)
    page.write_bytes(SMALL)
    start = run(settings)
    share = (changed.cpu_s - start.cpu_s) / (first.cpu_s - start.cpu_s)
    row = [f"{spent.cpu_s:.2f}" for spent in (first, changed, unchanged, start)]
    header = ("first CPU s", "changed CPU s", "unchanged CPU s", "one line CPU s", "(changed - line) / (first - line)")
    return Table("A page of 0.6 MB of which one paragraph changed", header, ((*row, f"{share:.2f}"),))


def run(settings: Settings) -> Spent:
    """One run, with what it spent."""
    clock, cpu = time.monotonic(), sum(os.times()[:4])
    run_batch(settings)
    return Spent(time.monotonic() - clock, sum(os.times()[:4]) - cpu)
