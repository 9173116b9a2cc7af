"""HTML to pieces: one walk over the tree that ``BeautifulSoup`` builds with ``lxml``, without recursion over the page.

Everything visible becomes a piece. What is no content by its tag, role or class (navigation, hidden elements, what a
site profile names) is read too, under a guard; ``content`` decides afterwards what the page's article is.
"""

import re
from typing import Any

from bs4 import Tag
from bs4.element import NavigableString

from pipeline.errors import TooLarge
from pipeline.sites import ElementRule, Profile

from .content import count_prose, mark_furniture
from .facts import read_facts
from .inline import BREAK, CITE, CITE_END, MARKS_RE, SUB, SUB_END, SUP, SUP_END, finish_text, is_citation_target
from .limits import LIMITS, Limits
from .pieces import Guard, Link, Origin, Piece, PieceKind, Reading
from .tables import Cell, TableElement, claim_caption, is_data_table, place_cells, read_table_element, sort_rows
from .tree import find_child, join_strings, parse_html, release_tree

BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure footer"
    " form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol p pre section summary table tbody td tfoot th"
    " thead tr ul".split()
)
HEADINGS = {f"h{level}": level for level in range(1, 7)}
LISTS = frozenset("ul ol menu dl".split())
ITEMS = frozenset("li dt dd".split())
TABLE_PARTS = frozenset("tbody td tfoot th thead tr".split())
CAPTIONS = frozenset("caption figcaption".split())
PLAIN = frozenset("b i u em strong small big font cite q abbr code tt ins mark tbody".split())
"""Elements that, without attributes, change nothing in what is read."""
WITHOUT_TEXT = frozenset("script style template svg math canvas object embed iframe audio video map".split())
GUARDED_TAGS = {
    "nav": "navigation",
    "aside": "aside",
    "footer": "footer",
    "dialog": "dialog",
    "noscript": "hidden",
} | dict.fromkeys("button select textarea datalist".split(), "form control")
GUARDED_ROLES = {
    "navigation": "navigation",
    "menu": "navigation",
    "menubar": "navigation",
    "tablist": "navigation",
    "banner": "navigation",
    "search": "form control",
    "contentinfo": "footer",
    "complementary": "aside",
    "dialog": "dialog",
    "alertdialog": "dialog",
    "alert": "dialog",
}
GUARD_ATTRIBUTES = frozenset("class id hidden aria-hidden style role".split())
HIDDEN_STYLE_RE = re.compile(r"display\s{0,5}:\s{0,5}none|visibility\s{0,5}:\s{0,5}hidden", re.IGNORECASE)
CITATION_LABEL_RE = re.compile(r"\s*(\[?)\s*(\d{1,4})\s*(\]?)\s*", re.ASCII)


def read_html(text: str, profile: Profile, limits: Limits = LIMITS) -> Reading:
    """The pieces of an HTML page in page order, and its facts. Raises ``TooLarge`` for absurd nesting."""
    walker = _Walker(profile, limits)
    soup = parse_html(text, limits)
    root = find_child(soup, "html")
    walker.walk(find_child(root, "body") or root or soup)
    walker.flush()
    facts = read_facts(soup)
    mark_furniture(walker.pieces, profile, facts.get("title", ""))
    release_tree(soup)
    for piece in walker.pieces:
        piece.origin = None
    return Reading(walker.pieces, facts)


class _Context:
    """The block that running text belongs to: what kind of piece it makes, and whether it has made one."""

    __slots__ = ("kind", "level", "used")

    def __init__(self, kind: PieceKind, level: int | None = None) -> None:
        self.kind, self.level, self.used = kind, level, False


class _Text:
    """Running text as it is gathered: strings and marks, the links in it, and how many of its characters are links."""

    __slots__ = ("link_chars", "links", "parts")

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.links: list[Link] = []
        self.link_chars = 0


