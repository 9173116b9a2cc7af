"""Phrases found in text by their words: one pass over the tokens, whatever the number of phrases.

A phrase matches token by token. Case is ignored, hyphens and dashes separate tokens like spaces do, and a plural ``s``
is ignored; a token of a phrase that is written in capitals ("ALL", "CNS") must stand in capitals in the text too.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import accumulate
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")

TOKEN_RE = re.compile(r"([^\W_]+(?:['’][^\W_]+)?)")
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


@lru_cache(maxsize=1 << 15)
def fold(word: str) -> str:
    """Lower case without a plural s."""
    word = word.lower().replace("’", "'").removesuffix("'s")
    return word[:-1] if len(word) > LONGEST_PLAIN and word[-1] == "s" and word[-2:] != "ss" else word


def find_tokens(text: str, offset: int = 0) -> list[Token]:
    """The words of a text, in order; ``offset`` is added to their positions."""
    return list(_cut(text, offset))


@lru_cache(maxsize=512)  # a description is read for each of its figures
def _cut(text: str, offset: int) -> tuple[Token, ...]:
    parts = TOKEN_RE.split(text)  # gaps and words in turn
    edges, words = list(accumulate(map(len, parts), initial=offset)), parts[1::2]
    return tuple(map(Token, edges[1:-1:2], edges[2::2], words, map(fold, words)))


def _is_capitals(written: str) -> bool:
    letters = [character for character in written.removesuffix("s") if character.isalpha()]
    coded = len(letters) > 1 or len(written) > len(letters)  # "T1" is a code, "T" only a word that begins a sentence
    return bool(letters) and coded and all(character.isupper() for character in letters)


class PhraseIndex(Generic[T]):
    """All phrases of a lexicon, each with a value; phrases may share values and values may share phrases."""

    def __init__(self, phrases: Iterable[tuple[str, T]]) -> None:
        tables: dict[str, dict[int, dict[tuple[str, ...], list[tuple[tuple[str | None, ...], T]]]]] = {}
        for phrase, value in phrases:
            tokens = find_tokens(phrase)
            capitals = tuple(
                token.written.removesuffix("s") if _is_capitals(token.written) else None for token in tokens
            )
            words = tuple(token.folded for token in tokens)
            by_length = tables.setdefault(words[0], {})
            by_length.setdefault(len(words), {}).setdefault(words, []).append((capitals, value))
        self._by_first = {first: sorted(by_length.items(), reverse=True) for first, by_length in tables.items()}

    def find(self, tokens: list[Token]) -> Iterator[Hit[T]]:
        """The longest phrase at each place, left to right, without overlaps; equal phrases give all their values."""
        by_first, reached = self._by_first, 0
        for at, token in enumerate(tokens):
            if token.folded in by_first and at >= reached and (hit := self._match(tokens, at)) is not None:
                yield hit
                reached = hit.last

    def _match(self, tokens: list[Token], at: int) -> Hit[T] | None:
        for length, phrases in self._by_first[tokens[at].folded]:
            window = tokens[at : at + length]
            values = [
                value
                for capitals, value in phrases.get(tuple([token.folded for token in window]), ())
                if all(
                    capital is None or token.written.removesuffix("s") == capital
                    for token, capital in zip(window, capitals, strict=True)
                )
            ]
            if values:
                return Hit(tokens[at].start, window[-1].end, at, at + length, tuple(dict.fromkeys(values)))
        return None
