"""Bytes to text: encodings, damage, forms."""

import pytest

from pipeline.document.decode import decode_page, find_form
from pipeline.document.limits import Limits
from pipeline.errors import BinaryPage, EmptyPage, TooLarge

SENTENCE = "Survival was 40% – 50% (“about half”) at 5 µg/m² in Zoë’s trial."


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (SENTENCE.encode(), "utf-8"),
        (b"\xef\xbb\xbf" + SENTENCE.encode(), "utf-8"),
        (SENTENCE.encode("cp1252"), "cp1252"),
        (b"\xff\xfe" + SENTENCE.encode("utf-16-le"), "utf-16-le"),
        (b"\xfe\xff" + SENTENCE.encode("utf-16-be"), "utf-16-be"),
        (SENTENCE.encode("utf-16-le"), "utf-16-le"),
        (SENTENCE.encode("utf-16-be"), "utf-16-be"),
        (b"\xff\xfe\x00\x00" + SENTENCE.encode("utf-32-le"), "utf-32-le"),
    ],
)
def test_every_encoding_gives_the_same_text(content: bytes, encoding: str) -> None:
    decoded = decode_page(content)
    assert (decoded.text, decoded.encoding, decoded.form) == (SENTENCE, encoding, "text")


@pytest.mark.parametrize(
    ("declared", "written", "read"),
    [
        ("windows-1252", "cp1252", "cp1252"),
        ("iso-8859-1", "cp1252", "cp1252"),
        ("iso-8859-1", "utf-8", "utf-8"),
        ("utf-8", "cp1252", "cp1252"),
        ("unicode_escape", "utf-8", "utf-8"),
        ("no-such-charset", "utf-8", "utf-8"),
        ("macintosh", "mac-roman", "mac-roman"),
    ],
)
def test_a_declared_charset_yields_to_the_bytes(declared: str, written: str, read: str) -> None:
    page = f'<html><head><meta charset="{declared}"></head><body><p>Zoë’s trial</p></body></html>'
    decoded = decode_page(page.encode(written))
    assert (decoded.text, decoded.encoding, decoded.form) == (page, read, "html")


def test_the_xml_declaration_names_the_charset() -> None:
    page = '<?xml version="1.0" encoding="KOI8-R"?><Summary><Para>Объём 5%</Para></Summary>'
    decoded = decode_page(page.encode("koi8-r"))
    assert (decoded.text, decoded.encoding, decoded.form, decoded.media_type) == (
        page,
        "koi8-r",
        "xml",
        "application/xml",
    )


def test_bytes_pasted_from_another_encoding_are_repaired_and_reported() -> None:
    decoded = decode_page("Zoë’s naïve trial: ".encode() + b"5\x966%")
    assert decoded.text == "Zoë’s naïve trial: 5–6%"
    assert decoded.issues == ("1 bytes that are not utf-8 read as cp1252",)


def test_a_page_cut_within_a_character_loses_that_character_only() -> None:
    decoded = decode_page("Risk was 5% – 6".encode()[:-4])
    assert decoded.text == "Risk was 5% "
    assert decoded.issues == ("page ends within a character",)


def test_nul_bytes_and_line_ends_are_cleaned() -> None:
    decoded = decode_page(b"The risk was\r\n5%.\x00 It rose to\r10% in the following year of the study, then fell.")
    assert decoded.text == "The risk was\n5%. It rose to\n10% in the following year of the study, then fell."
    assert decoded.issues == ("1 control characters removed",)


def test_noncharacters_are_removed_also_where_they_are_escaped() -> None:
    decoded = decode_page("<p>Risk \ufdd0was &#xFDD0;5&#64977;%</p>".encode())
    assert (decoded.text, decoded.issues) == ("<p>Risk was 5%</p>", ("3 control characters removed",))


def test_zero_bytes_within_a_text_are_no_sign_of_a_binary_page() -> None:
    assert decode_page(b"Sur\0vival was \0 5%\0.").text == "Survival was  5%."


@pytest.mark.parametrize("content", [b"", b" \r\n\t", b"\x00" * 50, b"\xef\xbb\xbf", b"\xff\xfe"])
def test_pages_without_text_are_empty(content: bytes) -> None:
    with pytest.raises(EmptyPage):
        decode_page(content)


@pytest.mark.parametrize(
    "content", [b"%PDF-1.7 text", b"PK\x03\x04" + b"a" * 90, b"\x89PNG\r\n", bytes(range(256)) * 40, b"a\x01" * 99]
)
def test_binary_pages_are_named(content: bytes) -> None:
    with pytest.raises(BinaryPage):
        decode_page(content)


def test_limits_are_named() -> None:
    with pytest.raises(TooLarge, match="max_bytes"):
        decode_page(b"a" * 11, Limits(max_bytes=10))
    with pytest.raises(TooLarge, match="max_line_chars"):
        decode_page(b"short\n" + b"a" * 11, Limits(max_line_chars=10))
    with pytest.raises(TooLarge, match="max_lines"):
        decode_page(b"a\nb\nc", Limits(max_lines=2))
    with pytest.raises(TooLarge, match="max_tags"):
        decode_page(b"<p>a</p><p>b</p>", Limits(max_tags=3))
    assert decode_page(b"<p>" + b"a" * 11 + b"</p>", Limits(max_line_chars=10)).form == "html"


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Skip to content\n\nFont Size\n\nRisk is <18 per 1,000 and >5%.", "text"),
        ("A list:\n- one\n- two\n\nAnother paragraph [1].", "text"),
        ("---\ntitle: A page\n---\n\nText", "markdown"),
        ("# A title\n\nText with a [link](https://example.org/a).", "markdown"),
        ("## One\n\nText<br>more\n\n| a | b |\n|---|---|\n| 1 | 2 |", "markdown"),
        ("<!DOCTYPE html><html><body>x</body></html>", "html"),
        ("  <!-- saved from url --><html><p>x", "html"),
        ("<p>One<p>Two", "html"),
        ("text before</td><td>more</td></tr>", "html"),
        ('<?xml version="1.0"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"></html>', "html"),
        ('<?xml version="1.0"?><Summary id="CDR0000000001"><Para>5%</Para></Summary>', "xml"),
        ('<!DOCTYPE Summary SYSTEM "pdq.dtd"><Summary/>', "xml"),
        ("<Summary><SummaryTitle>x</SummaryTitle></Summary>", "xml"),
    ],
)
def test_the_form_is_told_by_the_content(text: str, form: str) -> None:
    assert find_form(text) == form
