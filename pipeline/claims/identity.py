"""Ids and hashes: what a claim is about, what it means, what supports it, how it is worded.

An id is made of what the claim is about: no number, no free wording, nothing from headings or the title. Claims that
are about the same get ordinals; their order is that of the company their blocks keep, then of the page, so that moved
paragraphs keep their ids.
"""

import re
import uuid
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from operator import itemgetter
from typing import Any

from pipeline.lexicon.ucum import convert_exactly, find_dimension
from pipeline.records import (
    AllOf,
    AnyOf,
    Citation,
    Condition,
    Hashes,
    Interval,
    NotOf,
    Predicate,
    ThenDose,
    ThenRecommendation,
    ThenStatistic,
    ThenThreshold,
    canonical_json,
    find_predicates,
    sha256_of,
)

from .arms import find_treatments
from .draft import Draft, Then

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://guideline-claims/claim/1")
INHERITED = frozenset({"heading", "document"})
WORD_RE = re.compile(r"[^\W_]+")
MARKERS_RE = re.compile(r"\[[^\[\]]{1,80}\]")
FILLERS = frozenset({"the", "a", "an", "of", "with", "in", "to", "and", "or", "group", "arm"})


def find_base(document_id: str, draft: Draft) -> str:
    """What the id of a draft is made of, but for its place among equals."""
    return canonical_json({"document": document_id, **_about(draft)})


def make_ids(stated: Sequence[tuple[str, str]]) -> list[str]:
    """The id of every claim of a document from its block and base, in page order; ids are unique."""
    company: dict[str, set[str]] = defaultdict(set)
    for block, base in stated:
        company[block].add(base)
    known = {block: tuple(sorted(bases)) for block, bases in company.items()}
    equals: dict[str, list[tuple[tuple[str, ...], int]]] = defaultdict(list)
    for number, (block, base) in enumerate(stated):
        equals[base].append((known[block], number))
    ids = [""] * len(stated)
    for base, group in equals.items():
        for ordinal, (_, number) in enumerate(sorted(group)):
            ids[number] = uuid.uuid5(NAMESPACE, f"{base}#{ordinal}").urn
    return ids


def _about(draft: Draft) -> dict[str, Any]:
    """What a claim is about: variables and codes of its own conditions, its measure, variable or agent, its study."""
    own = [p for c in draft.conditions for p in find_predicates(c) if p.source not in INHERITED]
    own = [p for p in own if not (isinstance(draft.then, ThenThreshold) and p.var == draft.then.var)]
    about: dict[str, Any] = {
        "kind": draft.kind,
        "conditions": sorted({_about_predicate(p) for p in own}),
        "study": _normalise(draft.study.name) if draft.study and draft.study.name else None,
    }
    match draft.then:
        case ThenStatistic() as then:
            about |= {"measure": then.measure, "of": then.of, "time": then.time, "sides": _sides_of(then)}
        case ThenThreshold() as then:
            about |= {"variable": then.var, "sides": _sides(then.interval)}
        case ThenDose() as then:
            about |= {"agent": _normalise(then.agent) if then.agent else None, "sides": _sides_of(then)}
        case ThenRecommendation() as then:
            about |= {"treatments": find_treatments(then.action)}
    return about


def _about_predicate(predicate: Predicate) -> str:
    if predicate.interval is not None:
        return f"{predicate.var}:{_sides(predicate.interval)}"
    codes = predicate.value if isinstance(predicate.value, tuple) else (predicate.value,)
    return f"{predicate.var}:{predicate.op}:{','.join(sorted(str(code) for code in codes))}"


def _sides(interval: Interval) -> str:
    return ("low" if interval.low is not None else "") + ("high" if interval.high is not None else "")


def _sides_of(then: ThenStatistic | ThenDose) -> str:
    if then.low is not None:
        return "range"
    return {"lt": "high", "le": "high", "gt": "low", "ge": "low"}.get(then.op, "point")


def make_hashes(draft: Draft) -> Hashes:
    """The three digests of a claim (contract: hashes)."""
    return Hashes.model_construct(
        semantic=sha256_of(canonical_json(_meaning(draft))),
        evidence=sha256_of(canonical_json(_support(draft))),
        text=_hash_quote(draft.sentence.text),
    )


@lru_cache(maxsize=64)  # the claims of a sentence follow one another
def _hash_quote(quote: str) -> str:
    return sha256_of(normalise_quote(quote))


