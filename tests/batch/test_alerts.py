"""Changes are told once: in the Atom feed, in the note of the run, and to the webhook until it takes them."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.batch.helpers import Place, digest_results

ATOM = "{http://www.w3.org/2005/Atom}"


class Hook:
    """A webhook on loopback that refuses the first ``refusals`` posts."""

    def __init__(self) -> None:
        self.refusals = 0
        self.posts: list[tuple[dict[str, str], Any]] = []
        hook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                refused = hook.refusals > 0
                hook.refusals -= refused
                if not refused:
                    hook.posts.append((dict(self.headers), json.loads(body)))
                self.send_response(503 if refused else 204)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/changes"


@pytest.fixture
def hook() -> Iterator[Hook]:
    hook = Hook()
    thread = threading.Thread(target=hook.server.serve_forever)
    thread.start()
    yield hook
    hook.server.shutdown()
    thread.join()
    hook.server.server_close()


def put_two_revisions(place: Place) -> None:
    """A document whose second capture changes one of two lines."""
    place.put("doc/2020-01-01.txt", "one", "two", date="2020-01-01", title="Sample <Tumor> & Others")
    place.put("doc/2021-01-01.txt", "one", "three", date="2021-01-01", title="Sample <Tumor> & Others")


def test_the_webhook_is_tried_again_until_it_takes_the_change_set(tmp_path: Path, hook: Hook) -> None:
    place = Place(tmp_path, webhook_url=hook.url, webhook_token="secret", webhook_attempts=4)
    put_two_revisions(place)
    hook.refusals = 2
    report = place.run()
    [(headers, body)] = hook.posts
    assert headers["Authorization"] == "Bearer secret"
    assert headers["Idempotency-Key"].startswith("sha256:")
    assert body == json.loads((place.out / report.change_sets[0]).read_text())
    assert report.alerts == ()
    place.run()
    assert len(hook.posts) == 1


def test_what_the_webhook_did_not_take_is_sent_with_the_next_run(tmp_path: Path, hook: Hook) -> None:
    place = Place(tmp_path, webhook_url=hook.url, webhook_attempts=1)
    put_two_revisions(place)
    hook.refusals = 1
    [alert] = place.run().alerts
    assert "was not taken" in alert
    assert hook.posts == []
    report = place.run()
    assert (report.unchanged, report.alerts, len(hook.posts)) == (True, (), 1)


def test_an_address_that_is_none_is_said_and_no_fault(tmp_path: Path) -> None:
    place = Place(tmp_path, webhook_url="http://127.0.0.1:1/nowhere", webhook_attempts=1)
    put_two_revisions(place)
    assert len(place.run().alerts) == 1


def test_the_atom_feed_has_an_entry_a_change_set_and_no_clock(tmp_path: Path) -> None:
    place = Place(tmp_path)
    put_two_revisions(place)
    report = place.run()
    feed = ElementTree.parse(place.out / "changes.atom").getroot()
    [entry] = feed.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "Sample <Tumor> & Others: 2 breaking"
    assert entry.findtext(f"{ATOM}updated") == feed.findtext(f"{ATOM}updated") == "2021-01-01T00:00:00Z"
    link = entry.find(f"{ATOM}link")
    assert link is not None
    assert (link.get("href"),) == report.change_sets
    before = digest_results(place.out)
    place.run()
    assert digest_results(place.out) == before


def test_the_note_of_a_run_shows_its_changes(tmp_path: Path) -> None:
    place = Place(tmp_path)
    put_two_revisions(place)
    report = place.run()
    assert (place.out / f"runs/{report.id}.md").read_text().startswith("# Changes")
    assert any(report.id in step for step in report.next_steps)
    assert not (place.out / f"runs/{place.run().id}.md").exists()
