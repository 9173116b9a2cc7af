"""The pages of the corpus inside whole sites: not a line of the site leaks in, not a block of the page is lost.

The templates in ``chromes/`` are sites of our own making: ``{title}`` and ``{body}`` are the page's, ``{nav}`` is a
menu without end; what follows ``<!-- between -->`` is set before every section.
"""

import os
import re
from collections import Counter
from pathlib import Path

import pytest

from pipeline.document import parse_document
from pipeline.records import Document, Page

CORPUS = Path(os.environ.get("GUIDELINE_CORPUS", Path(__file__).resolve().parents[3] / "shared" / "corpus"))
CHROMES = sorted(Path(__file__).parent.glob("chromes/*.html"))
PAGES = sorted([*CORPUS.glob("cancergov_html/*.html"), *CORPUS.glob("patient/*.html")])
MENU = "".join(f'<a href="/n{number}">Topic number {number} of the index</a>' for number in range(3000))

MIN_RECALL = 0.995

BODY_RE = re.compile(r"<body[^>]*>(.*)</body>", re.DOTALL)
TITLE_RE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
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


@pytest.mark.corpus
@pytest.mark.skipif(not PAGES, reason="no corpus: set GUIDELINE_CORPUS")
@pytest.mark.parametrize("chrome", CHROMES, ids=lambda chrome: chrome.stem)
def test_a_page_reads_the_same_inside_a_site(chrome: Path) -> None:
    wanted = found = 0
    for path in PAGES:
        page = path.read_text(encoding="utf-8")
        alone = count_blocks(parse_document(Page(path=path.name, content=page.encode())))
        inside = count_blocks(parse_document(Page(path=path.name, content=dress_page(page, chrome).encode())))
        assert list(inside - alone) == []
        wanted += alone.total()
        found += (alone & inside).total()
    assert found >= MIN_RECALL * wanted


def test_there_are_at_least_six_sites() -> None:
    assert len(CHROMES) >= 6
