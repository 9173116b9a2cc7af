"""The ``when`` of two versions of a claim: which predicates changed, came or went."""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence

from pipeline.lexicon.ucum import find_dimension
from pipeline.records import (
    AllOf,
    AnyOf,
    Claim,
    Condition,
    FieldChange,
    NotOf,
    Predicate,
    ThenThreshold,
    find_predicates,
)

from .values import compare_intervals
from .words import TABLE_NUMBER_RE, Edits, differ_in, fold_words

Bounds = tuple[ThenThreshold, ...]
# Predicates that come from a heading or the title change with the place, not with the sentence.
PLACE = frozenset({"heading", "document"})


def compare_conditions(
    before: Claim, after: Claim, edits: Edits, stated: tuple[Bounds, Bounds]
) -> Iterator[tuple[str, tuple[FieldChange, ...]]]:
    """At most one change of conditions per claim: changed, added or removed, with a field per variable.

    ``stated`` are the bounds that the two sentences state: one that both state is no changed condition of a figure.
    """
    if before.when == after.when and before.population == after.population:
        return
    ones, others = _by_variable(before), _by_variable(after)
    changed: list[FieldChange] = []
    added: list[FieldChange] = []
    removed: list[FieldChange] = []
    for variable in dict.fromkeys((*ones, *others)):
        lost = _find_edited(_subtract(ones[variable], [*others[variable], *stated[1]]), edits)
        gained = _find_edited(_subtract(others[variable], [*ones[variable], *stated[0]]), edits)
        if not lost and not gained:
            continue
        field = FieldChange(path=f"when.{variable}", before=_describe(lost), after=_describe(gained))
        (changed if lost and gained else removed if lost else added).append(field)
    phrases = _compare_unparsed(before, after, edits)
    if phrases:
        (changed if phrases.before and phrases.after else removed if phrases.before else added).append(phrases)
    same_variables = {v: len(p) for v, p in ones.items() if p} == {v: len(p) for v, p in others.items() if p}
    if not (changed or added or removed) and same_variables and _shape(before.when) != _shape(after.when):
        changed.append(FieldChange(path="when", before=_shape(before.when), after=_shape(after.when)))
    fields = (*changed, *added, *removed)
    if fields:
        single = not changed and not (added and removed)
        kind = ("added" if added else "removed") if single else "changed"
        yield f"condition.{kind}", fields


def _by_variable(claim: Claim) -> defaultdict[str, list[Predicate]]:
    found = defaultdict[str, list[Predicate]](list)
    for predicate in find_predicates(claim.when):
        if predicate.source not in PLACE:
            found[predicate.var].append(predicate)
    return found


def _find_edited(predicates: list[Predicate], edits: Edits) -> list[Predicate]:
    """Those whose own words were edited; all of them where the sentence was not and the cause lies elsewhere."""
    found = []
    for predicate in predicates:
        words = frozenset(fold_words(predicate.text))
        if (not words or edits.touch(words)) and not (words and words <= edits.lost):
            found.append(predicate)
    return found


def _subtract(ones: list[Predicate], others: Sequence[Predicate | ThenThreshold]) -> list[Predicate]:
    return [one for one in ones if not any(_same_predicate(one, other) for other in others)]


def _same_predicate(one: Predicate, other: Predicate | ThenThreshold) -> bool:
    if one.var != other.var:
        return False
    if one.interval and other.interval:
        same_kind = find_dimension(one.unit)[1] == find_dimension(other.unit)[1]
        return same_kind and compare_intervals(one.interval, one.unit, other.interval, other.unit) is None
    return (one.op, one.value, one.interval) == (other.op, other.value, other.interval)


def _describe(predicates: list[Predicate]) -> object:
    plain = [json.loads(predicate.to_json()) for predicate in predicates]
    return plain[0] if len(plain) == 1 else plain or None


def _compare_unparsed(before: Claim, after: Claim, edits: Edits) -> FieldChange | None:
    """Conditions that no predicate was made of, as words: they count where an edited word is among them.

    Where the whole sentence was written anew, other words say nothing.
    """
    phrases = [
        " ; ".join(TABLE_NUMBER_RE.sub("", phrase) for phrase in claim.population.not_parsed)
        for claim in (before, after)
    ]
    if not edits.alike or not edits.reword(*phrases) or not edits.bring(differ_in(*phrases) - edits.lost):
        return None
    return FieldChange(
        path="population.not_parsed",
        before=list(before.population.not_parsed) or None,
        after=list(after.population.not_parsed) or None,
    )


def _shape(condition: Condition) -> object:
    """The nesting of a condition without the order of its members, its place predicates and single-member groups."""
    match condition:
        case Predicate(source=source, var=var):
            return None if source in PLACE else var
        case NotOf(not_=member):
            inner = _shape(member)
            return inner and {"not": inner}
        case AllOf(all=members):
            return _shape_group("all", members)
        case AnyOf(any=members):
            return _shape_group("any", members)


def _shape_group(name: str, members: tuple[Condition, ...]) -> object:
    shapes = sorted((shape for member in members if (shape := _shape(member))), key=str)
    return shapes[0] if len(shapes) == 1 else {name: shapes} if shapes else None
