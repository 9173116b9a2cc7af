"""Every lexicon entry matches its examples and nothing in its counter-examples."""

from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any

import pytest

from pipeline.lexicon import entry_regex, load_lexicon

NAMES = sorted(
    path.name.removesuffix(".toml") for path in files("pipeline.lexicon").iterdir() if path.name[-5:] == ".toml"
)


def find_entries(node: Any, path: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every table below that has words or patterns, with its path."""
    if isinstance(node, Mapping):
        if "words" in node or "patterns" in node:
            yield path, node
        for key, child in node.items():
            yield from find_entries(child, f"{path}.{key}")
    elif isinstance(node, list):
        for number, child in enumerate(node):
            yield from find_entries(child, f"{path}[{number}]")


ENTRIES = [found for name in NAMES for found in find_entries(load_lexicon(name), name)]


@pytest.mark.parametrize("entry", [entry for _, entry in ENTRIES], ids=[path for path, _ in ENTRIES])
def test_examples(entry: Mapping[str, Any]) -> None:
    regex = entry_regex(entry)
    assert entry["examples"]
    assert entry["not_examples"]
    assert [example for example in entry["examples"] if not regex.search(example)] == []
    assert [example for example in entry["not_examples"] if regex.search(example)] == []


@pytest.mark.parametrize("name", NAMES)
def test_header_says_source_and_fields(name: str) -> None:
    head = (files("pipeline.lexicon") / f"{name}.toml").read_text(encoding="utf-8").split("\n[", 1)[0]
    assert "source" in head.lower()
    assert "words" in head or "patterns" in head
