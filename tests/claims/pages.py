"""Documents made by hand for the tests of the claims stage: paragraphs and annotated figures in, records out."""

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from pipeline.records import FIGURE, Block, Document, Figure, Reference, Revision, Source, sha256_of

GOLD = Path(os.environ.get("GUIDELINE_GOLD", Path(__file__).parents[3] / "shared" / "gold"))
SLOTS = ("nth", "optional", "start", "end")


def make_page(
    paragraphs: Sequence[dict[str, Any]],
    *,
    title: str | None = "Childhood Testoma Treatment",
    language: str | None = "en",
    references: Sequence[Reference] = (),
    document_id: str = "test:page",
) -> tuple[Document, list[Figure]]:
    """A document of paragraphs ``{"text", "figures", "headings"}``; figures as in the annotation guideline."""
    text, blocks, figures = "", [], list[Figure]()
    for number, paragraph in enumerate(paragraphs, 1):
        text += "\n\n" if text else ""
        start, block = len(text), f"b{number}"
        text += paragraph["text"]
        headings = tuple(paragraph.get("headings", ()))
        blocks.append(Block(id=block, kind="paragraph", start=start, end=len(text), heading_path=headings))
        for at, end, figure in place(paragraph):
            slots = {key: value for key, value in figure.items() if key not in SLOTS and value is not None}
            figures.append(FIGURE.validate_python({**slots, "start": start + at, "end": start + end, "block": block}))
    document = Document(
        id=document_id, title=title, publisher="NCI", original_source=None, language=language,
        audience="health-professional", references=tuple(references), text=text, blocks=tuple(blocks),
        revision=Revision(date="2020-01-31", date_from=None, content_hash=sha256_of(text)),
        source=Source(path="raw/page.txt", sha256="0" * 64, media_type="text/plain", bytes=len(text)),
    )  # fmt: skip
    return document, figures


def place(paragraph: dict[str, Any]) -> Iterator[tuple[int, int, dict[str, Any]]]:
    """The offsets of each figure: its ``nth`` occurrence in the paragraph."""
    for figure in paragraph["figures"]:
        at = -1
        for _ in range(figure.get("nth", 1)):
            at = paragraph["text"].index(figure["text"], at + 1)
        yield at, at + len(figure["text"]), figure


def read_gold(name: str) -> list[dict[str, Any]]:
    """The annotated paragraphs of one gold file; skips the test where they are not at hand."""
    path = GOLD / f"{name}.jsonl"
    if not path.exists():
        pytest.skip(f"no annotated paragraphs at {GOLD}: set GUIDELINE_GOLD")
    lines = path.read_text(encoding="utf-8").splitlines()
    return [
        {**(entry := json.loads(line)), "headings": [entry["section"]] if entry.get("section") else []}
        for line in lines
    ]
