"""Stages as written: "stage IIIA", "stages I, II and III", "stage II to IV", "stages 1–3"."""

import re
from collections.abc import Iterator

from pipeline.lexicon.variables import load_variables

STAGE = r"(?:IV|I{1,3}|0|[1-4])[A-C]?(?![\w])"
STAGES_RE = re.compile(
    rf"\bstages?\s+(?P<list>{STAGE}(?:(?:(?:\s*\([^()]{{0,40}}\))?\s*(?:,\s*(?:or|and)|,|/|–|-|\bto\b|\bthrough\b|\band/or\b|\band\b|\bor\b)\s*)"
    rf"(?:stages?\s+)?{STAGE}){{0,8}})",
    re.IGNORECASE,
)
MEMBER_RE = re.compile(rf"(?P<range>–|-|\bto\b|\bthrough\b)?\s*(?:stages?\s+)?(?P<stage>{STAGE})", re.IGNORECASE)
ORDER = ("0", "i", "ii", "iii", "iv")
ROMAN = {"1": "i", "2": "ii", "3": "iii", "4": "iv"}


def find_stages(text: str, offset: int = 0) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Each mention of stages with its place and its codes, ranges expanded; unregistered stages are left alone."""
    known = load_variables()["stage"].codes
    for match in STAGES_RE.finditer(text):
        codes: list[str] = []
        for member in MEMBER_RE.finditer(match["list"]):
            code = _read_stage(member["stage"])
            if member["range"] and codes and codes[-1] in ORDER and code in ORDER:
                codes += ORDER[ORDER.index(codes[-1]) + 1 : ORDER.index(code)]
            codes.append(code)
        if codes and all(code in known for code in codes):
            yield match.start() + offset, match.end() + offset, tuple(dict.fromkeys(codes))


def _read_stage(written: str) -> str:
    code = written.lower()
    return ROMAN.get(code[0], code[0]) + code[1:] if code[0].isdigit() else code
