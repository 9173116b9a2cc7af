"""A statistic and its surroundings to the draft of a claim: whom it is about, and what was done to them."""

import re
from collections.abc import Iterable

from pipeline.lexicon.phrases import find_tokens
from pipeline.records import Predicate, StatisticFigure, TableCell, ThenStatistic

from .arms import Group, find_arm, find_span, is_anonymous, names_treatment, read_components, split_group
from .beside import groups_of, has_statistic, take_beside
from .bounds import read_operator
from .clauses import clause_at
from .conditions import read_conditions
from .context import ANY_CANCER
from .cues import load_single, statistic_role
from .draft import Arm, Draft
from .groups import DOUBTED, SETTLED, is_told
from .page import Passage, Sentence
from .people import RELATIVES, people_of
from .population import (
    add_unspoken,
    describe,
    find_adjacent,
    find_described,
    find_frame,
    find_in_list,
    find_named_cases,
    find_study_population,
    find_subgroup,
    read_group,
)

EVENT_RE = re.compile(
    r"\b(?:incidence|risks?|rates?|prevalence|frequency|odds|likelihood|probability|occurrence|development|cases|number|"
    r"numbers|proportion|percentage)\s+(?:of|for)\s+(?:an?\s+|the\s+|developing\s+)?$",
    re.IGNORECASE,
)
EVENT_MEASURES = frozenset({"incidence", "prevalence", "risk"})
COUNTING_MEASURES = EVENT_MEASURES | {"relative_risk", "risk_change", "mortality", "odds_ratio"}
EVENT_OF_RE = re.compile(
    r"\b(?:incidence|risks?|RRs?|SIRs?|prevalence|frequency|odds|likelihood|probability|occurrence|rates?)\s+(?:of|for)\s+"
    r"(?:an?\s+|the\s+|developing\s+)?(?P<event>[^,;:()\d]{3,60}?)"
    r"(?=\s*[,;:(]|\s+(?:is|was|are|were|has|had|have|by|in|among|at|for|from|with|to|that|of)\b)",
    re.IGNORECASE,
)
COMPARED_RE = re.compile(
    r"\b(?:than|versus|vs\.?|over|relative\s+to|compared\s+(?:with|to))\s+(?:that\s+)?(?:in\s+|with\s+|of\s+)?(?:the\s+)?$",
    re.IGNORECASE,
)
OBJECT_RE = re.compile(  # "67% had a good performance status": what was counted, not among whom
    r"\s*(?:\([^()]{0,60}\)\s*)?(?:of\s+(?:\w+\s+){1,4}?)?(?:had|have|has|were|was|are|received|underwent|achieved|experienced|"
    r"developed|reported|chose|used|required)\s+(?:(?:received|been|an?|the|had)\s+){0,2}$",
    re.IGNORECASE,
)
SHARE_OF_RE = re.compile(r"\b(?:percentages?|proportions?|fractions?|shares?)\s+of\s+(?:the\s+)?$", re.IGNORECASE)
WHO_RE = re.compile(r"\bwho\b|\bwhose\b|\bwith\b")
TOLD_RE = re.compile(r"\s+(?:was|were|is|are|rose|fell|increased|decreased)\b")
POINTED_RE = re.compile(r"\s+(?:in|within)\s+(?:this|these|that|those|such)\s+(?:[\w-]+\s+){0,2}[\w-]+")
SIMILAR_RE = re.compile(
    r"\b(?:similar|comparable|equal)\s+to\s+(?:(?:that|those|what|the\s+rates?)\s+)?(?:(?:is|was|were)\s+)?(?:(?:seen|observed|found|reported)\s+)?(?:(?:in|of|for|among)\s+)?(?:the\s+)?$",
    re.IGNORECASE,
)
MEASURED_RE = re.compile(  # words of a measure with what follows them up to the treatment, if one does
    r"[^.;]{0,80}?\b(?:recurrence\s+rates?|survival\s+rates?|(?:tumor|local|disease|regional)\s+control|probabilit(?:y|ies))\b"
    r"(?:\s+(?:rates?|after|with|for|in|of|EFS|OS|PFS|DFS|and)\b)*\s*",
    re.IGNORECASE,
)
WITHOUT_RE = re.compile(r"\bwithout\s+(?:the\s+|any\s+|additional\s+)?$", re.IGNORECASE)
ASSIGNED_RE = re.compile(
    r"\b(?:assigned|randomi[sz]ed|allocated|either|versus|vs\.?|compar(?:ed|ing|ison))(?!\w)", re.IGNORECASE
)
POINTING_RE = re.compile(r"(?:these|this|those|such)\s+(?!who\b|with\b|without\b|in\b|treated\b)", re.IGNORECASE)
GIVEN_RE = re.compile(r"\b(?:treated|received|receiving|underwent|undergone|undergoing|given|having)\b")
COMPARES_RE = re.compile(r"\s+\w+\s+(?:compared|compares|was|were\s+randomly|were\s+assigned|assessed)\b")
HARM_RE = re.compile(r"\b(?:adverse|toxicit\w+|side\s+effects?|events?|grades?)\b", re.IGNORECASE)
LIST_TAIL_RE = re.compile(  # "ovarian, fallopian tube, or peritoneal cancer"
    r",\s+(?:[\w-]+\s+){0,3}[\w-]+(?:,\s+(?:[\w-]+\s+){0,3}[\w-]+)?,?\s+(?:or|and)\s+(?:[\w-]+\s+){1,3}?(?:cancers?|carcinomas?|tumors?|disease|sarcomas?)\b"
)
FAVOR_RE = re.compile(r"(?:in\s+)?favou?r\s+of\s+", re.IGNORECASE)
SUBJECT_RE = re.compile(
    r"(?:However,\s+|Overall,\s+)?(?P<arm>[^,;:()]{3,60}?)\s+(?:also\s+|significantly\s+|did\s+not\s+(?:\w+ly\s+)?)?"
    r"(?:improve|reduce|prolong|increase|decrease)[sd]?\b"
)
FAVORED_RE = re.compile(
    r"\bin\s+favou?r\s+of\s+(?P<arm>[^,;:()]{3,60}?)(?=\s+(?:for|in|was|were|and|with)\b|\s*[,;:(.])"
)
AMONG_RE = re.compile(r"\b(?:in|among|with)\s+(?:the\s+|an?\s+)?$", re.IGNORECASE)
EVENT_NOUN_RE = re.compile(r"\b(?:recurrences?|relapses?|progression|deaths?|mortality|events?)\b", re.IGNORECASE)
FINITE = frozenset({  # verbs that are no participles where they stand after people
    "achieved", "progressed", "relapsed", "responded", "experienced", "died", "survived", "underwent", "showed",
    "remained",
})  # fmt: skip
ARM_AFTER_RE = re.compile(
    r"\s*(?:\([^()]{0,80}\)\s*)?(?:with|for|in\s+the)\s+(?P<arm>[^,;:()\d]{3,60}?)"
    r"(?=\s+(?:and|versus|vs\.?|compared|group|arm)\b|\s*[,;:(.])"
)
EVENT_LEAD_CHARS = 40  # the longest lead to an event, with an article


