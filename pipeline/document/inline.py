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


def finish_text(raw: str) -> str:
    """Plain text of a block: white space collapsed, markers as ``[1-3,7]``, ``10^9/L``, ``m²``, ``HRdeath``."""
    text = " ".join(raw.split())
    if not text.isascii():
        text = INVISIBLE_RE.sub("", text)
        if MARKS_RE.search(text):
            text = _resolve_marks(text)
    return text


SUP_RE = re.compile(f"{SUP}([^{SUP}{SUP_END}]*){SUP_END}")
SUB_RE = re.compile(f"{SUB}([^{SUB}{SUB_END}]*){SUB_END}")
BREAK_RE = re.compile(f" ?{BREAK}[ {BREAK}]*")


def _resolve_marks(text: str) -> str:
    if SUP in text:
        text = re.sub(f"{SUP_END} ?{SUP}", "", text)
        text = SUP_RE.sub(_write_superscript, text)
    if SUB in text:
        text = SUB_RE.sub(_write_subscript, text)
    if CITE in text:
        text = MARKER_RE.sub(_write_marker, text)
    return MARKS_RE.sub("", BREAK_RE.sub("\n", text)).strip()


# Powers of lengths are written as the units they belong to; any other power keeps its caret.
UNIT_BEFORE_RE = re.compile(r"(?:^|[\s/(·])[kcmdµμn]?m$")
POWERS = str.maketrans("23", "²³")
ORDINAL_RE = re.compile(r"st|nd|rd|th|[ªº®™℠©]+|\(R\)|TM", re.IGNORECASE)


def _write_superscript(match: re.Match[str]) -> str:
    """A citation, a trademark or ordinal, a unit's power, an isotope before its element, or a power with its caret."""
    inner = match[1].strip()
    before, after = (
        match.string[max(0, match.start() - 12) : match.start()],
        match.string[match.end() : match.end() + 1],
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


_NUMBER = rf"{CITE}?\d{{1,4}}{CITE_END}?"
_CITED = rf"{CITE}\d{{1,4}}{CITE_END}"
MARKER_RE = re.compile(
    rf"(?:\[ ?{_NUMBER}(?: ?[,;–-] ?{_NUMBER}| {_NUMBER})* ?\])+|{_CITED}(?:(?: ?[,–-] ?| )?{_CITED})*"
)
NUMBER_RE = re.compile(r"\d+")


def _write_marker(match: re.Match[str]) -> str:
    """Brackets as written on the page; numbers side by side without them, or in brackets of their own, are joined."""
    written = match[0]
    if CITE not in written:
        return written
    plain = MARKS_RE.sub("", written).replace("–", "-")
    if written[0] == "[" and "][" not in written:
        return (
            re.sub(r" ?([,;-]) ?", lambda part: "," if part[1] == ";" else part[1], plain)
            .replace("[ ", "[")
            .replace(" ]", "]")
            .replace(" ", ",")
        )
    if "-" in plain:
        return f"[{plain.replace('][', ',').strip('[]').replace(' ', '')}]"
    return write_marker([int(number) for number in NUMBER_RE.findall(written)])
