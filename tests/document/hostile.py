"""Pages that no scraper should save, by name, in any size.

    python tests/document/hostile.py NAME SIZE

reads one and prints what came of it: CPU seconds, peak memory in MB, and the error's name or ``read``.
"""

import gzip
import resource
import sys
import time
from collections.abc import Callable

from pipeline.document import parse_document
from pipeline.document.archives import split_archive
from pipeline.errors import PageError
from pipeline.records import Document, Page

SENTENCE = b"Overall survival was 40% at 5 years in the trial of 120 patients. "
XML = b'<?xml version="1.0" encoding="UTF-8"?>\n'


def entity_bomb(size: int) -> bytes:
    levels = b"".join(
        b'<!ENTITY e%d "%s">' % (level, (b"&e%d;" % (level - 1) if level else b"boom") * 10)
        for level in range(min(size, 12))
    )
    return XML + b"<!DOCTYPE Summary [" + levels + b"]><Summary><Para>&e9;</Para></Summary>"


def wrap(body: bytes) -> bytes:
    return b"<!DOCTYPE html><html><head><title>A page</title></head><body>" + body


# name: the page of a size; the whole size is what the stress run uses.
PAGES: dict[str, tuple[Callable[[int], bytes], int]] = {
    "nested div": (lambda n: wrap(b"<div>" * n + SENTENCE), 100_000),
    "nested div, closed": (lambda n: wrap(b"<div>" * n + SENTENCE + b"</div>" * n), 100_000),
    "nested bold": (lambda n: wrap(b"<p>" + b"<b>" * n + SENTENCE), 100_000),
    "nested lists": (lambda n: wrap(b"<ul><li>x" * n), 100_000),
    "nested lists within the limit of tags": (lambda n: wrap(b"<ul><li>x" * n), 90_000),
    "nested tables": (lambda n: wrap(b"<table><tr><td>x" * n), 60_000),
    "nested xml": (lambda n: XML + b"<Summary>" + b"<SummarySection>" * n + b"<Para>x</Para>", 100_000),
    "nested quotes in markdown": (lambda n: b"# A\n\n## B\n\n" + b"> " * n + SENTENCE, 90_000),
    "50 MB of paragraphs": (lambda n: wrap((b"<p>" + SENTENCE + b"</p>") * n), 700_000),
    "paragraphs at the limit of tags": (lambda n: wrap((b"<p>" + SENTENCE + b"</p>") * n), 99_000),
    "paragraphs at the limit of bytes": (lambda n: wrap((b"<p>" + SENTENCE * 8 + b"</p>") * n), 29_000),
    "lines at the limit": (lambda n: b"Skip to content\n\n" + (SENTENCE + b"\n\n") * n, 49_000),
    "markdown at the limit": (lambda n: b"# A\n\n## B\n\n" + (b"[a](#b) " + SENTENCE + b"\n\n") * n, 49_000),
    "headings": (lambda n: wrap(b"<h2>A heading</h2><p>5%</p>" * n), 49_000),
    "cells": (lambda n: wrap(b"<table>" + b"<tr><td>5%</td><td>6%</td></tr>" * n), 33_000),
    "wide spans": (lambda n: wrap(b"<table>" + b"<tr><td rowspan=65000 colspan=1000>5%</td></tr>" * n), 30_000),
    "linked numbers": (lambda n: wrap(b"<p>" + b'<a href="#cit/section_1.1">1</a>' * n), 99_000),
    "unlinked numbers": (
        lambda n: wrap(
            b"<h2>A</h2>" + b"<p>it rose.12345 it fell.6</p>" * n + b"<h6>References</h6><ol>" + b"<li>r" * n
        ),
        49_000,
    ),
    "a line of text": (lambda n: SENTENCE * n, 80_000),
    "a line of html": (lambda n: wrap(b"<p>" + SENTENCE * n), 80_000),
    "a line of one letter": (lambda n: wrap(b"<p>" + b"a" * n), 5_000_000),
    "a line of digits": (lambda n: wrap(b"<p>" + b"5" * n), 5_000_000),
    "a line of spaces": (lambda n: wrap(b"<p>x" + b" " * n + b"5%</p>"), 5_000_000),
    "open brackets": (lambda n: wrap(b"<p>" + b"[1," * n), 60_000),
    "open brackets in markdown": (
        lambda n: (
            b"# A\n\n## B\n\n" + b"\n\n".join(m * n for m in (b"[", b"[[", b"[a](", b"**", b"`", b"|", b"_ ", b"\\"))
        ),
        40_000,
    ),
    "open tags": (lambda n: wrap(b"<p>5%" + b"<a " * n), 190_000),
    "attributes": (lambda n: wrap(b"<p " + b" ".join(b'a%d="b"' % i for i in range(n)) + b">5%"), 200_000),
    "an open comment": (lambda n: wrap(b"<p>5%</p><!--" + b"- " * n), 2_500_000),
    "scripts": (lambda n: wrap(b"<script>var survival = 5;</script>" * n), 90_000),
    "ampersands": (lambda n: wrap(b"<p>" + b"&" * n), 3_000_000),
    "superscripts": (lambda n: wrap(b"<p>" + b"10<sup>9</sup>/L " * n), 25_000),
    "entity bomb": (entity_bomb, 12),
    "external entity": (
        lambda n: (
            XML + b'<!DOCTYPE Summary [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
            b"<Summary><Para>" + b"&x;" * n + b"5%</Para></Summary>"
        ),
        1000,
    ),
    "parameter entity": (
        lambda n: (
            XML + b'<!DOCTYPE Summary [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x.dtd">%x;]>'
            b"<Summary><Para>" + b"5% " * n + b"</Para></Summary>"
        ),
        1000,
    ),
    "html with an external entity": (
        lambda n: b'<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><body><p>' + b"&x; 5% " * n,
        1000,
    ),
    "empty": (lambda n: b"" * n, 1),
    "blank": (lambda n: b" \n" * n, 1_000_000),
    "zero bytes": (lambda n: b"\0" * n, 1_000_000),
    "binary": (lambda n: bytes(range(256)) * n, 40_000),
    "gzip bomb": (lambda n: gzip.compress(b"\0" * (n * 1000)), 1_000_000),
    "gzip of a large page": (lambda n: gzip.compress(wrap(SENTENCE * n)), 2_000_000),
}


def check_document(document: Document) -> None:
    """The blocks in order, a blank line between, are the text."""
    assert "\n\n".join(document.text[block.start : block.end] for block in document.blocks) == document.text
    assert document.text.strip()


def read_hostile(name: str, size: int) -> str:
    """``read``, or the name of the error."""
    try:
        for page in split_archive(Page(path=f"raw/{name}", content=PAGES[name][0](size))):
            check_document(parse_document(page))
    except PageError as error:
        return type(error).__name__ if str(error) and "\n" not in str(error) else f"{type(error).__name__} badly told"
    return "read"


if __name__ == "__main__":
    outcome = read_hostile(sys.argv[1], int(sys.argv[2]))
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{time.process_time():.1f} {peak_mb} {outcome}")
