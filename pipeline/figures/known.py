"""Reading a document whose blocks were mostly read before, in an earlier revision of it.

A block's figures depend on its text, its headers and headings, and the abbreviations in them, so these make the key.
"""

from collections.abc import Mapping
from hashlib import blake2b

from pydantic import TypeAdapter

from pipeline.records import Block, Document, Figure

from .abbreviations import find_abbreviations
from .read import find_figures_of, gather_rows

KnownFigures = Mapping[str, tuple[Figure, ...]]
"""The figures of blocks by key; their offsets are into the text of the block, and ``block`` is None."""

KNOWN_FIGURES: TypeAdapter[dict[str, tuple[Figure, ...]]] = TypeAdapter(dict[str, tuple[Figure, ...]])


def find_figures_with(
    document: Document, known: KnownFigures
) -> tuple[tuple[Figure, ...], KnownFigures, Mapping[str, str]]:
    """``find_figures``, with the blocks in ``known`` not read again.

    Also gives what is known of this document, and the key of each block, by its id.
    """
    abbreviations, rows = find_abbreviations(document.text), gather_rows(document)
    keys = {block.id: _make_key(document, block, abbreviations, rows) for block in document.blocks}
    new: dict[str, Block] = {}
    for block in document.blocks:
        if keys[block.id] not in known:
            new.setdefault(keys[block.id], block)
    read = dict(zip(new, find_figures_of(document, list(new.values()), abbreviations, rows), strict=True))
    found: list[Figure] = []
    learned: dict[str, tuple[Figure, ...]] = {}
    for block in document.blocks:
        key = keys[block.id]
        if new.get(key) is block:
            found += read[key]
            learned[key] = tuple(_shift(figure, -block.start, None) for figure in read[key])
        else:
            learned.setdefault(key, known.get(key, ()))
            found += (_shift(figure, block.start, block.id) for figure in learned[key])
    return tuple(found), learned, keys


def _make_key(
    document: Document, block: Block, abbreviations: Mapping[str, str], rows: Mapping[str, tuple[str, ...]]
) -> str:
    cell = block.table
    headers = (cell.row_header, cell.column_header, cell.caption) if cell else ()
    said = [document.text[block.start : block.end], *headers, *rows.get(block.id, ()), *block.heading_path]
    words = "\n".join(filter(None, said))
    used = sorted((short, long) for short, long in abbreviations.items() if short in words)
    return blake2b(repr((block.kind, said, used)).encode(), digest_size=16).hexdigest()


def _shift(figure: Figure, by: int, block: str | None) -> Figure:
    return figure.model_copy(update={"start": figure.start + by, "end": figure.end + by, "block": block})
