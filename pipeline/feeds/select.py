"""Which claims may fire: sound ones, of pages for professionals, that say more than who was studied and what was
given.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import NamedTuple

from ..records import RESTATING_ROLES, Claim


class Selection(NamedTuple):
    """The claims that go out, in their order, and how many stay out by reason."""

    claims: tuple[Claim, ...]
    left_out: dict[str, int]


def role_of(claim: Claim) -> str:
    """The role of a claim; a recommendation has only its own."""
    return str(getattr(claim.then, "role", "recommendation"))


def select_claims(
    claims: Iterable[Claim], *, patient_documents: Collection[str] = (), unless_asked: Collection[str] = ()
) -> Selection:
    """The claims that fire; ``unless_asked`` names reasons that do not keep a claim out this time."""
    reasons: Mapping[str, Callable[[Claim], bool]] = {
        "needs_review": lambda claim: claim.status == "needs_review",
        "patient": lambda claim: claim.provenance.document in patient_documents,
        "context": lambda claim: role_of(claim) in RESTATING_ROLES,
    }
    active = {name: applies for name, applies in reasons.items() if name not in unless_asked}
    kept: list[Claim] = []
    left_out = dict.fromkeys(active, 0)
    for claim in claims:
        reason = next((name for name, applies in active.items() if applies(claim)), None)
        if reason is None:
            kept.append(claim)
        else:
            left_out[reason] += 1
    return Selection(tuple(kept), left_out)
