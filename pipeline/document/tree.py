"""The tree of an HTML page: ``BeautifulSoup`` on ``lxml``, without what no reader here asks for.

HTML has no namespaces, and attributes need not be split or checked again: leaving that out builds the tree in three
quarters of the time, with the same elements and strings.
"""

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from bs4 import BeautifulSoup
from bs4.builder._lxml import LXMLTreeBuilder

from pipeline.errors import TooLarge

from .limits import LIMITS, Limits


class _PlainBuilder(LXMLTreeBuilder):
    """The builder for HTML with attributes as plain dictionaries of strings."""

    attribute_dict_class = dict  # type: ignore[assignment]
    max_open = LIMITS.max_open

    def start(self, tag: Any, attrib: Any, nsmap: Mapping[str, str] | None = None) -> None:
        assert self.soup is not None
        if len(self.soup.tagStack) > self.max_open:
            raise TooLarge(f"more than max_open = {self.max_open} elements open at once")
        self.soup.handle_starttag(tag, None, None, attrib)

    def end(self, tag: Any) -> None:
        assert self.soup is not None
        self.soup.handle_endtag(tag)


def parse_html(text: str, limits: Limits = LIMITS) -> BeautifulSoup:
    """The tree of a page; ``class`` and ``rel`` stay strings as written. Raises ``TooLarge``."""
    builder = _PlainBuilder(multi_valued_attributes=None, store_line_numbers=False, string_containers={})
    builder.max_open = limits.max_open
    return BeautifulSoup(text.encode(), builder=builder, from_encoding="utf-8")


def release_tree(soup: BeautifulSoup) -> None:
    """Untie the elements of a tree that nobody needs any more.

    Each knows its neighbours, so that without this the collector would have to find them: a tenth of all time.
    """
    element: Any = soup.contents[0] if soup.contents else None
    soup.__dict__.clear()
    while element is not None:
        element, done = element.next_element, element
        done.__dict__.clear()


@contextmanager
def collector_paused() -> Iterator[None]:
    """No passes of the garbage collector while a page is read: all the objects of its tree are alive, none are found.

    They cost a third of the time that a long page takes.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
