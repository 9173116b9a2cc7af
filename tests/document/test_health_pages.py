"""Ordinary health pages of sites without a profile: floors on the words kept and on the words that do not belong."""

import re
from collections import Counter
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from pipeline.document import parse_document
from pipeline.records import Page

PAGES = sorted((Path(__file__).resolve().parents[1] / "pages" / "health").glob("*.html"))
TRUTH_MARK_RE = re.compile(r"\s(?:data-main|data-not)(?=[\s>])")
WORD_RE = re.compile(r"\w+")

MIN_RECALL = 0.99
# The weakest page is a news story with teasers and bylines between its paragraphs.
MIN_PRECISION = 0.7


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_the_main_text_is_kept_and_little_else(path: Path) -> None:
    marked = path.read_text(encoding="utf-8")
    soup = BeautifulSoup(marked, "lxml")
    for element in soup.select("[data-not]"):
        element.decompose()
    truth = Counter(WORD_RE.findall("\n".join(element.get_text(" ") for element in soup.select("[data-main]"))))
    document = parse_document(Page(path=path.name, content=TRUTH_MARK_RE.sub("", marked).encode()))
    found = Counter(WORD_RE.findall(document.text))
    both = (truth & found).total()
    assert both >= MIN_RECALL * truth.total()
    assert both >= MIN_PRECISION * found.total()
