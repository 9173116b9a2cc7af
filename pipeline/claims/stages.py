"""Stages as written: "stage IIIA", "stages I, II and III", "stage II to IV", "stages 1–3"."""

import re
from collections.abc import Collection, Iterator

from pipeline.lexicon.variables import load_variables

STAGE = r"(?:IV|I{1,3}|0|[1-4])[A-C]?(?!\w|\.\d)"
STAGES_RE = re.compile(
    rf"\bstages?\s+(?P<list>{STAGE}(?:(?:(?:\s*\([^()]{{0,40}}\))?\s*(?:,\s*(?:or|and)|,|/|–|-|\bto\b|\bthrough\b|\band/or\b|\band\b|\bor\b)\s*)"
    rf"(?:stages?\s+)?{STAGE}){{0,8}})",
    re.IGNORECASE,
)
MEMBER_RE = re.compile(rf"(?P<range>–|-|\bto\b|\bthrough\b)?\s*(?:stages?\s+)?(?P<stage>{STAGE})", re.IGNORECASE)
ASIDE_RE = re.compile(r"\([^()]*\)")
ORDER = ("0", "i", "ii", "iii", "iv")
ROMAN = {"1": "i", "2": "ii", "3": "iii", "4": "iv"}


def find_stages(text: str, offset: int = 0) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Each mention of stages with its place and its codes, ranges expanded; unregistered stages are left alone."""
    known = load_variables()["stage"].codes
    for match in STAGES_RE.finditer(text):
        codes: list[str] = []
        for member in MEMBER_RE.finditer(ASIDE_RE.sub(" ", match["list"])):
            code = _read_stage(member["stage"])
            if member["range"] and codes:
                codes += _between(codes[-1], code, known)
            codes.append(code)
        if codes and all(code in known for code in codes):
            yield match.start() + offset, match.end() + offset, tuple(dict.fromkeys(codes))


def _between(first: str, last: str, known: Collection[str]) -> list[str]:
    """The stages inside a range: "IB to IIIA" also holds IC and the whole of II, not all of I and III."""
    one, other = first.rstrip("abc"), last.rstrip("abc")
    if one not in ORDER or other not in ORDER:
        return []
    between = list(ORDER[ORDER.index(one) + 1 : ORDER.index(other)])
    letters = [(one, letter) for letter in "abc" if first[len(one) :] and letter > first[len(one) :]]
    until = [(other, letter) for letter in "abc" if letter < last[len(other) :]]
    if one == other:
        return [stage + letter for stage, letter in letters if (stage, letter) in until]
    after = [stage + letter for stage, letter in letters if stage + letter in known]
    return [*after, *between, *(stage + letter for stage, letter in until if stage + letter in known)]


def _read_stage(written: str) -> str:
    code = written.lower()
    return ROMAN.get(code[0], code[0]) + code[1:] if code[0].isdigit() else code
