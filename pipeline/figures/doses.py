"""What is given in which amount: the agent, the schedule and the route of a dose."""

import re
from bisect import bisect_left
from functools import cache, lru_cache
from typing import NamedTuple

from pipeline.lexicon import entry_pattern, load_lexicon

from .agents import Agent, find_agents, find_agents_between
from .paragraph import Mention, Paragraph, Span
from .phrases import phrase_after, phrase_before
from .unit_classes import unit_class

_RIGHT_CHARS = 160  # the longest run of partner doses ("(1 mg) plus B (2 mg)") before a schedule they share
_LEFT_CHARS = 60  # a schedule or route before the amount stands this near to the agent
_EARLIER_CHARS = 1500  # an agent named further away is not meant any more
_ROUTE_CHARS = 25
_GENERIC = frozenset(
    "dose doses dosage dosages dosing amount amounts group groups arm arms cohort patients patient women men children "
    "people participants individuals study trial therapy treatment chemotherapy regimen regimens day days week weeks "
    "month months year years cycle cycles level levels size sizes fraction fractions schedule total body weight rate "
    "placebo label infusion minutes hours range average median mean maximum minimum concentration target single "
    "subjects infants adults mice rats animals initial standard investigation investigations report reports studies "
    "trials series protocol protocols program setting research indication".split()
)
_OF_RE = re.compile(
    r"(?:\s?\((?:[^()]{1,40})\))?\s{0,2}(?:\]|\))?\s{0,2}(?:total\s|each\s)?(?:doses?\s|dosages?\s)?of\s(?:the\s|an?\s)?"
)
_BESIDE_RE = re.compile(r"[\s)\]\-]{0,3}(?:total\s)?(?:doses?\sof\s)?(?:the\s|an?\s)?")
_DOSE_OF_RE = re.compile(r"\b(?:doses?|dosages?|amounts?)\sof\s", re.IGNORECASE)
_OPENING_RE = re.compile(r"\s(?:at\s(?:a\s(?:total\s|daily\s)?dose\sof\s)?)?[(\[]?\Z")
_RIVAL_RE = re.compile(
    r"\s(?:daily\s)?(?:versus|vs\.?|or|and|compared\swith)\s[\d.,]{1,8}\s?[\w/]{1,12}(?:\sper\sday|\sdaily)?\sof\s"
)  # one agent in two doses
_PARTNER_RE = re.compile(r"[\s,)\]]{0,6}(?:and|plus|or|with|in\scombination\swith)\s", re.IGNORECASE)
_SKIP_RE = re.compile(
    r"[\s,()\[\]/:]+|to\s(?:the\s)?(?:\w+\s){1,4}?(?=(?:in|over|at|for|using)\s)|(?:given|administered|delivered|taken|of|the|an?|body\sweight|per\sdose|plus|and|to|was|were|by|either|"
    r"capsules?|tablets?|max\.|maximum(?:\sof)?|doses?|then|total|start(?:ing|ed)|on|or|initially|locally|continuously|"
    r"(?:versus\s|vs\.?\s)?(?:matching\s)?placebo|in\scombination\swith)(?!\w)",
    re.IGNORECASE,
)
_GAP_RE = re.compile(r",?\s(?:and\s|then\s|or\s|given\s)?")
_INFUSION_TIME_RE = re.compile(r"\b(?:minutes?|hours?|min|h)\b", re.IGNORECASE)
_END_OF_DOSE_RE = re.compile(r"[);]|\b(?:followed\sby|then|versus|vs\.?)\b", re.IGNORECASE)
_STOP_RE = re.compile(r"\b(?:followed\sby|versus|vs\.?|compared|then|or)\b|[;]|\.\s", re.IGNORECASE)


class DoseSlots(NamedTuple):
    """Substrings of the paragraph, None where it does not say."""

    agent: str | None
    schedule: str | None
    route: str | None


