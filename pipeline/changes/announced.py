"""What the page says it changed, tied to what was found: by anchor, by cited reference, by section and wording."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.records import Announced, AnnouncedCounts, AnnouncedEntry, AnnouncedStatus, Change, Claim

from .edition import Edition
from .words import ANNOUNCING_WORDS, CARRIER_WORDS, fold_words

# Shared content words, as a share of the shorter text, that make an announcement and a sentence of its section one.
MIN_SHARED = 0.5
MIN_SHARED_WORDS = 4


@dataclass(frozen=True)
class Announcements:
    """The status of each change, in order, and the counts with their lists."""

    statuses: tuple[AnnouncedStatus, ...]
    counts: AnnouncedCounts


def tie_announcements(old: Edition, new: Edition, changes: Sequence[Change]) -> Announcements:
    """Which changes the newer page announces, and which announcements were found.

    Everything is unknown where the newer page is not at hand or has no list of changes.
    """
    if not (new.document and new.document.announced):
        return Announcements(tuple(AnnouncedStatus(status="unknown") for _ in changes), AnnouncedCounts())
    anchors = _find_anchors(new)
    ties: list[list[int]] = [[] for _ in new.document.announced]
    statuses = []
    for position, change in enumerate(changes):
        entry = next(
            (index for index, item in enumerate(new.document.announced) if _tells_of(item, change, anchors)), None
        )
        if entry is None:
            statuses.append(AnnouncedStatus(status="unannounced"))
        else:
            ties[entry].append(position)
            statuses.append(AnnouncedStatus(status="announced", text=new.document.announced[entry].text))
    altered = _list_altered_anchors(old, new, anchors)
    entries = []
    for item, tied in zip(new.document.announced, ties, strict=True):
        found = bool(tied) or bool(altered & set(item.anchors)) or _has_new_reference(old, new, item)
        ids = tuple(changes[position].id for position in tied)
        entries.append(
            AnnouncedEntry(text=item.text, section=item.section, status="found" if found else "not-found", changes=ids)
        )
    silent = tuple(c.id for c, status in zip(changes, statuses, strict=True) if status.status == "unannounced")
    count = sum(entry.status == "found" for entry in entries)
    counts = AnnouncedCounts(
        found=count,
        not_found=len(entries) - count,
        unannounced=len(silent),
        entries=tuple(entries),
        unannounced_changes=silent,
    )
    return Announcements(tuple(statuses), counts)


def _find_anchors(edition: Edition) -> dict[str, set[str]]:
    """For each block, its own anchor and the anchors of the paragraph and section it belongs to."""
    found: dict[str, set[str]] = {}
    section: str | None = None
    paragraph: str | None = None
    for block in edition.blocks.values():
        if block.kind == "heading":
            section, paragraph = block.anchor, None
        elif block.anchor or block.kind == "paragraph":
            paragraph = block.anchor
        found[block.id] = {anchor for anchor in (block.anchor, paragraph, section) if anchor}
    return found


def _tells_of(item: Announced, change: Change, anchors: dict[str, set[str]]) -> bool:
    claims = [claim for claim in (change.after, change.before) if claim]
    if not claims:
        return False
    if change.after and anchors.get(change.after.provenance.block, set()) & set(item.anchors):
        return True
    if not any(_in_section(item, claim) for claim in claims):
        return False
    if item.reference is not None and change.after:
        cited = {citation.number for citation in change.after.evidence.citations}
        if item.reference in cited and change.severity != "editorial":
            return True
    return any(_share_words(item.text, claim.provenance.quote) for claim in claims)


def _in_section(item: Announced, claim: Claim) -> bool:
    return item.section is None or fold_words(item.section) in _fold_path(claim.provenance.section)


@lru_cache(maxsize=10_000)
def _fold_path(section: tuple[str, ...]) -> frozenset[tuple[str, ...]]:
    return frozenset(map(fold_words, section))


def _share_words(announcement: str, sentence: str) -> bool:
    told, said = _list_content(announcement) - ANNOUNCING_WORDS, _list_content(sentence)
    shared = len(told & said)
    return shared >= MIN_SHARED_WORDS and shared >= MIN_SHARED * min(len(told), len(said))


@lru_cache(maxsize=10_000)
def _list_content(text: str) -> frozenset[str]:
    return frozenset(fold_words(text)) - CARRIER_WORDS


def _list_altered_anchors(old: Edition, new: Edition, anchors: dict[str, set[str]]) -> set[str]:
    """Those anchors of announcements whose blocks have words that stand nowhere on the old page, so that text without
    claims counts as found too.
    """
    if not (old.document and new.document):
        return set()
    asked = {anchor for item in new.document.announced for anchor in item.anchors}
    texts = {old.document.text[block.start : block.end] for block in old.document.blocks}
    fresh = {
        block.id: text
        for block in new.document.blocks
        if anchors[block.id] & asked and (text := new.document.text[block.start : block.end]) not in texts
    }
    before = set(map(fold_words, texts)) if fresh else set()
    return {anchor for block, text in fresh.items() if fold_words(text) not in before for anchor in anchors[block]}


def _has_new_reference(old: Edition, new: Edition, item: Announced) -> bool:
    """Whether the announced reference is an entry that the old page has not."""
    if item.reference is None or not (old.document and new.document and old.document.references):
        return False
    known = {entry.pmid or fold_words(entry.text) for entry in old.document.references}
    section = item.section and fold_words(item.section)
    return any(
        entry.number == item.reference
        and (section is None or entry.section is None or fold_words(entry.section) == section)
        and (entry.pmid or fold_words(entry.text)) not in known
        for entry in new.document.references
    )
