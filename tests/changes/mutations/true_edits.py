"""Edits that change what a page says: one function per kind, from a seeded choice on the raw text of a segment.

Targets are found by patterns of their own, not by the program under test. A function returns the edited text of the
segment, or None where the segment has nothing of its kind.
"""

import random
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from .pages import MARKER_RE, RawPage, Segment

EditText = Callable[[str, random.Random], str | None]

THRESHOLD = {
    f"threshold.{change}" for change in ("narrowed", "widened", "shifted", "inclusivity-changed", "variable-changed")
}
CONDITION = {f"condition.{change}" for change in ("added", "removed", "changed")}
LEVEL = {f"evidence-level.{change}" for change in ("raised", "lowered", "scheme-changed")}
ADVICE = {"recommendation.reversed", "recommendation.strength-changed", "polarity.reversed"}
GONE = {"claim.withdrawn", "section.withdrawn"}


@dataclass(frozen=True)
class Kind:
    """A kind of edit: how it is made, the types of change that name it rightly, and what it is made on."""

    edit: EditText
    accepted: frozenset[str]
    cells: bool = False
    paragraphs: bool = False


def substitute(
    pattern: str, change: Callable[[re.Match[str], random.Random], str | None], *, flags: int = 0
) -> EditText:
    """An edit of one randomly chosen match."""
    compiled = re.compile(pattern, flags)

    def edit(text: str, rng: random.Random) -> str | None:
        matches = list(compiled.finditer(text))
        rng.shuffle(matches)
        for match in matches:
            new = change(match, rng)
            if new is not None and new != match[0]:
                return text[: match.start()] + new + text[match.end() :]
        return None

    return edit


def other_number(text: str, rng: random.Random, low: int = 1, high: int = 99) -> str:
    """Another number of the same form and a like size."""
    value = float(text)
    step = max(1, round(value * 0.1))
    changed = value + rng.choice((-1, 1)) * rng.randint(1, 2) * step
    changed = min(max(changed, low), high)
    if changed == value:
        changed = value - step if value - step >= low else value + step
    return f"{changed:.{len(text.partition('.')[2])}f}"


def swap(pairs: dict[str, str]) -> EditText:
    """An edit that puts one word for another; the words of ``pairs`` in both directions where both are given."""
    pattern = "|".join(rf"(?<![\w-]){re.escape(word)}(?![\w-])" for word in sorted(pairs, key=len, reverse=True))
    return substitute(pattern, lambda match, _: pairs[match[0]])


