"""Throughput of a run over the corpus, and what a changed page costs beside its first reading."""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, get_args

from pipeline.batch import Store, run_batch
from pipeline.choices import Engine
from pipeline.settings import Settings

from . import Table

CORPUS = Path(os.environ.get("GUIDELINE_CORPUS", Path(__file__).resolve().parents[3] / "shared/corpus"))
LARGE = "cancergov_html/62787_hp-breast-treatment-pdq_2018-11-02.html"
SMALL = b"<p>The 5-year overall survival rate was 80% in patients older than 6 years.</p>"
EDIT = (b"</p>", b" This was seen in 41% of patients.</p>")
TURNS = 3


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
    """A page of 0.6 MB, then the same with one changed paragraph, by the command itself; CPU s of it and its worker.

    What a page of one line costs is there for every page: the command, its worker and what that loads. It is taken off
    in the last column, which is what the page itself costs changed, as a share of what it cost first.
    """
    rows = []
    for feeds in ((), get_args(Engine)):
        turns = [measure_turn(folder / f"{len(feeds)}-{number}", feeds) for number in range(TURNS)]
        first, changed, unchanged, line = (statistics.median(spent) for spent in zip(*turns, strict=True))
        shares = [(t[1] - t[3]) / (t[0] - t[3]) for t in turns]
        cells = [f"{spent:.2f}" for spent in (first, changed, unchanged, line)]
        said = f"{statistics.median(shares):.2f} ({min(shares):.2f} to {max(shares):.2f})"
        rows.append((", ".join(feeds) or "none", *cells, f"{changed / first:.2f}", said))
    header = ("feeds", "first", "changed", "unchanged", "one line", "changed/first", "of the page alone")
    return Table(f"A page of 0.6 MB of which one paragraph changed, CPU s, medians of {TURNS}", header, tuple(rows))


def measure_turn(folder: Path, feeds: Sequence[str]) -> tuple[float, float, float, float]:
    """CPU s of four runs: the page, the page with one changed paragraph, no change, and a page of one line alone."""
    content = (CORPUS / LARGE).read_bytes()
    middle = content.index(EDIT[0], len(content) // 3)
    edited = content[:middle] + EDIT[1] + content[middle + len(EDIT[0]) :]
    large = [run_command(folder / "large", feeds, page) for page in (content, edited, edited)]
    return large[0], large[1], large[2], run_command(folder / "line", feeds, SMALL)


def run_command(folder: Path, feeds: Sequence[str], page: bytes) -> float:
    """``guideline-claims run`` over one page; its CPU s."""
    (folder / "raw").mkdir(parents=True, exist_ok=True)
    (folder / "raw/page.html").write_bytes(page)
    (folder / "settings.toml").write_text(f"workers = 1\nfeeds = {json.dumps(feeds)}\n")
    command = [sys.executable, "-m", "pipeline", "run", "raw", "--config", "settings.toml"]
    before = os.times()
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def run(settings: Settings) -> Spent:
    """One run, with what it spent."""
    clock, cpu = time.monotonic(), sum(os.times()[:4])
    run_batch(settings)
    return Spent(time.monotonic() - clock, sum(os.times()[:4]) - cpu)
