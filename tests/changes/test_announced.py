"""What the page says it changed: each change announced or not, each announcement found or not, both in the summary."""

import json
from pathlib import Path

import pytest

from pipeline.changes import Edition, diff_claims
from pipeline.document.restore import UNPROVEN
from pipeline.records import ChangeSet, Document
from pipeline.report.changes import render_markdown, render_text

from .build import make_claim, reference, statistic
from .mutations.judge import read_edition

SAMPLE = Path(__file__).resolve().parents[2] / "raw" / "sample-medulloblastoma"
LAST_ENTRY = '<p id="_24">Updated'
STATUSES = ("announced", "unannounced")
NEVER_MADE = '<p id="_23b">Added <a href="#link/_99">text</a> about a marker of relapse in spinal fluid.</p>'


def diff_with(entry: str) -> ChangeSet:
    old, new = ((SAMPLE / f"capture-{year}.html").read_text() for year in (2018, 2021))
    assert LAST_ENTRY in new
    after = read_edition(new.replace(LAST_ENTRY, entry + LAST_ENTRY).encode(), "new.html")
    return diff_claims(read_edition(old.encode(), "old.html", after.ref.document), after)


def test_both_lists_are_in_the_summary() -> None:
    changes = diff_with(NEVER_MADE)
    told = changes.summary.announced
    assert [entry.status for entry in told.entries] == ["found", "not-found", "found"]
    assert (told.found, told.not_found, told.unannounced) == (2, 1, len(told.unannounced_changes))
    by_status = {status: {c.id for c in changes.changes if c.announced.status == status} for status in STATUSES}
    assert {change for entry in told.entries for change in entry.changes} == by_status["announced"]
    assert set(told.unannounced_changes) == by_status["unannounced"] != set()


def test_notes_name_what_was_announced_and_not_found() -> None:
    changes = diff_with(NEVER_MADE)
    for note in (render_text(changes), render_markdown(changes)):
        assert "announced by the page: 2 found, 1 not found" in " ".join(note.replace("\\", "").split())
        assert "announced, not found: Added text about a marker of relapse" in note
        assert "unannounced" in note


def test_a_page_without_a_list_leaves_it_open() -> None:
    old, new = (read_edition((SAMPLE / f"capture-{year}.html").read_bytes(), "x.html") for year in (2021, 2018))
    assert new.document
    bare = Edition.from_document(new.document.model_copy(update={"announced": ()}), new.claims)
    assert {change.announced.status for change in diff_claims(old, bare).changes} == {"unknown"}


@pytest.mark.parametrize(("issue", "expected"), [(UNPROVEN, []), ("unclear cell", ["citations.changed"])])
def test_unproven_markers_are_no_change_of_citations(issue: str, expected: list[str]) -> None:
    sides = []
    for paper, issues in (("Castellan R", ()), ("Dufresne M", (issue,))):
        text = "The rate was 62% in the trial.[1]"
        document = Document.model_validate_json(json.dumps(make_document(text, issues)))
        sides.append(Edition.from_document(document, [make_claim(statistic(62), text, cites=[reference(1, paper)])]))
    assert [change.type for change in diff_claims(*sides).changes] == expected


def make_document(text: str, issues: tuple[str, ...]) -> dict[str, object]:
    return {
        "schema": "document/1",
        "id": "pdq:CDR0000000001",
        "title": "Sample",
        "publisher": None,
        "original_source": None,
        "language": "en",
        "audience": None,
        "revision": {"date": None, "date_from": None, "content_hash": "sha256:0"},
        "source": {"path": "x.txt", "sha256": "sha256:0", "media_type": "text/plain", "bytes": len(text)},
        "text": text,
        "blocks": [{"id": "b1", "kind": "paragraph", "start": 0, "end": len(text), "issues": list(issues)}],
    }
