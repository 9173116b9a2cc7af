"""The pages of the corpus inside whole sites: not a line of the site leaks in, not a block of the page is lost.

The templates in ``chromes/`` are sites of our own making: ``{title}`` and ``{body}`` are the page's, ``{nav}`` is a
menu without end; what follows ``<!-- between -->`` is set before every section.
"""

import os
import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

from pipeline.document import parse_document
from pipeline.records import Document, Page

CORPUS = Path(os.environ.get("GUIDELINE_CORPUS", Path(__file__).resolve().parents[3] / "shared" / "corpus"))
CHROMES = sorted(Path(__file__).parent.glob("chromes/*.html"))
PAGES = sorted([*CORPUS.glob("cancergov_html/*.html"), *CORPUS.glob("patient/*.html")])
SHORT_PAGES = sorted(PAGES, key=lambda path: path.stat().st_size)[:4]
MENU = "".join(f'<a href="/n{number}">Topic number {number} of the index</a>' for number in range(3000))

MIN_RECALL = 0.995

BODY_RE = re.compile(r"<body[^>]*>(.*)</body>", re.DOTALL)
TITLE_RE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
HEADING_RE = re.compile(r"<h1.*?</h1>", re.DOTALL)
SECTION_RE = re.compile(r"(?=<h2)")


def dress_page(page: str, chrome: Path) -> str:
    """A page inside a site."""
    body, title = BODY_RE.search(page), TITLE_RE.search(page)
    assert body is not None
    assert title is not None
    template, _, between = chrome.read_text(encoding="utf-8").partition("<!-- between -->")
    first, *sections = SECTION_RE.split(body[1])
    inner = first + between.join(sections)
    return template.replace("{title}", title[1]).replace("{nav}", MENU).replace("{body}", inner)


def count_blocks(document: Document) -> Counter[tuple[str, str]]:
    return Counter((block.kind, document.text[block.start : block.end]) for block in document.blocks)


@cache
def read_alone(path: Path, has_title: bool) -> tuple[str, Counter[tuple[str, str]]]:
    """A page of the corpus, with or without its own title heading, and its blocks."""
    page = path.read_text(encoding="utf-8")
    page = page if has_title else HEADING_RE.sub("", page)
    return page, count_blocks(parse_document(Page(path=path.name, content=page.encode())))


def compare(chrome: Path, has_title: bool, pages: Sequence[Path]) -> tuple[int, int, list[tuple[str, str]]]:
    """Blocks wanted and found over the pages, and what leaked."""
    wanted = found = 0
    leaked: list[tuple[str, str]] = []
    for path in pages:
        page, alone = read_alone(path, has_title)
        inside = count_blocks(parse_document(Page(path=path.name, content=dress_page(page, chrome).encode())))
        leaked += inside - alone
        wanted += alone.total()
        found += (alone & inside).total()
    return wanted, found, leaked


needs_corpus = pytest.mark.skipif(not PAGES, reason="no corpus: set GUIDELINE_CORPUS")


@pytest.mark.corpus
@needs_corpus
@pytest.mark.parametrize("chrome", CHROMES, ids=lambda chrome: chrome.stem)
def test_a_page_reads_the_same_inside_a_site(chrome: Path) -> None:
    wanted, found, leaked = compare(chrome, True, SHORT_PAGES)
    assert leaked == []
    assert found >= MIN_RECALL * wanted


@pytest.mark.corpus
@needs_corpus
@pytest.mark.parametrize("chrome", CHROMES, ids=lambda chrome: chrome.stem)
def test_a_page_without_a_title_loses_nothing_and_a_line_or_two_leak(chrome: Path) -> None:
    wanted, found, leaked = compare(chrome, False, SHORT_PAGES)
    assert found >= MIN_RECALL * wanted
    assert len(leaked) <= 2 * len(SHORT_PAGES)


@pytest.mark.stress
@needs_corpus
@pytest.mark.parametrize("chrome", CHROMES, ids=lambda chrome: chrome.stem)
def test_every_page_reads_the_same_inside_a_site(chrome: Path) -> None:
    wanted, found, leaked = compare(chrome, True, PAGES)
    assert leaked == []
    assert found >= MIN_RECALL * wanted


def test_there_are_at_least_six_sites() -> None:
    assert len(CHROMES) >= 6
