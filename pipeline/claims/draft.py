"""A claim in the making."""

from dataclasses import dataclass, field

from pipeline.records import (
    Assertion,
    ClaimKind,
    Component,
    Condition,
    Evidence,
    Study,
    ThenDose,
    ThenRecommendation,
    ThenStatistic,
    ThenThreshold,
    find_predicates,
)

from .page import Passage, Sentence, ValueFigure

STATED = Assertion()
NO_EVIDENCE = Evidence()
Then = ThenStatistic | ThenThreshold | ThenDose | ThenRecommendation


@dataclass(slots=True)
class Arm:
    """What was done, or what it was compared with: its words, its doses, and the claim that holds its own value."""

    text: str
    components: tuple[Component, ...] = ()
    draft: "Draft | None" = None


@dataclass(slots=True)
class Draft:
    """Everything about a claim but its id, hashes and statement; ``start:end`` is its figure or its sentence."""

    kind: ClaimKind
    passage: Passage
    sentence: Sentence
    start: int
    end: int
    figure: ValueFigure | None
    then: Then
    conditions: tuple[Condition, ...] = ()
    population: str | None = None
    not_parsed: tuple[str, ...] = ()
    intervention: Arm | None = None
    comparator: Arm | None = None
    assertion: Assertion = STATED
    evidence: Evidence = NO_EVIDENCE
    study: Study | None = None
    issues: list[str] = field(default_factory=list)
    confidence: float = 1.0
    base: str = ""
    id: str = ""

    def conditions_of_its_own(self) -> bool:
        """Whether any condition comes from the text beside the figure and not from headings or title."""
        return any(
            p.source not in ("heading", "document") for condition in self.conditions for p in find_predicates(condition)
        )
