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
from .paragraph import Kind, Mention, Paragraph
from .thresholds import is_age, near_variable
from .unit_classes import unit_class

KINDS: tuple[Kind | None, ...] = (None, "statistic", "threshold", "dose")
_NEAR_CHARS = 22  # a cue this near stands in the same phrase
_FAR_CHARS = 80
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
    model = load_model()
    scores = [_log_probabilities(model, find_features(paragraph, i)) for i in range(len(paragraph.mentions))]
    for run in _find_lists(paragraph):
        total = [sum(scores[index][i] for index in run) for i in range(len(KINDS))]
        best = max(range(len(KINDS)), key=lambda i: total[i])
        if any(_bounds_age(paragraph, paragraph.mentions[index]) for index in run):
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


def _bounds_age(paragraph: Paragraph, mention: Mention) -> bool:
    """Ages that say who was studied are thresholds by definition; a median or range of ages observed is none."""
    return _age_form(paragraph, mention) in ("bound plain", "range plain")


def _age_form(paragraph: Paragraph, mention: Mention) -> str | None:
    """How an age is stated, and whether as an average or spread ("described") or by itself ("plain"); None: no age."""
    if unit_class(mention.unit) != "time" or not is_age(paragraph, mention):
        return None
    start = max(paragraph.sentences[mention.sentence].start, mention.start - _NEAR_CHARS)
    described = _AVERAGE_RE.search(paragraph.text, start, mention.start)
    form = "range" if mention.low is not None else "bound" if mention.op in _BOUNDS else mention.op
    return f"{form} {'described' if described else 'plain'}"


def _log_probabilities(model: Model, names: Iterable[str]) -> list[float]:
    """The natural logarithm of the probability of each of ``KINDS``."""
    get = model.weights.get
    known = [row for name in names if (row := get(name)) is not None]
    scores = [sum(column) for column in zip(model.bias, *known, strict=True)]
    top = max(scores)
    log_sum = top + math.log(sum(math.exp(score - top) for score in scores))
    return [score - log_sum for score in scores]


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
    mention = paragraph.mentions[index]
    text, sentence = paragraph.text, paragraph.sentences[mention.sentence]
    left = text[max(sentence.start, mention.cue.start - _FAR_CHARS) : mention.cue.start]
    right = text[mention.cue.end : min(sentence.end, mention.cue.end + _FAR_CHARS)]
    kind = unit_class(mention.unit)
    return [
        *_own_features(mention, kind),
        *_word_features(mention, left, right, kind),
        *_cue_features(mention, _find_cues(text, sentence.start, sentence.end), kind),
        *_place_features(paragraph, mention, right, kind),
        *_neighbour_features(paragraph, index, kind),
    ]


def _own_features(mention: Mention, kind: str) -> Iterator[str]:
    """What the mention itself says."""
    bounded = "bound" if mention.op in _BOUNDS else mention.op
    yield f"class={kind}"
    yield f"unit={mention.unit}"
    if mention.low is None or mention.op != "=":  # a plain range of a variable is a bound without a sign
        yield f"op={mention.op}"
    yield f"class={kind} op={bounded}"
    for name, holds in (
        ("range", mention.low is not None),
        ("worded", mention.worded),
        ("joined", mention.joined),
        ("fraction", mention.numerator is not None),
        ("ci", mention.ci is not None),
        ("spread", mention.spread is not None),
        ("time_point", mention.time_point is not None),
    ):
        if holds:
            yield name
            yield f"class={kind} {name}"
    value = mention.value if mention.value is not None else mention.high
    if value is not None:
        whole = value == value.to_integral_value()
        size = "small" if value <= 12 else "middle" if value <= 100 else "large"
        yield f"class={kind} size={size if whole else 'decimal'}"


@cache
def _word_classes() -> Mapping[str, str]:
    return {word: name for name, entry in load_lexicon("function_words").items() for word in entry["words"]}


def _word_class(word: str) -> str:
    """A closed class of words, or mark, number, or open for nouns and adjectives."""
    if word in _word_classes():
        return _word_classes()[word]
    return "open" if word[0].isalpha() else "number" if word[0].isdigit() else "mark"


