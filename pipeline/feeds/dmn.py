"""DMN 1.3: one decision table per set of variables, hit policy COLLECT, FEEL unary tests over typed inputs.

Standard: OMG Decision Model and Notation 1.3 (https://www.omg.org/spec/DMN/1.3). A number is two inputs, ``age`` and
``age_unit``. Every claim has a row without conditions that says ``indeterminate``, and a row for each way in which it
certainly applies (``match``) or certainly does not (``no``): ``match`` and ``no`` outrank ``indeterminate``. A null
input makes every test on it false, so a missing fact leaves ``indeterminate``.
"""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any
from xml.sax.saxutils import escape

from ..errors import FeedError
from ..records import Claim, json_number
from .evaluate import Patient, read_number
from .logic import And, Atom, BooleanIs, Bound, CodeIn, Expression, NumberIn, Or, compile_claim
from .text import check_code, check_name, decimal_literal, xml_text

NAMESPACE = "https://www.omg.org/spec/DMN/20191111/MODEL/"
HEAD = (
    f'<definitions xmlns="{NAMESPACE}" id="guideline_claims" name="guideline-claims"'
    ' namespace="urn:guideline-claims:dmn">'
)
MOST_ROWS_PER_CLAIM = 4096  # alternatives multiply; real claims stay under a hundred
UNIT_SUFFIX = "_unit"

Cells = dict[str, str]
Row = tuple[Cells, str, str]


def compile_dmn(claims: Sequence[Claim]) -> dict[str, str | bytes]:
    """The one file of this feed: ``claims.dmn``."""
    tables: dict[tuple[tuple[str, str], ...], list[Row]] = {}
    for claim in claims:
        inputs, rows = _rows(claim)
        tables.setdefault(tuple(sorted(inputs.items())), []).extend(rows)
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', HEAD]
    for name, kind in sorted(set(itertools.chain.from_iterable(tables))):
        lines += (
            f' <inputData id="input_{name}" name="{name}">',
            f'  <variable id="variable_{name}" name="{name}" typeRef="{kind}" />',
            " </inputData>",
        )
    for number, (inputs_of_table, rows) in enumerate(sorted(tables.items())):
        lines += _write_decision(f"claims_{number}", inputs_of_table, rows)
    return {"claims.dmn": "\n".join((*lines, "</definitions>", ""))}


def flatten_patient(patient: Patient) -> dict[str, Any]:
    """A patient as the inputs of this feed: what is not a number with a unit, a code or a boolean is left out."""
    inputs: dict[str, Any] = {}
    for name, fact in patient.items():
        if (number := read_number(fact)) is not None:
            inputs |= {name: json_number(number), name + UNIT_SUFFIX: fact["unit"]}
        elif isinstance(fact, str | bool):
            inputs[name] = fact
    return inputs


def _rows(claim: Claim) -> tuple[Mapping[str, str], list[Row]]:
    """The inputs a claim needs, with their types, and its rows."""
    holds, fails = compile_claim(claim)
    inputs: dict[str, str] = {}
    rows: list[Row] = [({}, claim.id, "indeterminate")]
    for expression, outcome in ((holds, "match"), (fails, "no")):
        for conjunct in _alternatives(expression, claim):
            cells: Cells = {}
            for atom in conjunct.values():
                for name, kind, test in _cells(atom):
                    inputs[name], cells[name] = kind, test
            rows.append((cells, claim.id, outcome))
    return inputs, rows


def _alternatives(expression: Expression, claim: Claim) -> list[dict[str, Atom]]:
    """The disjunctive normal form: every way to be true, as at most one atom per variable."""
    match expression:
        case Or(members=members):
            ways = [way for member in members for way in _alternatives(member, claim)]
        case And(members=members):
            ways = [{}]
            for member in members:
                choices = _alternatives(member, claim)
                ways = [both for way in ways for choice in choices if (both := _both(way, choice)) is not None]
                _check_size(ways, claim)
        case atom:
            ways = [{atom.var: atom}]
    _check_size(ways, claim)
    return ways


def _check_size(ways: Sequence[object], claim: Claim) -> None:
    if len(ways) > MOST_ROWS_PER_CLAIM:
        raise FeedError(
            f"claim {claim.id} would take over {MOST_ROWS_PER_CLAIM} rows of a decision table: leave it out"
        )


