"""The state of an output folder: one SQLite file in WAL mode that says what was read and what was published.

pages       one row a file under raw/, and one a page of an archive: signature, digest, program that read it, outcome
revisions   one row a (document, content): the earliest capture of it, and its counts
pieces      documents of single pages of articles that go over several, to be joined
unjoined    articles of which a page came or changed
staged      results not yet published: document.json and claims.jsonl of a revision, or a change set
changesets  one row a compared pair of revisions: what it depends on, its summary, or why it could not be made
upgrades    revisions that another version of the program read and published, until both readings are compared
documents   one row a document: its group of mirrors and its entry of index.json as it was published
blocks      per document, what its last reading left for the next one (see remember.py)
dirty       documents that must be settled and published before the run is done
outbox      change sets that the webhook did not take yet
runs, meta  run ids; the version of this layout, the settings that were in force

Every change of the state is one transaction, so a process killed at any moment leaves the last complete one.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.errors import GuidelineError
from pipeline.records.run import IndexEntry

FILE = "state.sqlite"
LAYOUT = "2"
SCHEMA = """
CREATE TABLE pages (name TEXT PRIMARY KEY, archive TEXT, signature TEXT, digest TEXT, program TEXT, outcome TEXT,
                    detail TEXT) WITHOUT ROWID;
CREATE INDEX pages_faults ON pages (name) WHERE outcome NOT IN ('read', 'archive');
CREATE TABLE revisions (document TEXT, content TEXT, date TEXT, retrieved_at TEXT, page TEXT, digest TEXT, program TEXT,
                        mirrors TEXT, article TEXT, joined INTEGER, turn INTEGER, summary TEXT,
                        PRIMARY KEY (document, content)) WITHOUT ROWID;