def _word_features(mention: Mention, left: str, right: str, kind: str) -> Iterator[str]:
    """The words beside the comparison, and their classes."""
    bounded = "bound" if mention.op in _BOUNDS else mention.op
    before, after = _WORD_RE.findall(left[-40:]), _WORD_RE.findall(right[:40])
    for place, words in (("L", before[:-4:-1]), ("R", after[:3])):
        for distance, written in enumerate(words, 1):
            word = written.lower()
            shown = "0" if word.isdigit() else word
            yield f"{place}{distance}={shown}"
            if distance == 1:
                yield f"class={kind} {place}1={shown}"
                yield f"class={kind} {place}1:{_word_class(word)}"
                yield f"class={kind} op={bounded} {place}1:{_word_class(word)}"


def _cue_features(mention: Mention, cues: Sequence[tuple[int, int, str]], kind: str) -> Iterator[str]:
    """The classes of the cue words on both sides, near and far."""
    seen = set()
    for start, end, name in cues:
        gap, side = mention.cue.start - end, "left"
        if gap < 0:
            gap, side = start - mention.cue.end, "right"
        if 0 <= gap <= _FAR_CHARS:
            seen.add(f"{side} {'near' if gap <= _NEAR_CHARS else 'far'} {name}")
    for name in sorted(seen):
        yield name
        yield f"class={kind} {name}"


def _place_features(paragraph: Paragraph, mention: Mention, right: str, kind: str) -> Iterator[str]:
    """Brackets, and what the readers of ages, variables and agents say of the place."""
    text = paragraph.text
    sentence = paragraph.sentences[mention.sentence]
    opened = text.rfind("(", sentence.start, mention.start)
    if opened >= 0 and text.find(")", opened, mention.start) < 0:
        yield f"class={kind} inside"
        if not text[opened + 1 : mention.cue.start].strip():
            yield f"class={kind} opens"
    if right[:1] in (")", "]"):
        yield f"class={kind} closes"
    age = _age_form(paragraph, mention)
    if age:
        yield "age"
        yield f"age {age.split()[0]}"
        yield f"age {age}"
    if kind in ("dose", "radiation", "percent", "concentration", "other"):
        start, end = max(sentence.start, mention.cue.start - _FAR_CHARS), min(sentence.end, mention.end + _NEAR_CHARS)
        agents = find_agents_between(text, start, end)
        if any(-1 <= mention.cue.start - a.end <= 25 for a in agents):
            yield f"class={kind} agent before"
        if any(-1 <= a.start - mention.end <= 6 for a in agents):
            yield f"class={kind} agent after"
    if mention.start == sentence.start:
        yield "first"
    if paragraph.surroundings.column_header is not None:
        yield f"class={kind} cell"
    if kind != "time":
        near = near_variable(paragraph, mention)
        if near:
            yield f"variable {near}"
            yield f"class={kind} op={'bound' if mention.op in _BOUNDS else mention.op} variable {near.split()[0]}"
    if _defines(text, sentence.start, sentence.end):
        yield f"class={kind} defining"
        if mention.op in _BOUNDS:
            yield f"class={kind} defining bound"


def _neighbour_features(paragraph: Paragraph, index: int, kind: str) -> Iterator[str]:
    """The mentions before and after in the sentence."""
    mention, text = paragraph.mentions[index], paragraph.text
    for step, place in ((-1, "previous"), (1, "next")):
        if not 0 <= index + step < len(paragraph.mentions):
            continue
        other = paragraph.mentions[index + step]
        if other.sentence != mention.sentence:
            continue
        gap = text[other.end : mention.start] if step < 0 else text[mention.end : other.start]
        same = "same" if other.unit == mention.unit else unit_class(other.unit)
        yield f"class={kind} {place}={same}"
        joint = " ".join(_WORD_RE.findall(gap.lower())) if len(gap) < 14 else "far"
        if joint != "far":
            yield f"class={kind} {place} gap={joint}"
