"""The commands as users call them: what they print, and how they fail."""

import contextlib
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple
from unittest import mock

import jsonschema
import pytest

from pipeline.cli.app import run_command

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = Path(sys.executable).with_name("guideline-claims")
COMMANDS = ("run", "clean", "figures", "claims", "diff", "explain", "history", "changes", "schema")
OLD, NEW = (ROOT / f"raw/sample-medulloblastoma/capture-{year}.html" for year in (2018, 2021))


class Done(NamedTuple):
    """What a call of the program left."""

    returncode: int | str | None
    stdout: str
    stderr: str


def call(*words: object, stdin: str = "", cwd: Path = ROOT) -> Done:
    """Run a command in this process, which is much faster than a new one."""
    streams = [io.TextIOWrapper(io.BytesIO(content), "utf-8") for content in (stdin.encode(), b"", b"")]
    with (
        contextlib.chdir(cwd),
        mock.patch.object(sys, "stdin", streams[0]),
        contextlib.redirect_stdout(streams[1]),
        contextlib.redirect_stderr(streams[2]),
    ):
        code = run_command([str(word) for word in words])
    for stream in streams:
        stream.seek(0)
    return Done(code or 0, streams[1].read(), streams[2].read())


def start(*words: object) -> subprocess.CompletedProcess[str]:
    """Run a command as a user does."""
    return subprocess.run([PROGRAM, *map(str, words)], capture_output=True, text=True, check=False, cwd=ROOT)


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a run over the sample pages leaves."""
    out = tmp_path_factory.mktemp("cli") / "extracted"
    done = start("run", "--out", out)
    assert done.returncode == 3, done.stderr  # one sample page is no text
    return out


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; sys.argv = ['x', '--help']\nfrom pipeline.cli import main\n"
        "try: main()\nfinally: print([m for m in ('spacy', 'pydantic', 'bs4', 'rich', 'scipy') if m in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT)
    assert shown.stdout.splitlines()[-1] == "[]"


def test_workers_import_only_what_reads_pages() -> None:
    """Each is started anew with every run, and imports the script of the command as well."""
    code = (
        "import sys, pipeline.cli, pipeline.batch.stages; pipeline.batch.stages.prepare()\n"
        "print([m for m in ('typer', 'rich', 'pydantic_settings', 'filelock', 'httpx', 'spacy') if m in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert shown.stdout == "[]\n"


def test_help_answers_at_once() -> None:
    before = os.times()
    for _ in range(5):
        assert start("--help").returncode == 0
    after = os.times()
    spent_s = (after.children_user + after.children_system) - (before.children_user + before.children_system)
    assert spent_s / 5 < 0.15


def test_the_commands_are_those_of_the_contract() -> None:
    shown = call("--help").stdout
    assert [command for command in COMMANDS if f"\n  {command} " not in shown] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_every_command_has_an_example(command: str) -> None:
    shown = " ".join(call(command, "--help").stdout.split())
    assert "Example:" in shown
    assert f"guideline-claims {command}" in shown


@pytest.mark.parametrize("command", ["clean", "figures", "claims", "diff"])
@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("missing.html", None, 2),
        ("folder", "", 2),
        ("empty.html", b"", 4),
        ("blank.html", b" \n\t\n", 4),
        ("binary.html", bytes(range(256)) * 20, 4),
        ("picture.html", b"\x89PNG\r\n\x1a\n" + bytes(300), 4),
    ],
)
def test_a_file_that_cannot_be_read_is_one_line(
    tmp_path: Path, command: str, name: str, content: bytes | str | None, code: int
) -> None:
    file = tmp_path / name
    if content == "":
        file.mkdir()
    elif isinstance(content, bytes):
        file.write_bytes(content)
    done = call(command, file, *([NEW] if command == "diff" else []))
    assert (done.returncode, done.stdout) == (code, "")
    assert len(done.stderr.splitlines()) == 1
    assert name in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every file")
def test_a_file_without_read_permission_is_one_line(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text("<p>Survival was 80%.</p>")
    file.chmod(0)
    done = call("clean", file)
    assert done.returncode == 2
    assert done.stderr == f"guideline-claims: {file}: permission denied; name a file that can be read\n"


@pytest.mark.parametrize(
    "words",
    [
        ("frobnicate",),
        ("run", "nowhere"),
        ("run", "--since", "yesterday"),
        ("run", "--config", "nowhere.toml"),
        ("claims",),
        ("claims", "--from", "nowhere"),
        ("explain", "urn:uuid:00000000-0000-0000-0000-000000000000", "--from", "nowhere"),
        ("history", "pdq:CDR1", "--from", "nowhere"),
        ("schema", "nothing"),
    ],
    ids=" ".join,
)
def test_wrong_usage_is_exit_code_2(words: tuple[str, ...], tmp_path: Path) -> None:
    done = call(*words, cwd=tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


def test_clean_keeps_the_text_and_names_what_it_dropped() -> None:
    document = json.loads(call("clean", OLD).stdout)
    assert document["schema"] == "document/1"
    assert document["dropped"]
    assert call("clean", OLD, "--format", "text").stdout == document["text"] + "\n"
    explained = call("clean", OLD, "--explain").stdout.splitlines()
    assert {line.split()[0] for line in explained} >= {"kept", "dropped"}


def test_figures_of_lines_and_of_a_page() -> None:
    lines = [{"id": n, "text": f"The 5-year survival rate was {n}%."} for n in (80, 90)]
    done = call("figures", stdin="".join(json.dumps(line) + "\n" for line in lines))
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(line["id"], [figure["value"] for figure in line["figures"]]) for line in found] == [
        (80, [80]),
        (90, [90]),
    ]
    [page] = [json.loads(line) for line in call("figures", OLD).stdout.splitlines()]
    assert page["figures"]
    assert all(figure["block"] for figure in page["figures"])


def test_figures_refuses_a_broken_line() -> None:
    done = call("figures", stdin='{"id": 1, "text": "80%"}\nnot an object\n')
    assert done.returncode == 2
    assert "line 2" in done.stderr


def test_diff_of_pages_and_of_claim_files_agree(tmp_path: Path) -> None:
    pages = call("diff", OLD, NEW)
    assert pages.returncode == 0, pages.stderr
    files = []
    for page in (OLD, NEW):
        files.append(tmp_path / f"{page.stem}.jsonl")
        files[-1].write_text(call("claims", page).stdout)
    claims = json.loads(call("diff", *files).stdout)
    breaking = json.loads(pages.stdout)["summary"]["by_severity"]["breaking"]
    assert breaking > 0
    assert claims["summary"]["by_severity"]["breaking"] == breaking


@pytest.mark.parametrize(("fail_on", "code"), [("breaking", 10), ("any", 10)])
def test_fail_on_is_exit_code_10(fail_on: str, code: int) -> None:
    assert call("diff", OLD, NEW, "--fail-on", fail_on).returncode == code
    assert call("diff", OLD, OLD, "--fail-on", fail_on).returncode == 0


def test_diff_shows_a_table_and_a_note() -> None:
    assert "breaking" in call("diff", OLD, NEW, "--format", "text").stdout
    assert call("diff", OLD, NEW, "--format", "markdown").stdout.startswith("# Changes")


def test_claims_in_force_can_be_explained(extracted: Path) -> None:
    claims = [json.loads(line) for line in call("claims", "--from", extracted).stdout.splitlines()]
    assert claims
    claim = claims[0]
    shown = call("explain", claim["id"], "--from", extracted)
    assert shown.returncode == 0, shown.stderr
    assert claim["provenance"]["quote"][:20] in shown.stdout.replace("»", "").replace("«", "")
    assert "history" in shown.stdout


def test_a_feed_of_a_claim_file_whose_quotes_hold_line_separators(tmp_path: Path, extracted: Path) -> None:
    claim = json.loads(call("claims", "--from", extracted).stdout.splitlines()[0])
    claim["provenance"]["quote"] += "\u2028"
    (tmp_path / "claims.jsonl").write_text(json.dumps(claim, ensure_ascii=False) + "\n", encoding="utf-8")
    call("feed", "jsonl", "--claims", tmp_path / "claims.jsonl", "--out", tmp_path / "feed", "--with", "context")
    written = (tmp_path / "feed/claims.jsonl").read_text(encoding="utf-8")
    assert json.loads(written)["provenance"]["quote"].endswith("\u2028")


def test_a_breaking_change_outranks_a_page_in_quarantine(tmp_path: Path) -> None:
    assert call("run", "--out", tmp_path / "first", "--fail-on", "breaking").returncode == 10
    assert call("run", "--out", tmp_path / "first", "--fail-on", "breaking").returncode == 3  # told once


def test_dry_run_says_what_would_be_read_and_writes_nothing(tmp_path: Path) -> None:
    done = call("run", "--out", tmp_path / "nowhere", "--dry-run", "--only", "sample-*/*")
    lines = done.stdout.splitlines()
    assert [line.split() for line in lines if line.startswith("read")] == [
        ["read", "new", f"sample-medulloblastoma/capture-{year}.html"] for year in (2018, 2021)
    ]
    assert f"would read 2 of {len(lines)} pages" in done.stderr
    assert not (tmp_path / "nowhere").exists()


def test_log_lines_are_json_when_asked(tmp_path: Path) -> None:
    done = call("run", "--out", tmp_path / "out", "--log-format", "json")
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert {line["event"] for line in lines} == {"page read", "page quarantined"}
    assert all({"time", "level", "event", "page"} <= set(line) for line in lines)


def test_an_unknown_claim_is_exit_code_2(extracted: Path) -> None:
    done = call("explain", "urn:uuid:00000000-0000-0000-0000-000000000000", "--from", extracted)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)


def test_history_and_changes_of_a_run(extracted: Path) -> None:
    index = json.loads((extracted / "index.json").read_text())
    document = next(entry for entry in index["documents"] if len(entry["revisions"]) == 2)
    shown = call("history", document["document"], "--from", extracted).stdout
    assert [revision["name"] in shown for revision in document["revisions"]] == [True, True]
    changes = [json.loads(line) for line in call("changes", "--from", extracted).stdout.splitlines()]
    assert {change["schema"] for change in changes} == {"change/1"}


@pytest.mark.parametrize("name", ["document", "figure", "claim", "change", "changeset"])
def test_schemas_accept_what_the_program_writes(name: str, extracted: Path) -> None:
    schema = json.loads(call("schema", name).stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    printed = {
        "document": call("clean", OLD),
        "figure": call("figures", OLD),
        "claim": call("claims", OLD),
        "change": call("changes", "--from", extracted),
        "changeset": call("diff", OLD, NEW),
    }[name].stdout
    records = [json.loads(line) for line in printed.splitlines()]
    for record in records[0]["figures"] if name == "figure" else records:
        jsonschema.validate(record, schema)


def test_the_program_and_the_module_are_the_same() -> None:
    module = subprocess.run([sys.executable, "-m", "pipeline", "--version"], capture_output=True, text=True, check=True)
    assert module.stdout == start("--version").stdout


def test_a_closed_pipe_is_no_fault() -> None:
    done = subprocess.run(f"{PROGRAM} clean {OLD} --explain | head -1", shell=True, capture_output=True, check=False)
    assert done.stderr == b""
