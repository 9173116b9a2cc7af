"""Bytes to text: encoding, stray control characters, and the form of a capture, told by its content.

1. a byte order mark, or the zero bytes of UTF-16 without one;
2. the declared charset (HTML ``meta``, XML declaration), unless the bytes are sound UTF-8;
3. UTF-8; bytes that are not UTF-8 are read as Windows-1252, as browsers do.
"""

import codecs
import re
from dataclasses import dataclass
from typing import Literal

from pipeline.errors import BinaryPage, EmptyPage, TooLarge

from .limits import LIMITS, Limits

Form = Literal["text", "markdown", "html", "xml"]

MEDIA_TYPES: dict[Form, str] = {
    "text": "text/plain",
    "markdown": "text/markdown",
    "html": "text/html",
    "xml": "application/xml",
}


@dataclass(frozen=True)
class Decoded:
    """A page as text: line ends are ``\\n``, no byte order mark, no control characters but tab and line end.

    ``encoding`` is the codec that read it; ``issues`` says what had to be repaired, in words.
    """

    text: str
    encoding: str
    form: Form
    media_type: str
    issues: tuple[str, ...] = ()


def decode_page(content: bytes, limits: Limits = LIMITS) -> Decoded:
    """Read one page. Raises ``TooLarge``, ``EmptyPage`` or ``BinaryPage``, each with what to do."""
    if len(content) > limits.max_bytes:
        raise TooLarge(f"page of {len(content)} bytes: the limit is max_bytes = {limits.max_bytes}")
    if not content.strip(b" \t\r\n\f\0"):
        raise EmptyPage("page without text: capture it again")
    if kind := _find_binary_kind(content):
        raise BinaryPage(f"page is {kind}, not text: save the page as HTML, XML, markdown or text")
    raw, encoding, issues = _decode(content)
    text, removed = _clean_characters(raw)
    nuls = raw.count("\0")
    if removed - nuls > MAX_STRAY + MAX_CONTROL_SHARE * len(raw) or nuls > MAX_NUL_SHARE * len(raw):
        raise BinaryPage("page is not text in any known encoding: save it as HTML, XML, markdown or text")
    if removed:
        issues = (*issues, f"{removed} control characters removed")
    if not text.strip():
        raise EmptyPage("page without text: capture it again")
    form = find_form(text)
    _check_size(text, form, limits)
    return Decoded(text=text, encoding=encoding, form=form, media_type=MEDIA_TYPES[form], issues=issues)


# What random or compressed bytes show is above 0.1, the worst damaged text capture seen is below 0.001.
MAX_CONTROL_SHARE = 0.03
# As many may stand in the shortest page.
MAX_STRAY = 4
# Zero bytes alone come from scrapers that pad; a program or an image has more, and other control characters too.
MAX_NUL_SHARE = 0.2

BINARY_KINDS = (
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a ZIP or office file"),
    (b"\xd0\xcf\x11\xe0", "an office file"),
    (b"\x89PNG", "an image"),
    (b"GIF8", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"\x1f\x8b", "a gzip file that cannot be unpacked"),
    (b"\x7fELF", "a program"),
)


def _find_binary_kind(content: bytes) -> str | None:
    return next((kind for magic, kind in BINARY_KINDS if content.startswith(magic)), None)


# utf-32 first: its little-endian mark begins with that of utf-16.
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def _decode(content: bytes) -> tuple[str, str, tuple[str, ...]]:
    """Text, the codec that read it, and what had to be repaired."""
    for mark, encoding in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            body = content[len(mark) :]
            return _decode_utf8(body) if encoding == "utf-8" else (body.decode(encoding, "replace"), encoding, ())
    if wide := _guess_utf16(content):
        return content.decode(wide, "replace"), wide, ()
    declared = find_declared_encoding(content)
    if declared not in (None, "utf-8") and not _is_sound_utf8(content):
        assert declared is not None
        text = content.decode(declared, "replace")
        issues = (f"bytes that are not {declared} replaced",) if "\ufffd" in text else ()
        return text, declared, issues
    return _decode_utf8(content)


