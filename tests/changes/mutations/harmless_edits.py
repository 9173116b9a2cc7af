"""Edits that change nothing a rule could mean: other markup, typography, order, and numbers of references.

Each function takes a page and a seeded choice and returns the edited page, or None where the page has nothing of its
kind.
"""

import html
import random
import re
from collections.abc import Callable
from itertools import pairwise

from markdown_it import MarkdownIt

from .pages import REFERENCES_RE, RawPage, Segment

EditPage = Callable[[RawPage, random.Random], RawPage | None]

SYNONYMS = {"demonstrated": "showed", "showed": "demonstrated", "however": "but", "approximately half": "about half"}
SYNONYMS |= {"utilized": "used", "additionally": "in addition", "although": "though", "reported": "described"}
SYNONYMS |= {"In addition": "Moreover", "Also": "In addition", "found": "observed", "found that": "observed that"}
FRONT_MATTER_RE = re.compile(r"\A---\n.*?\n---\n", re.S)
OUTER_ITEM_RE = re.compile(r"\d{1,2}\. ")
FULL_STOP_RE = re.compile(r"(?<=[a-z]{3}\.) (?=[A-Z][a-z])")


def churn_markup(page: RawPage, rng: random.Random) -> RawPage | None:
    """Other attributes, wrappers and line breaks (HTML); other emphasis marks and list marks (Markdown)."""
    raw = page.raw
    if page.form == "html":
        raw = re.sub(r' tabindex="-1"', lambda _: rng.choice(("", ' class="r"', ' tabindex="0" data-x="1"')), raw)
        raw = re.sub(r"<p(?=[ >])", lambda _: rng.choice(("<p", '<p style="margin:0"')), raw)
        raw = raw.replace("</p>", "</p>\n<!-- 42% -->\n").replace("<em>", "<i>").replace("</em>", "</i>")
        return RawPage(page.name, page.form, raw)
    raw = re.sub(r"^- ", "* ", raw, flags=re.M)
    return RawPage(page.name, page.form, re.sub(r"(?<![*\w])\*(\w+)\*(?![*\w])", r"_\1_", raw))


def change_typography(page: RawPage, rng: random.Random) -> RawPage | None:
    """Straight for curly quotes, hyphens for dashes between words, no-break spaces, doubled spaces."""
    edits = []
    for segment in page.segments:
        text = page.text_of(segment)
        new = text.replace("’", "'").replace("“", "&quot;" if page.form == "html" else '"').replace("”", '"')
        new = re.sub(r"(?<=[a-z])–(?=[a-z])", "-", new)
        new = re.sub(r"(?<=\d) (?=(?:years|months|mg|Gy|cm)\b)", "\u00a0", new)
        new = re.sub(r"(?<=[a-z]{3}) (?=[a-z]{3})", lambda _: rng.choice((" ", " ", " ", "  ")), new)
        edits.append((segment.start, segment.end, new))
    return page.replace(*edits)


def change_chrome(page: RawPage, rng: random.Random) -> RawPage | None:
    """Navigation, an advertisement and a footer around the summary (HTML); other front matter (Markdown)."""
    number = rng.randint(2, 97)
    if page.form == "md":
        return RawPage(
            page.name,
            page.form,
            page.raw.replace("version: v1", f"version: v{number}").replace("status: active", "status: live"),
        )
    bar = f'<nav><ul><li><a href="/a">Topics</a></li><li><a href="/b">{number} tips</a></li></ul></nav>'
    ad = f'<aside class="ad"><p>Save {number}% today.</p></aside>'
    raw = page.raw.replace("<h1>", f"{bar}<h1>", 1)
    return RawPage(page.name, page.form, raw.replace("</body>", f"{ad}<footer><p>Contact us</p></footer></body>"))


def change_dates(page: RawPage, rng: random.Random) -> RawPage | None:
    """Dates of posting, review and update."""
    raw = re.sub(
        r"(20\d\d)-(\d\d)-(\d\d)(?=[\"'])", lambda m: f"{int(m[1]) + 1}-{m[2]}-{rng.randint(10, 28)}", page.raw
    )
    raw = re.sub(r"(This Summary \()(\d\d)/(\d\d)/(\d{4})", lambda m: f"{m[1]}{m[2]}/{m[3]}/{int(m[4]) + 1}", raw)
    return RawPage(page.name, page.form, raw)


def change_links(page: RawPage, _: random.Random) -> RawPage | None:
    """Other targets and titles of links that are no citations."""
    if page.form == "html":
        raw = re.sub(r'(<a [^>]*?href=")(/[^"#]*)"', r'\1https://www.cancer.gov\2?redirect=true"', page.raw)
    else:
        raw = re.sub(r"\]\((/[^)\s#]*)\)", r"](https://www.cancer.gov\1?redirect=true)", page.raw)
    return RawPage(page.name, page.form, raw) if raw != page.raw else None


