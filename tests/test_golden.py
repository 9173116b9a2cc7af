"""What the sample pages of raw/ give, line by line: every record of a run is as it was when somebody last looked.

``make golden`` writes the files anew; look at the difference before you commit it.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
GOLDEN = ROOT / "tests" / "golden"
PROGRAM = Path(sys.executable).with_name("guideline-claims")
RECORDS = ("documents/**/*.json*", "changes/**/*.json", "index.json", "quarantine.jsonl")


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a run over the sample pages leaves, in a folder of its own."""
    folder = tmp_path_factory.mktemp("golden")
    shutil.copytree(ROOT / "raw", folder / "raw")
    done = subprocess.run([PROGRAM, "run"], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 3, done.stderr  # one of the sample pages is to be set aside
    return folder / "extracted"


def find_records(folder: Path) -> dict[str, Path]:
    return {str(path.relative_to(folder)): path for pattern in RECORDS for path in sorted(folder.glob(pattern))}


def test_the_sample_pages_give_what_they_gave(extracted: Path, request: pytest.FixtureRequest) -> None:
    now = find_records(extracted)
    if request.config.getoption("--rewrite-golden"):
        shutil.rmtree(GOLDEN, ignore_errors=True)
        for name, path in now.items():
            (GOLDEN / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, GOLDEN / name)
    before = find_records(GOLDEN)
    assert sorted(now) == sorted(before)
    for name, path in now.items():
        assert path.read_text(encoding="utf-8") == before[name].read_text(encoding="utf-8"), name


def test_golden_files_are_not_rewritten_by_an_ordinary_run(request: pytest.FixtureRequest) -> None:
    assert "--rewrite-golden" not in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert "--rewrite-golden" not in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    test_target = (ROOT / "Makefile").read_text(encoding="utf-8").split("\ntest:")[1].split("\n\n")[0]
    assert "--rewrite-golden" not in test_target


def test_the_samples_show_each_kind_of_change(extracted: Path) -> None:
    (path,) = extracted.glob("changes/*/*.json")
    types = {change["type"] for change in json.loads(path.read_text(encoding="utf-8"))["changes"]}
    wanted = {"threshold.narrowed", "dose.changed", "statistic.value-changed", "text.reworded", "citations.renumbered"}
    assert wanted <= types


def test_one_sample_page_is_set_aside_with_its_reason(extracted: Path) -> None:
    (line,) = (extracted / "quarantine.jsonl").read_text(encoding="utf-8").splitlines()
    record = json.loads(line)
    assert record["path"].endswith("saved-as-html.html")
    assert "PDF" in record["detail"]
