"""What the title and the headings say of everything below them, as inherited predicates."""

from functools import lru_cache

from pipeline.lexicon.variables import DISEASE, find_ancestors
from pipeline.records import Condition, Predicate, find_predicates

from .conditions import read_codes

# Facts that a title or heading can hold for all text below it; others there are topics ("Hysterectomy", "BRCA1").
INHERITABLE = frozenset({
    DISEASE, "age_group", "sex", "disease_status", "relapse_site", "isolated_relapse", "stage", "disease_extent",
    "risk_group", "symptom", "er_status", "pr_status", "her2_status", "hormone_receptor_status", "nodal_status",
    "menopausal_status", "immunophenotype", "msi_status", "tumor_grade", "cancer_survivor", "pregnancy",
})  # fmt: skip


@lru_cache(maxsize=1024)
def read_context(title: str | None, heading_path: tuple[str, ...]) -> tuple[Predicate, ...]:
    """The predicates of a title and of the headings above a block; the nearest heading that names a variable wins."""
    found: dict[str, Predicate] = {}
    for text, source in ((title or "", "document"), *((heading, "heading") for heading in heading_path)):
        said = {p.var: p for p in read_codes(text, source) if p.var in INHERITABLE}  # type: ignore[arg-type]
        for variable, predicate in said.items():
            if variable not in found or not _is_wider(predicate, found[variable]):
                found[variable] = predicate
    return tuple(found.values())


def _is_wider(new: Predicate, old: Predicate) -> bool:
    """Whether a heading only repeats what is known in wider terms ("Leukemia" below a title on ALL)."""
    codes = old.value if isinstance(old.value, tuple) else (old.value,)
    wider = new.value if isinstance(new.value, tuple) else (new.value,)
    return all(
        isinstance(code, str) and any(code != w and w in find_ancestors(new.var, code) for w in wider) for code in codes
    )


def inherit(own: tuple[Condition, ...], context: tuple[Predicate, ...]) -> tuple[Condition, ...]:
    """Own conditions after those of the context that they do not speak of; own generic terms give way."""
    spoken = {p.var for condition in own for p in find_predicates(condition)}
    wider = {p.var for p in own if isinstance(p, Predicate) for c in context if c.var == p.var and _is_wider(p, c)}
    kept = tuple(c for c in own if not (isinstance(c, Predicate) and c.var in wider))
    return (*(c for c in context if c.var not in spoken or c.var in wider), *kept)
