"""Hostile pages give a named error or a clean document, within 10 s and 1 GB; never a hang or a traceback."""

import runpy
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(__file__).with_name("hostile.py")
HOSTILE = runpy.run_path(str(PROGRAM))
PAGES, read_hostile = HOSTILE["PAGES"], HOSTILE["read_hostile"]

MAX_CPU_SECONDS = 10.0
MAX_PEAK_MB = 1000

REFUSED = {
    "50 MB of paragraphs": "TooLarge",
    "a line of digits": "TooLarge",
    "a line of html": "TooLarge",
    "a line of one letter": "TooLarge",
    "a line of text": "TooLarge",
    "ampersands": "TooLarge",
    "binary": "BinaryPage",
    "blank": "EmptyPage",
    "empty": "EmptyPage",
    "entity bomb": "BadMarkup",
    "external entity": "BadMarkup",
    "gzip bomb": "TooLarge",
    "gzip of a large page": "TooLarge",
    "nested bold": "TooLarge",
    "nested div": "TooLarge",
    "nested div, closed": "TooLarge",
    "nested lists": "TooLarge",
    "nested lists within the limit of tags": "TooLarge",
    "nested tables": "TooLarge",
    "nested xml": "TooLarge",
    "parameter entity": "BadMarkup",
    "scripts": "EmptyPage",
    "zero bytes": "EmptyPage",
}
# Small, these are refused for another reason.
SMALL = {"gzip bomb": "EmptyPage"}


@pytest.mark.parametrize("name", PAGES)
def test_a_short_sample_is_read_or_refused_by_name(name: str) -> None:
    outcome = read_hostile(name, min(PAGES[name][1], 300))
    assert outcome in ("read", REFUSED.get(name), SMALL.get(name))


@pytest.mark.stress
@pytest.mark.parametrize("name", PAGES)
def test_the_whole_page_is_read_or_refused_in_time_and_memory(name: str) -> None:
    command = [sys.executable, str(PROGRAM), name, str(PAGES[name][1])]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    seconds, peak_mb, outcome = done.stdout.split()
    assert outcome == REFUSED.get(name, "read")
    assert float(seconds) <= MAX_CPU_SECONDS
    assert int(peak_mb) <= MAX_PEAK_MB


def test_external_entities_never_reach_the_text(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("a secret of 99%")
    for doctype, body in (
        ("Summary", "<Summary><Para>5% &x;</Para></Summary>"),
        ("html", "<html><p>5% &x;</p></html>"),
    ):
        page = f'<!DOCTYPE {doctype} [<!ENTITY x SYSTEM "{secret.as_uri()}">]>{body}'.encode()
        done = subprocess.run(
            [sys.executable, "-c", READ_STDIN], input=page, capture_output=True, timeout=60, check=False
        )
        assert b"secret of" not in done.stdout + done.stderr
        assert b"Traceback" not in done.stderr


READ_STDIN = """
import sys
from pipeline.document import parse_document
from pipeline.errors import PageError
from pipeline.records import Page
try:
    print(parse_document(Page(path="raw/x", content=sys.stdin.buffer.read())).text)
except PageError as error:
    print(error)
"""
