"""Markdown captures to pieces, a line at a time: headings, paragraphs, items and pipe tables.

Front matter is read where there is one. Captures lose indentation, so that nested lists are flat; cells that a row span
covers are missing from their rows.
"""

import re
from collections.abc import Iterator, Sequence

from pipeline.sites import Profile

from .inline import finish_text
from .markdown_inline import read_inline
from .pieces import Piece, PieceKind, Reading
from .tables import Cell, claim_caption, place_cells

FRONT_MATTER_RE = re.compile(r"\s*---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
FRONT_FIELD_RE = re.compile(r"([A-Za-z_][\w.-]{0,40}):[ \t]+(\S.{0,2000})")
# Of front matter only these are believed; others hold what a scraper assumed (dates of scraping, one audience for all).
FRONT_FACTS = {"title": "title", "url": "url", "language": "lang", "audienceLevel": "front:audience"}

HEADING_RE = re.compile(r"(#{1,6})[ \t]+(.*?)[ \t]*#*$")
ITEM_RE = re.compile(r"([ \t]*)(?:[-*+•]|(\d{1,4})[.)])[ \t]+(?=\S)")
RULE_RE = re.compile(r"[ \t]*(?:-[ \t]*){3,}$|[ \t]*(?:\*[ \t]*){3,}$|[ \t]*(?:_[ \t]*){3,}$")
UNDERLINE_RE = re.compile(r"(=+|-+)[ \t]*$")


def read_markdown(text: str, profile: Profile) -> Reading:
    """The pieces of a markdown capture in page order; facts come from its front matter."""
    facts: dict[str, str] = {}
    front = FRONT_MATTER_RE.match(text)
    pieces: list[Piece] = []
    if front:
        facts = dict(_read_front_matter(front[1]))
        pieces = [Piece("metadata", line.strip()) for line in front[1].split("\n") if line.strip()]
        text = text[front.end() :]
    reader = _Reader()
    for line in text.split("\n"):
        reader.read_line(line)
    reader.flush()
    _mark_page_title(reader.pieces, facts)
    return Reading([*pieces, *reader.pieces], facts)


def _read_front_matter(front: str) -> Iterator[tuple[str, str]]:
    for line in front.split("\n"):
        field = FRONT_FIELD_RE.match(line)
        if field and field[1] in FRONT_FACTS:
            yield FRONT_FACTS[field[1]], field[2].strip().strip("'\"")


def _mark_page_title(pieces: Sequence[Piece], facts: dict[str, str]) -> None:
    """Of two headings of level 1 at the top, the first is the title of the web page, the second that of the text."""
    first = [piece for piece in pieces[:2] if piece.kind == "heading" and piece.level == 1]
    if len(first) == 2:
        first[0].kind = "metadata"
        facts.setdefault("title", first[0].text)


class _Reader:
    """State of the reading: the lines of the block that is open, and the cells of the table that is."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self.lines: list[str] = []
        self.kind: PieceKind = "paragraph"
        self.level: int | None = None
        self.number: int | None = None
        self.numbers: set[int | None] = set()
        self.rows: list[str] = []
        self.table_count = 0
        self.fenced = False

    def read_line(self, line: str) -> None:
        """Take in one line of the page."""
        if self.rows and not line.lstrip().startswith("|"):
            self.close_table()
        if line.startswith(("```", "~~~")):
            self.flush()
            self.fenced = not self.fenced
        elif not line.strip():
            self.flush()
        elif not self.fenced and line.lstrip().startswith("|") and (self.rows or line.count("|") > 1):
            if not self.rows:
                self.flush()
            self.rows.append(line.strip())
        elif not self.fenced and (heading := HEADING_RE.match(line)):
            self.flush()
            self.numbers.clear()
            self.add(heading[2], "heading", len(heading[1]))
        elif self.lines and self.kind == "paragraph" and len(self.lines) == 1 and (under := UNDERLINE_RE.match(line)):
            self.kind, self.level = "heading", 1 if under[1][0] == "=" else 2
            self.flush()
        elif RULE_RE.match(line):
            self.flush()
        elif (item := ITEM_RE.match(line)) and self.may_start_item(item[2]):
            self.flush()
            self.kind, self.level = "list_item", len(item[1].expandtabs(4)) // 2 + 1
            self.number = int(item[2]) if item[2] else None
            self.numbers.add(self.number)
            self.lines = [line[item.end() :]]
        else:
            self.lines.append(line.removeprefix("> ").strip())

    def may_start_item(self, number: str | None) -> bool:
        """False for a number that begins a line by the accident of wrapping: ``... older than / 18. Patients``."""
        return not self.lines or number in (None, "1") or int(number or 0) - 1 in self.numbers

    def flush(self) -> None:
        """Close the open block and table."""
        if self.rows:
            self.close_table()
        if self.lines:
            self.add("\n".join(self.lines), self.kind, self.level, self.number)
        self.lines, self.kind, self.level, self.number = [], "paragraph", None, None

    def add(self, raw: str, kind: PieceKind, level: int | None = None, number: int | None = None) -> None:
        marked, links = read_inline(self.drop_image_links(raw))
        text = finish_text(marked)
        if text:
            self.pieces.append(Piece(kind, text, level, links=links, number=number))

    def drop_image_links(self, raw: str) -> str:
        """Leave out the words of a link right before an image: they enlarge it, and would be glued to its caption."""
        for match in IMAGE_LINK_RE.finditer(raw):
            self.pieces.append(Piece("paragraph", match[1], rule="markdown/image-link", reason="control"))
        return IMAGE_LINK_RE.sub("", raw)

    def close_table(self) -> None:
        """Make cells of the rows read so far; a paragraph before them that names a table is their caption."""
        lines, self.rows = self.rows, []
        caption = claim_caption(self.pieces)
        self.table_count += 1
        rows, unsure = _read_rows([self.drop_image_links(line) for line in lines])
        for cell, place in place_cells(rows, self.table_count, caption):
            issues: tuple[str, ...] = ()
            if place.row in unsure:
                place, issues = place._replace(row_header=None, column_header=None), (SPANS_LOST,)
            self.pieces.append(Piece("table_cell", cell.text, place=place, links=tuple(cell.links), issues=issues))


IMAGE_LINK_RE = re.compile(r"\[([^\[\]\n]{1,40})\]\([^()\s]{1,500}\)(?=!\[)")
SPANS_LOST = "row spans lost: headers not certain"
CELL_RE = re.compile(r"\|((?:[^|\\]|\\.)*)(?=\|)")
SEPARATOR_RE = re.compile(r"\|(?:[ \t]*:?-{2,}:?[ \t]*\|)+$")
SPANNED = " "
"""What converters write for a place that a column span covers; a cell that is empty has two spaces or none."""


def _read_rows(lines: Sequence[str]) -> tuple[list[list[Cell]], set[int]]:
    """Rows of cells, and the indexes of rows that lost cells to a row span.

    Where a row is short, the cells it lacks are placed at its left, under the spans of the row above. That is right for
    tables of two columns (all short rows seen); in wider ones it held for 56 of 210 rows, so that no headers are given.
    """
    raw_rows: list[tuple[bool, list[str]]] = []
    first_separator = next((at for at, line in enumerate(lines) if SEPARATOR_RE.match(line)), 0)
    for at, line in enumerate(lines):
        if SEPARATOR_RE.match(line):
            continue
        cells = CELL_RE.findall(line if line.endswith("|") else line + "|")
        if any(cell.strip() for cell in cells):
            raw_rows.append((at < first_separator, cells))
    width = max((len(cells) for _, cells in raw_rows), default=0)
    spans = _find_row_spans([len(cells) for _, cells in raw_rows], width)
    rows = [list(_read_row(cells, is_head, spans[at], width)) for at, (is_head, cells) in enumerate(raw_rows)]
    unsure = {at for at, (_, cells) in enumerate(raw_rows) if len(cells) < width and width > 2}
    return rows, unsure


def _find_row_spans(lengths: Sequence[int], width: int) -> list[list[int]]:
    """For each row, how many rows each of its columns spans: a column lives on through the short rows below."""
    spans = [[1] * width for _ in lengths]
    owner = [0] * width
    for at, length in enumerate(lengths):
        missing = width - length
        for column in range(width):
            if column < missing:
                spans[owner[column]][column] += 1
            else:
                owner[column] = at
    return spans


def _read_row(cells: Sequence[str], is_head: bool, spans: Sequence[int], width: int) -> Iterator[Cell]:
    at = 0
    offset = width - len(cells)
    while at < len(cells):
        end = at + 1
        while end < len(cells) and cells[end] == SPANNED:
            end += 1
        marked, links = read_inline(cells[at])
        yield Cell(finish_text(marked), links, 0, spans[offset + at], end - at, is_head)
        at = end
