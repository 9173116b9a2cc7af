"""Cancer guideline pages in; structured, sourced, diffable claims for rule engines out.

The Python API is what the command line itself calls; each name is imported when it is first used:

    from pipeline import Store, assemble_claims, diff_claims, find_figures, parse_document

    document = parse_document(Page(path="page.html", content=Path("page.html").read_bytes()))
    claims = assemble_claims(document, find_figures(document))

``parse_document`` takes a ``Page`` and gives a ``Document``; ``find_figures`` takes a document and gives its figures;
``assemble_claims`` takes both and gives the claims; ``diff_claims`` takes two ``Edition``s, of an older and a newer
revision, and gives a ``ChangeSet``; ``Store`` reads what a run left. Errors are those of ``pipeline.errors``.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.batch import Store as Store
    from pipeline.batch import run_batch as run_batch
    from pipeline.changes import Edition as Edition
    from pipeline.changes import diff_claims as diff_claims
    from pipeline.claims import assemble_claims as assemble_claims
    from pipeline.document import parse_document as parse_document
    from pipeline.figures import find_figures as find_figures
    from pipeline.figures import find_figures_in_text as find_figures_in_text
    from pipeline.records import Page as Page

__version__ = "0.1.0"

_PLACES = {
    "Edition": "pipeline.changes",
    "Page": "pipeline.records",
    "Store": "pipeline.batch",
    "assemble_claims": "pipeline.claims",
    "diff_claims": "pipeline.changes",
    "find_figures": "pipeline.figures",
    "find_figures_in_text": "pipeline.figures",
    "parse_document": "pipeline.document",
    "run_batch": "pipeline.batch",
}

__all__ = ["__version__", *_PLACES]


def __getattr__(name: str) -> Any:
    """Import a name of the API where it is first used, so that ``import pipeline`` costs nothing."""
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_PLACES[name]), name)
