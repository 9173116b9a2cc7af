"""What a run writes into the state, one transaction a result."""

import json
from collections.abc import Iterable
from pathlib import Path

from pipeline.errors import GuidelineError

from .decide import Decision, fault_program
from .guard import Fault
from .jobs import Compared, ReadPage, ReadRevision
from .pages import PageFile, digest_page, read_page_file
from .publish import CLAIMS, DOCUMENT
from .settle import Pair, name_revision
from .state import RevisionRow, State

WRITE_PAGE = "INSERT OR REPLACE INTO pages VALUES (?, ?, ?, ?, ?, ?, ?)"


def record_touched(state: State, decisions: Iterable[Decision]) -> None:
    """Pages that were written but hold the bytes they held: only their signature is new."""
    rows = [(d.page.signature, d.page.name) for d in decisions if d.why in ("touched", "quarantined")]
    if rows:
        with state.transaction():
            state.write_many("UPDATE pages SET signature = ? WHERE name = ?", rows)


def forget_missing(state: State, present: set[str]) -> None:
    """Pages in quarantine that are gone from raw/ are nobody's concern any more; what was read of them stays."""
    query = "SELECT name, coalesce(archive, name) FROM pages WHERE outcome NOT IN ('read', 'archive')"
    gone = [(name,) for name, file in state.rows(query) if file not in present]
    if gone:
        with state.transaction():
            state.write_many("DELETE FROM pages WHERE name = ?", gone)


def record_page(state: State, page: ReadPage, archive: str | None, signature: str, program: str) -> None:
    """A page that was read: its result is staged, and what the same bytes gave before makes way for it."""
    result = page.result
    with state.transaction():
        state.write(WRITE_PAGE, page.name, archive, signature, page.digest, program, "read", None)
        state.write("DELETE FROM pieces WHERE page = ? AND digest = ?", page.name, result.source)
        query = "SELECT document, content FROM revisions WHERE page = ? AND digest = ?"
        kept = (result.document, result.content) if isinstance(result, ReadRevision) else None
        for document, content in state.rows(query, page.name, result.source):
            if (document, content) != kept:
                state.write("DELETE FROM revisions WHERE document = ? AND content = ?", document, content)
                state.mark_dirty(document)
        if isinstance(result, ReadRevision):
            record_capture(state, result, page.name, program)
            continued = state.rows("SELECT 1 FROM pieces WHERE article = ? LIMIT 1", result.article)
        else:
            values = (result.article, page.name, result.source, result.document_json)
            state.write("INSERT OR REPLACE INTO pieces VALUES (?, ?, ?, ?)", *values)
            continued = [()]
        if continued:
            state.write("INSERT OR IGNORE INTO unjoined VALUES (?)", result.article)


Singles = dict[str, tuple[str, bytes]]
"""Digest and document of pages that stood alone until a page came that continues them, by page."""


def record_joined(
    state: State, article: str, singles: Singles, joined: list[tuple[str, ReadRevision]], program: str
) -> None:
    """An article whose pages were joined."""
    with state.transaction():
        for page, (digest, body) in singles.items():
            state.write("INSERT OR REPLACE INTO pieces VALUES (?, ?, ?, ?)", article, page, digest, body)
        for row in state.of_article(article):
            state.write("DELETE FROM revisions WHERE document = ? AND content = ?", row.document, row.content)
            state.mark_dirty(row.document)
        for page, revision in joined:
            record_capture(state, revision, page, program, joined=True)
        state.write("DELETE FROM unjoined WHERE article = ?", article)


def record_capture(
    state: State, revision: ReadRevision, page: str, program: str, *, joined: bool = False, turn: int | None = None
) -> None:
    """Part of a transaction: stage a revision, unless an earlier capture of the same content stands for it.

    ``turn`` is None for what the page holds now.
    """
    row = RevisionRow(
        document=revision.document,
        content=revision.content,
        date=revision.date,
        retrieved_at=revision.retrieved_at,
        page=page,
        digest=revision.source,
        program=program,
        mirrors=revision.mirrors,
        article=revision.article,
        joined=int(joined),
        turn=_find_turn(state, revision, page) if turn is None else turn,
        summary=revision.summary,
    )
    state.write("INSERT OR REPLACE INTO blocks VALUES (?, ?, ?)", revision.document, program, revision.known)
    found = state.rows("SELECT * FROM revisions WHERE document = ? AND content = ?", row.document, row.content)
    if found:
        before = RevisionRow(*found[0])
        if before.page != row.page and before.place <= row.place:
            return
        if find_extractor(before) not in (None, find_extractor(row)):
            values = (row.document, row.content, name_revision(before.date, before.content))
            state.write("INSERT OR IGNORE INTO upgrades VALUES (?, ?, ?)", *values)
    state.write(f"INSERT OR REPLACE INTO revisions VALUES ({', '.join('?' * len(row))})", *row)
    state.stage(row.document, f"{row.content}/{DOCUMENT}", revision.document_json)
    state.stage(row.document, f"{row.content}/{CLAIMS}", revision.claims_jsonl)
    state.mark_dirty(row.document)