def read_dose(paragraph: Paragraph, mention: Mention) -> DoseSlots:
    """What is given, how often and how."""
    text = paragraph.text
    agent = _find_agent(paragraph, mention)
    schedule = _find_schedule(paragraph, mention, agent)
    route = _find_route(paragraph, mention, agent)
    said = DoseSlots(*(text[span.start : span.end] if span else None for span in (agent, schedule, route)))
    return said if agent else said._replace(agent=_agent_of_row(paragraph, mention))


# --- agent -----------------------------------------------------------------------------------------------------------


def _family(unit: str) -> str | None:
    """The family of agents that is measured in this unit; None: any."""
    kind = unit_class(unit)
    if unit.startswith("J"):
        return "other"
    return {"radiation": "radiation", "dose": "drug", "concentration": "drug", "percent": "drug"}.get(kind)


def _find_agent(paragraph: Paragraph, mention: Mention) -> Span | None:
    """The name beside the amount, else in the sentence before it, else in it, else the paragraph's main one."""
    text, sentence = paragraph.text, paragraph.sentences[mention.sentence]
    family = _family(mention.unit)
    fitting = {family} | ({"site"} if family == "radiation" else set())
    around = find_agents_between(text, max(0, sentence.start - _EARLIER_CHARS), sentence.end)
    agents = [agent for agent in around if family is None or agent.family in fitting]
    named = [agent for agent in agents if agent.family != "site" and not _is_weak(text, agent, agents)]
    before = [agent for agent in named if sentence.start <= agent.start and agent.end <= mention.cue.start]
    after = _agent_after(text, mention, agents, sentence.end)
    if after and text[mention.end : after.start] in (" ", " of ", " of the "):
        return after
    if before and text[before[-1].end : mention.cue.start].strip() == "(":
        return _long_form(text, before)
    if after:
        return after
    described = _phrase_before_amount(text, mention, sentence.start, family)
    if described and not (before and before[-1].end > described.start):
        return described
    if before:
        return _long_form(text, before)
    follows = [agent for agent in named if mention.end <= agent.start < sentence.end]
    between = (mention.end, follows[0].start) if follows else None
    if between and (_RIVAL_RE.fullmatch(text, *between) or not _STOP_RE.search(text, *between)):
        return Span(follows[0].start, follows[0].end)
    return _main_agent(text, [agent for agent in named if agent.end <= sentence.start])


def _agent_of_row(paragraph: Paragraph, mention: Mention) -> str | None:
    """The drug that the nearest cell before, or the row's header, names and nothing else: "Doxorubicin (ADR)"."""
    row, family = paragraph.surroundings, _family(mention.unit)
    for name in (*row.row, row.row_header or ""):
        agents = [agent for agent in find_agents(name) if agent.family == family]
        if agents and agents[0].start == 0 and (len(agents) == 1 or name[agents[0].end :].startswith(" (")):
            return name[: agents[0].end]
    return None


def _agent_after(text: str, mention: Mention, agents: list[Agent], ceiling: int) -> Span | None:
    """ "20 Gy of radiation", "10 g levocarnitine", "(3 mg/kg) ipilimumab"."""
    beside, of = _BESIDE_RE.match(text, mention.end), _OF_RE.match(text, mention.end)
    starts = {match.end() for match in (beside, of) if match}
    for agent in agents:
        if any(agent.start <= at < agent.end for at in starts):
            return Span(agent.start, agent.end)
    phrase = phrase_after(text, of.end(), ceiling) if of else None
    return phrase if phrase and not _is_generic(text, phrase) else None


def _phrase_before_amount(text: str, mention: Mention, floor: int, family: str | None) -> Span | None:
    """A name that no list holds, told by its place: "crude drug (40 mg)", "XY-101 at a dose of 5 mg", "doses of it"."""
    if family == "radiation":
        return None
    opened = _OPENING_RE.search(text, max(floor, mention.cue.start - 20), mention.cue.start)
    if opened:
        phrase = phrase_before(text, opened.start(), floor)
        if phrase and not _is_generic(text, phrase):
            return phrase
    doses = list(_DOSE_OF_RE.finditer(text, floor, mention.cue.start))
    phrase = phrase_after(text, doses[-1].end(), mention.cue.start) if doses else None
    return phrase if phrase and not _is_generic(text, phrase) else None


