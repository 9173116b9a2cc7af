"""A number in a table cell, read with the headers it stands under: as "column header: cell for row header"."""

import re

from .paragraph import Mention, Surroundings

MAX_CELL_CHARS = 80  # a longer cell is a sentence of its own
NUMBER_FIRST_RE = re.compile(r"[\s<>≤≥~±−\-$(]{0,4}\d")
PERCENT_RE = re.compile(r"%(?! ?CI)(?! confidence)")
UNIT_IN_BRACKETS_RE = re.compile(r" ?\((?:%|[Nn]o\.|[Nn]|mo|months|y|years)\)")
BARE_UNIT = "1"


def frame_cell(text: str, surroundings: Surroundings) -> tuple[str, int]:
    """The cell between its headers, and how many characters now stand before it; a cell of words stays as it is."""
    column, row = surroundings.column_header, surroundings.row_header
    if not column or len(text) > MAX_CELL_CHARS or NUMBER_FIRST_RE.match(text) is None:
        return text, 0
    before = f"{UNIT_IN_BRACKETS_RE.sub('', column)}: "
    after = f" for {row}" if row and row != text else ""
    return f"{before}{text}{after}", len(before)


def take_unit_of_header(mentions: list[Mention], surroundings: Surroundings) -> None:
    """Numbers without a unit are percentages under a header that says so."""
    if surroundings.column_header and PERCENT_RE.search(surroundings.column_header):
        for mention in mentions:
            if mention.unit == BARE_UNIT:
                mention.unit = "%"
