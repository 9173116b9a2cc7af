"""ZEN, CLIPS and DMN say what the reference evaluator says, of every witness of every claim."""

from pathlib import Path

import pytest

from pipeline.feeds import compile_feed
from pipeline.feeds.witnesses import find_witnesses
from pipeline.records import Claim

from .build import make_claims
from .engines import LOADERS, find_disagreements


def write(folder: Path, engine: str, claims: list[Claim]) -> Path:
    for name, content in compile_feed(engine, claims).items():
        (folder / name).write_text(content, encoding="utf-8")
    return folder


@pytest.mark.parametrize(("engine", "count"), [("zen", 400), ("clips", 400), ("dmn", 20)])
def test_engines_agree_with_the_evaluator(engine: str, count: int, tmp_path: Path) -> None:
    claims = make_claims(count, seed=7)
    witnesses = [w.model_dump(mode="json") for claim in claims for w in find_witnesses(claim)]
    assert {w["expect"] for w in witnesses} == {"match", "no", "indeterminate"}
    wrong = find_disagreements(LOADERS[engine](write(tmp_path, engine, claims)), witnesses)
    assert wrong == [], f"{len(wrong)} of {len(witnesses)} differ, the first: {wrong[:5]}"
