"""gzip and WARC to pages."""

import gzip
from collections.abc import Sequence
from io import BytesIO

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipeline.document.archives import split_archive
from pipeline.document.limits import Limits
from pipeline.errors import BinaryPage, EmptyPage, TooLarge
from pipeline.records import Page

HTML = b"<html><body><p>Survival was 40%.</p></body></html>"
DATE = "2020-03-04T05:06:07Z"


def write_warc(*responses: tuple[str, str, bytes, Sequence[tuple[str, str]]], packed: bool = False) -> bytes:
    """A WARC of (address, status, body, headers)."""
    buffer = BytesIO()
    writer = WARCWriter(buffer, gzip=packed)
    writer.write_record(writer.create_warcinfo_record("crawl.warc", {"software": "test"}))
    for url, status, body, headers in responses:
        http = StatusAndHeaders(status, list(headers), protocol="HTTP/1.1")
        writer.write_record(
            writer.create_warc_record(
                url, "response", payload=BytesIO(body), http_headers=http, warc_headers_dict={"WARC-Date": DATE}
            )
        )
    return buffer.getvalue()


TYPE = [("Content-Type", "text/html; charset=utf-8")]
RESPONSES = (
    ("https://example.org/a", "200 OK", HTML, TYPE),
    ("https://example.org/logo", "200 OK", b"\x89PNG", [("Content-Type", "image/png")]),
    ("https://example.org/moved", "301 Moved", b"<p>moved</p>", TYPE),
    ("https://example.org/b", "200 OK", gzip.compress(HTML), [*TYPE, ("Content-Encoding", "gzip")]),
    ("https://example.org/a", "200 OK", b"<p>Later: 45%.</p>", TYPE),
    (
        "https://example.org/c",
        "200 OK",
        b"6\r\n<p>5%.\r\n4\r\n</p>\r\n0\r\n\r\n",
        [*TYPE, ("Transfer-Encoding", "chunked")],
    ),
)


@pytest.mark.parametrize("packed", [False, True])
def test_each_text_response_is_a_page(packed: bool) -> None:
    archive = Page(path="raw/crawl.warc.gz", content=write_warc(*RESPONSES, packed=packed), meta={"url": "ignored"})
    pages = split_archive(archive)
    assert [(page.path, page.content) for page in pages] == [
        ("raw/crawl.warc.gz#https://example.org/a", HTML),
        ("raw/crawl.warc.gz#https://example.org/b", HTML),
        ("raw/crawl.warc.gz#6", b"<p>Later: 45%.</p>"),
        ("raw/crawl.warc.gz#https://example.org/c", b"<p>5%.</p>"),
    ]
    assert {page.meta["retrieved_at"] for page in pages} == {DATE}
    assert pages[2].meta["url"] == "https://example.org/a"


def test_a_plain_page_comes_back_as_itself() -> None:
    page = Page(path="raw/a.html", content=HTML)
    assert split_archive(page) == (page,)


def test_gzip_is_unpacked_and_keeps_its_sidecar() -> None:
    page = Page(path="raw/a.html.gz", content=gzip.compress(HTML) + gzip.compress(b"more"), meta={"url": "u"})
    assert split_archive(page) == (page.model_copy(update={"content": HTML + b"more"}),)


def test_a_bomb_stops_at_the_limit() -> None:
    bomb = gzip.compress(b"\0" * 1_000_000)
    with pytest.raises(TooLarge, match="max_archive_bytes"):
        split_archive(Page(path="raw/a.gz", content=bomb), Limits(max_archive_bytes=100_000))
    inner = write_warc(("https://example.org/b", "200 OK", bomb, [*TYPE, ("Content-Encoding", "gzip")]))
    (page,) = split_archive(Page(path="raw/a.warc", content=inner), Limits(max_bytes=1000))
    assert len(page.content) == 1001


def test_archives_of_too_many_pages_are_refused() -> None:
    warc = write_warc(*[(f"https://example.org/{n}", "200 OK", HTML, TYPE) for n in range(4)])
    with pytest.raises(TooLarge, match="max_archive_pages"):
        split_archive(Page(path="raw/a.warc", content=warc), Limits(max_archive_pages=3))


@pytest.mark.parametrize(
    "content", [gzip.compress(HTML)[:-9], gzip.compress(HTML)[:10] + b"x" * 90], ids=["cut off", "overwritten"]
)
def test_damaged_gzip_is_named(content: bytes) -> None:
    with pytest.raises(BinaryPage, match="gzip"):
        split_archive(Page(path="raw/a.gz", content=content))


@pytest.mark.parametrize("packed", [False, True])
def test_a_record_cut_off_keeps_the_records_before_it(packed: bool) -> None:
    whole = write_warc(*RESPONSES[:1], packed=packed)
    body = b"".join(b"<p>Paragraph %d of a long page.</p>" % number for number in range(3000))
    cut = write_warc(*RESPONSES[:1], ("https://example.org/cut", "200 OK", body, TYPE), packed=packed)
    cut = cut[: len(whole) + (len(cut) - len(whole)) * 3 // 4]
    pages = split_archive(Page(path="raw/a.warc", content=cut))
    assert [(page.path, page.content) for page in pages] == [
        ("raw/a.warc#https://example.org/a", HTML),
        ("raw/a.warc#https://example.org/cut", b""),
    ]


@pytest.mark.parametrize(
    "content", [b"WARC/1.0\r\nno header at all", write_warc(*RESPONSES[1:3])], ids=["garbage", "images"]
)
def test_a_warc_without_a_text_is_named(content: bytes) -> None:
    with pytest.raises(EmptyPage, match="no text page"):
        split_archive(Page(path="raw/a.warc", content=content))


def test_a_damaged_record_is_named() -> None:
    warc = write_warc(*RESPONSES[:1]).replace(b"WARC/1.0", b"WARC/?.?").replace(b"WARC/?.?", b"WARC/1.0", 1)
    with pytest.raises(BinaryPage, match="damaged after record"):
        split_archive(Page(path="raw/a.warc", content=warc))
