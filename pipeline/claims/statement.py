"""One plain sentence per claim, made of its fields, so that a reviewer can hold it against the quote."""

import re
from decimal import Decimal

from pipeline.lexicon.variables import label_of, load_variables
from pipeline.records import (
    AllOf,
    AnyOf,
    ClaimOp,
    Condition,
    NotOf,
    Predicate,
    ThenDose,
    ThenRecommendation,
    ThenStatistic,
    ThenThreshold,
    json_number,
)

from .cues import measure_label
from .draft import Draft

OP_WORDS: dict[ClaimOp, str] = {
    "eq": "", "ne": "other than ", "lt": "less than ", "le": "at most ", "gt": "more than ", "ge": "at least ",
    "approx": "about ", "between": "", "in": "", "not_in": "none of ",
}  # fmt: skip
UNIT_WORDS = {
    "a": "years",
    "mo": "months",
    "wk": "weeks",
    "d": "days",
    "h": "hours",
    "min": "minutes",
    "1": "",
    "[IU]": "IU",
}
PERIOD_RE = re.compile(r"P(\d+(?:\.\d+)?)([YMWD])")
PERIODS = {"Y": "year", "M": "month", "W": "week", "D": "day"}


def write_statement(draft: Draft) -> str:
    """The statement of a claim."""
    match draft.then:
        case ThenStatistic() as then:
            head = _say_statistic(then)
        case ThenThreshold() as then:
            effect = then.effect or f"{then.role.replace('_', ' ')} threshold"
            variable = load_variables().get(then.var)
            name = variable.label if variable else then.var.replace("_", " ")
            bound = say_quantity(then.op, then.value, then.low, then.high, then.unit)
            head = f"{name} {bound}: {effect}"
        case ThenDose() as then:
            amount = say_quantity(then.op, then.value, then.low, then.high, then.unit)
            head = " ".join(
                part for part in (then.agent or "agent not named", amount, then.schedule, then.route) if part
            )
            head += f" ({then.role} dose)"
        case ThenRecommendation() as then:
            words = {"for": "recommended", "against": "not recommended", "uncertain": "uncertain"}[then.direction]
            head = f"{then.action}: {then.strength + ', ' if then.strength else ''}{words}"
    parts = [head, *_say_people(draft), *_say_arms(draft)]
    if draft.assertion.polarity == "negated":
        parts.append("stated in the negative")
    if draft.assertion.certainty != "stated":
        parts.append(f"{draft.assertion.certainty} only")
    return "; ".join(parts)


def _say_statistic(then: ThenStatistic) -> str:
    name = measure_label(then.measure)
    if then.of:
        name += f" for {measure_label(then.of)}"
    period = PERIOD_RE.fullmatch(then.time or "")
    if period:
        name = f"{period[1]}-{PERIODS[period[2]]} {name}"
    elif then.time and then.time.startswith("age:"):
        name += f" by age {then.time[5:-1]}"
    elif then.time:
        name = f"{then.time} {name}"
    if then.value is None and then.low is None and then.numerator is not None:
        return f"{name} {_number(then.numerator)} of {_number(then.denominator)}"
    said = f"{name} {say_quantity(then.op, then.value, then.low, then.high, then.unit)}"
    if then.ci:
        said += f" (CI {_number(then.ci[0])} to {_number(then.ci[1]) if then.ci[1] is not None else 'infinity'})"
    return said


def say_quantity(
    op: ClaimOp, value: Decimal | None, low: Decimal | None, high: Decimal | None, unit: str | None
) -> str:
    """An amount in words: "at least 18 months", "1% to 2%"."""
    unit_words = UNIT_WORDS.get(unit or "1", unit or "")
    tail = "%" if unit == "%" else f" {unit_words}" if unit_words else ""
    if low is not None and high is not None:
        return f"{OP_WORDS[op]}{_number(low)} to {_number(high)}{tail}"
    return f"{OP_WORDS[op]}{_number(value)}{tail}"


def _number(value: Decimal | None) -> str:
    return "not stated" if value is None else str(json_number(value))


def _say_people(draft: Draft) -> list[str]:
    people = [said for condition in draft.conditions if (said := say_condition(condition))]
    people += [f"“{words}” (not parsed)" for words in draft.not_parsed]
    return [f"in: {', '.join(people)}"] if people else []


def say_condition(condition: Condition) -> str:
    """A condition in words."""
    match condition:
        case AllOf(all=members):
            return " and ".join(map(say_condition, members))
        case AnyOf(any=members):
            return " or ".join(map(say_condition, members))
        case NotOf(not_=member):
            return f"not ({say_condition(member)})"
        case Predicate() if condition.interval is not None:
            interval, variable = condition.interval, load_variables().get(condition.var)
            name = variable.label if variable else condition.var.replace("_", " ")
            if condition.op == "between":
                until = "to" if interval.high_inclusive else "to under"
                high = say_quantity("eq", interval.high, None, None, condition.unit)
                return f"{name} {_number(interval.low)} {until} {high}"
            value = condition.value if isinstance(condition.value, Decimal) else None
            return f"{name} {say_quantity(condition.op, value, None, None, condition.unit)}"
        case Predicate(value=tuple() as codes):
            return OP_WORDS[condition.op] + " or ".join(label_of(condition.var, code) for code in codes)
        case Predicate(value=bool() | str() as value):
            return OP_WORDS[condition.op] + label_of(condition.var, value)
    return ""


def _say_arms(draft: Draft) -> list[str]:
    said = [f"with: {draft.intervention.text}"] if draft.intervention else []
    return said + ([f"compared with: {draft.comparator.text}"] if draft.comparator else [])