def draft_statistic(passage: Passage, sentence: Sentence, figure: StatisticFigure) -> Draft:
    """The draft of a statistic without evidence and context."""
    then = ThenStatistic.model_construct(
        measure=figure.measure,
        role=statistic_role(figure.measure),
        of=figure.of,
        op=read_operator(figure),
        value=figure.value,
        low=figure.low,
        high=figure.high,
        low_inclusive=None if figure.low is None else True,
        high_inclusive=None if figure.high is None else figure.op not in ("<", ">"),
        unit=figure.unit,
        text=figure.text,
        time=figure.time,
        ci=figure.ci,
        p=figure.p,
        spread=figure.spread,
        numerator=figure.numerator,
        denominator=figure.denominator,
    )
    figure = _with_nearest(passage, sentence, figure)
    draft = Draft("statistic", passage, sentence, figure.start, figure.end, figure, then)
    place = find_span(passage.sentences, figure.group, figure.start) if figure.group else None
    if place is not None:
        _take_group(draft, figure, *place)
    elif figure.group and passage.block.table is None:
        draft.population, draft.not_parsed = figure.group, (figure.group,)
    _take_people(draft, figure)
    if place is None or not _is_event(figure, *place):
        _take_event(draft, figure)
    if subgroup := find_subgroup(sentence, figure.start):
        draft.conditions = add_unspoken(draft.conditions, subgroup.conditions)
        draft.not_parsed = tuple(dict.fromkeys((*subgroup.not_parsed, *draft.not_parsed)))
    _take_arm_after(draft, figure)
    _take_subject(draft, figure)
    take_beside(draft, figure)
    return draft


