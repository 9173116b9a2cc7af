"""Tables of data: spans resolved to a grid, and the headers that each cell stands under."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from .pieces import CellPlace, Link, Piece
from .tree import iter_elements

# No table of the guidelines is wider than 20 columns; pages in the wild hold colspan="1000" for "to the end".
MAX_SPAN = 100
# The largest table of the guidelines covers 800 places; beyond this, spans only serve to exhaust memory.
MAX_PLACES = 100_000
MAX_HEAD_ROWS = 10
MAX_HEADING_COLUMNS = 4
CAPTION_RE = re.compile(r"(?:Table|Cuadro|Tabla|Figure|Figura) \d{1,3}[A-Za-z]?\b.{0,300}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as written. ``row_span`` 0 is HTML's "to the end of the group"."""

    text: str
    links: Sequence[Link] = ()
    link_chars: int = 0
    row_span: int = 1
    column_span: int = 1
    is_header: bool = False
    """In the head of the table, or a header cell by its own markup."""
    heads_row: bool = False
    """A header cell that says it heads its row."""

    @classmethod
    def of(cls, node: Any, text: str, links: Sequence[Link], link_chars: int, in_head: bool) -> "Cell":
        """The cell of an HTML element ``td`` or ``th``."""
        attrs = node.attrs
        scope = attrs.get("scope", "")
        return cls(
            text,
            links,
            link_chars,
            _read_span(attrs.get("rowspan")),
            _read_span(attrs.get("colspan")) or 1,
            in_head or node.name == "th",
            scope in ("row", "rowgroup"),
        )


def _read_span(value: str | None) -> int:
    return min(int(value), MAX_SPAN) if value and value.strip().isdecimal() else 1


@dataclass(slots=True)
class TableElement:
    """The parts of an HTML table: caption, rows of cells with the name of their group, names of all elements in it."""

    caption: Any
    rows: list[tuple[str, list[Any]]]
    names: Counter[str]


GROUPS = ("thead", "tbody", "tfoot")
LAYOUT_NAMES = frozenset("table h1 h2 h3 article section nav form".split())
# A cell of the guidelines' tables holds two paragraphs at most on average; cells that lay out a page hold many.
MAX_PARAGRAPHS_PER_CELL = 3


def read_table_element(table: Any) -> TableElement:
    """One pass over the elements of a table."""
    parts = TableElement(None, [], Counter())
    for element in iter_elements(table):
        name = element.name
        parts.names[name] += 1
        if name == "tr":
            parts.rows.append((element.parent.name, []))
        elif name in ("td", "th") and parts.rows:
            parts.rows[-1][1].append(element)
        elif name == "caption" and parts.caption is None:
            parts.caption = element
    return parts


def is_data_table(table: Any, parts: TableElement) -> bool:
    """True where a table holds data; False where it only lays out the page, so that its cells are blocks.

    Layout: says so by its role, holds tables, headings or many paragraphs in a cell, or has a single row or column
    without a header.
    """
    names = parts.names
    if table.attrs.get("role") in ("presentation", "none") or not LAYOUT_NAMES.isdisjoint(names):
        return False
    if names["th"] or names["thead"] or names["caption"]:
        return True
    widths = [len(cells) for _, cells in parts.rows]
    return len(widths) > 1 and max(widths) > 1 and names["p"] <= MAX_PARAGRAPHS_PER_CELL * sum(widths)


def sort_rows(parts: TableElement) -> list[tuple[bool, list[Any]]]:
    """Rows of cell elements with True for those of the head: head first, foot last, as they are shown."""
    in_order = sorted(parts.rows, key=lambda row: GROUPS.index(row[0]) if row[0] in GROUPS else 1)
    return [(group == "thead", cells) for group, cells in in_order]


def claim_caption(pieces: Sequence[Piece]) -> str | None:
    """The caption of a table that begins after ``pieces``: a paragraph right before it that names a table.

    The paragraph becomes a caption; None where there is none.
    """
    last = pieces[-1] if pieces else None
    if last is None or last.kind != "paragraph" or last.rule or not CAPTION_RE.fullmatch(last.text):
        return None
    last.kind = "caption"
    return last.text


def place_cells(rows: Sequence[Sequence[Cell]], table: int, caption: str | None) -> Iterator[tuple[Cell, CellPlace]]:
    """Each cell that has text, in row order, with its place in the grid and its headers.

    Column headers are the cells of the leading header rows above it (joined with " / " where there are several), its
    row header is the cell of the first column or the one marked as heading the row.
    """
    grid, starts, width = _fill_grid(rows)
    head_rows = _count_head_rows(rows)
    for at, row in enumerate(rows):
        for cell, column in zip(row, starts[at], strict=True):
            if not cell.text:
                continue
            if at < head_rows or cell.column_span >= width > 1:
                yield cell, CellPlace(table, at, column, None, None, caption)
                continue
            column_header = _join_headers(grid, head_rows, range(column, column + cell.column_span))
            row_header = _find_row_header(grid, at, column)
            yield cell, CellPlace(table, at, column, row_header, column_header, caption)


Grid = dict[tuple[int, int], Cell]


def _fill_grid(rows: Sequence[Sequence[Cell]]) -> tuple[Grid, list[list[int]], int]:
    """Every place of the grid with the cell that covers it, the first column of each cell, and the width."""
    grid: Grid = {}
    starts: list[list[int]] = []
    width = 0
    for at, row in enumerate(rows):
        column = 0
        starts.append([])
        for cell in row:
            while (at, column) in grid:
                column += 1
            down, across = min(cell.row_span or len(rows), len(rows) - at), min(cell.column_span, MAX_SPAN)
            if len(grid) > MAX_PLACES:
                down = across = 1
            for place in product(range(at, at + down), range(column, column + across)):
                grid.setdefault(place, cell)
            starts[at].append(column)
            column += across
        width = max(width, column)
    return grid, starts, width


def _count_head_rows(rows: Sequence[Sequence[Cell]]) -> int:
    """Leading rows that consist of header cells only; not all rows of a table."""
    count = 0
    for row in rows[:MAX_HEAD_ROWS]:
        if not row or not all(cell.is_header and not cell.heads_row for cell in row):
            break
        count += 1
    return count if count < len(rows) else 0


def _join_headers(grid: Grid, head_rows: int, columns: range) -> str | None:
    places = ((at, column) for at in range(head_rows) for column in columns)
    texts = (grid[place].text for place in places if place in grid)
    return " / ".join(dict.fromkeys(filter(None, texts))) or None


def _find_row_header(grid: Grid, at: int, column: int) -> str | None:
    first = grid.get((at, 0))
    header = first
    for before in range(min(column, MAX_HEADING_COLUMNS)):
        cell = grid.get((at, before))
        if cell is not None and cell.heads_row:
            header = cell
    if column == 0 or header is None or header is grid.get((at, column)):
        return None
    return header.text or None
