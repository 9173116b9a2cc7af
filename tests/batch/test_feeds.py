"""Feeds follow what changed: written once, versioned by the advice, stopped where they would lose most claims."""

import json
from pathlib import Path

import pytest

import pipeline.feeds
from pipeline.batch import Store
from pipeline.choices import Engine
from pipeline.cli.app import run_command
from pipeline.feeds import current_version, list_versions
from pipeline.records.run import Expected
from tests.batch.helpers import Place

BOTH: tuple[Engine, ...] = ("zen", "jsonl")
HALF = {f"web:{number}": Expected(claims=0, blocks=0, references=0) for number in range(4)}


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """Four documents of four claims each."""
    place = Place(tmp_path, expected=HALF)
    for number in range(4):
        place.put(f"page-{number}.txt", *(f"line {n}" for n in range(4)), id=f"web:{number}", date="2020-01-01")
    return place


def empty_pages(place: Place, count: int) -> None:
    """Newer captures that lost nearly everything."""
    for number in range(count):
        place.put(f"page-{number}.txt", "line 0", id=f"web:{number}", date="2021-01-01")


def count_claims(place: Place, engine: str, version: str) -> int:
    manifest = json.loads((place.out / "feeds" / engine / version / "manifest.json").read_text())
    return int(manifest["claims"])


def test_all_engines_share_one_selection_and_one_set_of_witnesses(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    for name in ("select_claims", "write_witnesses"):
        original = getattr(pipeline.feeds, name)
        monkeypatch.setattr(
            pipeline.feeds,
            name,
            lambda *args, _of=original, _name=name, **more: (made.append(_name), _of(*args, **more))[1],
        )
    monkeypatch.setattr(Store, "entries", lambda store: pytest.fail("the index is read"))
    assert place.run(feeds=BOTH).feeds == {"zen": "1.0.0", "jsonl": "1.0.0"}
    assert made == ["select_claims", "write_witnesses"]
    made.clear()
    assert place.run(feeds=BOTH).feeds == {}
    assert made == []


def test_a_feed_that_is_turned_on_later_holds_what_is_in_force(place: Place) -> None:
    assert place.run(feeds=("zen",)).feeds == {"zen": "1.0.0"}
    assert place.run(feeds=BOTH).feeds == {"jsonl": "1.0.0"}
    assert count_claims(place, "jsonl", "1.0.0") == 16


def test_a_stopped_feed_is_tried_again_until_it_may_go_out(place: Place) -> None:
    place.run(feeds=BOTH)
    empty_pages(place, 4)
    for _ in range(2):
        report = place.run(feeds=BOTH)
        assert sorted(report.feeds_stopped) == ["jsonl", "zen"]
        assert "4 claims would replace the 16" in report.feeds_stopped["zen"]
        assert any("look at the pages that lost theirs" in step for step in report.next_steps)
        assert list_versions(place.out / "feeds/zen") == ["1.0.0"]
    for number in range(3):
        place.put(f"page-{number}.txt", *(f"line {n}" for n in range(5)), id=f"web:{number}", date="2022-01-01")
    report = place.run(feeds=BOTH)
    assert (report.feeds, report.feeds_stopped) == ({"zen": "2.0.0", "jsonl": "2.0.0"}, {})
    assert count_claims(place, "zen", "2.0.0") == 16
    assert current_version(place.out / "feeds/zen") == "1.0.0"  # what broke in between waits for a person
    assert place.run(feeds=BOTH).feeds == {}


def test_one_stopped_feed_does_not_stop_the_others(place: Place) -> None:
    place.run(feeds=BOTH)
    (place.out / "feeds/zen/current").unlink()
    empty_pages(place, 4)
    report = place.run(feeds=BOTH)
    assert (list(report.feeds), list(report.feeds_stopped)) == (["zen"], ["jsonl"])
    assert current_version(place.out / "feeds/jsonl") == "1.0.0"


def test_a_stopped_feed_gives_the_run_an_error_code(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.batch.run_batch", lambda settings, *args, **more: place.run(feeds=BOTH))
    command = ["run", str(place.raw), "--out", str(place.out)]
    assert run_command(command) == 0
    empty_pages(place, 4)
    assert run_command([*command, "--fail-on", "breaking"]) == 10  # the contract has no exception
    assert run_command(command) == 1
