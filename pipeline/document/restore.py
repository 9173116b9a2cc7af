"""Citation markers of captures that lost their brackets: ``in 2018.1 Thus``, ``function.4748495051``.

A number that links to an entry of the reference list is a marker (`bracket_links`).
Offsets are those of one block's text, before blocks are joined.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class LinkedNumber:
    """``text[start:end]`` is the text of a link to entry ``number`` of the section's reference list."""

    start: int
    end: int
    number: int


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


# --- links --------------------------------------------------------------------------------------------------------

# What may stand between two numbers of one marker, and what opens a marker that never lost its brackets.
INNER_RE = re.compile(r"\s?[,–-]?\s?")
OPEN_RE = re.compile(r"\[(?:[\d,\s–-])*\Z")
MAX_MARKER_CHARS = 200


def bracket_links(text: str, links: Sequence[LinkedNumber]) -> str:
    """Write a marker around each run of linked numbers that stands outside brackets; ``links`` are in order."""
    out: list[str] = []
    done = 0
    for run in _find_runs(text, links):
        start, end = run[0].start, run[-1].end
        if OPEN_RE.search(text, max(0, start - MAX_MARKER_CHARS), start):
            continue
        out += [text[done:start], _write_run(text, run)]
        done = end
    return "".join([*out, text[done:]])


def _find_runs(text: str, links: Sequence[LinkedNumber]) -> Iterator[list[LinkedNumber]]:
    run: list[LinkedNumber] = []
    for link in links:
        if run and not INNER_RE.fullmatch(text, run[-1].end, link.start):
            yield run
            run = []
        run.append(link)
    if run:
        yield run


def _write_run(text: str, run: Sequence[LinkedNumber]) -> str:
    """The marker of a run, its numbers in the order of the page; a dash between two links is a range as written."""
    numbers: list[int] = []
    for index, link in enumerate(run):
        between = text[run[index - 1].end : link.start] if index else ""
        first = run[index - 1].number + 1 if between.strip() in ("-", "–") else link.number
        numbers += range(min(first, link.number), link.number + 1)
    return write_marker(numbers)
