"""What a mention is: a statistic, a threshold, a dose or no figure.

A linear classifier over what stands in and around the mention decides (``kinds.json``, trained by
``training/train_kinds.py``); its probability is the mention's confidence.
"""

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from pipeline.lexicon import load_lexicon
from pipeline.lexicon.words import SPACE_RE, PhraseFinder

from .agents import find_agents_between
from .paragraph import Kind, Mention, Paragraph, Span
from .ranker import MOST_SUMS, Held, Part, features_of
from .thresholds import is_age, near_variable
from .unit_classes import unit_class

KINDS: tuple[Kind | None, ...] = (None, "statistic", "threshold", "dose")
_NEAR_CHARS = 22  # a cue this near stands in the same phrase
_FAR_CHARS = 80
_WORD_CHARS = 40  # where the three words beside a mention are looked for
_GIVEN = frozenset({"dose", "radiation", "percent", "concentration", "other"})  # classes of units of what is given
_WORD_RE = re.compile(r"[^\W\d_]+|\d+|[^\w\s]")
_AT_AGE_RE = re.compile(r"\b(?:at|and)\s(?:the\s|a\s)?(?:gestational\s)?age\s(?:of\s)?$")
_BEGINNING_RE = re.compile(
    r"\b(?:beg[iau]n\w*|start\w*|initiat\w+|recommend\w*|screen\w*|surveillance|offer\w*|should|until|every|annual\w*)\b",
    re.IGNORECASE,
)
_AVERAGE_RE = re.compile(r"\b(?:median|mean|average|range|ranged|ranges|peak)\b", re.IGNORECASE)
_LIST_GAP_CHARS = 6
_LIST_GAP_RE = re.compile(r",?\s?(?:and|or)?\s")
_BOUNDS = frozenset({"<", "<=", ">", ">=", "between"})


class Model(NamedTuple):
    """Weights of every feature for each of ``KINDS``."""

    weights: Mapping[str, tuple[float, ...]]
    bias: tuple[float, ...]


@cache
def load_model() -> Model:
    """The weights that are shipped."""
    data = json.loads((files(__package__) / "kinds.json").read_text(encoding="utf-8"))
    return Model({name: tuple(values) for name, values in data["weights"].items()}, tuple(data["bias"]))


def decide_kinds(paragraph: Paragraph) -> None:
    """Set ``kind`` (None: no figure) and ``confidence`` of every mention; members of one list are of one kind."""
    scorer = make_scorer(Held(load_model()))
    ages = [_age_form(paragraph, mention) for mention in paragraph.mentions]
    scores = [scorer.log_probabilities(find_parts(paragraph, i, age)) for i, age in enumerate(ages)]
    for run in _find_lists(paragraph):
        total = [sum(column) for column in zip(*(scores[index] for index in run), strict=True)]
        best = total.index(max(total))
        if any(ages[index] in AGES_OF_GROUPS for index in run):
            best = KINDS.index("threshold")
        for index in run:
            mention = paragraph.mentions[index]
            mention.kind, mention.confidence = KINDS[best], round(math.exp(scores[index][best]), 3)
            if mention.kind == "threshold" and _tells_an_age(paragraph, mention):
                mention.kind = None


def _tells_an_age(paragraph: Paragraph, mention: Mention) -> bool:
    """ "Polyps at age 37 years" says how old somebody was; "screening from age 40 years" says who is screened."""
    if mention.op != "=" or mention.value is None or mention.unit not in ("a", "mo", "wk", "d"):
        return False
    start = max(paragraph.sentences[mention.sentence].start, mention.start - _FAR_CHARS)
    left = paragraph.text[start : mention.start]
    return _AT_AGE_RE.search(left) is not None and _BEGINNING_RE.search(left) is None


# Ages that say who was studied are thresholds by definition; a median or range of ages observed is none.
AGES_OF_GROUPS = ("bound plain", "range plain")


def _age_form(paragraph: Paragraph, mention: Mention) -> str | None:
    """How an age is stated, and whether as an average or spread ("described") or by itself ("plain"); None: no age."""
    if unit_class(mention.unit) != "time" or not is_age(paragraph, mention):
        return None
    start = max(paragraph.sentences[mention.sentence].start, mention.start - _NEAR_CHARS)
    described = _AVERAGE_RE.search(paragraph.text, start, mention.start)
    form = "range" if mention.low is not None else "bound" if mention.op in _BOUNDS else mention.op
    return f"{form} {'described' if described else 'plain'}"


