"""What rule engines load, after a run: a new version of each feed where the claims in force changed.

A version moves ``current`` by itself only when nothing breaking changed since the version in force; else it waits for
``feed ENGINE --promote VERSION``. A feed that must not go out keeps the version in force and what waits to be said in
the next one, and is tried again by the next run.
"""

import json
import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from pipeline.choices import Engine
from pipeline.errors import FeedError
from pipeline.records import Claim
from pipeline.records.run import IndexEntry

from .files import remove_unfinished
from .settle import pair_neighbours
from .store import Store, find_in_force

if TYPE_CHECKING:
    from pipeline.feeds import Selection

    from .run import Run

log = logging.getLogger("pipeline.batch")

FOLDER = "feeds"
PENDING = "feeds_pending"  # by engine, what changed since its last version: kept in the state until there is a new one
STRENGTH = ("none", "patch", "minor", "major")


@dataclass
class RuleBase:
    """The claims in force, the documents that are written for patients, and those whose page is gone from raw/.

    What all engines need is made once, when the first of them asks.
    """

    claims: list[Claim]
    patients: set[str] = field(default_factory=set)
    stale: list[str] = field(default_factory=list)

    @cached_property
    def selection(self) -> "Selection":
        """The claims that fire."""
        from pipeline.feeds import select_claims

        return select_claims(self.claims, patient_documents=self.patients)

    @cached_property
    def witnesses(self) -> str:
        """The patients that prove them, a line each."""
        from pipeline.feeds import write_witnesses

        return write_witnesses(self.selection.claims)


def read_rule_base(entries: Iterable[IndexEntry], out: Path, raw: Path | None = None) -> RuleBase:
    """The claims in force, in the order of the index; nobody would notice a revision of a document that is stale."""
    store, base = Store(out), RuleBase([])
    for entry in entries:
        revision = find_in_force(entry)
        if revision is None:
            continue
        base.claims += store.claims(revision)
        if entry.audience == "patient":
            base.patients.add(entry.document)
        if raw is not None and not (raw / revision.source.partition("/")[2].partition("#")[0]).exists():
            base.stale.append(entry.document)
    return base


def note_advice(run: "Run", documents: Iterable[str]) -> None:
    """Remember what the next version of each feed must be; part of the transaction that publishes the documents."""
    found = ["none"]
    for document in documents:
        settled = run.publisher.settle(document)
        last = next((pair for pair in reversed(list(pair_neighbours(settled)))), None)
        key = (document, last.old.row.content, last.new.row.content) if last else None
        compared = key is not None and key in run.tally.compared
        found.append(run.state.summary(*key)["version_advice"] if compared and key else "minor")
    advice = max(found, key=STRENGTH.index)
    pending = _read_pending(run)
    _keep_pending(run, {engine: max(pending[engine], advice, key=STRENGTH.index) for engine in pending})


def _read_pending(run: "Run") -> dict[str, str]:
    """What the next version of each engine's feed must be: engines that are off gather it, too."""
    known: dict[str, str] = json.loads(run.state.meta(PENDING) or "{}")
    return {engine: known.get(engine, "none") for engine in get_args(Engine)}


def _keep_pending(run: "Run", pending: dict[str, str]) -> None:
    run.state.set_meta(PENDING, json.dumps(pending))


def publish_feeds(run: "Run") -> None:
    """Write the feeds of the settings whose claims changed; ``run.tally`` says what became of each."""
    pending = _read_pending(run)
    due = [engine for engine in run.settings.feeds if pending[engine] != "none"]
    if not due:
        return
    base = read_rule_base(run.state.entries_with_claims(), run.settings.out, run.settings.raw)
    for engine in due:
        folder = run.settings.out / FOLDER / engine
        remove_unfinished(folder)
        try:
            version, waits = publish_engine(folder, engine, base, pending[engine])
        except FeedError as error:
            run.tally.feeds_stopped[engine] = str(error)
            log.error("feed stopped", extra={"engine": engine, "reason": str(error)})
            continue
        run.tally.feeds[engine] = version
        if waits:
            step = f"feed {engine} {version} waits: something breaking changed; check it, then guideline-claims"
            run.tally.next_steps.append(f"{step} feed {engine} --promote {version}")
        pending[engine] = "none"
        with run.state.transaction():
            _keep_pending(run, pending)


def publish_engine(
    folder: Path, engine: str, base: RuleBase, advice: str, *, allow_loss: bool = False
) -> tuple[str, bool]:
    """A new version of one feed, and whether it waits to be promoted; the newest stays where its files would be
    equal.
    """
    from pipeline import feeds

    versions = feeds.list_versions(folder)
    newest = versions[-1] if versions else None
    files = feeds.compile_feed(engine, base.selection.claims)
    if newest is not None and feeds.same_files(folder / newest, files):
        return newest, feeds.current_version(folder) != newest
    version = feeds.next_version(newest, advice)
    feeds.write_version(
        folder, engine, version, files, base.selection, base.witnesses, stale=base.stale, allow_loss=allow_loss
    )
    if newest is None or (advice != "major" and feeds.current_version(folder) == newest):
        feeds.promote(folder, version)
    return version, feeds.current_version(folder) != version
