"""ZEN, CLIPS and DMN say what the reference evaluator says, of every witness of every claim."""

from pathlib import Path

import pytest

from pipeline.feeds import compile_feed
from pipeline.feeds.witnesses import find_witnesses
from pipeline.records import Claim

from .build import make_claims
from .engines import LOADERS, find_disagreements

MOST_ROWS = 60  # real claims stay far under it; generated ones with nested alternatives do not


def write(folder: Path, engine: str, claims: list[Claim]) -> Path:
    for name, content in compile_feed(engine, claims).items():
        (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


@pytest.mark.parametrize(("engine", "count"), [("zen", 80), ("clips", 80)])
def test_engines_agree_with_the_evaluator(engine: str, count: int, tmp_path: Path) -> None:
    claims = make_claims(count, seed=7)
    witnesses = [w.model_dump(mode="json") for claim in claims for w in find_witnesses(claim)]
    assert {w["expect"] for w in witnesses} == {"match", "no", "indeterminate"}
    wrong = find_disagreements(LOADERS[engine](write(tmp_path, engine, claims)), witnesses)
    assert wrong == [], f"{len(wrong)} of {len(witnesses)} differ, the first: {wrong[:5]}"


def test_dmn_agrees_with_the_evaluator(tmp_path: Path) -> None:
    """One file per claim: the engine of this test takes seconds for each hundred rows of a table."""
    wrong = []
    for number, claim in enumerate(make_claims(24, seed=8)):
        files = compile_feed("dmn", [claim])
        if files["claims.dmn"].count("<rule ") > MOST_ROWS:
            continue
        folder = tmp_path / str(number)
        folder.mkdir()
        witnesses = [w.model_dump(mode="json") for w in find_witnesses(claim)]
        wrong += find_disagreements(LOADERS["dmn"](write(folder, "dmn", [claim])), witnesses)
    assert wrong == []