class KindScorer:
    """Scores of features that come in parts (``ranker``); the sum of each part is kept by its values."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._sums: dict[Part, Sequence[float]] = {}

    def log_probabilities(self, parts: Iterable[Part]) -> list[float]:
        """The natural logarithm of the probability of each of ``KINDS``."""
        sums = self._sums
        none, statistic, threshold, dose = self._model.bias
        for part in parts:
            known = sums.get(part)
            if known is None:
                known = self._add_up(part)
            none += known[0]
            statistic += known[1]
            threshold += known[2]
            dose += known[3]
        scores = [none, statistic, threshold, dose]
        top = max(scores)
        log_sum = top + math.log(sum([math.exp(score - top) for score in scores]))
        return [score - log_sum for score in scores]

    def _add_up(self, part: Part) -> Sequence[float]:
        if len(self._sums) >= MOST_SUMS:
            self._sums.clear()
        rows = [row for name in features_of(part) if (row := self._model.weights.get(name)) is not None]
        total = [sum(column) for column in zip(*rows, strict=True)] if rows else [0.0] * len(KINDS)
        self._sums[part] = total
        return total


@lru_cache(maxsize=2)
def make_scorer(held: Held[Model]) -> KindScorer:
    """The scorer of a model, made once."""
    return KindScorer(held.value)


def _find_lists(paragraph: Paragraph) -> Iterator[list[int]]:
    """The indexes of mentions in runs of one unit that only commas, "and" and "or" divide."""
    run: list[int] = []
    for index, mention in enumerate(paragraph.mentions):
        if run:
            before = paragraph.mentions[run[-1]]
            gap = paragraph.text[before.cue.end : mention.cue.start]
            if before.unit != mention.unit or len(gap) > _LIST_GAP_CHARS or not _LIST_GAP_RE.fullmatch(gap):
                yield run
                run = []
        run.append(index)
    if run:
        yield run


@cache
def _cues() -> tuple[PhraseFinder, Mapping[str, str]]:
    """What finds all cue words, and the class of each; of a word in two classes the earlier one holds."""
    entries = load_lexicon("kind_cues")
    classes = {
        SPACE_RE.sub(" ", word.lower()): name
        for name, entry in reversed(list(entries.items()))
        for word in entry["words"]
    }
    return PhraseFinder(classes), classes


@lru_cache(maxsize=64)
def _find_cues(text: str, start: int, end: int) -> tuple[tuple[int, int, str], ...]:
    """The cue words of a sentence: start, end and class."""
    finder, classes = _cues()
    return tuple((found.start, found.end, classes[found.phrase]) for found in finder.find(text, start, end))


@cache
def _definitions() -> PhraseFinder:
    return PhraseFinder(load_lexicon("sentence_cues")["definition"]["words"])


@lru_cache(maxsize=64)
def _defines(text: str, start: int, end: int) -> bool:
    """Whether a sentence speaks of a definition, a criterion or the like."""
    return next(_definitions().find(text, start, end), None) is not None


def find_features(paragraph: Paragraph, index: int) -> list[str]:
    """The names of the features that hold for a mention."""
    parts = find_parts(paragraph, index, _age_form(paragraph, paragraph.mentions[index]))
    return [name for part in parts for name in features_of(part)]


def find_parts(paragraph: Paragraph, index: int, age: str | None) -> list[Part]:
    """The features of a mention in parts: a function with the few values that its features depend on.

    ``age`` is the ``_age_form`` of the mention.
    """
    mention = paragraph.mentions[index]
    text, sentence, cue, op = paragraph.text, paragraph.sentences[mention.sentence], mention.cue, mention.op
    kind = unit_class(mention.unit)
    bounded = "bound" if op in _BOUNDS else op
    parts: list[Part] = [
        (
            _own_features, kind, mention.unit, op, mention.low is not None, mention.worded, mention.joined,
            mention.numerator is not None, mention.ci is not None, mention.spread is not None,
            mention.time_point is not None, _size_of(mention),
        ),
        _spot_part(paragraph, mention, kind),
    ]  # fmt: skip
    before = _WORD_RE.findall(text[max(sentence.start, cue.start - _WORD_CHARS) : cue.start].lower())
    after = _WORD_RE.findall(text[cue.end : min(sentence.end, cue.end + _WORD_CHARS)].lower())
    for place, words in (("L", before[:-4:-1]), ("R", after[:3])):
        for distance, word in enumerate(words, 1):
            shown = "0" if word.isdigit() else word
            parts.append(
                (_word_features, kind, bounded, place, shown) if distance == 1 else (_far, place, distance, shown)
            )
    parts += [(_cue_features, kind, name) for name in _near_cues(mention, _find_cues(text, *sentence))]
    if age:
        parts.append((_age_features, age))
    if kind in _GIVEN:
        parts.append((_agent_features, kind, *_agents_beside(text, sentence, mention)))
    if kind != "time" and (near := near_variable(paragraph, mention)):
        parts.append((_variable_features, kind, bounded, near))
    for step, place in ((-1, "previous"), (1, "next")):
        if 0 <= index + step < len(paragraph.mentions):
            other = paragraph.mentions[index + step]
            if other.sentence == mention.sentence:
                parts.append(_neighbour_part(text, mention, other, kind, place))
    return parts


def _size_of(mention: Mention) -> str | None:
    """Small, middle or large, or that the number has decimals."""
    value = mention.value if mention.value is not None else mention.high
    if value is None:
        return None
    if value != value.to_integral_value():
        return "decimal"
    return "small" if value <= 12 else "middle" if value <= 100 else "large"


def _own_features(
    kind: str, unit: str, op: str, ranged: bool, worded: bool, joined: bool, fraction: bool, ci: bool, spread: bool,
    time_point: bool, size: str | None,
) -> list[str]:  # fmt: skip
    """What the mention itself says."""
    names = [f"class={kind}", f"unit={unit}"]
    if not ranged or op != "=":  # a plain range of a variable is a bound without a sign
        names.append(f"op={op}")
    names.append(f"class={kind} op={'bound' if op in _BOUNDS else op}")
    for name, holds in (
        ("range", ranged),
        ("worded", worded),
        ("joined", joined),
        ("fraction", fraction),
        ("ci", ci),
        ("spread", spread),
        ("time_point", time_point),
    ):
        if holds:
            names += [name, f"class={kind} {name}"]
    return [*names, f"class={kind} size={size}"] if size else names


@cache
def _word_classes() -> Mapping[str, str]:
    return {word: name for name, entry in load_lexicon("function_words").items() for word in entry["words"]}


def _word_class(word: str) -> str:
    """A closed class of words, or mark, number, or open for nouns and adjectives."""
    if word in _word_classes():
        return _word_classes()[word]
    return "open" if word[0].isalpha() else "number" if word[0].isdigit() else "mark"


def _word_features(kind: str, bounded: str, place: str, word: str) -> list[str]:
    """The word beside the comparison, and its class."""
    named = _word_class(word)
    return [
        f"{place}1={word}",
        f"class={kind} {place}1={word}",
        f"class={kind} {place}1:{named}",
        f"class={kind} op={bounded} {place}1:{named}",
    ]


def _far(place: str, distance: int, word: str) -> list[str]:
    """A word further away."""
    return [f"{place}{distance}={word}"]


def _near_cues(mention: Mention, cues: Sequence[tuple[int, int, str]]) -> list[str]:
    """The classes of the cue words on both sides, near and far."""
    first, last = mention.cue
    seen = set()
    for start, end, name in cues:
        gap, side = first - end, "left"
        if gap < 0:
            gap, side = start - last, "right"
        if 0 <= gap <= _FAR_CHARS:
            seen.add(f"{side} {'near' if gap <= _NEAR_CHARS else 'far'} {name}")
    return sorted(seen)


def _cue_features(kind: str, name: str) -> list[str]:
    return [name, f"class={kind} {name}"]


def _spot_part(paragraph: Paragraph, mention: Mention, kind: str) -> Part:
    """Brackets around the mention, and where it stands."""
    text, sentence, cue = paragraph.text, paragraph.sentences[mention.sentence], mention.cue
    opened = text.rfind("(", sentence.start, mention.start)
    inside = opened >= 0 and text.find(")", opened, mention.start) < 0
    opens = inside and not text[opened + 1 : cue.start].strip()
    closes = cue.end < sentence.end and text[cue.end] in ")]"
    cell = paragraph.surroundings.column_header is not None
    defining = _defines(text, *sentence)
    bounded = defining and mention.op in _BOUNDS
    return (_spot_features, kind, inside, opens, closes, mention.start == sentence.start, cell, defining, bounded)


def _spot_features(
    kind: str, inside: bool, opens: bool, closes: bool, first: bool, cell: bool, defining: bool, bounded: bool
) -> list[str]:
    held = (("inside", inside), ("opens", opens), ("closes", closes), ("cell", cell), ("defining", defining),
            ("defining bound", bounded))  # fmt: skip
    return [f"class={kind} {name}" for name, holds in held if holds] + ["first"] * first


def _age_features(age: str) -> list[str]:
    return ["age", f"age {age.split()[0]}", f"age {age}"]


def _agents_beside(text: str, sentence: Span, mention: Mention) -> tuple[bool, bool]:
    """Whether something given is named right before the mention, and right after."""
    start, end = max(sentence.start, mention.cue.start - _FAR_CHARS), min(sentence.end, mention.end + _NEAR_CHARS)
    agents = find_agents_between(text, start, end)
    before = any(-1 <= mention.cue.start - agent.end <= 25 for agent in agents)
    return before, any(-1 <= agent.start - mention.end <= 6 for agent in agents)


def _agent_features(kind: str, before: bool, after: bool) -> list[str]:
    return [f"class={kind} agent before"] * before + [f"class={kind} agent after"] * after


def _variable_features(kind: str, bounded: str, near: str) -> list[str]:
    return [f"variable {near}", f"class={kind} op={bounded} variable {near.split()[0]}"]


def _neighbour_part(text: str, mention: Mention, other: Mention, kind: str, place: str) -> Part:
    """The mention before or after in the sentence."""
    gap = text[other.end : mention.start] if place == "previous" else text[mention.end : other.start]
    same = "same" if other.unit == mention.unit else unit_class(other.unit)
    return (_neighbour_features, kind, place, same, gap.lower() if len(gap) < 14 else None)


def _neighbour_features(kind: str, place: str, same: str, gap: str | None) -> list[str]:
    names = [f"class={kind} {place}={same}"]
    return names if gap is None else [*names, f"class={kind} {place} gap={' '.join(_WORD_RE.findall(gap))}"]
