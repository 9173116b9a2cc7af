"""One revision in several capture forms gives the same ids and semantic hashes: real pages, and renderings of them."""

import os
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from pipeline.flow import read_page
from pipeline.records import Claim, Document, Page

CORPUS = Path(os.environ.get("GUIDELINE_CORPUS", Path(__file__).parents[3] / "shared" / "corpus"))
pytestmark = [pytest.mark.corpus, pytest.mark.skipif(not CORPUS.is_dir(), reason="no corpus at GUIDELINE_CORPUS")]

PAIRS = [
    *((folder / "old.html", folder / "new.html") for folder in sorted(CORPUS.glob("pairs/citation_markup_*"))),
    *((folder / "xml.xml", folder / "html.html") for folder in sorted(CORPUS.glob("pairs/twin_*"))),
]
RENDERED = (
    "cancergov_html/62734_fatigue-fatigue-hp-pdq_2017-06-29.html",
    "cancergov_html/62761_hp-child-glioma-treatment-pdq_2018-09-28.html",
    "cancergov_html/62824_hp-lung-prevention-pdq_2018-03-02.html",
    "cancergov_html/742114_hp-vitamin-c-pdq_2017-12-13.html",
)
# Text has no levels of headings: what a heading two levels up says of a section may be lost with them.
TEXT_FLOOR, ALL_TEXT_FLOOR = 0.7, 0.95


def read(path: str, content: bytes, document: str | None = None) -> tuple[Document, tuple[Claim, ...]]:
    meta = {"document_id": document} if document else {}
    reading = read_page(Page(path=path, content=content, meta=meta))
    return reading.document, reading.claims


def count_equal(ones: Sequence[Claim], others: Sequence[Claim], what: Callable[[Claim], object]) -> int:
    """How many claims of one form have an equal of their own in the other."""
    return sum((Counter(map(what, ones)) & Counter(map(what, others))).values())


def identify(claim: Claim) -> tuple[str, str]:
    return claim.id, claim.hash.semantic


def claims_of_prose(document: Document, claims: Sequence[Claim]) -> list[Claim]:
    """The claims outside of tables, which the renderings leave out."""
    prose = {block.id for block in document.blocks if block.kind in ("paragraph", "list_item")}
    return [claim for claim in claims if claim.provenance.block in prose]


def render(document: Document, *, marked: bool) -> bytes:
    """The prose of a document as markdown, or as text where nothing but blank lines and dashes marks the blocks."""
    lines = [f"# {document.title}" if marked else document.title or ""]
    for block in document.blocks:
        words = document.text[block.start : block.end]
        match block.kind:
            case "heading" if words != document.title:
                lines.append("#" * (block.level or 1) + " " + words if marked else words)
            case "list_item":
                lines.append(("  " * ((block.level or 1) - 1) if marked else "") + "- " + words)
            case "paragraph":
                lines.append(words)
    return "\n\n".join(lines).encode()


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair[0].parent.name)
def test_other_markup_and_xml_give_the_same_claims(pair: tuple[Path, Path]) -> None:
    document, claims = read(pair[1].name, pair[1].read_bytes())
    _, others = read(pair[0].name, pair[0].read_bytes(), document.id)
    assert len(others) == len(claims) == count_equal(claims, others, identify)


@pytest.mark.parametrize("name", RENDERED)
def test_markdown_gives_the_same_claims(name: str) -> None:
    document, claims = read(name, (CORPUS / name).read_bytes())
    prose = claims_of_prose(document, claims)
    _, others = read("page.md", render(document, marked=True), document.id)
    assert len(others) == len(prose) == count_equal(prose, others, identify)


def test_text_gives_the_same_ids_and_most_meanings() -> None:
    equal = total = 0
    for name in RENDERED:
        document, claims = read(name, (CORPUS / name).read_bytes())
        prose = claims_of_prose(document, claims)
        _, others = read("page.txt", render(document, marked=False), document.id)
        assert len(others) == len(prose) == count_equal(prose, others, lambda claim: claim.id)
        same = count_equal(prose, others, identify)
        assert same >= TEXT_FLOOR * len(prose), name
        equal, total = equal + same, total + len(prose)
    assert equal >= ALL_TEXT_FLOOR * total
