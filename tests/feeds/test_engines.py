"""ZEN, CLIPS and DMN say what the reference evaluator says, of every witness of every claim."""

from pathlib import Path

import pytest

from pipeline.feeds import compile_feed
from pipeline.feeds.witnesses import find_witnesses
from pipeline.records import Claim

from .build import make_claims
from .engines import LOADERS, find_disagreements, remember_feel


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
    """One file per claim: the engine of this test takes longer for a row the more rows there are."""
    wrong = []
    for number, claim in enumerate(make_claims(24, seed=8)):
        folder = tmp_path / str(number)
        folder.mkdir()
        witnesses = [w.model_dump(mode="json") for w in find_witnesses(claim)]
        wrong += find_disagreements(LOADERS["dmn"](write(folder, "dmn", [claim])), witnesses)
    assert wrong == []


def test_remembered_feel_is_what_the_engine_says() -> None:
    """``remember_feel`` saves time only: values and errors of all texts are those of pySFeel itself."""
    remember_feel()
    from pySFeel import SFeelParser

    texts = ("a <- 3", "a > 2", "a", "b <- a", "a <- null", "a > 2", "b in [1..3)", 'c <- ["x","y"]', "c", "a <", "d")
    remembering, plain = SFeelParser(), SFeelParser()
    for text in texts * 2:
        assert remembering.sFeelParse(text) == SFeelParser.sFeelParse.__wrapped__(plain, text), text
    assert remembering.names == plain.names
