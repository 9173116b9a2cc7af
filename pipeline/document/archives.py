"""Archives to pages: gzip files and WARC files (packed or not), each text response a page of its own.

1. unpack gzip, up to a limit: a few bytes can stand for gigabytes;
2. a WARC: a page for every record that holds a text, in the order of the file;
3. anything else is one page.
"""

import zlib
from collections.abc import Iterator
from io import BytesIO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

from pipeline.errors import BinaryPage, EmptyPage, TooLarge
from pipeline.records import Page

from .limits import LIMITS, Limits

GZIP_MAGIC = b"\x1f\x8b"
WARC_MAGIC = b"WARC/"

RECORD_TYPES = frozenset({"response", "resource", "conversion"})
TEXT_TYPES = frozenset(
    {"text/html", "application/xhtml+xml", "text/plain", "text/markdown", "text/xml", "application/xml"}
)


def split_archive(page: Page, limits: Limits = LIMITS) -> tuple[Page, ...]:
    """The pages of an archive in its order; a page that is no archive comes back as itself.

    A page of a WARC has the path ``<archive>#<url>`` (``#<n>``, the number of the record, where it has no address or
    one that came before) and the ``url`` and ``retrieved_at`` of its record. A record that ends early becomes a page
    without content, so that it is reported as empty and not lost. Raises ``TooLarge``, ``BinaryPage``
    and ``EmptyPage``.
    """
    if len(page.content) > limits.max_archive_bytes and page.content.startswith((GZIP_MAGIC, WARC_MAGIC)):
        raise TooLarge(f"archive of {len(page.content)} bytes: the limit is {_name_limit(limits)}; split it")
    content = _unpack(page.content, limits) if page.content.startswith(GZIP_MAGIC) else page.content
    if content.startswith(WARC_MAGIC):
        if pages := tuple(_find_pages(page, content, limits)):
            return pages
        raise EmptyPage("WARC file holds no text page that was fetched with success: crawl it again")
    return (page if content is page.content else page.model_copy(update={"content": content}),)


def _name_limit(limits: Limits) -> str:
    return f"max_archive_bytes = {limits.max_archive_bytes}"


def _unpack(packed: bytes, limits: Limits) -> bytes:
    """All members of a gzip file, one after the other."""
    unpacked = bytearray()
    rest = packed
    while rest.startswith(GZIP_MAGIC):
        member = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        try:
            unpacked += member.decompress(rest, limits.max_archive_bytes + 1 - len(unpacked))
        except zlib.error as error:
            raise BinaryPage("gzip file is damaged: fetch it again") from error
        if len(unpacked) > limits.max_archive_bytes:
            raise TooLarge(f"gzip file unpacks beyond {_name_limit(limits)}; split it")
        if not member.eof:
            if unpacked.startswith(WARC_MAGIC):  # a crawl that was cut off: its last record is reported below
                break
            raise BinaryPage("gzip file ends early: fetch it again")
        rest = member.unused_data
    return bytes(unpacked)


def _find_pages(archive: Page, content: bytes, limits: Limits) -> Iterator[Page]:
    seen: set[str] = set()
    records = ArchiveIterator(BytesIO(content))
    number = 0
    try:
        for number, record in enumerate(records, 1):
            if not _holds_text(record):
                continue
            url = record.rec_headers.get_header("WARC-Target-URI")
            name = url if url and url not in seen else str(number)
            seen.add(name)
            if len(seen) > limits.max_archive_pages:
                raise TooLarge(f"archive of more than max_archive_pages = {limits.max_archive_pages} pages; split it")
            meta = {"url": url, "retrieved_at": record.rec_headers.get_header("WARC-Date")}
            yield Page(
                path=f"{archive.path}#{name}",
                content=_read_record(record, limits),
                meta={key: value for key, value in meta.items() if value},
            )
    except (ArchiveLoadFailed, zlib.error, EOFError, ValueError) as error:
        raise BinaryPage(f"WARC file is damaged after record {number}: fetch it again") from error


def _holds_text(record: ArcWarcRecord) -> bool:
    """True for a successful response, or a stored file, whose media type is a text's."""
    if record.rec_type not in RECORD_TYPES:
        return False
    if record.http_headers is not None and record.http_headers.get_statuscode() != "200":
        return False
    headers = record.http_headers or record.rec_headers
    media_type = headers.get_header("Content-Type") or ""
    return media_type.partition(";")[0].strip().lower() in TEXT_TYPES


def _read_record(record: ArcWarcRecord, limits: Limits) -> bytes:
    """The body, transfer and content encodings undone; one byte over the limit is enough to have it refused."""
    body: bytes = record.content_stream().read(limits.max_bytes + 1)
    ends_early = len(body) <= limits.max_bytes and getattr(record.raw_stream, "limit", 0) > 0
    return b"" if ends_early else body
