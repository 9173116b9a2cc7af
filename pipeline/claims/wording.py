"""Checks of a statistic against the words around it; each alarm is a reason for review in plain words."""

import re

from pipeline.lexicon.variables import DISEASE
from pipeline.records import StatisticFigure, ThenStatistic, find_predicates

from .compare import CHANGING_RE
from .conditions import read_codes
from .cues import measure_label, measure_said
from .draft import Draft

COUNTS = frozenset({"sample_size", "count"})
CHANGES = frozenset({"risk_change", "mean_difference", "other"})
CHANGE_RE = re.compile(
    r"\s*(?:\([^()]{0,40}\)\s*)?(?:relative\s+|absolute\s+)?(?:lower|higher|greater|reductions?|decrease|increase|improvement)\b",
    re.IGNORECASE,
)
CHANGED_BY_RE = re.compile(
    r"\b(?:improved|increased|reduced|decreased|lowered|prolonged|raised|rose|fell|dropped)"
    r"(?:\s+\w+){0,3}\s+by\s+(?:\w+\s+)?$"
    r"|\b(?:improvements?|differences?|benefits?|gains?|reductions?|decreases?|increases?)\s+(?:in|of|was|were)\s+"
    r"(?:\w+\s+){0,3}(?:\([\d.]+%\)(?:,|\s+and|,\s+and)\s+\w+\s+)?\(?$",
    re.IGNORECASE,
)
COMPARED_RE = re.compile(r"[^)]{0,60}\b(?:vs|versus)\b")  # "an increase in OS (10 months vs. 9 months)" gives both
TEST_RE = re.compile(
    r"\s*(?:sensitivity|specificity|survival|positive predictive|negative predictive|risk|response)\b", re.IGNORECASE
)
FOR_TEST_RE = re.compile(r"\s*(?:\([^()]{0,40}\)\s*)?for\s+(?P<measure>sensitivity|specificity)\b", re.IGNORECASE)
STUDY_NAME_RE = re.compile(r"(?<![\w])[A-Z]{3,8}[ -]$")
PREPARATION_RE = re.compile(r"\s*(?:topical|cream|gel|ointment|solution|lotion)\b", re.IGNORECASE)
COMBINED_RE = re.compile(
    r"(?:progression|recurrence|relapse)[^.;()]{0,30}\bor\s+death\W*(?:(?:was|of)\W+)?$", re.IGNORECASE
)
RATE_RE = re.compile(
    r"\b(?:survival|response|remission|control|recurrence|relapse|mortality|RR|ORR|OS|EFS|PFS|DFS)(?:\s+rates?)?"
    r"\s*(?:\(n\s*=\s*\d+\)\s*)?,?\s*$"
)
OTHER_MEASURE_RE = re.compile(
    r"\b(?:differences?|ratio|response|survival|recurrence|mortality|RR|ORR|CR|OS|EFS|PFS|DFS|HR|SIR|risk\s+estimates?)\b"
)
CAPTION_RE = re.compile(
    r"\b(?:risk\s+estimates|cumulative\s+risks?|survival|(?:hazard|odds|risk)\s+ratios)\b", re.IGNORECASE
)
A_YEAR_RE = re.compile(r"\s*(?:(?:to|–|-)\s*[\d.]+%\s*)?(?:per|each|a)\s+year\b|\s*annually\b")
EVENTS_RE = re.compile(
    r"\s*(?:[\w-]+\s+){0,2}(?:groups|centers|institutions|hospitals|countries|trials|studies)\b"
    r"|\s*(?:responses|events|deaths|relapses)\b|\s+(?:patients|women|men|children)\s+"
    r"(?:had\s+(?:disease\s+)?(?:progress|died|relapsed)|died|relapsed|progressed|responded)"
)
DEATHS_RE = re.compile(r"\bdeaths:\s*$", re.IGNORECASE)
SCORE_RE = re.compile(r"\b(?:status\s+of|score\s+of|PS\s+of)\s*$")
FOLLOWED_RE = re.compile(r"\bfollow(?:ed)?\b|\bfollow-up\b", re.IGNORECASE)
OF_RESPONSES_RE = re.compile(r"\s*of\s+(?:these\s+|the\s+|all\s+)?responses\b")
HALF_RE = re.compile(r"\s*(?:to|–|-)\s*(?:[<≤]|less than\s)?\s*\d[\d.]*\s*(?:%|months|years|weeks|days)")
FOLLOW_UP_RE = re.compile(r"\bfollow-up\s+(?:for|of)?[^,;]{0,40}$")
ADHERENCE_RE = re.compile(r"\badherence\s+rates?\s+(?:of|from|ranging)\b[^;()]{0,30}$|\badherence\b[^.;,]{0,50}\($")
OF_EVENTS_RE = re.compile(r"\s*of\s+(?:the\s+|all\s+|these\s+)?(?:adverse\s+)?events\b")
LIKELIHOOD_RE = re.compile(r"[^.;]{0,8}\blikelihood\s+ratio")
FREE_RE = re.compile(r"\bfree(?:dom)?\s+(?:from|of)\b", re.IGNORECASE)
ALIVE_RE = re.compile(
    r"\b(?:OS|EFS|DFS|PFS|survival)\s+probabilit\w+|probability\s+of\s+(?:\w+\s+)?survival", re.IGNORECASE
)
PERCENT_RE = re.compile(r"(?<!\d)(?<!\d )%")  # in "MRD <5%" the percentage is a bound, not what the column holds
N_RE = re.compile(r"\bn\s*=\s*$", re.IGNORECASE)
NOT_RE = re.compile(r"\bnot\s+$", re.IGNORECASE)
NAMED_NUMBER_RE = re.compile(  # "trisomies 4 and 10", "days 100 to 400"
    r"\b(?:trisom(?:y|ies)|chromosomes?|days?|grades?|types?|cycles?|weeks|exons?|codons?|levels|steps|phases?|chapters?|tables?)\s+"
    r"\d+(?:\s*(?:,|and|or|to|through|–)\s*\d+)*\s*(?:,|and|or|to|through|–)\s*$",
    re.IGNORECASE,
)
CUT_OFF_RE = re.compile(r"\s*(?:vs\.?|versus)\s*(?:[<>≤≥]|more|less|at least)")
CUT_OFF_BEFORE_RE = re.compile(r"[<>≤≥]\s*[\d.]+\s*%\s*(?:vs\.?|versus)\s*[<>≤≥]?\s*$")
WOMEN_RE, MEN_RE = re.compile(r"\bwomen\b|\bfemales?\b"), re.compile(r"\bmen\b|\bmales?\b")
INTERVAL_RE = re.compile(r"\b(?:CI|confidence\s+interval)\]?,?\s*$")
COMPARING = frozenset({"hazard_ratio", "risk_change", "relative_risk"})
SPREAD_RE = re.compile(r"(?:±|\+/-|\b(?:standard (?:error|deviation)|SE|SD)\b)[\s,:=±(]*$")
SPREAD = "spread read as a value"
CHANGE_CHARS = 80
AFTER_CHARS = 16  # a power of ten may stand behind what was read as the number


