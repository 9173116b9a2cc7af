"""Hand-made claims for the tests of the changes stage: the fields a test is about, the rest filled in."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import NAMESPACE_OID, uuid5

from pipeline.changes import Edition
from pipeline.records import (
    AllOf,
    Assertion,
    Citation,
    Claim,
    Evidence,
    EvidenceLevel,
    Hashes,
    Interval,
    Population,
    Predicate,
    Provenance,
    Reference,
    ThenDose,
    ThenRecommendation,
    ThenStatistic,
    ThenThreshold,
    sha256_of,
)

Then = ThenStatistic | ThenThreshold | ThenDose | ThenRecommendation


def statistic(value: object, measure: str = "event_free_survival", **fields: object) -> ThenStatistic:
    base = dict.fromkeys(ThenStatistic.model_fields)
    base |= {"measure": measure, "role": "outcome", "op": "eq", "value": value, "unit": "%", "text": f"{value}%"}
    return ThenStatistic.model_validate(base | {"time": "P4Y"} | fields)


def interval(op: str, value: object) -> Interval:
    number = Decimal(str(value))
    low, high = (number, None) if op in {"ge", "gt"} else (None, number)
    return Interval(low=low, low_inclusive=op == "ge", high=high, high_inclusive=op == "le")


def threshold(
    op: str, value: object, unit: str = "mo", var: str = "remission_duration", **fields: object
) -> ThenThreshold:
    base: dict[str, object] = {"var": var, "op": op, "value": value, "low": None, "high": None, "unit": unit}
    base |= {"interval": interval(op, value), "role": "prognostic", "effect": None}
    return ThenThreshold.model_validate(base | fields)


def dose(value: object, unit: str = "mg/m2", agent: str | None = "cisplatin", **fields: object) -> ThenDose:
    base = dict.fromkeys(ThenDose.model_fields)
    return ThenDose.model_validate(
        base | {"agent": agent, "op": "eq", "value": value, "unit": unit, "role": "recommended"} | fields
    )


def advice(action: str, direction: str = "for", strength: str | None = None) -> ThenRecommendation:
    return ThenRecommendation.model_validate({"action": action, "direction": direction, "strength": strength})


def bound(var: str, op: str, value: object, unit: str = "mo", source: str = "figure") -> Predicate:
    return Predicate.model_validate(
        {
            "var": var,
            "op": op,
            "value": value,
            "unit": unit,
            "interval": interval(op, value),
            "source": source,
            "text": "",
        }
    )


def code(var: str, value: object, text: str, source: str = "figure") -> Predicate:
    return Predicate.model_validate({"var": var, "op": "eq", "value": value, "source": source, "text": text})


def level(raw: str, rank: Sequence[int] | None, scheme: str = "pdq-treatment-2008") -> EvidenceLevel:
    return EvidenceLevel(raw=raw, scheme=scheme, rank=tuple(rank) if rank else None)


def reference(number: int, paper: str, section: str = "Treatment") -> Reference:
    pmid = str(70000000 + sum(ord(c) * 31**k for k, c in enumerate(paper)) % 9999999)
    return Reference(number=number, section=section, text=f"{paper}: A trial. J Sample 1: 1-9, 2011.", pmid=pmid)


def make_claim(
    then: Then,
    quote: str,
    *,
    topic: str = "",
    when: Sequence[Predicate] = (),
    cites: Sequence[int | Reference] = (),
    section: Sequence[str] = ("Treatment", "Relapse"),
    block: str = "b1",
    extractor: str = "guideline-claims/0.1.0",
    source: str = "page",
    **fields: object,
) -> Claim:
    """A claim whose id is a function of its kind, subject and ``topic``, without numbers and words."""
    subject = [getattr(then, name, None) for name in ("measure", "var", "agent")]
    kind = {ThenStatistic: "statistic", ThenThreshold: "threshold", ThenDose: "dose"}.get(type(then), "recommendation")
    citations = tuple(
        Citation(
            number=cite if isinstance(cite, int) else cite.number,
            scope="sentence",
            reference=None if isinstance(cite, int) else cite,
        )
        for cite in cites
    )
    text = then.text if isinstance(then, ThenStatistic) else str(getattr(then, "value", ""))
    at = max(quote.find(text), 0)
    base: dict[str, object] = {
        "id": uuid5(NAMESPACE_OID, f"{kind} {subject} {topic}").urn,
        "kind": kind,
        "status": "active",
        "statement": "",
        "when": AllOf(all=tuple(when)),
        "population": Population(text=None),
        "then": then,
        "assertion": Assertion(),
        "evidence": Evidence(citations=citations),
        "confidence": 0.9,
        "hash": Hashes(semantic=sha256_of(repr((then, when))), evidence=sha256_of(repr(cites)), text=sha256_of(quote)),
        "provenance": Provenance(
            document="pdq:CDR0000000001",
            revision=None,
            section=tuple(section),
            block=block,
            quote=quote,
            start=at,
            end=at + len(text),
            prefix=quote[max(at - 40, 0) : at],
            suffix=quote[at + len(text) : at + len(text) + 40],
            source_sha256=source,
            url=None,
            extractor=extractor,
        ),
    }
    return Claim.model_validate(base | fields)


def edition(*claims: Claim) -> Edition:
    return Edition.from_claims(claims)
