"""The patient schema: the variable registry as JSON Schema, so that an integrator knows what to send."""

from typing import Any

from ..lexicon.dimensions import find_units
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
    match variable.type:
        case "boolean":
            return {**shape, "type": ["boolean", "null"]}
        case "code":
            listed = [{"const": code.id, "title": code.label} for code in variable.codes.values()]
            return {**shape, "oneOf": [*listed, {"type": "null"}]}
        case "number":
            units = {"enum": list(find_units(variable.unit))} if variable.unit else {"type": "string"}
            number = {"value": {"type": "number"}, "unit": units}
            shape |= {"x-canonical-unit": variable.unit or "", "x-anchor": variable.anchor or ""}
            return {
                **shape,
                "type": ["object", "null"],
                "properties": number,
                "required": ["value", "unit"],
                "additionalProperties": False,
            }
