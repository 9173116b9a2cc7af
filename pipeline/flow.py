"""The product on one screen: the stages in order, for one page and for two revisions of a page.

A page is bytes with the name users know it by. Reading it never writes, never looks at a clock and never
depends on another page; what goes wrong is a ``PageError``.
"""

from pipeline.changes import Edition, IgnoreList, diff_claims
from pipeline.claims import assemble_claims
from pipeline.document import parse_document, split_archive
from pipeline.figures import find_figures
from pipeline.records import ChangeSet, Document, Page, Reading

__all__ = ["Reading", "compare_readings", "read_document", "read_page", "split_archive"]


def read_page(page: Page) -> Reading:
    """Bytes to claims. Raises ``PageError`` where the page cannot be read."""
    return read_document(parse_document(page))


def read_document(document: Document) -> Reading:
    """The cleaned text to claims; a page that is not English is done and yields none."""
    figures = find_figures(document)
    claims = assemble_claims(document, figures)
    return Reading(document, figures, claims)


def compare_readings(old: Reading, new: Reading, *, ignore: IgnoreList | None = None) -> ChangeSet:
    """What changed between two readings, both taken as revisions of one document under the newer one's id."""
    before = Edition.from_document(old.document, old.claims)
    after = Edition.from_document(new.document, new.claims)
    return diff_claims(before, after, ignore=ignore)
