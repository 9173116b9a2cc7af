"""What belongs to an estimate and is no figure of its own: confidence intervals, P values, spreads."""

import re
from dataclasses import dataclass
from decimal import Decimal

from .numbers import DIGITS, parse_decimal, read_power
from .paragraph import Plusminus, PMention, Span, SpreadKind

SIGN = r"[-−‒–+]?"
DASH = r"\s?(?:[-‒–−—]|to|,|and|;)\s?"
CI_RE = re.compile(
    r"(?=[\dCc])(?:\b\d\d(?:\.\d{1,2})?\s?%?[-\s]?\s?)?"
    r"\b(?:C\.?I\.?s?|[Cc]onfidence [Ii]ntervals?|credible intervals?|CrI)"
    r"(?:\s?[\[(](?:CI|CrI)s?[\])])?\s?[,:;=]{0,2}\s?(?:for [a-z ]{1,30},\s)?"
    r"(?:of|was|from|is|between|ranged from|ranging from)?\s?[\[(]?\s?"
    rf"(?P<low>{SIGN}(?:{DIGITS}))\s?(?P<unit>%|(?!to\b)[A-Za-z]{{1,8}}(?:/[A-Za-z]{{1,4}})?)?{DASH}"
    rf"(?P<high>{SIGN}(?:{DIGITS})|NR|NE|NA|not (?:reached|estimable|evaluable|available)|∞|infinity)(?:\s?%)?"
)
OPEN_CI_RE = re.compile(rf"\b(?:CI|confidence interval)(?:\s?\[CI\])?\s?[,:=]?\s?[<>≤≥]\s?(?:{DIGITS})\s?%?")
CI_LABEL_RE = re.compile(r"(?:\b\d\d(?:\.\d{1,2})?\s?%[-\s]?\s?)(?:\bC\.?I\.?s?\b|[Cc]onfidence|[Cc]redible|CrI)")
P_RE = re.compile(
    r"[Pp](?<![\w-].)(?:[-\s]?values?|[-\s]?trend|[-\s]?interaction"
    r"|\sfor (?:trend|interaction|heterogeneity|noninferiority|superiority|"
    r"difference)|[-\s](?:heterogeneity|noninferiority))?"
    r"(?:\s\([a-z -]{1,30}\))?(?:\s(?:of|was|is|were))?\s?[,:]?\s?(?P<op>=\s?[<>]|<\s?=|>\s?=|[=<>≤≥∼~])?\s?"
    rf"(?P<number>{DIGITS})"
)
SPREAD_RE = re.compile(
    rf"\s?\(?\s?(?:±|\+/[-−–]|\+\s?-)\s?(?:(?P<label>SE|SD|standard (?:error|deviation))[\s,]{{0,2}})?"
    rf"(?P<number>{DIGITS})\s?%?(?:\s\((?P<behind>SE|SD|standard (?:error|deviation))\))?\s?\)?"
)
P_OPS = {
    "": "=",
    "=": "=",
    "<": "<",
    ">": ">",
    "≤": "<=",
    "≥": ">=",
    "=<": "<=",
    "<=": "<=",
    "=>": ">=",
    ">=": ">=",
    "~": "~",
    "∼": "~",
}


@dataclass(frozen=True, slots=True)
class Interval:
    """A confidence interval as written; an upper bound of None was "not reached"; None: no bounds to be read."""

    span: Span
    bounds: tuple[Decimal, Decimal | None] | None


def find_intervals(text: str) -> list[Interval]:
    """All labelled confidence intervals in order."""
    found = []
    if "CI" in text or "nterval" in text or "CrI" in text:
        for match in CI_RE.finditer(text):
            found.append(Interval(Span(*match.span()), _bounds(match["low"], match["high"])))
        for match in OPEN_CI_RE.finditer(text):
            found.append(Interval(Span(*match.span()), None))
        taken = [interval.span for interval in found]
        for match in CI_LABEL_RE.finditer(text):
            if not any(span.start <= match.start() < span.end for span in taken):
                found.append(Interval(Span(*match.span()), None))
    return sorted(found, key=lambda interval: interval.span)


def _bounds(low: str, high: str) -> tuple[Decimal, Decimal | None] | None:
    if not high[-1].isdigit():
        return parse_signed(low), None
    bounds = parse_signed(low), parse_signed(high)
    return bounds if bounds[0] <= bounds[1] else None


def parse_signed(number: str) -> Decimal:
    """A number with its sign, whichever dash it is."""
    value = parse_decimal(number.lstrip("-−‒–+ "))
    return -value if number[0] in "-−‒–" else value


def find_p_values(text: str) -> list[PMention]:
    """All P values in order."""
    found = []
    for match in P_RE.finditer(text):
        if match["op"] is None and not re.search(r"values?|of|was|[,]", match[0]):
            continue
        start, end = match.span("number")
        value = parse_decimal(match["number"])
        power = read_power(text, end)
        if power is not None:
            end, value = power[0], value * power[1]
        if value <= 1:
            op = P_OPS[(match["op"] or "").replace(" ", "")]
            found.append(PMention(match.start(), end, Span(start, end), op, value))
    return found


def read_spread(text: str, end: int) -> Plusminus | None:
    """The plus-minus written at ``end``, or None."""
    match = SPREAD_RE.match(text, end)
    if match is None:
        return None
    label = (match["label"] or match["behind"] or "").lower()
    kind: SpreadKind = "unknown" if not label else "se" if label in ("se", "standard error") else "sd"
    stop = match.end() if "(" in match[0] or not match[0].endswith(")") else match.end() - 1
    return Plusminus(stop, parse_decimal(match["number"]), kind)
