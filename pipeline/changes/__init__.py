"""Two revisions of a page -> what changed in its claims, said once, with how much it matters."""

from .diff import diff_claims
from .edition import Edition
from .ignore import IgnoreList, read_ignore_list
from .narrow import narrow_editions
from .rules import LocalRule, find_touched_rules, read_rules

__all__ = [
    "Edition",
    "IgnoreList",
    "LocalRule",
    "diff_claims",
    "find_touched_rules",
    "narrow_editions",
    "read_ignore_list",
    "read_rules",
]
