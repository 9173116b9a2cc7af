"""What a mention is: statistic, threshold, dose or no figure."""

import re

from .paragraph import Kind, Mention, Paragraph

DOSE_UNIT_RE = re.compile(r"^(?:[mcu]?Gy|k?g|[mun]?g|\[IU\]|U|mCi|MBq|GBq|mSv)(?:/(?:kg|m2|d|wk|\{\w+\}))*$")
PEOPLE_RE = re.compile(
    r"\s(?:[\w-]+\s){0,3}(?:patients|women|men|children|people|participants|individuals|cases|deaths|tumors)\b"
)
TIME_UNITS = ("a", "mo", "wk", "d", "h", "min")
OUTCOME_RE = re.compile(r"\b(?:survival|follow-up|median|PFS|OS|EFS)\b[^.;]{0,40}$")


def decide_kinds(paragraph: Paragraph) -> None:
    """Set ``kind`` of every mention; None is no figure."""
    for mention in paragraph.mentions:
        mention.kind = _kind(paragraph.text, mention)


def _kind(text: str, mention: Mention) -> Kind | None:
    before = text[max(0, mention.cue.start - 60) : mention.cue.start]
    if mention.numerator is not None or mention.ci is not None:
        return "statistic"
    bounded = mention.op in ("<", "<=", ">", ">=", "between")
    if mention.unit in TIME_UNITS:
        if OUTCOME_RE.search(before):
            return "statistic"
        return "threshold" if bounded else None
    if DOSE_UNIT_RE.match(mention.unit):
        return "dose"
    if mention.unit == "%":
        return "threshold" if bounded and "MRD" in text else "statistic"
    if mention.unit == "1":
        if re.search(r"\b[nN]\s?=\s?$|\b(?:HR|OR|RR)\b[^.;)]{0,20}$", before) or PEOPLE_RE.match(text, mention.end):
            return "statistic"
        return None
    return "threshold" if bounded else "statistic"