def _find_turn(state: State, revision: ReadRevision, page: str) -> int:
    """The turn of what a page holds now: after all else that it held of the document."""
    query = "SELECT turn, content FROM revisions WHERE document = ? AND page = ? ORDER BY turn DESC LIMIT 1"
    last: tuple[int, str | None] = next(iter(state.rows(query, revision.document, page)), (-1, None))
    return last[0] + (last[1] != revision.content)


def find_extractor(row: RevisionRow) -> str | None:
    """The version of the program that a revision's claims name; None where it has none."""
    extractor: str | None = json.loads(row.summary)["extractor"]
    return extractor


def record_upgrade(state: State, row: RevisionRow, compared: Compared | None) -> None:
    """What another version of the program reads in the same page; None where the readings could not be compared."""
    with state.transaction():
        state.write("DELETE FROM upgrades WHERE document = ? AND content = ?", row.document, row.content)
        if compared is not None and any(json.loads(compared.summary)["by_severity"].values()):
            values = (row.document, row.content, row.content, "", None, compared.summary, None)
            state.write("INSERT OR REPLACE INTO changesets VALUES (?, ?, ?, ?, ?, ?, ?)", *values)
            state.stage(row.document, f"changes/{row.content}..{row.content}", compared.body)


def record_reread(state: State, before: RevisionRow, revision: ReadRevision, program: str) -> None:
    """A revision whose page is gone, as the program reads its stored document now."""
    with state.transaction():
        record_capture(state, revision, before.page, program, joined=bool(before.joined), turn=before.turn)


def record_archive(state: State, name: str, digest: str, signature: str, program: str, members: Iterable[str]) -> None:
    """An archive whose pages are all recorded; pages that it no longer holds are forgotten, not their revisions."""
    keep = set(members)
    with state.transaction():
        state.write(WRITE_PAGE, name, None, signature, digest, program, "archive", None)
        for (member,) in state.rows("SELECT name FROM pages WHERE archive = ?", name):
            if member not in keep:
                state.write("DELETE FROM pages WHERE name = ?", member)


def digest_file(path: Path, file: PageFile) -> str:
    """The digest of a page that could not be read; empty where not even its bytes can be."""
    try:
        return digest_page(read_page_file(path, file))
    except GuidelineError:
        return ""


def record_fault(
    state: State, name: str, archive: str | None, signature: str, digest: str, program: str, limits: str, fault: Fault
) -> None:
    """A page set aside; whatever was read of it before stays."""
    outcome = fault.name if fault.reason == "refused" else fault.reason
    with state.transaction():
        state.write(
            WRITE_PAGE, name, archive, signature, digest, fault_program(program, limits, outcome), outcome, fault.detail
        )


def record_comparison(state: State, pair: Pair, program: str, compared: Compared) -> None:
    """A change set, staged."""
    document, old, new = pair.new.row.document, pair.old.row.content, pair.new.row.content
    with state.transaction():
        stamp = f"{program} {pair.stamp}"
        values = (document, old, new, stamp, None, compared.summary, None)
        state.write("INSERT OR REPLACE INTO changesets VALUES (?, ?, ?, ?, ?, ?, ?)", *values)
        state.stage(document, f"changes/{old}..{new}", compared.body)


def record_incomparable(state: State, pair: Pair, program: str, fault: Fault) -> None:
    """Two revisions that could not be compared: the newer one is held back."""
    document, old, new = pair.new.row.document, pair.old.row.content, pair.new.row.content
    with state.transaction():
        values = (document, old, new, f"{program} {pair.stamp}", fault.detail, None, None)
        state.write("INSERT OR REPLACE INTO changesets VALUES (?, ?, ?, ?, ?, ?, ?)", *values)
