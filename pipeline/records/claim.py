"""Claims: statements that a rule engine can act on."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import Field, StrictBool, model_serializer

from .base import Number, Record
from .document import Reference
from .figure import PValue, Spread

ClaimOp = Literal["eq", "ne", "lt", "le", "gt", "ge", "approx", "between", "in", "not_in"]
PredicateSource = Literal["figure", "clause", "sentence", "paragraph", "heading", "document"]


class Interval(Record):
    """The set of values an ordered bound allows; None is open to infinity."""

    low: Number | None
    low_inclusive: bool
    high: Number | None
    high_inclusive: bool


class Predicate(Record):
    """``var op value`` with the words it was read from; ordered predicates carry ``unit`` and ``interval``."""

    var: str
    op: ClaimOp
    value: StrictBool | Number | str | tuple[str, ...] | None
    unit: str | None = None
    interval: Interval | None = None
    source: PredicateSource
    text: str
    registered: bool = True

    @model_serializer(mode="wrap")
    def _omit_what_does_not_apply(self, handler: Any) -> dict[str, Any]:
        fields: dict[str, Any] = handler(self)
        for name in ("unit", "interval"):
            if fields.get(name) is None:
                fields.pop(name, None)
        if fields.get("registered"):
            del fields["registered"]
        return fields


class AllOf(Record):
    """True where every member is; an empty one says nothing and is indeterminate at the top."""

    all: tuple["Condition", ...]


class AnyOf(Record):
    """True where one member is."""

    any: tuple["Condition", ...]


class NotOf(Record):
    """True where its member is false."""

    not_: "Condition" = Field(alias="not")


# No record fits two of the forms, so that the first that fits is the one: half the time of trying all of them.
Condition = Annotated[Predicate | AllOf | AnyOf | NotOf, Field(union_mode="left_to_right")]


def find_predicates(condition: Condition) -> Iterator[Predicate]:
    """Every predicate under a condition, in page order."""
    match condition:
        case Predicate():
            yield condition
        case NotOf():
            yield from find_predicates(condition.not_)
        case AllOf(all=members) | AnyOf(any=members):
            for member in members:
                yield from find_predicates(member)


RESTATING_ROLES = frozenset({"group", "regimen", "exposure", "context"})
"""Roles that restate who was studied and what was given: such claims stay out of feeds unless asked for."""


class Population(Record):
    """Who the claim is about, in words, and the words that no predicate could be made of."""

    text: str | None
    not_parsed: tuple[str, ...] = ()


class Component(Record):
    """One part of an intervention: an agent with its dose."""

    agent: str
    op: ClaimOp | None = None
    value: Number | None = None
    low: Number | None = None
    high: Number | None = None
    unit: str | None = None
    schedule: str | None = None
    route: str | None = None


class Intervention(Record):
    """What was done, in words, its parts, and for a ratio or difference the claim that holds its own value."""

    text: str
    components: tuple[Component, ...] = ()
    claim: str | None = None


class Comparator(Record):
    """What it was compared with, and the claim that holds the comparator's own value."""

    text: str
    claim: str | None = None


StatisticRole = Literal["outcome", "effect", "epidemiology", "test", "harm", "context"]
ThresholdRole = Literal["prognostic", "eligibility", "definition", "risk_group", "staging", "timing", "group"]
DoseRole = Literal["recommended", "starting", "maximum", "regimen", "exposure"]


class ThenStatistic(Record):
    """The value of a statistic claim; a range keeps its operator with ``low`` and ``high``."""

    measure: str
    role: StatisticRole
    of: str | None
    op: ClaimOp
    value: Number | None
    low: Number | None
    high: Number | None
    low_inclusive: bool | None
    high_inclusive: bool | None
    unit: str | None
    text: str
    time: str | None
    ci: tuple[Number, Number | None] | None
    p: PValue | None
    spread: Spread | None
    numerator: Number | None
    denominator: Number | None


class ThenThreshold(Record):
    """The bound of a threshold claim."""

    var: str
    op: ClaimOp
    value: Number | None
    low: Number | None
    high: Number | None
    unit: str | None
    interval: Interval
    role: ThresholdRole
    effect: str | None


class ThenDose(Record):
    """The amount of a dose claim."""

    agent: str | None
    op: ClaimOp
    value: Number | None
    low: Number | None
    high: Number | None
    unit: str | None
    schedule: str | None
    route: str | None
    total: bool | None
    role: DoseRole


class ThenRecommendation(Record):
    """What a recommendation says to do."""

    action: str
    direction: Literal["for", "against", "uncertain"]
    strength: str | None


class Assertion(Record):
    """How the text says it."""

    polarity: Literal["affirmed", "negated"] = "affirmed"
    certainty: Literal["stated", "possible", "hypothetical", "reported"] = "stated"
    hedges: tuple[str, ...] = ()


class Citation(Record):
    """A cited reference: what it supports, and the entry where the page has one."""

    number: int
    scope: Literal["figure", "clause", "sentence", "preceding", "paragraph"]
    reference: Reference | None = None


class Coded(Record):
    """A code of a published scheme with its wording."""

    code: str
    display: str


class EvidenceLevel(Record):
    """A PDQ level of evidence; ``rank`` orders within one scheme, lower is stronger."""

    raw: str
    scheme: str | None
    design: Coded | None = None
    endpoint: Coded | None = None
    rank: tuple[int, ...] | None = None
    display: str | None = None


class Evidence(Record):
    """What stands behind a claim."""

    citations: tuple[Citation, ...] = ()
    level: EvidenceLevel | None = None


class Study(Record):
    """The study a claim reports."""

    name: str | None = None
    registry_id: str | None = None
    design: str | None = None
    sample_size: int | None = None
    events: int | None = None
    follow_up: str | None = None


class Provenance(Record):
    """Where a claim stands: ``document.text[start:end]`` is its figure (the sentence of a recommendation)."""

    document: str
    revision: str | None
    section: tuple[str, ...]
    block: str
    quote: str
    start: int
    end: int
    prefix: str
    suffix: str
    source_sha256: str
    url: str | None
    extractor: str


class Hashes(Record):
    """Digests of what a claim means, what supports it and how it is worded."""

    semantic: str
    evidence: str
    text: str


ClaimKind = Literal["statistic", "threshold", "dose", "recommendation"]


class Claim(Record):
    """A statement that stands alone: who it is about, what it says, what supports it, where it was read."""

    schema_: Literal["claim/1"] = Field("claim/1", alias="schema")
    id: str
    replaces: str | None = None
    kind: ClaimKind
    status: Literal["active", "needs_review"]
    issues: tuple[str, ...] = ()
    statement: str
    when: Condition
    population: Population
    intervention: Intervention | None = None
    comparator: Comparator | None = None
    then: Annotated[ThenStatistic | ThenThreshold | ThenDose | ThenRecommendation, Field(union_mode="left_to_right")]
    assertion: Assertion
    evidence: Evidence
    study: Study | None = None
    provenance: Provenance
    confidence: float
    hash: Hashes
