"""The code of docs/feeds.md runs as it stands, on a feed of the engine it is about."""

import re
from pathlib import Path
from typing import Any

import pytest

from pipeline.feeds import ENGINES, compile_feed
from pipeline.feeds.evaluate import judge_claim
from pipeline.feeds.witnesses import find_witnesses
from pipeline.records import AllOf

from .build import claim, code, number

DOCS = Path(__file__).resolve().parents[2] / "docs" / "feeds.md"
EXAMPLES = dict(re.findall(r"^```python (\w+)\n(.*?)^```", DOCS.read_text(encoding="utf-8"), re.M | re.S))


def test_every_engine_has_an_example() -> None:
    assert set(EXAMPLES) == set(ENGINES)


@pytest.mark.parametrize("engine", ENGINES)
def test_the_example_runs(engine: str, tmp_path: Path) -> None:
    conditions = (code("disease", "wilms_tumor"), number("remission_duration", "ge", "18"))
    made = [claim(AllOf(all=conditions)), claim(AllOf(all=conditions[1:])), claim(AllOf(all=conditions[:1]), key="b")]
    for name, content in compile_feed(engine, made).items():
        (tmp_path / name).write_bytes(content.encode() if isinstance(content, str) else content)
    for witness in (w for one in made for w in list(find_witnesses(one))[:4]):
        names: dict[str, Any] = {"folder": tmp_path, "patient": witness.patient}
        exec(EXAMPLES[engine], names)
        if "outcomes" in names:
            assert names["outcomes"] == {one.id: judge_claim(one, witness.patient).outcome for one in made}
        else:
            assert len(names.get("evidence") or names.get("claims") or names["rows"]) in (1, len(made))