def _long_form(text: str, agents: list[Agent]) -> Span:
    """The last name, or the long form that it abbreviates: "involved-field radiation therapy (IFRT)"."""
    last = agents[-1]
    if len(agents) > 1 and text[agents[-2].end : last.start] == " (" and text[last.end : last.end + 1] == ")":
        last = agents[-2]
    return Span(last.start, last.end)


def _main_agent(text: str, agents: list[Agent]) -> Span | None:
    """The name that a paragraph uses most; of equals the last one."""
    if not agents:
        return None
    names = [text[agent.start : agent.end].lower() for agent in agents]
    best = max(range(len(agents)), key=lambda i: (names.count(names[i]), i))
    return Span(agents[best].start, agents[best].end)


def _is_weak(text: str, agent: Agent, agents: list[Agent]) -> bool:
    """A name that stands for another one: a placebo, or a boost of the radiation named before."""
    name = text[agent.start : agent.end].lower()
    return name == "placebo" or (name in ("boost", "boosts") and agents[0].start < agent.start)


def _is_generic(text: str, phrase: Span) -> bool:
    """Words that name no substance: "dose", "patients", "4 weeks", "low-dose"."""
    words = text[phrase.start : phrase.end].lower().split()
    last = words[-1].split("-")[-1]
    return (
        last in _GENERIC or last.endswith("ly") or words[0][0].isdigit() or not any(letter.isalpha() for letter in last)
    )


# --- schedule and route ----------------------------------------------------------------------------------------------


@cache
def _schedule_re(left: bool) -> re.Pattern[str]:
    """Any schedule form; ``left``: only those that may stand before the amount."""
    entries = [entry for entry in load_lexicon("schedules").values() if not left or entry.get("left")]
    return re.compile("|".join(entry_pattern(entry) for entry in entries), re.IGNORECASE)


@cache
def _route_re() -> re.Pattern[str]:
    parts = []
    for entry in load_lexicon("routes").values():
        pattern = entry_pattern(entry)
        parts.append(pattern if entry.get("case") else f"(?i:{pattern})")
    return re.compile("|".join(parts))


def _find_schedule(paragraph: Paragraph, mention: Mention, agent: Span | None) -> Span | None:
    """The schedule after the amount, else before its agent; how long one infusion takes counts only without them."""
    text = paragraph.text
    right = _schedule_after(paragraph, mention)
    if right and not _INFUSION_TIME_RE.search(text, right.start, right.end):
        return right
    forms = list(_schedule_re(True).finditer(text, _left_floor(paragraph, mention, agent), mention.cue.start))
    if forms:
        return Span(*forms[-1].span())
    inside = None if right else _schedule_re(False).search(text, mention.start, mention.end)
    return Span(*inside.span()) if inside else right


def _left_floor(paragraph: Paragraph, mention: Mention, agent: Span | None) -> int:
    """Where the words before a dose begin that are its own: after the dose before, unless the two are one list."""
    sentence = paragraph.sentences[mention.sentence]
    own = agent.start if agent and sentence.start <= agent.start < mention.start else mention.cue.start
    floor = max(sentence.start, own - _LEFT_CHARS)
    for other in reversed(_doses_between(paragraph, floor, mention.start)):
        if not _PARTNER_RE.fullmatch(paragraph.text, other.end, own):
            ends = list(_END_OF_DOSE_RE.finditer(paragraph.text, other.end, own))
            return ends[-1].end() if ends else other.end
        own = other.cue.start
        agents = find_agents_between(paragraph.text, sentence.start, own)
        own = agents[-1].start if agents else own
        floor = max(sentence.start, own - _LEFT_CHARS)
    return floor


