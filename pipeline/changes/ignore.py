"""What a user does not want to hear of: a TOML list of types, variables, sections or single changes, with reasons."""

import tomllib
from pathlib import Path

from pydantic import ValidationError, field_validator, model_validator

from pipeline.errors import SettingsError
from pipeline.records import Change, Record

from .align import find_subject
from .severities import list_types
from .words import fold_words


class IgnoreEntry(Record):
    """Changes to leave out: all that is named must hold. ``variable`` is a variable, measure or agent of the claim.

    ``section`` is a heading anywhere above the claim, as on the page; ``change`` is the id of one change.
    """

    reason: str
    type: str | None = None
    variable: str | None = None
    section: str | None = None
    change: str | None = None

    @field_validator("type")
    @classmethod
    def _known_type(cls, value: str | None) -> str | None:
        if value is not None and value not in list_types():
            raise ValueError(f"no type of change is called {value!r}")
        return value

    @model_validator(mode="after")
    def _names_something(self) -> "IgnoreEntry":
        if not (self.type or self.variable or self.section or self.change):
            raise ValueError("name a type, a variable, a section or a change")
        if not self.reason.strip():
            raise ValueError("give a reason")
        return self

    def covers(self, change: Change) -> bool:
        """Whether the change is one to leave out."""
        claims = [claim for claim in (change.before, change.after) if claim]
        subjects = {find_subject(claim) for claim in claims}
        subjects |= {field.path.removeprefix("when.") for field in change.fields if field.path.startswith("when.")}
        headings = {fold_words(heading) for heading in change.where}
        return (
            self.type in (None, change.type)
            and self.change in (None, change.id)
            and (self.variable is None or self.variable in subjects)
            and (self.section is None or fold_words(self.section) in headings)
        )


class IgnoreList(Record):
    """The entries of an ignore file, in order; the first that covers a change counts it."""

    ignore: tuple[IgnoreEntry, ...] = ()

    def find_entry(self, change: Change) -> IgnoreEntry | None:
        """The entry that leaves the change out; None where it is to be told."""
        return next((entry for entry in self.ignore if entry.covers(change)), None)


def read_ignore_list(path: Path) -> IgnoreList:
    """The ignore list of a TOML file with ``[[ignore]]`` tables. Raises SettingsError with the line to mend."""
    try:
        return IgnoreList.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"cannot read the ignore list {path}: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise SettingsError(f"the ignore list {path} is wrong at {place}: {first['msg']}") from error
