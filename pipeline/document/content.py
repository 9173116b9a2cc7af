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
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from pipeline.sites import Profile

from .pieces import Guard, Piece, PieceKind

# A paragraph of prose: longer than any menu entry or caption seen, and not mainly links.
MIN_PROSE_CHARS = 100
MAX_PROSE_LINK_SHARE = 0.4
# An element that holds this share of the page's prose is the article, whatever it says it is.
VOID_SHARE = 0.8
VOID_SHARE_WITH_TITLE = 0.4
# Prose before the title: a consent text or a teaser; more means that the heading is not the title.
MAX_SHARE_BEFORE_TITLE = 0.2
# The element around the title is the article with this share of the prose: a short article has a long legal notice.
MIN_SHARE_AROUND_TITLE = 0.25
# An element beside the article belongs to it with sections of prose that make this share of the article's.
MIN_BESIDE_SHARE = 0.1
# Reference lists bring the guidelines' pages to 0.15, lists of links around an article go beyond 0.5.
MAX_ARTICLE_LINK_SHARE = 0.3
# Entries of navigation: nearly all link, and short.
MIN_NAVIGATION_LINK_SHARE = 0.75
MAX_NAVIGATION_CHARS = 45
MIN_NAVIGATION_LINKS = 3
# An article goes on in the element around it where that holds so much more prose.
WIDER = 1.05


def mark_furniture(pieces: Sequence[Piece], profile: Profile, title: str) -> None:
    """Leave out, in place, the pieces of an HTML page that are not its article; ``title`` is that of the page."""
    _apply_guards(pieces, title)
    _drop_boxes(pieces, profile)
    _drop_outside(pieces, title)
    _drop_navigation(pieces)


def count_prose(kind: PieceKind, text: str, link_chars: int) -> int:
    """Characters of running text: all of a block that is long and not mainly links, else none."""
    if len(text) < MIN_PROSE_CHARS or kind not in ("paragraph", "list_item"):
        return 0
    return len(text) if link_chars <= MAX_PROSE_LINK_SHARE * len(text) else 0


def _prose(piece: Piece) -> int:
    return piece.origin.prose_chars if piece.origin is not None else 0


def _link_share(piece: Piece) -> float:
    return piece.origin.link_chars / len(piece.text) if piece.origin is not None else 0.0


# --- 1. guards ----------------------------------------------------------------------------------------------------


def _apply_guards(pieces: Sequence[Piece], title: str) -> None:
    prose: Counter[Guard] = Counter()
    total = 0
    for piece in pieces:
        if piece.origin is not None and piece.origin.prose_chars:
            total += piece.origin.prose_chars
            for guard in piece.origin.guards:
                prose[guard] += piece.origin.prose_chars
    around_title = {
        guard
        for piece in pieces
        if piece.origin is not None and piece.kind == "heading" and piece.level == 1 and _is_title(piece, title)
        for guard in piece.origin.guards
    }
    for guard, chars in prose.items():
        guard.void = chars > (VOID_SHARE_WITH_TITLE if guard in around_title else VOID_SHARE) * total
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


def _drop_outside(pieces: Sequence[Piece], title: str) -> None:
    live = [piece for piece in pieces if piece.rule is None and piece.origin is not None]
    if not live:
        return
    start = _find_start(live, title)
    for piece in live[:start]:
        piece.drop("content/before-title", "outside the article")
    weights = _Weights(live[start:])
    article = _find_article(live[start], weights)
    if weights.holds_all(article):
        return
    way = [article, *_parents(article)][::-1]
    for branch in _find_branches(live[start:], way):
        if branch.level < len(way) - 1 and not _belongs(branch, way, weights):
            for piece in branch.pieces:
                if not _is_title(piece, title):
                    piece.drop("content/outside", "outside the article")


def _find_start(live: Sequence[Piece], title: str) -> int:
    """Index of the title: the heading of level 1 that matches the page's, else the last one before the prose.

    Where there is none, the first line of the element that holds nearly all prose.
    """
    total = sum(map(_prose, live))
    before = 0
    best: int | None = None
    for at, piece in enumerate(live):
        if before > MAX_SHARE_BEFORE_TITLE * total:
            break
        if _is_title(piece, title):
            return at
        if piece.kind == "heading" and piece.level == 1:
            best = at
        before += _prose(piece)
    return _find_first_line(live) if best is None else best