def _schedule_after(paragraph: Paragraph, mention: Mention) -> Span | None:
    """The schedule forms that follow the amount, over brackets, routes, the agent and doses of partners."""
    text, at = paragraph.text, mention.end
    ceiling = min(paragraph.sentences[mention.sentence].end, mention.end + _RIGHT_CHARS)
    skips = {agent.start: agent.end for agent in find_agents_between(text, mention.end, ceiling)}
    skips |= {m.cue.start: m.end for m in _doses_between(paragraph, mention.end, ceiling)}
    first = bisect_left(paragraph.brackets, mention.end, key=lambda bracket: bracket.start)
    last = bisect_left(paragraph.brackets, ceiling, first, key=lambda bracket: bracket.start)
    skips |= {bracket.start: bracket.end for bracket in paragraph.brackets[first:last]}
    infusion = None
    while at < ceiling:
        form = _schedule_re(False).match(text, at)
        route = _route_re().match(text, at)
        skip = _SKIP_RE.match(text, at)
        if form:
            span = _extend(text, Span(*form.span()), ceiling)
            if span.end + 1 in skips and text[span.end] == " " and _PARTNER_RE.search(text, mention.end, span.start):
                return infusion  # the next agent's own: "(5 mg) and weekly B"
            if not _INFUSION_TIME_RE.search(text, *form.span()):
                return span
            infusion = infusion or span
            at = form.end()
        elif at in skips:
            at = skips[at]
        elif route:
            at = route.end()
        elif skip:
            at = skip.end()
        else:
            return infusion
    return infusion


def _doses_between(paragraph: Paragraph, start: int, end: int) -> list[Mention]:
    """The doses that begin in ``text[start:end]``."""
    mentions = paragraph.mentions
    first = bisect_left(mentions, start, key=lambda mention: mention.start)
    last = bisect_left(mentions, end, first, key=lambda mention: mention.start)
    return [mention for mention in mentions[first:last] if mention.kind == "dose"]


def _extend(text: str, span: Span, ceiling: int) -> Span:
    """A schedule with the forms that go on with it: "every 3 weeks" "for 4 doses"."""
    end = span.end
    while True:
        gap = _GAP_RE.match(text, end, ceiling)
        form = _schedule_re(False).match(text, gap.end(), ceiling) if gap else None
        if not form:
            return Span(span.start, end)
        end = form.end()


def _find_route(paragraph: Paragraph, mention: Mention, agent: Span | None) -> Span | None:
    """The route beside the amount, else before the agent, here or where the paragraph names it elsewhere."""
    text, sentence = paragraph.text, paragraph.sentences[mention.sentence]
    ceiling = min(sentence.end, mention.end + _LEFT_CHARS)
    following = _doses_between(paragraph, mention.end, ceiling)
    ceiling = following[0].start if following else ceiling
    stop = _STOP_RE.search(text, mention.end, ceiling)
    right = _route_re().search(text, mention.end, stop.start() if stop else ceiling)
    if right:
        return Span(*right.span())
    own = agent.start if agent and sentence.start <= agent.start < mention.start else mention.cue.start
    left = list(_route_re().finditer(text, max(sentence.start, own - _ROUTE_CHARS), mention.cue.start))
    if left:
        return Span(*left[-1].span())
    return _route_elsewhere(text, text[agent.start : agent.end].lower()) if agent else None


@lru_cache(maxsize=128)
def _route_elsewhere(text: str, name: str) -> Span | None:
    """The route that stands right before another mention of the agent: "oral B" of "B 5 mg"."""
    for other in find_agents(text):
        if text[other.start : other.end].lower() == name:
            route = list(_route_re().finditer(text, max(0, other.start - _ROUTE_CHARS), other.start))
            if route and text[route[-1].end() : other.start].isspace():
                return Span(*route[-1].span())
    return None
