"""The product on one screen: the stages in order, for one page and for two revisions of a page.

1. ``document``: the bytes of a page to its cleaned text, every line accounted for (archives are split before, the
   pages of an article joined after);
2. ``figures``: the text to its numbers, each with what it is about;
3. ``claims``: the figures to statements that stand alone, or are set aside for review with their reason;
4. ``changes``: the claims of two revisions to what changed, and how much it matters.

Reading a page never writes, never looks at a clock and never depends on another page; what goes wrong is a
``PageError``. ``batch`` calls this for every page that is new, ``feeds`` and ``report`` use what comes out.
The garbage collector is paused meanwhile: all that is made is used, and its passes over it cost an eighth of the time.
"""

from types import MappingProxyType
from typing import NamedTuple

from pipeline.changes import Edition, IgnoreList, diff_claims, narrow_editions
from pipeline.claims import KnownClaims, Outline, assemble_claims, assemble_claims_with
from pipeline.document import parse_document
from pipeline.document.tree import collector_paused
from pipeline.figures import FoundFigures, KnownFigures, find_figures, find_figures_with
from pipeline.records import ChangeSet, Document, Page, Reading, WrittenReading


@collector_paused()
def read_page(page: Page) -> Reading:
    """Bytes to claims. Raises ``PageError`` where the page cannot be read."""
    return read_document(parse_document(page))


@collector_paused()
def read_document(document: Document) -> Reading:
    """The cleaned text to claims; a page that is not English is done and yields none."""
    figures = find_figures(document)
    claims = assemble_claims(document, figures)
    return Reading(document, figures, claims)


class Known(NamedTuple):
    """What the last reading of a document left for the next: the figures of its blocks, the claims of its passages."""

    figures: KnownFigures = MappingProxyType({})
    claims: KnownClaims = MappingProxyType({})


class Reread(NamedTuple):
    """What ``reread_document`` read: claims as the lines they are written as, and what it leaves for the next time."""

    figures: FoundFigures
    claims: tuple[str, ...]
    outline: tuple[Outline, ...]


def reread_document(document: Document, known: Known) -> Reread:
    """``read_document``, with what is in ``known`` not read again; also gives what is known of this document."""
    figures = find_figures_with(document, known.figures)
    return Reread(figures, *assemble_claims_with(document, figures, figures.digests(), known.claims))


def compare_readings(old: Reading, new: Reading, *, ignore: IgnoreList | None = None) -> ChangeSet:
    """What changed between two readings, both taken as revisions of one document under the newer one's id."""
    before = Edition.from_document(old.document, old.claims)
    after = Edition.from_document(new.document, new.claims)
    return diff_claims(before, after, ignore=ignore)


@collector_paused()
def compare_written(old: WrittenReading, new: WrittenReading) -> ChangeSet:
    """``compare_readings`` of readings as they were written: claims that stayed are not parsed."""
    return diff_claims(*narrow_editions(old, new))
