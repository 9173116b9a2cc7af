"""Two revisions of a page -> what changed in its claims, said once, with how much it matters."""

from .diff import diff_claims
from .edition import Edition

__all__ = ["Edition", "diff_claims"]
