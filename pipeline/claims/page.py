"""A document as the claims stage sees it: blocks with their sentences, figures and inherited conditions."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline.lexicon.sentences import Span, split_sentences
from pipeline.records import (
    Block,
    CitationFigure,
    Condition,
    Document,
    DoseFigure,
    Figure,
    LevelFigure,
    Reference,
    StatisticFigure,
    ThresholdFigure,
)

MOST_LEADS = 8  # a study's results are told in fewer items

ValueFigure = StatisticFigure | ThresholdFigure | DoseFigure


@dataclass(slots=True)
class Sentence:
    """A sentence with its place, ``document.text[start:end]``, and the figures in it, in order."""

    start: int
    end: int
    text: str
    number: int
    figures: list[ValueFigure] = field(default_factory=list)
    citations: list[CitationFigure] = field(default_factory=list)
    levels: list[LevelFigure] = field(default_factory=list)
    read: dict[Any, Any] = field(default_factory=dict)  # what was read of it once, by question

    def slice(self, start: int, end: int) -> str:
        """The words between two offsets into the document."""
        return self.text[start - self.start : end - self.start]


@dataclass(slots=True)
class Passage:
    """A block that holds text to read, the ``number``-th of its page: a paragraph, list item, table cell or caption."""

    number: int
    block: Block
    text: str
    sentences: list[Sentence]
    context: tuple[Condition, ...] = ()

    def find_figures(self) -> Iterator[ValueFigure]:
        """The statistics, thresholds and doses of the block, in order."""
        for sentence in self.sentences:
            yield from sentence.figures

    def sentence_at(self, start: int) -> Sentence:
        """The sentence that holds an offset into the document."""
        return next((s for s in self.sentences if start < s.end), self.sentences[-1])


def thresholds_of(sentence: Sentence) -> list[ThresholdFigure]:
    """The thresholds of a sentence, in order."""
    return [figure for figure in sentence.figures if isinstance(figure, ThresholdFigure)]


@dataclass(slots=True)
class PageView:
    """A document with its blocks of text, its figures by block, and its references.

    References are by number, and by section where lists differ. ``blocks`` are those that hold text to read, in page
    order: paragraphs, list items, table cells and captions. ``settle`` is done to each sentence that is read, once.
    """

    document: Document
    blocks: Sequence[Block]
    figures: Mapping[str, Sequence[Figure]]
    references: Mapping[tuple[str | None, int], Reference]
    settle: Callable[[Sentence], None] | None = None
    read: dict[int, Passage] = field(default_factory=dict)

    def read_passage(self, number: int) -> Passage:
        """A block with its sentences, each with its figures; read once."""
        if number not in self.read:
            block = self.blocks[number]
            passage = _read_block(self.document, number, block, self.figures.get(block.id, ()))
            if self.settle is not None:
                for sentence in passage.sentences:
                    self.settle(sentence)
            self.read[number] = passage
        return self.read[number]

    def find_leads(self, passage: Passage) -> Iterator[Passage]:
        """What a list item goes on from, nearest first: earlier items of its list, then the sentence that leads it in.

        Nothing outside of its own block and these is read for the claims of a passage.
        """
        return map(self.read_passage, self.find_lead_blocks(passage.number))

    def find_lead_blocks(self, at: int) -> Iterator[int]:
        """``find_leads`` of a block, by number."""
        own = item = self.blocks[at]
        for number in range(at - 1, max(0, at - MOST_LEADS) - 1, -1):
            lead = self.blocks[number]
            if item.kind != "list_item" or lead.heading_path != own.heading_path:
                return
            if lead.kind == "list_item":
                if (lead.level or 1) <= (own.level or 1):
                    yield number
            elif self.document.text[lead.start : lead.end].rstrip().endswith(":"):
                yield number
            item = lead

    def find_reference(self, number: int, path: Sequence[str]) -> Reference | None:
        """The entry that a marker under the headings of ``path`` points to; None where the page has none or several.

        A list of references belongs to a top-level section, whose heading stands under the title where there is one.
        """
        own = (self.references.get((heading, number)) for heading in path)
        return next(filter(None, own), None) or self.references.get((None, number))


def read_page(
    document: Document, figures: Sequence[Figure], settle: Callable[[Sentence], None] | None = None
) -> PageView:
    """Sort the figures of a document into its blocks."""
    by_block: dict[str, list[Figure]] = {}
    for figure in figures:
        if figure.block is not None:
            by_block.setdefault(figure.block, []).append(figure)
    return view_page(document, by_block, settle)


def view_page(
    document: Document, by_block: Mapping[str, Sequence[Figure]], settle: Callable[[Sentence], None] | None
) -> PageView:
    """A document with its figures by block."""
    blocks = [block for block in document.blocks if block.kind != "heading" and block.start < block.end]
    return PageView(document, blocks, by_block, _index_references(document.references), settle)


def _read_block(document: Document, number: int, block: Block, figures: Sequence[Figure]) -> Passage:
    text = document.text[block.start : block.end]
    spans = split_sentences(text) or (Span(0, len(text)),)
    sentences = [Sentence(block.start + a, block.start + b, text[a:b], number) for number, (a, b) in enumerate(spans)]
    passage = Passage(number, block, text, sentences)
    for figure in sorted(figures, key=lambda figure: (figure.start, figure.end)):
        sentence = passage.sentence_at(figure.start)
        match figure:
            case CitationFigure():
                sentence.citations.append(figure)
            case LevelFigure():
                sentence.levels.append(figure)
            case _:
                sentence.figures.append(figure)
    return passage


def _index_references(references: Sequence[Reference]) -> Mapping[tuple[str | None, int], Reference]:
    index: dict[tuple[str | None, int], Reference] = {}
    numbers: dict[int, list[Reference]] = {}
    for reference in references:
        index.setdefault((reference.section, reference.number), reference)
        numbers.setdefault(reference.number, []).append(reference)
    for number, entries in numbers.items():
        if len(entries) == 1:
            index.setdefault((None, number), entries[0])
    return index
