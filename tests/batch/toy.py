"""Stages that read a page of ``name: value`` lines in a millisecond, and do what a word in it says to their process.

They stand for the real ones where a test is about the run, not about what pages say.
"""

import json
import os
import signal
import time
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from pipeline.batch.jobs import Read, Stages
from pipeline.batch.remember import Remembered
from pipeline.errors import CompareError, EmptyPage
from pipeline.records import (
    AllOf,
    Assertion,
    Block,
    ChangeSet,
    ChangeSummary,
    Claim,
    Document,
    Evidence,
    Hashes,
    Page,
    Population,
    Provenance,
    Revision,
    RevisionRef,
    Source,
    ThenStatistic,
    WrittenReading,
    sha256_of,
)


def prepare() -> None:
    """Nothing takes long here."""


def split(page: Page) -> tuple[Page, ...]:
    """An archive begins with ``ARCHIVE`` and holds pages between lines of dashes."""
    if not page.content.startswith(b"ARCHIVE\n"):
        return (page,)
    parts = page.content.removeprefix(b"ARCHIVE\n").split(b"\n---\n")
    return tuple(Page(path=f"{page.path}#{n}", content=part) for n, part in enumerate(parts))


def parse(page: Page) -> Document:
    """The words before the first empty line describe the page; every line after it is a block, and a claim."""
    content = page.content.decode()
    misbehave(content)
    if not content.strip():
        raise EmptyPage("page without text: capture it again")
    head, _, body = content.partition("\n\n")
    fields = dict(line.split(": ", 1) for line in head.splitlines())
    lines = [line for line in body.splitlines() if line]
    blocks, at = [], 0
    for number, line in enumerate(lines):
        blocks.append(Block(id=f"b{number}", kind="paragraph", start=at, end=at + len(line)))
        at += len(line) + 2
    text = "\n\n".join(lines)
    return Document(
        id=page.meta.get("document_id")
        or fields.get("id")
        or page.meta.get("folder")
        or f"file:{Path(page.path).stem}",
        part_of=fields.get("part_of"),
        title=fields.get("title"),
        publisher=fields.get("publisher"),
        original_source="NCI PDQ",
        issues=(f"page {fields['page']}",) if "page" in fields else (),
        language="en",
        audience=None,
        retrieved_at=page.meta.get("retrieved_at"),
        revision=Revision(date=fields.get("date"), date_from=None, content_hash=sha256_of(text)),
        source=Source(
            path=page.path, sha256=sha256_of(page.content)[7:], media_type="text/plain", bytes=len(page.content)
        ),
        text=text,
        blocks=tuple(blocks),
    )


def find_article(document: Document) -> tuple[str, bool]:
    """Pages of one title and date belong together; a page with a number continues."""
    return f"{document.title} {document.revision.date}", bool(document.issues)


def join(documents: Sequence[Document]) -> tuple[Document, ...]:
    """The pages in the order of their numbers, under the first; nothing where a number is there twice."""
    pages = sorted(documents, key=lambda document: document.issues)
    if len({page.issues for page in pages}) < len(pages):
        return tuple(pages)
    text = "\n\n".join(page.text for page in pages)
    blocks, at = [], 0
    for number, line in enumerate(text.split("\n\n")):
        blocks.append(Block(id=f"b{number}", kind="paragraph", start=at, end=at + len(line)))
        at += len(line) + 2
    source = pages[0].source.model_copy(update={"sha256": sha256_of("".join(p.source.sha256 for p in pages))[7:]})
    update = {"text": text, "blocks": tuple(blocks), "issues": (), "source": source}
    return (pages[0].model_copy(update=update),)


def read(document: Document, known: Remembered | None) -> Read:
    """A claim a block; nothing is learned."""
    return Read(0, tuple(make_claim(document, block).to_json() for block in document.blocks), b"")


def misbehave(content: str) -> None:
    """What a word in the page does to the process that reads it."""
    if "RAISE" in content:
        raise ZeroDivisionError("division by zero")
    if "EXIT" in content:
        os._exit(7)
    if "SEGV" in content:
        os.kill(os.getpid(), signal.SIGSEGV)
    if "BOMB" in content:
        hoard = []
        while True:
            hoard.append(bytearray(1 << 24))
    while "HANG" in content:
        time.sleep(0.01)
    if "SLOW" in content:
        time.sleep(0.05)


def make_claim(document: Document, block: Block) -> Claim:
    """A statistic whose value is the length of the block."""
    quote = document.text[block.start : block.end]
    place = Provenance(
        document=document.id,
        revision=document.revision.date,
        section=(),
        block=block.id,
        quote=quote,
        start=block.start,
        end=block.end,
        prefix="",
        suffix="",
        source_sha256=document.source.sha256,
        url=None,
        extractor=os.environ.get("TOY_VERSION", "toy/1"),
    )
    then = ThenStatistic(
        measure="overall_survival",
        role="outcome",
        of=None,
        op="eq",
        value=Decimal(len(quote)),
        low=None,
        high=None,
        low_inclusive=None,
        high_inclusive=None,
        unit="%",
        text=quote,
        time=None,
        ci=None,
        p=None,
        spread=None,
        numerator=None,
        denominator=None,
    )
    return Claim(
        id=uuid5(NAMESPACE_URL, f"{document.id} {block.id}").urn,
        kind="statistic",
        status="active",
        statement=quote,
        when=AllOf(all=()),
        population=Population(text=None),
        then=then,
        assertion=Assertion(),
        evidence=Evidence(),
        provenance=place,
        confidence=1.0,
        hash=Hashes(semantic=sha256_of(quote), evidence="", text=sha256_of(quote)),
    )


def compare(old: WrittenReading, new: WrittenReading) -> ChangeSet:
    """Counts the lines that differ as breaking; a page that says so cannot be compared."""
    if "UNCOMPARABLE" in new.document.text:
        raise CompareError("cannot compare")
    before, after = (
        {(claim["statement"], claim["provenance"]["extractor"]) for claim in map(json.loads, reading.claims)}
        for reading in (old, new)
    )
    sides = [
        RevisionRef(document=r.document.id, revision=r.document.revision.date, sha256=r.document.source.sha256)
        for r in (old, new)
    ]
    differing = len(before ^ after)
    summary = ChangeSummary(by_severity={"breaking": differing}, version_advice="major" if differing else "none")
    return ChangeSet(old=sides[0], new=sides[1], summary=summary)


TOY = Stages(prepare, split, parse, find_article, join, read, compare)
