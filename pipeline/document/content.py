"""What of an HTML page is its article, on any site: by what elements say they are, and by where the prose stands.

1. elements that say they are no content are left out, unless they turn out to hold the page's prose (an unclosed
   ``nav``, a ``form`` or hidden wrapper around everything);
2. boxes under a heading such as "Related Articles" are left out as far as their element reaches;
3. the article is the deepest element with more than half of the prose, together with the elements beside it and around
   it that look like it; what stands before its title or after its end is left out;
4. within it, lists and lines of links that nothing introduces are left out.

Shares and lengths were chosen on the guideline pages in chromes of our own making and on health pages of other sites.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from pipeline.sites import Profile

from .pieces import Guard, Piece

# A paragraph of prose: longer than any menu entry or caption seen, and not mainly links.
MIN_PROSE_CHARS = 100
MAX_PROSE_LINK_SHARE = 0.4
# An element that holds this share of the page's prose is the article, whatever it says it is.
VOID_SHARE = 0.4
# Prose before the title: a consent text or a teaser; more means that the heading is not the title.
MAX_SHARE_BEFORE_TITLE = 0.2
# An element beside the article belongs to it with this much prose, in characters and as a share of the article's.
MIN_BESIDE_CHARS = 250
MIN_BESIDE_SHARE = 0.02
MAX_BESIDE_LINK_SHARE = 0.35
# Entries of navigation: nearly all link, and short.
MIN_NAVIGATION_LINK_SHARE = 0.75
MAX_NAVIGATION_CHARS = 45
MIN_NAVIGATION_LINKS = 3


def mark_furniture(pieces: Sequence[Piece], profile: Profile, title: str) -> None:
    """Leave out, in place, the pieces of an HTML page that are not its article; ``title`` is that of the page."""
    _apply_guards(pieces, title)
    _drop_boxes(pieces, profile)
    _drop_outside(pieces, title)
    _drop_navigation(pieces)


def is_prose(piece: Piece) -> bool:
    """True for running text: long, and not mainly links."""
    return (
        len(piece.text) >= MIN_PROSE_CHARS
        and piece.kind in ("paragraph", "list_item")
        and _link_share(piece) <= MAX_PROSE_LINK_SHARE
    )


def _link_share(piece: Piece) -> float:
    return piece.origin.link_chars / len(piece.text) if piece.origin is not None else 0.0


# --- 1. guards ----------------------------------------------------------------------------------------------------


def _apply_guards(pieces: Sequence[Piece], title: str) -> None:
    prose: Counter[Guard] = Counter()
    total = 0
    for piece in pieces:
        if is_prose(piece):
            total += len(piece.text)
            for guard in piece.origin.guards if piece.origin is not None else ():
                prose[guard] += len(piece.text)
    for guard, chars in prose.items():
        guard.void = chars > VOID_SHARE * total
    for piece in pieces:
        for guard in piece.origin.guards if piece.origin is not None else ():
            if not guard.void and not (guard.reason != "hidden" and _is_title(piece, title)):
                piece.drop(guard.rule, guard.reason)
                break


WORD_RE = re.compile(r"\w+")


def _is_title(piece: Piece, title: str) -> bool:
    """True for a heading of level 1 that says what the page's title says."""
    if piece.kind != "heading" or piece.level != 1:
        return False
    words = set(WORD_RE.findall(piece.text.lower()))
    return bool(words) and len(words & set(WORD_RE.findall(title.lower()))) >= 0.6 * len(words)


# --- 2. boxes -----------------------------------------------------------------------------------------------------


def _drop_boxes(pieces: Sequence[Piece], profile: Profile) -> None:
    """Leave out what stands under a heading that names furniture: its box, or the short lines that follow it."""
    for at, piece in enumerate(pieces):
        if piece.kind != "heading" or piece.rule is not None or piece.origin is None:
            continue
        rule = profile.find_section_rule(piece.text)
        if rule is None or not (rule.is_box or rule.action == "contents"):
            continue
        for member in _find_box(pieces, at):
            member.drop(rule.rule, rule.reason)


def _find_box(pieces: Sequence[Piece], at: int) -> Iterator[Piece]:
    """The heading and what belongs to it: all pieces in the smallest element around it that holds more than itself.

    Where that element goes on with headings of the same level or with long prose, only what stands before those.
    """
    heading = pieces[at]
    yield heading
    assert heading.origin is not None
    box = heading.origin.node.parent
    for piece in pieces[at + 1 :]:
        if piece.origin is None:
            continue
        if piece.kind == "heading" and (piece.level or 6) <= (heading.level or 1):
            return
        if len(piece.text) > 2 * MIN_PROSE_CHARS and _link_share(piece) < MAX_PROSE_LINK_SHARE:
            return
        if not _is_within(piece.origin.node, box):
            return
        yield piece


def _is_within(node: Any, box: Any) -> bool:
    while node is not None:
        if node is box:
            return True
        node = node.parent
    return False


# --- 3. the article -----------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Branch:
    """An element beside the way from the root to the article, with the pieces in it."""

    node: Any
    level: int
    pieces: list[Piece] = field(default_factory=list)
    prose: int = 0
    chars: int = 0
    link_chars: int = 0

    def add(self, piece: Piece) -> None:
        self.pieces.append(piece)
        self.chars += len(piece.text)
        self.link_chars += piece.origin.link_chars if piece.origin is not None else 0
        self.prose += len(piece.text) if is_prose(piece) else 0


