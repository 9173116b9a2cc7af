"""What the title and the headings say of everything below them, as inherited predicates."""

import re
from functools import lru_cache

from pipeline.lexicon.variables import DISEASE, TARGET_DISEASE, find_ancestors
from pipeline.records import AllOf, AnyOf, Condition, Predicate, PredicateSource, find_predicates

from .conditions import codes_of, read_codes
from .stages import find_stages

TITLE_ONLY = frozenset({  # conditions that a title gives all its text, while a heading may only name them as a topic
    "von_hippel_lindau", "birt_hogg_dube", "men2", "lynch_syndrome", "li_fraumeni_syndrome", "down_syndrome",
    "familial_adenomatous_polyposis", "neurofibromatosis_1", "neurofibromatosis_2", "hiv_infection",
})  # fmt: skip
RISK_TITLE_RE = re.compile(r"\b(?:prevention|screening|genetics|risk|brca\d?|palb2|syndrome)\b", re.IGNORECASE)

# Facts that a title or heading can hold for all text below it; others there are topics ("Hysterectomy", "BRCA1").
INHERITABLE = frozenset({
    DISEASE, "age_group", "sex", "disease_status", "relapse_site", "isolated_relapse", "stage", "disease_extent",
    "risk_group", "symptom", "er_status", "pr_status", "her2_status", "hormone_receptor_status", "nodal_status",
    "menopausal_status", "immunophenotype", "msi_status", "tumor_grade", "cancer_survivor", "pregnancy",
})  # fmt: skip


OTHERS_RE = re.compile(  # whose section it is: not the patients', and on a page about risk children are a topic
    r"(?:the\s+)?(?:partners?|spouses?|relatives?|famil(?:y|ies)|parents?|siblings?|offspring|caregivers?)\s+of\b",
    re.IGNORECASE,
)
ANY_CANCER = "cancer"  # "patients with cancer" are not only those with the cancer of the page
# What a heading lists side by side are cases of their own where one of them is that of a disease that came back.
COURSE = frozenset({"stage", "disease_status", "disease_extent"})
RETURNED = frozenset({"recurrent", "refractory", "progressive"})
MEMBER_RE = re.compile(r",\s*(?:and|or|and/or)\s+|,\s*|\s+(?:and|or|and/or)\s+", re.IGNORECASE)


@lru_cache(maxsize=1024)
def read_context(title: str | None, heading_path: tuple[str, ...]) -> tuple[Condition, ...]:
    """The conditions of a title and of the headings above a block; the nearest heading that names a variable wins."""
    found: list[Condition] = []
    at_risk = RISK_TITLE_RE.search(title or "") is not None
    texts: list[tuple[str, PredicateSource]] = [(title or "", "document"), *((h, "heading") for h in heading_path)]
    for text, source in texts:
        inheritable = INHERITABLE | TITLE_ONLY if source == "document" else INHERITABLE
        if source == "heading" and OTHERS_RE.match(text):
            continue
        said = {p.var: p for p in read_codes(text, source) if p.var in inheritable}
        if source == "heading" and at_risk:
            said.pop("age_group", None)
        cases = _read_cases(text, source)
        if cases is not None:
            found = _put(found, cases)
            said = {variable: p for variable, p in said.items() if variable not in COURSE}
        for predicate in said.values():
            if not any(isinstance(old, Predicate) and _is_wider(predicate, old) for old in found):
                found = _put(found, predicate)
    return tuple(put_at_risk(c) if at_risk else c for c in found)


def _put(found: list[Condition], new: Condition) -> list[Condition]:
    """The conditions with a nearer one in the place of those that speak of the same variables."""
    spoken = {p.var for p in find_predicates(new)}
    place = next((n for n, old in enumerate(found) if _speaks(old, spoken)), len(found))
    kept = [old for old in found if not _speaks(old, spoken)]
    return [*kept[:place], new, *kept[place:]]


def _speaks(condition: Condition, variables: set[str]) -> bool:
    return any(p.var in variables for p in find_predicates(condition))


def _read_cases(heading: str, source: PredicateSource) -> AnyOf | None:
    """The cases that a heading lists: "Stage III and Recurrent" is one or the other; None if it has none."""
    cases: list[tuple[Predicate, ...]] = []
    for member in _split_members(heading):
        said = tuple(p for p in read_codes(member, source) if p.var in COURSE)
        if said and [(p.var, p.value) for p in said] not in [[(p.var, p.value) for p in case] for case in cases]:
            cases.append(said)
    returned = [any(_has_returned(p) for p in case) for case in cases]
    variables = {tuple(p.var for p in case) for case in cases}
    if len(variables) < 2 or all(returned) or not any(returned):
        return None
    members = [case[0] if len(case) == 1 else AllOf.model_construct(all=case) for case in cases]
    return AnyOf.model_construct(any=tuple(members))


def _split_members(heading: str) -> list[str]:
    """The parts of a list in a heading; a list of stages is one part."""
    stages = [(start, end) for start, end, _ in find_stages(heading)]
    members, at = [], 0
    for cut in MEMBER_RE.finditer(heading):
        if not any(start < cut.start() and cut.end() < end for start, end in stages):
            members.append(heading[at : cut.start()])
            at = cut.end()
    return [*members, heading[at:]]


def put_at_risk(condition: Condition) -> Condition:
    """The disease of a page on screening or prevention is in question; nobody is said to have it."""
    if isinstance(condition, Predicate) and condition.var == DISEASE:
        return condition.model_copy(update={"var": TARGET_DISEASE})
    return condition


def _is_wider(new: Predicate, old: Predicate) -> bool:
    """Whether a condition only repeats another in wider terms ("Leukemia" below a title on ALL)."""
    names = codes_of(old)
    return (
        new.var == old.var
        and bool(names)
        and all(any(code != w and w in find_ancestors(new.var, code) for code in names) for w in codes_of(new))
    )


def _leave_out_returned(condition: Condition) -> Condition | None:
    """A condition on the untreated, who have had no relapse, whatever the heading is about."""
    if isinstance(condition, AnyOf):
        cases = [case for case in condition.any if not _has_returned(case)]
        return AnyOf.model_construct(any=tuple(cases)) if len(cases) > 1 else cases[0] if cases else None
    return None if _has_returned(condition) else condition


def _has_returned(condition: Condition) -> bool:
    return any(code in RETURNED for p in find_predicates(condition) for code in codes_of(p))


def inherit(own: tuple[Condition, ...], context: tuple[Condition, ...], *, at_risk: bool) -> tuple[Condition, ...]:
    """Own conditions after those of the context that they do not speak of; own generic terms give way.

    ``at_risk`` is for measures of how often a disease comes up: the disease of the page is then in question only.
    """
    if at_risk:
        context = tuple(map(put_at_risk, context))
    spoken = {p.var for condition in own for p in find_predicates(condition)}
    if any(p.var == "prior_treatment" and p.value is False for c in own for p in find_predicates(c)):
        context = tuple(filter(None, map(_leave_out_returned, context)))
    wider = {
        p.var
        for p in own
        if isinstance(p, Predicate) and p.value != ANY_CANCER
        if any(isinstance(c, Predicate) and _is_wider(p, c) for c in context)
    }
    kept = tuple(c for c in own if not (isinstance(c, Predicate) and c.var in wider))
    return (*(c for c in context if not _speaks(c, spoken - wider)), *kept)
