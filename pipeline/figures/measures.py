"""What a statistic measures."""

import re
from collections.abc import Sequence

from .paragraph import Mention, Paragraph

MEASURE_RE = re.compile(
    r"(?P<event_free_survival>EFS)|(?P<leukemia_free_survival>leukemia-free survival)|(?P<incidence>incidence)"
    r"|(?P<hazard_ratio>HR)|(?P<overall_survival>OS)|(?P<sample_size>n =)"
)


def read_measures(paragraph: Paragraph, statistics: Sequence[Mention]) -> list[tuple[str, str | None]]:
    """The measure of each statistic and what a ratio compares."""
    return [(_measure(paragraph, mention), None) for mention in statistics]


def _measure(paragraph: Paragraph, mention: Mention) -> str:
    if mention.p_alone:
        return "p_value"
    sentence = paragraph.sentences[mention.sentence]
    found = list(MEASURE_RE.finditer(paragraph.text, sentence.start, mention.start))
    if found:
        return found[-1].lastgroup or "other"
    return "proportion" if mention.unit == "%" else "sample_size"
