"""Abbreviations that a page defines: "event-free survival (EFS)", "(LOH [loss of heterozygosity])"."""

import re

SHORT_RE = re.compile(r"\s[(\[](?P<short>[A-Z][A-Za-z0-9/-]{1,9}?)s?[)\]]")
WORD_RE = re.compile(r"[\w/’'-]+")
LINKING = frozenset(["a", "an", "and", "for", "in", "of", "on", "or", "the", "to", "with", "by", "from"])
MAX_LONG = 90  # characters of the longest long form looked for
BREAK_RE = re.compile(r"[.;:,()\[\]]")


def find_abbreviations(text: str) -> dict[str, str]:
    """Short form to long form, the first definition of each."""
    found: dict[str, str] = {}
    for match in SHORT_RE.finditer(text):
        if match["short"] in found:
            continue
        before = BREAK_RE.split(text[max(0, match.start() - MAX_LONG) : match.start()])[-1]
        long = fit_long_form(WORD_RE.findall(before), match["short"])
        if long is not None:
            found[match["short"]] = long
    return found


def fit_long_form(words: list[str], short: str) -> str | None:
    """The last words whose initials (and inner letters) spell the short form; None when they do not."""
    letters = [letter for letter in short.lower() if letter.isalnum()]
    for count in range(min(len(words), len(letters) + 4), 0, -1):
        chosen = words[-count:]
        if chosen[0].lower() in LINKING or chosen[0][0].lower() != letters[0]:
            continue
        if _spells([part for word in chosen for part in re.split(r"[-/]", word) if part], letters):
            return " ".join(chosen)
    return None


def _spells(parts: list[str], letters: list[str]) -> bool:
    initials = [part[0].lower() for part in parts if part.lower() not in LINKING]
    if initials == letters:
        return True
    joined, at = " ".join(parts).lower(), 0
    for letter in letters:
        at = joined.find(letter, at) + 1
        if at == 0:
            return False
    return len(parts) <= len(letters)
