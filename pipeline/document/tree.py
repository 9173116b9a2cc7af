"""The tree of an HTML page: ``BeautifulSoup`` on ``lxml``, without what no reader here asks for.

HTML has no namespaces, attributes need not be split or checked again, and strings need no links to what stands before
and after them: that builds the tree in two thirds of the time (docs/decisions/0005-html-tree.md). A tree has
``contents``, ``parent``, ``name`` and ``attrs``; it is walked by those, with the functions below.
"""

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from bs4 import BeautifulSoup
from bs4.builder._lxml import LXMLTreeBuilder
from bs4.element import NavigableString

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


class _PlainSoup(BeautifulSoup):
    """A tree whose strings know their parent only."""

    def endData(self, containerClass: Any = None) -> None:  # noqa: N802, N803  named by the library
        if self.current_data:
            string = (containerClass or NavigableString)("".join(self.current_data))
            self.current_data = []
            parent = self.currentTag
            assert parent is not None
            string.parent = parent
            parent.contents.append(string)


def parse_html(text: str, limits: Limits = LIMITS) -> BeautifulSoup:
    """The tree of a page; ``class`` and ``rel`` stay strings as written. Raises ``TooLarge``."""
    builder = _PlainBuilder(multi_valued_attributes=None, store_line_numbers=False, string_containers={})
    builder.max_open = limits.max_open
    return _PlainSoup(text.encode(), builder=builder, from_encoding="utf-8")


def find_child(tag: Any, name: str) -> Any:
    """The first child element of this name; None without one, or of None."""
    children = tag.contents if tag is not None else ()
    return next((child for child in children if getattr(child, "name", None) == name), None)


def iter_elements(root: Any) -> Iterator[Any]:
    """All elements within ``root``, in page order."""
    stack = [child for child in reversed(root.contents) if child.name is not None]
    while stack:
        element = stack.pop()
        yield element
        stack.extend(child for child in reversed(element.contents) if child.name is not None)


def join_strings(root: Any) -> str:
    """All text within ``root``, in page order, without comments."""
    parts: list[str] = []
    stack = [root]
    while stack:
        node = stack.pop()
        if type(node) is NavigableString:
            parts.append(node)
        elif node.name is not None:
            stack.extend(reversed(node.contents))
    return "".join(parts)


def release_tree(soup: BeautifulSoup) -> None:
    """Untie the elements of a tree that nobody needs any more.

    Each knows its neighbours, so that without this the collector would have to find them: a tenth of all time.
    """
    stack: list[Any] = [soup]
    while stack:
        element = stack.pop()
        stack.extend(child for child in element.contents if child.name is not None)
        element.__dict__.clear()


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
