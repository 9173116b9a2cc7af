"""Pages of an article that goes over several: their numbers, and the words that say they continue another.

WebMD numbers the pages of an article in its addresses (``?page=2``); pages after the first begin with
``continued...`` or with the heading or table title that goes on, ``CNS relapse continued...``.
"""

import re
from collections.abc import Sequence
from urllib.parse import parse_qs, urlsplit

from pipeline.records import Page

from .pieces import Piece

CONTINUED = "continued from an earlier page"
PAGE_ISSUE = "page {number} of an article"
PAGE_ISSUE_RE = re.compile(r"page (\d{1,3}) of an article")
PAGE_NAME_RE = re.compile(r"[?&_-]page[=_-]?(\d{1,3})(?!\d)")
CONTINUED_RE = re.compile(r"(?:(\S.{0,200}?) ?)?\(?\bcontinued\)?(?: ?(?:\.{2,3}|…))", re.IGNORECASE)


def find_page_number(page: Page, url: str | None) -> int | None:
    """The number of this page of its article, from its address or file name; None where nothing says it."""
    for address in (url, page.meta.get("url")):
        numbers = parse_qs(urlsplit(address).query).get("page", []) if address else []
        if numbers and numbers[0].isdecimal():
            return int(numbers[0])
    match = PAGE_NAME_RE.search(page.path)
    return int(match[1]) if match else None


def mark_continued(pieces: Sequence[Piece]) -> bool:
    """Take ``continued...`` from headings and table titles, in place; True where the page begins with such a line."""
    kept = [piece for piece in pieces if piece.rule is None and piece.kind != "metadata"]
    begins = False
    for at, piece in enumerate(kept):
        may_match = len(piece.text) < 250 and piece.text.endswith(("..", "…"))
        match = CONTINUED_RE.fullmatch(piece.text) if may_match else None
        if match is None:
            continue
        begins = begins or at < 2
        if match[1] is None:
            piece.drop("default/continued", "navigation")
            continue
        piece.text = match[1]
        piece.issues = (*piece.issues, CONTINUED)
        if piece.kind in ("paragraph", "list_item"):
            piece.kind, piece.level = "heading", 3
    return begins
