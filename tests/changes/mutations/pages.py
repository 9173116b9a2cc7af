"""Corpus pages as raw text that can be edited: where their paragraphs, items, cells, markers and sections are."""

import html
import os
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
CORPUS = Path(os.environ.get("GUIDELINE_CORPUS", ROOT.parent / "shared" / "corpus"))

ENTITY_RE = re.compile(r"&#x?[0-9A-Fa-f]+;")
TAIL_RE = {
    "html": re.compile(r"<h2[^>]*>(?:Changes to This|Latest Updates to|About This PDQ)"),
    "md": re.compile(r"^## (?:Changes to This|Latest Updates to|About This PDQ)", re.M),
}
SECTION_RE = {"html": re.compile(r"<h2[\s>]"), "md": re.compile(r"^## ", re.M)}
SUBSECTION_RE = {"html": re.compile(r"<section\b[^>]*><h3[\s>]"), "md": re.compile(r"^### (?!References)", re.M)}
REFERENCES_RE = {"html": re.compile(r"<h6[^>]*>References"), "md": re.compile(r"^#+ References", re.M)}
SEGMENT_RE = {
    "html": re.compile(
        r"<(?P<tag>p|li|td)\b[^>]*>(?P<text>(?:(?!<(?:p|li|td|ul|ol|div|table)\b|</(?:p|li|td)>).)+)</(?P=tag)>", re.S
    ),
    "md": re.compile(
        r"^(?P<mark>[ ]*(?:[-*]|\d+\.) |\| )?(?P<text>[^\s#|>!\[-].*(?:\n(?![ ]*(?:[-*] |\d+\. |#|\||$)).+)*)", re.M
    ),
}
MARKER_RE = {
    "html": re.compile(r'\[(?:<a href="#cit/[^"]*">\d+</a>[,–-]?)+\]'),
    "md": re.compile(r"\[(?:\[\d+\]\(#cit/[^)]*\)[,–-]?)+\]"),
}
ROW_START_RE = re.compile(r"<tr\b[^<>]*>\s*$")


@dataclass(frozen=True)
class Segment:
    """A paragraph, list item, row header or table cell: ``raw[start:end]`` is what stands between its tags or marks."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True)
class RawPage:
    """A page as text that can be edited; ``form`` is ``html`` or ``md``."""

    name: str
    form: str
    raw: str

    @cached_property
    def body_end(self) -> int:
        """Where the summary ends and the publisher's own sections begin."""
        tail = TAIL_RE[self.form].search(self.raw)
        return tail.start() if tail else len(self.raw)

    @cached_property
    def segments(self) -> list[Segment]:
        """The paragraphs, items and cells of the body, references left out."""
        found = []
        for start, end in self.sections:
            references = REFERENCES_RE[self.form].search(self.raw, start, end)
            for match in SEGMENT_RE[self.form].finditer(self.raw, start, references.start() if references else end):
                mark = match.groupdict().get("tag") or (match.groupdict().get("mark") or "p").strip()
                kind = "cell" if mark in ("td", "|") else "item" if mark != "p" else "paragraph"
                if "**" in match["text"][:20] and kind == "cell":
                    kind = "row header"  # a row of bold headers
                if ROW_START_RE.search(self.raw[max(match.start() - 80, 0) : match.start()]):
                    kind = "row header"
                found.append(Segment(match.start("text"), match.end("text"), kind))
        return found

    @cached_property
    def sections(self) -> list[tuple[int, int]]:
        """The top-level sections of the body."""
        starts = [match.start() for match in SECTION_RE[self.form].finditer(self.raw, 0, self.body_end)]
        return list(zip(starts, [*starts[1:], self.body_end], strict=True))

    def text_of(self, segment: Segment) -> str:
        """The raw text of a segment."""
        return self.raw[segment.start : segment.end]

    def replace(self, *edits: tuple[int, int, str]) -> "RawPage":
        """The page with stretches replaced; the stretches must not overlap."""
        raw = self.raw
        for start, end, text in sorted(edits, reverse=True):
            raw = raw[:start] + text + raw[end:]
        return RawPage(self.name, self.form, raw)

    def cut_section(self, index: int) -> "RawPage":
        """The page with one of its sections only, with its head and tail."""
        start, end = self.sections[index]
        head = self.raw[: self.sections[0][0]]
        return RawPage(f"{self.name}#{index}", self.form, head + self.raw[start:end] + self.raw[self.body_end :])


def read_page(path: Path) -> RawPage:
    """A corpus page; character references become characters, so that edits see what readers see."""
    raw = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        raw = ENTITY_RE.sub(
            lambda match: match[0] if html.unescape(match[0]) in "<>&\"'" else html.unescape(match[0]), raw
        )
    return RawPage(path.stem, path.suffix[1:], raw)


def list_pages() -> list[Path]:
    """Health-professional pages of the corpus, in order; empty where there is no corpus."""
    return sorted((*CORPUS.glob("cancergov_html/*.html"), *CORPUS.glob("cancergov_md/*.md")))


def strip_markup(text: str) -> str:
    """The words of a raw segment, without tags, link targets and escapes."""
    plain = html.unescape(re.sub(r"<[^<>]*>", "", text))
    return re.sub(r"\]\([^()]*\)|[\[\]*\\_]", " ", plain)
