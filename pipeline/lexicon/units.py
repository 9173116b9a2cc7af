"""Units as written, and the UCUM codes they stand for (``units.toml``)."""

import re
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from . import load_lexicon, phrase_pattern


class UnitMatch(NamedTuple):
    """A unit that ends at ``end`` (code points) and its UCUM code."""

    end: int
    code: str


DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻−", "0123456789--")
POWER_RE = re.compile(r"\s?[×xX*]\s?10\s?\^?\s?(?P<power>[-−]\s?\d{1,2}|\d{1,2}|[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]{1,3})(?![\d,.]*\d)")
TIMES_RE = re.compile(r"\stimes\s(?:the|as|that|those|more|higher|greater|larger|lower|less|increased|likelier)\b")
COUNT_WORDS = {"100": "100", "1,000": "1000", "1000": "1000", "10,000": "10000", "10000": "10000", "100,000": "100000",
               "100000": "100000", "1,000,000": "1000000", "million": "1000000", "1 million": "1000000"}  # fmt: skip
RATE_RE = re.compile(
    r"(?:\s(?:[a-z]{2,14}\s){0,2}[a-z]{2,14})?(?:\s?/\s?|\s(?:per|out of|in|for every)\s)"
    r"(?P<base>100,?000|10,?000|1,000,000|1,?000|100|1\smillion|million)(?![\d,]*\d)"
    r"(?P<people>\s[a-z]{2,12}(?:[-\s]years?)?)?(?P<year>\s(?:per\syear|annually|a\syear)|/year)?"
)


@dataclass(frozen=True)
class Units:
    """Compiled spellings. ``match`` reads a whole unit, composed ones too."""

    top: dict[str, str]
    bottom: dict[str, str]
    simple_re: re.Pattern[str]
    count_re: re.Pattern[str]
    bottom_re: re.Pattern[str]

    def match(self, text: str, start: int) -> UnitMatch | None:
        """The unit written at ``start`` (right after a number), or None."""
        if start >= len(text):
            return None
        found = self.simple_re.match(text, start)
        if found is not None:
            return self._compose(text, found.end(), self.top[spell(found["unit"])])
        if TIMES_RE.match(text, start):
            return UnitMatch(start, "fold")
        rate = RATE_RE.match(text, start)
        if rate is not None:
            return _rate(rate)
        power = POWER_RE.match(text, start)
        if power is not None:
            below = self._below(text, power.end())
            exponent = power["power"].translate(DIGITS).replace(" ", "")
            return UnitMatch(below.end, f"10*{exponent}{below.code}") if below is not None else None
        return self._below(text, start)

    def _below(self, text: str, start: int) -> UnitMatch | None:
        """``/uL`` and the like, the thing counted left out: "2,500 cells/uL", "6 drinks per day"."""
        found = self.count_re.match(text, start)
        if found is None:
            return None
        return self._compose(text, found.end(), "/" + self.bottom[spell(found["unit"])])

    def _compose(self, text: str, end: int, code: str) -> UnitMatch:
        for _ in range(3):
            found = self.bottom_re.match(text, end)
            if found is None:
                break
            end, code = found.end(), f"{code}/{self.bottom[spell(found['each'] or found['unit'])]}"
        return UnitMatch(end, code)


def _rate(found: re.Match[str]) -> UnitMatch | None:
    base = found["base"].replace("\xa0", " ")
    if found[0].lstrip().startswith(("in ", "out of ")) and base in ("100", "1,000", "1000"):
        return None
    code = "/" + COUNT_WORDS[base]
    people = (found["people"] or "").strip().replace(" ", "-")
    keep_people = people.endswith("-years") or people in PEOPLE
    if people.endswith(("-years", "-year")) or (keep_people and found["year"]):
        code += "/a"
    end = found.end() if keep_people else found.start("people") if found["people"] else found.end()
    return UnitMatch(end, code)


PEOPLE_WORDS = "people persons men women children patients individuals males females adults births infants"
PEOPLE = frozenset(PEOPLE_WORDS.split())
SPACE_RE = re.compile(r"[\s\-\u2011]+")


def spell(form: str) -> str:
    """The key under which a spelling is kept: white space and hyphens made plain."""
    return " ".join(SPACE_RE.split(form))


@cache
def load_units() -> Units:
    """The units table, compiled once."""
    top: dict[str, str] = {}
    bottom: dict[str, str] = {}
    each: list[str] = []
    for entry in load_lexicon("units")["unit"]:
        for form in entry["forms"]:
            spellings = [form, form.capitalize()] if len(form) > 3 and form.islower() else [form]
            for spelling in spellings:
                if entry["place"] in ("top", "any"):
                    top[spell(spelling)] = entry["code"]
                if entry["place"] != "top":
                    bottom[spell(spelling)] = entry["code"]
                if entry["place"] == "each":
                    each.append(spelling)
    edge = r"(?![A-Za-z0-9])(?!\.[A-Z])(?!(?<=[\s\d][a-z])-[a-z])"
    tops, bottoms = phrase_pattern(top), phrase_pattern(form for form in bottom if form not in each)
    below = rf"(?P<unit>{bottoms})(?![A-Za-z0-9])"
    return Units(
        top=top,
        bottom=bottom,
        simple_re=re.compile(rf"(?:\s|[-‑](?!\s))?(?P<unit>{tops})(?:(?<=%)|{edge})"),
        count_re=re.compile(
            rf"(?!\stimes\b)(?:\s(?:[a-z]{{3,12}}\s)?)?(?:[A-Za-z]{{3,12}})?(?:\s?/\s?|\sper\s){below}"
        ),
        bottom_re=re.compile(
            rf"(?:\s?/\s?(?P<each>{phrase_pattern(each)})(?!\w)|(?:\s?/\s?|\sper\s|\sa\s|\seach\s){below})"
        ),
    )
