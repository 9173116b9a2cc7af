"""The document stage: a captured page in, a cleaned document out, every line accounted for.

1. decode: bytes to text, and the form of the capture by its content;
2. read: text to pieces, by the reader of that form;
3. clean: what is no content is marked with the rule that says so; references and announced changes are set apart;
4. assemble: pieces to the record, with exact offsets.
"""

from collections.abc import Iterator

from pipeline.records import Document, Page

from .archives import split_archive
from .assemble import build_document, explain_reading
from .continuations import find_article, join_continuations
from .read import read_page
from .tree import collector_paused

__all__ = ["explain_page", "find_article", "join_continuations", "parse_document", "split_archive"]


def parse_document(page: Page) -> Document:
    """The cleaned document of one page (not of an archive).

    Raises a ``PageError``: ``EmptyPage``, ``BinaryPage``, ``TooLarge`` or ``BadMarkup``, each with what to do.
    """
    with collector_paused():
        return _parse(page)


def _parse(page: Page) -> Document:
    """In a frame of its own: the tree of the page is let go before the collector could walk through it."""
    decoded, reading, profile = read_page(page)
    return build_document(page, decoded, reading, profile)


def explain_page(page: Page) -> Iterator[tuple[str, str]]:
    """Every line of the page in page order with what became of it.

    Marks: ``kept``, ``reference``, ``metadata``, or ``dropped (<rule>)``. Raises as ``parse_document`` does.
    """
    _, reading, profile = read_page(page)
    return explain_reading(reading, profile)