def _with_nearest(passage: Passage, sentence: Sentence, figure: StatisticFigure) -> StatisticFigure:
    """A figure whose doubtful group stands further off than the people that its sentence goes on from, without it."""
    doubted = figure.group is not None and (figure.group_confidence or 1) < DOUBTED and not people_of(sentence)
    place = find_span(passage.sentences, figure.group, figure.start) if doubted and figure.group else None
    if place is None or place[0].number >= sentence.number - 1:
        return figure
    if find_described(passage, sentence, clause_at(sentence, figure.start), ()) is None:
        return figure
    return figure.model_copy(update={"group": None, "group_confidence": SETTLED})


def _take_group(draft: Draft, figure: StatisticFigure, sentence: Sentence, start: int, end: int) -> None:
    """What the words of a statistic's group say: people, treatment, or the event that is counted."""
    if favoured := FAVOR_RE.match(sentence.slice(start, end)):
        start += favoured.end()
    words = sentence.slice(start, end)
    if sentence is draft.sentence and OBJECT_RE.fullmatch(sentence.slice(figure.end, max(figure.end, start))):
        return
    if _is_event(figure, sentence, start, end):
        draft.population, draft.not_parsed = words, (words,)
        return
    apart = SIMILAR_RE.search(sentence.slice(sentence.start, start)) and not is_told(draft.sentence, figure.start)
    if is_anonymous(words) or apart:
        return
    if statistic_role(figure.measure) == "harm" and HARM_RE.search(words) and not names_treatment(words):
        return  # the events are what was counted
    if named := MEASURED_RE.match(words):
        start += named.end()
        if not names_treatment(sentence.slice(start, end)):
            return  # "2-year tumor control" is what was measured
    if WITHOUT_RE.search(sentence.slice(sentence.start, start)):
        draft.population, draft.not_parsed = words, (f"without {words}",)
        return
    start, end = _whole_phrase(figure, sentence, start, _until_told(sentence, start, end))
    if tail := LIST_TAIL_RE.match(sentence.slice(end, sentence.end)):
        end += tail.end() if not has_statistic(sentence, end, end + tail.end()) else 0
    words = sentence.slice(start, end)
    group = split_group(sentence, start, end)
    lead = sentence.slice(max(sentence.start, start - EVENT_LEAD_CHARS), start)
    if statistic_role(figure.measure) == "effect" and COMPARED_RE.search(lead):
        other = sentence.slice(*group.treatment) if group.treatment else words
        draft.comparator = Arm(other)  # "longer than in the control arm (HR, 0.6)"
        return
    if group.treatment is not None and not _counts_all(figure, draft.sentence):
        draft.intervention = Arm(sentence.slice(*group.treatment), read_components(sentence, group.treatment))
    said = read_group(sentence, start, end, group, "figure")
    draft.conditions, draft.not_parsed = said.conditions, said.not_parsed
    told = TOLD_RE.match(sentence.slice(end, sentence.end))
    if figure.measure == "proportion" and told and SHARE_OF_RE.search(lead) and WHO_RE.search(words):
        draft.conditions, draft.not_parsed = (), (words,)  # "the share of patients who had X was 3%" counts X
    if words.lower().startswith("those "):
        _take_antecedent(draft, sentence, start, group)
    if pointed := POINTED_RE.match(sentence.slice(end, sentence.end)):
        draft.not_parsed = (*draft.not_parsed, pointed.group().strip())
    if said.conditions or said.not_parsed:
        draft.population = words


