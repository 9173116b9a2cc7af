"""Words that options, settings and stages share, where importing them costs nothing."""

from typing import Literal

Engine = Literal["zen", "clips", "dmn", "fhir", "tables", "jsonl"]
FailOn = Literal["breaking", "additive", "evidence", "any"]
