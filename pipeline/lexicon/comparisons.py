"""Words and signs that compare a number with a bound (``comparisons.toml``)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from . import load_lexicon, phrase_pattern


@dataclass(frozen=True)
class Comparisons:
    """``before_re`` ends where the number starts; ``after_re`` starts where the figure ends.

    Text before which ``before_re`` can match ends with one of ``endings``, but for a space.
    """

    ops: dict[str, str]
    only_time: frozenset[str]
    never_time: frozenset[str]
    before_re: re.Pattern[str]
    after_re: re.Pattern[str]
    endings: dict[str, tuple[str, ...]]  # by their last letter

    def find_before(self, window: str) -> re.Match[str] | None:
        """The comparison that ends with the text in front of a number."""
        written = window.rstrip().lower()
        endings = self.endings.get(written[-1:])
        return self.before_re.search(window) if endings and written.endswith(endings) else None

    def op(self, words: str, is_time: bool) -> str | None:
        """The operator of a matched form before (or after) a number that is a time or not; None: no comparison."""
        form = " ".join(re.split(r"[\s\-\u2011]+", words.lower()))
        if form in (self.never_time if is_time else self.only_time):
            return None
        return self.ops[form]


def _by_last(words: Iterable[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for word in sorted(words):
        found.setdefault(word[-1], []).append(word)
    return {letter: tuple(own) for letter, own in found.items()}


FILLER_WORDS = (
    "a", "an", "the", "of", "only", "age", "ages", "aged", "approximately", "about", "total", "mean", "median",
    "or equal to",
)  # fmt: skip
FILLERS = rf"(?:\s(?:{'|'.join(FILLER_WORDS)}))"


@cache
def load_comparisons() -> Comparisons:
    """The comparisons table, compiled once."""
    ops: dict[str, str] = {}
    restricted: dict[str, set[str]] = {"time": set(), "not time": set()}
    before: list[str] = []
    after: list[str] = []
    for entry in load_lexicon("comparisons")["comparison"]:
        before += entry["before"]
        after += entry["after"]
        if "units" in entry:
            restricted[entry["units"]].update(entry["before"])
        ops |= dict.fromkeys((*entry["before"], *entry["after"]), entry["op"])
    words = phrase_pattern(form for form in before if form[0].isalpha())
    signs = phrase_pattern(form for form in before if not form[0].isalpha())
    return Comparisons(
        ops=ops,
        only_time=frozenset(restricted["time"]),
        never_time=frozenset(restricted["not time"]),
        before_re=re.compile(rf"(?:\b(?P<words>{words}){FILLERS}{{0,3}}\s|(?P<signs>{signs})\s?)$", re.IGNORECASE),
        after_re=re.compile(
            rf"(?P<plus>\+)(?!\s?[\d/])|(?:,?\s|-)(?:of age\s|in size\s|in diameter\s)?"
            rf"(?P<words>{phrase_pattern(after)})\b",
            re.IGNORECASE,
        ),
        endings=_by_last({form.split()[-1] for form in (*before, *FILLER_WORDS)}),
    )
