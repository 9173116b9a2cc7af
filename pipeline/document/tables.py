"""Tables of data: spans resolved to a grid, and the headers that each cell stands under."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from .pieces import CellPlace, Link

# No table of the guidelines is wider than 20 columns; pages in the wild hold colspan="1000" for "to the end".
MAX_SPAN = 100


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


def is_data_table(table: Any) -> bool:
    """True where a table holds data; False where it only lays out the page, so that its cells are blocks.

    Layout: says so by its role, holds tables, headings or several paragraphs in a cell, or has a single row or column
    without a header.
    """
    if table.attrs.get("role") in ("presentation", "none"):
        return False
    if table.find(("table", "h1", "h2", "h3", "article", "section", "nav", "form")) is not None:
        return False
    if table.find(("th", "thead", "caption")) is not None:
        return True
    rows = table.find_all("tr", limit=50)
    widths = [len(row.find_all("td")) for row in rows]
    if len(rows) < 2 or max(widths, default=0) < 2:
        return False
    return not any(len(cell.find_all("p", limit=4)) > 3 for row in rows for cell in row.find_all("td"))


def read_rows(table: Any) -> tuple[Any, list[tuple[bool, list[Any]]]]:
    """The caption element, and rows of cell elements with True for those of the head: head, body, then foot."""
    caption = table.find("caption")
    groups: dict[str, list[tuple[bool, list[Any]]]] = {"thead": [], "tbody": [], "tfoot": []}
    for row in table.find_all("tr"):
        group = row.parent.name if row.parent is not None and row.parent.name in groups else "tbody"
        cells = row.find_all(("td", "th"), recursive=False)
        groups[group].append((group == "thead", cells))
    return caption, [*groups["thead"], *groups["tbody"], *groups["tfoot"]]


def place_cells(rows: Sequence[Sequence[Cell]], table: int, caption: str | None) -> Iterator[tuple[Cell, CellPlace]]:
    """Each cell that has text, in row order, with its place in the grid and its headers.

    Column headers are the cells of the leading header rows above it (joined with " / " where there are several), its
    row header is the cell of the first column or the one marked as heading the row.
    """
    grid, width = _fill_grid(rows)
    head_rows = _count_head_rows(rows)
    headers = [_join_headers(grid, head_rows, column) for column in range(width)]
    for at, row in enumerate(rows):
        for cell, column in _find_starts(grid, at, row):
            if not cell.text:
                continue
            if at < head_rows or cell.column_span >= width > 1:
                yield cell, CellPlace(table, at, column, None, None, caption)
                continue
            spanned = headers[column : column + cell.column_span]
            column_header = " / ".join(dict.fromkeys(filter(None, spanned))) or None
            row_header = _find_row_header(grid, at, column)
            yield cell, CellPlace(table, at, column, row_header, column_header, caption)


Grid = dict[tuple[int, int], Cell]


def _fill_grid(rows: Sequence[Sequence[Cell]]) -> tuple[Grid, int]:
    """Every place of the grid with the cell that covers it, and the width of the grid."""
    grid: Grid = {}
    width = 0
    for at, row in enumerate(rows):
        column = 0
        for cell in row:
            while (at, column) in grid:
                column += 1
            depth = min(cell.row_span or len(rows), len(rows) - at)
            for down in range(depth):
                for across in range(cell.column_span):
                    grid.setdefault((at + down, column + across), cell)
            column += cell.column_span
        width = max(width, column)
    return grid, width


def _find_starts(grid: Grid, at: int, row: Sequence[Cell]) -> Iterator[tuple[Cell, int]]:
    """The cells that begin in this row, with their first column."""
    column = 0
    for cell in row:
        while grid.get((at, column)) is not cell:
            column += 1
        yield cell, column
        column += cell.column_span


def _count_head_rows(rows: Sequence[Sequence[Cell]]) -> int:
    """Leading rows that consist of header cells only; not all rows of a table."""
    count = 0
    for row in rows:
        if not row or not all(cell.is_header and not cell.heads_row for cell in row):
            break
        count += 1
    return count if count < len(rows) else 0


def _join_headers(grid: Grid, head_rows: int, column: int) -> str | None:
    texts = (grid[at, column].text for at in range(head_rows) if (at, column) in grid)
    return " / ".join(dict.fromkeys(filter(None, texts))) or None


def _find_row_header(grid: Grid, at: int, column: int) -> str | None:
    first = grid.get((at, 0))
    header = first
    for before in range(column):
        cell = grid.get((at, before))
        if cell is not None and cell.heads_row:
            header = cell
    if column == 0 or header is None or header is grid.get((at, column)):
        return None
    return header.text or None
