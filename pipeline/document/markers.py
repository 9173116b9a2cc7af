"""Citation markers against the reference lists of a page: lost ones restored, unresolvable ones marked.

A section is what stands under one heading of level 2 (or 1); its markers are served by the list in it, or by the next
list of the page where it has none (one list at the end of all).
"""

import re
from collections.abc import Iterator, Sequence

from .pieces import Piece
from .restore import bracket_raised, has_markers, restore_markers

MARKER_RE = re.compile(r"\[(\d{1,4}(?:[,-]\d{1,4})*)\]")
CITED_KINDS = frozenset(("paragraph", "list_item", "table_cell", "caption"))
UNRESOLVED = "citation not in the reference list"
# PDQ lists hold up to 1,300 entries; a wider range is no marker.
MAX_RANGE = 200


def settle_markers(pieces: Sequence[Piece]) -> None:
    """Restore, in place, the markers of sections that lost all of theirs, and mark blocks with unresolvable ones.

    Without any list or marker on the page nothing can be restored; what must be a marker is marked.
    """
    cited: list[Piece] = []
    for section in _split_sections(pieces):
        cited += [piece for piece in section if piece.rule is None and piece.kind in CITED_KINDS]
        numbers = _number_references(section)
        if not numbers:
            continue
        last_entry = max(numbers)
        if not any(has_markers(piece.text) for piece in cited):
            for piece in cited:
                piece.text = bracket_raised(piece.text, last_entry)
        if not any(has_markers(piece.text) for piece in cited):
            _restore(cited, last_entry)
        _mark_unresolved(cited, numbers)
        cited = []
    if not any(has_markers(piece.text) for piece in pieces if piece.rule is None):
        _restore(cited, 0)


def _split_sections(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    section: list[Piece] = []
    for piece in pieces:
        if piece.kind == "heading" and piece.rule is None and (piece.level or 6) <= 2:
            yield section
            section = []
        section.append(piece)
    yield section


def _number_references(section: Sequence[Piece]) -> set[int]:
    """The numbers of the section's entries: their own, else their places."""
    entries = [piece for piece in section if piece.kind == "reference"]
    return {piece.number or place for place, piece in enumerate(entries, start=1)}


def _restore(cited: Sequence[Piece], last_entry: int) -> None:
    for piece, restored in zip(cited, restore_markers([piece.text for piece in cited], last_entry), strict=True):
        piece.text = restored.text
        piece.issues = (*piece.issues, *restored.issues)


def _mark_unresolved(cited: Sequence[Piece], numbers: set[int]) -> None:
    for piece in cited:
        if "[" in piece.text and not numbers.issuperset(_read_markers(piece.text)):
            piece.issues = (*piece.issues, UNRESOLVED)


def _read_markers(text: str) -> Iterator[int]:
    for match in MARKER_RE.finditer(text):
        for part in match[1].split(","):
            first, _, last = part.partition("-")
            end = int(last or first)
            yield from range(int(first), min(end, int(first) + MAX_RANGE) + 1)