def use_synonyms(page: RawPage, rng: random.Random) -> RawPage | None:
    """Carrier words for others of the same meaning, in a third of the paragraphs."""
    pattern = re.compile(rf"\b({'|'.join(sorted(map(re.escape, SYNONYMS), key=len, reverse=True))})\b(?! (?:to|by) )")
    edits = []
    for segment in page.segments:
        text = page.text_of(segment)
        if rng.random() < 0.34 and "%" in text:
            edits.append((segment.start, segment.end, pattern.sub(lambda m: SYNONYMS[m[1]], text)))
    return page.replace(*edits) if edits else None


def _paragraph_elements(page: RawPage, start: int, end: int) -> list[tuple[int, int]]:
    """Whole paragraphs with their tags, that stand next to a paragraph of the same parent."""
    references = REFERENCES_RE[page.form].search(page.raw, start, end)
    stop = references.start() if references else end
    if page.form == "html":
        pattern = re.compile(r"<p\b[^>]*>(?:(?!<p\b|</p>).)*</p>", re.S)
    else:
        pattern = re.compile(r"(?<=\n\n)[A-Z][^\n]{80,}(?=\n\n)")
    return [match.span() for match in pattern.finditer(page.raw, start, stop)]


def _carries_on(text: str) -> bool:
    """Whether a paragraph leans on the one before it, or leads into a list."""
    plain = re.sub(r"<[^>]*>", "", text).strip()
    return plain.endswith(":") or bool(
        re.match(r"(?:This|These|Those|The (?:study|trial)|In (?:this|that)|It|They|Of |Evidence)", plain)
    )


def move_paragraph(page: RawPage, rng: random.Random) -> RawPage | None:
    """Two paragraphs of one section change places."""
    pairs = []
    for start, end in page.sections:
        spans = _paragraph_elements(page, start, end)
        for one, other in pairwise(spans):
            between = page.raw[one[1] : other[0]].strip()
            texts = page.raw[one[0] : one[1]], page.raw[other[0] : other[1]]
            if not between and "%" in texts[0] + texts[1] and not any(map(_carries_on, texts)):
                pairs.append((one, other))
    if not pairs:
        return None
    one, other = rng.choice(pairs)
    return page.replace((*one, page.raw[other[0] : other[1]]), (*other, page.raw[one[0] : one[1]]))


def swap_sections(page: RawPage, rng: random.Random) -> RawPage | None:
    """Two neighbouring top-level sections change places."""
    if len(page.sections) < 3:
        return None
    index = rng.randrange(1, len(page.sections) - 1)
    one, other = page.sections[index], page.sections[index + 1]
    return page.replace((*one, page.raw[slice(*other)]), (*other, page.raw[slice(*one)]))


def split_paragraph(page: RawPage, rng: random.Random) -> RawPage | None:
    """A paragraph becomes two at a full stop."""
    choices: list[tuple[Segment, int]] = []
    for segment in page.segments:
        text = page.text_of(segment)
        if segment.kind == "paragraph" and "%" in text:
            for stop in FULL_STOP_RE.finditer(text):
                if not _carries_on(text[stop.end() :]):
                    choices.append((segment, stop.start()))
    if not choices:
        return None
    segment, stop = rng.choice(choices)
    at = segment.start + stop
    return page.replace((at, at + 1, "</p><p>" if page.form == "html" else "\n\n"))


def join_list(page: RawPage, rng: random.Random) -> RawPage | None:
    """The items of a list become the sentences of a paragraph; of a list within an item, the sentences of that."""
    if page.form == "html":
        pattern = re.compile(
            r"<ul[^>]*>((?:<li>(?:(?!<li|<ul|<p|</li>|</ul>).)*\.(?:\[[^\]]*\])?\s*</li>\s*){2,})</ul>", re.S
        )
        item = re.compile(r"<li>(.*?)</li>", re.S)
    else:
        pattern = re.compile(r"(?<=\n\n)((?:- [A-Z][^\n]*\.\S*\n){2,})(?=\n)")
        item = re.compile(r"- (.*)")
    lists = [m for m in pattern.finditer(page.raw, 0, page.body_end) if "%" in m[1]]
    if not lists:
        return None
    found = rng.choice(lists)
    text = " ".join(part.strip() for part in item.findall(found[1]))
    if page.form == "html":
        return page.replace((found.start(), found.end(), f"<p>{text}</p>"))
    before = page.raw[: found.start()].rstrip()
    start = len(before) if OUTER_ITEM_RE.match(before[before.rfind("\n") + 1 :]) else found.start()
    return page.replace((start, found.end(), f" {text}\n" if start == len(before) else f"{text}\n"))


