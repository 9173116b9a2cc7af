"""One cause, one change: findings that one edit of the page has brought about are put together."""

from collections import defaultdict
from collections.abc import Iterable

from pipeline.records import RESTATING_ROLES, FieldChange, canonical_json

from .edition import Edition
from .findings import Finding
from .severities import list_types
from .words import CARRIER_WORDS, find_edited, fold_words, plain_number

EDITORIAL = ("text.reworded", "text.moved", "context.changed")


def join_causes(old: Edition, new: Edition, findings: Iterable[Finding]) -> list[Finding]:
    """Findings with those that follow from another one told by it.

    1. The same change of the same fields in one passage (a condition or a citation that several figures share).
    2. A condition that changed, came or went as a bound stated in the same section did.
    3. A condition, a treatment or a time that differs only in what another change of the sentence tells.
    4. A claim whose own sentence was not edited, where a change stands in the same paragraph or section.
    5. A claim that reads otherwise though its text stayed, as when it was cut into other paragraphs:
       ``context.changed``.
    6. The same of claims that were set aside and are gone, or are new and set aside, where both pages hold their words.
    """
    joined = _join_standing(old, new, list(findings))
    joined = _join_equal(old, new, joined)
    joined = _join_bounds(old, new, joined)
    joined = _join_explained(old, new, joined)
    joined = _join_inherited(old, new, joined)
    return _join_rearranged(old, new, joined)


def _absorb(cause: Finding, finding: Finding) -> None:
    cause.followers.append((finding.one, finding.other))
    cause.followers.extend(finding.followers)


def _join_equal(old: Edition, new: Edition, findings: list[Finding]) -> list[Finding]:
    first: dict[object, Finding] = {}
    kept = []
    for finding in findings:
        if finding.one is None or finding.other is None or (finding.inherited and finding.type in STATUS_TYPES):
            kept.append(finding)
            continue
        place = (
            new.claims[finding.other].provenance.section if finding.inherited else new.passage_of[finding.other].index
        )
        key = (finding.type, place, finding.inherited, _say(finding.fields))
        if key in first and not _is_own_value(finding):
            _absorb(first[key], finding)
        else:
            first[key] = finding
            kept.append(finding)
    return kept


def _is_own_value(finding: Finding) -> bool:
    """Values belong to one figure: two figures of a sentence that change alike are two changes."""
    return finding.type.split(".")[0] in {"statistic", "threshold", "dose", "unit"}


def _say(fields: tuple[FieldChange, ...]) -> str:
    return canonical_json([_without_source(field.model_dump(mode="json")) for field in fields])


def _without_source(value: object) -> object:
    """A predicate without where it was read: one bound is the same in the sentence and in the paragraph."""
    if isinstance(value, dict):
        return {k: _without_source(v) for k, v in value.items() if k not in {"source", "text"}}
    if isinstance(value, list):
        return [_without_source(v) for v in value]
    return value


def _join_bounds(old: Edition, new: Edition, findings: list[Finding]) -> list[Finding]:
    bounds: dict[object, Finding] = {}
    for finding in findings:
        if finding.type.startswith("threshold.") and finding.one is not None and finding.other is not None:
            sides = old.claims[finding.one].then, new.claims[finding.other].then
            section = new.claims[finding.other].provenance.section
            for side, then in enumerate(sides):
                bounds.setdefault((section, side, _bound(then.model_dump(mode="json"))), finding)
    kept = []
    for finding in findings:
        cause = _find_moved_bound(new, finding, bounds) if finding.type.startswith("condition.") else None
        if cause:
            _absorb(cause, finding)
        else:
            kept.append(finding)
    return kept


def _find_moved_bound(new: Edition, finding: Finding, bounds: dict[object, Finding]) -> Finding | None:
    """The change of one threshold that all fields of a condition come from: its old bound went, its new one came."""
    if finding.other is None:
        return None
    section = new.claims[finding.other].provenance.section
    causes = []
    for change in finding.fields:
        for side, bound in enumerate((change.before, change.after)):
            if bound is not None:
                causes.append(bounds.get((section, side, _bound(bound))) if isinstance(bound, dict) else None)
    cause = causes[0]
    return cause if all(other is cause for other in causes) else None


