"""What a run does with pages that are new, changed, late, missing, mirrored, short or broken."""

import json
import os
import shutil
from pathlib import Path

import pytest

from pipeline.batch import Selection, Store
from pipeline.records.run import Expected
from tests.batch.helpers import Place, digest_results


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """An empty place to run in."""
    return Place(tmp_path)


def test_the_second_run_reads_nothing_and_changes_no_byte(place: Place) -> None:
    place.put("a.txt", "one", "two", date="2020-01-01")
    place.put("b/c.txt", "three", date="2021-01-01")
    first = place.run()
    before = digest_results(place.out)
    times = {path: path.stat().st_mtime_ns for path in place.out.rglob("*.json*") if "run" not in path.name}
    second = place.run()
    assert (first.pages.read, second.pages.read, second.pages.skipped) == (2, 0, 2)
    assert second.unchanged
    assert not first.unchanged
    assert digest_results(place.out) == before
    assert {path: path.stat().st_mtime_ns for path in times if not path.name.startswith("2")} == {
        path: time for path, time in times.items() if not path.name.startswith("2")
    }


def test_a_page_written_anew_with_the_same_bytes_is_not_read(place: Place) -> None:
    page = place.put("a.txt", "one", date="2020-01-01")
    place.run()
    os.utime(page, (1, 1))
    assert place.run().pages.read == 0
    assert place.run().unchanged


def test_a_changed_page_is_a_new_revision_and_rewrites_its_own_files_only(place: Place) -> None:
    place.put("a.txt", "one", "two", date="2020-01-01")
    place.put("b.txt", "other", date="2020-01-01")
    place.run()
    before = digest_results(place.out)
    place.put("a.txt", "one", "three", date="2021-01-01")
    report = place.run()
    after = digest_results(place.out)
    assert report.pages.read == 1
    assert report.changes_by_severity == {"breaking": 2}
    assert place.names("file:a") == ["2020-01-01", "2021-01-01"]
    rewritten = {name for name in after if before.get(name) != after[name]}
    assert {name.split("/")[1] for name in rewritten if "/" in name} == {"file_a"}
    assert set(before) <= set(after)


def test_a_late_capture_takes_its_place_and_its_neighbours_are_compared_anew(place: Place, tmp_path: Path) -> None:
    captures = {"2018": "one", "2019": "two", "2020": "three"}
    for year in ("2018", "2020"):
        place.put(f"doc/capture-{year}.txt", captures[year], date=f"{year}-01-01")
    place.run()
    assert len(place.entries()["folder:doc"]["changes"]) == 1
    place.put("doc/capture-2019.txt", captures["2019"], date="2019-01-01")
    report = place.run()
    assert place.names("folder:doc") == ["2018-01-01", "2019-01-01", "2020-01-01"]
    assert len(report.change_sets) == 2
    (tmp_path / "other").mkdir()
    at_once = Place(tmp_path / "other")
    for year, text in captures.items():
        at_once.put(f"doc/capture-{year}.txt", text, date=f"{year}-01-01")
    at_once.run()
    assert digest_results(at_once.out) == digest_results(place.out)


def test_identical_content_is_one_revision_dated_by_its_first_capture(place: Place, tmp_path: Path) -> None:
    place.put("doc/2020-05-05.txt", "one", date="2020-05-05")
    place.run()
    place.put("doc/2020-04-04.txt", "one", date="2020-04-04")
    place.run()
    assert place.names("folder:doc") == ["2020-04-04"]
    (tmp_path / "other").mkdir()
    at_once = Place(tmp_path / "other")
    for day in ("2020-05-05", "2020-04-04"):
        at_once.put(f"doc/{day}.txt", "one", date=day)
    at_once.run()
    assert digest_results(at_once.out) == digest_results(place.out)


def test_of_what_a_page_held_under_one_date_the_last_is_in_force(place: Place) -> None:
    for date in ({"date": "2020-01-01"}, {}):
        for text in ("one", "two", "three", "one"):
            place.put("page.txt", text, id=f"web:{len(date)}", **date)
            place.run()
            assert place.read_in_force(f"web:{len(date)}") == text
        assert len(place.entries()[f"web:{len(date)}"]["changes"]) == 2
    (place.raw / "page.txt").unlink()
    place.run(Selection(everything=True))
    assert place.read_in_force("web:0") == "one"


