"""Checks that a claim must pass to be acted on; each alarm is a reason for review in plain words."""

import re
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from pipeline.lexicon.phrases import find_tokens, fold
from pipeline.records import (
    DoseFigure,
    Interval,
    Predicate,
    Quantity,
    StatisticFigure,
    ThenStatistic,
    ThenThreshold,
    ThresholdFigure,
    canonical_json,
)

from .bounds import find_variable, is_half_range, lacks_direction, measures, name_variable, read_interval
from .clauses import clause_at
from .compare import BEFORE_CHANGE, BY_ORDER
from .cues import load_single, measure_label, measure_units
from .draft import Draft
from .wording import AFTER_CHARS, CHANGE_CHARS, CHANGES, COUNTS, SPREAD, check_wording

HUNDRED = Decimal(100)
FRACTION_SLACK = Decimal("1.01")  # percentage points: a rounded percentage, and one more for truncation
DISPUTED_BELOW = 0.75  # confidence of a figure: of those below, seven in eight were misread (docs/quality.md)
# Of 24 active claims read whose group was less sure than this, 13 were wrong (docs/decisions/0006-claims-semantics.md),
# against one in five of all; the same of those whose measure was less sure: 7 of 24 below 0.65.
GROUP_DISPUTED_BELOW = 0.4
MEASURE_DISPUTED_BELOW = 0.66  # of 12 judged claims below, 6 were right
LOST_POWER_RE = re.compile(
    r"[×x*]\s?10(?:[369]|1[0-2]|[-−–]\d{1,2})(?=\s?/\s?(?:L|mL|kg)\b|\s?(?:cells|copies)\b|[;,)\s])"
)
BEFORE_RE = re.compile(r"\s*(?:before|prior\s+to)\b", re.IGNORECASE)
LABEL_RE = re.compile(r"(?:^|_)(?:[tnm]\d[abc]?|i{1,3}[abc]?|iv|mm|cm)(?:_|$)")
RELATIVE_RE = re.compile(r"\b(?:FDRs?|SDRs?|relatives?|siblings?|mother|father|sisters?|parents?|aunts?)\b[^,;]{0,60}$")
EXCLUDED_RE = re.compile(r"\b(?:exclu(?:ded|sion|ding)|ineligible|not\s+eligible)\b", re.IGNORECASE)
RESPONSE_AFTER_RE = re.compile(r"\b(?:after|by|within|at)\s+(?:the\s+first\s+)?$", re.IGNORECASE)
OF_THERAPY_RE = re.compile(
    r"\s*(?:of|from)\s+(?:the\s+)?(?:start|initiation|beginning|therapy|treatment)\b", re.IGNORECASE
)
SET_APART = frozenset({BY_ORDER, BEFORE_CHANGE, SPREAD})
NODAL_RE = re.compile(r"\b(?:nodal|nodes?|metasta\w+)\b", re.IGNORECASE)
CUTOFF_WORD_RE = re.compile(r"[^.;]{0,30}\bcut-?(?:off|point)s?\b", re.IGNORECASE)
NODES_RE = re.compile(r"\s*(?:or more\s+)?(?:\w+\s+){0,3}(?:lymph\s+)?nodes?\b", re.IGNORECASE)
OF_WHICH_RE = re.compile(r"\s*of\s+(?:which|whom)\b")
BY_AGE_RE = re.compile(r"\bby\s+(?:the\s+)?age\s+(?:of\s+)?$", re.IGNORECASE)


def check_draft(draft: Draft) -> None:
    """Add the reasons for review that the claim itself gives."""
    figure, level = draft.figure, draft.evidence.level
    if level is not None and level.scheme is None:
        draft.issues.append(f"level of evidence {level.raw} is in no scheme")
    if figure is None:
        return
    draft.issues += [f"reading disputed: {issue}" for issue in figure.issues]
    if isinstance(figure, StatisticFigure):
        if (figure.group_confidence or 1) < GROUP_DISPUTED_BELOW:
            draft.issues.append("group disputed: low confidence")
        if (figure.measure_confidence or 1) < MEASURE_DISPUTED_BELOW:
            draft.issues.append("measure disputed: low confidence")
    if LOST_POWER_RE.search(draft.sentence.slice(draft.start, min(draft.end + AFTER_CHARS, draft.sentence.end))):
        draft.issues.append("superscript lost in the capture")
    if figure.confidence < DISPUTED_BELOW:
        draft.issues.append("reading disputed: low confidence")
    match figure:
        case StatisticFigure():
            _check_statistic(figure, draft.issues)
            check_wording(figure, draft)
        case ThresholdFigure():
            _check_threshold(figure, draft)
        case DoseFigure():
            _check_dose(figure, draft.issues)