def _bound(value: dict[str, object]) -> str:
    return canonical_json([value.get("var"), value.get("interval"), value.get("unit")])


FOLLOWING = ("condition.", "intervention.", "comparator.", "study.", "statistic.time-changed")
# What only the sentence of a claim states: where that was not edited, a difference is one of reading.
FROM_ITS_SENTENCE = frozenset(
    {
        "statistic.measure-changed",
        "statistic.value-changed",
        "threshold.variable-changed",
        "dose.changed",
        "unit.changed",
    }
)
DOUBT = "low confidence"  # how a reason ends that is a doubt of the reader, not something that the page says
STATUS_TYPES = ("claim.set-aside", "claim.restored")
READ_FROM_WORDS = ("condition.", "intervention.", "comparator.", "study.")
LEADING = ("threshold.", "dose.", "unit.", "statistic.", "recommendation.", "claim.withdrawn", "claim.added")


def _join_explained(old: Edition, new: Edition, findings: list[Finding]) -> list[Finding]:
    leading = defaultdict[int, list[Finding]](list)
    for finding in findings:
        if finding.type.startswith(LEADING) and not finding.inherited:
            for passage in _new_passages(old, new, finding):
                leading[passage].append(finding)
    kept = []
    for finding in findings:
        cause = None
        if finding.type.startswith(FOLLOWING):
            words = _differing_words(finding.fields)
            near = [f for passage in _new_passages(old, new, finding) for f in leading[passage] if f is not finding]
            cause = next((f for f in near if f.type != finding.type and words <= _words_of(old, new, f)), None)
        if cause:
            _absorb(cause, finding)
        else:
            kept.append(finding)
    return kept


def _new_passages(old: Edition, new: Edition, finding: Finding) -> list[int]:
    """The new passage of a finding; of a withdrawn claim, none: its sentence may be gone."""
    return [] if finding.other is None else [new.passage_of[finding.other].index]


def _differing_words(fields: tuple[FieldChange, ...]) -> frozenset[str]:
    """The words, numbers and operators that the fields have on one side only."""
    sides = [tuple(word for field in fields for word in _flatten(getattr(field, side))) for side in ("before", "after")]
    return find_edited(*sides) - CARRIER_WORDS


def _words_of(old: Edition, new: Edition, finding: Finding) -> frozenset[str]:
    """All words that a change of value, bound or agent speaks of."""
    said = [word for field in finding.fields for side in (field.before, field.after) for word in _flatten(side)]
    for edition, index in ((old, finding.one), (new, finding.other)):
        if index is not None:
            said += _flatten(edition.claims[index].then.model_dump(mode="json"))
    return frozenset(said)


def _flatten(value: object) -> list[str]:
    if isinstance(value, dict):
        return [word for key, member in value.items() if key != "source" for word in _flatten(member)]
    if isinstance(value, list):
        return [word for member in value for word in _flatten(member)]
    return [] if value is None else [plain_number(word) for word in fold_words(str(value))]


def _in_same_surroundings(old: Edition, new: Edition, finding: Finding) -> bool:
    """Whether nothing around the claim was edited, or nothing of what its fields are made of; markers are looked at."""
    if finding.one is None or finding.other is None:
        return False
    before, after = (
        tuple(word for side in surroundings for word in side if word not in CARRIER_WORDS)
        for surroundings in (old.find_surroundings(finding.one), new.find_surroundings(finding.other))
    )
    if before == after:
        return True
    words = _differing_words(finding.fields)
    return finding.type.startswith(READ_FROM_WORDS) and words.isdisjoint(find_edited(before, after))


def _is_of_reading(old: Edition, new: Edition, finding: Finding) -> bool:
    """Whether a finding about a sentence that was not edited is one of reading: the page says what it said."""
    if finding.type in STATUS_TYPES:
        return _is_doubt_of_no_rule(old, new, finding)
    if finding.type == "citations.changed" and _cites_in_same_place(old, new, finding):
        return True
    return finding.type in FROM_ITS_SENTENCE or _in_same_surroundings(old, new, finding)


