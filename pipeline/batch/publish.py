"""From the state to the files that others read: documents/, changes/, index.json, quarantine.jsonl.

Publishing is a function of the state: repeated after a crash it writes the same bytes. Files of documents come
first, then the index that names them; the state forgets what was staged only when all of it stands.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pipeline.errors import GuidelineError
from pipeline.records.run import Expected, IndexEntry, Quarantined, RevisionEntry
from pipeline.sites.expected import expect_of_document, is_own

from .files import flush_files, remove_others, replace_file, write_file
from .settle import Member, Settled, name_document, name_revision, pair_neighbours, pick_superseded, settle_document
from .state import RevisionRow, State

DOCUMENT = "document.json"
REPLACES = b'"replaces": "'  # stands in no claim that replaces none, but in a quote at worst
CLAIMS = "claims.jsonl"
KINDS = ("statistic", "threshold", "dose", "recommendation")
STATUSES = ("active", "needs_review")


class Publisher:
    """Writes one output folder from its state; ``written`` counts the files that differ from what stood there."""

    def __init__(self, state: State, out: Path, expected: Mapping[str, Expected]) -> None:
        self.state, self.out, self.expected = state, out, expected
        self.written = 0

    def settle(self, document: str) -> tuple[Settled, ...]:
        """The revisions of a document in their places."""
        rows, stamps = self.state.revisions(document), self.state.stamps(document)
        return settle_document(rows, self.expected.get(document) or expect_of_document(document), stamps)

    def read_body(self, row: RevisionRow, file: str) -> bytes:
        """A file of a revision, staged or published."""
        staged = self.state.staged(row.document, f"{row.content}/{file}")
        return staged if staged is not None else self.read_published(row, name_revision(row.date, row.content), file)

    def has_published(self, row: RevisionRow, folder: str) -> bool:
        """Whether the files of a document are where the last run that got done left them."""
        place = self.out / "documents" / name_document(row.document) / folder
        return (place / DOCUMENT).is_file() and (place / CLAIMS).is_file()

    def read_published(self, row: RevisionRow, folder: str, file: str) -> bytes:
        """A file of a document as the last run that got done left it."""
        path = self.out / "documents" / name_document(row.document) / folder / file
        try:
            return path.read_bytes()
        except OSError as error:
            raise GuidelineError(f"{path}: {error.strerror}; put it back, or redo everything with run --all") from error

    def publish_document(self, document: str) -> None:
        """The files of a document, as its revisions and change sets now are."""
        folder = name_document(document)
        settled = self.settle(document)
        replaces = self._publish_changes(document, settled)
        for revision in settled:
            target = self.out / "documents" / folder / revision.name
            self._write(target / DOCUMENT, self.read_body(revision.row, DOCUMENT))
            claims = self.read_body(revision.row, CLAIMS)
            self._write(target / CLAIMS, set_replaces(claims, replaces.get(revision.row.content, {})))

    def _publish_changes(self, document: str, settled: tuple[Settled, ...]) -> dict[str, dict[str, str]]:
        """Write the change sets of neighbours; which claims of each newer revision replace which, by content."""
        folder = self.out / "changes" / name_document(document)
        replaces: dict[str, dict[str, str]] = {}
        for pair in pair_neighbours(settled):
            old, new = pair.old.row.content, pair.new.row.content
            body = self.state.staged(document, f"changes/{old}..{new}")
            if body is not None:
                self._write(folder / pair.name, body)
            replaces[new] = self.state.summary(document, old, new)["replaces"]
        for revision in settled:
            same = revision.row.content
            body = self.state.staged(document, f"changes/{same}..{same}")
            if body is not None:
                self._write(folder / f"{revision.name}..{revision.name}.json", body)
        return replaces

    def _name_changes(self, document: str, settled: tuple[Settled, ...]) -> dict[str, tuple[str, str]]:
        """The files of the change sets of a document, oldest first, each with the contents of its two sides.

        A revision that another version of the program reads otherwise is followed by what that changed.
        """
        stamps = self.state.stamps(document)
        to = {pair.new.row.content: pair for pair in pair_neighbours(settled)}
        names: dict[str, tuple[str, str]] = {}
        for revision in settled:
            content = revision.row.content
            if content in to:
                names[to[content].name] = to[content].old.row.content, content
            if (content, content) in stamps:
                names[f"{revision.name}..{revision.name}.json"] = content, content
        return names

    def remove_leftovers(self, document: str) -> None:
        """What the new index does not name any more. In a transaction, once the index is written."""
        folder, settled = name_document(document), self.settle(document)
        names = self._name_changes(document, settled)
        remove_others(self.out / "documents" / folder, {revision.name for revision in settled})
        remove_others(self.out / "changes" / folder, set(names))
        paths = {sides: f"changes/{folder}/{name}" for name, sides in names.items()}
        self.state.keep_changesets(document, paths)

    def _write(self, path: Path, body: bytes) -> None:
        self.written += write_file(path, body)

    def publish_index(self, groups: Iterable[str]) -> None:
        """Rewrite the entries of the documents in ``groups``, then the index and the quarantine. In a transaction."""
        for group in groups:
            self._index_group(group)
        self.write_quarantine()
        flush_files()
        with replace_file(self.out / "index.json") as beside, open(beside, "w", encoding="utf-8") as index:
            index.write('{"schema": "index/1", "documents": [')
            between = "\n"
            for (entry,) in self.state.stream("SELECT entry FROM documents ORDER BY document"):
                index.write(between + entry)
                between = ",\n"
            index.write("\n]}\n")
        flush_files()

    def _index_group(self, group: str) -> None:
        documents = find_group(self.state, group)
        settled = {document: self.settle(document) for document in documents}
        self.state.write("DELETE FROM documents WHERE mirrors = ?", group)
        superseded = pick_superseded(group, (m for d in documents if (m := _as_member(d, settled[d])) is not None))
        for document in documents:
            paths = [
                f"changes/{name_document(document)}/{name}" for name in self._name_changes(document, settled[document])
            ]
            entry = make_entry(document, settled[document], superseded.get(document), paths)
            counts = _counts_in_force(entry)
            held = sum(revision.held is not None for revision in entry.revisions)
            self.state.write(
                "INSERT OR REPLACE INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                *(document, group, entry.status, held, *counts, entry.to_json()),
            )

    def write_quarantine(self) -> None:
        """Pages that could not be read, then revisions that were held back, each in the order of its name."""
        entries = [entry.to_json() + "\n" for entry in find_quarantined(self.state)]
        self._write(self.out / "quarantine.jsonl", "".join(entries).encode())


def find_quarantined(state: State) -> list[Quarantined]:
    """Pages that could not be read, by name, then revisions held back, by document and date."""
    query = "SELECT name, digest, outcome, detail FROM pages WHERE outcome NOT IN ('read', 'archive') ORDER BY name"
    found = [
        Quarantined(path=f"raw/{name}", sha256=digest, reason=outcome, detail=detail)
        for name, digest, outcome, detail in state.rows(query)
    ]
    for (text,) in state.rows("SELECT entry FROM documents WHERE held > 0 ORDER BY document"):
        entry = IndexEntry.model_validate_json(text)
        found += [
            Quarantined(path=r.source, sha256=r.sha256, reason="expected", detail=r.held, document=entry.document)
            for r in entry.revisions
            if r.held is not None
        ]
    return found


def find_group(state: State, group: str) -> list[str]:
    """The document ``group`` and the documents that are part of it, sorted."""
    query = "SELECT DISTINCT document FROM revisions WHERE mirrors = ? ORDER BY document"
    return [row[0] for row in state.rows(query, group)]


def make_entry(
    document: str, settled: tuple[Settled, ...], superseded_by: str | None, changes: Iterable[str]
) -> IndexEntry:
    """What the index says of a document; its title and the like are those of its last sound revision."""
    folder = name_document(document)
    sound = [revision for revision in settled if revision.held is None]
    shown = json.loads((sound or settled)[-1].row.summary)
    status = "held" if not sound else "superseded" if superseded_by else "in_force"
    names = ("part_of", "title", "publisher", "original_source", "source_url", "language", "audience")
    return IndexEntry(
        document=document,
        **{name: shown[name] for name in names},
        status=status,
        superseded_by=superseded_by,
        in_force=sound[-1].name if status == "in_force" else None,
        revisions=tuple(_make_revision(folder, revision) for revision in settled),
        changes=tuple(changes),
    )


def _make_revision(folder: str, revision: Settled) -> RevisionEntry:
    row, summary = revision.row, json.loads(revision.row.summary)
    return RevisionEntry(
        name=revision.name,
        date=row.date,
        retrieved_at=row.retrieved_at,
        source=f"raw/{row.page}",
        sha256=summary["sha256"],
        folder=f"documents/{folder}/{revision.name}",
        content_hash=summary["content_hash"],
        extractor=summary["extractor"],
        counts=revision.counts,
        held=revision.held,
    )


def _as_member(document: str, settled: tuple[Settled, ...]) -> Member | None:
    sound = [revision for revision in settled if revision.held is None]
    if not sound:
        return None
    summary: dict[str, Any] = json.loads(sound[-1].row.summary)
    own = is_own(summary["publisher"], summary["original_source"])
    return Member(document, summary["title"], own, sound[-1].row.place[0])


def _counts_in_force(entry: IndexEntry) -> tuple[int, ...]:
    found = next((r.counts for r in entry.revisions if r.name == entry.in_force), None)
    if found is None:
        return (0,) * (len(KINDS) + len(STATUSES))
    return (*(found.by_kind.get(kind, 0) for kind in KINDS), *(found.by_status.get(status, 0) for status in STATUSES))


def set_replaces(claims_jsonl: bytes, replaces: Mapping[str, str]) -> bytes:
    """The claims with ``replaces`` as the comparison with the revision before found it."""
    if not replaces and REPLACES not in claims_jsonl:
        return claims_jsonl
    lines = []
    for line in claims_jsonl.splitlines():
        claim = json.loads(line)
        if claim["replaces"] != replaces.get(claim["id"]):
            claim["replaces"] = replaces.get(claim["id"])
            line = json.dumps(claim, ensure_ascii=False).encode()
        lines.append(line + b"\n")
    return b"".join(lines)
