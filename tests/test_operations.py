"""docs/operations.md names what the program has: settings, exit codes, reasons, events."""

import re
import tomllib
from pathlib import Path

import pytest

from pipeline import errors
from pipeline.settings import Settings, read_settings

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "docs/operations.md").read_text()


def test_the_settings_of_the_example_are_settings(tmp_path: Path) -> None:
    example = re.findall(r"```toml\n(.*?)```", TEXT, re.S)[0]
    file = tmp_path / "guideline-claims.toml"
    file.write_text(example)
    settings = read_settings(file)
    assert (
        settings.expected["pdq:CDR0000062923"].claims
        == tomllib.loads(example)["expected"]["pdq:CDR0000062923"]["claims"]
    )


def test_every_exit_code_is_explained() -> None:
    codes = {errors.DONE, errors.FAULT, errors.USAGE, errors.QUARANTINED, errors.CHANGED, errors.LOCKED}
    assert {int(code) for code in re.findall(r"^\| (\d+) \|", TEXT, re.M)} == codes


def test_every_event_and_reason_is_named() -> None:
    code = "".join(path.read_text() for path in sorted((ROOT / "pipeline/batch").glob("*.py")))
    events = set(re.findall(r'log\.(?:info|warning|error)\("([^"]+)"', code))
    assert [event for event in events if f"`{event}`" not in TEXT] == []
    reasons = set(re.findall(r'Fault\("(\w+)"', code)) - {"refused"}
    assert [reason for reason in reasons if f"`{reason}`" not in TEXT] == []


def test_options_outrank_the_environment_and_that_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('workers = 3\npage_timeout_s = 5\nout = "a"\n')
    monkeypatch.setenv("GUIDELINE_CLAIMS_WORKERS", "4")
    monkeypatch.setenv("GUIDELINE_CLAIMS_OUT", "b")
    settings = read_settings(file, out=Path("c"), workers=None)
    assert (settings.workers, settings.page_timeout_s, settings.out) == (4, 5, Path("c"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("wrokers = 3", "wrokers"),
        ("workers = 0", "workers"),
        ("workers", "not TOML"),
        ("\xff", "not TOML"),
        ('[expected."pdq:CDR1"]\npages = 1', "pages"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(text)
    with pytest.raises(errors.SettingsError, match=said):
        read_settings(file)
    assert set(Settings.model_fields) >= {"raw", "out", "expected"}
