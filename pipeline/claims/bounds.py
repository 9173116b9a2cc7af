"""Thresholds as conditions: a bound on a registered variable, with the words that state it."""

import re

from pipeline.lexicon.intervals import OPERATORS, make_interval
from pipeline.lexicon.phrases import find_tokens
from pipeline.lexicon.ucum import find_dimension
from pipeline.lexicon.variables import Variable, load_variables
from pipeline.records import ClaimOp, Interval, Predicate, PredicateSource, Quantity, ThresholdFigure

from .page import Sentence

BEFORE_RE = re.compile(
    r"(?:(?:\b(?:no|not|at|less|more|greater|fewer|older|younger|larger|smaller|higher|lower|longer|shorter|up|equal|"
    r"between|above|below|over|under|within|exceeding|aged?|ages|of|or|than|to|least|most|and|the|after|before|by|from|a|"
    r"is|was|were|are)\b|[<>≤≥=~])[\s-]*){1,8}$",
    re.IGNORECASE,
)
MOST_BEFORE_CHARS = 60  # the longest comparison found in front of a number has 34
AFTER_RE = re.compile(
    r"\s*(?:of age\s*)?(?:,?\s*(?:or|and)\s+(?:more|greater|older|younger|less|fewer|higher|lower|longer|shorter|"
    r"larger|smaller|above|below|over|under|thicker|later|earlier)(?:\s+than)?|of age|old(?:er)?|in diameter|in size|"
    r"in greatest dimension|from diagnosis|of diagnosis|after diagnosis|at diagnosis)?",
    re.IGNORECASE,
)
TIMES = {find_dimension("mo")[1], find_dimension("d")[1]}
MOST_BETWEEN_CHARS = 24
BETWEEN_RE = re.compile(
    r"\s*(?:(?:level|levels|count|counts|occurring|occurred|occurs|measuring|that|is|are|of)\s*){0,3}"
)
DOUBLE_RE = re.compile(
    r"\b(?:but|and|to)\b", re.IGNORECASE
)  # "2 cm but not more than 5 cm": each end has its own words
ABOVE_RE = re.compile(
    r"(?:>|\b(?:more|greater|larger|older|longer|higher|thicker|deeper)\s+than|\b(?:above|over|exceeding))\s*$"
)
BELOW_RE = re.compile(r"(?<!not )(?:\b(?:less|fewer|smaller|younger|shorter|lower)\s+than|\b(?:below|under)\b|<(?!=))")
HALF_RANGE_RE = re.compile(r"\s*(?:[a-z]+\s+)?to\s+(?:(?:younger|less|under|fewer|smaller)\b|[<≤])")
COUNTED = frozenset({"1", "{ULN}"})


def find_variable(figure: ThresholdFigure) -> Variable | None:
    """The registered variable that a threshold bounds; None where the registry lacks it."""
    variable = load_variables().get(figure.variable_id)
    return variable if variable and variable.type == "number" else None


def name_variable(figure: ThresholdFigure) -> str | None:
    """The variable's id; of a generic one, an id made of its words, None where it has no words of its own."""
    variable = find_variable(figure)
    if variable is None or not variable.generic:
        return figure.variable_id
    words = [token.folded for token in find_tokens(figure.variable or "")]
    return "_".join(words) if words and words[0][0].isalpha() and "_".join(words) != variable.id else None


def read_unit(figure: ThresholdFigure) -> str | None:
    """The unit as written; of a bare number the variable's own where that is usual: "a BMI of 30"."""
    variable = find_variable(figure)
    return variable.unit if variable and variable.bare and figure.unit in (None, "1") else figure.unit


def measures(figure: ThresholdFigure, variable: Variable | None) -> bool:
    """Whether the figure's unit measures the variable; one without a unit of its own takes any."""
    return variable is None or variable.unit is None or same_dimension(read_unit(figure), variable.unit)


