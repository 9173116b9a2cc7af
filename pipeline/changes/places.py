"""Changes of wording and place: reworded sentences, moved passages, renamed headings, deleted sections."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator

from pipeline.records import FieldChange

from .align import Alignment
from .edition import Edition
from .findings import Finding
from .unread import find_unread_edit
from .words import fold_words

Path = tuple[str, ...]


def find_rewordings(old: Edition, new: Edition, alignment: Alignment, findings: Iterable[Finding]) -> Iterator[Finding]:
    """One change per sentence whose words differ while none of its claims changed in meaning.

    ``text.reworded``, or a changed dose or condition where a figure was edited that no claim holds.
    """
    told = [set[int](), set[int]()]
    for finding in findings:
        for side, edition, index in ((0, old, finding.one), (1, new, finding.other)):
            if index is not None and not finding.inherited:
                told[side].add(edition.passage_of[index].index)
    found: dict[tuple[int, int], Finding] = {}
    for one, other in alignment.pairs:
        before, after = old.passage_of[one], new.passage_of[other]
        if before.words == after.words or before.index in told[0] or after.index in told[1]:
            continue
        place = (before.index, after.index)
        if place in found:
            found[place].followers.append((one, other))
        else:
            found[place] = _tell_rewording(old, new, one, other)
    yield from found.values()


def _tell_rewording(old: Edition, new: Edition, one: int, other: int) -> Finding:
    before, after = old.passage_of[one], new.passage_of[other]
    claims = [old.claims[index] for index in before.claims], [new.claims[index] for index in after.claims]
    around = (lambda: sum(old.find_surroundings(one), ())), (lambda: sum(new.find_surroundings(other), ()))
    edit = find_unread_edit(before, after, *claims, around)
    if edit is None:
        return Finding("text.reworded", one, other)
    kind = "dose.changed" if any(claim.kind == "dose" for claim in claims[1]) else "condition.changed"
    return Finding(kind, one, other, (edit,))


def find_moves(old: Edition, new: Edition, alignment: Alignment) -> Iterator[Finding]:
    """Renamed headings (one ``context.changed`` each) and moved passages (one ``text.moved`` per run of passages)."""
    pairs = _pair_passages(old, new, alignment)
    headings = _list_headings(old), _list_headings(new)
    renamed: dict[object, Finding] = {}
    shifted: list[tuple[int, int]] = []
    kept = {before for before, _ in _longest_in_order(pairs)}
    for before, after in pairs:
        paths = old.passages[before].section, new.passages[after].section
        one, other = old.passages[before].claims[0], new.passages[after].claims[0]
        if paths[0] == paths[1]:
            if before not in kept:
                shifted.append((before, after))
        elif paths[0] in headings[1] or paths[1] in headings[0]:
            shifted.append((before, after))
        else:
            key = _changed_heading(*paths)
            if key not in renamed:
                sections = old.claims[one].provenance.section, new.claims[other].provenance.section
                field = FieldChange(path="provenance.section", before=list(sections[0]), after=list(sections[1]))
                renamed[key] = Finding("context.changed", one, other, (field,))
            else:
                renamed[key].followers.append((one, other))
    yield from renamed.values()
    yield from _join_runs(old, new, shifted)


def _pair_passages(old: Edition, new: Edition, alignment: Alignment) -> list[tuple[int, int]]:
    """Passages that continue as one another, in the old order; where one was split, its first part."""
    first: dict[int, int] = {}
    taken = set[int]()
    for one, other in sorted(alignment.pairs):
        before, after = old.passage_of[one].index, new.passage_of[other].index
        if before not in first and after not in taken:
            first[before] = after
            taken.add(after)
    return sorted(first.items())


def _list_headings(edition: Edition) -> set[Path]:
    """Every heading path of the page, folded."""
    paths = {passage.section for passage in edition.passages}
    if edition.document:
        paths |= {tuple(" ".join(fold_words(h)) for h in block.heading_path) for block in edition.document.blocks}
    return {path[:depth] for path in paths for depth in range(1, len(path) + 1)} | {()}


def _changed_heading(before: Path, after: Path) -> object:
    """The heading that makes two paths differ: its place in the path, and its words before and after."""
    if len(before) != len(after):
        return before, after
    depth = next(level for level, (a, b) in enumerate(zip(before, after, strict=True)) if a != b)
    return before[: depth + 1], after[: depth + 1]


def _longest_in_order(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest part of the pairs (in the old order) that is in the new order too: what did not move."""
    tails: list[int] = []
    tops: list[int] = []
    parents: list[int] = []
    for position, (_, after) in enumerate(pairs):
        length = bisect_left(tails, after)
        parents.append(tops[length - 1] if length else -1)
        tails[length : length + 1] = [after]
        tops[length : length + 1] = [position]
    chain, position = [], tops[-1] if tops else -1
    while position >= 0:
        chain.append(pairs[position])
        position = parents[position]
    return chain[::-1]


def _join_runs(old: Edition, new: Edition, shifted: list[tuple[int, int]]) -> Iterator[Finding]:
    """One finding per run of passages that moved together."""
    current, last = None, (-2, -2)
    for before, after in sorted(shifted):
        one, other = old.passages[before].claims[0], new.passages[after].claims[0]
        together = old.passages[before].section == old.passages[last[0]].section if current else False
        if current and together and 0 < after - last[1] <= 2 and before - last[0] <= 2:
            current.followers.append((one, other))
        else:
            if current:
                yield current
            sections = old.claims[one].provenance.section, new.claims[other].provenance.section
            field = FieldChange(path="provenance.section", before=list(sections[0]), after=list(sections[1]))
            current = Finding("text.moved", one, other, (field,) if sections[0] != sections[1] else ())
        last = (before, after)
    if current:
        yield current


def join_deleted_sections(old: Edition, new: Edition, findings: list[Finding]) -> list[Finding]:
    """A section whose claims are gone and whose heading stands nowhere now is one ``section.withdrawn`` with them."""
    gone = {f.one for f in findings if f.type == "claim.withdrawn" and f.one is not None}
    left = {path[-1] for path in _list_headings(new) if path}
    claims = defaultdict[Path, list[int]](list)
    for passage in old.passages:
        for depth in range(1, len(passage.section) + 1):
            claims[passage.section[:depth]].extend(passage.claims)
    deleted = {path for path, members in claims.items() if path[-1] not in left and gone.issuperset(members)}
    top = {path for path in deleted if path[:-1] not in deleted}
    sections: dict[Path, Finding] = {}
    kept = []
    for finding in findings:
        path = None
        if finding.type == "claim.withdrawn" and finding.one is not None:
            section = old.passage_of[finding.one].section
            path = next((section[:depth] for depth in range(1, len(section) + 1) if section[:depth] in top), None)
        if path is None:
            kept.append(finding)
        elif path in sections:
            sections[path].followers.append((finding.one, None))
        else:
            sections[path] = Finding("section.withdrawn", finding.one, None)
            kept.append(sections[path])
    return kept
