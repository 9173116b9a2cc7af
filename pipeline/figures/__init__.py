"""Document -> figures: every number that a rule may rely on, with what it is about."""

from .known import KNOWN_FIGURES, KnownFigures, find_figures_with
from .read import find_figures, find_figures_in_text, find_figures_of, gather_rows

__all__ = [
    "KNOWN_FIGURES",
    "KnownFigures",
    "find_figures",
    "find_figures_in_text",
    "find_figures_of",
    "find_figures_with",
    "gather_rows",
]
