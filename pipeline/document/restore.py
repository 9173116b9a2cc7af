"""Citation markers of captures that lost brackets and links: ``in 2018.1 Thus``, ``function.4748495051``.

PDQ numbers a reference list by first citation: read in page order, the markers of a section cite 1, then 2, up to the
last entry, and never an entry before the one that precedes it has been cited. That decides most readings:

1. find the numbers that may be markers; one glued to the end of a word or sentence is a marker for certain, one after
   the name of a study is a suspect;
2. find all readings of all of them under which the section cites its whole list in order (sets of "highest entry cited
   so far", forwards and backwards: linear in the text);
3. write a marker where those readings agree. Where they do not, or where no reading explains the whole list, the text
   stays as it is and the block is marked.

On seven pages whose bracketed captures tell the truth, stripped of brackets and links: of 780 blocks with markers 79%
are restored to the letter and the rest are marked, none is wrong; 1.6% of the 2,445 blocks without markers are marked
too. Where blocks of a section are missing its list is not explained, and hardly anything is restored.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

UNPROVEN = "unproven citation markers"

Numbers = tuple[int, ...]
"""Entries one marker cites, as on the page; empty: the number is no marker."""


@dataclass(frozen=True)
class Restored:
    """A block's text with its markers, and what could not be proven."""

    text: str
    issues: tuple[str, ...] = ()


def has_markers(text: str) -> bool:
    """True for a text with a marker in brackets: its capture has lost none."""
    return MARKER_RE.search(text) is not None


MARKER_RE = re.compile(r"\[\d{1,3}(?:[,–-]\d{1,3})*\]")


def restore_markers(texts: Sequence[str], last_entry: int) -> tuple[Restored, ...]:
    """The blocks of one section, in page order; its reference list is numbered 1 to ``last_entry`` (0: it has none)."""
    candidates = [
        candidate for index, text in enumerate(texts) for candidate in _find_candidates(index, text, last_entry)
    ]
    readings = _read_candidates(candidates, last_entry)
    by_block: list[list[tuple[_Candidate, Numbers | None]]] = [[] for _ in texts]
    for candidate, reading in zip(candidates, readings, strict=True):
        by_block[candidate.block].append((candidate, reading))
    return tuple(_write_block(text, found) for text, found in zip(texts, by_block, strict=True))


def write_marker(numbers: Sequence[int]) -> str:
    """``[1-3,7]``: numbers as PDQ writes them, three or more in a row as a range."""
    parts: list[str] = []
    start = 0
    for index, number in enumerate(numbers):
        if index + 1 < len(numbers) and numbers[index + 1] == number + 1:
            continue
        first, length = numbers[start], index - start + 1
        parts.append(f"{first}-{number}" if length > 2 else ",".join(map(str, numbers[start : index + 1])))
        start = index + 1
    return f"[{','.join(parts)}]"


# A raised number after a word of two letters or more, or after the end of a clause: no power of a number, a unit or a
# variable (10^9, s^-1, R^2) stands there.
RAISED_RE = re.compile(r"""(?:(?<=[^\W\d_]{2})|(?<=[.,;:)\]”"’%?!]))\^(\d{1,3}(?:[,–-] ?\d{1,3})*)(?![\w^])""")


DIGITS_RE = re.compile(r"\d+")


def bracket_raised(text: str, last_entry: int) -> str:
    """Superscripts as markers, ``fell.^1-3`` as ``fell.[1-3]``, where the reference list has all of their entries."""

    def write(match: re.Match[str]) -> str:
        numbers = [int(number) for number in DIGITS_RE.findall(match[1])]
        is_listed = min(numbers) > 0 and max(numbers) <= last_entry
        return f"[{match[1].replace(' ', '').replace('–', '-')}]" if is_listed else match[0]

    return RAISED_RE.sub(write, text)


