"""What is given, found in a text: names of drugs, words for radiation, preparations."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from pipeline.lexicon import load_lexicon

from .phrases import function_words

_TOKEN_RE = re.compile(r"[^\W_](?:[\w\-–‑'’.]*\w)?(?:(?<=ic) acid\b)?", re.IGNORECASE)  # an acid has one name
_PART_RE = re.compile(r"[^\W_]+")
_MAX_MODIFIER_CHARS = 60


class Agent(NamedTuple):
    """``text[start:end]`` names what is given; ``family`` is drug, radiation, site or other."""

    start: int
    end: int
    family: str


class _Name(NamedTuple):
    """One name of the lexicon and how it is read."""

    words: str
    family: str
    head: bool
    alone: bool
    modifiers: frozenset[str] | None


class _Names(NamedTuple):
    """The lexicon: names by their first word, the longest first, and patterns of names with their family."""

    by_first: dict[str, list[_Name]]
    patterns: list[tuple[re.Pattern[str], str]]


@cache
def _names() -> _Names:
    by_first: dict[str, list[_Name]] = {}
    patterns = []
    for entry in load_lexicon("agents").values():
        modifiers = frozenset(entry["modifiers"]) if "modifiers" in entry else None
        for words in entry.get("words", ()):
            name = _Name(words.lower(), entry["class"], entry.get("head", False), entry.get("alone", True), modifiers)
            first = _TOKEN_RE.match(name.words)
            if first:
                by_first.setdefault(first.group(), []).append(name)
        patterns += [(re.compile(pattern, re.IGNORECASE), entry["class"]) for pattern in entry.get("patterns", ())]
    for names in by_first.values():
        names.sort(key=lambda name: (-len(name.words), name.words, name.family))
    return _Names(by_first, patterns)


@lru_cache(maxsize=16)
def find_agents(text: str) -> tuple[Agent, ...]:
    """Every name of something given, in order, without overlaps; at one place the longest."""
    lower = text.lower()
    found: list[Agent] = []
    reached = 0
    for token in _TOKEN_RE.finditer(lower):
        known = _look_up(token.group())
        if known is None or token.start() < reached:
            continue
        agent = _agent_at(text, lower, token.start(), *known)
        if agent is not None:
            if found and found[-1].end > agent.start:
                found.pop()  # the head takes the name before it along: "curcumin capsules"
            found.append(agent)
            reached = agent.end
    return tuple(found)


def find_agents_between(text: str, start: int, end: int) -> tuple[Agent, ...]:
    """The names that begin in ``text[start:end]``, in order."""
    agents = find_agents(text)
    first = bisect_left(agents, start, key=_start_of)
    return agents[first : bisect_left(agents, end, first, key=_start_of)]


def _start_of(agent: Agent) -> int:
    return agent.start


def _agent_at(text: str, lower: str, start: int, names: Sequence[_Name], stem: tuple[int, str] | None) -> Agent | None:
    for name in names:
        end = start + len(name.words)
        if lower.startswith(name.words, start) and not lower[end : end + 1].isalnum():
            first = _first_modifier(text, start, name) if name.head else start
            return Agent(first, end, name.family) if first < start or name.alone else None
    return Agent(start, start + stem[0], stem[1]) if stem else None


@lru_cache(maxsize=1 << 15)
def _look_up(token: str) -> tuple[list[_Name], tuple[int, str] | None] | None:
    """The names that begin with a token, and length and family of the name that it is by its stem; None: nothing."""
    names = _names()
    stems = ((match.end(), family) for regex, family in names.patterns if (match := regex.match(token)))
    known = names.by_first.get(token, []), next(stems, None)
    return known if known[0] or known[1] else None


def _first_modifier(text: str, head: int, name: _Name) -> int:
    """Where the words begin that belong to the head at ``head``: "whole-brain" of "whole-brain radiation"."""
    start = head
    for token in reversed(list(_TOKEN_RE.finditer(text, max(0, head - _MAX_MODIFIER_CHARS), head))):
        parts = _PART_RE.findall(token.group().lower())
        known = name.modifiers.issuperset(parts) if name.modifiers else _may_modify(token.group(), parts)
        if token.group()[0].isdigit() and not known:
            return head  # an amount: "500 mg capsule"
        if text[token.end() : start].strip(" -–‑") or not known:
            break
        start = token.start()
    return start


def _may_modify(token: str, parts: list[str]) -> bool:
    return not token[0].isdigit() and not function_words().intersection((token.lower(), parts[-1]))
