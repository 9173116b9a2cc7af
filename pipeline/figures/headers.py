"""Table cells whose unit or interval is named by the header they stand under: "Age (y)", "Risk (95% CI)"."""

import re

from pipeline.lexicon.units import load_units, spell

from .cells import find_cell
from .paragraph import Mention, Surroundings
from .satellites import CI_LABEL_RE

HEADER_UNIT_RE = re.compile(
    r"(?:[(\[,]\s?|\bin\s)(?P<unit>%|[A-Za-z]{1,6}(?:/[A-Za-z0-9]{1,6})?)[)\]]?[a-z]?$|^(?P<percent>%)\s"
)
COUNT_FIRST_RE = re.compile(r"\bNo\.|\b[nN]\b|[Nn]umber")
LABEL_RE = re.compile(r"\b[nN]\s?=\s?$")
MAX_CELL_CHARS = 40  # a longer cell is prose and names its units itself


def speaks_of_intervals(surroundings: Surroundings) -> bool:
    """Do the headers or the caption say that a bracket holds a confidence interval?"""
    named = (surroundings.column_header, surroundings.row_header, surroundings.caption)
    return any(words is not None and CI_LABEL_RE.search(words) is not None for words in named)


def set_header_units(text: str, mentions: list[Mention], surroundings: Surroundings) -> None:
    """Give the numbers of a cell that have no unit the one that their column is in."""
    header = surroundings.column_header or ""
    unit = read_header_unit(header)
    start, end = find_cell(text, surroundings)
    if unit is None or end - start > MAX_CELL_CHARS:
        return
    counts_first = unit == "%" and COUNT_FIRST_RE.search(header) is not None
    for place, mention in enumerate(mention for mention in mentions if start <= mention.start < end):
        bare = mention.unit == "1" and mention.numerator is None and not LABEL_RE.search(text, 0, mention.start)
        if bare and not (counts_first and place == 0):
            mention.unit = unit


def read_header_unit(header: str) -> str | None:
    """The UCUM code of the unit at the end of a header (or of a "%" before it), or None."""
    match = HEADER_UNIT_RE.search(header)
    if match is None:
        return None
    return load_units().top.get(spell(match["unit"] or match["percent"]))