def test_a_page_that_is_gone_withdraws_nothing(place: Place) -> None:
    page = place.put("a.txt", "one", date="2020-01-01")
    place.run()
    before = digest_results(place.out)
    page.unlink()
    place.run()
    assert digest_results(place.out) == before


def test_a_sidecar_moves_a_page_to_another_document(place: Place) -> None:
    page = place.put("a.txt", "one", date="2020-01-01")
    place.run()
    page.with_name("a.txt.meta.json").write_text('{"document_id": "pdq:CDR0000000001"}')
    assert place.run().pages.read == 1
    assert list(place.entries()) == ["pdq:CDR0000000001"]
    assert not (place.out / "documents/file_a").exists()


def test_a_broken_sidecar_is_quarantined(place: Place) -> None:
    page = place.put("a.txt", "one", date="2020-01-01")
    page.with_name("a.txt.meta.json").write_text("{")
    assert place.run().pages.quarantined == 1


def test_parts_stand_back_for_the_whole_and_mirrors_for_the_publisher(place: Place) -> None:
    whole = "pdq:CDR0000000001"
    place.put("web.txt", "one", id="web:a", part_of=whole, title="Stage I", publisher="WebMD", date="2022-01-01")
    place.put(
        "own.txt",
        "one",
        id="own:a",
        part_of=whole,
        title="Stage I",
        publisher="National Cancer Institute",
        date="2020-01-01",
    )
    place.put("else.txt", "one", id="web:b", part_of=whole, title="Stage II", publisher="WebMD", date="2020-01-01")
    report = place.run()
    status = {name: (entry["status"], entry["superseded_by"]) for name, entry in place.entries().items()}
    assert status == {
        "own:a": ("in_force", None),
        "web:a": ("superseded", "own:a"),
        "web:b": ("in_force", None),
    }
    assert report.in_force == 2
    head = {"id": whole, "title": "Everything", "publisher": "National Cancer Institute", "date": "2019-01-01"}
    place.put("whole.txt", *"abcdefghij", **head)
    place.run()
    assert {name for name, entry in place.entries().items() if entry["status"] == "in_force"} == {whole}


def test_a_page_that_lost_half_of_its_text_is_held_back(place: Place) -> None:
    place.put("doc/2020-01-01.txt", *"abcdefgh", date="2020-01-01")
    place.put("doc/2021-01-01.txt", *"abc", date="2021-01-01")
    report = place.run()
    entry = place.entries()["folder:doc"]
    assert entry["in_force"].startswith("2020-01-01")
    assert entry["changes"] == []
    assert report.pages.held == 1
    assert place.quarantine() == {"raw/doc/2021-01-01.txt": "expected"}
    place.put("doc/2022-01-01.txt", *"abcdefg", date="2022-01-01")
    place.run()
    assert place.entries()["folder:doc"]["in_force"].startswith("2022-01-01")


def test_expected_counts_of_the_settings_outrank_half_of_the_last_revision(place: Place) -> None:
    place.put("doc/2020-01-01.txt", *"abcdefgh", date="2020-01-01")
    place.put("doc/2021-01-01.txt", *"abc", date="2021-01-01")
    place.run()
    fewer = {"folder:doc": Expected(blocks=2, references=0, claims=2)}
    assert place.run(expected=fewer).pages.read == 0
    assert place.entries()["folder:doc"]["in_force"].startswith("2021-01-01")
    more = {"folder:doc": Expected(blocks=100)}
    report = place.run(expected=more)
    assert (report.pages.held, report.in_force) == (2, 0)
    assert place.entries()["folder:doc"]["status"] == "held"


