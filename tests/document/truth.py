"""What a page of the corpus holds, read from its raw markup by another route than the document stage's.

HTML by ``lxml.html``, XML by the standard library, markdown by ``markdown-it``. Furniture of PDQ is left out here by
the headings of its sections. Texts are compared by their letters and digits, without citation markers.
"""

import re
import xml.etree.ElementTree as ElementTree
from collections import Counter
from dataclasses import dataclass, field

from lxml import html
from markdown_it import MarkdownIt

MARKER_RE = re.compile(r"\[\d{1,4}(?:[,–-]\d{1,4})*\]")
FURNITURE_RE = re.compile(
    r"(?:Changes to|Latest Updates|About This PDQ|About PDQ|Get More Information|Modificaciones|Información sobre este"
    r"|Obtenga más|Descripción del PDQ)",
    re.IGNORECASE,
)
REFERENCES_RE = re.compile(r"References|Bibliografía")
CONTROL_RE = re.compile(r"(?:Enlarge|Ampliar)?")
PMID_RE = re.compile(r"list_uids=(\d+)")


@dataclass
class Truth:
    """Texts by kind, heading paths, cited numbers in page order, PMIDs of the reference lists."""

    texts: dict[str, Counter[str]] = field(default_factory=lambda: {kind: Counter() for kind in ("p", "li", "cell")})
    headings: Counter[tuple[str, ...]] = field(default_factory=Counter)
    cited: Counter[int] = field(default_factory=Counter)
    pmids: set[str] = field(default_factory=set)

    def add(self, kind, text):
        """A block, unless it is empty or a control of the page."""
        if not CONTROL_RE.fullmatch(text.strip()) and (flat := flatten(text)):
            self.texts[kind][flat] += 1


def flatten(text):
    """Letters and digits of a text, lower case, without citation markers and the signs of superscripts."""
    plain = MARKER_RE.sub("", text).replace("²", "2").replace("³", "3")
    return re.sub(r"[\W_]+", "", plain).lower()


class _Sections:
    """The open headings of a page, and whether what stands under them is furniture or a reference list."""

    def __init__(self):
        self.path = []
        self.furniture = self.references = False

    def open(self, level, text, truth):
        """A heading; it is part of the truth unless it names furniture or references."""
        if level <= 2:
            self.furniture = bool(FURNITURE_RE.match(text))
        self.references = bool(REFERENCES_RE.fullmatch(text))
        if not self.furniture and not self.references:
            self.path = [*(entry for entry in self.path if entry[0] < level), (level, flatten(text))]
            truth.headings[tuple(heading for _, heading in self.path)] += 1


OWN_BLOCKS = frozenset("p li ul ol table div h1 h2 h3 h4 h5 h6 figure section figcaption td th tr caption".split())


def read_html_truth(markup):
    """Paragraphs, list items and cells of a cancer.gov page by their own text, without blocks within them."""
    truth, sections = Truth(), _Sections()
    for element in html.fromstring(markup).body.iter():
        name = element.tag if isinstance(element.tag, str) else ""
        if re.fullmatch("h[1-6]", name):
            sections.open(int(name[1]), " ".join(element.text_content().split()), truth)
        elif sections.furniture or "CDR0" in (element.text or "")[:4]:
            continue
        elif sections.references:
            truth.pmids.update(PMID_RE.findall(element.get("href") or ""))
        elif name in ("td", "th"):
            truth.add("cell", element.text_content())
        elif name in ("p", "li") and not _is_within(element, ("td", "th", "noscript")):
            truth.add(name, _read_own_text(element, OWN_BLOCKS, "a"))
        elif name == "a" and re.search(r"#(?:cit/)?section_", element.get("href") or ""):
            truth.cited[int(element.text_content())] += 1
    return truth


def _is_within(element, names):
    return any(ancestor.tag in names for ancestor in element.iterancestors())


def _read_own_text(element, blocks, link):
    parts = [element.text or ""]
    for child in element:
        is_cited = child.tag == link and re.search(r"#(?:cit/)?section_", child.get("href") or "")
        is_control = "enlarge" in (child.get("class") or "") or "toggle" in (child.get("class") or "")
        if child.tag not in blocks and isinstance(child.tag, str) and not is_cited and not is_control:
            parts.append(_read_own_text(child, blocks, link))
        parts.append(child.tail or "")
    return "".join(parts)


XML_BLOCKS = frozenset(
    "Para ListItem ItemizedList OrderedList Table MediaLink SummarySection ReferenceSection ListTitle QandASet Caption"
    " Reference".split()
)


def read_xml_truth(markup):
    """Paragraphs, list items and cells of a PDQ summary in XML."""
    truth = Truth()
    root = ElementTree.fromstring(markup)
    _read_section(root, [flatten(root.findtext("SummaryTitle") or "")], truth)
    return truth


def _read_section(element, path, truth):
    for child in element:
        if child.tag == "SummarySection":
            title = "".join(child.find("Title").itertext()) if child.find("Title") is not None else ""
            if len(path) == 1 and FURNITURE_RE.match(title.strip()):
                continue
            inner = [*path, flatten(title)] if title else path
            truth.headings[tuple(inner)] += bool(title)
            _read_section(child, inner, truth)
        elif child.tag not in ("SummaryMetaData", "SectMetaData"):
            _read_element(child, path, truth)


def _read_element(element, path, truth):
    if element.tag in ("Para", "ListItem"):
        truth.add("p" if element.tag == "Para" else "li", _read_own_text(element, XML_BLOCKS, ""))
    elif element.tag == "entry":
        truth.add("cell", "".join(element.itertext()))
        truth.cited.update(int(reference.get("refidx")) for reference in element.iter("Reference"))
        return
    elif element.tag == "Citation" and element.get("PMID"):
        truth.pmids.add(element.get("PMID"))
    elif element.tag == "Reference":
        truth.cited[int(element.get("refidx"))] += 1
    _read_section(element, path, truth)


def read_markdown_truth(text):
    """Paragraphs, list items and cells of a markdown capture. Wrapped lines that begin with a number begin an item."""
    body = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL)
    body = re.sub(r"(?m)^(\d{1,3}\. )", r"\n\1", body)
    truth, sections = Truth(), _Sections()
    opened = []
    for token in MarkdownIt("commonmark").enable("table").parse(body):
        if token.nesting:
            opened = [*opened, token.tag] if token.nesting == 1 else opened[:-1]
        elif token.type == "inline":
            _read_inline(token, opened, sections, truth)
    return truth


def _read_inline(token, opened, sections, truth):
    parts, targets, at = [], [], 0
    while at < len(token.children):
        child = token.children[at]
        target = str(child.attrs.get("href", "")) if child.type == "link_open" else ""
        targets.append(target)
        if "#cit/" in target:
            if not sections.furniture:
                truth.cited[int(token.children[at + 1].content)] += 1
            at += 2
        elif child.type in ("softbreak", "hardbreak"):
            parts.append(" ")
        elif child.type != "image" and not CONTROL_RE.fullmatch(child.content):
            parts.append(child.content)
        at += 1
    text = "".join(parts)
    if opened[-1].startswith("h") and opened[-1][1:].isdigit():
        sections.open(int(opened[-1][1]), text, truth)
    elif sections.references:
        truth.pmids.update(PMID_RE.findall(" ".join(targets)))
    elif not sections.furniture and not re.fullmatch(r"-*|Go to .{4,20} Version", text.strip()):
        kind = "cell" if opened[-1] in ("td", "th") else "li" if "li" in opened else "p"
        truth.add(kind, text)
