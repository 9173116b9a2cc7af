"""Two versions of one claim, facet by facet: what differs in meaning, and by which type of change it is named.

A facet is compared on what it means (amounts in base units, bounds as sets, words without carrier words). Where the
sentence of the claim was edited, words of a facet must be among the edited ones: a reading that merely took another
slice of the same words is no change of the guideline.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pipeline.lexicon.ucum import find_dimension
from pipeline.records import (
    Claim,
    EvidenceLevel,
    FieldChange,
    Record,
    ThenDose,
    ThenRecommendation,
    ThenStatistic,
    ThenThreshold,
    json_number,
)

from .conditions import Bounds, compare_conditions
from .references import ReferenceLinks
from .severities import severity_of
from .values import compare_intervals, read_amount, read_time
from .words import (
    ADVICE_WORDS,
    APPROXIMATE_WORDS,
    DAILY_WORDS,
    REPORTING_WORDS,
    TIME_WORDS,
    UNNAMED_WORDS,
    Edits,
    differ_in,
    fold_words,
    plain_number,
    stem_word,
)

Facet = tuple[str, tuple[FieldChange, ...]]


@dataclass(frozen=True)
class Comparison:
    """Two versions of a claim, how their sentences differ, which references are which, which bounds are stated."""

    before: Claim
    after: Claim
    edits: Edits
    links: ReferenceLinks
    markers_proven: bool = True
    stated: tuple[Bounds, Bounds] = ((), ())

    def replaced(self, before: str | None, after: str | None) -> bool:
        """Whether content words of each phrase have no counterpart in the other."""
        differing = differ_in(before, after) - self.edits.lost
        return all(not differing.isdisjoint(fold_words(phrase or "")) for phrase in (before, after))

    def renamed(self, *names: str) -> bool:
        """Whether the edited words can have changed a name: one of its words, or its initials."""
        words = {word for name in names for word in name.split("_")}
        initials = {"".join(word[0] for word in name.split("_")) for name in names}
        return self.edits.alter(words | initials)

    def touched(self, *times: str | None) -> bool:
        """Whether the edited words can have changed a time: one of its numbers, or a word of time."""
        numbers = {word for time in times for word in fold_words(time or "") if word.isdigit()}
        stems = Counter(map(stem_word, self.edits.edited))  # "10 years" for "10-year": the two forms are both edited
        return self.edits.alter(numbers | {word for word in TIME_WORDS if stems[stem_word(word)] < 2})


def compare_claims(pair: Comparison) -> list[Facet]:
    """All facets that differ, each a type of change with its fields; empty where the claims say the same."""
    if pair.before.kind != pair.after.kind:
        return list(_compare_readings(pair))
    facets = list(_compare_then(pair))
    facets.extend(_compare_assertion(pair, reversed_already=any(t == "recommendation.reversed" for t, _ in facets)))
    facets.extend(compare_conditions(pair.before, pair.after, pair.edits, pair.stated))
    facets.extend(_compare_treatment(pair))
    facets.extend(_compare_evidence(pair))
    if pair.before.status != pair.after.status:
        return _tell_status(pair, facets)
    return _join_precision(facets)


def _tell_status(pair: Comparison, facets: list[Facet]) -> list[Facet]:
    """What made a claim unclear, or clear, is told with it; a claim that is clear now but says other is no new one."""
    status = change_field("status", pair.before.status, pair.after.status)
    breaking = [facet for facet in facets if severity_of(facet[0]) == "breaking"]
    if pair.after.status == "active" and breaking:
        (kind, fields), *others = _join_precision(facets)
        return [(kind, (*fields, status)), *others]
    return [(_STATUS[pair.after.status], (status, *(field for _, fields in facets for field in fields)))]


_STATUS = {"needs_review": "claim.set-aside", "active": "claim.restored"}


def change_field(path: str, before: object, after: object) -> FieldChange:
    """A field with both values as JSON."""
    return FieldChange(path=path, before=to_plain(before), after=to_plain(after))


def to_plain(value: object) -> Any:
    """A value as JSON has it."""
    if isinstance(value, Decimal):
        return json_number(value)
    if isinstance(value, Record):
        return json.loads(value.to_json())
    if isinstance(value, tuple | list):
        return [to_plain(member) for member in value]
    return value


def _changed_fields(pair: Comparison, *names: str) -> tuple[FieldChange, ...]:
    """Those of the named fields of ``then`` that are written otherwise."""
    before, after = pair.before.then, pair.after.then
    return tuple(
        change_field(f"then.{name}", getattr(before, name), getattr(after, name))
        for name in names
        if getattr(before, name) != getattr(after, name)
    )


def _compare_then(pair: Comparison) -> Iterator[Facet]:
    match pair.before.then, pair.after.then:
        case ThenStatistic() as before, ThenStatistic() as after:
            yield from _compare_statistics(pair, before, after)
        case ThenThreshold() as before, ThenThreshold() as after:
            yield from _compare_thresholds(pair, before, after)
        case ThenDose() as before, ThenDose() as after:
            yield from _compare_doses(pair, before, after)
        case ThenRecommendation() as before, ThenRecommendation() as after:
            yield from _compare_recommendations(pair, before, after)


AMOUNT = ("op", "value", "low", "high", "unit")
HEDGED_OPS = frozenset({"eq", "approx"})


def _same_dimension(before: str | None, after: str | None) -> bool:
    return find_dimension(before)[1] == find_dimension(after)[1]


def _same_operator(before: str, after: str) -> bool:
    return before == after or {before, after} == HEDGED_OPS or {before, after} == {"eq", "between"}


def _compare_readings(pair: Comparison) -> Iterator[Facet]:
    """One number that is read as another kind of claim: what the page can have changed is its operator."""
    before, after = getattr(pair.before.then, "op", None), getattr(pair.after.then, "op", None)
    if before and after and not _same_operator(before, after):
        kinds = change_field("kind", pair.before.kind, pair.after.kind)
        yield "statistic.value-changed", (change_field("then.op", before, after), kinds)


def _compare_statistics(pair: Comparison, before: ThenStatistic, after: ThenStatistic) -> Iterator[Facet]:
    measure = before.measure != after.measure and pair.renamed(before.measure, after.measure)
    if measure or pair.edits.reword(before.of, after.of):
        yield "statistic.measure-changed", _changed_fields(pair, "measure", "of", "role")
    if read_time(before.time) != read_time(after.time) and pair.touched(before.time, after.time):
        yield "statistic.time-changed", _changed_fields(pair, "time")
    if not _same_dimension(before.unit, after.unit):
        yield "unit.changed", _changed_fields(pair, *AMOUNT)
    elif (
        read_amount(before) != read_amount(after)
        or not _same_operator(before.op, after.op)
        or (before.low_inclusive, before.high_inclusive) != (after.low_inclusive, after.high_inclusive)
        or (before.numerator, before.denominator) != (after.numerator, after.denominator)
    ):
        yield "statistic.value-changed", _changed_fields(pair, *AMOUNT, "numerator", "denominator")
    fields = _changed_fields(pair, *(name for name in ("ci", "p", "spread") if not _stood_there(pair, name)))
    if fields:
        yield "precision.changed", fields


def _stood_there(pair: Comparison, name: str) -> bool:
    """Whether an interval or a P value was read on one side only, with numbers that both sentences have."""
    sides = [getattr(claim.then, name) for claim in (pair.before, pair.after)]
    if (sides[0] is None) == (sides[1] is None) or not pair.edits.edited:
        return False
    said = json.dumps(to_plain(sides[0] or sides[1]))
    numbers = {word for word in fold_words(said) if word[0].isdigit()}
    return numbers.isdisjoint(map(plain_number, pair.edits.new))


def _compare_thresholds(pair: Comparison, before: ThenThreshold, after: ThenThreshold) -> Iterator[Facet]:
    if before.var != after.var:
        yield "threshold.variable-changed", _changed_fields(pair, "var")
    if not _same_dimension(before.unit, after.unit):
        yield "unit.changed", _changed_fields(pair, *AMOUNT)
    elif change := compare_intervals(before.interval, before.unit, after.interval, after.unit):
        yield f"threshold.{change}", _changed_fields(pair, *AMOUNT, "interval")


def _compare_doses(pair: Comparison, before: ThenDose, after: ThenDose) -> Iterator[Facet]:
    words = ("agent", "schedule", "route")
    if _is_same_per_day(before, after) or _is_same_per_day(after, before):
        return
    if not _same_dimension(before.unit, after.unit):
        yield "unit.changed", _changed_fields(pair, *AMOUNT)
    elif (
        read_amount(before) != read_amount(after)
        or not _same_operator(before.op, after.op)
        or any(pair.edits.reword(getattr(before, word), getattr(after, word)) for word in words)
    ):
        yield "dose.changed", _changed_fields(pair, *AMOUNT, *words, "total")


def _is_same_per_day(one: ThenDose, other: ThenDose) -> bool:
    """Whether a dose per day and one with a daily schedule are the same: 20 mg/d and 20 mg once daily."""
    if one.unit != f"{other.unit}/d" or (one.value, one.low, one.high, one.op) != (
        other.value,
        other.low,
        other.high,
        other.op,
    ):
        return False
    said = set(fold_words(other.schedule or "")) - set(fold_words(one.schedule or ""))
    return bool(said) and said <= DAILY_WORDS


def _compare_recommendations(
    pair: Comparison, before: ThenRecommendation, after: ThenRecommendation
) -> Iterator[Facet]:
    if before.direction != after.direction:
        certain = "uncertain" not in (before.direction, after.direction)
        kind = "recommendation.reversed" if certain else "recommendation.strength-changed"
        yield kind, _changed_fields(pair, "direction", "strength")
    elif before.strength != after.strength and pair.edits.alter(ADVICE_WORDS):
        yield "recommendation.strength-changed", _changed_fields(pair, "strength")


def _compare_assertion(pair: Comparison, *, reversed_already: bool) -> Iterator[Facet]:
    before, after = pair.before.assertion, pair.after.assertion
    if before.polarity != after.polarity and not reversed_already:
        yield "polarity.reversed", (change_field("assertion.polarity", before.polarity, after.polarity),)
    fields = []
    # one verb of reporting for another ("reported", "described") makes a result no surer
    verbs = pair.edits.edited & REPORTING_WORDS
    if before.certainty != after.certainty and len(verbs) < 2:
        fields.append(change_field("assertion.certainty", before.certainty, after.certainty))
    hedges = [Counter(_list_hedges(side.hedges)) for side in (before, after)]
    if hedges[0] != hedges[1] and pair.edits.alter((hedges[0] - hedges[1]) + (hedges[1] - hedges[0])):
        fields.append(change_field("assertion.hedges", before.hedges, after.hedges))
    operators = getattr(pair.before.then, "op", None), getattr(pair.after.then, "op", None)
    if set(operators) == HEDGED_OPS:
        fields.append(change_field("then.op", *operators))
    if fields:
        yield "precision.changed", tuple(fields)


def _list_hedges(hedges: Iterable[str]) -> Iterator[str]:
    for word in (word for hedge in hedges for word in fold_words(hedge)):
        yield "about" if word in APPROXIMATE_WORDS else word


def _compare_treatment(pair: Comparison) -> Iterator[Facet]:
    """Another treatment or comparator: other words in place of words, or other agents; a longer phrase is none."""
    for name in ("intervention", "comparator"):
        before, after = getattr(pair.before, name), getattr(pair.after, name)
        texts = before and before.text, after and after.text
        agents = [{c.agent.casefold() for c in getattr(side, "components", ())} for side in (before, after) if side]
        named = not any(set(fold_words(text or "")) <= UNNAMED_WORDS for text in texts)
        if (
            named
            and pair.edits.reword(*texts)
            and (pair.replaced(*texts) or (len(agents) == 2 and agents[0] != agents[1]))
        ):
            yield f"{name}.changed", (change_field(f"{name}.text", *texts),)


def _compare_evidence(pair: Comparison) -> Iterator[Facet]:
    levels = pair.before.evidence.level, pair.after.evidence.level
    if kind := compare_levels(*levels):
        yield kind, (change_field("evidence.level", *levels),)
    if pair.markers_proven and cites_otherwise(pair, ALL_SCOPES):
        numbers = [[c.number for c in claim.evidence.citations] for claim in (pair.before, pair.after)]
        yield "citations.changed", (change_field("evidence.citations", *numbers),)
    names = ("name", "registry_id", "sample_size")
    before, after = (
        {name: getattr(claim.study, name) for name in names} if claim.study else {}
        for claim in (pair.before, pair.after)
    )
    fields = tuple(
        change_field(f"study.{name}", before.get(name), after.get(name))
        for name in names
        if not (name in COUNTED and after.get(name) is None)
        and pair.edits.reword(str(before.get(name) or ""), str(after.get(name) or ""))
    )
    if fields:
        yield "study.changed", fields


def compare_levels(before: EvidenceLevel | None, after: EvidenceLevel | None) -> str | None:
    """The type of change between two levels of evidence; None where they are the same level."""
    if before is None or after is None:
        return None if before is after else f"evidence-level.{'added' if before is None else 'removed'}"
    if fold_words(before.raw) == fold_words(after.raw) and before.scheme == after.scheme:
        return None
    if before.scheme is None or before.scheme != after.scheme:
        return "evidence-level.scheme-changed"
    # a combined code (A1 to D) has no rank: its own order is the order of strength
    ranks = (before.rank, after.rank) if before.rank and after.rank else (before.raw, after.raw)
    if ranks[0] == ranks[1]:
        return None
    if before.rank and after.rank:  # a design without an endpoint is no stronger than the same with one
        if before.rank[: len(after.rank)] == after.rank:
            return "evidence-level.removed"
        if after.rank[: len(before.rank)] == before.rank:
            return "evidence-level.added"
    return "evidence-level.raised" if ranks[1] < ranks[0] else "evidence-level.lowered"  # type: ignore[operator]


# Counts have claims of their own: where a sentence no longer has one, those tell whether the page has it.
COUNTED = frozenset({"sample_size"})
ALL_SCOPES = frozenset({"figure", "clause", "sentence", "preceding", "paragraph"})


def cites_otherwise(pair: Comparison, scopes: frozenset[str]) -> bool:
    """Whether other papers are cited; of numbers without entries, only what the aligned numbers prove counts."""
    before, after = (
        [citation for citation in claim.evidence.citations if citation.scope in scopes]
        for claim in (pair.before, pair.after)
    )
    keys = [{pair.links.key(c) for c in cited} for cited in (before, after)]
    if None not in keys[0] | keys[1]:
        return keys[0] != keys[1]
    numbers = {pair.links.aligned.get(c.number, -c.number) for c in before}, {c.number for c in after}
    lost = {n for n in numbers[0] if n > 0 and n not in numbers[1]}
    unknown_before = sum(n <= 0 for n in numbers[0])
    gained = {n for n in numbers[1] if n not in numbers[0]}
    return bool(lost) or len(gained) != unknown_before


def _join_precision(facets: list[Facet]) -> list[Facet]:
    """One ``precision.changed`` at most, and none beside a new value: an estimate brings its own interval and P."""
    precision = [fields for kind, fields in facets if kind == "precision.changed"]
    if not precision:
        return facets
    fields = tuple(dict.fromkeys(field.path for group in precision for field in group))
    merged = tuple(next(f for group in precision for f in group if f.path == path) for path in fields)
    others = [facet for facet in facets if facet[0] != "precision.changed"]
    for position, (kind, own) in enumerate(others):
        if kind == "statistic.value-changed":
            others[position] = (kind, own + tuple(f for f in merged if f.path not in {g.path for g in own}))
            return others
    return [*others, ("precision.changed", merged)]
