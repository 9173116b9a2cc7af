"""Run an edit through the whole program and judge the change set: was it found, and was anything else said."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from pipeline.changes import Edition, diff_claims
from pipeline.claims import assemble_claims
from pipeline.document import parse_document
from pipeline.figures import find_figures_with
from pipeline.figures.known import KnownBlock
from pipeline.records import Change, ChangeSet, Page

from .harmless_edits import HARMLESS, cut_broken_tables, encode_otherwise, write_as_html
from .pages import RawPage, Segment, strip_markup
from .true_edits import KINDS, edit_page

MEANINGFUL = frozenset({"breaking", "additive", "evidence"})
# Words of a quote that must stand in the edited segment for a change to be of that segment.
SHARED = 0.8
# Figures of the blocks of the page read last: an edit leaves most blocks as they are, and they are not read again.
KNOWN: dict[str, KnownBlock] = {}


@dataclass(frozen=True)
class Verdict:
    """What became of one edit: ``others`` are changes of meaning that it does not explain."""

    page: str
    kind: str
    seed: int
    found: bool
    others: tuple[str, ...]
    told: tuple[str, ...]

    @property
    def precise(self) -> bool:
        """Whether the edit was found and nothing else was."""
        return self.found and not self.others


def read_edition(content: bytes, name: str, document_id: str | None = None) -> Edition:
    """A page through all stages; ``document_id`` takes it as a revision of another document."""
    meta = {"document_id": document_id} if document_id else {}
    document = parse_document(Page(path=name, content=content, meta=meta))
    found = find_figures_with(document, KNOWN)
    KNOWN.clear()
    KNOWN.update(found.known)
    return Edition.from_document(document, assemble_claims(document, tuple(chain.from_iterable(found.values()))))


def read_raw(page: RawPage) -> Edition:
    """The edition of a page as text."""
    return read_edition(page.raw.encode(), f"{page.name}.{page.form}")


def judge_true_edits(page: RawPage, old: Edition, kinds: Sequence[str], seed: int) -> list[Verdict]:
    """The verdicts on one edit of each kind, made together; kinds that the page has nothing for are left out."""
    rng = random.Random(f"{page.name} {seed} {' '.join(kinds)}")
    edits: list[tuple[str, Segment, str]] = []
    for kind in kinds:
        if found := edit_page(page, kind, rng, [segment for _, segment, _ in edits]):
            edits.append((kind, *found))
    if not edits:
        return []
    edited = page.replace(*((segment.start, segment.end, text) for _, segment, text in edits))
    changes = diff_claims(old, read_raw(edited))
    told = [change for change in changes.changes if change.severity in MEANINGFUL]
    places = [_words(page.text_of(segment)) | _words(text) for _, segment, text in edits]
    owners = [_find_owner(change, places, [kind for kind, _, _ in edits]) for change in told]
    strays = tuple(_name(change) for change, owner in zip(told, owners, strict=True) if owner is None)
    verdicts = []
    for index, (kind, _, _) in enumerate(edits):
        own = [change for change, owner in zip(told, owners, strict=True) if owner == index]
        hits = [change for change in own if _tells(change, kind)]
        misses = tuple(_name(change) for change in own if not _tells(change, kind))
        verdicts.append(
            Verdict(page.name, kind, seed, bool(hits), misses + (strays if index == 0 else ()), tuple(map(_name, own)))
        )
    return verdicts


def _tells(change: Change, kind: str) -> bool:
    """Whether a change names an edit of a kind.

    A claim that became clear or unclear names it by a field beside its status, a sentence by the words of the edit.
    """
    beside = [field for field in change.fields if field.path != "status"]
    return (
        change.type in KINDS[kind].accepted
        or (change.type in ("claim.set-aside", "claim.restored") and bool(beside))
        or any(field.path == "provenance.quote" for field in beside)
    )


def judge_harmless_edit(page: RawPage, old: Edition, kind: str, seed: int) -> Verdict | None:
    """The verdict on one edit without meaning; None where the page has nothing of the kind."""
    rng = random.Random(f"{page.name} {seed} {kind}")
    edited = HARMLESS[kind](page, rng)
    if edited is None:
        return None
    return _judge_silence(page, kind, seed, diff_claims(old, read_raw(edited)))


def judge_capture(page: RawPage, old: Edition, seed: int) -> Verdict:
    """The verdict on the same page in another form of capture."""
    rng = random.Random(f"{page.name} {seed} capture")
    if page.form == "md" and rng.random() < 0.5:
        whole = cut_broken_tables(page.raw)
        old = old if whole == page.raw else read_raw(RawPage(page.name, page.form, whole))
        new = read_edition(write_as_html(whole).encode(), f"{page.name}.html", old.ref.document)
    else:
        new = read_edition(encode_otherwise(page.raw.encode(), rng), f"{page.name}.{page.form}", old.ref.document)
    return _judge_silence(page, "capture", seed, diff_claims(old, new))


def _judge_silence(page: RawPage, kind: str, seed: int, changes: ChangeSet) -> Verdict:
    alarms = tuple(_name(change) for change in changes.changes if change.severity in MEANINGFUL)
    return Verdict(page.name, kind, seed, not alarms, alarms, ())


def _words(text: str) -> set[str]:
    return set("".join(c if c.isalnum() else " " for c in strip_markup(text).casefold()).split())


def _find_owner(change: Change, places: list[set[str]], kinds: list[str]) -> int | None:
    """The edit whose segment holds the quotes of the change: one that accepts its type first, then the shortest."""
    quotes = [_words(quote) for quote in (change.quote_before, change.quote_after) if quote]
    near = [
        index
        for index, words in enumerate(places)
        if any(quote and len(quote & words) >= SHARED * len(quote) for quote in quotes)
    ]
    return min(
        near,
        key=lambda index: (change.type not in KINDS[kinds[index]].accepted, len(places[index]), index),
        default=None,
    )


def _name(change: Change) -> str:
    return f"{change.type} {change.fields[0].path if change.fields else ''}".strip()
