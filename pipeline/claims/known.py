"""Claims of passages that were read before, in an earlier revision of the document.

What a passage states depends on its block, its figures, the references that it cites, the same of the blocks that lead
it in, the title and the kind of page, so these make the key. Ids depend on all claims of the page and are made anew;
places are carried over from one block to the other. Claims are carried as the lines they were written as: most of a
page stays, and parsing its claims would cost more than all else that is done for them.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import NamedTuple

from pipeline.records import Block, Cuts, Document, cut_line

from .build import find_scheme
from .page import PageView

AFFIX_CHARS = 32  # length of prefix and suffix, as W3C text quote selectors commonly have


class KnownPassage(NamedTuple):
    """The claims of a block as they were written, the offset of the block then, and what their ids are made of."""

    start: int
    lines: tuple[str, ...]
    bases: tuple[str, ...]


KnownClaims = Mapping[str, KnownPassage]
"""The passages of a document by key."""

Outline = tuple[str, int, tuple[str, ...]]
"""A passage without its claims, which are kept elsewhere in page order: its key, offset and bases."""


def recall_claims(outline: Sequence[Outline], lines: Sequence[str]) -> KnownClaims:
    """The passages of an outline with their claims, which are lines of JSON that replace nothing."""
    known, at = {}, 0
    for key, start, bases in outline:
        known[key] = KnownPassage(start, tuple(lines[at : at + len(bases)]), tuple(bases))
        at += len(bases)
    return known


Digests = Mapping[str, tuple[str, Sequence[int]]]
"""By block: a digest of all that its figures depend on, and the numbers of the references that it cites."""


def make_keys(page: PageView, digests: Digests) -> list[str]:
    """For every block, a digest of all that its claims depend on, but their ids and places."""
    common = f"{page.document.title or ''}\0{find_scheme(page.document) or ''}"
    said = ["\0".join(_list_said(page, block, *digests[block.id])) for block in page.blocks]
    texts = ("\0\0".join([common, own, *map(said.__getitem__, page.find_lead_blocks(n))]) for n, own in enumerate(said))
    return [blake2b(text.encode(), digest_size=16).hexdigest() for text in texts]


def _list_said(page: PageView, block: Block, digest: str, cited: Sequence[int]) -> Iterator[str]:
    """A block without its place, with what its figures cite."""
    yield digest
    yield repr((block.level, block.table, block.issues))
    for number in cited:
        reference = page.find_reference(number, block.heading_path)
        yield reference.model_dump_json() if reference else ""


def move_claims(document: Document, block: Block, known: KnownPassage, ids: Sequence[str]) -> Iterator[str]:
    """The lines of a passage at the place where it stands now, under the ids they have now."""
    cuts = [cut_line(line) for line in known.lines]
    had = [line[cut.id : cut.id_end] for line, cut in zip(known.lines, cuts, strict=True)]
    renamed = {old: new for old, new in zip(had, ids, strict=True) if old != new}
    by = block.start - known.start
    for line, cut, new in zip(known.lines, cuts, ids, strict=True):
        moved = _move(document, block, line, cut, new, by)
        yield _rename_arms(moved, renamed) if renamed else moved


_quote = json.encoder.encode_basestring


def _move(document: Document, block: Block, line: str, cut: Cuts, new_id: str, by: int) -> str:
    """A line with its id and what tells its place replaced."""
    start, end = (int(part.rpartition(" ")[2]) + by for part in line[cut.start : cut.prefix].split(", ")[:2])
    prefix, suffix = map(_quote, find_affixes(document, start, end))
    revision, url = (
        _quote(said) if said is not None else "null" for said in (document.revision.date, document.source_url)
    )
    return "".join(
        (
            line[: cut.id],
            new_id,
            line[cut.id_end : cut.revision],
            f'"revision": {revision}, {line[cut.section : cut.block]}"block": {_quote(block.id)}, ',
            line[cut.quote : cut.start],
            f'"start": {start}, "end": {end}, "prefix": {prefix}, "suffix": {suffix}, ',
            f'"source_sha256": {_quote(document.source.sha256)}, "url": {url}, ',
            line[cut.extractor :],
        )
    )


def _rename_arms(line: str, renamed: Mapping[str, str]) -> str:
    """The line with the claims of its own passage that it names under their new ids."""
    claim = json.loads(line)
    for name in ("intervention", "comparator"):
        arm = claim[name]
        if arm is not None and arm["claim"] is not None:
            arm["claim"] = renamed.get(arm["claim"], arm["claim"])
    return json.dumps(claim, ensure_ascii=False)


def find_affixes(document: Document, start: int, end: int) -> tuple[str, str]:
    """The text just before and just after a place."""
    text = document.text
    return text[max(0, start - AFFIX_CHARS) : start], text[end : end + AFFIX_CHARS]
