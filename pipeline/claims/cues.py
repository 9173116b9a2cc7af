"""Cues of the claims lexicon, compiled once, and what they say of a stretch of text."""

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Literal, cast

from pipeline.lexicon import entry_regex, load_lexicon
from pipeline.lexicon.phrases import PhraseIndex, find_tokens
from pipeline.records import DoseRole, StatisticRole, ThresholdRole

Certainty = Literal["stated", "possible", "hypothetical", "reported"]


@cache
def load_cues(group: str) -> Mapping[str, re.Pattern[str]]:
    """The patterns of one group of ``claim_cues.toml`` in order of precedence."""
    return {name: entry_regex(entry) for name, entry in load_lexicon("claim_cues")[group].items()}


@cache
def load_words(name: str) -> PhraseIndex[str]:
    """A word list of ``population.toml``."""
    return PhraseIndex((word, word) for word in load_lexicon("population")[name])


@cache
def load_single(name: str) -> frozenset[str]:
    """The single words of a list of ``population.toml``, folded as tokens are."""
    return frozenset(
        token[0].folded for word in load_lexicon("population")[name] if len(token := find_tokens(word)) == 1
    )


@cache
def load_singles(*names: str) -> frozenset[str]:
    """The single words of several lists together."""
    return frozenset().union(*map(load_single, names))


@lru_cache(maxsize=4096)  # the clauses of a page are asked about once per figure
def find_cue(group: str, text: str) -> str | None:
    """The first table of a group that matches a text."""
    return next((name for name, pattern in load_cues(group).items() if pattern.search(text)), None)


def statistic_role(measure: str) -> StatisticRole:
    """The role of a measure; a measure that the table lacks is context, which does not fire."""
    entry = load_lexicon("measures_roles")["measures"].get(measure)
    return cast(StatisticRole, entry["role"]) if entry else "context"


def measure_units(measure: str) -> tuple[str, ...]:
    """The units that a measure can have; empty where any may stand."""
    entry = load_lexicon("measures_roles")["measures"].get(measure)
    return tuple(entry.get("units", ())) if entry else ()


def measure_said(measure: str) -> tuple[str, ...]:
    """Pieces of words that a text on a measure holds; empty where none is needed."""
    entry = load_lexicon("measures_roles")["measures"].get(measure)
    return tuple(entry.get("said", ())) if entry else ()


def measure_label(measure: str) -> str:
    """A measure in words."""
    entry = load_lexicon("measures_roles")["measures"].get(measure)
    return entry["label"] if entry else measure.replace("_", " ")


def threshold_role(text: str) -> ThresholdRole | None:
    """The role that the words of a clause give a threshold."""
    return cast(ThresholdRole | None, find_cue("threshold", text))


def read_certainty(text: str) -> Certainty:
    """How sure the words of a clause are."""
    return cast(Certainty, find_cue("certainty", text) or "stated")


def dose_role(text: str) -> DoseRole | None:
    """The role that the words of a clause give a dose."""
    return cast(DoseRole | None, find_cue("dose", text))


def design_label(name: str) -> str:
    """What a study design is called in claims."""
    label: str = load_lexicon("claim_cues")["design"][name]["label"]
    return label


def effect_label(name: str) -> str:
    """What an effect is called in claims."""
    label: str = load_lexicon("claim_cues")["effect"][name]["label"]
    return label
