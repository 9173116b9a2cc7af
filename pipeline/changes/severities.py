"""The table of severities, read from ``severities.toml``."""

import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from pipeline.records import Severity

Version = Literal["major", "minor", "patch", "none"]
VERSIONS: tuple[Version, ...] = ("major", "minor", "patch", "none")


@cache
def _load_table() -> dict[str, Any]:
    return tomllib.loads((files(__package__) / "severities.toml").read_text(encoding="utf-8"))


def severity_of(change_type: str) -> Severity:
    """The severity of a type of change; KeyError for a type that is not in the table."""
    severity: Severity = _load_table()["type"][change_type]["severity"]
    return severity


def list_types() -> tuple[str, ...]:
    """All types of change, the weightiest first."""
    return tuple(_load_table()["type"])


def advise_version(severities: Iterable[Severity]) -> Version:
    """What the version of the claim set should become: the largest step that one of the changes asks for."""
    asked = {_load_table()["severity"][severity]["version"] for severity in severities}
    return next((version for version in VERSIONS if version in asked), "none")
