"""The class of a unit: what kind of quantity a UCUM code measures, as far as the reading of a figure depends on it."""

from functools import cache

_EXACT = {
    "%": "percent", "1": "count", "fold": "count", "{ULN}": "other", "kg/m2": "area_mass", "kg": "mass",
    "[lb_av]": "mass", "mg.min/mL": "dose", "{pack-years}": "other", "mL/min": "rate",
    "mL/min/{1.73_m2}": "rate", "%/a": "percent",
}  # fmt: skip
_TIMES = frozenset({"a", "mo", "wk", "d", "h", "min", "s", "ms"})
_LENGTHS = frozenset({"cm", "mm", "um", "m", "nm", "[in_i]", "[ft_i]"})
_AREAS = frozenset({"cm2", "mm2", "m2"})
_VOLUMES = frozenset({"mL", "L", "cm3", "mm3", "dL", "uL"}) | _AREAS
_RADIATION = frozenset({"Gy", "cGy", "mGy", "Sv", "mSv", "rad", "J"})
_MASSES = frozenset("g mg ug ng pg [IU] 10*6.[IU] U m[IU] mCi Ci uCi MBq GBq kBq meq mmol".split())
_PER_VOLUME = frozenset({"L", "mL", "dL", "uL", "mm3", "cm3", "{HPF}"})


@cache
def unit_class(unit: str) -> str:
    """One of time, length, volume, percent, count, mass, area_mass, radiation, dose, concentration, rate, other."""
    if unit in _EXACT:
        return _EXACT[unit]
    head, _, rest = unit.partition("/")
    head_class = _class_of_head(head)
    below = rest.split("/")[0]
    if head_class in ("time", "length", "volume"):
        return head_class if not rest else "rate"
    if below in _PER_VOLUME:
        return "concentration"
    if head_class in ("dose", "radiation"):
        return head_class
    return "rate" if rest[:1].isdigit() or below in _TIMES else "other"


@cache
def bound_class(unit: str) -> str:
    """As ``unit_class``, with areas apart from volumes: a tumor has an area and a volume, and both can be bounded."""
    return "area" if unit in _AREAS else unit_class(unit)


def _class_of_head(head: str) -> str:
    """The class of the code before the first slash; an empty head counts things per something."""
    if head in _TIMES:
        return "time"
    if head in _LENGTHS:
        return "length"
    if head in _VOLUMES:
        return "volume"
    if head.split("{")[0] in _RADIATION:
        return "radiation"
    return "dose" if head in _MASSES else "other"
