"""`diff` never says "no changes" of what it could not compare, and takes OLD under the id of NEW."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OLD, NEW = (ROOT / f"raw/sample-medulloblastoma/capture-{year}.html" for year in (2018, 2021))


def call(*arguments: object, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    words = [str(Path(sys.executable).parent / "guideline-claims"), *map(str, arguments)]
    return subprocess.run(words, cwd=cwd, capture_output=True, text=True, check=False)


def test_old_is_taken_under_the_id_of_new(tmp_path: Path) -> None:
    elsewhere = tmp_path / "saved.html"
    elsewhere.write_text(
        OLD.read_text().replace("www.cancer.gov/types/brain/hp/sample", "www.cancer.gov/types/brain/hp/other")
    )
    one, other = (json.loads(call("diff", old, NEW).stdout) for old in (OLD, elsewhere))
    assert other["old"]["document"] == other["new"]["document"] == one["new"]["document"]
    assert other["continued"] == one["continued"]
    assert [change["id"] for change in other["changes"]] == [change["id"] for change in one["changes"]]


def test_a_page_under_its_expected_counts_is_not_compared(tmp_path: Path) -> None:
    document = json.loads(call("diff", OLD, NEW).stdout)["new"]["document"]
    (tmp_path / "guideline-claims.toml").write_text(f'[expected."{document}"]\nblocks = 1000\n')
    done = call("diff", OLD, NEW, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "expected at least 1000" in done.stderr


@pytest.mark.parametrize(
    "text",
    [
        "<html lang='es'><body><h1>Cáncer</h1><p>La tasa de supervivencia de los niños fue del 62%.</p></body></html>",
        "<html lang='en'><body><h1>Medulloblastoma</h1><p>This page is being moved elsewhere.</p></body></html>",
    ],
    ids=["not English", "no claims"],
)
def test_a_page_without_claims_is_not_compared(tmp_path: Path, text: str) -> None:
    page = tmp_path / "page.html"
    page.write_text(text)
    done = call("diff", OLD, page)
    assert (done.returncode, done.stdout) == (2, "")
    assert "cannot compare" in done.stderr
