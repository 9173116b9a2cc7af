"""One side of a comparison: the claims of one revision, grouped by the passage that states them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from pipeline.errors import CompareError
from pipeline.records import Block, Claim, Document, RevisionRef

from .words import (
    CITATION_RE,
    TABLE_NUMBER_RE,
    Words,
    count_numbers,
    count_standing,
    fold_words,
    mark_citations,
    mask_numbers,
    rate_numbers,
    rate_words,
)

# A passage with fewer words of its own (a table cell, "85%") is known by its surroundings as well.
MIN_OWN_WORDS = 4
# What a passage is worth to another with the same words of its own when the words around them differ.
SAME_OWN_WORDS = 0.75
# The share of numbers that two passages must have in common to be one statement in another order of words.
SAME_NUMBERS = 0.8
# How far a claim is read in its surroundings: the longest paragraphs of the corpus have about 300 words, and what is
# carried over (an arm, a citation of the paragraph) comes from the sentences before it.
WORDS_BEFORE = 150
WORDS_AFTER = 80
REACH_CHARS = 2_000
PASSAGES_AROUND = 3
# Words of a caption that tell a table from the others of its page.
CAPTION_WORDS = 6


@dataclass(frozen=True)
class Edition:
    """The claims of one revision, in page order; ``document`` is None where only a claim file is at hand.

    Where most of a page stayed, ``claims`` are those that can have changed: ``skipped`` stand before them, ``total`` on
    the page (None: all are here).
    """

    claims: tuple[Claim, ...]
    ref: RevisionRef
    document: Document | None = None
    skipped: int = 0
    total: int | None = None

    @classmethod
    def from_document(cls, document: Document, claims: Sequence[Claim]) -> "Edition":
        """An edition of a page that was read."""
        ref = RevisionRef(document=document.id, revision=document.revision.date, sha256=document.source.sha256)
        return cls(tuple(claims), ref, document)

    @classmethod
    def from_claims(cls, claims: Sequence[Claim]) -> "Edition":
        """An edition of a claim file. Raises CompareError unless its claims are of one page and one program."""
        sources = {(c.provenance.document, c.provenance.revision, c.provenance.source_sha256) for c in claims}
        if len(sources) != 1 or len({c.provenance.extractor for c in claims}) != 1:
            raise CompareError(
                "a claim file to compare holds the claims of one page, read by one version: write one anew"
            )
        document, revision, sha256 = sources.pop()
        return cls(tuple(claims), RevisionRef(document=document, revision=revision, sha256=sha256))

    @property
    def count(self) -> int:
        """How many claims the page has."""
        return len(self.claims) if self.total is None else self.total

    @property
    def extractor(self) -> str | None:
        """The program that read the claims; None where there are no claims."""
        return self.claims[0].provenance.extractor if self.claims else None

    @cached_property
    def blocks(self) -> dict[str, Block]:
        """The blocks of the document by id."""
        return {block.id: block for block in self.document.blocks} if self.document else {}

    @cached_property
    def passages(self) -> tuple["Passage", ...]:
        """The sentences and cells that hold claims, in page order."""
        found: dict[tuple[str, str], Passage] = {}
        for index, claim in enumerate(self.claims):
            place = claim.provenance
            passage = found.get((place.block, place.quote))
            if passage is None:
                passage = found[place.block, place.quote] = self._make_passage(len(found), claim)
            passage.claims.append(index)
        return tuple(found.values())

    @cached_property
    def passage_of(self) -> tuple["Passage", ...]:
        """The passage of each claim."""
        by_claim = {index: passage for passage in self.passages for index in passage.claims}
        return tuple(by_claim[index] for index in range(len(self.claims)))

    def find_surroundings(self, index: int) -> tuple[Words, Words]:
        """The words before and after a claim's figure in its section, markers as their number of references.

        Without a document, those of the sentences with claims around it.
        """
        place = self.claims[index].provenance
        if self.document:
            start, end = self._section_bounds[place.block]
            text = self.document.text
            near = text[max(start, place.start - REACH_CHARS) : place.start], text[place.end : place.end + REACH_CHARS]
            before, after = (fold_words(mark_citations(part)) for part in (near[0], near[1][: max(end - place.end, 0)]))
            return before[-WORDS_BEFORE:], after[:WORDS_AFTER]
        at = self.passage_of[index].index
        quotes = [
            fold_words(mark_citations(self.claims[passage.claims[0]].provenance.quote))
            for passage in self.passages[max(at - PASSAGES_AROUND, 0) : at + PASSAGES_AROUND + 1]
        ]
        return tuple(word for quote in quotes for word in quote), ()

    def is_stated_in(self, other: "Edition", index: int) -> bool:
        """Whether the other page holds the sentence or cell of a claim, letter by letter, as often as this one.

        Cells count within their table. False where a page is not at hand.
        """
        place = self.claims[index].provenance
        block = self.blocks.get(place.block)
        if not (block and self.document and other.document):
            return False
        if block.table:
            key = self._name_cell(block)
            return self._cells[key] == other._cells[key]
        return count_standing(self.document.text, place.quote) == count_standing(other.document.text, place.quote)

    @cached_property
    def _cells(self) -> Counter[tuple[Words, str]]:
        """How often each text of a table cell stands under each caption."""
        return Counter(self._name_cell(block) for block in self.blocks.values() if block.table)

    def _name_cell(self, block: Block) -> tuple[Words, str]:
        """What a cell is known by on another page: its table, without the number and the note marks, and its text."""
        caption = block.table and block.table.caption
        table = fold_words(TABLE_NUMBER_RE.sub("", caption) if caption else " ".join(block.heading_path[-1:]))
        return table[:CAPTION_WORDS], self.document.text[block.start : block.end] if self.document else ""

    def find_to_markers(self, index: int) -> tuple[Words, Words]:
        """The words of a claim's block from the marker before its figure up to the one behind it, markers included.

        Up to the ends of the block where it has no marker; nothing without a document.
        """
        place = self.claims[index].provenance
        block = self.blocks.get(place.block)
        if not (block and self.document):
            return (), ()
        text = self.document.text
        before, after = text[block.start : place.start], text[place.end : block.end]
        marker = next(iter(CITATION_RE.finditer(after)), None)
        after = after[: marker.end()] if marker else after
        last = [match.start() for match in CITATION_RE.finditer(before)][-1:]
        return fold_words(mark_citations(before[last[0] if last else 0 :])), fold_words(mark_citations(after))

    @cached_property
    def _section_bounds(self) -> dict[str, tuple[int, int]]:
        """For each block, where the stretch of blocks under the same headings begins and ends."""
        bounds: dict[str, tuple[int, int]] = {}
        stretch: list[Block] = []
        for block in (*self.blocks.values(), None):
            if stretch and (block is None or block.heading_path != stretch[-1].heading_path or block.kind == "heading"):
                bounds.update(dict.fromkeys((b.id for b in stretch), (stretch[0].start, stretch[-1].end)))
                stretch = []
            if block:
                stretch.append(block)
        return bounds

    def _make_passage(self, index: int, claim: Claim) -> "Passage":
        place = claim.provenance
        block, words = self.blocks.get(place.block), fold_words(place.quote)
        context: Words = ()
        caption: Words = ()
        row: Words = ()
        if block and block.table:
            table = block.table
            context = fold_words(f"{table.row_header or ''} {table.column_header or ''}")
            caption = fold_words(TABLE_NUMBER_RE.sub("", table.caption or ""))
            row = fold_words(table.row_header or "")
        elif len(words) < MIN_OWN_WORDS:
            context = fold_words(place.prefix)[-MIN_OWN_WORDS:] + fold_words(place.suffix)[:MIN_OWN_WORDS]
        section = tuple(" ".join(fold_words(heading)) for heading in place.section)
        return Passage(index, words, context, section, place.block, caption, row)


@dataclass
class Passage:
    """A sentence or a table cell: folded words, place, claims.

    ``context`` holds the headers of a cell, or the words around a passage that is too short to be known by its own.
    """

    index: int
    words: Words
    context: Words
    section: tuple[str, ...]
    block: str
    caption: Words = ()
    row: Words = ()
    claims: list[int] = field(default_factory=list)

    def is_of_other_row(self, other: "Passage") -> bool:
        """Whether two cells stand in rows whose headers share no word; "Skin^a" and "Skina" differ in a mark only."""
        if not (self.row and other.row):
            return False
        return not any(one.startswith(two) or two.startswith(one) for one in self.row for two in other.row)

    @cached_property
    def masked(self) -> Words:
        """The words with numbers masked, those of headers included."""
        return mask_numbers(self.caption + self.context + self.words)

    @cached_property
    def numbers(self) -> Counter[str]:
        """The numbers and how often each stands in the passage."""
        return count_numbers(self.words)

    def rate(self, other: "Passage") -> float:
        """How alike two passages are, 0 to 1.

        The same numbers, three or more, outweigh a new order of words; a label or two numbers outweigh lost headers.
        """
        likeness = rate_words(self.masked, other.masked)
        if likeness >= SAME_OWN_WORDS or rate_numbers(self.numbers, other.numbers) >= SAME_NUMBERS:
            return max(likeness, SAME_OWN_WORDS)
        if not (self.context or other.context):
            return likeness
        own = mask_numbers(self.words)
        labelled = own == mask_numbers(other.words) and set(own) != {"#"}
        numbers = self.words == other.words and len(self.words) > 1
        return SAME_OWN_WORDS if labelled or numbers else likeness
