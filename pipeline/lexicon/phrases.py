"""Phrases found in text by their words: one pass over the tokens, whatever the number of phrases.

A phrase matches token by token. Case is ignored, hyphens and dashes separate tokens like spaces do, and a plural ``s``
is ignored; a token of a phrase that is written in capitals ("ALL", "CNS") must stand in capitals in the text too.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")

TOKEN_RE = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
LONGEST_PLAIN = 3  # tokens up to this length keep their final s: "gas", "HIV", "was"


class Token(NamedTuple):
    """A word of the text with its folded form."""

    start: int
    end: int
    written: str
    folded: str


class Hit(NamedTuple, Generic[T]):
    """A phrase at ``start:end``; ``first:last`` are its token numbers, half-open."""

    start: int
    end: int
    first: int
    last: int
    values: tuple[T, ...]


def fold(word: str) -> str:
    """Lower case without a plural s."""
    word = word.lower().replace("’", "'").removesuffix("'s")
    return word[:-1] if len(word) > LONGEST_PLAIN and word[-1] == "s" and word[-2:] != "ss" else word


def find_tokens(text: str, offset: int = 0) -> list[Token]:
    """The words of a text, in order; ``offset`` is added to their positions."""
    return [Token(m.start() + offset, m.end() + offset, m.group(), fold(m.group())) for m in TOKEN_RE.finditer(text)]


def _is_capitals(written: str) -> bool:
    letters = [character for character in written.removesuffix("s") if character.isalpha()]
    coded = len(letters) > 1 or len(written) > len(letters)  # "T1" is a code, "T" only a word that begins a sentence
    return bool(letters) and coded and all(character.isupper() for character in letters)


class PhraseIndex(Generic[T]):
    """All phrases of a lexicon, each with a value; phrases may share values and values may share phrases."""

    def __init__(self, phrases: Iterable[tuple[str, T]]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], tuple[str | None, ...], T]]] = {}
        for phrase, value in phrases:
            tokens = find_tokens(phrase)
            capitals = tuple(
                token.written.removesuffix("s") if _is_capitals(token.written) else None for token in tokens
            )
            entry = (tuple(token.folded for token in tokens), capitals, value)
            self._by_first.setdefault(tokens[0].folded, []).append(entry)
        for entries in self._by_first.values():
            entries.sort(key=lambda entry: (-len(entry[0]), entry[0]))

    def find(self, tokens: list[Token]) -> Iterator[Hit[T]]:
        """The longest phrase at each place, left to right, without overlaps; equal phrases give all their values."""
        at = 0
        while at < len(tokens):
            hit = self._match(tokens, at)
            if hit is None:
                at += 1
            else:
                yield hit
                at = hit.last

    def _match(self, tokens: list[Token], at: int) -> Hit[T] | None:
        length, values = 0, []
        for folded, capitals, value in self._by_first.get(tokens[at].folded, ()):
            if len(folded) < length:
                break
            window = tokens[at : at + len(folded)]
            if len(window) == len(folded) and all(
                token.folded == word and (capital is None or token.written.removesuffix("s") == capital)
                for token, word, capital in zip(window, folded, capitals, strict=True)
            ):
                length = len(folded)
                values.append(value)
        if not values:
            return None
        return Hit(tokens[at].start, tokens[at + length - 1].end, at, at + length, tuple(dict.fromkeys(values)))
