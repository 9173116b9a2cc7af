"""From two editions to the change set: align, compare, join causes, tie to what the page announces, count."""

from collections import Counter
from collections.abc import Iterable, Iterator
from uuid import NAMESPACE_URL, uuid5

from pipeline.errors import CompareError
from pipeline.records import (
    AnnouncedStatus,
    Change,
    ChangeSet,
    ChangeSummary,
    Claim,
    ContinuedClaim,
    canonical_json,
)

from .align import Alignment, align_claims
from .announced import tie_announcements
from .causes import join_causes
from .edition import Edition
from .findings import Finding, find_differences
from .ignore import IgnoreList
from .places import find_moves, find_rewordings, join_deleted_sections
from .references import link_references, map_numbers
from .severities import advise_version, severity_of


def diff_claims(old: Edition, new: Edition, *, ignore: IgnoreList | None = None) -> ChangeSet:
    """What the new revision changed in the claims of the old one, in the order of the new page.

    Both are taken as revisions of the document of ``new``. What ``ignore`` covers is left out and counted by its
    reason. Raises CompareError where the claims cannot be compared.
    """
    check_comparable(old, new)
    one_program = old.extractor is None or new.extractor is None or old.extractor == new.extractor
    alignment = align_claims(old, new)
    findings = find_changes(old, new, alignment) if one_program else find_other_readings(old, new, alignment)
    told: list[Change] = []
    ignored = Counter[str]()
    for change in _write_changes(old, new, findings):
        entry = ignore.find_entry(change) if ignore else None
        if entry:
            ignored[entry.reason] += 1
        else:
            told.append(change)
    announced = tie_announcements(old, new, told)
    changes = tuple(
        change.model_copy(update={"announced": status}) for change, status in zip(told, announced.statuses, strict=True)
    )
    summary = ChangeSummary(
        by_severity=dict(sorted(Counter(change.severity for change in changes).items())),
        by_type=dict(sorted(Counter(change.type for change in changes).items())),
        announced=announced.counts,
        version_advice=advise_version(change.severity for change in changes),
        ignored=dict(sorted(ignored.items())),
    )
    continued = tuple(_find_continued(old, new, alignment))
    return ChangeSet(old=old.ref, new=new.ref, summary=summary, changes=changes, continued=continued)


def check_comparable(old: Edition, new: Edition) -> None:
    """Raises CompareError where a difference would not tell of the guideline, or no difference could be seen."""
    for document in (old.document, new.document):
        if document and document.language not in (None, "en"):
            raise CompareError(
                f"cannot compare: {document.source.path} is not in English ({document.language}), so no claims are read"
            )
    if old.claims and not new.claims:
        raise CompareError(
            f"cannot compare: no claims were read from {new.ref.document}, where the old revision has"
            f" {len(old.claims)}; look at the page with `guideline-claims clean --explain`"
        )
    if old.extractor and new.extractor and old.extractor != new.extractor and old.ref.sha256 != new.ref.sha256:
        raise CompareError(
            f"cannot compare: the claims were read by {old.extractor} and {new.extractor} from different pages;"
            " read both pages with one version"
        )


def find_changes(old: Edition, new: Edition, alignment: Alignment) -> list[Finding]:
    """All changes between two revisions read by one program, in no particular order."""
    links = link_references(old, new, alignment)
    findings = join_deleted_sections(old, new, list(find_differences(old, new, alignment, links)))
    findings += find_rewordings(old, new, alignment, findings)
    findings += find_moves(old, new, alignment)
    findings = join_causes(old, new, findings)
    if moved := map_numbers(old, new, links):
        findings.append(Finding("citations.renumbered", None, None, map=moved, unresolved=links.unresolved))
    return findings


def find_other_readings(old: Edition, new: Edition, alignment: Alignment) -> list[Finding]:
    """One page read by two programs: every claim that reads otherwise, or is new or gone, is ``extractor.changed``."""
    kind = "extractor.changed"
    findings = [Finding(kind, a, b) for a, b in alignment.pairs if _reading(old.claims[a]) != _reading(new.claims[b])]
    findings += [Finding(kind, one, None) for one in alignment.withdrawn]
    return findings + [Finding(kind, None, other) for other in alignment.added]


def _reading(claim: Claim) -> tuple[object, ...]:
    return claim.hash, claim.status, claim.issues


def _write_changes(old: Edition, new: Edition, findings: Iterable[Finding]) -> Iterable[Change]:
    """The findings as records, in the order of the new page; what is gone stands about where it stood."""
    scale = new.count / max(old.count, 1)

    def place(finding: Finding) -> tuple[float, str, int]:
        if finding.other is not None:
            position: float = new.skipped + finding.other
        else:
            position = -1 if finding.one is None else (old.skipped + finding.one) * scale
        return position, finding.type, finding.one or 0

    equals = Counter[str]()
    for finding in sorted(findings, key=place):
        before = None if finding.one is None else old.claims[finding.one]
        after = None if finding.other is None else new.claims[finding.other]
        claims = _list_claims(old, new, finding)
        identity = [new.ref.document, finding.type, before and before.id, after and after.id]
        name = canonical_json([*identity, [field.model_dump(mode="json") for field in finding.fields], claims])
        equals[name] += 1
        where = (after or before).provenance.section if after or before else ()  # type: ignore[union-attr]
        yield Change(
            id=uuid5(NAMESPACE_URL, f"{name}#{equals[name]}").urn,
            type=finding.type,
            severity=severity_of(finding.type),
            claim=after.id if after else before.id if before else None,
            claim_before=before.id if before else None,
            claims=claims,
            where=where,
            fields=finding.fields,
            quote_before=before.provenance.quote if before else None,
            quote_after=after.provenance.quote if after else None,
            before=before,
            after=_continue_claim(before, after),
            map=finding.map,
            unresolved=finding.unresolved,
            announced=AnnouncedStatus(status="unknown"),
        )


def _continue_claim(before: Claim | None, after: Claim | None) -> Claim | None:
    """The newer claim, saying which claim it goes on from where their ids differ."""
    if before and after and before.id != after.id:
        return after.model_copy(update={"replaces": before.id})
    return after


def _list_claims(old: Edition, new: Edition, finding: Finding) -> tuple[str, ...] | None:
    """Ids of all claims that a change of several claims is about; None where it is about one."""
    if not finding.followers:
        return None
    members = [(finding.one, finding.other), *finding.followers]
    ids = [new.claims[b].id if b is not None else old.claims[a].id if a is not None else "" for a, b in members]
    return tuple(dict.fromkeys(ids))


def _find_continued(old: Edition, new: Edition, alignment: Alignment) -> Iterator[ContinuedClaim]:
    for one, other in alignment.pairs:
        before, after = old.claims[one].id, new.claims[other].id
        if before != after:
            yield ContinuedClaim(before=before, after=after)
