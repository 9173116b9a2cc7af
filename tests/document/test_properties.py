"""What holds for every page: generated ones of all forms, and real ones cut, repeated and overwritten at random."""

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.document import explain_page, parse_document
from pipeline.errors import PageError
from pipeline.records import Document, Page

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = sorted(path for path in (ROOT / "raw").rglob("*") if path.suffix in (".html", ".txt", ".md", ".xml"))

slow = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
thorough = settings(slow, max_examples=2000)


def make_page(content: bytes) -> Page:
    return Page(path="raw/page", content=content)


def check_document(document: Document) -> None:
    """Blocks lie in order with a blank line between, and nothing else is in the text."""
    assert "\n\n".join(document.text[block.start : block.end] for block in document.blocks) == document.text
    starts = [block.start for block in document.blocks]
    assert starts == sorted(starts)
    assert all(block.start < block.end for block in document.blocks)
    assert len({block.id for block in document.blocks}) == len(document.blocks)
    assert all(document.text[block.start : block.end].strip() for block in document.blocks)


# --- generated pages: every word is one of its kind, so that none can vanish unnoticed ----------------------------

WORD_RE = re.compile(r"\bw\d+x\b")
INLINE = ("b", "i", "em", "span", "sup", "sub", "a", "font")
BLOCK = (
    "p",
    "div",
    "section",
    "h2",
    "h3",
    "h4",
    "li",
    "blockquote",
    "td",
    "article",
    "aside",
    "nav",
    "pre",
    "dd",
    "main",
)


class Words:
    """A source of words that are all different."""

    def __init__(self) -> None:
        self.count = 0

    def take(self, many: int) -> str:
        first = self.count
        self.count += many
        return " ".join(f"w{number}x" for number in range(first, self.count))


# A tree as nested lists: a number is so many words, a tuple an element and its children.
NODES = st.recursive(
    st.integers(1, 30),
    lambda inner: st.tuples(st.sampled_from(BLOCK + INLINE), st.lists(inner, max_size=5), st.booleans()),
    max_leaves=25,
)


def write_html(node: object, words: Words) -> str:
    if isinstance(node, int):
        return words.take(node) + " "
    assert isinstance(node, tuple)
    name, children, is_closed = node
    inner = "".join(write_html(child, words) for child in children)
    return f"<{name}>{inner}" + (f"</{name}>" if is_closed else "")


@slow
@given(st.lists(NODES, min_size=1, max_size=8))
def test_every_word_of_an_html_page_is_accounted_for(nodes: list[object]) -> None:
    words = Words()
    body = "".join(write_html(node, words) for node in nodes)
    page = make_page(f"<html><head><title>A page</title></head><body>{body}</body></html>".encode())
    check_account(page, words)


LINES = st.lists(
    st.tuples(
        st.sampled_from(("", "# ", "## ", "### ", "- ", "  - ", "1. ", "> ", "| ", "**", "    ")), st.integers(1, 30)
    ),
    min_size=1,
    max_size=20,
)


@slow
@given(LINES, st.booleans(), st.booleans())
def test_every_word_of_a_markdown_page_is_accounted_for(lines: list[tuple[str, int]], front: bool, gaps: bool) -> None:
    words = Words()
    body = ("\n\n" if gaps else "\n").join(prefix + words.take(many) for prefix, many in lines)
    head = "---\ntitle: A page\nurl: https://example.org/a\n---\n\n" if front else "# A\n\n[a](https://example.org)\n\n"
    check_account(make_page((head + body).encode()), words)


@slow
@given(LINES, st.booleans())
def test_every_word_of_a_text_page_is_accounted_for(lines: list[tuple[str, int]], is_webmd: bool) -> None:
    words = Words()
    head = (
        "Skip to content\nMy WebMD Sign In, Sign Up\n\nCancer Health Center\n\nFont Size\n\nA Title\n\n"
        if is_webmd
        else ""
    )
    check_account(make_page((head + "\n\n".join(words.take(many) for _, many in lines)).encode()), words)


XML_NODES = st.recursive(
    st.integers(1, 30),
    lambda inner: st.tuples(
        st.sampled_from("SummarySection Para ItemizedList ListItem Title Strong Note KeyPoint Table row entry".split()),
        st.lists(inner, max_size=5),
        st.just(True),
    ),
    max_leaves=25,
)


@slow
@given(st.lists(XML_NODES, min_size=1, max_size=8))
def test_every_word_of_an_xml_page_is_accounted_for(nodes: list[object]) -> None:
    words = Words()
    body = "".join(write_html(node, words) for node in nodes)
    page = f'<?xml version="1.0"?><Summary id="CDR0000000001"><SummaryTitle>A</SummaryTitle>{body}</Summary>'
    check_account(make_page(page.encode()), words)


def check_account(page: Page, words: Words) -> None:
    """Each word stands once in the account of the page, and what is kept is the text, in order."""
    account = list(explain_page(page))
    assert [int(word[1:-1]) for _, line in account for word in WORD_RE.findall(line)] == sorted(
        int(word[1:-1]) for _, line in account for word in WORD_RE.findall(line)
    )
    assert sorted(int(word[1:-1]) for _, line in account for word in WORD_RE.findall(line)) == list(range(words.count))
    try:
        document = parse_document(page)
    except PageError:
        assert [line for mark, line in account if mark == "kept"] == []
        return
    check_document(document)
    assert [line for mark, line in account if mark == "kept"] == document.text.split("\n\n")


# --- real pages, damaged ------------------------------------------------------------------------------------------

EDITS = st.lists(
    st.tuples(
        st.sampled_from(("cut", "repeat", "drop", "insert", "overwrite")),
        st.floats(0, 1),
        st.integers(1, 400),
        st.sampled_from(
            (
                b"<",
                b">",
                b"&",
                b"\0",
                b"</div>",
                b"<table>",
                b"<!--",
                b"]]>",
                b"\xff",
                b"\r",
                b"<td colspan=9>",
                b"[1",
                b"#",
            )
        ),
    ),
    min_size=1,
    max_size=6,
)


def damage(content: bytes, edits: list[tuple[str, float, int, bytes]]) -> bytes:
    for kind, place, size, filler in edits:
        at = int(place * len(content))
        if kind == "cut":
            content = content[: max(at, 200)]
        elif kind == "repeat":
            content = content[: at + size] + content[at:]
        elif kind == "drop":
            content = content[:at] + content[at + size :]
        elif kind == "insert":
            content = content[:at] + filler * (size % 40 + 1) + content[at:]
        else:
            content = content[:at] + filler + content[at + len(filler) :]
    return content


def check_damaged(sample: Path, edits: list[tuple[str, float, int, bytes]]) -> None:
    page = make_page(damage(sample.read_bytes(), edits))
    try:
        document = parse_document(page)
    except PageError:
        return
    check_document(document)
    assert parse_document(page).to_json() == document.to_json()


@slow
@given(st.sampled_from(SAMPLES), EDITS)
def test_a_damaged_page_is_read_or_refused_by_name(sample: Path, edits: list[tuple[str, float, int, bytes]]) -> None:
    check_damaged(sample, edits)


@pytest.mark.stress
@thorough
@given(st.sampled_from(SAMPLES), EDITS)
def test_many_damaged_pages_are_read_or_refused_by_name(
    sample: Path, edits: list[tuple[str, float, int, bytes]]
) -> None:
    check_damaged(sample, edits)
