"""What a ratio or a share of responses is of, where the words right beside the number say it.

1. "improved OS (HR, 0.8)", "(HR for progression or death, 0.7)": the outcome named last before the bracket, or in it.
2. "12% had a partial response": the kind of response named right behind the number.
"""

import re
from collections.abc import Iterator
from functools import cache

from pipeline.lexicon import entry_regex, load_lexicon
from pipeline.lexicon.phrases import Hit, PhraseIndex, find_tokens
from pipeline.records import StatisticFigure

from .cues import statistic_role
from .groups import opening_of
from .page import Sentence

RATIOS = frozenset({"hazard_ratio", "odds_ratio", "relative_risk"})
RESPONSES = frozenset({"response_rate", "complete_response_rate", "remission_rate", "proportion"})
OUTCOMES = frozenset({"mortality", "recurrence_rate", "local_control"})  # beside those with the role of an outcome
PARTS = frozenset({"partial_response", "stable_disease", "progressive_disease"})  # no measure of their own
BEHIND_CHARS = 60
MOST_LEAD_CHARS = 300  # how far before a ratio its event may be named
DEATH_RE = re.compile(r"\bHRdeath\b(?! or)")
LABELLED = frozenset({"sample_size", "count"})
LABEL_RE = re.compile(  # up to the first number of the bracket, or to the second of two side by side
    r"[(\[](?P<words>[^();%\[\]]{2,60}?)(?:,|:|\bof|\bwas|\bwere)?\s*(?:[\d.]+%?\s*(?:(?:vs\.?|versus|and)\s+))?$"
)
HAD_RE = re.compile(
    r"\s*(?:(?:\([^()]{0,60}\)|\[[^\[\]]{0,60}\])\s*)?(?:(?:of\s+)?(?:the\s+)?patients\s+)?(?:had|achieved|experienced|with|showed|were|obtained)?\s*"
    r"(?:an?\s+|the\s+)?",
    re.IGNORECASE,
)


def settle_endpoints(sentence: Sentence) -> None:
    """Correct what the ratios and the responses of a sentence are of."""
    figures = sentence.figures
    for number, figure in enumerate(figures):
        if isinstance(figure, StatisticFigure) and figure.measure in RATIOS:
            said = _find_outcome(sentence, figure)
            if said is not None and said != figure.of:
                figures[number] = figure.model_copy(update={"of": said})
        elif isinstance(figure, StatisticFigure) and figure.unit == "%":
            figures[number] = _with_label(sentence, _with_kind(sentence, figure))


@cache
def _outcomes(*, in_bracket: bool = False) -> PhraseIndex[str]:
    """Names of outcomes and of events told together, with their measures; "death" alone counts in a bracket only."""
    named = load_lexicon("measures")["name"]
    outcomes = {m for m in named if statistic_role(m) == "outcome"} | OUTCOMES
    phrases = [(words, measure) for measure in outcomes for words in named[measure]["words"]]
    tables = [load_lexicon("endpoints")[name] for name in ("combined", *(["bracketed"] if in_bracket else []))]
    events = [(words, m) for table in tables for m, entry in table.items() for words in entry["words"]]
    return PhraseIndex([*phrases, *events])


@cache
def _kinds() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    kinds = load_lexicon("endpoints")["kind"]
    return tuple((name, entry["measure"], entry_regex(entry)) for name, entry in kinds.items())


def _find_outcome(sentence: Sentence, figure: StatisticFigure) -> str | None:
    """The outcome that a ratio is of; None where none or several are named before it."""
    opened = opening_of(sentence, figure.start)
    own = _measures(_outcomes(in_bracket=True).find(find_tokens(sentence.slice(opened, figure.start))))
    if own:
        return own[-1]
    if opened == figure.start:
        cues = DEATH_RE.search(sentence.slice(max(sentence.start, figure.start - MOST_LEAD_CHARS), figure.start))
        return "mortality" if cues and statistic_role(figure.measure) == "effect" else None
    start = max([sentence.start, *(f.end for f in sentence.figures if f.end <= opened and _is_ratio(f))])
    named = _measures(_outcomes().find(find_tokens(sentence.slice(start, opened))))
    if len(set(named)) <= 1:
        return named[0] if named else None
    return None


def _is_ratio(figure: object) -> bool:
    return isinstance(figure, StatisticFigure) and figure.measure in RATIOS


def _measures(hits: Iterator[Hit[str]]) -> list[str]:
    return [hit.values[0] for hit in hits]


def _with_label(sentence: Sentence, figure: StatisticFigure) -> StatisticFigure:
    """A share with the outcome that labels it in its bracket: "(5-year EFS rates, 64% vs. 71%)"."""
    opened = opening_of(sentence, figure.start)
    inside = sentence.slice(opened, figure.start)
    label = LABEL_RE.match(inside)
    if label is None or statistic_role(figure.measure) not in ("outcome", "harm", "context"):
        return figure
    named = set(_measures(_outcomes().find(find_tokens(label["words"]))))
    if len(named) != 1 or figure.measure in named or figure.measure in LABELLED:
        return figure
    return figure.model_copy(update={"measure": named.pop(), "of": None})


def _with_kind(sentence: Sentence, figure: StatisticFigure) -> StatisticFigure:
    """A share with the kind of response named right behind it."""
    if figure.measure not in RESPONSES:
        return figure
    lead = HAD_RE.match(sentence.slice(figure.end, sentence.end))
    start = figure.end + (lead.end() if lead else 0)
    words = sentence.slice(start, min(start + BEHIND_CHARS, sentence.end))
    for kind, measure, pattern in _kinds():
        if pattern.match(words):
            return figure.model_copy(update={"measure": measure, "of": kind if kind in PARTS else None})
    return figure
