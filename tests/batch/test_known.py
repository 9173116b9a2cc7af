"""What was read in the last revision of a document is not read again, and nobody can tell from the results."""

import contextlib
import random
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.batch import run_batch
from pipeline.batch.remember import Remembered
from pipeline.batch.stages import read
from pipeline.batch.state import FILE
from pipeline.claims import recall_claims
from pipeline.document import parse_document
from pipeline.flow import Known, compare_readings, compare_written, read_document, reread_document
from pipeline.records import Document, Page, WrittenReading
from pipeline.settings import Settings
from tests.batch.helpers import digest_results

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = sorted((ROOT / "raw").glob("**/capture-*.html"))
PIECE_RE = re.compile(r"<(?:p|li|td|h[1-4])\b[^>]*>.*?</(?:p|li|td|h[1-4])>", re.DOTALL)
NUMBER_RE = re.compile(r"(?<![\w.&#])\d{2}(?![\w.;])")
ADDED = "<p>In a trial of 120 patients, the 5-year overall survival rate was 64%.[1] Patients should be observed.</p>"


def edit_page(content: str, chance: random.Random) -> str:
    """One edit that an editor of the page might make: of a paragraph, an item, a cell or a heading."""
    pieces = list(PIECE_RE.finditer(content))
    one, other = sorted(chance.sample(pieces, 2), key=lambda piece: piece.start())
    start, end = one.span()
    match chance.choice(("delete", "add", "repeat", "swap", "number", "word", "title")):
        case "delete":
            return content[:start] + content[end:]
        case "add":
            return content[:start] + ADDED + content[start:]
        case "repeat":
            return content[:end] + one[0] + content[end:]
        case "swap" if end <= other.start():
            return content[:start] + other[0] + content[end : other.start()] + one[0] + content[other.end() :]
        case "number":
            numbers = list(NUMBER_RE.finditer(content, start))
            at = chance.choice(numbers).span() if numbers else (start, start)
            return content[: at[0]] + str(chance.randint(10, 99)) + content[at[1] :]
        case "word":
            return content[:start] + re.sub(r"\bpatients\b", "children", content[start:], count=1)
    return re.sub(r"(<title>|<h1[^>]*>)", r"\1Recurrent ", content, count=1)


def edit_pages(path: Path, count: int, edits: int, seed: int) -> Iterator[tuple[Document, Document]]:
    """A page, and the same with some edits, ``count`` times; each goes on from the last."""
    chance = random.Random(seed)
    content = path.read_text(encoding="utf-8", errors="replace")
    for _ in range(count):
        changed = content
        for _ in range(edits):
            changed = edit_page(changed, chance)
        yield tuple(parse_document(Page(path=path.name, content=text.encode())) for text in (content, changed))  # type: ignore[misc]
        content = changed


def check_known(old: Document, new: Document) -> int:
    """Reading ``new`` with what is known of ``old`` gives what reading it alone gives; how many claims there are.

    The same for comparing both without the claims that stayed.
    """
    before = read(old, None)
    again = read(new, Remembered(before.learned, before.claims))
    reading = read_document(new)
    assert again.claims == tuple(claim.to_json() for claim in reading.claims)
    assert again == read(new, None)
    changes = compare_written(WrittenReading(old, before.claims), WrittenReading(new, again.claims))
    assert changes == compare_readings(read_document(old), reading)
    return len(again.claims)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_known_claims_are_those_of_a_first_reading(path: Path) -> None:
    assert max(check_known(old, new) for old, new in edit_pages(path, 12, 2, 20261124)) > 5


@pytest.mark.corpus
@pytest.mark.stress
@pytest.mark.timeout(3600)
def test_known_claims_of_real_pages(corpus: Path) -> None:
    pages = sorted((corpus / "cancergov_html").glob("*.html"))
    for number, path in enumerate(pages):
        for old, new in edit_pages(path, 4, 3, number):
            check_known(old, new)


def test_most_passages_are_not_read_again() -> None:
    old, new = next(edit_pages(SAMPLES[0], 1, 1, 1))
    first = reread_document(old, Known())
    known = Known(first.figures.known, recall_claims(first.outline, first.claims))
    later = reread_document(new, known)
    assert sum(key not in known.figures for key in later.figures.known) <= 3
    assert sum(key not in known.claims for key, _, _ in later.outline) <= 3


def run_editions(folder: Path, *, known: bool, spoil: bool = False) -> dict[str, str]:
    """What runs over three editions of a page leave, with and without what was known of the one before."""
    page, out = folder / "raw" / "page.html", folder / "out"
    page.parent.mkdir(parents=True)
    content, chance = SAMPLES[0].read_text(encoding="utf-8"), random.Random(4)
    for _ in range(3):
        page.write_text(content, encoding="utf-8")
        if spoil:
            for path in out.glob("documents/*/*/claims.jsonl"):
                path.write_bytes(path.read_bytes().replace(b"outcome", b"effect"))
        run_batch(Settings(raw=page.parent, out=out, workers=1, feeds=()))
        if not known:
            with contextlib.closing(sqlite3.connect(out / FILE)) as db, db:
                db.execute("DELETE FROM blocks")
        content = edit_page(content, chance)
    return digest_results(out)


def test_runs_over_a_changed_page_leave_what_first_readings_leave(tmp_path: Path) -> None:
    fresh = run_editions(tmp_path / "fresh", known=False)
    assert len([name for name in fresh if name.endswith("claims.jsonl")]) == 3
    assert run_editions(tmp_path / "known", known=True) == fresh


def test_claims_edited_by_hand_are_not_carried_on(tmp_path: Path) -> None:
    """Nothing is taken from files that are not what the program wrote: the newest revision is read from the page."""
    fresh = run_editions(tmp_path / "fresh", known=False)
    spoilt = run_editions(tmp_path / "spoilt", known=True, spoil=True)
    claims = [name for name in fresh if name.endswith("claims.jsonl")]
    assert sum(spoilt[name] == fresh[name] for name in claims) == 1
