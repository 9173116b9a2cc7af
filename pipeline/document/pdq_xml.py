"""PDQ Summary XML to pieces: sections, lists, CALS tables, references, levels of evidence.

Read with entity expansion, external files and network off. Element names: PDQ's own DTD (``Summary``).
"""

from collections.abc import Iterator
from typing import Any

from lxml import etree

from pipeline.errors import BadMarkup, TooLarge
from pipeline.sites import Profile

from .html import read_html
from .inline import BREAK, CITE, CITE_END, SUB, SUB_END, SUP, SUP_END, finish_text
from .limits import LIMITS, Limits
from .pieces import Link, Piece, PieceKind, Reading
from .tables import Cell, place_cells

METADATA = frozenset(
    "SummaryMetaData SectMetaData AltTitle DateLastModified DateFirstPublished PatientVersionOf TranslationOf".split()
)
BLOCKS = frozenset(
    "Summary SummarySection Caption Para ItemizedList OrderedList ListTitle ListItem Table MediaLink QandASet"
    " QandAEntry Answer ReferenceSection entry".split()
)
HEADINGS = frozenset("SummaryTitle Title KeyPoint Question".split())
MARKS = {"Superscript": (SUP, SUP_END), "Subscript": (SUB, SUB_END)}
TARGETS = {"SummaryRef": "url", "ExternalRef": "xref", "ProtocolRef": "href"}

# What libxml2 says where it stops reading, at 256 levels.
DEPTH_MESSAGE = "xcessive depth"


