"""The patient schema: the variable registry as JSON Schema, so that an integrator knows what to send."""

from typing import Any

from ..lexicon.ucum import find_patient_units
from ..lexicon.variables import Variable, load_variables

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def make_patient_schema() -> dict[str, Any]:
    """JSON Schema of a patient: an object keyed by variable id; an absent or null fact is unknown."""
    return {
        "$schema": DIALECT,
        "title": "patient",
        "description": "What is known of a patient. Facts that are absent or null are unknown, never false.",
        "type": "object",
        "properties": {name: _describe(variable) for name, variable in load_variables().items()},
        "patternProperties": {
            "^unparsed_[0-9a-f]{8}$": {"type": ["boolean", "null"], "description": "A condition in words, answered."}
        },
    }


def _describe(variable: Variable) -> dict[str, Any]:
    shape = {"title": variable.label, "description": variable.definition}
    if variable.type == "boolean":
        return {**shape, "type": ["boolean", "null"]}
    if variable.type == "code":
        listed = [{"const": code.id, "title": code.label} for code in variable.codes.values()]
        return {**shape, "oneOf": [*listed, {"type": "null"}]}
    units = {"enum": list(find_patient_units(variable.unit))} if variable.unit else {"type": "string"}
    return {
        **shape,
        "x-canonical-unit": variable.unit,
        "x-anchor": variable.anchor,
        "type": ["object", "null"],
        "properties": {"value": {"type": "number"}, "unit": units},
        "required": ["value", "unit"],
        "additionalProperties": False,
    }
