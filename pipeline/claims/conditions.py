"""From the words of a population to predicates; what no predicate could be made of is told, never dropped.

1. Thresholds, stages and phrases of the registry are found in the words, in order.
2. A negator turns a condition round; "with or without" takes it away.
3. Values of one variable become one ``in``; conditions that "or" joins become ``any``; the rest stand side by side.
4. Words that neither belong to a condition nor add none are ``not_parsed``.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from pipeline.lexicon import load_lexicon
from pipeline.lexicon.phrases import Hit, PhraseIndex, Token, find_tokens
from pipeline.lexicon.variables import DISEASE, Meaning, find_ancestors, keeps_meaning, load_phrases, load_variables
from pipeline.records import AllOf, AnyOf, Condition, Predicate, PredicateSource, ThresholdFigure

from .bounds import read_bound, widen
from .cues import load_single, load_singles
from .page import Sentence
from .stages import find_stages

COURSE = frozenset({DISEASE, "disease_status", "relapse_site", "isolated_relapse", "disease_extent", "symptom"})
OR_RE = re.compile(r"(?<!\w)(?:or|and/or)(?!\w)|/", re.IGNORECASE)
PERIOD_RE = re.compile(  # when people were studied is no condition on a patient of today
    r"(?:\b(?:between|from|in|since|during|through|before|after)\s+)?\b(?:19|20)\d\d\b(?:\s*(?:and|to|through|–|-)\s*(?:19|20)\d\d\b)?"
)
INDIFFERENT_RE = re.compile(
    r"\b(?:with,?\s+(?:or|and)\s+without|regardless\s+of|irrespective\s+of|unselected\s+for)\s+(?:[\w-]{1,30}\s?){1,3}",
    re.IGNORECASE,
)
EXCEPT_RE = re.compile(r"\b(?:other\s+than|except(?:\s+for)?|excluding|apart\s+from)\b.*", re.IGNORECASE | re.DOTALL)
EXAMPLE_RE = re.compile(r"\((?:e\.g\.|i\.e\.|n\s*=)[^()]{0,200}\)")
MOST_OR_CHARS, MOST_OR_WORDS = 60, 6  # "more than one positive node or a node larger than 2 mm"
MOST_STAGES_CHARS = 80  # the longest rest of a list of stages behind the first bracket in it
GENE = "_alteration"
GENES_RE = re.compile(r"\s*(?:(?:pathogenic\s+)?(?:carriers|variants))?\s*(?:and|&|,)\s*(?:[\d,]+\s*)?")
LOOK_BACK_TOKENS = 3  # a negator stands at most this many neutral words before what it negates


class Reading(NamedTuple):
    """The conditions of a stretch of text in order, and the words that none could be made of."""

    conditions: tuple[Condition, ...]
    not_parsed: tuple[str, ...]


@dataclass(slots=True)
class Item:
    """A condition with the words it covers; ``condition`` is None for words that take none ("with or without X")."""

    start: int
    end: int
    condition: Condition | None
    variable: str
    words_from: int = 0  # before it stands the name of a bounded variable, which may state a condition itself


def read_conditions(
    sentence: Sentence,
    spans: Sequence[tuple[int, int]],
    source: PredicateSource,
    thresholds: Sequence[ThresholdFigure] = (),
) -> Reading:
    """The conditions in ``spans`` of a sentence (document offsets); thresholds outside of them are ignored."""
    conditions: list[Condition] = []
    not_parsed: list[str] = []
    for start, end in spans:
        if exception := EXCEPT_RE.search(sentence.slice(start, end)):  # who is left out is told, not parsed
            not_parsed.append(exception.group())
            end = start + exception.start()
        tokens = find_tokens(sentence.slice(start, end), start)
        items = _find_items(sentence, start, end, tokens, source, thresholds)
        loose = _find_loose(items, tokens)
        conditions += _without_contradictions(_join([item for item in items if item not in loose], sentence))
        not_parsed += _find_leftovers(tokens, [item for item in items if item not in loose], sentence)
    return Reading(tuple(conditions), tuple(dict.fromkeys(not_parsed)))


def _find_loose(items: Sequence[Item], tokens: Sequence[Token]) -> list[Item]:
    """The conditions that "or" joins to words of which none was made: neither side has to hold."""
    covered = [(item.start, item.end) for item in items]
    known = load_singles("neutral", "heads")

    def is_open(token: Token) -> bool:
        inside = any(start < token.end and token.start < end for start, end in covered)
        return not inside and token.folded not in known and not token.written.isdigit()

    loose = []
    for item in items:
        before = [token for token in tokens if token.end <= item.start][-2:]
        after = [token for token in tokens if token.start >= item.end][:2]
        opens = len(before) == 2 and before[1].folded == "or" and is_open(before[0])
        if item.condition is not None and (
            opens or (len(after) == 2 and after[0].folded == "or" and is_open(after[1]))
        ):
            loose.append(item)
    return loose


def _without_contradictions(conditions: Sequence[Condition]) -> list[Condition]:
    """Without what is said both ways: "previously treated and untreated" is anybody."""
    values: dict[str, set[bool]] = {}
    for p in conditions:
        if isinstance(p, Predicate) and isinstance(p.value, bool):
            values.setdefault(p.var, set()).add(p.value)
    both = {variable for variable, said in values.items() if len(said) == 2}
    return [c for c in conditions if not (isinstance(c, Predicate) and c.var in both)]


@lru_cache(maxsize=4096)  # a clause is asked about once per figure
def read_codes(text: str, source: PredicateSource) -> tuple[Predicate, ...]:
    """The coded predicates of a heading or title; of codes of one variable only the most special stay."""
    if exception := EXCEPT_RE.search(text):
        text = text[: exception.start()]
    tokens = find_tokens(text)
    sentence = Sentence(0, len(text), text, 0)
    items = _find_items(sentence, 0, len(text), tokens, source, ())
    predicates = [c for c in _join(items, sentence) if isinstance(c, Predicate)]
    return tuple(p for p in predicates if p.op in ("eq", "in"))


def codes_of(predicate: Predicate) -> tuple[str, ...]:
    """The codes of a coded predicate; none of another."""
    value = predicate.value
    return value if isinstance(value, tuple) else (value,) if isinstance(value, str) else ()


def _find_items(
    sentence: Sentence,
    start: int,
    end: int,
    tokens: list[Token],
    source: PredicateSource,
    thresholds: Sequence[ThresholdFigure],
) -> list[Item]:
    items: list[Item] = []
    for figure in thresholds:
        if start <= figure.start and figure.end <= end:
            first, last = widen(figure, sentence)
            bound = read_bound(figure, sentence, source)
            if figure.variable and (named := sentence.slice(start, end).find(figure.variable, last - start)) >= 0:
                after = start + named
                named_end = after + len(figure.variable)
                states = after if figure.unit == "1" else named_end  # "four or more children" counts them
                items.append(Item(after, named_end, None, figure.variable_id, states))
            if bound is not None:
                begin = max(first, start)
                named = begin + _length_of_name(figure, bound.text)
                items.append(Item(begin, min(last, end), bound, figure.variable_id, named))
    text = sentence.slice(start, end)
    items += _find_names(tokens, items)
    items += [Item(start + m.start(), start + m.end(), None, "indifferent") for m in INDIFFERENT_RE.finditer(text)]
    items += [Item(start + m.start(), start + m.end(), None, "example") for m in EXAMPLE_RE.finditer(text)]
    items += [Item(start + m.start(), start + m.end(), None, "period") for m in PERIOD_RE.finditer(text)]
    for first, last, codes in find_stages(sentence.slice(start, min(end + MOST_STAGES_CHARS, sentence.end)), start):
        if first < end and not _covered(items, first, first + 1):  # a list of stages goes on behind a bracket
            stages = _code_predicate("stage", codes, source, sentence.slice(first, last))
            items.append(Item(first, last, stages, "stage"))
    for hit in load_phrases().find(tokens):
        wide = _widen_coordination(hit, tokens, sentence)
        hit = hit if _covered(items, wide.start, wide.end) else wide
        if not _covered(items, hit.start, hit.end):
            items += _read_hit(hit, tokens, sentence, source)
    return sorted(items, key=lambda item: (item.start, item.end, item.variable))


def _widen_coordination(hit: Hit[Meaning], tokens: list[Token], sentence: Sentence) -> Hit[Meaning]:
    """ "Breast and ovarian cancer" names two diseases, "current or former smokers" two habits: words joined to a name
    that are one with its last noun; what is juxtaposed without "and" or "or" counts for diseases only."""
    variables = {meaning.variable for meaning in hit.values}
    of_disease = any(variable == DISEASE or variable.endswith(GENE) for variable in variables)
    first, values = hit.first, list(hit.values)
    while first >= 1:
        slash = sentence.slice(tokens[first - 1].end, tokens[first].start) == "/"
        joined = not slash and tokens[first - 1].folded in ("and", "or")
        if (joined and first < 2) or (not joined and not of_disease):
            break
        shared = first - 2 if joined else first - 1
        if not joined and not slash and any(variable.endswith(GENE) for variable in variables):
            break
        members = [*load_phrases().find([tokens[shared], tokens[hit.last - 1]])]
        if not members or members[0].first or members[0].last != 2 or (not joined and not slash and first == hit.first):
            break
        if not of_disease and variables.isdisjoint(meaning.variable for meaning in members[0].values):
            break
        values += members[0].values
        first = shared
    return Hit(tokens[first].start, hit.end, first, hit.last, tuple(dict.fromkeys(values)))


@cache
def _names() -> PhraseIndex[str]:
    return PhraseIndex((words, v.id) for v in load_variables().values() for words in v.synonyms)


def _find_names(tokens: list[Token], bounds: Sequence[Item]) -> list[Item]:
    """The names of bounded variables elsewhere in the words: they say nothing more."""
    bounded = {item.variable for item in bounds}
    if not bounded:
        return []
    hits = (hit for hit in _names().find(tokens) if bounded & set(hit.values))
    return [Item(hit.start, hit.end, None, hit.values[0], hit.end) for hit in hits]


def _length_of_name(figure: ThresholdFigure, words: str) -> int:
    return len(figure.variable) if figure.variable and words.startswith(figure.variable) else 0


def _covered(items: Sequence[Item], start: int, end: int) -> bool:
    return any(max(item.start, item.words_from) < end and start < item.end for item in items)


def _read_hit(hit: Hit[Meaning], tokens: list[Token], sentence: Sentence, source: PredicateSource) -> list[Item]:
    """The conditions that a phrase states where it stands; none where its neighbours take the meaning away."""
    after = tokens[hit.last].folded if hit.last < len(tokens) else ""
    looked_at = tokens[max(0, hit.first - LOOK_BACK_TOKENS) : hit.first]
    described = load_phrases().find(looked_at[-2:])  # the risk of "high-risk disease" is not the risk of a disease
    taken = 2 if any(phrase.last - phrase.first == 2 for phrase in described) else 0
    before = [token.folded for token in looked_at[: len(looked_at) - taken]]
    owned = before[-1:] == ["their"] and any(meaning.variable == "age_group" for meaning in hit.values)
    if after == "like" or owned or _is_outcome(before, hit) or _is_attribute(tokens, hit):
        return []
    words = sentence.slice(hit.start, hit.end)
    negator = _find_negator(tokens, hit.first)
    items = []
    for meaning in hit.values:
        in_heading = source in ("heading", "document")  # "Breast Cancer Screening" is about breast cancer
        if not (in_heading and meaning.variable == DISEASE) and not keeps_meaning(meaning, before[-1:], after):
            continue
        start = hit.start if negator is None else negator.start
        text = sentence.slice(start, hit.end) if negator else words
        items.append(Item(start, hit.end, _state(meaning, negator is not None, source, text), meaning.variable))
    return items


def _is_outcome(before: Sequence[str], hit: Hit[Meaning]) -> bool:
    """Whether a disease is what people may get, not what they have: "risk of", "developed"."""
    outcome = frozenset(load_lexicon("population")["outcome"])
    return any(word in outcome for word in before) and any(m.variable in COURSE for m in hit.values)


def _is_attribute(tokens: list[Token], hit: Hit[Meaning]) -> bool:
    """Whether a disease or an age only says of which kind a study, a clinic or a plan is: "sarcoma studies"."""
    after = [token.folded for token in tokens[hit.last : hit.last + 2]]
    kinds = load_single("kinds")
    named = any(word in kinds for word in after[:1]) or (after[:1] != ["patient"] and after[1:] and after[1] in kinds)
    return bool(named) and any(m.variable in (DISEASE, "age_group") for m in hit.values)


def _find_negator(tokens: list[Token], first: int) -> Token | None:
    neutral, negators = load_single("neutral"), load_single("negators")
    for token in reversed(tokens[max(0, first - LOOK_BACK_TOKENS) : first]):
        if token.folded in negators:
            return token
        if token.folded not in neutral:
            return None
    return None


def _state(meaning: Meaning, negated: bool, source: PredicateSource, text: str) -> Predicate:
    if isinstance(meaning.value, bool):
        return Predicate.model_construct(
            var=meaning.variable, op="eq", value=meaning.value != negated, source=source, text=text
        )
    return Predicate.model_construct(
        var=meaning.variable, op="ne" if negated else "eq", value=meaning.value, source=source, text=text
    )


def _code_predicate(variable: str, codes: Sequence[str], source: PredicateSource, text: str) -> Predicate:
    value = codes[0] if len(codes) == 1 else tuple(codes)
    return Predicate.model_construct(
        var=variable, op="eq" if len(codes) == 1 else "in", value=value, source=source, text=text
    )


def _join(items: Sequence[Item], sentence: Sentence) -> list[Condition]:
    """Items to conditions: values of one variable together, "or" between neighbours as ``any``."""
    groups: list[list[Item]] = []
    with_adults = any(_words_of(item) in ("men", "women") for item in items)
    for item in items:
        if item.condition is None or (
            with_adults and item.variable == "age_group" and _words_of(item) in ("boys", "girls")
        ):
            continue
        previous = groups[-1][-1] if groups else None
        if previous and _are_alternatives(previous, item, sentence):
            groups[-1].append(item)
        else:
            groups.append([item])
    conditions: list[Condition] = []
    for group in groups:
        members = _merge_codes([item.condition for item in group if item.condition is not None])
        conditions.append(members[0] if len(members) == 1 else AnyOf.model_construct(any=tuple(members)))
    return _merge_codes(conditions)


def _words_of(item: Item) -> str:
    return item.condition.text.lower() if isinstance(item.condition, Predicate) else ""


def _are_alternatives(one: Item, other: Item, sentence: Sentence) -> bool:
    """Whether "or" joins two conditions; "carriers of BRCA1 and BRCA2 variants" are carriers of one or the other."""
    genes = one.variable.endswith(GENE) and other.variable.endswith(GENE)
    bounds = all(isinstance(i.condition, Predicate) and i.condition.interval for i in (one, other))
    if genes and (one.start, one.end) == (other.start, other.end):
        return True
    if other.start < one.end:
        return False
    between = sentence.slice(one.end, other.start)
    return _is_or(between, loose=bounds) or (genes and GENES_RE.fullmatch(between) is not None)


def _is_or(between: str, *, loose: bool) -> bool:
    """Whether two conditions are alternatives: "or" and, but for two bounds, nothing else that says something."""
    if len(between) > MOST_OR_CHARS or not OR_RE.search(between) or "," in between or ";" in between:
        return False
    words = find_tokens(between)
    if loose and len(words) <= MOST_OR_WORDS and any(token.folded == "or" for token in words):
        return True
    neutral = load_single("neutral")
    return all(token.folded in neutral for token in find_tokens(between) if token.folded != "or")


def _merge_codes(conditions: Sequence[Condition]) -> list[Condition]:
    """Several codes of one variable are a union of groups; a code beside one of its own kinds adds nothing."""
    merged: list[Condition] = []
    for condition in conditions:
        place = next((n for n, other in enumerate(merged) if _can_merge(other, condition)), None)
        if place is None:
            merged.append(condition)
        else:
            merged[place] = _union(merged[place], condition)
    return merged


def _can_merge(one: Condition, other: Condition) -> bool:
    return (
        isinstance(one, Predicate)
        and isinstance(other, Predicate)
        and one.var == other.var
        and (
            (one.op in ("eq", "in") and other.op in ("eq", "in") and isinstance(one.value, str | tuple)) or one == other
        )
        and one.interval is None
        and (not isinstance(one.value, bool) or one.value == other.value)
    )


def _union(one: Condition, other: Condition) -> Condition:
    assert isinstance(one, Predicate)
    assert isinstance(other, Predicate)
    if isinstance(one.value, bool):
        return one
    codes = [code for p in (one, other) for code in ((p.value,) if isinstance(p.value, str) else p.value)]  # type: ignore[union-attr]
    special = [
        code
        for code in dict.fromkeys(codes)
        if not any(code != c and code in find_ancestors(one.var, c) for c in codes)
    ]
    text = one.text if one.text == other.text else f"{one.text}; {other.text}"
    return _code_predicate(one.var, special, one.source, text)


def _find_leftovers(tokens: list[Token], items: Sequence[Item], sentence: Sentence) -> list[str]:
    """Runs of words that no condition covers and that are not neutral, as written."""
    neutral = load_singles("neutral", "heads")
    runs: list[list[Token]] = []
    open_run = False
    for token in tokens:
        if any(item.start < token.end and token.start < item.end for item in items):
            open_run = False
        elif token.folded not in neutral:
            if open_run:
                runs[-1].append(token)
            else:
                runs.append([token])
            open_run = True
    said = [run for run in runs if not all(token.written.isdigit() for token in run)]  # a bare count says nothing
    return [sentence.slice(run[0].start, run[-1].end) for run in said]


def as_condition(conditions: Sequence[Condition]) -> AllOf:
    """The conditions of a claim as one."""
    return AllOf.model_construct(all=tuple(conditions))