def _both(one: Mapping[str, Atom], other: Mapping[str, Atom]) -> dict[str, Atom] | None:
    """Two conjunctions joined; None where no fact can satisfy both."""
    joined = dict(one)
    for name, atom in other.items():
        if name in joined:
            met = _meet(joined[name], atom)
            if met is None:
                return None
            joined[name] = met
        else:
            joined[name] = atom
    return joined


def _meet(one: Atom, other: Atom) -> Atom | None:
    match one, other:
        case BooleanIs(), BooleanIs():
            return one if one == other else None
        case CodeIn(), CodeIn():
            codes = tuple(code for code in one.codes if code in other.codes)
            return CodeIn(one.var, codes) if codes else None
        case NumberIn(), NumberIn() if one.unit == other.unit:
            return NumberIn(one.var, one.unit, _tighter(one.low, other.low, 1), _tighter(one.high, other.high, -1))
    return None


def _tighter(one: Bound | None, other: Bound | None, sign: int) -> Bound | None:
    """The stricter of two limits; ``sign`` is 1 for lower limits and -1 for upper ones."""
    if one is None or other is None:
        return one or other
    return max(one, other, key=lambda bound: (sign * bound.number, not bound.inclusive))


def _cells(atom: Atom) -> Iterator[tuple[str, str, str]]:
    """Input name, type and FEEL unary test of an atom."""
    match atom:
        case BooleanIs(var=var, value=value):
            yield check_name(var), "boolean", str(value).lower()
        case CodeIn(var=var, codes=codes):
            yield check_name(var), "string", _list_codes(codes)
        case NumberIn(var=var, unit=unit, low=low, high=high):
            yield check_name(var), "number", _range(low, high)
            yield var + UNIT_SUFFIX, "string", '"' + unit.replace('"', "") + '"'


@lru_cache(maxsize=1024)
def _list_codes(codes: tuple[str, ...]) -> str:
    """A code with all its kinds, which many claims share."""
    return ",".join(f'"{check_code(code)}"' for code in codes)


def _range(low: Bound | None, high: Bound | None) -> str:
    if low is not None and high is not None:
        left, right = "[" if low.inclusive else "(", "]" if high.inclusive else ")"
        return f"{left}{decimal_literal(low.number)}..{decimal_literal(high.number)}{right}"
    if low is not None:
        return f"{'>=' if low.inclusive else '>'} {decimal_literal(low.number)}"
    if high is not None:
        return f"{'<=' if high.inclusive else '<'} {decimal_literal(high.number)}"
    return "-"


def _write_decision(key: str, inputs: Sequence[tuple[str, str]], rows: Iterable[Row]) -> Iterator[str]:
    """The lines of a decision table. Names are words of small letters; only texts of cells need escaping."""
    yield f' <decision id="{key}" name="{key}">'
    yield f'  <variable id="{key}_result" name="{key}" typeRef="string" />'
    for name, _ in inputs:
        yield f'  <informationRequirement id="{key}_needs_{name}">'
        yield f'   <requiredInput href="#input_{name}" />'
        yield "  </informationRequirement>"
    yield f'  <decisionTable id="{key}_table" hitPolicy="COLLECT">'
    for name, kind in inputs:
        yield f'   <input id="{key}_in_{name}" label="{name}">'
        yield f'    <inputExpression id="{key}_expression_{name}" typeRef="{kind}">'
        yield f"     <text>{name}</text>"
        yield "    </inputExpression>"
        yield "   </input>"
    for output in ("claim", "outcome"):
        yield f'   <output id="{key}_{output}" name="{output}" typeRef="string" />'
    for at, (cells, claim, outcome) in enumerate(rows):
        rule = f"{key}_r{at}"
        yield f'   <rule id="{rule}">'
        for name, _ in inputs:
            yield _write_entry("inputEntry", f"{rule}_{name}", cells.get(name, "-"))
        yield _write_entry("outputEntry", f"{rule}_claim", f'"{xml_text(claim)}"')
        yield _write_entry("outputEntry", f"{rule}_outcome", f'"{outcome}"')
        yield "   </rule>"
    yield "  </decisionTable>"
    yield " </decision>"


def _write_entry(tag: str, key: str, text: str) -> str:
    return f'    <{tag} id="{key}">\n     <text>{escape(text)}</text>\n    </{tag}>'
