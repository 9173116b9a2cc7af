"""Text captures to pieces: what a scraper's ``get_text`` leaves of a page, a line or paragraph at a time.

1. find the title: the line after the site's title mark, else the first line that no rule leaves out and that is no
   sentence;
2. what stands before it is page head, what stands from the first tail line on is page tail;
3. between them, lines that stand together are list items, short lines that stand alone are headings.
"""

import re
from collections.abc import Sequence

from pipeline.sites import Profile

from .clean import leave_tail_line
from .inline import finish_text
from .pieces import Piece, PieceKind, Reading


def read_text(text: str, profile: Profile) -> Reading:
    """The pieces of a text capture in page order; ``facts['title']`` is the title line."""
    groups = [
        [line for raw in chunk.split("\n") if (line := finish_text(raw))] for chunk in re.split(r"\n[ \t]*\n", text)
    ]
    lines = [(line, at) for at, group in enumerate(groups) for line in group]
    title = _find_title(lines, profile)
    tail = _find_tail(lines, title, profile)
    pieces = [
        _read_head_line(line, profile) if at < title else _read_tail_line(line, profile)
        for at, (line, _) in enumerate(lines)
        if at < title or at >= tail
    ]
    head = pieces[:title]
    facts: dict[str, str] = {}
    start = title
    if title < tail and _is_title(lines[title][0]):
        facts["title"] = lines[title][0]
        head.append(Piece("metadata", lines[title][0]))
        start += 1
    body = _read_body(lines[start:tail], groups, profile)
    return Reading([*head, *body, *pieces[title:]], facts)


HEAD_LINES = 400
# No entry of a menu is that long; every summary has a paragraph that is.
MIN_TEXT_CHARS = 160
"""A page head longer than this has not been seen; the title mark is looked for no further."""


def _find_title(lines: Sequence[tuple[str, int]], profile: Profile) -> int:
    """Index of the title line; ``len(lines)`` where every line is page furniture.

    It follows the last title mark, else the last line of a page head, before the text begins.
    """
    text_at = next((at for at, (line, _) in enumerate(lines) if len(line) >= MIN_TEXT_CHARS), len(lines))
    head = [line for line, _ in lines[: min(text_at, HEAD_LINES)]]
    marks = [at for at, line in enumerate(head) if profile.is_title_mark(line)]
    marks = marks or [at for at, line in enumerate(head) if _is_head_line(line, profile)]
    start = marks[-1] + 1 if marks else 0
    for at in range(start, len(lines)):
        if profile.find_line_rule(lines[at][0], "head") is None:
            return at
    return len(lines)


def _is_head_line(line: str, profile: Profile) -> bool:
    rule = profile.find_line_rule(line, "head")
    return rule is not None and rule.zone == "head"


def _find_tail(lines: Sequence[tuple[str, int]], title: int, profile: Profile) -> int:
    """Index of the first line of the page tail; ``len(lines)`` without one."""
    for at in range(title + 1, len(lines)):
        rule = profile.find_line_rule(lines[at][0], "tail")
        if rule is not None and rule.zone == "tail":
            return at
    return len(lines)


def _read_head_line(line: str, profile: Profile) -> Piece:
    rule = profile.find_line_rule(line, "head")
    piece = Piece("paragraph", line)
    piece.drop(rule.rule if rule else f"{profile.sites[0].name}/head", rule.reason if rule else "navigation")
    return piece


def _read_tail_line(line: str, profile: Profile) -> Piece:
    piece = Piece("paragraph", line)
    leave_tail_line(piece, profile.find_line_rule(line, "tail"), profile)
    return piece


BULLET_RE = re.compile(r"(?:[•●▪◦·*–-]|\(?\d{1,2}[.)]|\(?[a-z][.)]) +(?=\S)")
MAX_HEADING_CHARS = 150
SENTENCE_END_RE = re.compile(r"[.;:,](?: ?\[[^\[\]]{1,60}\])*$|\[\d[\d,-]{0,40}\]$")
LONG_WORD_RE = re.compile(r"[^\W\d_]{4,}")
SMALL_WORDS = frozenset("with from that after into than".split())


def _read_body(lines: Sequence[tuple[str, int]], groups: Sequence[Sequence[str]], profile: Profile) -> list[Piece]:
    pieces: list[Piece] = []
    for line, group in lines:
        kind = _find_kind(line, len(groups[group]))
        level = None
        if kind == "heading":
            level = 2 if _is_title_case(line) else 3
        elif kind == "list_item":
            level, line = 1, BULLET_RE.sub("", line, count=1)
        pieces.append(Piece(kind, line, level))
    return pieces


def _find_kind(line: str, group_size: int) -> PieceKind:
    if BULLET_RE.match(line):
        return "list_item"
    if group_size == 1 and len(line) <= MAX_HEADING_CHARS and not SENTENCE_END_RE.search(line) and line[0].isalnum():
        return "heading"
    return "list_item" if group_size > 1 and len(line) < 400 else "paragraph"


def _is_title(line: str) -> bool:
    return len(line) <= MAX_HEADING_CHARS and not SENTENCE_END_RE.search(line)


def _is_title_case(line: str) -> bool:
    """Most of the longer words begin with a capital: PDQ's headings of the upper levels do, those below do not."""
    words = [word for word in LONG_WORD_RE.findall(line) if word.lower() not in SMALL_WORDS]
    return bool(words) and sum(word[0].isupper() for word in words) * 2 > len(words)
