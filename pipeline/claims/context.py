"""What the title and the headings say of everything below them, as inherited predicates."""

import re
from functools import lru_cache

from pipeline.lexicon.variables import DISEASE, TARGET_DISEASE, find_ancestors
from pipeline.records import Condition, Predicate, find_predicates

from .conditions import read_codes

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


ANY_CANCER = "cancer"  # "patients with cancer" are not only those with the cancer of the page


@lru_cache(maxsize=1024)
def read_context(title: str | None, heading_path: tuple[str, ...]) -> tuple[Predicate, ...]:
    """The predicates of a title and of the headings above a block; the nearest heading that names a variable wins."""
    found: dict[str, Predicate] = {}
    at_risk = RISK_TITLE_RE.search(title or "") is not None
    for text, source in ((title or "", "document"), *((heading, "heading") for heading in heading_path)):
        inheritable = INHERITABLE | TITLE_ONLY if source == "document" else INHERITABLE
        said = {p.var: p for p in read_codes(text, source) if p.var in inheritable}
        for variable, predicate in said.items():
            if variable not in found or not _is_wider(predicate, found[variable]):
                found[variable] = predicate
    return tuple(put_at_risk(p) if at_risk else p for p in found.values())


def put_at_risk(predicate: Predicate) -> Predicate:
    """The disease of a page on screening or prevention is in question; nobody is said to have it."""
    return predicate.model_copy(update={"var": TARGET_DISEASE}) if predicate.var == DISEASE else predicate


def _is_wider(new: Predicate, old: Predicate) -> bool:
    """Whether a heading only repeats what is known in wider terms ("Leukemia" below a title on ALL)."""
    codes = old.value if isinstance(old.value, tuple) else (old.value,)
    wider = new.value if isinstance(new.value, tuple) else (new.value,)
    names = [code for code in codes if isinstance(code, str)]
    return bool(names) and all(
        any(code != w and w in find_ancestors(new.var, code) for code in names) for w in wider if isinstance(w, str)
    )


def inherit(own: tuple[Condition, ...], context: tuple[Predicate, ...], *, at_risk: bool) -> tuple[Condition, ...]:
    """Own conditions after those of the context that they do not speak of; own generic terms give way.

    ``at_risk`` is for measures of how often a disease comes up: the disease of the page is then in question only.
    """
    if at_risk:
        context = tuple(map(put_at_risk, context))
    spoken = {p.var for condition in own for p in find_predicates(condition)}
    if any(p.var == "prior_treatment" and p.value is False for c in own for p in find_predicates(c)):
        spoken.add("disease_status")  # the untreated have had no relapse, whatever the heading is about
    wider = {
        p.var
        for p in own
        if isinstance(p, Predicate) and p.value != ANY_CANCER
        for c in context
        if c.var == p.var and _is_wider(p, c)
    }
    kept = tuple(c for c in own if not (isinstance(c, Predicate) and c.var in wider))
    return (*(c for c in context if c.var not in spoken or c.var in wider), *kept)
