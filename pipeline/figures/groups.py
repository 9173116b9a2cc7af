"""Whom a statistic is about."""

import re
from collections.abc import Sequence

from .paragraph import Mention, Paragraph

GROUP_RE = re.compile(r"\s(?:for|in|of|with)\s(?P<group>[^,.;()]{3,80})")


def read_groups(
    paragraph: Paragraph, statistics: Sequence[Mention], measures: Sequence[tuple[str, str | None]]
) -> list[str | None]:
    """The group of each statistic, a substring of the paragraph or None."""
    groups = []
    for mention in statistics:
        after = GROUP_RE.match(paragraph.text, mention.end)
        groups.append(after["group"] if after else None)
    return groups
