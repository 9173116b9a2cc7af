"""What the head of an HTML page says of it: title, address, language and ``meta`` elements."""

from collections.abc import Mapping
from typing import Any

from bs4 import BeautifulSoup

from .inline import finish_text
from .tree import find_child, join_strings


def read_facts(soup: BeautifulSoup) -> dict[str, str]:
    """``title``, ``canonical``, ``lang`` and all named ``meta`` elements (as ``meta:<name>``) of a page."""
    facts: dict[str, str] = {}
    root = find_child(soup, "html")
    if root is not None and root.attrs.get("lang"):
        facts["lang"] = root.attrs["lang"]
    head = find_child(root, "head")
    for element in head.contents if head is not None else ():
        if element.name == "title":
            facts.setdefault("title", finish_text(join_strings(element)))
        elif element.name in ("meta", "link"):
            _read_head_element(element.name, element.attrs, facts)
    return facts


def _read_head_element(name: str, attrs: Mapping[str, Any], facts: dict[str, str]) -> None:
    if name == "link":
        if attrs.get("rel") == "canonical" and attrs.get("href"):
            facts.setdefault("canonical", attrs["href"])
        return
    key = attrs.get("name") or attrs.get("property") or attrs.get("itemprop")
    if key and attrs.get("content"):
        facts.setdefault(f"meta:{key}".lower(), finish_text(attrs["content"]))
