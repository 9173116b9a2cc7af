"""A number in a table cell, read with the headers it stands under: as "column header: cell for row header"."""

import re

from .paragraph import Surroundings

MAX_CELL_CHARS = 80  # a longer cell is a sentence of its own
NUMBER_FIRST_RE = re.compile(r"[\s<>≤≥~±−\-$(]{0,4}\d")
UNIT_IN_BRACKETS_RE = re.compile(r" ?\((?:%|[Nn]o\.|[Nn]|mo|months|y|years)\)")


def frame_cell(text: str, surroundings: Surroundings) -> tuple[str, int]:
    """The cell between its headers, and how many characters now stand before it; a cell of words stays as it is."""
    column, row = surroundings.column_header, surroundings.row_header
    if not column or len(text) > MAX_CELL_CHARS or NUMBER_FIRST_RE.match(text) is None:
        return text, 0
    before, after = _frame(column, row if row != text else None)
    return f"{before}{text}{after}", len(before)


def find_cell(text: str, surroundings: Surroundings) -> tuple[int, int]:
    """Start and end of the cell in its frame; of a text without a frame, all of it."""
    before, after = _frame(surroundings.column_header or "", surroundings.row_header)
    if surroundings.column_header is None or not text.startswith(before):
        return 0, len(text)
    return len(before), len(text) - len(after) if after and text.endswith(after) else len(text)


def _frame(column: str, row: str | None) -> tuple[str, str]:
    return f"{UNIT_IN_BRACKETS_RE.sub('', column)}: ", f" for {row}" if row else ""
