""" "6 of 12 eyes (50%)": numerators and denominators, with or without the percentage they give."""

import re

from .paragraph import Mention, Span

OF_RE = re.compile(
    r"\s(?:[a-z]{2,}\s){0,3}out\sof\s(?:the\s|these\s|a\stotal\sof\s)?|\sof\s(?:the\s|these\s|all\s|a\stotal\sof\s|our\s)?|\s?/\s?"
)
OPENING_RE = re.compile(r"(?:\s[\w’'/.-]+){0,8}?\s?[\[(]\s?(?:[nN]\s?=\s?|i\.e\.,\s|about\s|approximately\s|or\s)?")
CLOSING_RE = re.compile(r"\s?[\])]")
COUNT_IN_RE = re.compile(r"(?:\s[\w’'/-]+){0,3}?\s?[\[(]\s?(?:[nN]\s?=\s?)?")
TOTAL_RE = re.compile(r"[\])]\s(?:out\s)?of\s(?:the\s|all\s)?")


def join_fractions(text: str, mentions: list[Mention]) -> list[Mention]:
    """The mentions with every "A of B" made one, and merged with its percentage where one stands beside it."""
    joined: list[Mention] = []
    index = 0
    while index < len(mentions):
        mention = mentions[index]
        following = mentions[index + 1] if index + 1 < len(mentions) else None
        if following is not None and _is_fraction(text, mention, following):
            mention.numerator, mention.denominator, mention.value = mention.value, following.value, None
            mention.unit = "1"
            mention.end = following.end
            mention.cue = Span(mention.cue.start, following.end)
            index += 1
        joined.append(mention)
        index += 1
    return _merge_percentages(text, joined)


def _is_count(mention: Mention) -> bool:
    value = mention.value
    return value is not None and mention.numerator is None and value >= 0 and value == value.to_integral_value()


def _is_fraction(text: str, first: Mention, second: Mention) -> bool:
    if not (_is_count(first) and _is_count(second)) or first.unit != "1" or second.unit != "1" or first.joined:
        return False
    gap = text[first.end : second.start]
    if len(gap) > 40 or OF_RE.fullmatch(gap) is None or first.value is None or second.value is None:
        return False
    if first.value > second.value or second.value < 2:
        return False
    if gap.strip() == "/":
        return re.match(r"[^()]{0,40}[(]\s?\d+(?:\.\d+)?\s?%|\s?[)]", text[second.end : second.end + 60]) is not None
    return True


def _merge_percentages(text: str, mentions: list[Mention]) -> list[Mention]:
    kept: list[Mention] = []
    for mention in mentions:
        previous = kept[-1] if kept else None
        if previous is None or mention.sentence != previous.sentence:
            kept.append(mention)
            continue
        gap = text[previous.end : mention.start]
        if len(gap) > 80:
            kept.append(mention)
        elif _is_percentage(mention) and previous.numerator is not None and previous.value is None:
            if OPENING_RE.fullmatch(gap):
                mention.numerator, mention.denominator = previous.numerator, previous.denominator
                kept[-1] = mention
            else:
                kept.append(mention)
        elif _is_percentage(previous) and mention.numerator is not None and previous.numerator is None:
            if OPENING_RE.fullmatch(gap) and CLOSING_RE.match(text, mention.end):
                previous.numerator, previous.denominator = mention.numerator, mention.denominator
            else:
                kept.append(mention)
        else:
            kept.append(mention)
    return kept


def _is_percentage(mention: Mention) -> bool:
    return mention.unit == "%" and mention.value is not None and mention.numerator is None
