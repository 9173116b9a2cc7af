"""The Python API: every name is there, costs nothing until it is used, and does what the command line does."""

import subprocess
import sys
from pathlib import Path

import pytest

import pipeline
from pipeline import Edition, Page, Store, assemble_claims, diff_claims, find_figures, parse_document, run_batch
from pipeline.cli.app import run_command
from pipeline.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
OLD, NEW = (ROOT / f"raw/sample-medulloblastoma/capture-{year}.html" for year in (2018, 2021))


def read(path: Path) -> Edition:
    """A page as an edition to compare."""
    document = parse_document(Page(path=path.as_posix(), content=path.read_bytes()))
    return Edition.from_document(document, assemble_claims(document, find_figures(document)))


def test_every_name_is_there() -> None:
    assert [name for name in pipeline.__all__ if getattr(pipeline, name, None) is None] == []
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = pipeline.nothing


def test_import_costs_nothing() -> None:
    code = "import sys, pipeline; print([m for m in ('pydantic', 'bs4', 'spacy') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_it_gives_what_the_command_line_prints(capfd: pytest.CaptureFixture[str]) -> None:
    run_command(["claims", str(NEW)])
    assert capfd.readouterr().out == "".join(claim.to_json() + "\n" for claim in read(NEW).claims)
    run_command(["diff", str(OLD), str(NEW)])
    assert capfd.readouterr().out == diff_claims(read(OLD), read(NEW)).to_json() + "\n"


def test_the_store_reads_what_a_run_left(tmp_path: Path) -> None:
    out = tmp_path / "extracted"
    report = run_batch(Settings(raw=OLD.parent, out=out, feeds=()))
    store = Store(out)
    [entry] = store.entries()
    assert [revision.date for revision in entry.revisions] == ["2018-04-12", "2021-09-30"]
    assert len(list(store.claims_in_force())) == sum(report.claims_by_kind.values()) > 0
    assert {change.severity for change in store.changes()} == set(report.changes_by_severity)