def _guess_utf16(content: bytes) -> str | None:
    """UTF-16 without a mark: Latin text has a zero in nearly every second byte, and in those alone."""
    sample = content[:4096]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    half = max(len(sample) // 2, 1)
    if odd > 0.7 * half and even < 0.05 * half:
        return "utf-16-le"
    if even > 0.7 * half and odd < 0.05 * half:
        return "utf-16-be"
    return None


DECLARED_RE = re.compile(
    rb"""<\?xml[^>]{0,200}?encoding\s{0,9}=\s{0,9}["']([\w.:-]{1,40})|<meta[^>]{0,400}?charset\s{0,9}=\s{0,9}["']?([\w.:-]{1,40})""",
    re.IGNORECASE,
)
# The declaration stands at the top; some captures have long comments or scripts before it.
DECLARED_WITHIN_BYTES = 8192
# Codecs a page may be in (https://encoding.spec.whatwg.org/#names-and-labels); its other labels are not for text.
PAGE_CODEC_RE = re.compile(
    r"utf-8|cp125\d|iso8859-\d{1,2}|koi8-[ru]|mac-roman|gb2312|gbk|gb18030|big5|shift_jis|euc_jp|euc_kr|iso2022_jp"
)
# By the same standard these labels mean Windows-1252.
WINDOWS_1252_LABELS = frozenset({"iso8859-1", "ascii", "iso8859-9"})


def find_declared_encoding(content: bytes) -> str | None:
    """The codec a page names for itself, or None where it names none that a page can be in."""
    match = DECLARED_RE.search(content[:DECLARED_WITHIN_BYTES])
    if match is None:
        return None
    try:
        name = codecs.lookup((match[1] or match[2]).decode("ascii")).name
    except (LookupError, UnicodeDecodeError):
        return None
    if name in WINDOWS_1252_LABELS:
        return "cp1252"
    return name if PAGE_CODEC_RE.fullmatch(name) else None


def _is_sound_utf8(content: bytes) -> bool:
    """True for UTF-8 with at least one character beyond ASCII: other encodings give that by accident only."""
    if content.isascii():
        return False
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _decode_utf8(content: bytes) -> tuple[str, str, tuple[str, ...]]:
    """UTF-8, else Windows-1252, else UTF-8 with single bytes of Windows-1252 (pages pasted together)."""
    try:
        return content.decode("utf-8"), "utf-8", ()
    except UnicodeDecodeError as error:
        if error.end == len(content) and error.reason == "unexpected end of data":
            return content[: error.start].decode("utf-8"), "utf-8", ("page ends within a character",)
    mixed = content.decode("utf-8", "surrogateescape")
    damaged = sum("\udc80" <= character <= "\udcff" for character in mixed)
    sound = sum(character > "\x7f" for character in mixed) - damaged
    if sound <= damaged:
        return content.decode("latin-1"), "cp1252", ()
    repaired = re.sub("[\udc80-\udcff]", lambda match: chr(ord(match[0]) - 0xDC00), mixed)
    return repaired, "utf-8", (f"{damaged} bytes that are not utf-8 read as cp1252",)


# C1 controls never stand in text: they are Windows-1252 taken for Latin-1.
C1_TO_TEXT = {code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}
C1_RE = re.compile("[\x80-\x9f]")
# Escaped, they would pass for what readers mark with them.
NONCHARACTER_RE = re.compile(r"&#(?:x0{0,6}fd[de][0-9a-f]|0{0,6}(?:6497[6-9]|649[89]\d|6500[0-7]));?", re.IGNORECASE)
CONTROL_RE = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
LINE_END_RE = re.compile("\r\n?|\x0c|\u2028|\u2029")
# One pass over a clean page instead of three.
UNCLEAN_RE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def _clean_characters(text: str) -> tuple[str, int]:
    """Text with plain line ends and without control characters, and how many of those were removed."""
    text = text.removeprefix("\ufeff")
    if UNCLEAN_RE.search(text) is None and NONCHARACTER_RE.search(text) is None:
        return text, 0
    text = LINE_END_RE.sub("\n", text)
    if C1_RE.search(text):
        text = text.translate(C1_TO_TEXT)
    text, escaped = NONCHARACTER_RE.subn("", text)
    text, plain = CONTROL_RE.subn("", text)
    return text, plain + escaped


def _check_size(text: str, form: Form, limits: Limits) -> None:
    """Raise ``TooLarge`` for what would take too long to read: the work grows with tags and lines."""
    if form in ("html", "xml"):
        if (tags := text.count("<")) > limits.max_tags:
            raise TooLarge(f"page of {tags} tags: the limit is max_tags = {limits.max_tags}")
        return
    lines = text.split("\n")
    if len(lines) > limits.max_lines:
        raise TooLarge(f"page of {len(lines)} lines: the limit is max_lines = {limits.max_lines}")
    if (longest := max(map(len, lines))) > limits.max_line_chars:
        raise TooLarge(f"line of {longest} characters: the limit is max_line_chars = {limits.max_line_chars}")


# --- form ---------------------------------------------------------------------------------------------------------

FORM_SAMPLE_CHARS = 60_000
XML_START_RE = re.compile(r"\s*(?:<\?xml\b|<!DOCTYPE\s+(?!html\b)\w|<Summary\b)", re.IGNORECASE)
HTML_ROOT_RE = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
FRONT_MATTER_RE = re.compile(r"\s*---[ \t]*\n(?:[^\n]*\n){1,200}?---[ \t]*(?:\n|\Z)")
BLOCK_TAG_RE = re.compile(
    r"</?(?:p|div|h[1-6]|ul|ol|li|table|tr|td|th|section|article|main|title|script|br)\b[^<>]{0,500}>", re.IGNORECASE
)
MARKDOWN_RE = re.compile(
    r"^#{1,6} \S|\]\((?:https?:|/|#)|^\|(?: ?:?-{3,}:? ?\|)+ ?$|^\*\*\S|^(?:```|~~~)", re.MULTILINE
)
HTML_ROOT_WITHIN_CHARS = 4000


def find_form(text: str) -> Form:
    """The form of a capture: XML and HTML by how they begin or by their tags, markdown by its marks, else text."""
    sample = text[:FORM_SAMPLE_CHARS]
    if XML_START_RE.match(sample):
        return "html" if HTML_ROOT_RE.search(sample[:HTML_ROOT_WITHIN_CHARS]) else "xml"
    if FRONT_MATTER_RE.match(sample):
        return "markdown"
    if sample.lstrip().startswith("<") and HTML_ROOT_RE.search(sample[:HTML_ROOT_WITHIN_CHARS]):
        return "html"
    tags = len(BLOCK_TAG_RE.findall(sample))
    marks = len(MARKDOWN_RE.findall(sample))
    if tags >= 2 and tags > marks:
        return "html"
    return "markdown" if marks >= 2 else "text"
