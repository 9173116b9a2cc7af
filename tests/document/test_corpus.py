"""Recall on the pages of the corpus, against what their raw markup holds; floors that only a person lowers."""

import os
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from pipeline.document import parse_document
from pipeline.records import Page
from tests.document.truth import flatten, read_html_truth, read_markdown_truth, read_xml_truth

CORPUS = Path(os.environ.get("GUIDELINE_CORPUS", Path(__file__).resolve().parents[3] / "shared" / "corpus"))
HTML = [*CORPUS.glob("cancergov_html/*"), *CORPUS.glob("patient/*.html"), *CORPUS.glob("spanish/*.html")]
FORMS = {
    "html": (sorted(HTML), lambda content: read_html_truth(content.decode())),
    "xml": (sorted(CORPUS.glob("pdq_xml/*.xml")), read_xml_truth),
    "markdown": (sorted(CORPUS.glob("cancergov_md/*.md")), lambda content: read_markdown_truth(content.decode())),
}
FLOORS = {"p": 0.995, "li": 0.99, "cell": 0.99, "headings": 0.99, "pmids": 0.99, "cited": 1.0}
MARKER_RE = re.compile(r"\[(\d{1,4}(?:[,-]\d{1,4})*)\]")

pytestmark = [pytest.mark.corpus, pytest.mark.skipif(not CORPUS.is_dir(), reason="no corpus: set GUIDELINE_CORPUS")]


@cache
def parse_file(path):
    return parse_document(Page(path=path.name, content=path.read_bytes()))


def texts(document):
    return [document.text[block.start : block.end] for block in document.blocks]


def expand_markers(text):
    for match in MARKER_RE.finditer(text):
        for part in match[1].split(","):
            first, _, last = part.partition("-")
            yield from range(int(first), int(last or first) + 1)


@pytest.mark.parametrize("form", FORMS)
def test_nothing_of_the_text_is_lost(form):
    paths, read_truth = FORMS[form]
    wanted, found = Counter(), Counter()
    for path in paths:
        document, truth = parse_file(path), read_truth(path.read_bytes())
        blocks = Counter(
            flatten(text)
            for text, block in zip(texts(document), document.blocks, strict=True)
            if block.kind != "heading"
        )
        for kind, expected in truth.texts.items():
            wanted[kind] += expected.total()
            found[kind] += (expected & blocks).total()
        paths_found = Counter(
            tuple(map(flatten, block.heading_path)) for block in document.blocks if block.kind == "heading"
        )
        headings = _without_page_title(truth.headings)
        wanted["headings"] += headings.total()
        found["headings"] += (headings & paths_found).total()
        wanted["pmids"] += len(truth.pmids)
        found["pmids"] += len(truth.pmids & {reference.pmid for reference in document.references})
        cited = Counter(number for text in texts(document) for number in expand_markers(text))
        wanted["cited"] += truth.cited.total()
        found["cited"] += (truth.cited & cited).total()
    recall = {kind: found[kind] / max(wanted[kind], 1) for kind in FLOORS}
    print(form, recall, dict(wanted))
    assert wanted["p"] > 900
    assert {kind: value for kind, value in recall.items() if value < FLOORS[kind]} == {}


def _without_page_title(headings):
    """Markdown captures begin with the title of the web page, which is no heading of the text."""
    titles = [path for path in headings if len(path) == 1]
    return headings - Counter(titles[:1]) if len(titles) > 1 else headings


@pytest.mark.parametrize("pair", sorted(CORPUS.glob("pairs/citation_markup_*")), ids=lambda pair: pair.name[-6:])
def test_markers_are_the_same_in_both_markups(pair):
    old, new = parse_file(pair / "old.html"), parse_file(pair / "new.html")
    assert texts(old) == texts(new)


def test_xml_and_html_of_one_revision_give_the_same_document():
    folder = CORPUS / "pairs" / "twin_62843_xml_vs_html_same_revision"
    xml, html = parse_file(folder / "xml.xml"), parse_file(folder / "html.html")
    assert texts(xml) == texts(html)
    for name in ("kind", "level", "heading_path", "table"):
        assert [getattr(block, name) for block in xml.blocks] == [getattr(block, name) for block in html.blocks]
    assert [(entry.number, entry.section, entry.text, entry.pmid) for entry in xml.references] == [
        (entry.number, entry.section, entry.text, entry.pmid) for entry in html.references
    ]
    assert (xml.id, xml.revision.date) == (html.id, html.revision.date) == ("pdq:CDR0000062843", "2015-09-24")


SPANISH_RE = re.compile(r"spanish/|CDR0000(?:256668|583660|710915)")


@pytest.mark.parametrize("form", FORMS)
def test_revision_language_and_audience(form):
    for path in FORMS[form][0]:
        document = parse_file(path)
        assert document.language == ("es" if SPANISH_RE.search(str(path)) else "en")
        assert document.revision.date is not None
        assert document.revision.date != "2025-12-30"  # when the markdown pages were scraped
        if stated := re.search(r"\d{4}-\d{2}-\d{2}", path.name):
            assert document.revision.date == stated[0]
        if "-hp-" in path.name:
            assert document.audience == "health-professional"
        if "patient-" in path.name:
            assert document.audience == "patient"