def _take_antecedent(draft: Draft, sentence: Sentence, start: int, group: Group) -> None:
    """Whom "those" stands for: the people named before it in the clause, with what only one of the two says."""
    clause = clause_at(sentence, start)
    before = [p for p in people_of(sentence) if clause[0] <= p.start and p.end <= start]
    if len(before) != 1:
        return
    said = describe(sentence, before[0], "clause")
    if group.treatment is not None and not draft.conditions and not draft.not_parsed:
        draft.conditions, draft.not_parsed = said.conditions, said.not_parsed
    elif said.treatment and not said.conditions and not said.not_parsed and draft.intervention is None:
        draft.intervention = Arm(said.treatment)


def take_from_list(draft: Draft, leads: Iterable[Passage]) -> None:
    """A list item that does not say whom its result is about goes on from the items before it.

    A ratio that does not say what it compares is not helped by whom the study took in.
    """
    assert isinstance(draft.then, ThenStatistic)
    if draft.then.role == "effect":
        return
    if draft.population or draft.conditions or draft.not_parsed or draft.intervention or draft.comparator:
        return
    said = find_in_list(leads)
    if said is not None:
        draft.population, draft.conditions, draft.not_parsed = said.text, said.conditions, said.not_parsed
        draft.intervention = Arm(said.treatment) if said.treatment else None


def _counts_all(figure: StatisticFigure, sentence: Sentence) -> bool:
    """A sample outside of brackets is that of the study, not of one arm: "randomly assigned 668 patients to X or Y"."""
    before = sentence.slice(sentence.start, figure.start)
    if figure.measure != "sample_size" or before.count("(") > before.count(")"):
        return False
    return ASSIGNED_RE.search(sentence.text) is not None or GIVEN_RE.search(figure.group or "") is None


def _until_told(sentence: Sentence, start: int, end: int) -> int:
    """The end of a group before what is told of it: "cases of X" in "cases of X progressed"."""
    tokens = find_tokens(sentence.slice(start, end), start)
    for number, token in enumerate(tokens[1:], 1):
        if token.folded in RELATIVES:
            break
        if token.folded in FINITE or token.folded in load_single("auxiliaries"):
            return tokens[number - 1].end
    return end


def _whole_phrase(figure: StatisticFigure, sentence: Sentence, start: int, end: int) -> tuple[int, int]:
    """A group, or the whole phrase about people that it is a part of: "women" in "women who were not screened"."""
    for people in people_of(sentence):
        if people.start <= start < people.end and not people.start <= figure.start < people.end:
            named = any(token.folded in load_single("people") for token in find_tokens(sentence.slice(start, end)))
            if not named:
                return start, end
            first = start if has_statistic(sentence, people.start, start) else people.start
            last = end if end >= people.end or has_statistic(sentence, end, people.end) else people.end
            return first, last
    return start, end


def _is_event(figure: StatisticFigure, sentence: Sentence, start: int, end: int) -> bool:
    """Whether a group is what is counted ("incidence of CNS relapse"), not the people it is counted among."""
    role, words = statistic_role(figure.measure), sentence.slice(start, end)
    if role == "outcome" or any(people.start < end and start < people.end for people in people_of(sentence)):
        return False
    if EVENT_NOUN_RE.search(words):
        return True
    if role not in ("epidemiology", "effect"):
        return False
    lead = sentence.slice(max(sentence.start, start - EVENT_LEAD_CHARS), start)
    among = AMONG_RE.search(lead) is not None or is_anonymous(words)
    return (figure.measure in EVENT_MEASURES and not among) or EVENT_RE.search(lead) is not None


def _take_event(draft: Draft, figure: StatisticFigure) -> None:
    """What is counted or risked, where the clause says it: no predicate on the patient, so it stays unparsed."""
    if figure.measure not in COUNTING_MEASURES and figure.of not in EVENT_MEASURES:
        return
    clause = clause_at(draft.sentence, figure.start)
    near = figure.end + EVENT_LEAD_CHARS  # "a 29% reduction in the risk of stroke"
    said = [m for m in EVENT_OF_RE.finditer(draft.sentence.slice(*clause)) if m.start() + clause[0] < near]
    said = [m for m in said if not has_statistic(draft.sentence, figure.end, m.start() + clause[0])]
    if said and not any(said[-1]["event"] in words or words in said[-1]["event"] for words in draft.not_parsed):
        draft.not_parsed = (*draft.not_parsed, said[-1]["event"])


