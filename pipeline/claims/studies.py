"""The study that a sentence reports: its name, registry number, design, size and follow-up."""

import re
from collections.abc import Sequence
from functools import cache

from pipeline.lexicon import load_lexicon
from pipeline.records import StatisticFigure, Study

from .conditions import read_codes
from .cues import design_label, find_cue
from .page import Passage, Sentence

REGISTRY_RE = re.compile(r"\bNCT\d{8}\b")
CODE_BEFORE_RE = re.compile(r"([A-Z][\w.’']*(?:[-–/ ](?=[A-Z0-9])[\w.’']+){0,4})\s*[\[(]+\s*$")
NAMED_RE = re.compile(
    r"(?<![\w-])((?:[A-Z][\w’'.–-]*|\([A-Z][\w-]*\)|of|and|for|the|on)(?:\s+(?:[A-Z0-9][\w’'.–-]*|\([A-Z][\w-]*\)|of|and|for|the|on)){0,8})"
    r"\s+(?:study|trial)\b"
)
ANOTHER_RE = re.compile(  # what such a sentence reports is not from the study named before it
    r"\b(?:an?|another|one|second|third|separate|other|subsequent|different|the\s+[A-Z]{2,}(?:-\w+)?)\s+"
    r"(?:[\w-]+\s+){0,4}(?:study|trial|series|cohort|registry|review|meta-analysis)\b"
    r"(?!\s+(?:medication|drug|arm|treatment|group|population|entry|period|result|patient|participant|criteria))"
    r"|^In\s+the\s+[A-Z]{2,8}\b"
)
SAME_RE = re.compile(
    r"\b(?:this|that|these|the|same|both)\s+(?:[\w-]+\s+){0,2}(?:study|studies|trials?|series|cohort)\b"
)
JOINING = frozenset({"the", "of", "for", "and", "on"})  # before "trial" they show that the words are not its name
STUDY_RE = re.compile(
    r"\b(?:trials?|stud(?:y|ies)|series|analys[ei]s|reviews?|registry|cohort|meta-analysis)\b", re.IGNORECASE
)
STUDY_PIECES = ("trial", "stud", "series", "analys", "review", "registry", "cohort")  # each word above holds one


@cache
def _generic() -> frozenset[str]:
    return frozenset(load_lexicon("population")["generic_study"])


def read_studies(passage: Passage) -> list[Study | None]:
    """The study of each sentence of a block: named there, or in an earlier sentence and not followed by another."""
    studies: list[Study | None] = []
    current: Study | None = None
    for sentence in passage.sentences:
        found = _read_study(sentence)
        if found is not None or _is_another(sentence.text):
            current = found
        elif current is not None and (follow_up := _value(sentence, "follow_up")):
            current = current.model_copy(update={"follow_up": current.follow_up or follow_up})
        studies.append(current)
    return studies


def speaks_of_study(text: str) -> bool:
    """Whether a text names a study of any kind; most texts hold no piece of such a word, and no pattern is tried."""
    return any(map(text.lower().__contains__, STUDY_PIECES)) and STUDY_RE.search(text) is not None


def _is_another(text: str) -> bool:
    opens = text.startswith("In the ") or speaks_of_study(text)
    return opens and ANOTHER_RE.search(text) is not None and SAME_RE.search(text) is None


def _read_study(sentence: Sentence) -> Study | None:
    registry = REGISTRY_RE.search(sentence.text) if "NCT" in sentence.text else None
    if registry is None and not speaks_of_study(sentence.text):
        return None
    name, design = _find_name(sentence.text, registry), find_cue("design", sentence.text)
    if name is None and registry is None and design is None:
        return None
    sizes = [f for f in sentence.figures if isinstance(f, StatisticFigure) and f.measure == "sample_size" and f.value]
    return Study.model_construct(
        name=name,
        registry_id=registry.group() if registry else None,
        design=design_label(design) if design else None,
        sample_size=int(sizes[0].value) if len(sizes) == 1 and sizes[0].value is not None else None,
        events=None,
        follow_up=_value(sentence, "follow_up"),
    )


def _find_name(text: str, registry: re.Match[str] | None) -> str | None:
    if registry is not None and (code := CODE_BEFORE_RE.search(text[: registry.start()][-60:])):
        words = [word for word in code[1].split() if word.lower() not in _generic()]
        return " ".join(words) or None
    for match in NAMED_RE.finditer(text):
        words = match[1].split()
        if words[-1] in JOINING:
            continue
        first = match.start() == 0
        while words and words[0].strip("().,").lower() in _generic() and (first or _opens_no_name(words)):
            words.pop(0)
            first = False
        while words and words[-1].strip("().,").lower() in _generic():
            words.pop()
        if len(words) == 1 and read_codes(words[0], "figure"):
            continue  # "the ABC trial" of a disease called ABC
        if any(word[:1].isupper() and word.strip("().,").lower() not in _generic() for word in words):
            return " ".join(words)
    return None


def _opens_no_name(words: list[str]) -> bool:
    """Whether the first of several words is no part of a name: "Pediatric Oncology Group" begins with one that is."""
    return not (words[0][0].isupper() and len(words) > 1 and words[1][:2].istitle() and words[1][1:2].islower())


def _value(sentence: Sentence, measure: str) -> str | None:
    found: Sequence[str] = [
        f.text for f in sentence.figures if isinstance(f, StatisticFigure) and f.measure == measure and f.value
    ]
    return found[0] if len(found) == 1 else None