def test_a_whole_page_of_a_known_publisher_has_its_least(place: Place) -> None:
    ten = [f"line {number}" for number in range(10)]
    for name, lines in (("whole", ten), ("shell", ten[:9])):
        place.put(f"{name}.txt", *lines, publisher="National Cancer Institute", date="2020-01-01")
    place.run()
    assert {name: entry["status"] for name, entry in place.entries().items()} == {
        "file:shell": "held",
        "file:whole": "in_force",
    }


def test_a_revision_that_cannot_be_compared_is_held_back(place: Place) -> None:
    place.put("doc/2020-01-01.txt", "one", date="2020-01-01")
    place.put("doc/2021-01-01.txt", "UNCOMPARABLE", date="2021-01-01")
    place.put("doc/2022-01-01.txt", "two", date="2022-01-01")
    place.run()
    entry = place.entries()["folder:doc"]
    assert entry["in_force"].startswith("2022-01-01")
    assert [bool(revision["held"]) for revision in entry["revisions"]] == [False, True, False]
    assert len(entry["changes"]) == 1
    assert place.run().unchanged


def test_pages_of_an_archive_are_read_each_on_its_own(place: Place) -> None:
    pages = ["id: x:1\ndate: 2020-01-01\n\none", "id: x:2\n\nRAISE", "id: x:3\ndate: 2020-01-01\n\nthree"]
    (place.raw / "crawl.warc").write_text("ARCHIVE\n" + "\n---\n".join(pages))
    report = place.run()
    assert list(place.entries()) == ["x:1", "x:3"]
    assert place.quarantine() == {"raw/crawl.warc#1": "error"}
    assert report.pages.quarantined == 1
    assert place.run().unchanged
    (place.raw / "crawl.warc").write_text("ARCHIVE\n" + "\n---\n".join([pages[0], pages[2]]))
    place.run()
    assert place.quarantine() == {}


def test_options_choose_what_is_read(place: Place) -> None:
    for name in ("a.txt", "b.txt", "sub/c.txt"):
        place.put(name, "one", date="2020-01-01")
    report = place.run(Selection(only="sub/*"))
    assert (report.pages.read, report.pages.left_out) == (1, 2)
    os.utime(place.raw / "a.txt", (0, 0))
    assert place.run(Selection(since_s=1_000_000_000)).pages.read == 1
    assert place.run(Selection(everything=True)).pages.read == 3