# --- 1. candidates ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Candidate:
    """``text[start:end]`` of a block, and the entries it may cite. ``certain``: it is a marker. ``joined``: it follows
    the candidate before after one space. ``suspect``: likely a marker although nothing proves it."""

    block: int
    start: int
    end: int
    options: tuple[Numbers, ...]
    certain: bool
    joined: bool
    suspect: bool


NUMBER_RE = re.compile(r"(?<![\d/])\d{1,120}(?:[,–-]\d{1,3}(?![\d.]))*(?=$|\s|[\[);,.:](?!\d))")
# A number glued to a closed word, sentence or bracket, or to a year and a stop: years have no decimals.
GLUED_RE = re.compile(r"""(?:[^\W\d_][.,;:]|[)\]”"’%][.,;:]|[)\]”"’?!]|\b(?:19|20)\d\d[.,;:])\Z""")
# Parts of a larger number, of a comparison or of a range.
WITHIN_RE = re.compile(r"(?:\d[.,]|(?:^|[ =<>(])[.]|[–=<>≤≥±×·#$−-] ?)\Z")
DECIMAL_RE = re.compile(r"\d[.,]\Z")
SENTENCE_END_RE = re.compile(r"\s*\Z| (?!(?:Gy|IU|U|MBq|Ci|Bq|Hz)\b)[A-Z]|\[")
# "study 20 using", "the DMIST 89 and", "(reported before) 1 were": the words around are those of a marker.
CITED_NAME_RE = re.compile(
    r"(?:\b(?:stud(?:y|ies)|trials?|series|reports?|analys[ei]s|reviews?|cohorts?)|\b[A-Z]\w*|\)) \Z"
)
WORD_RE = re.compile(r"[a-z]{2} ")
LOWER_CASE_RE = re.compile(r" [a-z]")
YEAR_RE = re.compile(r"(?:19|20)\d\d")
LEFT_CHARS = 30


def _find_candidates(block: int, text: str, last_entry: int) -> Iterator[_Candidate]:
    """Numbers of a block that may be markers, in order."""
    before: _Candidate | None = None
    for match in NUMBER_RE.finditer(text):
        start, end, digits = match.start(), match.end(), match[0]
        left = text[max(0, start - LEFT_CHARS) : start]
        joined = before is not None and before.end == start - 1 and text[before.end] == " "
        certain = bool(GLUED_RE.search(left))
        ends_sentence = bool(SENTENCE_END_RE.match(text, end))
        within = bool(WITHIN_RE.search(left)) and not certain
        if within and not (DECIMAL_RE.search(left) and ends_sentence and WORD_RE.search(left)):
            continue
        certain = certain or (text.startswith("[", end) and not within)
        certain = certain or (joined and before is not None and before.certain and ends_sentence)
        options = tuple(_find_options(digits, last_entry)) if certain or digits.isdigit() else ()
        if not certain and not options:
            continue
        suspect = bool(CITED_NAME_RE.search(left) and LOWER_CASE_RE.match(text, end))
        suspect = suspect or within or (left[-1:] == " " and int(digits) > last_entry and not YEAR_RE.fullmatch(digits))
        before = _Candidate(block, start, end, options, certain, joined, not certain and (suspect or joined))
        yield before


# --- 2. readings --------------------------------------------------------------------------------------------------

# The longest section seen has 556 candidates and takes 6,300 steps; what needs far more is no guideline.
MAX_STEPS = 1_000_000


