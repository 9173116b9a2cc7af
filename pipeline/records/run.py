"""What a run leaves for people and programs: the index, the quarantine and the run report."""

from typing import Literal

from pydantic import Field

from .base import Record


class Expected(Record):
    """The least that a sound page has; None where nothing is expected of a count."""

    blocks: int | None = None
    references: int | None = None
    claims: int | None = None


class Counts(Record):
    """What one revision of a document holds; claims are counted by kind and by status."""

    blocks: int
    references: int
    figures: int
    claims: int
    by_kind: dict[str, int] = Field(default_factory=dict)
    by_status: dict[str, int] = Field(default_factory=dict)


class RevisionEntry(Record):
    """A revision of a document: its folder under ``documents/``, where it was captured and what it holds."""

    name: str
    date: str | None
    retrieved_at: str | None
    source: str
    sha256: str
    folder: str
    content_hash: str
    extractor: str | None
    counts: Counts
    held: str | None = None


class IndexEntry(Record):
    """A document: the revision in force, why it is not where it is not, all revisions and change sets in order."""

    document: str
    part_of: str | None
    title: str | None
    publisher: str | None
    original_source: str | None
    source_url: str | None
    language: str | None
    audience: str | None
    status: Literal["in_force", "superseded", "held"]
    superseded_by: str | None = None
    in_force: str | None
    revisions: tuple[RevisionEntry, ...]
    changes: tuple[str, ...] = ()


class Quarantined(Record):
    """A page set aside: its bytes are untouched, and it is read again when it or the program changes."""

    path: str
    sha256: str
    reason: str
    detail: str
    document: str | None = None


class PageCounts(Record):
    """Pages of a run: every page seen is skipped, read, quarantined (now or still) or left out by an option."""

    seen: int = 0
    skipped: int = 0
    read: int = 0
    quarantined: int = 0
    held: int = 0
    left_out: int = 0


class RunReport(Record):
    """What one run did. The only records that hold a clock.

    ``feeds`` are the versions written, by engine; ``feeds_stopped`` why a feed keeps the version it had.
    """

    schema_: Literal["run/1"] = Field("run/1", alias="schema")
    id: str
    started_at: str
    finished_at: str
    seconds: dict[str, float]
    program: str
    raw: str
    extracted: str
    pages: PageCounts
    documents: int
    in_force: int
    claims_by_kind: dict[str, int]
    claims_by_status: dict[str, int]
    changes_by_severity: dict[str, int]
    change_sets: tuple[str, ...] = ()
    quarantine: tuple[Quarantined, ...] = ()
    alerts: tuple[str, ...] = ()
    next_steps: tuple[str, ...] = ()
    feeds: dict[str, str] = Field(default_factory=dict)
    feeds_stopped: dict[str, str] = Field(default_factory=dict)
    unchanged: bool = False