CREATE INDEX revisions_page ON revisions (page);
CREATE INDEX revisions_article ON revisions (article);
CREATE TABLE pieces (article TEXT, page TEXT, digest TEXT, body BLOB, PRIMARY KEY (article, page));
CREATE INDEX pieces_page ON pieces (page);
CREATE TABLE unjoined (article TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE INDEX revisions_mirrors ON revisions (mirrors);
CREATE TABLE staged (document TEXT, name TEXT, body BLOB, PRIMARY KEY (document, name));
CREATE TABLE changesets (document TEXT, old TEXT, new TEXT, stamp TEXT, fault TEXT, summary TEXT, path TEXT,
                         PRIMARY KEY (document, old, new)) WITHOUT ROWID;
CREATE INDEX changesets_path ON changesets (path);
CREATE TABLE upgrades (document TEXT, content TEXT, folder TEXT, PRIMARY KEY (document, content)) WITHOUT ROWID;
CREATE TABLE documents (document TEXT PRIMARY KEY, mirrors TEXT, status TEXT, held INTEGER,
                        statistic INTEGER, threshold INTEGER, dose INTEGER, recommendation INTEGER,
                        active INTEGER, needs_review INTEGER, entry TEXT) WITHOUT ROWID;
CREATE INDEX documents_mirrors ON documents (mirrors);
CREATE INDEX documents_held ON documents (held) WHERE held > 0;
CREATE TABLE blocks (document TEXT PRIMARY KEY, program TEXT, body BLOB);
CREATE TABLE dirty (document TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE outbox (path TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE runs (id TEXT PRIMARY KEY, finished INTEGER) WITHOUT ROWID;
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
"""


class PageRow(NamedTuple):
    """What the last runs know of a page; ``outcome`` is ``read``, ``archive`` or the reason of a fault."""

    signature: str
    archive: str | None
    digest: str
    program: str
    outcome: str


class RevisionRow(NamedTuple):
    """A revision: one (document, content). ``summary`` is what index and history say of it, as JSON.

    ``turn`` counts what one page held: a page that is written anew under its old dates says the latest.
    """

    document: str
    content: str
    date: str | None
    retrieved_at: str | None
    page: str
    digest: str
    program: str
    mirrors: str
    article: str
    joined: int
    turn: int
    summary: str

    @property
    def place(self) -> tuple[str, str, str, int, str]:
        """Order of revisions: revision date (else capture date), capture date, page, what the page held in turn."""
        captured = self.retrieved_at or ""
        return (self.date or captured, captured, self.page, self.turn, self.content)


class State:
    """The state file of one output folder, opened by the run that holds its lock."""

    def __init__(self, out: Path, *, writable: bool = True) -> None:
        self.path, self._writable = out / FILE, writable
        mode = "rwc" if writable else "ro"
        self._db = sqlite3.connect(f"{self.path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None)
        try:
            if writable:
                self._db.execute("PRAGMA auto_vacuum = INCREMENTAL")  # what was staged is a large part of the file
                self._db.execute("PRAGMA journal_mode = WAL")
                self._db.execute("PRAGMA synchronous = NORMAL")
            self._check_layout()
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_NOTADB:
                raise GuidelineError(f"{self.path}: damaged; see recovery in docs/operations.md") from error
            raise

    def _check_layout(self) -> None:
        if self.rows("SELECT count(*) FROM sqlite_master")[0][0]:
            if (layout := self.meta("layout")) != LAYOUT:
                detail = f"layout {layout}, this program writes {LAYOUT}"
                raise GuidelineError(f"{self.path}: {detail}; see upgrade in docs/operations.md")
        else:
            with self.transaction():
                for statement in SCHEMA.split(";"):
                    self._db.execute(statement)
                self.set_meta("layout", LAYOUT)

    def close(self) -> None:
        """Leave one file behind, without the room that was staged in: the log of changes is folded into it."""
        if self._writable:
            self._db.executescript("PRAGMA incremental_vacuum")  # execute() would free one page
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of it or nothing."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        return self._db.execute(query, values).fetchall()

    def stream(self, query: str, *values: Any) -> Iterator[tuple[Any, ...]]:
        """The rows of a query, one at a time."""
        return iter(self._db.execute(query, values))

    def write(self, statement: str, *values: Any) -> None:
        """One statement of a transaction."""
        self._db.execute(statement, values)

    def write_many(self, statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """One statement of a transaction for many rows."""
        self._db.executemany(statement, rows)

    def meta(self, key: str) -> str | None:
        """A value of the file itself, or None."""
        found = self.rows("SELECT value FROM meta WHERE key = ?", key)
        return found[0][0] if found else None

    def set_meta(self, key: str, value: str) -> None:
        """Part of a transaction."""
        self.write("INSERT OR REPLACE INTO meta VALUES (?, ?)", key, value)

    def pages(self) -> dict[str, PageRow]:
        """Every page ever seen, by name."""
        query = "SELECT name, signature, archive, digest, program, outcome FROM pages"
        return {name: PageRow(*rest) for name, *rest in self._db.execute(query)}

    def revisions(self, document: str) -> list[RevisionRow]:
        """The revisions of a document, oldest first."""
        found = self.rows("SELECT * FROM revisions WHERE document = ?", document)
        return sorted((RevisionRow(*row) for row in found), key=lambda row: row.place)

    def upgrades(self) -> list[tuple[RevisionRow, str]]:
        """Revisions that an older version of the program published too, and the folder of what it published."""
        query = (
            "SELECT r.*, u.folder FROM revisions r JOIN upgrades u ON u.document = r.document AND u.content = r.content"
            " ORDER BY r.document, r.content"
        )
        return [(RevisionRow(*row[:-1]), row[-1]) for row in self.rows(query)]

    def mark_dirty(self, document: str) -> None:
        """Part of a transaction: the document is settled and published before the run is done."""
        self.write("INSERT OR IGNORE INTO dirty VALUES (?)", document)

    def dirty(self) -> list[str]:
        """Documents to settle, sorted."""
        return [row[0] for row in self._db.execute("SELECT document FROM dirty ORDER BY document")]

    def stage(self, document: str, name: str, body: bytes) -> None:
        """Part of a transaction: a file to publish. ``name`` is ``<content>/document.json`` or the like."""
        self.write("INSERT OR REPLACE INTO staged VALUES (?, ?, ?)", document, name, body)

    def staged(self, document: str, name: str) -> bytes | None:
        """The body of a file to publish, or None where it is not staged."""
        found = self.rows("SELECT body FROM staged WHERE document = ? AND name = ?", document, name)
        return found[0][0] if found else None

    def unjoined(self) -> list[str]:
        """Articles to join, sorted."""
        return [row[0] for row in self.rows("SELECT article FROM unjoined ORDER BY article")]

    def pieces(self, article: str) -> dict[str, bytes]:
        """The single pages of an article that are kept to be joined, by page."""
        return dict(self.rows("SELECT page, body FROM pieces WHERE article = ? ORDER BY page", article))

    def of_article(self, article: str) -> list[RevisionRow]:
        """The revisions whose pages belong to an article, joined or single."""
        query = "SELECT * FROM revisions WHERE article = ? ORDER BY page, document, content"
        return [RevisionRow(*row) for row in self.rows(query, article)]

    def staged_changesets(self) -> set[tuple[str, str, str]]:
        """Change sets that are not published yet: document, older and newer content."""
        query = "SELECT document, substr(name, 9) FROM staged WHERE name LIKE 'changes/%'"
        return {(document, *pair.split("..")) for document, pair in self.rows(query)}

    def revisions_by_others(self, program: str) -> list[RevisionRow]:
        """Revisions that another program read, in the order of document and content."""
        query = "SELECT * FROM revisions WHERE program != ? ORDER BY document, content"
        return [RevisionRow(*row) for row in self.rows(query, program)]

    def has_moved_on(self, row: RevisionRow, program: str) -> bool:
        """Whether the page of a revision was read by ``program`` and held something else."""
        query = "SELECT 1 FROM pages WHERE name = ? AND outcome = 'read' AND program = ?"
        return bool(self.rows(query, row.page, program))

    def stamps(self, document: str) -> dict[tuple[str, str], tuple[str, str | None]]:
        """What each comparison of a document depends on, and why it failed, by (older, newer) content."""
        query = "SELECT old, new, stamp, fault FROM changesets WHERE document = ?"
        return {(old, new): (stamp, fault) for old, new, stamp, fault in self.rows(query, document)}

    def groups(self, documents: Iterable[str]) -> list[str]:
        """The groups of mirrors that documents belong to now, or belonged to when they were published; sorted."""
        found: set[str] = set()
        for document in documents:
            for table in ("revisions", "documents"):
                found.update(row[0] for row in self.rows(f"SELECT mirrors FROM {table} WHERE document = ?", document))
        return sorted(found)

    def keep_changesets(self, document: str, paths: dict[tuple[str, str], str]) -> None:
        """Part of a transaction: where change sets are published; others are forgotten, but not the failures."""
        for old, new in self.rows("SELECT old, new FROM changesets WHERE document = ? AND fault IS NULL", document):
            where = "WHERE document = ? AND old = ? AND new = ?"
            if (old, new) in paths:
                self.write(f"UPDATE changesets SET path = ? {where}", paths[old, new], document, old, new)
            else:
                self.write(f"DELETE FROM changesets {where}", document, old, new)

    def changeset_paths(self, keys: Iterable[tuple[str, str, str]]) -> list[str]:
        """Where change sets are published, sorted; those that are not any more are left out."""
        query = "SELECT path FROM changesets WHERE document = ? AND old = ? AND new = ?"
        return sorted(row[0] for key in keys for row in self.rows(query, *key) if row[0] is not None)

    def newest_changesets(self, limit: int) -> list[tuple[str, str, str, str | None, str]]:
        """Published change sets, newest first: document, path, summary, date and summary of the newer revision."""
        query = (
            "SELECT c.document, c.path, c.summary, r.date, r.summary FROM changesets c JOIN revisions r"
            " ON r.document = c.document AND r.content = c.new WHERE c.path IS NOT NULL"
            " ORDER BY r.date DESC, c.path DESC LIMIT ?"
        )
        return [(document, path, summary, date, of) for document, path, summary, date, of in self.rows(query, limit)]

    def forget_staged(self) -> None:
        """Part of a transaction: what was staged is published."""
        self.write("DELETE FROM staged")
        self.write("DELETE FROM upgrades")
        self.write("DELETE FROM dirty")

    def mark_all_dirty(self) -> None:
        """Part of a transaction: every document is settled and published."""
        self.write("INSERT OR IGNORE INTO dirty SELECT DISTINCT document FROM revisions")

    def entries_with_claims(self) -> Iterator[IndexEntry]:
        """The documents in force that state anything, by id."""
        query = "SELECT entry FROM documents WHERE status = 'in_force' AND active + needs_review > 0 ORDER BY document"
        return (IndexEntry.model_validate_json(entry) for (entry,) in self.rows(query))

    def totals(self) -> dict[str, int]:
        """Documents, those in force, and the claims in force by kind and by status."""
        names = ("statistic", "threshold", "dose", "recommendation", "active", "needs_review")
        sums = ", ".join(f"coalesce(sum({name}), 0)" for name in names)
        query = f"SELECT count(*), coalesce(sum(status = 'in_force'), 0), coalesce(sum(held), 0), {sums} FROM documents"
        return dict(zip(("documents", "in_force", "held", *names), self.rows(query)[0], strict=True))

    def summary(self, document: str, old: str, new: str) -> dict[str, Any]:
        """The summary of a change set that was made, by the contents of its sides."""
        query = "SELECT summary FROM changesets WHERE document = ? AND old = ? AND new = ?"
        found: dict[str, Any] = json.loads(self.rows(query, document, old, new)[0][0])
        return found

    def summary_at(self, path: str) -> dict[str, Any]:
        """The summary of a change set that is published, by its path."""
        document, old, new = self.rows("SELECT document, old, new FROM changesets WHERE path = ?", path)[0]
        return self.summary(document, old, new)
