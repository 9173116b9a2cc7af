"""What each stage costs on a page of 0.6 MB beside ``BeautifulSoup(page, "lxml").get_text()``; two such pages compared.

CPU time in one process, warm, the least of several turns; the turns of all stages alternate, so that a busy machine
slows them alike.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bs4 import BeautifulSoup

from pipeline.claims import assemble_claims
from pipeline.document import parse_document
from pipeline.figures import find_figures
from pipeline.flow import compare_readings, read_page
from pipeline.records import Page

from . import Table

CORPUS = Path(os.environ.get("GUIDELINE_CORPUS", Path(__file__).resolve().parents[3] / "shared/corpus"))
OLD = "cancergov_html/62787_hp-breast-treatment-pdq_2018-11-02.html"
NEW = "pairs/hp_62787_breast-cancer-treatment/v_scrape2025.md"
TURNS = 7


def measure() -> Iterator[Table]:
    """The stages of one page, then the comparison of two."""
    if not CORPUS.is_dir():
        sys.exit(f"no corpus in {CORPUS}: set GUIDELINE_CORPUS")
    old, new = (Page(path=path, content=(CORPUS / path).read_bytes()) for path in (OLD, NEW))
    yield measure_stages(old)
    yield measure_comparison(old, new)


def measure_stages(page: Page) -> Table:
    """Each stage on what the stage before it made."""
    document = parse_document(page)
    figures = find_figures(document)
    spent = least_seconds(
        {
            "get_text": lambda: BeautifulSoup(page.content, "lxml").get_text(),
            "document": lambda: parse_document(page),
            "figures": lambda: find_figures(document),
            "claims": lambda: assemble_claims(document, figures),
        }
    )
    spent["all stages"] = sum(spent.values()) - spent["get_text"]
    rows = [(name, f"{seconds:.3f}", f"{seconds / spent['get_text']:.1f}") for name, seconds in spent.items()]
    words = len(document.text.split())
    return Table(f"bytes to claims, a page of {words} words", ("stage", "CPU s", "times get_text"), tuple(rows))


def measure_comparison(old: Page, new: Page) -> Table:
    """Two revisions of that page, read and compared."""
    before, after = read_page(old), read_page(new)
    spent = least_seconds(
        {
            "reading both": lambda: (read_page(old), read_page(new)),
            "comparing their claims": lambda: compare_readings(before, after),
        }
    )
    rows = [(name, f"{seconds:.2f}") for name, seconds in spent.items()]
    claims = len(before.claims) + len(after.claims)
    return Table(f"two revisions, {claims} claims", ("step", "CPU s"), (*rows, ("both", f"{sum(spent.values()):.2f}")))


def least_seconds(work: dict[str, Callable[[], object]]) -> dict[str, float]:
    """CPU seconds of each piece of work."""
    least = dict.fromkeys(work, float("inf"))
    for _ in range(TURNS):
        for name, do in work.items():
            started = time.process_time()
            do()
            least[name] = min(least[name], time.process_time() - started)
    return least
