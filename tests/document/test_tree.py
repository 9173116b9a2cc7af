"""The lean tree has the elements, attributes and strings of the library's own."""

import gc

import pytest
from bs4 import BeautifulSoup
from bs4.element import NavigableString

from pipeline.document.tree import collector_paused, find_child, iter_elements, join_strings, parse_html

PAGES = [
    "<html><head><title>A &amp; B</title><body><p id=x class='a b'>One<b>two</b> three<!-- no --></p></body></html>",
    "<p>unclosed <b>bold <i>both</b> after</i><ul><li>1<li>2<ul><li>3</ul></ul><table><td>x<tr><td>y</table>",
    "text only",
    "<div hidden data-x='1'><svg><text>9</text></svg><script>var a = '<p>';</script></div>",
]


def outline(root):
    """Elements with attributes, and strings, in page order; white space as the readers see it."""
    out = []
    for node in root.contents:
        if type(node) is NavigableString:
            out.append(" ".join(node.split()))
        elif node.name is not None:
            out.append((node.name, dict(node.attrs), outline(node)))
    return [entry for entry in out if entry]


@pytest.mark.parametrize("page", PAGES)
def test_lean_tree_is_the_tree(page):
    own = BeautifulSoup(page, "lxml", multi_valued_attributes=None, string_containers={})
    assert outline(parse_html(page)) == outline(own)
    assert [element.name for element in iter_elements(parse_html(page))] == [tag.name for tag in own.find_all(True)]


def test_lean_tree_of_real_pages(corpus):
    for path in sorted(corpus.glob("patient/*.html")):
        page = path.read_text(encoding="utf-8")
        own = BeautifulSoup(page, "lxml", multi_valued_attributes=None, string_containers={})
        assert outline(parse_html(page)) == outline(own)


def test_helpers():
    root = find_child(parse_html(PAGES[0]), "html")
    assert join_strings(find_child(find_child(root, "head"), "title")) == "A & B"
    assert find_child(None, "head") is None


def test_the_collector_runs_again_after_a_failure():
    with pytest.raises(ValueError, match="x"), collector_paused():
        raise ValueError("x")
    assert gc.isenabled()
