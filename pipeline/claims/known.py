"""Claims of passages that were read before, in an earlier revision of the document.

What a passage states depends on its block, its figures, the references that it cites, the same of the blocks that lead
it in, the title and the kind of page, so these make the key. Ids depend on all claims of the page and are made anew;
places are carried over from one block to the other.
"""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import Any, NamedTuple

from pipeline.records import Block, CitationFigure, Claim, Document

from .build import find_scheme
from .page import PageView

AFFIX_CHARS = 32  # length of prefix and suffix, as W3C text quote selectors commonly have


class KnownPassage(NamedTuple):
    """The claims of a block as they were, the offset of the block then, and what their ids are made of."""

    start: int
    claims: tuple[Claim, ...]
    bases: tuple[str, ...]


KnownClaims = Mapping[str, KnownPassage]
"""The passages of a document by key."""

Outline = tuple[str, int, tuple[str, ...]]
"""A passage without its claims, which are kept elsewhere in page order: its key, offset and bases."""


def recall_claims(outline: Sequence[Outline], claims: Sequence[Claim]) -> KnownClaims:
    """The passages of an outline with their claims."""
    known, at = {}, 0
    for key, start, bases in outline:
        known[key] = KnownPassage(start, tuple(claims[at : at + len(bases)]), tuple(bases))
        at += len(bases)
    return known


def make_keys(page: PageView) -> list[str]:
    """For every block, a digest of all that its claims depend on, but their ids and places."""
    common = f"{page.document.title or ''}\0{find_scheme(page.document) or ''}"
    said = ["\0".join(_list_said(page, block)) for block in page.blocks]
    texts = ("\0\0".join([common, own, *map(said.__getitem__, page.find_lead_blocks(n))]) for n, own in enumerate(said))
    return [blake2b(text.encode(), digest_size=16).hexdigest() for text in texts]


def _list_said(page: PageView, block: Block) -> Iterator[str]:
    """A block without its place, its text, its figures and what they cite."""
    yield block.model_dump_json(exclude={"id", "start", "end", "anchor"})
    yield page.document.text[block.start : block.end]
    for figure in page.figures.get(block.id, ()):
        yield f"{figure.start - block.start} {figure.model_dump_json(exclude={'start', 'end', 'block'})}"
        if isinstance(figure, CitationFigure):
            for number in figure.numbers:
                reference = page.find_reference(number, block.heading_path)
                yield reference.model_dump_json() if reference else ""


def move_claims(document: Document, block: Block, known: KnownPassage, ids: Sequence[str]) -> Iterator[Claim]:
    """The claims of a passage at the place where it stands now, under the ids they have now."""
    new_ids = {claim.id: new for claim, new in zip(known.claims, ids, strict=True)}
    by = block.start - known.start
    for claim, new in zip(known.claims, ids, strict=True):
        start, end = claim.provenance.start + by, claim.provenance.end + by
        prefix, suffix = find_affixes(document, start, end)
        place = {
            "revision": document.revision.date,
            "block": block.id,
            "start": start,
            "end": end,
            "prefix": prefix,
            "suffix": suffix,
            "source_sha256": document.source.sha256,
            "url": document.source_url,
        }
        update: dict[str, Any] = {"id": new, "replaces": None}
        update["provenance"] = claim.provenance.model_copy(update=place)
        for name in ("intervention", "comparator"):
            arm = getattr(claim, name)
            if arm is not None and arm.claim is not None:
                update[name] = arm.model_copy(update={"claim": new_ids[arm.claim]})
        yield claim.model_copy(update=update)


def find_affixes(document: Document, start: int, end: int) -> tuple[str, str]:
    """The text just before and just after a place."""
    text = document.text
    return text[max(0, start - AFFIX_CHARS) : start], text[end : end + AFFIX_CHARS]
