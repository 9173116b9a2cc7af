"""Claims made from a seed: every kind of predicate, nested, over registered and unregistered variables."""

import random
import uuid
from decimal import Decimal

from pipeline.lexicon.intervals import make_interval
from pipeline.lexicon.variables import load_variables
from pipeline.records import (
    AllOf,
    AnyOf,
    Assertion,
    Citation,
    Claim,
    ClaimOp,
    Condition,
    Evidence,
    EvidenceLevel,
    Hashes,
    NotOf,
    Population,
    Predicate,
    Provenance,
    PValue,
    Reference,
    ThenStatistic,
)

BOUNDS: list[ClaimOp] = ["lt", "le", "gt", "ge", "eq", "between"]


def number(var: str, op: ClaimOp, value: str, high: str | None = None, unit: str | None = None) -> Predicate:
    registered = load_variables().get(var)
    unit = unit or (registered.unit if registered else None) or "1"
    years = registered is not None and registered.completed_years and unit == "a"
    low = Decimal(value) if high else None
    interval = make_interval(
        op, None if high else Decimal(value), low, Decimal(high) if high else None, completed_years=years
    )
    return Predicate(
        var=var,
        op=op,
        value=None if high else Decimal(value),
        unit=unit,
        interval=interval,
        source="figure",
        text=f"{var} {op} {value}",
        registered=registered is not None,
    )


def code(var: str, *values: str, op: ClaimOp = "eq") -> Predicate:
    value = values[0] if op in ("eq", "ne") else tuple(values)
    return Predicate(var=var, op=op, value=value, source="heading", text=" or ".join(values))


def boolean(var: str, value: bool = True, registered: bool = True) -> Predicate:
    return Predicate(var=var, op="eq", value=value, source="sentence", text=var, registered=registered)


def claim(
    condition: Condition, statement: str = "A statement", not_parsed: tuple[str, ...] = (), key: str = ""
) -> Claim:
    measure = ThenStatistic(
        measure="hazard_ratio",
        role="effect",
        of="overall_survival",
        op="lt",
        value=Decimal("0.82"),
        low=None,
        high=None,
        low_inclusive=None,
        high_inclusive=None,
        unit="1",
        text="0.82",
        time="P4Y",
        ci=(Decimal("0.70"), Decimal("0.95")),
        p=PValue(op="<", value=Decimal("0.01")),
        spread=None,
        numerator=Decimal(41),
        denominator=Decimal(50),
    )
    reference = Reference(number=3, text="Author A: A title. A journal 1 (1): 1-2, 2020.", pmid="99000001")
    return Claim(
        id=f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, condition.to_json() + statement + key)}",
        kind="statistic",
        status="active",
        statement=statement,
        when=condition,
        population=Population(text="patients of a test", not_parsed=not_parsed),
        then=measure,
        assertion=Assertion(),
        evidence=Evidence(
            citations=(Citation(number=3, scope="sentence", reference=reference),),
            level=EvidenceLevel(raw="1iiA", scheme="pdq-treatment-2008", rank=(2, 1), display="a trial"),
        ),
        provenance=Provenance(
            document="file:test",
            revision="2020-01-01",
            section=("A", "B"),
            block="b1",
            quote=statement,
            start=0,
            end=1,
            prefix="",
            suffix="",
            source_sha256="0" * 64,
            url="https://example.org/page",
            extractor="guideline-claims/0",
        ),
        confidence=0.9,
        hash=Hashes(semantic="s", evidence="e", text="t"),
    )


def make_claims(count: int, seed: int) -> list[Claim]:
    """``count`` claims with conditions of every shape; the same for the same seed."""
    chance = random.Random(seed)
    return [
        claim(
            _make_condition(chance, depth=0),
            f"Claim {n}",
            ("a condition in words",) if chance.random() < 0.1 else (),
            key=str(n),
        )
        for n in range(count)
    ]


def _make_condition(chance: random.Random, depth: int) -> Condition:
    if depth == 0:
        return AllOf(all=tuple(_make_condition(chance, 1) for _ in range(chance.choice([0, 1, 1, 2, 2, 3, 4]))))
    shape = chance.random()
    if depth < 3 and shape < 0.1:
        return AnyOf(any=tuple(_make_condition(chance, depth + 1) for _ in range(2)))
    if depth < 3 and shape < 0.15:
        return NotOf(not_=_make_condition(chance, depth + 1))
    if depth < 3 and shape < 0.18:
        return AllOf(all=tuple(_make_condition(chance, depth + 1) for _ in range(2)))
    return _make_predicate(chance)


def _make_predicate(chance: random.Random) -> Predicate:
    variables = list(load_variables().values())
    kind = chance.random()
    if kind < 0.05:
        return boolean(f"made_up_{chance.randrange(20)}", registered=False)
    if kind < 0.5:
        variable = chance.choice([v for v in variables if v.type == "number"])
        op = chance.choice(BOUNDS)
        value = Decimal(chance.choice([1, 2, 6, 18, 40, 100])) / chance.choice([1, 1, 1, 10, 100])
        high = str(value + chance.choice([1, 5, 20])) if op == "between" else None
        return number(variable.id, op, str(value), high)
    if kind < 0.75:
        return boolean(chance.choice([v for v in variables if v.type == "boolean"]).id, chance.random() < 0.7)
    variable = chance.choice([v for v in variables if v.type == "code"])
    codes = chance.sample(sorted(variable.codes), min(len(variable.codes), chance.choice([1, 1, 2])))
    several = len(codes) > 1
    return code(
        variable.id, *codes, op=chance.choice(["in", "not_in"]) if several else chance.choice(["eq", "eq", "ne"])
    )
