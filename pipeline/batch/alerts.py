"""Who hears of changes: an Atom feed, a Markdown note beside the run report, a webhook.

The Atom feed is a function of the state and holds no clock: an entry is dated by its revision. Messages for the
webhook wait in the state from the transaction that publishes their change set until they were taken, so that none is
lost; one may arrive twice, and its ``Idempotency-Key`` tells.
"""

import json
import logging
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree

from pipeline.records import ChangeSet, sha256_of
from pipeline.settings import Settings

from .files import write_file
from .state import State

log = logging.getLogger("pipeline.batch")

ATOM_FILE = "changes.atom"
ATOM = "http://www.w3.org/2005/Atom"  # RFC 4287
MAX_ENTRIES = 100  # readers poll daily; older change sets stay under changes/
MAX_NOTED = 50  # change sets in a note; a run that has more is an upgrade, and the rest is listed
SEVERITIES = ("breaking", "additive", "evidence", "editorial", "extractor")


class News(NamedTuple):
    """A change set that is published: the title and date of the newer revision, its file, its counts by severity."""

    title: str
    date: str
    path: str
    by_severity: dict[str, int]


def find_news(state: State) -> list[News]:
    """The newest change sets, by date of the newer revision, then by path."""
    return [
        News(
            json.loads(revision)["title"] or document,
            date or "",
            path,
            json.loads(summary)["by_severity"],
        )
        for document, path, summary, date, revision in state.newest_changesets(MAX_ENTRIES)
    ]


def write_atom(news: list[News], out: Path) -> None:
    """``changes.atom``: an entry a change set, newest first."""
    feed = ElementTree.Element("feed", xmlns=ATOM)
    _add(feed, "id", "urn:guideline-claims:changes")
    _add(feed, "title", "Changes of guideline claims")
    _add(feed, "updated", _as_time(news[0].date if news else ""))
    _add(ElementTree.SubElement(feed, "author"), "name", "guideline-claims")
    for item in news:
        entry = ElementTree.SubElement(feed, "entry")
        _add(entry, "id", uuid5(NAMESPACE_URL, item.path).urn)
        _add(entry, "title", f"{item.title}: {say_counts(item.by_severity)}")
        _add(entry, "updated", _as_time(item.date))
        ElementTree.SubElement(entry, "link", rel="alternate", type="application/json", href=item.path)
        _add(entry, "summary", f"Revision of {item.date or 'no date'}: {say_counts(item.by_severity)}.")
    ElementTree.indent(feed)
    body = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    write_file(out / ATOM_FILE, body + b"\n")


def write_note(run: str, paths: Sequence[str], out: Path) -> str | None:
    """``runs/<run>.md``: what the run's change sets say, for an e-mail or a pull request; None where there are none."""
    if not paths:
        return None
    name = f"runs/{run}.md"
    write_file(out / name, "\n".join(_note(paths, out)).encode())
    return name


def _note(paths: Sequence[str], out: Path) -> Iterator[str]:
    from pipeline.report.changes import render_markdown

    for path in paths[:MAX_NOTED]:
        yield render_markdown(ChangeSet.model_validate_json((out / path).read_bytes()))
    if len(paths) > MAX_NOTED:
        yield "\n".join(["# More changes", "", *(f"- `{path}`" for path in paths[MAX_NOTED:]), ""])


def send_messages(state: State, settings: Settings) -> list[str]:
    """Post every change set that waits to the webhook; what did not arrive waits on, and is said."""
    if settings.webhook_url is None:
        return []
    missed: list[str] = []
    for (path,) in state.rows("SELECT path FROM outbox ORDER BY path"):
        reason = _send(settings, settings.out / path)
        if reason is None:
            with state.transaction():
                state.write("DELETE FROM outbox WHERE path = ?", path)
        else:
            missed.append(f"webhook: {path} was not taken ({reason}); it is sent again with the next run")
            log.error("webhook failed", extra={"change_set": path, "reason": reason})
    return missed


def _send(settings: Settings, file: Path) -> str | None:
    """Post one change set; why it did not arrive, None where it did, or where a later one took its place."""
    import httpx
    import stamina

    try:
        body = file.read_bytes()
    except FileNotFoundError:
        return None
    headers = {"Content-Type": "application/json", "Idempotency-Key": sha256_of(body)}
    if settings.webhook_token:
        headers["Authorization"] = f"Bearer {settings.webhook_token}"
    attempts = stamina.retry_context(
        on=httpx.HTTPError, attempts=settings.webhook_attempts, wait_initial=0.2, timeout=60
    )
    try:
        for attempt in attempts:
            with attempt:
                answer = httpx.post(
                    settings.webhook_url or "", content=body, headers=headers, timeout=settings.webhook_timeout_s
                )
                answer.raise_for_status()
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return str(error).splitlines()[0] or type(error).__name__
    return None


def queue_messages(state: State, paths: Sequence[str]) -> None:
    """Part of the transaction that publishes change sets: each waits to be sent."""
    state.write_many("INSERT OR IGNORE INTO outbox VALUES (?)", [(path,) for path in paths])


def say_counts(by_severity: dict[str, int]) -> str:
    """``3 breaking, 1 evidence``."""
    return ", ".join(f"{by_severity[name]} {name}" for name in SEVERITIES if by_severity.get(name)) or "no changes"


def _as_time(date: str) -> str:
    return f"{(date or '1970-01-01')[:10]}T00:00:00Z"


def _add(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, name).text = text