def renumber(page: RawPage, _: random.Random) -> RawPage | None:
    """One more entry at the head of the first list of references; every number of the list moves on."""
    prefix = "section_1."
    if f"{prefix}1" not in page.raw:
        return None
    references = REFERENCES_RE[page.form].search(page.raw)
    if not references:
        return None
    raw = re.sub(
        rf"(#cit/{re.escape(prefix)})(\d+)(\">)\d+(</a>)",
        lambda m: f"{m[1]}{int(m[2]) + 1}{m[3]}{int(m[2]) + 1}{m[4]}",
        page.raw,
    )
    raw = re.sub(
        rf"\[\d+\]\(#cit/{re.escape(prefix)}(\d+)\)", lambda m: f"[{int(m[1]) + 1}](#cit/{prefix}{int(m[1]) + 1})", raw
    )
    raw = re.sub(rf'(id="{re.escape(prefix)})(\d+)"', lambda m: f'{m[1]}{int(m[2]) + 1}"', raw)
    entry = "Sample A, Other B: A new first reference of this list. J Sample Oncol 1 (1): 1-9, 2024."
    start = REFERENCES_RE[page.form].search(raw)
    assert start
    if page.form == "html":
        at = raw.index("<ol>", start.start()) + len("<ol>")
        return RawPage(page.name, page.form, f'{raw[:at]}<li id="{prefix}1">{entry}</li>{raw[at:]}')
    at = raw.index("\n1. ", start.start()) + 1
    stop = next((m.start() for m in re.finditer(r"^#", raw[at:], re.M)), len(raw) - at) + at
    listed = re.sub(r"^(\d+)\. ", lambda m: f"{int(m[1]) + 1}. ", raw[at:stop], flags=re.M)
    return RawPage(page.name, page.form, f"{raw[:at]}1. {entry}\n{listed}{raw[stop:]}")


HARMLESS: dict[str, EditPage] = {
    "markup": churn_markup,
    "typography": change_typography,
    "chrome": change_chrome,
    "dates": change_dates,
    "links": change_links,
    "synonyms": use_synonyms,
    "moved-paragraph": move_paragraph,
    "swapped-sections": swap_sections,
    "split-paragraph": split_paragraph,
    "list-to-sentences": join_list,
    "renumbered": renumber,
}


def encode_otherwise(content: bytes, rng: random.Random) -> bytes:
    """The same page as another capture saves it: another encoding, a byte order mark, other line ends."""
    text = content.decode("utf-8")
    forms: list[Callable[[], bytes]] = [
        lambda: text.replace('charset="utf-8"', 'charset="utf-16"').encode("utf-16"),
        lambda: b"\xef\xbb\xbf" + content,
        lambda: text.replace("\n", "\r\n").encode(),
    ]
    return rng.choice(forms)()


TABLE_RE = re.compile(r"(?:^\|.*\n)+", re.M)
SEPARATOR_RE = re.compile(r"\|(?:[ \t]*:?-{2,}:?[ \t]*\|)+")
CELL_RE = re.compile(r"\|((?:[^|\\]|\\.)*)(?=\|)")
COVERED = " "
# What is plain to a reader of the capture and something else to CommonMark: an item that goes on with a list after a
# paragraph, a comparison at the head of an item.
RESUMED_ITEM_RE = re.compile(r"(?<=[^\n])\n(?=\d{1,2}\. \S)")
HEAD_SIGN_RE = re.compile(r"^([ \t]*[-*] )>", re.M)
MARKDOWN = MarkdownIt("commonmark")


def cut_broken_tables(markdown: str) -> str:
    """A Markdown capture without the tables that lost cells to row spans: what HTML they had is not known."""
    return TABLE_RE.sub(lambda table: "" if _has_short_rows(table[0]) else table[0], markdown)


def _has_short_rows(table: str) -> bool:
    return len({len(CELL_RE.findall(line)) for line in table.splitlines()}) > 1


def write_as_html(markdown: str) -> str:
    """A Markdown capture as the HTML page it was taken from: headings, paragraphs, lists, tables, links, emphasis."""
    title = re.search(r"^title: (.*)$", markdown, re.M)
    url = re.search(r"^url: (.*)$", markdown, re.M)
    head = f"<title>{html.escape(title[1] if title else '')}</title>"
    head += f'<link rel="canonical" href="{url[1]}">' if url else ""
    text = HEAD_SIGN_RE.sub(r"\1&gt;", FRONT_MATTER_RE.sub("", markdown))
    text = TABLE_RE.sub(lambda table: f"\n{_write_table(table[0])}\n\n", RESUMED_ITEM_RE.sub("\n\n", text))
    body = MARKDOWN.render(text)
    return f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">{head}</head><body>{body}</body></html>'


def _write_table(table: str) -> str:
    """A pipe table as HTML; a cell of one space is a place that the cell before it covers, as the captures write it."""
    head, rows = True, []
    for line in table.splitlines():
        if SEPARATOR_RE.fullmatch(line.strip()):
            head = False
            continue
        cells: list[tuple[str, int]] = []
        for cell in CELL_RE.findall(line):
            if cell == COVERED and cells:
                cells[-1] = cells[-1][0], cells[-1][1] + 1
            else:
                cells.append((cell.strip(), 1))
        tag = "th" if head else "td"
        written = (f'<{tag} colspan="{span}">{MARKDOWN.renderInline(text)}</{tag}>' for text, span in cells)
        rows.append(f"<tr>{''.join(written)}</tr>")
    return f"<table>{''.join(rows)}</table>"
