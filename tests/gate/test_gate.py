"""The gate fails under a floor, says which floors may be raised, and the seed holds its floors."""

import json
from pathlib import Path

import pytest

from tests.gate import gate


def test_a_broken_floor_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    floors = tmp_path / "floors.json"
    floors.write_text(json.dumps({"all": {"found.all": 0.9, "valued.all": 0.5}}))
    monkeypatch.setattr(gate, "FLOORS", floors)
    assert gate.compare_with_floors({"all": {"found.all": 0.89, "valued.all": 0.7}}, write=False) == 1
    shown = capsys.readouterr().out
    assert "BROKEN all found.all" in shown
    assert "may be raised: all valued.all" in shown
    assert json.loads(floors.read_text())["all"]["valued.all"] == 0.5


def test_floors_are_only_raised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    floors = tmp_path / "floors.json"
    floors.write_text(json.dumps({"all": {"found.all": 0.9, "valued.all": 0.5}}))
    monkeypatch.setattr(gate, "FLOORS", floors)
    gate.compare_with_floors({"all": {"found.all": 0.8, "valued.all": 0.7}}, write=True)
    assert json.loads(floors.read_text())["all"] == {"found.all": 0.9, "valued.all": 0.698}


@pytest.mark.skipif(not (gate.GOLD / "score.py").exists(), reason="no gold paragraphs: set GUIDELINE_GOLD")
def test_the_seed_holds_its_floors() -> None:
    paragraphs = gate.read_sets()["seed"]
    score = gate.score_paragraphs(paragraphs)
    wanted = json.loads(gate.FLOORS.read_text())["seed"]
    assert {key: score[key] for key in wanted if score[key] < wanted[key]} == {}
