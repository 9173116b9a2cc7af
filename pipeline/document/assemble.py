"""Pieces to the record: blocks with exact offsets, heading paths, and the list of what was left out."""

import hashlib
from collections.abc import Iterator, Sequence

from pipeline.errors import EmptyPage
from pipeline.records import Announced, Block, Document, Dropped, Page, Source, TableCell
from pipeline.sites import Profile

from .clean import clean_pieces
from .decode import Decoded
from .language import find_language
from .markers import settle_markers
from .metadata import read_metadata, read_revision
from .paging import CONTINUED, PAGE_ISSUE, find_page_number, mark_continued
from .pieces import Piece, Reading
from .references import read_references

KEPT_KINDS = frozenset(("heading", "paragraph", "list_item", "table_cell", "caption"))


def is_kept(piece: Piece) -> bool:
    """True for a piece that becomes a block."""
    return piece.rule is None and piece.kind in KEPT_KINDS


def build_document(page: Page, decoded: Decoded, reading: Reading, profile: Profile) -> Document:
    """The document of one page. Raises ``EmptyPage`` where no text is left once it is cleaned."""
    announced = clean_pieces(reading.pieces, profile)
    continued = mark_continued(reading.pieces)
    settle_markers(reading.pieces)
    kept = [piece for piece in reading.pieces if is_kept(piece)]
    if not kept:
        raise EmptyPage("no text is left once the page is cleaned: check what the scraper saved")
    metadata = read_metadata(page, reading, profile)
    text = BLOCK_GAP.join(piece.text for piece in kept)
    return Document(
        id=metadata.id,
        part_of=metadata.part_of,
        title=metadata.title,
        publisher=metadata.publisher,
        original_source=metadata.original_source,
        source_url=metadata.source_url,
        retrieved_at=page.meta.get("retrieved_at"),
        language=find_language(text) or _read_declared_language(reading),
        audience=metadata.audience,
        issues=(*decoded.issues, *reading.issues, *_name_page(page, metadata.source_url, continued)),
        revision=read_revision(reading, text),
        source=Source(
            path=page.path,
            sha256=hashlib.sha256(page.content).hexdigest(),
            media_type=decoded.media_type,
            bytes=len(page.content),
        ),
        text=text,
        blocks=tuple(_build_blocks(kept, metadata.title)),
        references=tuple(read_references(reading.pieces)),
        announced=tuple(_tie_anchors(announced, kept)),
        dropped=tuple(
            Dropped(text=piece.text, reason=piece.reason or "", rule=piece.rule)
            for piece in reading.pieces
            if piece.rule is not None
        ),
    )


def _tie_anchors(announced: Sequence[Announced], kept: Sequence[Piece]) -> Iterator[Announced]:
    """Announced changes with the ids that the page's elements really have: ``#link/_1452`` is ``_section_1452``."""
    known = {piece.anchor for piece in kept if piece.anchor is not None}
    for entry in announced:
        anchors = tuple(f"_section{name}" if f"_section{name}" in known else name for name in entry.anchors)
        yield entry if anchors == entry.anchors else entry.model_copy(update={"anchors": anchors})


def _name_page(page: Page, url: str | None, continued: bool) -> Iterator[str]:
    """What a page that is not the first of its article says of its place, for those who join them."""
    number = find_page_number(page, url)
    if number is not None and number > 1:
        yield PAGE_ISSUE.format(number=number)
    if continued:
        yield CONTINUED


def _build_blocks(kept: Sequence[Piece], title: str | None) -> Iterator[Block]:
    """Blocks in page order. A heading's path ends with itself; a page whose title is no heading starts every path."""
    path: list[tuple[int, str]] = []
    if title and not any(piece.kind == "heading" and piece.level == 1 for piece in kept):
        path.append((1, title))
    headings = tuple(heading for _, heading in path)
    start = 0
    for number, piece in enumerate(kept, start=1):
        if piece.kind == "heading" and piece.level is not None:
            while path and path[-1][0] >= piece.level:
                path.pop()
            path.append((piece.level, piece.text))
            headings = tuple(heading for _, heading in path)
        end = start + len(piece.text)
        yield Block(
            id=f"b{number}",
            kind=piece.kind,
            level=piece.level,
            start=start,
            end=end,
            heading_path=headings,
            anchor=piece.anchor,
            table=_build_cell(piece),
            issues=piece.issues,
        )
        start = end + len(BLOCK_GAP)


BLOCK_GAP = "\n\n"


def _build_cell(piece: Piece) -> TableCell | None:
    place = piece.place
    if place is None:
        return None
    return TableCell(
        id=f"t{place.table}",
        row=place.row,
        column=place.column,
        row_header=place.row_header,
        column_header=place.column_header,
        caption=place.caption,
    )


def _read_declared_language(reading: Reading) -> str | None:
    declared = reading.facts.get("lang", "")
    return declared[:2].lower() if declared[:2].isalpha() and len(declared) >= 2 else None


def explain_reading(reading: Reading, profile: Profile) -> Iterator[tuple[str, str]]:
    """Each piece of the page as (mark, text); see ``explain_page``."""
    clean_pieces(reading.pieces, profile)
    mark_continued(reading.pieces)
    for piece in reading.pieces:
        if piece.rule is not None:
            yield f"dropped ({piece.rule})", piece.text
        elif is_kept(piece):
            yield "kept", piece.text
        else:
            yield piece.kind, piece.text
