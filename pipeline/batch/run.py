"""A run over raw/: what is new is read, what it changes is compared, and all of it is published.

1. Decide which pages to read, from their signatures and the fingerprint of the program.
2. Read them in guarded children. Each result is staged in the state in one transaction; a page that cannot be read
   goes to quarantine, and what was read of it before stays.
3. Read again, from the stored document, revisions that another program read and whose page is gone.
4. Compare the neighbours among the sound revisions of each document that got something new.
5. Publish: files beside and renamed, then the index, then one transaction that forgets what was staged.
6. Write a new version of each feed where the claims in force changed.
7. Tell: a note of the changes, the Atom feed, the webhook.

A run killed at any moment is finished by the next one, with the same result.
"""

import json
import logging
import secrets
import time
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

from pipeline.settings import Settings

from . import alerts, record
from .decide import Decision, Selection, decide_pages
from .feeds import note_advice, publish_feeds
from .guard import Guard, Job, Limits, Outcome
from .jobs import (
    Archive,
    Compared,
    Place,
    ReadPage,
    ReadRevision,
    Stages,
    compare_revisions,
    join_article,
    read_again,
    read_file,
    read_member,
)
from .pages import PageFile, find_pages
from .program import find_comparing_program, find_reading_program
from .publish import CLAIMS, DOCUMENT, Publisher
from .settle import Pair, find_uncompared
from .state import RevisionRow, State

log = logging.getLogger("pipeline.batch")


class Progress(Protocol):
    """Called as a run works: ``done`` of ``total`` of a step."""

    def __call__(self, step: str, done: int, total: int) -> None: ...


@dataclass
class Tally:
    """What a run did so far."""

    run: str
    started_at: str
    decisions: Counter[str] = field(default_factory=Counter)
    read: int = 0
    faults: int = 0
    documents: list[str] = field(default_factory=list)
    compared: set[tuple[str, str, str]] = field(default_factory=set)
    change_sets: tuple[str, ...] = ()
    seconds: dict[str, float] = field(default_factory=dict)
    feeds: dict[str, str] = field(default_factory=dict)
    feeds_stopped: dict[str, str] = field(default_factory=dict)
    alerts: list[str] = field(default_factory=list)
    next_steps: list[str] = field(default_factory=list)

    @contextmanager
    def timed(self, step: str) -> Iterator[None]:
        """Note the time of a step, in seconds on the clock."""
        start = time.monotonic()
        yield
        self.seconds[step] = round(time.monotonic() - start, 3)


def start_tally() -> Tally:
    """A run begins: its id sorts by time."""
    now = datetime.now(UTC)
    return Tally(f"{now:%Y%m%dT%H%M%S}-{secrets.token_hex(2)}", now.isoformat(timespec="seconds"))


