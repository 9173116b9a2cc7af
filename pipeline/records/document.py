"""Page and Document: bytes in, cleaned text with every line accounted for."""

from typing import Literal

from pydantic import Field

from .base import Record


class Page(Record):
    """Bytes as a scraper saved them. ``path`` is the name users know it by, with ``/``; ``meta`` is its sidecar."""

    path: str
    content: bytes
    meta: dict[str, str] = Field(default_factory=dict)


class Source(Record):
    """The bytes a document was read from; ``sha256`` is bare hex."""

    path: str
    sha256: str
    media_type: str
    bytes: int


class Revision(Record):
    """``date`` is ISO 8601; ``date_from`` holds the words it was read from; the hash covers the cleaned text."""

    date: str | None
    date_from: str | None
    content_hash: str


class TableCell(Record):
    """Place of a cell: 0-based row and column once spans are resolved, and the headers it stands under."""

    id: str
    row: int
    column: int
    row_header: str | None = None
    column_header: str | None = None
    caption: str | None = None


BlockKind = Literal["heading", "paragraph", "list_item", "table_cell", "caption"]


class Block(Record):
    """One unit of cleaned text, ``document.text[start:end]``; ``level`` is the depth of a heading or of a list item."""

    id: str
    kind: BlockKind
    level: int | None = None
    start: int
    end: int
    heading_path: tuple[str, ...] = ()
    anchor: str | None = None
    table: TableCell | None = None
    issues: tuple[str, ...] = ()


class Reference(Record):
    """An entry of a reference list; ``section`` is the top-level section whose markers it serves."""

    number: int
    section: str | None = None
    text: str
    pmid: str | None = None
    url: str | None = None


class Announced(Record):
    """An entry of the page's own list of changes, with the anchors it links to."""

    text: str
    section: str | None = None
    anchors: tuple[str, ...] = ()
    reference: int | None = None


class Dropped(Record):
    """A line that was left out, with the rule ``<site>/<rule>`` that left it out."""

    text: str
    reason: str
    rule: str


class Document(Record):
    """A cleaned page: ``text`` is its blocks in order with a blank line between; every other line is accounted for."""

    schema_: Literal["document/1"] = Field("document/1", alias="schema")
    id: str
    part_of: str | None = None
    title: str | None
    publisher: str | None
    original_source: str | None
    source_url: str | None = None
    retrieved_at: str | None = None
    language: str | None
    audience: Literal["health-professional", "patient"] | None
    issues: tuple[str, ...] = ()
    revision: Revision
    source: Source
    text: str
    blocks: tuple[Block, ...]
    references: tuple[Reference, ...] = ()
    announced: tuple[Announced, ...] = ()
    dropped: tuple[Dropped, ...] = ()