def _meaning(draft: Draft) -> dict[str, Any]:
    return {
        "kind": draft.kind,
        "when": _when(AllOf.model_construct(all=draft.conditions)),
        "not_parsed": sorted(_normalise(words) for words in draft.not_parsed),
        "intervention": _normalise(draft.intervention.text) if draft.intervention else None,
        "comparator": _normalise(draft.comparator.text) if draft.comparator else None,
        "then": _then(draft.then),
        "polarity": draft.assertion.polarity,
    }


def _when(condition: Condition) -> Any:
    match condition:
        case Predicate():
            value: Any = condition.value
            if condition.interval is not None:
                value = _canonical_interval(condition.interval, condition.unit)
            elif isinstance(value, tuple):
                value = sorted(value)
            return [condition.var, "interval" if condition.interval else condition.op, value]
        case NotOf():
            return {"not": _when(condition.not_)}
        case AllOf():
            return {"all": _in_order(condition.all)}
        case AnyOf():
            return {"any": _in_order(condition.any)}


def _in_order(members: Sequence[Condition]) -> list[Any]:
    """Conditions that stand side by side, in an order that does not depend on the page's."""
    said = [_say(member) if isinstance(member, Predicate) else _write(_when(member)) for member in members]
    return [value for _, value in sorted(said, key=itemgetter(0))]


@lru_cache(maxsize=4096)  # the context of a page is in all its claims
def _say(predicate: Predicate) -> tuple[str, Any]:
    return _write(_when(predicate))


def _write(value: Any) -> tuple[str, Any]:
    return canonical_json(value), value


def _canonical_interval(interval: Interval, unit: str | None) -> list[Any]:
    ends = [
        _canonical(interval.low, unit),
        interval.low_inclusive,
        _canonical(interval.high, unit),
        interval.high_inclusive,
    ]
    return [*ends, [list(part) for part in find_dimension(unit)[1]]]


def _canonical(value: Decimal | None, unit: str | None) -> str | None:
    if value is None:
        return None
    return format(convert_exactly(value, unit).normalize(), "f")


def _then(then: Then) -> dict[str, Any]:
    match then:
        case ThenThreshold():
            return {
                "var": then.var,
                "interval": _canonical_interval(then.interval, then.unit),
                "approx": then.op == "approx",
                "role": then.role,
                "effect": _normalise(then.effect) if then.effect else None,
            }
        case ThenRecommendation():
            return {"action": _normalise(then.action), "direction": then.direction, "strength": then.strength}
        case ThenStatistic():
            return _quantity(then) | {
                "measure": then.measure,
                "of": then.of,
                "time": then.time,
                "numerator": _canonical(then.numerator, None),
                "denominator": _canonical(then.denominator, None),
            }
        case ThenDose():
            return _quantity(then) | {
                "agent": _normalise(then.agent) if then.agent else None,
                "schedule": _normalise(then.schedule) if then.schedule else None,
                "route": _normalise(then.route) if then.route else None,
                "role": then.role,
            }


def _quantity(then: ThenStatistic | ThenDose) -> dict[str, Any]:
    numbers = {name: _canonical(getattr(then, name), then.unit) for name in ("value", "low", "high")}
    return {"op": then.op, **numbers, "dimension": [list(part) for part in find_dimension(then.unit)[1]]}


def _support(draft: Draft) -> dict[str, Any]:
    level, then = draft.evidence.level, draft.then
    support: dict[str, Any] = {
        "level": level.raw if level else None,
        "scheme": level.scheme if level else None,
        "references": sorted(set(map(_reference, draft.evidence.citations))),
    }
    if isinstance(then, ThenStatistic):
        support["ci"] = [_canonical(bound, then.unit) for bound in then.ci] if then.ci else None
        support["p"] = [then.p.op, _canonical(then.p.value, None)] if then.p else None
        support["spread"] = _canonical(then.spread.value, then.unit) if then.spread else None
    return support


def _reference(citation: Citation) -> str:
    """A cited work: its PMID, else its text, else only its number."""
    reference = citation.reference
    if reference is None:
        return f"number:{citation.number}"
    return f"pmid:{reference.pmid}" if reference.pmid else f"text:{_normalise(reference.text)}"


@lru_cache(maxsize=4096)  # arms, agents and references come back in many claims of a page
def _normalise(text: str) -> str:
    words = [word.lower() for word in WORD_RE.findall(text)]
    return " ".join(word for word in words if word not in FILLERS) or " ".join(words)


def normalise_quote(quote: str) -> str:
    """A sentence without markers, case, punctuation and spacing."""
    return " ".join(WORD_RE.findall(MARKERS_RE.sub(" ", quote).lower()))