def read_operator(figure: Quantity) -> ClaimOp:
    """The claim operator of a figure; a plain range becomes ``between``."""
    if figure.low is not None and figure.op == "=":
        return "between"
    return OPERATORS[figure.op]


def same_dimension(unit: str | None, other: str | None) -> bool:
    """Whether two units measure the same thing; a percentage is not a pure number here."""
    if "%" in (unit, other) or unit in COUNTED or other in COUNTED:
        return (unit or "1") == (other or "1")
    mine, theirs = find_dimension(unit)[1], find_dimension(other)[1]
    return mine == theirs or {mine, theirs} == TIMES  # both are times, though neither converts to the other


def read_interval(figure: ThresholdFigure, sentence: Sentence) -> Interval | None:
    """The values that a threshold allows; None where it has no direction, a half-stated range or only "about"."""
    variable = find_variable(figure)
    completed = variable is not None and variable.completed_years and figure.unit == "a"
    interval = make_interval(read_operator(figure), figure.value, figure.low, figure.high, completed_years=completed)
    if interval is None or figure.low is None or not DOUBLE_RE.search(figure.text):
        return interval
    above = ABOVE_RE.search(sentence.slice(max(sentence.start, figure.start - MOST_BETWEEN_CHARS), figure.start))
    below = BELOW_RE.search(figure.text)
    high = figure.high if below else interval.high  # "but less than 5 years" ends at 5 also for completed years
    return interval.model_copy(
        update={
            "low_inclusive": interval.low_inclusive and above is None,
            "high": high,
            "high_inclusive": interval.high_inclusive and below is None,
        }
    )


def lacks_direction(figure: ThresholdFigure) -> bool:
    """A single value of something measured, without "more" or "less": 18 months, but not a count, score or age."""
    return (
        figure.op == "="
        and figure.value is not None
        and figure.unit not in COUNTED
        and not figure.variable_id.startswith("age")
        and figure.variable_id not in ("karnofsky_status", "gestational_age")
    )


def is_half_range(figure: ThresholdFigure, sentence: Sentence) -> bool:
    """Whether a number is only the lower end of a range: the 1 of "aged 1 to younger than 10 years"."""
    return figure.op == "=" and HALF_RANGE_RE.match(sentence.slice(figure.end, sentence.end)) is not None


def read_bound(figure: ThresholdFigure, sentence: Sentence, source: PredicateSource) -> Predicate | None:
    """The predicate of a threshold; None where it cannot be one (no interval, no direction, a unit of another kind)."""
    interval, variable = read_interval(figure, sentence), find_variable(figure)
    if interval is None or lacks_direction(figure) or is_half_range(figure, sentence):
        return None
    if not measures(figure, variable):
        return None
    name = name_variable(figure)
    if name is None:
        return None
    start, end = widen(figure, sentence)
    return Predicate.model_construct(
        var=name,
        op=read_operator(figure),
        value=figure.value,
        unit=read_unit(figure),
        interval=interval,
        source=source,
        text=sentence.slice(start, end),
        registered=name in load_variables(),
    )


def widen(figure: ThresholdFigure, sentence: Sentence) -> tuple[int, int]:
    """The figure with the comparison words on either side and, where it stands right before, its variable."""
    nearest = max(sentence.start, figure.start - MOST_BEFORE_CHARS)
    before = BEFORE_RE.search(sentence.slice(nearest, figure.start))
    start = nearest + before.start() if before else figure.start
    after = AFTER_RE.match(sentence.slice(figure.end, sentence.end))
    end = figure.end + (after.end() if after else 0)
    if figure.variable:
        head = sentence.slice(max(sentence.start, start - len(figure.variable) - MOST_BETWEEN_CHARS), start)
        named = head.rfind(figure.variable)
        if named >= 0 and BETWEEN_RE.fullmatch(head[named + len(figure.variable) :]):
            start -= len(head) - named
    while end > figure.end and sentence.slice(end - 1, end).isspace():
        end -= 1
    while start < figure.start and sentence.slice(start, start + 1).isspace():
        start += 1
    return start, end
