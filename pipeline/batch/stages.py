"""The stages that a run calls, by name: each imports the flow where it runs, in a child, and nowhere else."""

from pipeline.records import ChangeSet, Document, Page, Reading

from .jobs import Stages


def prepare() -> None:
    """Import the flow and load its data, so that the first page does not pay for it."""
    from pipeline.flow import read_page

    read_page(Page(path="prepare", content=b"The 5-year survival rate was 80% (95% CI, 70%-90%).[1]"))


def split(page: Page) -> tuple[Page, ...]:
    """The pages of an archive, or the page itself."""
    from pipeline.flow import split_archive

    return split_archive(page)


def read(page: Page) -> Reading:
    """A page to claims."""
    from pipeline.flow import read_page

    return read_page(page)


def read_document(document: Document) -> Reading:
    """A cleaned document to claims."""
    from pipeline.flow import read_document

    return read_document(document)


def compare(old: Reading, new: Reading) -> ChangeSet:
    """Two readings of one document to what changed."""
    from pipeline.flow import compare_readings

    return compare_readings(old, new)


STAGES = Stages(prepare, split, read, read_document, compare)
