"""The real command over pages that raise, leave, crash, hang and eat memory: each set aside alone, and exit code 3."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.batch.helpers import digest_results

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "raw"
POISON = {"RAISE": "error", "EXIT": "crash", "SEGV": "crash", "HANG": "timeout", "BOMB": "memory"}
HEAVY = b"<p>In 120 patients, the 5-year survival rate was 64% (95% CI, 50%-78%).</p>\n"


def copy_pages(raw: Path) -> None:
    """The sample pages that can be read."""
    shutil.copytree(PAGES, raw, ignore=shutil.ignore_patterns("saved-as-html.html"))


def run(folder: Path, *options: str, module: str = "pipeline") -> int:
    """The command over the pages of ``folder/raw``; its exit code."""
    (folder / "settings.toml").write_text("feeds = []")
    places = (str(folder / "raw"), "--out", str(folder / "out"), "--config", str(folder / "settings.toml"))
    command = [sys.executable, "-m", module, "run", *places, *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    return done.returncode


def read_quarantine(folder: Path) -> dict[str, str]:
    entries = map(json.loads, (folder / "out/quarantine.jsonl").read_text().splitlines())
    return {entry["path"]: entry["reason"] for entry in entries}


def read_results(folder: Path) -> dict[str, str]:
    """All that a run leaves, but what it set aside."""
    results = digest_results(folder / "out")
    del results["quarantine.jsonl"]
    return results


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What the command leaves of sound pages."""
    folder = tmp_path_factory.mktemp("clean")
    copy_pages(folder / "raw")
    assert run(folder) == 0
    return read_results(folder)


def test_every_kind_of_poison_is_quarantined_alone_and_leaves_3(tmp_path: Path, clean: dict[str, str]) -> None:
    place = tmp_path / "poisoned"
    copy_pages(place / "raw")
    for number, word in enumerate(POISON):
        (place / f"raw/{number}-poison.html").write_text(f"<p>{word}</p>")
    limits = ("--page-timeout", "4", "--page-memory", "1024")
    assert run(place, *limits, module="tests.batch.poison") == 3
    assert read_quarantine(place) == {
        f"raw/{number}-poison.html": reason for number, reason in enumerate(POISON.values())
    }
    assert read_results(place) == clean


def test_a_page_over_the_limits_of_time_and_memory_is_set_aside_by_the_command_as_it_is(
    tmp_path: Path, clean: dict[str, str]
) -> None:
    """Within the limits of a page's size, and still too much for the limits of its process."""
    place = tmp_path / "heavy"
    copy_pages(place / "raw")
    (place / "raw/heavy.html").write_bytes(HEAVY * 20_000)
    for limits, reason in ((("--page-timeout", "1.5"), "timeout"), (("--page-memory", "300"), "memory")):
        assert run(place, *limits) == 3
        assert read_quarantine(place) == {"raw/heavy.html": reason}
        assert read_results(place) == clean