def _read_candidates(candidates: Sequence[_Candidate], last_entry: int) -> list[Numbers | None]:
    """The one reading of each candidate in all explanations of the whole list, or None where they differ.

    Where nothing explains the list, candidates that are certain have no reading and the others are no markers.
    """
    unread: list[Numbers | None] = [None if candidate.certain else () for candidate in candidates]
    reached: list[set[int]] = [{0}]
    steps = 0
    for candidate in candidates:
        steps += len(reached[-1]) * (len(candidate.options) + 1)
        reached.append({after for highest in reached[-1] for _, after in _steps(candidate, highest)})
        if not reached[-1] or steps > MAX_STEPS:
            return unread
    if last_entry not in reached[-1]:
        return unread
    goals = {last_entry}
    for index in range(len(candidates) - 1, -1, -1):
        taken = [
            (highest, reading)
            for highest in reached[index]
            for reading, after in _steps(candidates[index], highest)
            if after in goals
        ]
        goals = {highest for highest, _ in taken}
        readings = {reading for _, reading in taken}
        unread[index] = readings.pop() if len(readings) == 1 else None
    return unread


def _steps(candidate: _Candidate, highest: int) -> Iterator[tuple[Numbers, int]]:
    """Readings of a candidate after entry ``highest`` was cited, each with the highest entry cited then.

    What is not certain to be a marker can only be proven to be one where it cites an entry for the first time.
    """
    if not candidate.certain:
        yield (), highest
    for numbers in candidate.options:
        after = highest
        for number in numbers:
            if number > after + 1:
                break
            after = max(after, number)
        else:
            if candidate.certain or after > highest:
                yield numbers, after


def _find_options(digits: str, last_entry: int) -> Iterator[Numbers]:
    """``4748`` as 47, 48: every way to read digits as ascending entries."""
    if not digits.isdigit():  # with separators, as on the page
        parts = [[int(number) for number in re.split("[–-]", part)] for part in digits.split(",")]
        listed = [number for part in parts for number in range(part[0], part[-1] + 1)]
        if all(len(part) < 3 for part in parts) and _ascends(listed, last_entry):
            yield tuple(listed)
        return
    yield from _cut(digits, last_entry, ())


def _cut(digits: str, last_entry: int, before: Numbers) -> Iterator[Numbers]:
    """``before`` and every way to cut the digits that are left into entries above it; entries have up to 3 digits."""
    if not digits:
        yield before
        return
    highest = before[-1] if before else 0
    for width in range(len(str(highest)), 4):
        number = int(digits[:width])
        if digits[0] != "0" and len(digits) >= width and highest < number <= last_entry:
            yield from _cut(digits[width:], last_entry, (*before, number))


def _ascends(numbers: Sequence[int], last_entry: int) -> bool:
    rising = all(low < high for low, high in pairwise(numbers))
    return bool(numbers) and rising and numbers[0] > 0 and numbers[-1] <= last_entry


# --- 3. text ------------------------------------------------------------------------------------------------------


def _write_block(text: str, found: Sequence[tuple[_Candidate, Numbers | None]]) -> Restored:
    """Write the proven markers; candidates joined by a space are one marker, proven together or not at all."""
    out: list[str] = []
    done = 0
    unproven = False
    for group in _group_joined(found):
        numbers = _join_readings(group)
        if numbers is None:
            unproven = True
        elif numbers:
            out += [text[done : group[0][0].start], write_marker(numbers)]
            done = group[-1][0].end
    return Restored("".join([*out, text[done:]]), (UNPROVEN,) if unproven else ())


def _group_joined(
    found: Sequence[tuple[_Candidate, Numbers | None]],
) -> Iterator[list[tuple[_Candidate, Numbers | None]]]:
    group: list[tuple[_Candidate, Numbers | None]] = []
    for candidate, reading in found:
        if group and not (candidate.joined and group[-1][0].certain):
            yield group
            group = []
        group.append((candidate, reading))
    if group:
        yield group


def _join_readings(group: Sequence[tuple[_Candidate, Numbers | None]]) -> Numbers | None:
    """The entries of a group; empty: no marker; None: not proven. A proof alone makes no marker of a plain number."""
    if len(group) == 1:
        candidate, reading = group[0]
        likely = candidate.certain or candidate.suspect
        return None if likely != bool(reading) else reading
    readings = [reading for _, reading in group]
    if not all(readings):
        return None
    return tuple(number for reading in readings if reading for number in reading)
