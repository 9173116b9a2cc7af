"""Document -> figures: every number that a rule may rely on, with what it is about."""

from .read import find_block_figures, find_figures, find_figures_in_text

__all__ = ["find_block_figures", "find_figures", "find_figures_in_text"]
