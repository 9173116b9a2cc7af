"""What is given, found in a text: names of drugs, words for radiation, preparations."""

import re
from functools import cache, lru_cache
from typing import NamedTuple

from pipeline.lexicon import load_lexicon

from .phrases import phrase_before

_TOKEN_RE = re.compile(r"[^\W_](?:[\w\-–‑'’./]*\w)?")
_MAX_HEAD_WORDS = 6


class Agent(NamedTuple):
    """``text[start:end]`` names what is given; ``family`` is drug, radiation or other."""

    start: int
    end: int
    family: str


class _Names(NamedTuple):
    """The lexicon, indexed by the first word of every name: (rest of the name, family, is it only a head)."""

    by_first: dict[str, list[tuple[str, str, bool]]]
    patterns: list[tuple[re.Pattern[str], str]]


@cache
def _names() -> _Names:
    by_first: dict[str, list[tuple[str, str, bool]]] = {}
    patterns = []
    for entry in load_lexicon("agents").values():
        for word in entry.get("words", ()):
            name = word.lower()
            first = _TOKEN_RE.match(name)
            if first:
                by_first.setdefault(first.group(), []).append((name, entry["class"], bool(entry.get("head"))))
        patterns += [(re.compile(pattern, re.IGNORECASE), entry["class"]) for pattern in entry.get("patterns", ())]
    for names in by_first.values():
        names.sort(key=lambda name: (-len(name[0]), name))
    return _Names(by_first, patterns)


@lru_cache(maxsize=16)
def find_agents(text: str) -> tuple[Agent, ...]:
    """Every name of something given, in order, without overlaps; at one place the longest."""
    names, lower = _names(), text.lower()
    found: list[Agent] = []
    reached = 0
    for token in _TOKEN_RE.finditer(lower):
        if token.start() < reached:
            continue
        agent = _agent_at(names, text, lower, token)
        if agent is not None:
            if found and found[-1].end > agent.start:
                found.pop()  # the head takes the name before it along: "curcumin capsules"
            found.append(agent)
            reached = agent.end
    return tuple(found)


def _agent_at(names: _Names, text: str, lower: str, token: re.Match[str]) -> Agent | None:
    start = token.start()
    for name, family, head in names.by_first.get(token.group(), ()):
        end = start + len(name)
        if lower.startswith(name, start) and not lower[end : end + 1].isalnum():
            return _with_modifiers(text, start, end, family) if head else Agent(start, end, family)
    for regex, family in names.patterns:
        match = regex.match(lower, start)
        if match:
            return Agent(start, match.end(), family)
    return None


def _with_modifiers(text: str, start: int, end: int, family: str) -> Agent:
    phrase = phrase_before(text, end, max(0, start - 60))
    if phrase is None or len(text[phrase.start : start].split()) > _MAX_HEAD_WORDS:
        return Agent(start, end, family)
    return Agent(min(phrase.start, start), end, family)
