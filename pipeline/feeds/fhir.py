"""FHIR R5: a Bundle of Evidence, EvidenceVariable and Citation, with our variables and PDQ's levels as CodeSystems.

Standard: HL7 FHIR R5 (https://hl7.org/fhir/R5/evidence.html). An estimate is ``Evidence.statistic``; thresholds,
doses and recommendations are Evidence without one. Open bounds are quantities with a comparator, since a Range
includes its ends.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from ..lexicon.variables import load_variables
from ..records import (
    AllOf,
    AnyOf,
    Claim,
    ClaimOp,
    Condition,
    EvidenceLevel,
    NotOf,
    Predicate,
    Reference,
    ThenStatistic,
    find_predicates,
    json_number,
)
from .facts import full_condition

BASE = "https://guideline-claims.org/fhir"  # canonical URLs of our own resources; nothing is fetched from there
UCUM = "http://unitsofmeasure.org"
PUBMED = "https://pubmed.ncbi.nlm.nih.gov"
VARIABLES = f"{BASE}/CodeSystem/variables"
LEVELS = f"{BASE}/CodeSystem/pdq-levels-of-evidence"
MEASURES = f"{BASE}/CodeSystem/measures"
STATISTIC_TYPES = "http://terminology.hl7.org/CodeSystem/statistic-type"
ATTRIBUTE_TYPES = "http://terminology.hl7.org/CodeSystem/attribute-estimate-type"
ROLES = "http://terminology.hl7.org/CodeSystem/variable-role"
COMPARATORS: dict[ClaimOp, str] = {"lt": "<", "le": "<=", "gt": ">", "ge": ">="}
STATISTICS_OF_MEASURES = {
    "hazard_ratio": ("C93150", "Hazard Ratio"),
    "odds_ratio": ("C16932", "Odds Ratio"),
    "relative_risk": ("C93152", "Relative Risk"),
}  # the HL7 value set statistic-type holds these NCIt codes; other measures are named in words
ANNOTATIONS = frozenset({"fold"})  # units of figures that UCUM has only as an annotation of 1

Json = dict[str, Any]


def compile_fhir(claims: Sequence[Claim]) -> dict[str, str | bytes]:
    """The one file of this feed: ``bundle.json``."""
    return {"bundle.json": json.dumps(make_bundle(claims), ensure_ascii=False) + "\n"}


def make_bundle(claims: Sequence[Claim]) -> Json:
    """A collection: code systems, then for each claim its variables, its evidence, and each cited article once."""
    resources: dict[str, Json] = {}
    for resource in (*_code_systems(claims), *(r for claim in claims for r in _describe_claim(claim))):
        resources.setdefault(resource["url"], resource)
    entries = [{"fullUrl": url, "resource": resource} for url, resource in resources.items()]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


def _resource(kind: str, key: str, **fields: Any) -> Json:
    return {"resourceType": kind, "id": key, "url": f"{BASE}/{kind}/{key}", "status": "active", **fields}


def _key(claim: Claim) -> str:
    return claim.id.removeprefix("urn:uuid:")


def _describe_claim(claim: Claim) -> Iterator[Json]:
    key = _key(claim)
    population = _population(claim)
    measured = _measured(claim)
    yield from (population, measured)
    citations = [_citation(c.reference) for c in claim.evidence.citations if c.reference]
    yield from citations
    evidence = _resource(
        "Evidence",
        key,
        identifier=[{"system": "urn:ietf:rfc:3986", "value": claim.id}],
        version=claim.provenance.revision or "undated",
        name=f"Claim_{key.replace('-', '_')}",
        title=claim.statement,
        description=claim.provenance.quote,
        assertion=claim.statement,
        variableDefinition=[_role("population", population), _role("measuredVariable", measured)],
    )
    if isinstance(claim.then, ThenStatistic):
        evidence["statistic"] = [_statistic(claim.then)]
    if claim.evidence.level:
        evidence["certainty"] = [_certainty(claim.evidence.level)]
    articles = [{"type": "citation", "resourceReference": {"reference": c["url"]}} for c in _unique(citations)]
    page = [{"type": "derived-from", "document": {"url": claim.provenance.url}}] if claim.provenance.url else []
    if articles or page:
        evidence["relatedArtifact"] = [*page, *articles]
    yield evidence


def _unique(resources: Iterable[Json]) -> Iterable[Json]:
    return {resource["url"]: resource for resource in resources}.values()


def _role(role: str, variable: Json) -> Json:
    coding = {"system": ROLES, "code": role}
    return {"variableRole": {"coding": [coding]}, "observed": {"reference": variable["url"]}}


def _population(claim: Claim) -> Json:
    condition = full_condition(claim)
    fields: Json = {"title": claim.population.text or "as the page's title and headings say", "actual": False}
    members = condition.all if isinstance(condition, AllOf) else (condition,)
    if members:
        fields["characteristic"] = [_characteristic(member) for member in members]
    return _resource("EvidenceVariable", f"{_key(claim)}-population", name="Population", **fields)


def _measured(claim: Claim) -> Json:
    name = str(getattr(claim.then, "measure", None) or getattr(claim.then, "var", None) or claim.kind)
    return _resource("EvidenceVariable", f"measured-{name.replace('_', '-')[:50]}", name="Measured", title=name)


def _characteristic(condition: Condition, exclude: bool = False) -> Json:
    match condition:
        case Predicate():
            return _single(condition, exclude)
        case NotOf():
            return _characteristic(condition.not_, not exclude)
        case AllOf(all=members):
            code = "all-of"
        case AnyOf(any=members):
            code = "any-of"
    combination = {"code": code, "characteristic": [_characteristic(member) for member in members]}
    return {"definitionByCombination": combination, **({"exclude": True} if exclude else {})}


def _single(predicate: Predicate, exclude: bool) -> Json:
    """One characteristic; an interval open on one side is a quantity with a comparator, else two joined by all-of."""
    registered = load_variables().get(predicate.var)
    display = registered.label if registered else predicate.text[:200]
    coding = {"system": VARIABLES, "code": predicate.var, "display": display}
    type_ = {"coding": [coding], "text": predicate.text}
    negated = exclude ^ (predicate.op in ("ne", "not_in"))
    values = list(_values(predicate))
    tests = [{"definitionByTypeAndValue": {"type": type_, **value}} for value in values]
    if len(tests) == 1:
        return {**tests[0], **({"exclude": True} if negated else {})}
    code = "any-of" if predicate.interval is None else "all-of"
    joined = {"definitionByCombination": {"code": code, "characteristic": tests}}
    return {**joined, **({"exclude": True} if negated else {})}


def _values(predicate: Predicate) -> Iterator[Json]:
    interval = predicate.interval
    if interval is not None:
        if interval.low is not None:
            yield {"valueQuantity": _quantity(interval.low, predicate.unit, ">=" if interval.low_inclusive else ">")}
        if interval.high is not None:
            yield {"valueQuantity": _quantity(interval.high, predicate.unit, "<=" if interval.high_inclusive else "<")}
    elif isinstance(predicate.value, bool):
        yield {"valueBoolean": predicate.value}
    else:
        system = f"{BASE}/CodeSystem/values-of-{predicate.var.replace('_', '-')}"
        for code in _codes(predicate):
            yield {"valueCodeableConcept": {"coding": [{"system": system, "code": code}]}}


def _codes(predicate: Predicate) -> tuple[str, ...]:
    return predicate.value if isinstance(predicate.value, tuple) else (str(predicate.value),)


def _quantity(value: Decimal, unit: str | None, comparator: str | None = None) -> Json:
    code = f"{{{unit}}}" if unit in ANNOTATIONS else unit or "1"
    fields: Json = {"value": json_number(value), "system": UCUM, "code": code}
    return {**fields, "comparator": comparator} if comparator else fields


def _statistic(then: ThenStatistic) -> Json:
    code, display = STATISTICS_OF_MEASURES.get(then.measure, ("", ""))
    words = " ".join(filter(None, [then.measure.replace("_", " "), f"at {then.time}" if then.time else None]))
    types = [{"system": STATISTIC_TYPES, "code": code, "display": display}] if code else []
    own = {"system": MEASURES, "code": then.measure}
    fields: Json = {"statisticType": {"coding": [*types, own], "text": words}, "description": then.text}
    if then.value is not None:
        fields["quantity"] = _quantity(then.value, then.unit, COMPARATORS.get(then.op))
    if then.numerator is not None and then.numerator == then.numerator.to_integral_value():
        fields["numberOfEvents"] = int(then.numerator)
    if then.denominator is not None and then.denominator == then.denominator.to_integral_value():
        fields["sampleSize"] = {"knownDataCount": int(then.denominator)}
    attributes = list(_attributes(then))
    return {**fields, "attributeEstimate": attributes} if attributes else fields


def _attributes(then: ThenStatistic) -> Iterator[Json]:
    if then.low is not None and then.high is not None:
        yield {"type": {"text": "range as stated"}, "range": _range(then.low, then.high, then.unit)}
    if then.ci:
        coding = {"system": ATTRIBUTE_TYPES, "code": "C53324", "display": "Confidence interval"}
        yield {"type": {"coding": [coding]}, "range": _range(then.ci[0], then.ci[1], then.unit)}
    if then.p:
        coding = {"system": ATTRIBUTE_TYPES, "code": "C44185", "display": "P-value"}
        comparator = then.p.op if then.p.op in COMPARATORS.values() else None
        yield {"type": {"coding": [coding]}, "quantity": _quantity(then.p.value, "1", comparator)}


def _range(low: Decimal, high: Decimal | None, unit: str | None) -> Json:
    """A range; one without an upper end is open above."""
    return {"low": _quantity(low, unit), **({"high": _quantity(high, unit)} if high is not None else {})}


def _certainty(level: EvidenceLevel) -> Json:
    coding: Json = {"system": LEVELS, "code": level.raw}
    if level.display:
        coding["display"] = level.display
    if level.scheme:
        coding["version"] = level.scheme
    return {"type": {"text": "PDQ level of evidence"}, "rating": {"coding": [coding], "text": level.raw}}


def _citation(reference: Reference) -> Json:
    key = f"pmid-{reference.pmid}" if reference.pmid else f"reference-{_digest(reference.text)}"
    article: Json = {"title": [{"text": reference.text}]}
    if reference.pmid:
        article["identifier"] = [{"system": PUBMED, "value": reference.pmid}]
    return _resource("Citation", key, title=reference.text, citedArtifact=article)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _code_systems(claims: Sequence[Claim]) -> Iterator[Json]:
    """The CodeSystems that the codes of this bundle come from: registered ones whole, made ones as far as used."""
    used: dict[str, str] = {}
    coded: dict[str, set[str]] = {}
    for predicate in (p for claim in claims for p in find_predicates(full_condition(claim))):
        used.setdefault(predicate.var, predicate.text[:200])
        if predicate.interval is None and not isinstance(predicate.value, bool):
            coded.setdefault(predicate.var, set()).update(_codes(predicate))
    levels = {claim.evidence.level.raw: claim.evidence.level for claim in claims if claim.evidence.level}
    concepts = [{"code": raw, "display": level.display or raw} for raw, level in sorted(levels.items())]
    yield _code_system("pdq-levels-of-evidence", "PDQ levels of evidence", concepts)
    measures = sorted({claim.then.measure for claim in claims if isinstance(claim.then, ThenStatistic)})
    yield _code_system("measures", "Measures", [{"code": m, "display": m.replace("_", " ")} for m in measures])
    registered = load_variables()
    facts = [{"code": v.id, "display": v.label, "definition": v.definition} for v in registered.values()]
    facts += [{"code": var, "display": text} for var, text in sorted(used.items()) if var not in registered]
    yield _code_system("variables", "Facts about patients", facts)
    for var, codes in sorted(coded.items()):
        known = registered[var].codes if var in registered else {}
        concepts = [{"code": code.id, "display": code.label} for code in known.values()]
        concepts += [{"code": code, "display": code.replace("_", " ")} for code in sorted(codes) if code not in known]
        yield _code_system(f"values-of-{var.replace('_', '-')}", f"Values of {var}", concepts)


def _code_system(key: str, title: str, concepts: list[Json]) -> Json:
    name = re.sub(r"[^A-Za-z0-9]", "", title.title())
    return _resource("CodeSystem", key, name=name, title=title, content="complete", concept=concepts)
