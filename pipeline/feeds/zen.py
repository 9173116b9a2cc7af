"""GoRules ZEN: a JSON decision model with one table row per claim and a node that turns two truths into one outcome.

Format: JSON Decision Model of https://docs.gorules.io. Badly formed cells load and silently never match, and a
missing or mistyped input silently skips a row; so every cell here is generated from typed atoms that test presence,
type and unit first, and every claim always gives a row. Page text only ever stands in JSON strings that the engine
does not evaluate.
"""

import json
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

from ..records import Claim
from .logic import And, BooleanIs, Bound, CodeIn, Expression, NumberIn, Or, compile_claim
from .text import check_code, check_name, decimal_literal

OUTCOME = "map(claims, {claim: #.claim, outcome: #.holds ? 'match' : (#.fails ? 'no' : 'indeterminate')})"


def compile_zen(claims: Sequence[Claim]) -> dict[str, str | bytes]:
    """The one file of this feed: ``decision.json``. The result of an evaluation is ``outcomes``: claim and outcome
    each.
    """
    return {"decision.json": json.dumps(_model([_row(n, claim) for n, claim in enumerate(claims)]), ensure_ascii=False)}


def _row(number: int, claim: Claim) -> dict[str, str]:
    holds, fails = compile_claim(claim)
    return {
        "_id": f"r{number}",
        "_description": claim.statement,
        "always": "",
        "claim": json.dumps(claim.id),
        "holds": render(holds),
        "fails": render(fails),
    }


def render(expression: Expression) -> str:
    """A ZEN expression that is a boolean for every input."""
    match expression:
        case And(members=members):
            return "(" + " and ".join(render(m) for m in members) + ")" if members else "true"
        case Or(members=members):
            return "(" + " or ".join(render(m) for m in members) + ")" if members else "false"
        case BooleanIs(var=var, value=value):
            return f"(type({check_name(var)}) == 'bool' and {var} == {str(value).lower()})"
        case CodeIn(var=var, codes=codes):
            return f"(type({check_name(var)}) == 'string' and {var} in [{_list_codes(codes)}])"
        case NumberIn(var=var, unit=unit, low=low, high=high):
            tests = [f"type({check_name(var)}) == 'object'", f"{var}.unit == {json.dumps(unit)}"]
            tests.append(f"type({var}.value) == 'number'")
            tests += [f"{var}.value {'>=' if low.inclusive else '>'} {_number(low)}"] if low else []
            tests += [f"{var}.value {'<=' if high.inclusive else '<'} {_number(high)}"] if high else []
            return "(" + " and ".join(tests) + ")"


@lru_cache(maxsize=1024)
def _list_codes(codes: tuple[str, ...]) -> str:
    """A code with all its kinds, which many claims share."""
    return ", ".join(f"'{check_code(code)}'" for code in codes)


def _number(bound: Bound) -> str:
    return decimal_literal(bound.number)


def _model(rows: list[dict[str, str]]) -> dict[str, Any]:
    place = {"x": 0, "y": 0}
    columns = [{"id": name, "name": name, "field": name} for name in ("claim", "holds", "fails")]
    table = {
        "hitPolicy": "collect",
        "inputs": [{"id": "always", "name": "every claim is judged", "field": ""}],
        "outputs": columns,
        "rules": rows,
        "executionMode": "single",
        "inputField": None,
        "outputPath": "claims",
        "passThrough": False,
    }
    outcome = {"expressions": [{"id": "outcomes", "key": "outcomes", "value": OUTCOME}], "passThrough": False}
    nodes = [
        {"id": "patient", "name": "patient", "type": "inputNode", "position": place},
        {"id": "claims", "name": "claims", "type": "decisionTableNode", "position": place, "content": table},
        {"id": "outcome", "name": "outcome", "type": "expressionNode", "position": place, "content": outcome},
        {"id": "verdicts", "name": "verdicts", "type": "outputNode", "position": place},
    ]
    steps = ["patient", "claims", "outcome", "verdicts"]
    edges = [
        {"id": f"e{n}", "sourceId": source, "targetId": target, "type": "edge"}
        for n, (source, target) in enumerate(pairwise(steps))
    ]
    return {"contentType": "application/vnd.gorules.decision", "nodes": nodes, "edges": edges}