def _take_arm_after(draft: Draft, figure: StatisticFigure) -> None:
    """The treatment right behind a result whose group names people only: "was 26 months with surgery and 13 ..."."""
    after = ARM_AFTER_RE.match(draft.sentence.slice(figure.end, draft.sentence.end))
    if draft.intervention is not None or after is None or statistic_role(figure.measure) not in ("outcome", "harm"):
        return
    span = (figure.end + after.start("arm"), figure.end + after.end("arm"))
    arm = find_arm(draft.sentence, *span)
    if arm is not None and not any(
        people.start < span[1] and span[0] < people.end for people in people_of(draft.sentence)
    ):
        draft.intervention = Arm(draft.sentence.slice(*arm), read_components(draft.sentence, arm))


def _take_subject(draft: Draft, figure: StatisticFigure) -> None:
    """The treatment that a sentence on a ratio is about: "Surgery did not improve OS (HR, 0.9)", "in favor of X"."""
    if draft.intervention is not None or draft.comparator is not None or statistic_role(figure.measure) != "effect":
        return
    clause = clause_at(draft.sentence, figure.start)
    found = SUBJECT_RE.match(draft.sentence.slice(*clause)) or FAVORED_RE.search(draft.sentence.slice(*clause))
    arm = found and find_arm(draft.sentence, clause[0] + found.start("arm"), clause[0] + found.end("arm"))
    if arm:
        draft.intervention = Arm(draft.sentence.slice(*arm))


def _take_people(draft: Draft, figure: StatisticFigure) -> None:
    """Add the wider description that a statistic's group stands in, or stands for."""
    sentence, cell = draft.sentence, draft.passage.block.table
    if cell is not None and draft.population is None:
        _take_headers(draft, cell)
    elif draft.population is None:
        clause = clause_at(sentence, figure.start)
        said = (
            find_adjacent(sentence, figure.end)
            or find_frame(sentence, figure.start)
            or find_named_cases(sentence, figure.start)
            or find_described(draft.passage, sentence, clause, groups_of(sentence, figure))
        )
        if (
            figure.measure == "sample_size"
            and said is not None
            and COMPARES_RE.match(sentence.slice(figure.end, sentence.end))
        ):
            said = None  # "450 patients compared X with Y": both arms are among them
        if said is not None and draft.comparator is not None and said.text in draft.comparator.text:
            said = None  # these are the others
        if said is not None:
            draft.population, draft.conditions, draft.not_parsed = said.text, said.conditions, said.not_parsed
            known = said.conditions or said.not_parsed
            if said.treatment and known and draft.intervention is None and not _counts_all(figure, sentence):
                draft.intervention = Arm(said.treatment)
        elif figure.group and (is_anonymous(figure.group) or POINTING_RE.match(figure.group)):
            draft.population, draft.not_parsed = figure.group, (figure.group,)
    elif cell is not None:
        _take_headers(draft, cell)
    else:
        for wider in (find_frame(sentence, figure.start), find_study_population(draft.passage, sentence)):
            if wider is not None:
                draft.conditions = add_unspoken(draft.conditions, wider.conditions)
                draft.not_parsed = tuple(dict.fromkeys((*draft.not_parsed, *wider.not_parsed)))


def _take_headers(draft: Draft, cell: TableCell) -> None:
    """A cell is about what it, its headers and its caption say; what is not a condition on people stays unparsed."""
    own = (
        draft.sentence.slice(draft.sentence.start, draft.start)
        + " "
        + draft.sentence.slice(draft.end, draft.sentence.end)
    )
    headers = [words for words in (cell.row_header, cell.column_header, own) if words and words.strip()]
    if cell.caption:
        draft.not_parsed = (*draft.not_parsed, cell.caption)
    for header in dict.fromkeys(headers):
        said = read_conditions(Sentence(0, len(header), header, 0), ((0, len(header)),), "paragraph")
        people = tuple(c for c in said.conditions if not (isinstance(c, Predicate) and c.value == ANY_CANCER))
        draft.conditions = add_unspoken(draft.conditions, people)  # "No. of cancers" counts tumors of any kind
        draft.not_parsed = tuple(dict.fromkeys((*draft.not_parsed, *said.not_parsed)))
    draft.population = "; ".join(filter(None, [draft.population, *(h.strip() for h in headers)])) or None