IN_NO_RANGE = r"(?<![\d.–\-−,])(?<!\bto )(?<!\band )"
OUTSIDE_CI = IN_NO_RANGE + r"(?<!CI, )(?<!CI\], )"
VALUE = substitute(
    OUTSIDE_CI + r"(\d{1,2}(?:\.\d+)?)%(?! ?(?:CI|confidence|[–-]|to \d))", lambda m, r: other_number(m[1], r) + "%"
)
WORDS_BEFORE = r"(?:older|younger|larger|smaller|greater|less|more|fewer) than |at least |no more than |[<>≤≥] ?"
COMPARED = rf"({WORDS_BEFORE})(\d+(?:\.\d+)?)( ?(?:years?|months?|weeks?|cm|mm|mg|ng|%))(?! (?:to|and|or) \d)"
BOUND = substitute(COMPARED, lambda m, r: m[1] + other_number(m[2], r, high=400) + m[3])
OPPOSITES = {"older": "younger", "younger": "older", "larger": "smaller", "smaller": "larger", "greater": "less"}
OPPOSITES |= {"less": "greater", "more": "fewer", "fewer": "more"}
OPERATOR = substitute(
    r"(?<!no )\b(older|younger|larger|smaller|greater|less)( than )"
    r"(?=\d+(?:\.\d+)? ?(?:years?|months?|weeks?|cm|mm|ng|%))",
    lambda m, _: OPPOSITES[m[1]] + m[2],
)
SIGNS = {"<": "≤", "≤": "<", ">": "≥", "≥": ">"}
POSTPOSED = {
    "older": "or older",
    "younger": "or younger",
    "larger": "or larger",
    "greater": "or greater",
    "less": "or less",
}
INCLUSIVITY = substitute(
    r"([<>≤≥])(?= ?\d+(?:\.\d+)? ?(?:years?|months?|weeks?|cm|mm|ng|%))"
    r"|\b(older|younger|larger|greater|less) than (\d+(?:\.\d+)? (?:years?|months?|weeks?|cm|mm))",
    lambda m, _: SIGNS[m[1]] if m[1] else f"{m[3]} {POSTPOSED[m[2]]}",
)
UNITS = {"mg/kg": "mg/m2", "Gy": "cGy", "cm": "mm", "mm": "cm"}
UNIT = substitute(
    IN_NO_RANGE + r"(?<!\bper )([<>≤≥] ?\d+ |\b\d+(?:\.\d+)? )(mg/kg|Gy|cm|mm)\b(?!/| (?:to|and|or|×|x|versus|vs\.?) )",
    lambda m, _: m[1] + UNITS[m[2]],
)
DOSE = substitute(
    IN_NO_RANGE + r"\b(\d{1,4}(?:\.\d)?)( (?:mg|Gy|μg|µg)\b)(?!/[md]?L| ?(?:to|and|or|–|-) ?\d)",
    lambda m, r: other_number(m[1], r, high=9999) + m[2],
)
SCHEDULES = {"once": "twice", "twice": "once", "daily": "weekly", "weekly": "daily"}
SCHEDULE = substitute(
    r"(\d (?:mg|Gy|μg|µg)(?:/m2|/kg)?[^.;(]{0,40}?)"
    r"(?:(every )(\d|two|three|four|six)( weeks| days| months)|\b(once|twice)( (?:daily|weekly|a day)))",
    lambda m, r: f"{m[1]}{m[2]}{'5' if m[3] != '5' else '7'}{m[4]}" if m[2] else f"{m[1]}{SCHEDULES[m[5]]}{m[6]}",
)
AGENTS = ["cisplatin", "carboplatin", "paclitaxel", "docetaxel", "doxorubicin", "tamoxifen", "anastrozole", "letrozole"]
AGENTS += ["gemcitabine", "fluorouracil", "methotrexate", "vincristine", "etoposide", "cyclophosphamide", "ifosfamide"]
AGENTS += ["prednisone", "dexamethasone", "bevacizumab", "trastuzumab", "rituximab", "imatinib", "aspirin", "morphine"]
AGENT = substitute(
    rf"\b({'|'.join(AGENTS)})(?=\b[^.;]{{0,30}}?\d (?:mg|μg|µg)\b)",
    lambda m, r: r.choice([agent for agent in AGENTS if agent != m[1]]),
)
CI = substitute(
    r"(CI\]?[,:]? )(\d+(?:\.\d+)?)(%?(?:[–-]| to ))(\d+(?:\.\d+)?)",
    lambda m, r: m[1] + m[2] + m[3] + other_number(m[4], r, low=int(float(m[4])) + 1, high=999),
)
P_VALUE = substitute(r"([Pp]</?[a-z]+>|\*[Pp]\*|\b[Pp])( ?[=<] ?)(0?\.\d+)", lambda m, _: m[1] + m[2] + m[3] + "3")
LEVELS = {"1iiA": "3iiiA", "1iiDi": "3iiiDi", "1iiDii": "3iiiDii", "1iiA1": "3iiiA", "3iiiA": "1iiA", "3iiiDi": "1iiDi"}
LEVELS |= {
    "A1": "B4",
    "B1": "C3",
    "B4": "A1",
    "C1": "A1",
    "C2": "B1",
    "C3": "B1",
    "3iiiDii": "1iiDii",
    "3iiiDiv": "2Div",
}
LEVELS |= {
    "2A": "1iiA",
    "2Di": "1iiDi",
    "3iiA": "1iiA",
    "3iiDi": "1iiDi",
    "1iA": "3iiiA",
    "1iDi": "3iiiDi",
    "3iiiC": "1iiC",
}
LEVEL_EDIT = substitute(
    r"(%[^.]*\.?(?:\[[^\]]*\]\S*)?\[[^\]]*?Level of evidence:? )(\w+)",
    lambda m, _: m[1] + LEVELS[m[2]] if m[2] in LEVELS else None,
)
TIMES = {"1": "2", "2": "3", "3": "4", "4": "5", "5": "7", "6": "7", "8": "10", "10": "12"}
TIME = substitute(
    r"\b(\d0?)(-year )(?=[^.;]{0,60}?(?:survival|EFS|OS|DFS|PFS)\b[^;.]{0,60}?\d%)",
    lambda m, _: TIMES[m[1]] + m[2] if m[1] in TIMES else None,
)
MEASURES = {"overall survival": "progression-free survival", "disease-free survival": "overall survival"}
MEASURES |= {"event-free survival": "overall survival", "progression-free survival": "disease-free survival"}
MEASURE = substitute(rf"({'|'.join(MEASURES)})(?! \()(?=[^.;]{{0,60}}?\d%)", lambda m, _: MEASURES[m[1]])
NEGATED = substitute(
    r"\b(is|are)( (?:generally |strongly |usually )?recommended\b)(?! (?:by|against))", lambda m, _: f"{m[1]} not{m[2]}"
)
HEDGE = substitute(
    r"\b(was|were|is|of) (?=\d{1,2}(?:\.\d+)?%(?! ?(?:CI|confidence|[–-]|to \d)))",
    lambda m, _: f"{m[1]} approximately ",
)
CELL = substitute(
    r"((?:^(?=[^|]*$)|(?<=\| ))\s*)(\d{1,2}(?:\.\d)?)(%?)(?=\s*(?:$|\(|±|\|))",
    lambda m, r: m[1] + other_number(m[2], r) + m[3],
)

