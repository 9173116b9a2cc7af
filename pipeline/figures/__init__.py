"""Document -> figures: every number that a rule may rely on, with what it is about."""

from .known import FoundFigures, KnownFigures, find_figures_with, pack_figures, unpack_figures
from .read import find_figures, find_figures_in_text, find_figures_of, gather_rows

__all__ = [
    "FoundFigures",
    "KnownFigures",
    "find_figures",
    "find_figures_in_text",
    "find_figures_of",
    "find_figures_with",
    "gather_rows",
    "pack_figures",
    "unpack_figures",
]