class _Walker:
    """State of the walk: the text gathered so far, and stacks of what is open around it."""

    def __init__(self, profile: Profile, limits: Limits) -> None:
        self.profile, self.limits = profile, limits
        self.named_rules: dict[str, ElementRule | None] = {}
        self.pieces: list[Piece] = []
        self.text = _Text()
        self.set_aside: list[_Text] = []
        self.contexts = [_Context("paragraph")]
        self.anchors: list[str | None] = [None]
        self.guards: tuple[Guard, ...] = ()
        self.open_links: list[tuple[str, int]] = []
        self.list_depth = 0
        self.table_count = 0
        self.in_cell = False
        self.node: Any = None
        self.bare_heading: Piece | None = None

    def walk(self, root: Tag) -> None:
        """Visit a subtree in page order. A closure on the stack marks where an element ends."""
        stack: list[Any] = [root]
        depth = 0
        while stack:
            node = stack.pop()
            if type(node) is NavigableString:
                self.text.parts.append(node)
            elif isinstance(node, Tag):
                name, contents = node.name, node.contents
                if name not in BLOCKS or name == "table":
                    if self.read_whole(node):
                        continue
                    if not node.attrs and name in PLAIN:
                        stack.extend(reversed(contents))
                        continue
                depth += 1
                if depth > self.limits.max_depth:
                    raise TooLarge(f"elements nested deeper than max_depth = {self.limits.max_depth}")
                leave = self.enter(node)
                if len(contents) == 1 and type(contents[0]) is NavigableString:
                    self.text.parts.append(contents[0])
                    depth -= 1
                    self.leave(leave)
                    continue
                stack.append(leave)
                stack.extend(reversed(contents))
            elif type(node) is _Leave:
                depth -= 1
                self.leave(node)

    def read_whole(self, node: Tag) -> bool:
        """Read an element that needs no visit to its children; False for all others."""
        name = node.name
        if name == "a":
            return len(node.contents) == 1 and not self.may_be_guarded(node.attrs) and self.read_link(node)
        if name == "br":
            self.read_break()
            return True
        if name in WITHOUT_TEXT:
            content = join_strings(node)
            if content.strip():
                self.add_left_out(f"{name} of {len(content)} characters", f"html/{name}")
            return True
        if name == "table" and not self.in_cell:
            parts = read_table_element(node)
            if is_data_table(node, parts):
                self.read_table(node, parts)
                return True
        return name in ("img", "input", "link", "meta", "wbr")

    def may_be_guarded(self, attrs: dict[str, Any]) -> bool:
        """True where an element might be left out by its class, id, role or style."""
        return not GUARD_ATTRIBUTES.isdisjoint(attrs) and self.find_guard("a", attrs) is not None

    def find_named_rule(self, attrs: dict[str, Any]) -> ElementRule | None:
        """The rule of the site profiles for the element's classes or id; remembered by name."""
        for attribute in ("class", "id"):
            names = attrs.get(attribute)
            if names is None:
                continue
            # Ids are numbered: _354, _355; without their numbers pages repeat few names.
            key = names.rstrip("0123456789")
            if key not in self.named_rules:
                found = (self.profile.find_element_rule(name) for name in key.split())
                self.named_rules[key] = next((rule for rule in found if rule is not None), None)
            if (rule := self.named_rules[key]) is not None:
                return rule
        return None

    def read_link(self, node: Tag) -> bool:
        """A link around plain text: a citation where it is a number that points into the page."""
        label = node.contents[0]
        if type(label) is not NavigableString:
            return False
        target = str(node.attrs.get("href", ""))
        self.add_link(str(label), target)
        return True

    def add_link(self, label: str, target: str) -> None:
        text = self.text
        cited = CITATION_LABEL_RE.fullmatch(label) if "#" in target and len(label) < 12 else None
        if cited is not None and not is_citation_target(target):
            cited = None
        if cited is not None:
            text.parts.append(f"{cited[1]}{CITE}{cited[2]}{CITE_END}{cited[3]}")
            return
        text.parts.append(label)
        text.link_chars += len(label)
        if target:
            text.links.append(Link(label.strip(), target))

    def read_break(self) -> None:
        """``<br>``: a line end; two in a row end a paragraph, as older pages write them."""
        parts = self.text.parts
        blank = 0
        for part in reversed(parts):
            if part is not BREAK and part.strip():
                break
            blank += part is BREAK
        if blank and not self.in_cell and self.contexts[-1].kind == "paragraph":
            self.flush()
        else:
            parts.append(BREAK)

    def enter(self, node: Tag) -> "_Leave":
        """Open an element; the answer tells ``leave`` what to close."""
        name, attrs = node.name, node.attrs
        leave = _Leave(node)
        is_block = name in BLOCKS
        guard = self.find_guard(name, attrs) if attrs or name in GUARDED_TAGS else None
        if is_block:
            self.flush()
            self.node = node
            if self.bare_heading is not None:
                self.lend_anchor(node)
        elif guard is not None:
            self.set_aside.append(self.text)
            self.text = _Text()
        if guard is not None:
            leave.guards = self.guards
            self.guards = (*self.guards, guard)
        if attrs and (anchor := attrs.get("id")):
            self.anchors.append(str(anchor))
            leave.had_anchor = True
        if is_block:
            leave.had_context = not self.in_cell and self.open_context(name, attrs)
        elif name == "a":
            self.open_links.append((str(attrs.get("href", "")), len(self.text.parts)))
        elif name == "sup" or (name == "span" and attrs.get("class") == "sup"):
            self.text.parts.append(SUP)
            leave.closing = SUP_END
        elif name == "sub" or (name == "span" and attrs.get("class") == "sub"):
            self.text.parts.append(SUB)
            leave.closing = SUB_END
        return leave

    def leave(self, leave: "_Leave") -> None:
        """Close what ``enter`` opened."""
        name = leave.node.name
        if leave.closing:
            self.text.parts.append(leave.closing)
        if name == "a" and self.open_links:
            self.close_link()
        if name in BLOCKS:
            self.flush()
            self.node = leave.node.parent
        if leave.had_context:
            self.contexts.pop()
        self.list_depth -= name in LISTS
        if leave.had_anchor:
            self.anchors.pop()
        if leave.guards is not None:
            if name not in BLOCKS:
                self.flush()
                self.text = self.set_aside.pop()
            self.guards = leave.guards

    def close_link(self) -> None:
        target, start = self.open_links.pop()
        parts = self.text.parts
        start = min(start, len(parts))
        label = "".join(parts[start:])
        del parts[start:]
        if MARKS_RE.search(label):
            parts.append(label)
            self.text.link_chars += len(label)
        else:
            self.add_link(label, target)

    def open_context(self, name: str, attrs: dict[str, Any]) -> bool:
        """What kind of piece the text of this block makes; False where it goes on as the block around it."""
        self.list_depth += name in LISTS
        if name in HEADINGS:
            self.contexts.append(_Context("heading", HEADINGS[name]))
        elif name in ITEMS:
            self.contexts.append(_Context("list_item", max(self.list_depth, 1)))
        elif name in CAPTIONS or "caption-container" in attrs.get("class", ""):
            self.contexts.append(_Context("caption"))
        elif name in ("p", "td", "th", "pre", "blockquote") and self.contexts[-1].used:
            self.contexts.append(_Context("paragraph"))
        else:
            return False
        return True

    def find_guard(self, name: str, attrs: dict[str, Any]) -> Guard | None:
        """Why this element is no content by itself, if it says so."""
        reason = GUARDED_TAGS.get(name)
        if reason is not None:
            return Guard(f"html/{name}", reason)
        if GUARD_ATTRIBUTES.isdisjoint(attrs):
            return None
        if "hidden" in attrs or attrs.get("aria-hidden") == "true":
            return Guard("html/hidden", "hidden")
        if "style" in attrs and HIDDEN_STYLE_RE.search(attrs["style"]):
            return Guard("html/hidden", "hidden")
        if "role" in attrs and (reason := GUARDED_ROLES.get(attrs["role"].strip().lower())):
            return Guard(f"html/role-{attrs['role'].strip().lower()}", reason)
        rule = self.find_named_rule(attrs) if name not in TABLE_PARTS else None
        return Guard(rule.rule, rule.reason) if rule is not None else None

    def flush(self) -> None:
        """Make a piece of the text gathered so far; within a table cell only a line end."""
        text = self.text
        if not text.parts:
            return
        if len(text.parts) == 1 and text.parts[0].isspace() and not self.in_cell:
            text.parts.clear()
            return
        if self.in_cell:
            if text.parts[-1] is not BREAK:
                text.parts.append(BREAK)
            return
        raw = "".join(text.parts)
        for at, (target, start) in enumerate(self.open_links):
            text.link_chars += sum(len(part) for part in text.parts[start:])
            self.open_links[at] = (target, 0)
        self.text = _Text()
        finished = finish_text(raw)
        if finished:
            self.add_piece(finished, text)

    def add_piece(self, finished: str, text: _Text) -> None:
        context = self.contexts[-1]
        kind, level = context.kind, context.level
        if context.used and kind == "list_item":
            kind, level = "paragraph", None
        context.used = True
        if len(finished) > self.limits.max_block_chars:
            raise TooLarge(f"block of {len(finished)} characters: max_block_chars = {self.limits.max_block_chars}")
        self.pieces.append(
            Piece(
                kind,
                finished,
                level,
                self.find_heading_anchor() if kind == "heading" else self.anchors[-1],
                links=tuple(text.links),
                origin=Origin(self.node, text.link_chars, count_prose(kind, finished, text.link_chars), self.guards),
            )
        )
        if kind == "heading" and "id" not in self.node.attrs:
            self.bare_heading = self.pieces[-1]

    def find_heading_anchor(self) -> str | None:
        """The section's id where the heading's own is made from it (``_551_toc``)."""
        anchor = self.anchors[-1]
        if anchor is not None and anchor.endswith("_toc") and self.anchors[-2] == anchor.removesuffix("_toc"):
            return self.anchors[-2]
        return anchor

    def lend_anchor(self, node: Tag) -> None:
        """A heading without an id takes that of the section that follows it at once."""
        heading, self.bare_heading = self.bare_heading, None
        if heading is None or heading.origin is None or node.name not in ("div", "section"):
            return
        if heading.origin.node.parent is node.parent and node.attrs.get("id"):
            heading.anchor = str(node.attrs["id"])

    def add_left_out(self, description: str, rule: str) -> None:
        self.pieces.append(Piece("paragraph", description, rule=rule, reason="not text"))

    def read_table(self, table: Tag, parts: TableElement) -> None:
        """A table of data: its caption and cells, row by row, header first and footer last."""
        self.flush()
        self.table_count += 1
        anchor = str(table.attrs["id"]) if table.attrs.get("id") else self.anchors[-1]
        self.anchors.append(anchor)
        written = self.read_cell(parts.caption)[0] if parts.caption is not None else ""
        caption = written or claim_caption(self.pieces)
        if written:
            self.pieces.append(Piece("caption", written, None, anchor, origin=Origin(table, 0, 0, self.guards)))
        cells: list[list[Cell]] = []
        for is_header, row in sort_rows(parts):
            cells.append([])
            for node in row:
                finished, text = self.read_cell(node)
                cells[-1].append(Cell.of(node, finished, text.links, text.link_chars, is_header))
        for cell, place in place_cells(cells, self.table_count, caption):
            origin = Origin(table, cell.link_chars, 0, self.guards)
            self.pieces.append(Piece("table_cell", cell.text, None, anchor, place, tuple(cell.links), origin=origin))
        self.anchors.pop()

    def read_cell(self, node: Tag) -> tuple[str, _Text]:
        """The text of a cell or caption as one block, its paragraphs and items on lines of their own."""
        self.text, kept, self.in_cell = _Text(), self.text, True
        self.walk(node)
        text, self.text, self.in_cell = self.text, kept, False
        return finish_text("".join(text.parts)), text


class _Leave:
    """Stands on the stack where an element ends; says what its start has opened."""

    __slots__ = ("closing", "guards", "had_anchor", "had_context", "node")

    def __init__(self, node: Tag) -> None:
        self.node = node
        self.closing = ""
        self.guards: tuple[Guard, ...] | None = None
        self.had_anchor = self.had_context = False