def _find_first_line(live: Sequence[Piece]) -> int:
    """Index of the first line of the element that holds nearly all prose, or of the heading right above it."""
    weights = _Weights(live)
    holder = _find_majority(weights)
    for parent in _parents(holder) if holder is not None else ():
        if weights.link_share(parent) > MAX_ARTICLE_LINK_SHARE:
            break
        if weights.prose(parent) > WIDER * weights.prose(holder):
            holder = parent
    start = next((at for at, piece in enumerate(live) if holder and _is_within(_node(piece), holder)), 0)
    return start - 1 if start and live[start].kind != "heading" and live[start - 1].kind == "heading" else start


def _node(piece: Piece) -> Any:
    return piece.origin.node if piece.origin is not None else None


def _find_majority(weights: "_Weights") -> Any:
    """The deepest element with more than half of the prose; None without prose."""
    total = max(prose for prose, _, _ in weights.counts.values())
    majority = [(counts[:2], key) for key, counts in weights.counts.items() if counts[0] * 2 > total]
    return weights.nodes[min(majority, key=lambda found: found[0])[1]] if majority else None


def _parents(node: Any) -> Iterator[Any]:
    while (node := node.parent) is not None:
        yield node


class _Weights:
    """Prose, text and link characters of every element; where a page has next to no prose, all its text counts."""

    def __init__(self, live: Sequence[Piece]) -> None:
        self.nodes: dict[int, Any] = {}
        self.counts: dict[int, tuple[int, int, int]] = {}
        scarce = sum(map(_prose, live)) < 5 * MIN_PROSE_CHARS
        found: dict[int, tuple[int, int, int]] = {}
        for piece in live:
            assert piece.origin is not None
            node, links = piece.origin.node, piece.origin.link_chars
            self.nodes[id(node)] = node
            prose = max(len(piece.text) - links, 0) if scarce else piece.origin.prose_chars
            _add(found, id(node), (prose, len(piece.text), links))
        while found:
            found = self._hand_up(found)

    def _hand_up(self, found: dict[int, tuple[int, int, int]]) -> dict[int, tuple[int, int, int]]:
        """Count what was found in the elements, and hand it to their parents, siblings together."""
        above: dict[int, tuple[int, int, int]] = {}
        for key, counts in found.items():
            _add(self.counts, key, counts)
            parent = self.nodes[key].parent
            if parent is not None:
                self.nodes[id(parent)] = parent
                _add(above, id(parent), counts)
        return above

    def holds_all(self, node: Any) -> bool:
        return self.counts[id(node)][1] == max(chars for _, chars, _ in self.counts.values())

    def prose(self, node: Any) -> int:
        return self.counts.get(id(node), (0, 0, 0))[0]

    def link_share(self, node: Any) -> float:
        _, chars, links = self.counts.get(id(node), (0, 0, 0))
        return links / max(chars, 1)


def _add(counts: dict[int, tuple[int, int, int]], key: int, more: tuple[int, int, int]) -> None:
    before = counts.get(key)
    counts[key] = more if before is None else (before[0] + more[0], before[1] + more[1], before[2] + more[2])


def _find_article(first: Piece, weights: _Weights) -> Any:
    """The element that holds the title and most of the prose; where that holds as many links, the prose alone.

    From the deepest element with more than half of the prose it widens as long as there is more prose to win.
    """
    total = max(prose for prose, _, _ in weights.counts.values())
    if (nearest := _find_prose_around_title(first, weights, total)) is not None:
        return nearest
    assert first.origin is not None
    article = _find_majority(weights)
    if article is None:
        return list(_parents(first.origin.node))[-1]
    around_title = {id(parent) for parent in (first.origin.node, *_parents(first.origin.node))}
    for parent in (article, *_parents(article)):
        if weights.link_share(parent) > MAX_ARTICLE_LINK_SHARE:
            break
        if id(parent) in around_title:
            return parent
        if weights.prose(parent) > WIDER * weights.prose(article):
            article = parent
    return article


def _find_prose_around_title(first: Piece, weights: _Weights, total: int) -> Any:
    """The smallest element with both title and prose, where it holds enough of the page's prose; else None."""
    assert first.origin is not None
    if first.kind != "heading":
        return None
    for parent in (first.origin.node, *_parents(first.origin.node)):
        if weights.prose(parent) >= MIN_PROSE_CHARS:
            enough = weights.prose(parent) >= MIN_SHARE_AROUND_TITLE * total
            return parent if enough and weights.link_share(parent) <= MAX_ARTICLE_LINK_SHARE else None
    return None


