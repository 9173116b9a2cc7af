"""The stages that a run calls, by name: each imports the flow where it runs, in a child, and nowhere else."""

from typing import TYPE_CHECKING

from pipeline.records import Document, Page

from .jobs import Stages

if TYPE_CHECKING:
    from pipeline.flow import Reading
    from pipeline.records import ChangeSet


def split(page: Page) -> tuple[Page, ...]:
    """The pages of an archive, or the page itself."""
    from pipeline.flow import split_archive

    return split_archive(page)


def read(page: Page) -> "Reading":
    """A page to claims."""
    from pipeline.flow import read_page

    return read_page(page)


def read_document(document: Document) -> "Reading":
    """A cleaned document to claims."""
    from pipeline.flow import read_document

    return read_document(document)


def compare(old: "Reading", new: "Reading") -> "ChangeSet":
    """Two readings of one document to what changed."""
    from pipeline.flow import compare_readings

    return compare_readings(old, new)


STAGES = Stages(split, read, read_document, compare)
