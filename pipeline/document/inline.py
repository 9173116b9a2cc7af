"""Running text: white space, superscripts, subscripts and citation markers, the same for every form of capture.

Readers wrap what markup told them in the marks below (Unicode noncharacters, which no page holds as text);
``finish_text`` turns the whole of a block into plain text once its neighbours are known.
"""

import re

from .restore import write_marker

CITE, CITE_END = "\ufdd0", "\ufdd1"
"""Around a number that a link or an element proves to be a citation."""
SUP, SUP_END = "\ufdd2", "\ufdd3"
SUB, SUB_END = "\ufdd4", "\ufdd5"
BREAK = "\ufdd6"
"""A line break within a block."""

MARKS_RE = re.compile("[\ufdd0-\ufdef]")
INVISIBLE_RE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")
SPECIAL_RE = re.compile("[\ufdd0-\ufdef\u200b\u200c\u200d\u2060\ufeff\u00ad]")


def finish_text(raw: str) -> str:
    """Plain text of a block: white space collapsed, markers as ``[1-3,7]``, ``10^9/L``, ``m²``, ``HRdeath``."""
    text = " ".join(raw.split())
    if not text.isascii() and SPECIAL_RE.search(text):
        text = _resolve_marks(INVISIBLE_RE.sub("", text))
    return text


SUP_RE = re.compile(f"{SUP}([^{SUP}{SUP_END}]*?)( ?){SUP_END}( ?)")
SUB_RE = re.compile(f"{SUB}([^{SUB}{SUB_END}]*?)( ?){SUB_END}( ?)")
"""Text raised or lowered, and the space after it on either side of its end."""
BREAK_RE = re.compile(f" ?{BREAK}[ {BREAK}]*")


def _resolve_marks(text: str) -> str:
    if SUP in text:
        text = re.sub(f"(\\d){SUP_END} ?{SUP}(?=\\d)", r"\1,", text)
        text = re.sub(f"{SUP_END} ?{SUP}", "", text)
        text = SUP_RE.sub(lambda match: _write_superscript(match) + (match[2] or match[3]), text)
    if SUB in text:
        text = SUB_RE.sub(lambda match: _write_subscript(match) + (match[2] or match[3]), text)
    if CITE in text:
        text = text.replace(f"[ {CITE}", f"[{CITE}").replace(f"{CITE_END} ]", f"{CITE_END}]")
        text = RUN_RE.sub(_write_run, text)
    if BREAK in text:
        text = BREAK_RE.sub("\n", text)
    return MARKS_RE.sub("", text).strip()


# Powers of lengths are written as the units they belong to; any other power keeps its caret.
UNIT_BEFORE_RE = re.compile(r"(?:^|[\s/(·])[kcmdµμn]?m$")
POWERS = str.maketrans("23", "²³")
ORDINAL_RE = re.compile(r"st|nd|rd|th|[ªº®™℠©]+|\(R\)|TM", re.IGNORECASE)


def _write_superscript(match: re.Match[str]) -> str:
    """A citation, a trademark or ordinal, a unit's power, an isotope before its element, or a power with its caret."""
    inner = match[1].strip()
    before, after = (
        match.string[max(0, match.start() - 12) : match.start()],
        (match[2] or match[3] or match.string[match.end() : match.end() + 1]),
    )
    if CITE in inner or not inner or ORDINAL_RE.fullmatch(inner):
        return inner
    if inner in ("2", "3") and UNIT_BEFORE_RE.search(before):
        return inner.translate(POWERS)
    if after.isalpha() and inner.isdigit() and not before[-1:].isalnum():
        return inner
    inner = inner.replace("−", "-").replace("–", "-") if inner[1:].strip().isdigit() else inner
    return f"^{inner}" if inner[0].isalnum() or inner[0] in "-+" else inner


def _write_subscript(match: re.Match[str]) -> str:
    """A label: joined to its word; after a digit an underscore keeps two numbers from becoming one."""
    inner = match[1].strip()
    return f"_{inner}" if inner[:1].isdigit() and match.string[: match.start()][-1:].isdigit() else inner


# Fragments that entries of reference lists have: #cit/section_1.12, #section_1.12, #ref12, #B12, #cite_note-Smith-3,
# #CDR0000062900__1_r12. A bare element anchor (#_334) is a cross-reference to a figure, a table or a section.
CITED_FRAGMENT_RE = re.compile(
    r"(?:cit|section_[\w.-]{0,40}\.\d|ref|bib|note|fn|footnote)[\w./:-]{0,100}|[\w.:-]{0,100}?[A-Za-z][._-]?0{0,4}\d{1,4}",
    re.IGNORECASE,
)


def is_citation_target(target: str) -> bool:
    """True where a link with a number for its label points to an entry of a reference list on the page."""
    fragment = target.partition("#")[2]
    return bool(fragment) and CITED_FRAGMENT_RE.fullmatch(fragment) is not None


_CITED = f"{CITE}\\d{{1,4}}{CITE_END}"
# Numbers of one marker: side by side, with a comma or dash or space between, or each in brackets of its own.
RUN_RE = re.compile(rf"{_CITED}(?:(?:\]\[| ?[,–-] ?| )?{_CITED})*")
OPEN_BRACKET_RE = re.compile(rf"\[[\d,; –{CITE}{CITE_END}-]{{0,200}}\Z")
NUMBER_RE = re.compile(r"\d+")
MAX_MARKER_CHARS = 200


def _write_run(match: re.Match[str]) -> str:
    """A run within brackets stays as the page writes it; a bare one gets brackets, three in a row become a range."""
    written = match[0]
    plain = MARKS_RE.sub("", written).replace("–", "-").replace(" ", "" if "-" in written or "," in written else ",")
    start = match.start()
    if OPEN_BRACKET_RE.search(match.string, max(0, start - MAX_MARKER_CHARS), start):
        if "][" in written:
            return write_marker(_read_numbers(written)).strip("[]") if "-" not in plain else plain.replace("][", ",")
        return plain
    return f"[{plain}]" if "-" in plain else write_marker(_read_numbers(written))


def _read_numbers(written: str) -> list[int]:
    return [int(number) for number in NUMBER_RE.findall(written)]
