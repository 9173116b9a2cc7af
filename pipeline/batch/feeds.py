"""What rule engines load, after a run: a new version of each feed where the claims in force changed.

A version moves ``current`` by itself only when nothing breaking changed since the version in force; else it waits for
``feed ENGINE --promote VERSION``.
"""

import logging
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import FeedError
from pipeline.records import Claim

from .settle import pair_neighbours
from .store import Store, find_in_force

if TYPE_CHECKING:
    from .run import Run

log = logging.getLogger("pipeline.batch")

FOLDER = "feeds"
PENDING = "feed_advice"  # what the claims changed since the last feeds, kept in the state until feeds are written
STRENGTH = ("none", "patch", "minor", "major")


def note_advice(run: "Run", documents: Iterable[str]) -> None:
    """Remember what the next version of the feeds must be; part of the transaction that publishes the documents."""
    found = [run.state.meta(PENDING) or "none"]
    for document in documents:
        settled = run.publisher.settle(document)
        last = next((pair for pair in reversed(list(pair_neighbours(settled)))), None)
        key = (document, last.old.row.content, last.new.row.content) if last else None
        compared = key is not None and key in run.tally.compared
        found.append(run.state.summary(*key)["version_advice"] if compared and key else "minor")
    run.state.set_meta(PENDING, max(found, key=STRENGTH.index))


def publish_feeds(run: "Run") -> None:
    """Write the feeds of the settings; ``run.tally`` says what became of each. A feed that must not go out is an
    alert.
    """
    advice = run.state.meta(PENDING) or "none"
    if advice == "none" or not run.settings.feeds:
        return
    store = Store(run.settings.out)
    claims, patients = read_claims_in_force(store)
    stale = find_stale(store, run.settings.raw)
    for engine in run.settings.feeds:
        try:
            version, waits = publish_engine(
                run.settings.out / FOLDER / engine, engine, claims, patients, advice, stale=stale
            )
        except FeedError as error:
            run.tally.alerts.append(str(error))
            log.error("feed stopped", extra={"engine": engine, "reason": str(error)})
            continue
        run.tally.feeds[engine] = version
        if waits:
            step = f"feed {engine} {version} waits: something breaking changed; check it, then guideline-claims"
            run.tally.next_steps.append(f"{step} feed {engine} --promote {version}")
    with run.state.transaction():
        run.state.set_meta(PENDING, "none")


def read_claims_in_force(store: Store) -> tuple[list[Claim], set[str]]:
    """The claims in force, in the order of the index, and the documents that are written for patients."""
    claims: list[Claim] = []
    patients: set[str] = set()
    for entry in store.entries():
        revision = find_in_force(entry)
        if revision is not None:
            claims += store.claims(revision)
            patients |= {entry.document} if entry.audience == "patient" else set()
    return claims, patients


def find_stale(store: Store, raw: Path) -> list[str]:
    """Documents in force whose page is no longer under raw/: nobody would notice a revision of them."""
    in_force = [(entry.document, revision) for entry in store.entries() if (revision := find_in_force(entry))]
    return [doc for doc, rev in in_force if not (raw / rev.source.partition("/")[2].partition("#")[0]).exists()]


def publish_engine(
    folder: Path,
    engine: str,
    claims: list[Claim],
    patients: set[str],
    advice: str,
    *,
    stale: Sequence[str] = (),
    allow_loss: bool = False,
) -> tuple[str, bool]:
    """A new version of one feed, and whether it waits to be promoted; the newest stays where its files would be
    equal.
    """
    from pipeline import feeds

    selection = feeds.select_claims(claims, patient_documents=patients)
    versions = feeds.list_versions(folder)
    newest = versions[-1] if versions else None
    files = feeds.compile_feed(engine, selection.claims)
    if newest is not None and feeds.same_files(folder / newest, files):
        return newest, feeds.current_version(folder) != newest
    version = feeds.next_version(newest, advice)
    feeds.write_version(folder, engine, version, files, selection, stale=stale, allow_loss=allow_loss)
    if newest is None or (advice != "major" and feeds.current_version(folder) == newest):
        feeds.promote(folder, version)
    return version, feeds.current_version(folder) != version