def _check_statistic(figure: StatisticFigure, issues: list[str]) -> None:
    _check_range(figure, issues)
    if figure.ci is not None:
        low, high = figure.ci
        if high is not None and low > high:
            issues.append("confidence interval reversed")
        elif figure.value is not None and figure.op in ("=", "~") and not _inside(figure, low, high):
            issues.append("estimate outside its confidence interval")
    if figure.p is not None and not 0 <= figure.p.value <= 1:
        issues.append("P value outside 0 to 1")
    if figure.measure == "p_value" and figure.value is not None and not 0 <= figure.value <= 1:
        issues.append("P value outside 0 to 1")
    if figure.unit == "%" and figure.measure not in CHANGES and _largest(figure) > HUNDRED:
        issues.append("percentage over 100")
    units = measure_units(figure.measure)
    if (figure.value is not None or figure.low is not None) and not _fits(figure.unit or "1", units):
        issues.append(f"unit {figure.unit or '1'} does not measure {measure_label(figure.measure)}")
    if figure.measure in COUNTS and not _is_count(figure):
        issues.append("count is not a whole number")
    _check_fraction(figure, issues)


def _is_count(figure: StatisticFigure) -> bool:
    return figure.low is None and (figure.value is None or figure.value == figure.value.to_integral_value())


def _fits(unit: str, units: Sequence[str]) -> bool:
    return not units or unit in units or ("/*" in units and unit.startswith("/"))


def _inside(figure: StatisticFigure, low: Decimal, high: Decimal | None) -> bool:
    assert figure.value is not None
    signs = (1, -1) if figure.measure in CHANGES else (1,)  # a reduction is kept positive, its interval as written
    return any(low <= sign * figure.value and (high is None or sign * figure.value <= high) for sign in signs)


def _largest(figure: Quantity) -> Decimal:
    return max((n for n in (figure.value, figure.low, figure.high) if n is not None), default=Decimal(0))


def _check_fraction(figure: StatisticFigure, issues: list[str]) -> None:
    """A count must give its percentage; at a time point percentages are estimates and need not."""
    above, below = figure.numerator, figure.denominator
    if above is None or below is None:
        return
    if below <= 0 or above > below:
        issues.append("numerator and denominator do not make a share")
    elif (
        figure.time is None
        and figure.unit == "%"
        and figure.value is not None
        and figure.op in ("=", "~")
        and not _gives(figure.value, above, below)
    ):
        issues.append("numerator and denominator do not give the percentage")


def _gives(percentage: Decimal, above: Decimal, below: Decimal) -> bool:
    return abs(above * HUNDRED / below - percentage) < FRACTION_SLACK


def _check_range(figure: Quantity, issues: list[str]) -> None:
    if figure.low is not None and figure.high is not None and figure.low > figure.high:
        issues.append("range reversed")


