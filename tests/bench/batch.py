"""Throughput of a run over the corpus, and what a changed page costs beside its first reading."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from pipeline.batch import Store, run_batch
from pipeline.settings import Settings

CORPUS = Path(os.environ.get("GUIDELINE_CORPUS", Path(__file__).resolve().parents[3] / "shared/corpus"))
LARGE = "cancergov_html/62787_hp-breast-treatment-pdq_2018-11-02.html"
EDIT = (b"</p>", b" This was seen in 41% of patients.</p>")


class Spent(NamedTuple):
    """Seconds on the clock, and seconds of CPU of the run and its children."""

    clock_s: float
    cpu_s: float


def measure() -> Iterator[str]:
    """Tables of pages and words per CPU second, and of the share that a changed page costs."""
    if not CORPUS.is_dir():
        yield f"batch: no corpus in {CORPUS}; set GUIDELINE_CORPUS"
        return
    with tempfile.TemporaryDirectory() as name:
        yield from measure_throughput(Path(name))
    with tempfile.TemporaryDirectory() as name:
        yield from measure_change(Path(name))


def measure_throughput(folder: Path) -> Iterator[str]:
    """The markdown and HTML pages of the corpus, with 1 and 2 workers; feeds are left out."""
    raw = folder / "raw"
    for kind in ("cancergov_md", "cancergov_html"):
        shutil.copytree(CORPUS / kind, raw / kind)
    yield "batch: workers   pages   words   clock s   CPU s   pages/CPU s   words/CPU s   words/s"
    for workers in (1, 2):
        out = folder / f"out-{workers}"
        spent = run(Settings(raw=raw, out=out, workers=workers, feeds=()))
        store = Store(out)
        documents = [store.document(entry.revisions[-1]) for entry in store.entries()]
        words, pages = sum(len(document.text.split()) for document in documents), len(documents)
        yield (
            f"batch: {workers:>7} {pages:>7} {words:>7} {spent.clock_s:>9.1f} {spent.cpu_s:>7.1f}"
            f" {pages / spent.cpu_s:>13.2f} {words / spent.cpu_s:>13.0f} {words / spent.clock_s:>9.0f}"
        )


def measure_change(folder: Path) -> Iterator[str]:
    """A 0.6 MB page, then the same page with one changed paragraph, then nothing."""
    raw = folder / "raw"
    raw.mkdir()
    page, settings = raw / "page.html", Settings(raw=raw, out=folder / "out", workers=1, feeds=())
    content = (CORPUS / LARGE).read_bytes()
    page.write_bytes(content)
    first = run(settings)
    middle = content.index(EDIT[0], len(content) // 3)
    page.write_bytes(content[:middle] + EDIT[1] + content[middle + len(EDIT[0]) :])
    changed = run(settings)
    nothing = run(settings)
    share = (changed.cpu_s - nothing.cpu_s) / (first.cpu_s - nothing.cpu_s)
    yield "batch: page of 0.6 MB   first CPU s   changed CPU s   unchanged CPU s   changed / first"
    yield f"batch: {'':>16} {first.cpu_s:>13.2f} {changed.cpu_s:>15.2f} {nothing.cpu_s:>17.2f} {share:>17.2f}"


def run(settings: Settings) -> Spent:
    """One run, with what it spent."""
    clock, cpu = time.monotonic(), sum(os.times()[:4])
    run_batch(settings)
    return Spent(time.monotonic() - clock, sum(os.times()[:4]) - cpu)