ONE_MARKER = "|".join(pattern.pattern for pattern in MARKER_RE.values())
CITED_FIGURE = rf"(\d%[^.;%\[<]{{0,80}}\.?)({ONE_MARKER})"
ENTRY_RE = re.compile(r'<a href="#cit/([^"]*?)(\d+)">\d+</a>|\[\d+\]\(#cit/([^)]*?)(\d+)\)')


def _entries(marker: str) -> list[tuple[str, int]]:
    return [(m[1] or m[3], int(m[2] or m[4])) for m in ENTRY_RE.finditer(marker)]


def _write_marker(marker: str, entries: list[tuple[str, int]]) -> str:
    if not entries:
        return ""
    form = '<a href="#cit/{0}{1}">{1}</a>' if "<a" in marker else "[{1}](#cit/{0}{1})"
    return "[" + ",".join(form.format(*entry) for entry in entries) + "]"


def _is_list(marker: str) -> bool:
    return not re.search(r"(?:</a>|\))[-–]", marker)


def drop_citation(match: re.Match[str], _: random.Random) -> str | None:
    """The marker without its last reference, where the paragraph cites that reference nowhere else."""
    entries = _entries(match[2])
    elsewhere = match.string[: match.start(2)] + match.string[match.end(2) :]
    if not _is_list(match[2]) or entries[-1] in _entries(elsewhere) or re.search(r"(?:</a>|\))[-–]", elsewhere):
        return None
    return match[1] + _write_marker(match[2], entries[:-1])