@dataclass(slots=True)
class _Branch:
    """An element beside the way from the root to the article, with the pieces in it."""

    node: Any
    level: int
    pieces: list[Piece] = field(default_factory=list)


def _find_branches(live: Sequence[Piece], way: Sequence[Any]) -> list[_Branch]:
    """The pieces by the element beside the way that they stand in, in page order."""
    level_of = {id(node): level for level, node in enumerate(way)}
    known: dict[int, tuple[Any, int]] = {}
    branches: dict[int, _Branch] = {}
    for piece in live:
        assert piece.origin is not None
        node, level = _find_branch(piece.origin.node, level_of, known)
        branches.setdefault(id(node), _Branch(node, level)).pieces.append(piece)
    return list(branches.values())


def _find_branch(node: Any, level_of: dict[int, int], known: dict[int, tuple[Any, int]]) -> tuple[Any, int]:
    """The outermost element around ``node`` that is not on the way, and the level where it leaves the way."""
    passed = []
    below = node
    while id(node) not in level_of:
        if id(node) in known:
            answer = known[id(node)]
            break
        passed.append(node)
        below, node = node, node.parent
    else:
        answer = (below, level_of[id(node)])
    for visited in passed:
        known[id(visited)] = answer
    return answer


def _belongs(branch: _Branch, way: Sequence[Any], weights: _Weights) -> bool:
    """True for an element beside the article that looks like a part of it: its like, or sections of prose."""
    if weights.link_share(branch.node) > MAX_ARTICLE_LINK_SHARE:
        return False
    beside = way[branch.level + 1]
    like = beside.get("class"), branch.node.get("class")
    if like[0] and like[0] == like[1] and beside.name == branch.node.name:
        return True
    paragraphs = sum(_prose(piece) > 0 for piece in branch.pieces)
    has_heading = any(piece.kind == "heading" for piece in branch.pieces)
    prose = weights.prose(branch.node)
    return paragraphs >= 2 and has_heading and prose >= MIN_BESIDE_SHARE * weights.prose(way[-1])


# --- 4. navigation within the article -----------------------------------------------------------------------------


def _drop_navigation(pieces: Sequence[Piece]) -> None:
    """Leave out runs of short links that no sentence introduces, and lines of several links."""
    live = [piece for piece in pieces if piece.rule is None and piece.origin is not None]
    before: Piece | None = None
    for is_links, run_pieces in groupby(live, key=_is_navigation_entry):
        run = list(run_pieces)
        if (
            is_links
            and not _is_introduced(run[0], before)
            and sum(len(piece.links) for piece in run) >= MIN_NAVIGATION_LINKS
        ):
            for piece in run:
                piece.drop("content/link-list", "navigation")
        before = run[-1]
    _trim_end(live)


def _is_navigation_entry(piece: Piece) -> bool:
    if piece.kind not in ("paragraph", "list_item") or _link_share(piece) < MIN_NAVIGATION_LINK_SHARE:
        return False
    return len(piece.text) <= MAX_NAVIGATION_CHARS * max(len(piece.links), 1)


def _is_introduced(first: Piece, before: Piece | None) -> bool:
    """True after an open phrase with a colon or prose beside the links, and within a list that began otherwise."""
    if before is None or before.origin is None or first.origin is None or before.kind == "heading":
        return False
    around, around_before = first.origin.node.parent, before.origin.node.parent
    if first.kind == "list_item" and around_before is around:
        return True
    beside = around_before is around or around_before is around.parent or around_before is around.parent.parent
    return before.text.endswith(":") or (_prose(before) > 0 and beside)


SENTENCE_END = (".", ":", "?", "!", "]", ")", ";")


def _trim_end(live: Sequence[Piece]) -> None:
    """Leave out the short lines after the last sentence, table or list entry: what pages end with."""
    for piece in reversed(live):
        if piece.rule is not None:
            continue
        if piece.kind in ("table_cell", "caption") or _prose(piece) or piece.text.endswith(SENTENCE_END):
            return
        if _link_share(piece) < MIN_NAVIGATION_LINK_SHARE and piece.kind != "heading":
            return
        piece.drop("content/after-end", "outside the article")
