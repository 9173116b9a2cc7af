"""Pages for the document tests."""

from pipeline.records import Page


def make_page(content, path="raw/page"):
    """A page from text or bytes."""
    return Page(path=path, content=content.encode() if isinstance(content, str) else content)


def read_page_file(path):
    """A page from a file."""
    return Page(path=path.name, content=path.read_bytes())
