"""Agent, schedule and route of a dose."""

import re
from typing import NamedTuple

from .paragraph import Mention, Paragraph

AFTER_RE = re.compile(r"\s(?:of\s)?(?P<agent>[\w-]+(?:\sradiation)?)")


class DoseSlots(NamedTuple):
    """Substrings of the paragraph, None where it does not say."""

    agent: str | None
    schedule: str | None
    route: str | None


def read_dose(paragraph: Paragraph, mention: Mention) -> DoseSlots:
    """What is given, how often and how."""
    after = AFTER_RE.match(paragraph.text, mention.end)
    return DoseSlots(after["agent"] if after else None, None, None)