class Run:
    """One run over the pages of ``settings.raw``, by whoever holds the lock of ``settings.out``."""

    def __init__(self, settings: Settings, state: State, stages: Stages, progress: Progress) -> None:
        self.settings, self.state, self.stages, self.progress = settings, state, stages, progress
        self.reading, self.comparing = find_reading_program(), find_comparing_program()
        self.limits = Limits(settings.page_timeout_s, settings.page_memory_mb)
        self.guard = Guard(settings.workers, self.limits, stages.prepare)
        self.publisher = Publisher(state, settings.out, settings.expected)
        self.place = Place(str(settings.raw), str(state.path), self.reading)
        self.tally = start_tally()

    def decide(self, selection: Selection) -> list[Decision]:
        """Step 1: a decision for every page under raw/."""
        with self.tally.timed("decide"):
            pages = find_pages(self.settings.raw)
            decisions = list(
                decide_pages(
                    pages,
                    self.state.pages(),
                    raw=self.settings.raw,
                    program=self.reading,
                    limits=str(self.limits),
                    selection=selection,
                )
            )
        self.tally.decisions.update(decision.why for decision in decisions)
        return decisions

    def read(self, decisions: Sequence[Decision]) -> None:
        """Steps 2 and 3: read the pages that are to be read, and what the program must read again."""
        with self.tally.timed("read"):
            present = {decision.page.name for decision in decisions}
            record.record_touched(self.state, decisions)
            record.forget_missing(self.state, present)
            files = [decision.page for decision in decisions if decision.reads]
            self._read_files(files)
            self._join_articles()
            self._read_stored(present)

    def _read_files(self, files: list[PageFile]) -> None:
        arguments = self.stages, self.place
        jobs = deque(Job((file.name,), read_file, (*arguments, file)) for file in files)
        by_name = {file.name: file for file in files}
        open_archives: dict[str, tuple[Archive, set[str]]] = {}
        for done, outcome in enumerate(self.guard.run(jobs), 1):
            name = outcome.job.key[0]
            file, archive = by_name[name], outcome.result
            if isinstance(archive, Archive):
                open_archives[name] = archive, set(archive.members)
                for number, member in reversed(list(enumerate(archive.members))):
                    jobs.appendleft(Job((name, member), read_member, (*arguments, file, number)))
            else:
                self._record_page(outcome, file)
            if name in open_archives:
                archive, left = open_archives[name]
                left.discard(outcome.job.key[-1])
                if not left:
                    members = archive.members
                    record.record_archive(self.state, name, archive.digest, file.signature, self.reading, members)
            self.progress("read", done, done + len(jobs))

    def _record_page(self, outcome: Outcome, file: PageFile) -> None:
        page: ReadPage | None = outcome.result
        name, archive = outcome.job.key[-1], outcome.job.key[0] if len(outcome.job.key) > 1 else None
        if page is not None:
            record.record_page(self.state, page, archive, file.signature, self.reading)
            self.tally.read += 1
            log.info("page read", extra={"page": name})
        elif outcome.fault is not None:
            digest = record.digest_file(self.settings.raw / file.name, file)
            program = self.reading, str(self.limits)
            record.record_fault(self.state, name, archive, file.signature, digest, *program, outcome.fault)
            self.tally.faults += 1
            log.warning("page quarantined", extra={"page": name, "reason": outcome.fault.detail})

    def _join_articles(self) -> None:
        """Pages of one article become one document; one that stood alone is kept beside those that continue it."""
        articles = self.state.unjoined()
        singles = {article: self._find_singles(article) for article in articles}
        jobs = deque(
            Job(
                (article,),
                join_article,
                (self.stages, self.place, [body for _, body in sorted(self._find_bodies(article, singles[article]))]),
            )
            for article in articles
        )
        for outcome in self.guard.run(jobs):
            (article,), joined = outcome.job.key, outcome.result
            if joined:
                record.record_joined(self.state, article, singles[article], joined, self.reading)
            else:
                log.warning("article not joined", extra={"article": article, "reason": outcome.fault})

    def _find_singles(self, article: str) -> record.Singles:
        rows = [row for row in self.state.of_article(article) if not row.joined]
        return {row.page: (row.digest, self.publisher.read_body(row, DOCUMENT)) for row in rows}

    def _find_bodies(self, article: str, singles: record.Singles) -> Iterator[tuple[str, bytes]]:
        yield from (self.state.pieces(article) | {page: body for page, (_, body) in singles.items()}).items()

    def _read_stored(self, present: set[str]) -> None:
        jobs = deque(
            Job(row, read_again, (self.stages, self.place, self.publisher.read_body(row, DOCUMENT)))
            for row in self.state.revisions_by_others(self.reading)
            if row.page.partition("#")[0] not in present or self.state.has_moved_on(row, self.reading)
        )
        for outcome in self.guard.run(jobs):
            revision: ReadRevision | None = outcome.result
            if revision is not None:
                record.record_reread(self.state, outcome.job.key, revision, self.reading)
            else:
                log.warning("stored document not read", extra={"document": outcome.job.key.document})

    def compare(self) -> None:
        """Step 4: change sets between neighbours, until none is missing; what cannot be compared is held back."""
        with self.tally.timed("compare"):
            self._compare_upgrades()
            while pairs := list(self._find_pairs()):
                jobs = deque(
                    Job((place,), compare_revisions, (self.stages, *self._bodies(pair)))
                    for place, pair in enumerate(pairs)
                )
                for number, outcome in enumerate(self.guard.run(jobs), 1):
                    self._record_comparison(pairs[outcome.job.key[0]], outcome)
                    self.progress("compare", number, len(pairs))

    def _compare_upgrades(self) -> None:
        """What this version of the program reads otherwise in pages that did not change."""
        upgrades = [(row, folder) for row, folder in self.state.upgrades() if self.publisher.has_published(row, folder)]
        jobs = deque(
            Job((place,), compare_revisions, (self.stages, self._published(row, folder), self._body(row)))
            for place, (row, folder) in enumerate(upgrades)
        )
        for outcome in self.guard.run(jobs):
            row, _ = upgrades[outcome.job.key[0]]
            record.record_upgrade(self.state, row, outcome.result)
            if outcome.fault is not None:
                log.warning("not compared", extra={"document": row.document, "reason": outcome.fault.detail})

    def _published(self, row: RevisionRow, folder: str) -> tuple[bytes, bytes]:
        document, claims = (self.publisher.read_published(row, folder, file) for file in (DOCUMENT, CLAIMS))
        return document, claims

    def _find_pairs(self) -> Iterator[Pair]:
        for document in self.state.dirty():
            yield from find_uncompared(self.publisher.settle(document), self.state.stamps(document), self.comparing)

    def _bodies(self, pair: Pair) -> Iterator[tuple[bytes, bytes]]:
        for row in (pair.old.row, pair.new.row):
            yield self._body(row)

    def _body(self, row: RevisionRow) -> tuple[bytes, bytes]:
        return self.publisher.read_body(row, DOCUMENT), self.publisher.read_body(row, CLAIMS)

    def _record_comparison(self, pair: Pair, outcome: Outcome) -> None:
        compared: Compared | None = outcome.result
        if compared is not None:
            record.record_comparison(self.state, pair, self.comparing, compared)
        elif outcome.fault is not None:
            record.record_incomparable(self.state, pair, self.comparing, outcome.fault)
            log.warning("not compared", extra={"document": pair.new.row.document, "reason": outcome.fault.detail})

    def publish(self) -> None:
        """Step 5: everything that is dirty to its files, then the index, then the state says so."""
        with self.tally.timed("publish"):
            dirty, self.tally.compared = self.state.dirty(), self.state.staged_changesets()
            for number, document in enumerate(dirty, 1):
                self.publisher.publish_document(document)
                self.progress("publish", number, len(dirty))
            with self.state.transaction():
                if dirty or not self.state.meta("published"):
                    self.publisher.publish_index(self.state.groups(dirty))
                else:
                    self.publisher.write_quarantine()
                for document in dirty:
                    self.publisher.remove_leftovers(document)
                note_advice(self, dirty)
                self._tell(dirty)
                self.state.forget_staged()
                self.state.set_meta("published", self._published_by())
            self.tally.documents = dirty

    def _tell(self, dirty: Sequence[str]) -> None:
        """Who is told of the change sets of this run; part of the transaction that publishes them."""
        paths = self.state.changeset_paths(self.tally.compared)
        self.tally.change_sets = tuple(paths)
        if dirty:
            alerts.write_atom(alerts.find_news(self.state), self.settings.out)
        if self.settings.webhook_url is not None:
            alerts.queue_messages(self.state, paths)

    def alert(self) -> None:
        """Step 7: the note of this run, and what waits for the webhook."""
        with self.tally.timed("alert"):
            alerts.write_note(self.tally.run, self.tally.change_sets, self.settings.out)
            self.tally.alerts += alerts.send_messages(self.state, self.settings)

    def feed(self) -> None:
        """Step 6: what rule engines load."""
        with self.tally.timed("feed"):
            publish_feeds(self)

    def _published_by(self) -> str:
        """What the published files depend on besides the readings."""
        expected = {document: counts.model_dump() for document, counts in self.settings.expected.items()}
        return json.dumps([self.comparing, expected], sort_keys=True)

    def mark_outdated(self) -> None:
        """Documents with several revisions are settled anew where the comparing program or an expectation changed."""
        if self.state.meta("published") not in (None, self._published_by()):
            with self.state.transaction():
                self.state.mark_all_dirty()
