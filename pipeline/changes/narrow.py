"""Two revisions of which most stayed: only the claims that can have changed are parsed and compared.

Claims at both ends of two pages that read the same, line for line but for their place, continue as each other
whatever stands between them, unless a passage between them reads like one of theirs and has not as many twins on the
other page. So a comparison without them comes to the same changes, and costs what changed.
"""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import NamedTuple
from unicodedata import normalize

from pipeline.records import Block, Claim, RevisionRef, WrittenReading, cut_line

from .edition import Edition
from .words import Words, fold_words

MIN_MARK = 3  # letters: a longer word of letters stands in the text as it is, a shorter one may stand for a sign
QUOTE, START = '"quote": ', ', "start": '  # between them stands a claim's quote
MARGIN = 2  # blocks with claims that are kept on each side: neighbours tell which claim a changed one continues as


def narrow_editions(old: WrittenReading, new: WrittenReading) -> tuple[Edition, Edition]:
    """Both revisions with the claims between those at their ends that stayed; with all where that cannot be told."""
    first, last = _count_same(old, new)
    left_out = (*old.claims[:first], *old.claims[len(old.claims) - last :])
    if left_out and old.document.references and new.document.references:  # without, numbers are told by all that stayed
        sides = _take(old, first, len(old.claims) - last), _take(new, first, len(new.claims) - last)
        if not _stand_elsewhere(_find_odd_passages(*sides), left_out):
            return sides
    return _take(old, 0, len(old.claims)), _take(new, 0, len(new.claims))


def _take(reading: WrittenReading, first: int, end: int) -> Edition:
    document = reading.document
    ref = RevisionRef(document=document.id, revision=document.revision.date, sha256=document.source.sha256)
    claims = tuple(Claim.model_validate_json(line) for line in reading.claims[first:end])
    return Edition(claims, ref, document, skipped=first, total=len(reading.claims))


def _count_same(old: WrittenReading, new: WrittenReading) -> tuple[int, int]:
    """How many claims at the beginning, and at the end, stayed and are no neighbours of one that did not."""
    olds, news = _list_said(old), _list_said(new)
    most = min(len(olds), len(news))
    first = next((n for n in range(most) if olds[n].words != news[n].words), most)
    last = next((n for n in range(most - first) if olds[-1 - n].words != news[-1 - n].words), most - first)
    blocks = [said.block for said in olds], [said.block for said in news]
    return _find_border(first, *blocks), _find_border(last, *(side[::-1] for side in blocks))


class _Said(NamedTuple):
    """A claim's line without its place, with what its block is; and which block that is."""

    words: tuple[object, ...]
    block: str


def _list_said(reading: WrittenReading) -> list[_Said]:
    kinds = {f'"block": "{block.id}", ': _describe(block) for block in reading.document.blocks}
    found = []
    for line in reading.claims:
        cut = cut_line(line)
        block = line[cut.block : cut.quote]
        parts = line[: cut.id_end], line[cut.kind : cut.revision], line[cut.section : cut.block]
        rest = line[cut.quote : cut.start], line[cut.prefix : cut.source], line[cut.extractor :]
        found.append(_Said((*parts, *rest, kinds[block]), block))
    return found


def _describe(block: Block) -> object:
    """What of a block tells its passages apart."""
    table = block.table
    headers = (table.row_header, table.column_header, table.caption) if table else None
    return block.kind, block.heading_path, headers, block.issues


def _find_border(stayed: int, *sides: Sequence[str]) -> int:
    """Of so many claims that stayed, how many stand before the last ``MARGIN`` blocks of them on both sides."""
    borders = (n for n in range(stayed, 0, -1) if all(n == len(side) or side[n - 1] != side[n] for side in sides))
    return next(islice(borders, MARGIN, None), 0)


def _find_odd_passages(old: Edition, new: Edition) -> set[Words]:
    """The words of passages that one side has more often."""
    counts = [Counter((p.words, p.context, p.section) for p in side.passages) for side in (old, new)]
    return {words for words, _, _ in (counts[0] - counts[1]) + (counts[1] - counts[0])}


def _stand_elsewhere(passages: Iterable[Words], lines: Iterable[str]) -> bool:
    """Whether a claim among these lines stands in a passage with the words of one of the others."""
    odd = set(passages)
    marks = {
        max((word for word in words if len(word) > MIN_MARK and word.isalpha()), key=len, default="") for words in odd
    }
    quotes = {line[line.index(QUOTE) + len(QUOTE) : line.rindex(START)] for line in lines}
    texts = (normalize("NFKC", quote).casefold() for quote in quotes)
    return any(fold_words(json.loads(text)) in odd for text in texts if any(mark in text for mark in marks))