CITATION_DROPPED = substitute(CITED_FIGURE, drop_citation)
CITATION_ADDED = substitute(
    CITED_FIGURE,
    lambda m, _: (
        m[1] + _write_marker(m[2], [*_entries(m[2]), (_entries(m[2])[0][0], 2 if _entries(m[2])[0][1] == 1 else 1)])
        if _is_list(m[2]) and not {1, 2} & {number for _, number in _entries(m[2])[1:]}
        else None
    ),
)
NEW_PARAGRAPH = (
    "In a later cooperative trial of {n} patients given {agent} at a dose of {dose} mg/m2 every 4 weeks, the 3-year"
    " overall survival rate was {rate}% (95% CI, {low}%–{high}%)."
)


def remove_paragraph(text: str, _: random.Random) -> str | None:
    """Nothing in place of a paragraph that holds a percentage."""
    return "" if re.search(OUTSIDE_CI + r"\d+%", text) else None


def add_paragraph(text: str, rng: random.Random) -> str | None:
    """A new paragraph after one of the page."""
    if len(text) < 100:
        return None
    rate = rng.randint(20, 80)
    new = NEW_PARAGRAPH.format(
        n=rng.randint(50, 900),
        agent=rng.choice(AGENTS),
        dose=rng.randint(10, 90),
        rate=rate,
        low=rate - 7,
        high=rate + 8,
    )
    return f"{text}</p><p>{new}" if "</" in text or "<a " in text else f"{text}\n\n{new}"


VALUE_TYPES = frozenset({"statistic.value-changed", "dose.changed"} | THRESHOLD)
BOUND_TYPES = frozenset(THRESHOLD | CONDITION | {"dose.changed", "statistic.value-changed"})

KINDS: dict[str, Kind] = {
    "value": Kind(VALUE, VALUE_TYPES),
    "bound": Kind(BOUND, BOUND_TYPES),
    "operator": Kind(OPERATOR, BOUND_TYPES),
    "inclusivity": Kind(INCLUSIVITY, BOUND_TYPES),
    "unit": Kind(UNIT, frozenset({"unit.changed", "dose.changed", "statistic.value-changed"} | THRESHOLD)),
    "dose": Kind(DOSE, frozenset({"dose.changed", "intervention.changed", "comparator.changed"} | THRESHOLD)),
    "schedule": Kind(SCHEDULE, frozenset({"dose.changed"})),
    "agent": Kind(AGENT, frozenset({"dose.changed", "intervention.changed"})),
    "ci": Kind(CI, frozenset({"precision.changed"})),
    "p": Kind(P_VALUE, frozenset({"precision.changed", "statistic.value-changed"})),
    "level": Kind(LEVEL_EDIT, frozenset(LEVEL)),
    "time": Kind(TIME, frozenset({"statistic.time-changed"})),
    "measure": Kind(MEASURE, frozenset({"statistic.measure-changed"})),
    "negated-recommendation": Kind(NEGATED, frozenset(ADVICE)),
    "hedge": Kind(HEDGE, frozenset({"precision.changed"})),
    "citation-dropped": Kind(CITATION_DROPPED, frozenset({"citations.changed"})),
    "citation-added": Kind(CITATION_ADDED, frozenset({"citations.changed"})),
    "paragraph-removed": Kind(remove_paragraph, frozenset(GONE), paragraphs=True),
    "paragraph-added": Kind(add_paragraph, frozenset({"claim.added"})),
    "table-cell": Kind(CELL, VALUE_TYPES, cells=True),
}


def edit_page(
    page: RawPage, kind: str, rng: random.Random, taken: Iterable[Segment] = ()
) -> tuple[Segment, str] | None:
    """A segment and its edited text; None where the page has nothing of the kind that is not taken."""
    used = set(taken)
    segments = [segment for segment in page.segments if segment not in used]
    rng.shuffle(segments)
    for segment in segments:
        text = page.text_of(segment)
        if (segment.kind == "cell") != KINDS[kind].cells or len(text) > 20_000:
            continue
        if KINDS[kind].paragraphs and segment.kind != "paragraph":
            continue
        edited = KINDS[kind].edit(text, rng)
        if edited is not None:
            return segment, edited
    return None
