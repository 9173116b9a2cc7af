"""What goes out beside a feed: patients that prove it, and a manifest of what it holds."""

from typing import Any, Literal

from pydantic import Field

from .base import Record

Outcome = Literal["match", "no", "indeterminate"]


class Witness(Record):
    """A patient and what a claim must say of it; ``patient`` is keyed by variable id, absent facts are unknown."""

    schema_: Literal["witness/1"] = Field("witness/1", alias="schema")
    claim: str
    patient: dict[str, Any]
    expect: Outcome
    why: str


class FeedDocument(Record):
    """A document that claims of a feed come from."""

    document: str
    revision: str | None
    claims: int
    stale: bool


class Manifest(Record):
    """What a feed holds and what it was made of; ``files`` are the SHA-256 of each file by name."""

    schema_: Literal["manifest/1"] = Field("manifest/1", alias="schema")
    engine: str
    version: str
    extractor: str
    claims: int
    left_out: dict[str, int]
    by_kind: dict[str, int]
    by_role: dict[str, int]
    by_status: dict[str, int]
    documents: tuple[FeedDocument, ...]
    files: dict[str, str]
    notice: str
