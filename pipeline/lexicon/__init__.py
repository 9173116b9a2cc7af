"""Word lists, units, cues and variables: TOML data beside this file, and the one loader of all of it.

A lexicon file holds tables of entries. An entry names its words (``words``: literal phrases, ``patterns``: regular
expressions) and carries ``examples`` that must match and ``not_examples`` that must not; one test runs them all.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def load_lexicon(name: str) -> Mapping[str, Any]:
    """The parsed file ``<name>.toml`` of this package; the table ``macros`` is written out in all patterns."""
    table = tomllib.loads((files(__name__) / f"{name}.toml").read_text(encoding="utf-8"))
    macros: dict[str, str] = {}
    for macro, expression in table.pop("macros", {}).items():
        macros[macro] = _write_out(expression, macros)
    if macros:
        for entry in table.values():
            entry["patterns"] = [_write_out(pattern, macros) for pattern in entry["patterns"]]
    return table


def _write_out(pattern: str, macros: Mapping[str, str]) -> str:
    """The pattern with every ``<MACRO>`` replaced by its expression."""
    return re.sub(r"<([A-Z]+)>", lambda name: macros[name[1]], pattern)


def phrase_pattern(words: Iterable[str]) -> str:
    """A pattern for any of the literal phrases, the longest that fits; a space also stands for a hyphen or line break.

    Phrases with a common beginning share it, so that a text that holds none of them is left after one letter.
    """
    tree: dict[str, Any] = {}
    for phrase in words:
        node = tree
        for letter in phrase:
            node = node.setdefault(letter, {})
        node[""] = {}
    return _write_branches(tree)


def _write_branches(node: Mapping[str, Any]) -> str:
    branches = [
        (r"[\s\-\u2011]" if letter == " " else re.escape(letter)) + _write_branches(node[letter])
        for letter in sorted(node)
        if letter
    ]
    if not branches:
        return ""
    body = f"(?:{'|'.join(branches)})" if len(branches) > 1 or "" in node else branches[0]
    return f"{body}?" if "" in node else body


def entry_pattern(entry: Mapping[str, Any]) -> str:
    """The regular expression (unanchored source) of an entry: its ``words`` as whole words, and its ``patterns``.

    With ``whole = true`` the patterns, too, match whole words only.
    """
    parts = [rf"(?<!\w)(?:{pattern})(?!\w)" if entry.get("whole") else pattern for pattern in entry.get("patterns", ())]
    if entry.get("words"):
        parts.append(rf"(?<!\w)(?:{phrase_pattern(entry['words'])})(?!\w)")
    return "|".join(parts)


def entry_regex(entry: Mapping[str, Any]) -> re.Pattern[str]:
    """The compiled ``entry_pattern``; case is ignored unless the entry says ``case = true``."""
    return re.compile(entry_pattern(entry), 0 if entry.get("case") else re.IGNORECASE)