def _check_threshold(figure: ThresholdFigure, draft: Draft) -> None:
    issues = draft.issues
    _check_range(figure, issues)
    variable = find_variable(figure)
    if variable and not measures(figure, variable):
        issues.append(f"unit {figure.unit or '1'} does not measure {variable.label}")
    if LABEL_RE.search(figure.variable_id):
        issues.append("label of a stage read as a variable")
    if name_variable(figure) is None or ((variable is None or variable.generic) and _is_vague(figure)):
        issues.append(f"{figure.variable_id} of what is not named")
    after = draft.sentence.slice(figure.end, min(figure.end + AFTER_CHARS, draft.sentence.end))
    before = draft.sentence.slice(max(draft.sentence.start, figure.start - AFTER_CHARS), figure.start)
    if is_half_range(figure, draft.sentence):
        issues.append("half of a range")
    lead = draft.sentence.slice(max(draft.sentence.start, figure.start - CHANGE_CHARS), figure.start)
    if figure.variable_id.startswith("age") and RELATIVE_RE.search(lead):
        issues.append("age of a relative")
    behind = draft.sentence.slice(figure.end, min(figure.end + 2 * AFTER_CHARS, draft.sentence.end))
    if OF_WHICH_RE.match(behind):
        issues.append("bound of a part")
    if figure.op == "=" and BY_AGE_RE.search(before):
        issues.append("a point in time, not a bound")
    if figure.variable_id == "lesion_count" and NODES_RE.match(behind):
        issues.append("lymph nodes read as lesions")
    if figure.variable_id.startswith("time_since") and BEFORE_RE.match(after):
        issues.append("time before an event, not since it")
    assert isinstance(draft.then, ThenThreshold)
    if draft.then.role == "eligibility" and EXCLUDED_RE.search(
        draft.sentence.slice(*clause_at(draft.sentence, figure.start))
    ):
        issues.append("bound of those who are left out")
    if figure.variable_id == "response_duration" and RESPONSE_AFTER_RE.search(lead):
        issues.append("time to a response read as its duration")
    if figure.variable_id == "time_since_treatment" and OF_THERAPY_RE.match(
        draft.sentence.slice(figure.end, draft.sentence.end)
    ):
        issues.append("time from the start of a treatment read as time since it")
    if figure.variable_id == "tumor_size" and figure.variable and NODAL_RE.search(figure.variable):
        issues.append("size of a metastasis read as that of the tumor")
    if figure.op == "=" and CUTOFF_WORD_RE.search(
        draft.sentence.slice(figure.end, min(figure.end + CHANGE_CHARS, draft.sentence.end))
    ):
        issues.append("bound without direction")
    if lacks_direction(figure):
        issues.append("bound without direction")
    elif figure.op == "~":
        issues.append("bound is approximate")
    elif read_interval(figure, draft.sentence) is None and "range reversed" not in issues:
        issues.append("bound with two values and one direction")


def _is_vague(figure: ThresholdFigure) -> bool:
    """Whether the words of a variable that the registry lacks do not say what is measured: "lasting", "a level"."""
    words = {token.folded for token in find_tokens((figure.variable or "").lower())} - load_single("neutral")
    return not words - load_single("vague")


def _check_dose(figure: DoseFigure, issues: list[str]) -> None:
    _check_range(figure, issues)
    if figure.unit in (None, "1", ""):
        issues.append("dose without a unit")
    if not figure.agent or fold(figure.agent) in load_single("vague_agents"):
        issues.append("agent of the dose is not named")


def check_conditions(draft: Draft) -> None:
    """Two bounds of one variable that no value meets: the words of two groups were taken for one."""
    bounds: dict[str, list[Interval]] = defaultdict(list)
    for condition in draft.conditions:
        if isinstance(condition, Predicate) and condition.interval is not None:
            bounds[condition.var].append(condition.interval)
    for variable, intervals in bounds.items():
        lows = [i.low for i in intervals if i.low is not None]
        highs = [i.high for i in intervals if i.high is not None]
        if lows and highs and max(lows) >= min(highs) and len(intervals) > 1:
            draft.issues.append(f"conditions on {variable} exclude each other")


def check_block(drafts: Sequence[Draft]) -> None:
    """Equal claims with different values in one block contradict each other: none of them is to be acted on."""
    equals: dict[str, list[Draft]] = defaultdict(list)
    for draft in drafts:
        if not SET_APART.isdisjoint(draft.issues):
            continue  # it lacks what would tell it from the others
        if isinstance(draft.then, ThenStatistic) and draft.then.role in ("outcome", "effect"):
            equals[_subject(draft)].append(draft)
    for group in equals.values():
        if len({_values(draft) for draft in group}) > 1:
            for draft in group:
                draft.issues.append("equal claims with different values in one block")


def _subject(draft: Draft) -> str:
    """All that tells two statistics of a block apart except their values."""
    assert isinstance(draft.then, ThenStatistic)
    figure = draft.figure
    group = figure.group if isinstance(figure, StatisticFigure) else None
    arms = [draft.intervention.text if draft.intervention else None]
    if draft.then.role == "effect":  # a ratio is told by what it compares; an estimate is not
        arms.append(draft.comparator.text if draft.comparator else None)
    return canonical_json([draft.base, group, draft.population, *draft.not_parsed, *arms])


def _values(draft: Draft) -> tuple[Decimal | None, ...]:
    assert isinstance(draft.then, ThenStatistic)
    return draft.then.value, draft.then.low, draft.then.high
