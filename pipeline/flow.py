"""The product on one screen: the stages in order, for one page and for two revisions of a page.

A page is bytes with the name users know it by. Reading it never writes, never looks at a clock and never
depends on another page; what goes wrong is a ``PageError``.
"""

from pipeline.changes import Edition, IgnoreList, diff_claims
from pipeline.claims import assemble_claims
from pipeline.document import find_article, join_continuations, parse_document, split_archive
from pipeline.figures import KNOWN_FIGURES, KnownFigures, find_figures, find_figures_with
from pipeline.records import ChangeSet, Document, Page, Reading

__all__ = [
    "KNOWN_FIGURES",
    "compare_readings",
    "find_article",
    "join_continuations",
    "parse_document",
    "read_document",
    "read_page",
    "reread_document",
    "split_archive",
]


def read_page(page: Page) -> Reading:
    """Bytes to claims. Raises ``PageError`` where the page cannot be read."""
    return read_document(parse_document(page))


def read_document(document: Document) -> Reading:
    """The cleaned text to claims; a page that is not English is done and yields none."""
    figures = find_figures(document)
    claims = assemble_claims(document, figures)
    return Reading(document, figures, claims)


def reread_document(document: Document, known: KnownFigures) -> tuple[Reading, KnownFigures]:
    """``read_document``, with the blocks in ``known`` not read again; also returns what is known of this document."""
    figures, learned = find_figures_with(document, known)
    claims = assemble_claims(document, figures)
    return Reading(document, figures, claims), learned


def compare_readings(old: Reading, new: Reading, *, ignore: IgnoreList | None = None) -> ChangeSet:
    """What changed between two readings, both taken as revisions of one document under the newer one's id."""
    before = Edition.from_document(old.document, old.claims)
    after = Edition.from_document(new.document, new.claims)
    return diff_claims(before, after, ignore=ignore)
