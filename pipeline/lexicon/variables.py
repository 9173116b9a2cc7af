"""The variable registry: what conditions are about, typed, with units, codes and the wordings that state them.

The registry is the patient schema: an integrator sends numbers with their UCUM unit, codes and booleans by these ids.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

from . import load_lexicon
from .phrases import PhraseIndex

DISEASE = "disease"
TARGET_DISEASE = "target_disease"
# a disease before one of these words, folded, is a topic or part of a name: nobody is said to have it
TOPICS = ("mortality", "death", "risk", "incidence", "screening", "prevention", "detection", "rate", "susceptibility",
          "institute", "center", "centre", "society", "registry", "consortium", "hospital", "study",
          "group")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Code:
    """One value of a code variable; it is also each of its ``parents``."""

    id: str
    label: str
    parents: tuple[str, ...] = ()
    cues: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Variable:
    """A fact about a patient.

    Numbers have a canonical UCUM ``unit`` (None: as written), may be counted from the ``anchor`` event and have
    ``synonyms``; ``completed_years`` marks ages, ``generic`` a kind of number that only the text names, ``bare`` one
    whose unit is usually left out. ``codes`` are
    the values of a code, ``yes`` and ``no`` the phrases that state a boolean; ``not_before`` and ``not_after`` are the
    neighbours that take a phrase's meaning away.
    """

    id: str
    type: Literal["number", "boolean", "code"]
    label: str
    definition: str
    unit: str | None = None
    anchor: str | None = None
    completed_years: bool = False
    generic: bool = False
    bare: bool = False
    codes: Mapping[str, Code] = field(default_factory=dict)
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    not_before: tuple[str, ...] = ()
    not_after: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    not_examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a phrase states: a value of a variable."""

    variable: str
    value: bool | str


@cache
def load_variables() -> Mapping[str, Variable]:
    """Every registered variable by id: facts first, then numbers, in the order of their files."""
    codes, has = _codes("diseases"), "The cancer or condition that the patient has."
    at_risk = "What screening, prevention or risk is about; the person need not have it."
    variables = [
        Variable(DISEASE, "code", "disease", has, codes=codes, not_before=TOPICS),
        Variable(TARGET_DISEASE, "code", "disease in question", at_risk, codes=codes),
    ]
    for name, entry in load_lexicon("facts").items():
        variables += _expand_family(entry) if entry["type"] == "family" else [_read(name, entry)]
    variables += [_read(name, entry) for name, entry in load_lexicon("variables").items()]
    return {variable.id: variable for variable in variables}


@cache
def load_phrases() -> PhraseIndex[Meaning]:
    """The phrases of all variables, each with what it states."""
    return PhraseIndex(_find_phrases())


def _find_phrases() -> Iterator[tuple[str, Meaning]]:
    for variable in load_variables().values():
        for code in variable.codes.values() if variable.id != TARGET_DISEASE else ():
            for cue in dict.fromkeys((code.label, *code.cues) if variable.id == DISEASE else code.cues):
                yield cue, Meaning(variable.id, code.id)
        for value, cues in ((True, variable.yes), (False, variable.no)):
            for cue in cues:
                yield cue, Meaning(variable.id, value)


def _codes(lexicon: str) -> Mapping[str, Code]:
    return {name: _read_code(name, entry) for name, entry in load_lexicon(lexicon)["codes"].items()}


def _read_code(name: str, entry: Mapping[str, Any]) -> Code:
    return Code(name, entry["label"], tuple(entry.get("parents", ())), tuple(entry["cues"]))


def _read(name: str, entry: Mapping[str, Any]) -> Variable:
    fields: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}
    fields["synonyms"] = tuple(load_lexicon("threshold_variables").get(name, {}).get("words", ()))
    fields["codes"] = {code: _read_code(code, value) for code, value in entry.get("codes", {}).items()}
    return Variable(id=name, **fields)


def _expand_family(entry: Mapping[str, Any]) -> list[Variable]:
    """One boolean per member of a family: the members are genes, the phrases hold a place for the name."""
    return [
        Variable(
            id=f"{gene.lower()}_alteration",
            type="boolean",
            label=entry["label"].format(gene=gene),
            definition=entry["definition"].format(gene=gene),
            yes=tuple(phrase.format(gene=gene) for phrase in entry["yes"]),
            no=tuple(phrase.format(gene=gene) for phrase in entry["no"]),
        )
        for gene in entry["members"]
    ]


def keeps_meaning(meaning: Meaning, before: Sequence[str], after: str) -> bool:
    """Whether a phrase still means it after the words ``before`` and before the word ``after``, all folded."""
    variable = load_variables()[meaning.variable]
    return after not in variable.not_before and not any(word in variable.not_after for word in before)


@cache
def find_ancestors(variable: str, code: str) -> frozenset[str]:
    """The codes that a code is a kind of, itself included; an unknown code is only itself."""
    registered = load_variables().get(variable)
    found, open_ = {code}, [code]
    while open_:
        known = registered.codes.get(open_.pop()) if registered else None
        new = [parent for parent in known.parents if parent not in found] if known else []
        found.update(new)
        open_ += new
    return frozenset(found)


def is_kind_of(variable: str, code: str, ancestor: str) -> bool:
    """Whether a code matches a condition on another one: T-cell ALL is ALL."""
    return ancestor in find_ancestors(variable, code)


def label_of(variable: str, value: bool | str) -> str:
    """Plain words for a value of a code or boolean variable."""
    registered = load_variables().get(variable)
    if registered is None:
        return variable.replace("_", " ") if value is True else f"{variable.replace('_', ' ')}: {value}"
    if isinstance(value, bool):
        return registered.label if value else f"no {registered.label}"
    code = registered.codes.get(value)
    words = code.label if code else value
    return f"{registered.label}: {words}" if variable == TARGET_DISEASE else words
