"""The stages that a run calls, by name: each imports what it calls where it runs, in a child, and nowhere else."""

import json
from collections.abc import Sequence

from pipeline.records import ChangeSet, Document, Page, WrittenReading

from .jobs import Read, Stages
from .remember import Remembered

PREPARE = b"""<html><head><title>Leukemia Treatment (PDQ)</title></head><body><h2>Treatment</h2>
<p>The 5-year survival rate was 80% (95% CI, 70%-90%) in patients older than 6 years.[<a href="#1">1</a>][Level of
evidence: 1iiA] Patients should receive 10 mg/m<sup>2</sup> of a drug daily for 3 weeks; in a trial, 20% had relapsed
(hazard ratio, 0.8; <em>P</em> = .03).</p>
<table><tr><th>Group</th><th>Rate</th></tr><tr><td>1</td><td>2%</td></tr></table>
<h2>References</h2><ol><li>A reference. J Clin 1 (1): 1-2, 2001.</li></ol></body></html>"""


def prepare() -> None:
    """Import the flow and load its data, so that the first page does not pay for it."""
    from pipeline.flow import compare_readings, read_page

    reading = read_page(Page(path="prepare.html", content=PREPARE))
    compare_readings(reading, reading)


def split(page: Page) -> tuple[Page, ...]:
    """The pages of an archive, or the page itself."""
    from pipeline.document import split_archive

    return split_archive(page)


def parse(page: Page) -> Document:
    """A page to its cleaned document."""
    from pipeline.document import parse_document

    return parse_document(page)


def find_article(document: Document) -> tuple[str, bool]:
    """The article that a page belongs to, and whether it continues an earlier page of it."""
    from pipeline.document import find_article

    return find_article(document)


def join(documents: Sequence[Document]) -> tuple[Document, ...]:
    """The pages of each article, joined."""
    from pipeline.document import join_continuations

    return join_continuations(documents)


def read(document: Document, known: Remembered | None) -> Read:
    """A cleaned document to claims; ``known`` is what the last reading of the document left for this one."""
    from pipeline.claims import recall_claims
    from pipeline.figures import pack_figures, unpack_figures
    from pipeline.flow import Known, reread_document

    recalled = Known()
    if known is not None:
        outline, _, figures = known.learned.partition(b"\n")
        passages = recall_claims(json.loads(outline), known.claims) if known.claims is not None else {}
        recalled = Known(unpack_figures(figures.decode()), passages)
    found = reread_document(document, recalled)
    learned = f"{json.dumps(found.outline)}\n{pack_figures(found.figures.known)}"
    return Read(found.figures.count(), found.claims, learned.encode())


def compare(old: WrittenReading, new: WrittenReading) -> ChangeSet:
    """Two readings of one document to what changed."""
    from pipeline.flow import compare_written

    return compare_written(old, new)


STAGES = Stages(prepare, split, parse, find_article, join, read, compare)
