"""What the revisions of a document amount to: their order, which are sound, which is in force. Pure functions.

The result depends on the revisions alone, never on the order in which they were read.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import pairwise
from typing import NamedTuple

from pipeline.records.run import Counts, Expected
from pipeline.sites.expected import expect_of_publisher

from .state import RevisionRow

LEAST_SHARE = 0.5  # of the last sound revision: a page that lost half of its text is more often broken than revised
PLAIN_ID_RE = re.compile(r"([a-z]+):([A-Za-z0-9._-]+)\Z")
UNSAFE_RE = re.compile(r"[^A-Za-z0-9.-]+")


Stamp = tuple[str, str | None]  # what a comparison depends on, and why it could not be made


class Settled(NamedTuple):
    """A revision in its place; ``held`` says why it is not sound, None where it is."""

    row: RevisionRow
    name: str
    counts: Counts
    held: str | None


class Pair(NamedTuple):
    """Two sound neighbours, to be compared."""

    old: Settled
    new: Settled

    @property
    def name(self) -> str:
        """The file name of their change set."""
        return f"{self.old.name}..{self.new.name}.json"

    @property
    def stamp(self) -> str:
        """What the change set depends on besides the comparing program."""
        sides = ([row.page, row.date, row.program, row.summary] for row in (self.old.row, self.new.row))
        return sha256(json.dumps(list(sides)).encode()).hexdigest()


class Member(NamedTuple):
    """A document among those that may mirror each other; ``date`` is that of its last sound revision."""

    document: str
    title: str | None
    own: bool
    date: str


def settle_document(
    rows: Sequence[RevisionRow], expected: Expected | None, stamps: Mapping[tuple[str, str], Stamp]
) -> tuple[Settled, ...]:
    """Revisions, oldest first, each measured against the last sound one before it; ``stamps`` are its comparisons."""
    settled: list[Settled] = []
    last: Settled | None = None
    for row in sorted(rows, key=lambda row: row.place):
        summary = json.loads(row.summary)
        counts = Counts.model_validate(summary["counts"])
        floor = expect_of_publisher(summary["publisher"]) if summary["part_of"] is None else Expected()
        held = find_shortfall(counts, last and last.counts, expected, floor)
        revision = Settled(row, name_revision(row.date, row.content), counts, held)
        if last is not None and revision.held is None:
            _, fault = stamps.get((last.row.content, row.content), ("", None))
            revision = revision._replace(held=fault)
        settled.append(revision)
        last = revision if revision.held is None else last
    return tuple(settled)


def find_shortfall(counts: Counts, last: Counts | None, expected: Expected | None, floor: Expected) -> str | None:
    """Why a revision has too little to be sound, None where it has enough.

    ``expected`` is what is stated of its document, and stands for the rule of half of the last sound revision;
    ``floor`` is what any page of its publisher has.
    """
    for field in ("blocks", "references", "claims"):
        has, stated = getattr(counts, field), getattr(expected, field, None)
        least = getattr(floor, field) if stated is None else stated
        if least is not None and has < least:
            return f"{has} {field}, expected at least {least}"
        if stated is None and last is not None and has < LEAST_SHARE * getattr(last, field):
            return f"{has} {field}, less than half of the {getattr(last, field)} of the last sound revision"
    return None


def pair_neighbours(settled: Sequence[Settled]) -> Iterator[Pair]:
    """Each sound revision with the sound one before it."""
    sound = [revision for revision in settled if revision.held is None]
    yield from (Pair(old, new) for old, new in pairwise(sound))


def find_uncompared(
    settled: Sequence[Settled], stamps: Mapping[tuple[str, str], Stamp], program: str
) -> Iterator[Pair]:
    """Neighbours whose change set is missing, or was made of other readings or by another program.

    A comparison that failed is one of them when what it depends on is another now.
    """
    by_content = {revision.row.content: revision for revision in settled}
    for pair in pair_neighbours(settled):
        stamp, _ = stamps.get((pair.old.row.content, pair.new.row.content), ("", None))
        if stamp != f"{program} {pair.stamp}":
            yield pair
    for (old, new), (stamp, fault) in stamps.items():
        if fault is not None and old in by_content and new in by_content:
            pair = Pair(by_content[old], by_content[new])
            if stamp != f"{program} {pair.stamp}":
                yield pair


def pick_superseded(group: str, members: Iterable[Member]) -> dict[str, str]:
    """Which documents of a group stand back, and for which.

    1. The whole document, where it was captured, stands for all of its parts.
    2. Parts with one title mirror each other: the publisher's own stands first, then the latest, then by id.
    """
    members = sorted(members, key=lambda member: member.document)
    if any(member.document == group for member in members):
        return {member.document: group for member in members if member.document != group}
    superseded: dict[str, str] = {}
    mirrors: dict[str, list[Member]] = {}
    for member in members:
        mirrors.setdefault(" ".join(re.findall(r"\w+", (member.title or member.document).casefold())), []).append(
            member
        )
    for same in mirrors.values():
        newest_first = sorted(same, key=lambda member: member.date, reverse=True)
        first = min(newest_first, key=lambda member: not member.own)
        superseded |= {member.document: first.document for member in same if member is not first}
    return superseded


def name_revision(date: str | None, content: str) -> str:
    """The folder of a revision: its date and the first eight digits of the digest of its content."""
    return f"{date or 'undated'}_{content[:8]}"


def name_document(document: str) -> str:
    """A safe and unmistakable folder name: ``pdq:CDR1`` is ``pdq_CDR1``, other ids end in a digest of themselves."""
    plain = PLAIN_ID_RE.match(document)
    if plain:
        return f"{plain[1]}_{plain[2]}"
    return f"{UNSAFE_RE.sub('_', document).strip('._')[:80]}_{sha256(document.encode()).hexdigest()[:8]}"