def check_wording(figure: StatisticFigure, draft: Draft) -> None:
    """A result must say of whom or of what, and a cell must count what its header counts."""
    assert isinstance(draft.then, ThenStatistic)
    if draft.then.role in ("outcome", "harm", "effect") and not (
        draft.population or draft.intervention or draft.comparator or draft.conditions_of_its_own()
    ):
        draft.issues.append("whom it is about is not said")
    elif figure.measure in COMPARING and draft.intervention is None and not draft.conditions_of_its_own():
        draft.issues.append("what is compared is not said")
    if figure.measure in ("risk", "incidence") and _counts_something_unsaid(draft):
        draft.issues.append("what is counted is not said")
    cell = draft.passage.block.table
    headers = f"{cell.row_header or ''} {cell.column_header or ''}" if cell else ""
    if not _is_said(figure.measure, f"{draft.sentence.text} {headers} {cell.caption or '' if cell else ''}"):
        draft.issues.append(f"{measure_label(figure.measure)} is not said")
    after = draft.sentence.slice(figure.end, min(figure.end + CHANGE_CHARS, draft.sentence.end))
    before = draft.sentence.slice(max(draft.sentence.start, figure.start - AFTER_CHARS), figure.start)
    lead = draft.sentence.slice(max(draft.sentence.start, figure.start - CHANGE_CHARS), figure.start)
    if NOT_RE.search(before):
        draft.issues.append("value stated in the negative")
    if INTERVAL_RE.search(lead):
        draft.issues.append("bound of an interval read as a value")
    if SPREAD_RE.search(lead):
        draft.issues.append(SPREAD)
    named = FOR_TEST_RE.match(after)
    if named and figure.measure in ("sensitivity", "specificity") and named["measure"].lower() != figure.measure:
        draft.issues.append("sensitivity and specificity taken for each other")
    if figure.measure in COUNTS and STUDY_NAME_RE.search(before):
        draft.issues.append("number in the name of a study")
    if figure.measure in COUNTS and NAMED_NUMBER_RE.search(lead):
        draft.issues.append("number in a name read as a count")
    if draft.passage.block.kind == "caption":
        draft.issues.append("number in the title of a table")
    if figure.op in ("<", "<=", ">", ">=") and (CUT_OFF_RE.match(after) or CUT_OFF_BEFORE_RE.search(lead)):
        draft.issues.append("cut-off read as a result")
    if _of_other_sex(figure.text, draft):
        draft.issues.append("people of the number are not those of its group")
    if figure.of == "mortality" and COMBINED_RE.search(lead):
        draft.issues.append("a combined event read as mortality")
    if PREPARATION_RE.match(after):
        draft.issues.append("strength of a preparation")
    if figure.measure == "proportion" and TEST_RE.match(after):
        draft.issues.append("a measure of a test read as a proportion")
    _check_named(figure, draft, headers, lead, after)
    if figure.measure == "proportion":
        _check_proportion(figure, draft, headers, lead, after)
    by = draft.then.role != "harm" and not COMPARED_RE.match(after) and CHANGED_BY_RE.search(lead)  # "dose reductions"
    changed = CHANGE_RE.match(after) or by
    if draft.then.role != "effect" and figure.measure not in CHANGES and changed:
        draft.issues.append("a change read as a rate")
    if PERCENT_RE.search(headers) and figure.unit != "%" and figure.measure in COUNTS and not N_RE.search(before):
        draft.issues.append("header says percent")


