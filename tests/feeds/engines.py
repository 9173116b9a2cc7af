"""The real engines, loading the real files: each takes a folder of a feed and judges every claim for a patient."""

import json
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import cache, wraps
from pathlib import Path
from typing import Any

from pipeline.feeds.dmn import flatten_patient

Outcomes = dict[str, str]
Evaluate = Callable[[Mapping[str, Any]], Outcomes]


def load_zen(folder: Path) -> Evaluate:
    import zen

    decision = zen.ZenEngine().create_decision((folder / "decision.json").read_text(encoding="utf-8"))

    def evaluate(patient: Mapping[str, Any]) -> Outcomes:
        return {row["claim"]: row["outcome"] for row in decision.evaluate(dict(patient))["result"]["outcomes"]}

    return evaluate


def load_clips(folder: Path) -> Evaluate:
    import clips

    engine = clips.Environment()
    engine.load(str(folder / "rules.clp"))
    engine.reset()
    engine.load_facts(str(folder / "claims.fct"))

    def evaluate(patient: Mapping[str, Any]) -> Outcomes:
        facts = [engine.find_template("patient").assert_fact()]
        for var, fact in patient.items():
            if isinstance(fact, bool):
                value = clips.Symbol("TRUE" if fact else "FALSE")
                facts.append(engine.find_template("fact-boolean").assert_fact(var=var, value=value))
            elif isinstance(fact, str):
                facts.append(engine.find_template("fact-code").assert_fact(var=var, value=fact))
            elif isinstance(fact, Mapping) and isinstance(fact["value"], int | float):
                number = engine.find_template("fact-number")
                facts.append(number.assert_fact(var=var, value=fact["value"], unit=fact["unit"]))
        engine.run()
        outcomes = {str(f["claim"]): str(f["value"]) for f in engine.find_template("outcome").facts()}
        for fact in facts:
            fact.retract()
        return outcomes

    return evaluate


class PlainFloat(float):
    """A number that pyDMNrules, which pastes numbers into FEEL text, does not write with an exponent."""

    def __str__(self) -> str:
        return format(Decimal(float.__repr__(self)), "f")

    __repr__ = __str__


@cache
def remember_feel() -> None:
    """From now on pySFeel evaluates a text of FEEL once for each set of values of the names in it.

    pyDMNrules asks for the same few thousand texts millions of times. What a text gives depends on itself and on the
    values of its names; the value of an assignment is stored again.
    """
    from pySFeel import SFeelParser

    evaluate = SFeelParser.sFeelParse
    names_of: dict[str, tuple[list[str], bool]] = {}
    known: dict[tuple[str, ...], Any] = {}

    @wraps(evaluate)
    def recall(parser: Any, text: str) -> Any:
        if text not in names_of:
            tokens = [(token.type, token.value) for token in parser.lexer.tokenize(text)]
            names = [value for kind, value in tokens if kind == "NAME"]
            names_of[text] = names, [kind for kind, _ in tokens[:2]] == ["NAME", "ASSIGN"]
        names, assigns = names_of[text]
        read = names[1:] if assigns else names
        key = (text, *(repr(parser.names[name]) if name in parser.names else "" for name in read))
        if key not in known:
            known[key] = evaluate(parser, text)
        elif assigns:
            parser.names[names[0]] = known[key][1]
        return known[key]

    SFeelParser.sFeelParse = recall


def load_dmn(folder: Path) -> Evaluate:
    remember_feel()
    import pyDMNrules

    decision = pyDMNrules.DMN()
    status = decision.useXML((folder / "claims.dmn").read_text(encoding="utf-8"))
    assert "errors" not in status, status

    def evaluate(patient: Mapping[str, Any]) -> Outcomes:
        inputs = flatten_patient(patient)
        plain = {name: PlainFloat(v) if isinstance(v, float) else v for name, v in inputs.items()}
        status, results = decision.decide(plain)
        assert "errors" not in status, status
        last = (results if isinstance(results, dict) else results[-1])["Result"]
        outcomes: Outcomes = {}
        for name, claims in last.items():
            if name.endswith(".claim") and claims is not None:
                for claim, outcome in zip(claims, last[name.removesuffix("claim") + "outcome"], strict=True):
                    if outcome != "indeterminate" or claim not in outcomes:
                        outcomes[claim] = outcome
        return outcomes

    return evaluate


LOADERS: Mapping[str, Callable[[Path], Evaluate]] = {"zen": load_zen, "clips": load_clips, "dmn": load_dmn}


def find_disagreements(evaluate: Evaluate, witnesses: Sequence[Mapping[str, Any]]) -> list[str]:
    """The witnesses of which the engine says something else, each with claim and patient."""
    seen: dict[str, Outcomes] = {}
    wrong = []
    for witness in witnesses:
        key = json.dumps(witness["patient"], sort_keys=True)
        if key not in seen:
            seen[key] = evaluate(witness["patient"])
        said = seen[key].get(witness["claim"])
        if said != witness["expect"]:
            wrong.append(f"{witness['claim']} of {key} ({witness['why']}): {said}, not {witness['expect']}")
    return wrong
