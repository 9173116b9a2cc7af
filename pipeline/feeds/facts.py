"""What a patient may state: codes and what they include, units that compare, and conditions that nobody parsed."""

import hashlib
from functools import cache

from ..lexicon.intervals import find_undecided
from ..lexicon.ucum import find_patient_units
from ..lexicon.variables import find_ancestors, load_variables
from ..records import AllOf, Claim, Condition, Interval, Predicate

__all__ = ["find_descendants", "find_known_codes", "find_patient_units", "find_undecided_zone", "full_condition"]


@cache
def find_known_codes(var: str) -> frozenset[str]:
    """The codes of a registered variable; none for another one."""
    registered = load_variables().get(var)
    return frozenset(registered.codes) if registered else frozenset()


@cache
def find_descendants(var: str, code: str) -> frozenset[str]:
    """The codes that are a kind of a code, itself included."""
    return frozenset({code, *(narrow for narrow in find_known_codes(var) if code in find_ancestors(var, narrow))})


def find_undecided_zone(predicate: Predicate) -> Interval | None:
    """The values for which a predicate cannot be decided: for "older than 6 years", from 6 to under 7."""
    registered = load_variables().get(predicate.var)
    years = registered is not None and registered.completed_years and predicate.unit == "a"
    value = predicate.value
    if isinstance(value, bool | str | tuple) or value is None:
        return None
    return find_undecided(predicate.op, value, completed_years=years)


def full_condition(claim: Claim) -> Condition:
    """``when``, and for each part of the population that was not parsed a predicate that an integrator may answer."""
    unparsed = tuple(_unparsed_predicate(text) for text in claim.population.not_parsed)
    if not unparsed:
        return claim.when
    known = claim.when.all if isinstance(claim.when, AllOf) else (claim.when,)
    return AllOf(all=(*known, *unparsed))


def _unparsed_predicate(text: str) -> Predicate:
    name = "unparsed_" + hashlib.sha256(text.encode()).hexdigest()[:8]
    return Predicate(var=name, op="eq", value=True, source="figure", text=text, registered=False)