def test_the_run_of_another_program_reads_again_what_is_there_and_what_is_gone(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.put("doc/2020-01-01.txt", "one", date="2020-01-01")
    page = place.put("gone.txt", "one", date="2020-01-01")
    place.run()
    before = digest_results(place.out)
    page.unlink()
    monkeypatch.setattr("pipeline.batch.run.find_reading_program", lambda: "another")
    report = place.run()
    assert report.pages.read == 1
    assert digest_results(place.out) == before
    assert place.run().unchanged


def test_what_another_version_reads_otherwise_is_told_apart(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    for year in (2020, 2021):
        place.put(f"doc/{year}-01-01.txt", "one", str(year), date=f"{year}-01-01")
    assert len(place.run().change_sets) == 1
    monkeypatch.setenv("TOY_VERSION", "toy/2")
    monkeypatch.setattr("pipeline.batch.run.find_reading_program", lambda: "another")
    sides = [Path(path).stem.split("..") for path in place.run().change_sets]
    assert sorted(old == new for old, new in sides) == [False, True, True]
    before = digest_results(place.out)
    names = [name for name in before if name.startswith("changes/")]
    assert len(names) == 3
    listed = [path for entry in Store(place.out).entries() for path in entry.changes]
    assert listed == names
    assert len(list(Store(place.out).changesets())) == 3
    assert place.run().unchanged
    place.put("doc/2022-01-01.txt", "one", "2022", date="2022-01-01")
    place.run()
    assert set(before) - set(digest_results(place.out)) == set()


def test_a_quarantined_page_is_retried_when_it_or_the_program_changes(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = place.put("a.txt", "RAISE")
    raw = page.read_bytes()
    assert place.run().quarantine[0].detail.startswith("ZeroDivisionError at toy.py")
    assert page.read_bytes() == raw
    assert place.run().unchanged
    with monkeypatch.context() as patch:
        patch.setattr("pipeline.batch.run.find_reading_program", lambda: "another")
        assert not place.run().unchanged
    place.put("a.txt", "sound", date="2020-01-01")
    report = place.run()
    assert (report.pages.read, report.pages.quarantined) == (1, 0)
    assert place.quarantine() == {}


def test_the_state_does_not_keep_what_was_published(place: Place) -> None:
    place.put("a.txt", "x" * 2_000_000, date="2020-01-01")
    place.run()
    assert (place.out / "state.sqlite").stat().st_size < 500_000
    assert not (place.out / "state.sqlite-wal").exists()


def test_a_page_that_is_gone_leaves_the_quarantine(place: Place) -> None:
    page = place.put("a.txt", "RAISE")
    place.put("b.txt", "one", date="2020-01-01")
    assert place.run().pages.quarantined == 1
    page.unlink()
    assert place.run().pages.quarantined == 0
    assert place.quarantine() == {}
    assert list(place.entries()) == ["file:b"]


def test_a_page_that_breaks_keeps_its_last_claims_in_force(place: Place) -> None:
    place.put("a.txt", "one", date="2020-01-01")
    place.run()
    place.put("a.txt", "RAISE", date="2021-01-01")
    report = place.run()
    assert (report.pages.quarantined, report.in_force) == (1, 1)
    assert place.entries()["file:a"]["in_force"].startswith("2020-01-01")


def test_results_that_were_deleted_are_asked_back_or_redone(place: Place) -> None:
    place.put("doc/2020-01-01.txt", "one", date="2020-01-01")
    place.run()
    before = digest_results(place.out)
    shutil.rmtree(place.out / "documents")
    place.run(Selection(everything=True))
    assert digest_results(place.out) == before


def test_the_report_is_written_as_it_is_returned(place: Place) -> None:
    place.put("a.txt", "one", date="2020-01-01")
    report = place.run()
    assert json.loads((place.out / "run-report.json").read_text()) == report.model_dump(mode="json")
    assert (place.out / f"runs/{report.id}.json").read_bytes() == (place.out / "run-report.json").read_bytes()


def read_text(place: Place, document: str) -> str:
    """The cleaned text of the revision of a document."""
    [revision] = place.entries()[document]["revisions"]
    text: str = json.loads((place.out / revision["folder"] / "document.json").read_text())["text"]
    return text


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 2, 1), (2, 3, 1)])
def test_pages_of_an_article_are_joined_whenever_they_come(
    place: Place, tmp_path: Path, order: tuple[int, ...]
) -> None:
    at_once = tmp_path / "other"
    at_once.mkdir()
    other = Place(at_once)
    for number in order:
        head = {"page": str(number)} if number > 1 else {}
        for at in (place, other):
            at.put(f"article-{number}.txt", f"text of page {number}", title="Article", date="2020-01-01", **head)
        place.run()
    other.run()
    assert read_text(place, "file:article-1") == "text of page 1\n\ntext of page 2\n\ntext of page 3"
    assert list(place.entries()) == ["file:article-1"]
    assert digest_results(other.out) == digest_results(place.out)
    assert place.run().unchanged
    place.run(Selection(everything=True))
    assert digest_results(other.out) == digest_results(place.out)


def test_a_page_of_an_article_that_changes_changes_the_article(place: Place) -> None:
    place.put("a-1.txt", "one", title="Article", date="2020-01-01")
    place.put("a-2.txt", "two", title="Article", date="2020-01-01", page="2")
    place.run()
    place.put("a-2.txt", "two and a half", title="Article", date="2020-01-01", page="2")
    place.run()
    assert read_text(place, "file:a-1") == "one\n\ntwo and a half"


def test_pages_of_an_article_that_contradict_are_not_joined(place: Place) -> None:
    place.put("a-1.txt", "one", title="Article", date="2020-01-01")
    place.put("a-2.txt", "two", title="Article", date="2020-01-01", page="2")
    place.put("b-2.txt", "another two", title="Article", date="2020-01-01", page="2")
    place.run()
    assert read_text(place, "file:a-1") == "one"
    assert place.run().unchanged