def _of_other_sex(text: str, draft: Draft) -> bool:
    """Whether a number "per 100,000 women" was given to a group of men, or the other way round."""
    words = (draft.figure.group or "") if isinstance(draft.figure, StatisticFigure) else ""
    said = [bool(WOMEN_RE.search(t)) - bool(MEN_RE.search(t)) for t in (text.lower(), words.lower())]
    return said[0] * said[1] < 0


def _check_named(figure: StatisticFigure, draft: Draft, headers: str, lead: str, after: str) -> None:
    """Words beside the number that name another measure than the figure has."""
    events = figure.measure == "sample_size" and (EVENTS_RE.match(after) or DEATHS_RE.search(lead))
    if events or (figure.unit in (None, "1", "%") and SCORE_RE.search(lead)):
        draft.issues.append("events or a score read as a sample size")
    if figure.measure in ("duration", "other") and FOLLOWED_RE.search(f"{headers} {lead}"):
        draft.issues.append("follow-up read as another measure")
    if figure.measure == "median_survival" and FOLLOW_UP_RE.search(lead):
        draft.issues.append("follow-up read as another measure")
    responders = "response" in (figure.group or "") and "with" in (figure.group or "")
    if figure.measure == "response_rate" and (responders or OF_RESPONSES_RE.match(after)):
        draft.issues.append("share of the responses read as a response rate")
    if figure.measure == "adverse_event_rate" and OF_EVENTS_RE.match(after):
        draft.issues.append("share of the events read as a rate")
    if figure.unit == "%" and figure.measure not in CHANGES and (figure.value or 0) < 0:
        draft.issues.append("a change read as a rate")
    if ADHERENCE_RE.search(lead) or LIKELIHOOD_RE.match(after):
        draft.issues.append("adherence or likelihood read as another measure")
    if figure.low is None and HALF_RE.match(after) and not (lead.endswith("from ") and CHANGING_RE.search(lead)):
        draft.issues.append("half of a range")
    if figure.measure == "recurrence_rate" and FREE_RE.search(lead):
        draft.issues.append("freedom from an event read as its rate")
    if figure.measure == "risk" and ALIVE_RE.search(lead):
        draft.issues.append("probability of survival read as a risk")


def _check_proportion(figure: StatisticFigure, draft: Draft, headers: str, lead: str, after: str) -> None:
    """A share of nothing in particular, where the words before it or the header name a measure."""
    caption = draft.passage.block.table.caption or "" if draft.passage.block.table else ""
    if RATE_RE.search(lead) or OTHER_MEASURE_RE.search(headers) or CAPTION_RE.search(caption):
        draft.issues.append("another measure read as a proportion")
    if A_YEAR_RE.match(after):
        draft.issues.append("rate per year read as a proportion")


def _counts_something_unsaid(draft: Draft) -> bool:
    """An incidence or risk on a page about people with a disease, in a clause that names neither event nor disease."""
    on_patients = any(p.var == DISEASE for c in draft.passage.context for p in find_predicates(c))
    named = [p for p in read_codes(draft.sentence.text, "clause") if p.var == DISEASE]
    return on_patients and not draft.not_parsed and not named


def _is_said(measure: str, text: str) -> bool:
    """Whether a text holds a word of the measure; pieces in capitals must be capitals in the text."""
    lowered, pieces = text.lower(), measure_said(measure)
    return not pieces or any(piece in (text if piece[0].isupper() else lowered) for piece in pieces)
