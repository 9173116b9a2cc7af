"""Cleaning beside trafilatura and resiliparse: words kept and words that do not belong, and the time it takes.

Quality: words as multisets. Precision: the share of a program's words that belong to the page's main text; recall: the
share of the main text's words that it gives. Speed: CPU time of the whole document record against what
``BeautifulSoup(page, "lxml").get_text()`` takes for the same bytes in the same run (the least of several turns).
"""

import os
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import trafilatura
from bs4 import BeautifulSoup
from resiliparse.extract.html2text import extract_plain_text

from pipeline.document import parse_document
from pipeline.records import Page

from . import Table

TESTS = Path(__file__).resolve().parents[1]
HEALTH = TESTS / "pages" / "health"
CHROMES = TESTS / "document" / "chromes"
CORPUS = Path(os.environ.get("GUIDELINE_CORPUS", TESTS.parents[1] / "shared" / "corpus"))
PAGE_P = "cancergov_html/62787_hp-breast-treatment-pdq_2018-11-02.html"

WORD_RE = re.compile(r"\w+")
TRUTH_MARK_RE = re.compile(r"\s(?:data-main|data-not)(?=[\s>])")


def clean_ours(page: str) -> str:
    return parse_document(Page(path="raw/page.html", content=page.encode())).text


def clean_trafilatura(page: str) -> str:
    return trafilatura.extract(page, include_comments=False, include_tables=True) or ""


def clean_resiliparse(page: str) -> str:
    return extract_plain_text(page, main_content=True, alt_texts=False, comments=False)


PROGRAMS: dict[str, Callable[[str], str]] = {
    "guideline-claims": clean_ours,
    "trafilatura": clean_trafilatura,
    "resiliparse": clean_resiliparse,
}


def read_truth(marked: str) -> tuple[str, str]:
    """A page without its marks, and its main text: ``data-main`` elements but for ``data-not`` ones within."""
    soup = BeautifulSoup(marked, "lxml")
    for element in soup.select("[data-not]"):
        element.decompose()
    main = "\n".join(element.get_text(" ") for element in soup.select("[data-main]"))
    return TRUTH_MARK_RE.sub("", marked), main


def compare_words(found: str, wanted: str) -> Counter[str]:
    """Counts of words ``found``, ``wanted`` and in ``both``."""
    words, truth = Counter(WORD_RE.findall(found)), Counter(WORD_RE.findall(wanted))
    return Counter(found=words.total(), wanted=truth.total(), both=(words & truth).total())


def score_programs(pages: Sequence[tuple[str, str]]) -> Iterator[tuple[str, ...]]:
    """Rows of precision, recall and F1 over all words of all (page, main text)."""
    for name, clean in PROGRAMS.items():
        counts = sum((compare_words(clean(page), truth) for page, truth in pages), Counter())
        precision = counts["both"] / max(counts["found"], 1)
        recall = counts["both"] / max(counts["wanted"], 1)
        f1 = 2 * precision * recall / max(precision + recall, 1e-9)
        yield name, f"{precision:.3f}", f"{recall:.3f}", f"{f1:.3f}"


def measure_health_pages() -> Table:
    pages = [read_truth(path.read_text(encoding="utf-8")) for path in sorted(HEALTH.glob("*.html"))]
    title = f"main text of {len(pages)} health pages of sites without a profile (words)"
    return Table(title, ("program", "precision", "recall", "F1"), tuple(score_programs(pages)))


def cpu_seconds(*works: Callable[[], object], times: int = 7) -> list[float]:
    """The least CPU time of each work; they take turns, so that what else runs disturbs all of them alike."""
    taken: list[list[float]] = [[] for _ in works]
    for _ in range(times):
        for work, seconds in zip(works, taken, strict=True):
            start = time.process_time()
            work()
            seconds.append(time.process_time() - start)
    return [min(seconds) for seconds in taken]


def measure_speed(page: bytes) -> Table:
    """Page P, and P with its body two and four times over: the ratio says whether time grows with size alone."""
    text = page.decode()
    start, end = text.index("<body>") + len("<body>"), text.index("</body>")
    rows = []
    for times in (1, 2, 4):
        content = (text[:start] + text[start:end] * times + text[end:]).encode()
        plain, ours = cpu_seconds(
            lambda content=content: BeautifulSoup(content, "lxml").get_text(),
            lambda content=content: parse_document(Page(path="raw/p.html", content=content)),
        )
        rows.append((f"{len(content) / 1000:.0f} KB", f"{plain:.3f}", f"{ours:.3f}", f"{ours / plain:.2f}"))
    return Table("document record beside get_text(), CPU seconds", ("page", "get_text", "ours", "ratio"), tuple(rows))


def measure() -> Iterator[Table]:
    yield measure_health_pages()
    page = CORPUS / PAGE_P
    if page.exists():
        yield measure_speed(page.read_bytes())