def _cites_in_same_place(old: Edition, new: Edition, finding: Finding) -> bool:
    """Whether the markers nearest to a claim stand where they stood, so that it took from them or lost by others."""
    if finding.one is None or finding.other is None or any(field.before and field.after for field in finding.fields):
        return False
    return old.find_to_markers(finding.one) == new.find_to_markers(finding.other)


def _is_doubt_of_no_rule(old: Edition, new: Edition, finding: Finding) -> bool:
    """Whether only the reader's confidence sets aside or restores a claim that no feed carries.

    Those are claims of patient pages and claims that restate who was studied and what was given.
    """
    if finding.one is None or finding.other is None:
        return False
    claims = old.claims[finding.one], new.claims[finding.other]
    patient = new.document is not None and new.document.audience == "patient"
    restating = all(getattr(claim.then, "role", None) in RESTATING_ROLES for claim in claims)
    reasons = (reason for claim in claims for reason in claim.issues)
    return (patient or restating) and all(reason.endswith(DOUBT) for reason in reasons)


def _join_rearranged(old: Edition, new: Edition, findings: list[Finding]) -> list[Finding]:
    """One change per block for claims that read otherwise though their sentences stayed.

    Where claims became clear or unclear by it, that is told; all else is a ``context.changed``.
    """
    first: dict[object, Finding] = {}
    kept = []
    for finding in findings:
        of_status = finding.type in STATUS_TYPES and not _is_doubt_of_no_rule(old, new, finding)
        if not finding.inherited or not (of_status or _is_of_reading(old, new, finding)):
            kept.append(finding)
            continue
        finding.type = finding.type if of_status else "context.changed"
        place = (finding.type, new.claims[finding.other or 0].provenance.block)
        if place in first:
            _absorb(first[place], finding)
        else:
            first[place] = finding
            kept.append(finding)
    return kept


def _join_standing(old: Edition, new: Edition, findings: list[Finding]) -> list[Finding]:
    """Claims set aside that came or went while the page kept their words: no rule had them, and the page is the same.

    One ``context.changed`` per block.
    """
    first: dict[object, Finding] = {}
    kept = []
    for finding in findings:
        sides = {"claim.withdrawn": (old, finding.one, new), "claim.added": (new, finding.other, old)}
        edition, index, across = sides.get(finding.type, (old, None, new))
        if index is None or edition.claims[index].status == "active" or not edition.is_stated_in(across, index):
            kept.append(finding)
            continue
        block = (edition is new, edition.claims[index].provenance.block)
        if block in first:
            _absorb(first[block], finding)
        else:
            finding.type = "context.changed"
            first[block] = finding
            kept.append(finding)
    return kept


def _join_inherited(old: Edition, new: Edition, findings: list[Finding]) -> list[Finding]:
    weight = {kind: position for position, kind in enumerate(list_types())}
    causes = defaultdict[object, list[Finding]](list)
    for finding in findings:
        if not finding.inherited and finding.type not in EDITORIAL:
            for place in _places(old, new, finding):
                causes[place].append(finding)
    kept = []
    for finding in findings:
        near = next((causes[place] for place in _places(old, new, finding) if causes[place]), None)
        if finding.inherited and near:
            _absorb(min(near, key=lambda cause: (weight[cause.type], cause.other or 0, cause.one or 0)), finding)
        else:
            kept.append(finding)
    return kept


def _places(old: Edition, new: Edition, finding: Finding) -> list[object]:
    """Where a finding stands, nearest first: new block, old block, new section."""
    places: list[object] = []
    for side, edition, index in (("new", new, finding.other), ("old", old, finding.one)):
        if index is not None:
            places.append((side, "block", edition.claims[index].provenance.block))
    for side, edition, index in (("new", new, finding.other), ("old", old, finding.one)):
        if index is not None:
            places.append((side, "section", edition.claims[index].provenance.section))
    return places