def _drop_outside(pieces: Sequence[Piece], title: str) -> None:
    live = [piece for piece in pieces if piece.rule is None and piece.origin is not None]
    way, prose = _find_way(live)
    start = _find_start(live, title)
    for piece in live[:start]:
        piece.drop("content/before-title", "outside the article")
    if not way:
        return
    branches = _find_branches(live[start:], way)
    kept = [_belongs(branch, way, prose) for branch in branches]
    last = max((at for at, belongs in enumerate(kept) if belongs), default=len(branches))
    for at, branch in enumerate(branches):
        if not kept[at] and (at > last or branch.link_chars > 0.5 * branch.chars):
            for piece in branch.pieces:
                piece.drop("content/outside", "outside the article")


def _find_way(live: Sequence[Piece]) -> tuple[list[Any], int]:
    """The elements from the root down to the deepest one with more than half of the prose, and the prose in that."""
    chars: dict[int, int] = defaultdict(int)
    nodes: dict[int, Any] = {}
    total = 0
    for piece in live:
        if is_prose(piece) and piece.origin is not None:
            total += len(piece.text)
            node = piece.origin.node
            while node is not None:
                chars[id(node)] += len(piece.text)
                nodes[id(node)] = node
                node = node.parent
    holders = [(count, key) for key, count in chars.items() if count * 2 > total]
    if not holders:
        return [], 0
    deepest = max((key for _, key in holders), key=lambda key: _depth(nodes[key]))
    way = []
    node = nodes[deepest]
    while node is not None:
        way.append(node)
        node = node.parent
    return way[::-1], chars[deepest]


def _depth(node: Any) -> int:
    depth = 0
    while node.parent is not None:
        node, depth = node.parent, depth + 1
    return depth


def _find_start(live: Sequence[Piece], title: str) -> int:
    """Index of the title: the heading of level 1 that matches the page's, else the last one before the prose."""
    total = sum(len(piece.text) for piece in live if is_prose(piece))
    before = 0
    best = 0
    for at, piece in enumerate(live):
        if before > MAX_SHARE_BEFORE_TITLE * total:
            break
        if _is_title(piece, title):
            return at
        if piece.kind == "heading" and piece.level == 1:
            best = at
        before += len(piece.text) if is_prose(piece) else 0
    return best


def _find_branches(live: Sequence[Piece], way: Sequence[Any]) -> list[_Branch]:
    """The pieces after the title by the element beside the way that they stand in, in page order.

    Pieces in the article itself, the last element of the way, make one branch at each of their places.
    """
    level_of = {id(node): level for level, node in enumerate(way)}
    known: dict[int, tuple[Any, int]] = {}
    branches: dict[int, _Branch] = {}
    for piece in live:
        assert piece.origin is not None
        node, level = _find_branch(piece.origin.node, level_of, known)
        branch = branches.get(id(node))
        if branch is None:
            branch = branches[id(node)] = _Branch(node, level)
        branch.add(piece)
    return list(branches.values())


def _find_branch(node: Any, level_of: dict[int, int], known: dict[int, tuple[Any, int]]) -> tuple[Any, int]:
    """The outermost element around ``node`` that is not on the way, and the level where it leaves the way."""
    passed = []
    below = node
    while node is not None and id(node) not in level_of:
        if id(node) in known:
            answer = known[id(node)]
            break
        passed.append(node)
        below, node = node, node.parent
    else:
        answer = (below, level_of[id(node)] if node is not None else 0)
    for visited in passed:
        known[id(visited)] = answer
    return answer


def _belongs(branch: _Branch, way: Sequence[Any], prose: int) -> bool:
    """True for what stands in the article, and for elements beside it that look like parts of it."""
    if branch.level == len(way) - 1:
        return True
    if branch.link_chars > MAX_BESIDE_LINK_SHARE * branch.chars:
        return False
    if any(piece.kind == "heading" and piece.level == 1 for piece in branch.pieces) and not branch.prose:
        return True
    if branch.prose >= MIN_BESIDE_CHARS and branch.prose >= MIN_BESIDE_SHARE * prose:
        return True
    beside = way[branch.level + 1]
    return bool(beside.get("class")) and (branch.node.name, branch.node.get("class")) == (
        beside.name,
        beside.get("class"),
    )


# --- 4. navigation within the article -----------------------------------------------------------------------------


def _drop_navigation(pieces: Sequence[Piece]) -> None:
    """Leave out runs of short links that no sentence introduces, and lines of several links."""
    live = [piece for piece in pieces if piece.rule is None and piece.origin is not None]
    before: Piece | None = None
    for is_links, run_pieces in groupby(live, key=_is_navigation_entry):
        run = list(run_pieces)
        if is_links and not _is_introduced(before) and sum(len(piece.links) for piece in run) >= MIN_NAVIGATION_LINKS:
            for piece in run:
                piece.drop("content/link-list", "navigation")
        before = run[-1]
    _trim_end(live)


def _is_navigation_entry(piece: Piece) -> bool:
    if piece.kind not in ("paragraph", "list_item") or _link_share(piece) < MIN_NAVIGATION_LINK_SHARE:
        return False
    return len(piece.text) <= MAX_NAVIGATION_CHARS * max(len(piece.links), 1)


def _is_introduced(before: Piece | None) -> bool:
    """True after a sentence, an open phrase with a colon, or an entry of a list that goes on."""
    return before is not None and before.kind != "heading" and (before.text.endswith(":") or is_prose(before))


SENTENCE_END = (".", ":", "?", "!", "]", ")", ";")


def _trim_end(live: Sequence[Piece]) -> None:
    """Leave out the short lines after the last sentence, table or list entry: what pages end with."""
    for piece in reversed(live):
        if piece.rule is not None:
            continue
        if piece.kind in ("table_cell", "caption") or is_prose(piece) or piece.text.endswith(SENTENCE_END):
            return
        if _link_share(piece) < MIN_NAVIGATION_LINK_SHARE and piece.kind != "heading":
            return
        piece.drop("content/after-end", "outside the article")
