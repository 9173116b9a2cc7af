"""The variable that a threshold bounds."""

import re

from .paragraph import Mention, Paragraph

VARIABLE_RE = re.compile(
    r"(?P<mrd>MRD)|(?P<remission_duration>initial remission)|"
    r"(?P<time_to_relapse>CNS relapse|early)|(?P<age_at_diagnosis>Age)"
)


def read_threshold(paragraph: Paragraph, mention: Mention) -> tuple[str | None, str]:
    """The variable as written (or None) and its id."""
    sentence = paragraph.sentences[mention.sentence]
    found = list(VARIABLE_RE.finditer(paragraph.text, sentence.start, mention.cue.start))
    if found:
        return found[-1][0], found[-1].lastgroup or ""
    return None, "age" if mention.unit == "a" else "percentage"