def read_xml(text: str, profile: Profile, limits: Limits = LIMITS) -> Reading:
    """The pieces of a PDQ summary in page order; other XML is read as HTML.

    Raises ``BadMarkup`` for declared entities and for XML without a root, ``TooLarge`` for absurd nesting.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False)
    try:
        root = etree.fromstring(text.encode(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise BadMarkup("XML that cannot be parsed: capture the page again") from error
    if any(DEPTH_MESSAGE in error.message for error in parser.error_log):
        raise TooLarge(f"elements nested deeper than max_depth = {limits.max_depth}")
    if root is None:
        raise BadMarkup("XML without a root element: capture the page again")
    dtd: Any = root.getroottree().docinfo.internalDTD
    if dtd is not None and next(iter(dtd.iterentities()), None) is not None:
        raise BadMarkup("XML that declares entities: remove its DOCTYPE")
    if root.tag != "Summary":
        return read_html(text, profile, limits)
    reader = _Reader(limits)
    reader.walk(root)
    issues = (f"damaged XML, line {parser.error_log[0].line}",) if len(parser.error_log) else ()
    return Reading(reader.pieces, dict(_read_facts(root)), issues)


def _read_facts(root: Any) -> Iterator[tuple[str, str]]:
    yield "cdr", root.get("id", "")
    found = (
        ("date", root.findtext("DateLastModified")),
        ("title", root.findtext("SummaryTitle")),
        ("audience", root.findtext("SummaryMetaData/SummaryAudience")),
        ("lang", {"Spanish": "es", "English": "en"}.get(root.findtext("SummaryMetaData/SummaryLanguage") or "")),
    )
    yield from ((name, finish_text(value)) for name, value in found if value)
    address = root.find("SummaryMetaData/SummaryURL")
    if address is not None and address.get("xref"):
        yield "url", address.get("xref")


class _Reader:
    """State of the walk over one summary: open blocks, sections and lists, and the running text."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.pieces: list[Piece] = []
        self.parts: list[str] = []
        self.links: list[Link] = []
        self.contexts: list[tuple[PieceKind, int | None]] = [("paragraph", None)]
        self.anchors: list[str | None] = [None]
        self.section_depth = 0
        self.list_depth = 0
        self.table_count = 0
        self.in_cell = False

    def walk(self, root: Any) -> None:
        """Visit a subtree in page order; strings on the stack are text, tuples the ends of elements."""
        stack: list[Any] = [root]
        depth = 0
        while stack:
            node = stack.pop()
            if isinstance(node, str):
                self.parts.append(node)
            elif isinstance(node, tuple):
                depth -= 1
                self.leave(*node)
            elif isinstance(node.tag, str):
                depth += 1
                if depth > self.limits.max_depth:
                    raise TooLarge(f"elements nested deeper than max_depth = {self.limits.max_depth}")
                if self.read_whole(node):
                    depth -= 1
                    continue
                stack.append((node, len(self.parts), self.enter(node)))
                for child in reversed(node):
                    if child.tail:
                        stack.append(child.tail)
                    stack.append(child)
                if node.text:
                    stack.append(node.text)

    def read_whole(self, node: Any) -> bool:
        """Read an element that needs no visit to its children; False for all others."""
        if node.tag == "Reference":
            self.parts.append(f"{CITE}{node.get('refidx', '')}{CITE_END}")
        elif node.tag == "Citation":
            self.read_citation(node)
        elif node.tag in METADATA:
            self.flush()
            texts = [text for part in node.itertext() if (text := finish_text(part))]
            self.pieces.extend(Piece("metadata", text) for text in texts)
        elif node.tag == "TGroup" and not self.in_cell:
            self.read_table(node)
        else:
            return False
        return True

    def enter(self, node: Any) -> bool:
        """Open an element; True where it opened a block of its own."""
        tag = node.tag
        if tag in BLOCKS or tag in HEADINGS:
            self.flush()
        if node.get("id") and tag != "Summary":
            self.anchors.append(node.get("id"))
        self.section_depth += tag == "SummarySection"
        self.list_depth += tag in ("ItemizedList", "OrderedList")
        self.table_count += tag == "Table"
        if tag in MARKS:
            self.parts.append(MARKS[tag][0])
        context = self.find_context(tag, node)
        if context is None or self.in_cell:
            return False
        self.contexts.append(context)
        return True

    def find_context(self, tag: str, node: Any) -> tuple[PieceKind, int | None] | None:
        """The kind and level of the piece that the text of a block element makes; None for inline elements."""
        parent = node.getparent().tag if node.getparent() is not None else ""
        if tag in HEADINGS:
            if parent == "Table":
                return "caption", None
            return "heading", min(self.section_depth + 1 + (tag == "Question"), 6)
        if tag == "ListItem":
            return "list_item", max(self.list_depth, 1)
        if tag == "Caption":
            return "caption", None
        if tag == "Para" and self.contexts[-1][0] == "list_item":
            return self.contexts[-1]
        if tag in BLOCKS:
            return "paragraph", None
        return None

    def leave(self, node: Any, start: int, opened: bool) -> None:
        """Close what ``enter`` opened."""
        tag = node.tag
        if tag in TARGETS and self.parts[start:]:
            label, target = "".join(self.parts[start:]), node.get(TARGETS[tag], "")
            anchor = node.get("href", "").partition("#")[2] if tag == "SummaryRef" else ""
            if target:
                self.links.append(Link(finish_text(label), f"{target}#{anchor}" if anchor else target))
        if tag in MARKS:
            self.parts.append(MARKS[tag][1])
        if opened or tag in BLOCKS:
            self.flush()
        if opened:
            self.contexts.pop()
            if tag == "Para" and self.contexts[-1][0] == "list_item":
                self.contexts[-1] = ("paragraph", None)
        if node.get("id") and tag != "Summary":
            self.anchors.pop()
        self.section_depth -= tag == "SummarySection"
        self.list_depth -= tag in ("ItemizedList", "OrderedList")

    def flush(self) -> None:
        """Make a piece of the running text; within a table cell only a line end."""
        if not self.parts:
            return
        if self.in_cell:
            self.parts.append(BREAK)
            return
        text = finish_text("".join(self.parts))
        kind, level = self.contexts[-1]
        links, self.parts, self.links = tuple(self.links), [], []
        if text:
            self.pieces.append(Piece(kind, text, level, self.anchors[-1], links=links))
            if kind == "list_item":
                self.contexts[-1] = ("paragraph", None)

    def read_citation(self, node: Any) -> None:
        self.flush()
        number = node.get("idx", "")
        links = tuple(Link("".join(ref.itertext()), ref.get("xref", "")) for ref in node.iter("ExternalRef"))
        self.pieces.append(
            Piece(
                "reference",
                finish_text("".join(node.itertext())),
                anchor=self.anchors[-1],
                links=links,
                number=int(number) if number.isdecimal() else None,
                pmid=node.get("PMID") or None,
            )
        )

    def read_table(self, group: Any) -> None:
        """A CALS table; its title has become a caption already."""
        self.flush()
        caption = self.pieces[-1].text if self.pieces and self.pieces[-1].kind == "caption" else None
        columns = {spec.get("ColName"): at for at, spec in enumerate(group.iter("ColSpec"))}
        rows: list[list[Cell]] = []
        for part in ("THead", "TBody", "TFoot"):
            for row in group.iterfind(f"{part}/Row"):
                rows.append([self.read_entry(entry, columns, part == "THead") for entry in row.iterfind("entry")])
        for cell, place in place_cells(rows, self.table_count, caption):
            self.pieces.append(
                Piece("table_cell", cell.text, anchor=self.anchors[-1], place=place, links=tuple(cell.links))
            )

    def read_entry(self, entry: Any, columns: dict[str, int], in_head: bool) -> Cell:
        parts, links, self.in_cell = self.parts, self.links, True
        self.parts, self.links = [], []
        self.walk(entry)
        text, found = finish_text("".join(self.parts)), tuple(self.links)
        self.parts, self.links, self.in_cell = parts, links, False
        first, last = columns.get(entry.get("NameSt", "")), columns.get(entry.get("NameEnd", ""))
        across = last - first + 1 if first is not None and last is not None and last >= first else 1
        more = entry.get("MoreRows", "")
        return Cell(text, found, 0, int(more) + 1 if more.isdecimal() else 1, across, in_head)
