"""Which local rules a change set touches: a CSV of the user's rule ids and our claim ids."""

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from pipeline.errors import UsageError
from pipeline.records import Change, ChangeSet, TouchedRule

from .severities import list_types

CLAIM_PREFIX = "urn:uuid:"


class LocalRule(NamedTuple):
    """A rule of the user and the claim it was built on."""

    rule: str
    claim: str


def read_rules(path: Path) -> tuple[LocalRule, ...]:
    """The rules of a CSV with two columns, rule id and claim id; a header line is known by having no claim id.

    Raises UsageError with the line that is wrong.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = [(number, row) for number, row in enumerate(csv.reader(file), 1) if any(map(str.strip, row))]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UsageError(f"cannot read the rules {path}: {error}") from error
    rules = []
    for number, row in rows:
        cells = [cell.strip() for cell in row]
        if len(cells) == 2 and cells[1].startswith(CLAIM_PREFIX):
            rules.append(LocalRule(*cells))
        elif number > 1:
            raise UsageError(f"line {number} of {path} is not a rule id and a claim id ({CLAIM_PREFIX}...)")
    return tuple(rules)


def find_touched_rules(changes: ChangeSet, rules: Iterable[LocalRule]) -> tuple[TouchedRule, ...]:
    """The rules whose claim changed, is gone or goes on under another id, in the order given."""
    after = {pair.before: pair.after for pair in changes.continued}
    weight = {kind: position for position, kind in enumerate(list_types())}
    touched = []
    for rule, claim in rules:
        names = {claim, after.get(claim, claim)}
        found = [change for change in changes.changes if names & _claims_of(change)]
        if found or claim in after:
            worst = min(found, key=lambda change: weight[change.type], default=None)
            touched.append(
                TouchedRule(
                    rule=rule,
                    claim=claim,
                    continues_as=after.get(claim),
                    severity=worst.severity if worst else None,
                    changes=tuple(change.id for change in found),
                )
            )
    return tuple(touched)


def _claims_of(change: Change) -> set[str]:
    return {claim for claim in (change.claim, change.claim_before, *(change.claims or ())) if claim}
