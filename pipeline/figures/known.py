"""Reading a document whose blocks were mostly read before, in an earlier revision of it.

A block's figures depend on its text, its headers and headings, and the abbreviations in them, so these make the key.
"""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import NamedTuple

from pydantic import TypeAdapter

from pipeline.records import Block, CitationFigure, Document, Figure

from .abbreviations import find_abbreviations
from .read import find_figures_of, gather_rows


class KnownBlock(NamedTuple):
    """The figures of a block as they are written: their offsets are into the text of the block, ``block`` is None.

    They are parsed where a claim is made of them, which most of a page does not need. ``cited`` are the numbers of its
    citations, with commas.
    """

    number: int
    cited: str
    figures: str


KnownFigures = Mapping[str, KnownBlock]
"""The figures of blocks by key."""

FIGURES: TypeAdapter[tuple[Figure, ...]] = TypeAdapter(tuple[Figure, ...])


class FoundFigures(Mapping[str, tuple[Figure, ...]]):
    """The figures of a document by block, parsed when they are asked for; ``known`` is what is known of its blocks."""

    def __init__(
        self, document: Document, keys: Mapping[str, str], known: KnownFigures, read: Mapping[str, tuple[Figure, ...]]
    ) -> None:
        self.known = known
        self._keys, self._read = keys, read
        self._starts = {block.id: block.start for block in document.blocks}

    def __getitem__(self, block: str) -> tuple[Figure, ...]:
        key = self._keys[block]
        if not self.known[key].number:
            return ()
        figures = self._read[key] if key in self._read else FIGURES.validate_json(self.known[key].figures)
        return tuple(_shift(figure, self._starts[block], block) for figure in figures)

    def __iter__(self) -> Iterator[str]:
        return iter(self._starts)

    def __len__(self) -> int:
        return len(self._starts)

    def count(self) -> int:
        """The number of figures."""
        return sum(self.known[key].number for key in self._keys.values())

    def digests(self) -> dict[str, tuple[str, list[int]]]:
        """By block: what tells it from others with other text, headers, headings or figures, and what it cites."""
        cited = {key: [int(number) for number in found.cited.split(",") if number] for key, found in self.known.items()}
        return {block: (key, cited[key]) for block, key in self._keys.items()}


def find_figures_with(document: Document, known: KnownFigures) -> FoundFigures:
    """``find_figures``, with the blocks in ``known`` not read again."""
    abbreviations, rows = find_abbreviations(document.text), gather_rows(document)
    defined = sorted(abbreviations.items())
    keys = {block.id: _make_key(document, block, defined, rows) for block in document.blocks}
    new: dict[str, Block] = {}
    for block in document.blocks:
        if keys[block.id] not in known:
            new.setdefault(keys[block.id], block)
    found = find_figures_of(document, list(new.values()), abbreviations, rows)
    read = {
        key: tuple(_shift(figure, -block.start, None) for figure in figures)
        for (key, block), figures in zip(new.items(), found, strict=True)
    }
    learned = {key: _write(figures) for key, figures in read.items()}
    return FoundFigures(document, keys, {key: learned.get(key) or known[key] for key in keys.values()}, read)


def _write(figures: tuple[Figure, ...]) -> KnownBlock:
    cited = [number for figure in figures if isinstance(figure, CitationFigure) for number in figure.numbers]
    return KnownBlock(len(figures), ",".join(map(str, cited)), FIGURES.dump_json(figures).decode())


def pack_figures(known: KnownFigures) -> str:
    """What is known, a line a block."""
    return "\n".join(f"{key}\t{found.number}\t{found.cited}\t{found.figures}" for key, found in known.items())


def unpack_figures(packed: str) -> KnownFigures:
    """What ``pack_figures`` wrote; JSON holds neither line feeds nor tabs."""
    lines = (line.split("\t") for line in packed.split("\n") if line)
    return {key: KnownBlock(int(number), cited, figures) for key, number, cited, figures in lines}


def _make_key(
    document: Document, block: Block, defined: Sequence[tuple[str, str]], rows: Mapping[str, tuple[str, ...]]
) -> str:
    cell = block.table
    headers = (cell.row_header, cell.column_header, cell.caption) if cell else ()
    said = [document.text[block.start : block.end], *headers, *rows.get(block.id, ()), *block.heading_path]
    words = "\n".join(filter(None, said))
    used = [pair for pair in defined if pair[0] in words]
    return blake2b(repr((block.kind, said, used)).encode(), digest_size=16).hexdigest()


def _shift(figure: Figure, by: int, block: str | None) -> Figure:
    return figure.model_copy(update={"start": figure.start + by, "end": figure.end + by, "block": block})
