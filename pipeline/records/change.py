"""Changes: what a revision changed, said once, with how much it matters."""

from typing import Any, Literal

from pydantic import Field

from .base import Record
from .claim import Claim

Severity = Literal["breaking", "additive", "evidence", "editorial", "extractor"]


class FieldChange(Record):
    """One field that differs, by its path in the claim."""

    path: str
    before: Any
    after: Any


class RenumberedReference(Record):
    """A reference number before and after, and how the pair is known; ``section`` where sections count their own."""

    before: int
    after: int
    basis: Literal["reference", "aligned"]
    section: str | None = None


class AnnouncedStatus(Record):
    """Whether the page's own list of changes tells of this one."""

    status: Literal["announced", "unannounced", "unknown"]
    text: str | None = None


class Change(Record):
    """One change of a revision, said once; ``type`` decides ``severity``."""

    schema_: Literal["change/1"] = Field("change/1", alias="schema")
    id: str
    type: str
    severity: Severity
    claim: str | None = None
    claim_before: str | None = None
    claims: tuple[str, ...] | None = None
    where: tuple[str, ...] = ()
    fields: tuple[FieldChange, ...] = ()
    quote_before: str | None = None
    quote_after: str | None = None
    before: Claim | None = None
    after: Claim | None = None
    map: tuple[RenumberedReference, ...] | None = None
    unresolved: tuple[int, ...] | None = None
    announced: AnnouncedStatus


class RevisionRef(Record):
    """One side of a comparison."""

    document: str
    revision: str | None
    sha256: str


class AnnouncedEntry(Record):
    """An announcement of the newer page, and the changes it tells of (none where only text without claims changed)."""

    text: str
    section: str | None = None
    status: Literal["found", "not-found"]
    changes: tuple[str, ...] = ()


class AnnouncedCounts(Record):
    """``found`` and ``not_found`` count announcements (``entries``); ``unannounced`` counts changes, by id."""

    found: int = 0
    not_found: int = 0
    unannounced: int = 0
    entries: tuple[AnnouncedEntry, ...] = ()
    unannounced_changes: tuple[str, ...] = ()


class ChangeSummary(Record):
    """Counts of a change set and what the version of the claims should become.

    ``ignored`` counts what the user's ignore list left out, by its reason.
    """

    by_severity: dict[str, int] = Field(default_factory=dict)
    by_type: dict[str, int] = Field(default_factory=dict)
    announced: AnnouncedCounts = AnnouncedCounts()
    version_advice: Literal["major", "minor", "patch", "none"] = "none"
    ignored: dict[str, int] = Field(default_factory=dict)


class ContinuedClaim(Record):
    """A claim of the older revision that goes on under another id: the newer claim ``replaces`` the older."""

    before: str
    after: str


class TouchedRule(Record):
    """A local rule of the user whose claim a change set touches, with the changes and the worst severity."""

    rule: str
    claim: str
    continues_as: str | None = None
    severity: Severity | None = None
    changes: tuple[str, ...] = ()


class ChangeSet(Record):
    """All changes from one revision to another, in page order of the newer; ``rules`` where rules were given."""

    schema_: Literal["changeset/1"] = Field("changeset/1", alias="schema")
    old: RevisionRef
    new: RevisionRef
    summary: ChangeSummary
    changes: tuple[Change, ...] = ()
    continued: tuple[ContinuedClaim, ...] = ()
    rules: tuple[TouchedRule, ...] | None = None
