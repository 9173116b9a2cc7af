"""Feeds of 10,000 claims: seconds to compile, seconds for the engine to load, patients judged per second.

CPU time. The claims are made from a seed, with the mixture of conditions that ``tests/feeds/build.py`` gives.
"""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.feeds import ENGINES, compile_feed
from pipeline.feeds.evaluate import match_claims
from pipeline.feeds.witnesses import find_witnesses
from pipeline.records import Claim
from tests.feeds.build import make_claims
from tests.feeds.engines import LOADERS

from . import Table

CLAIMS = 10_000
PATIENTS = 20
FLAT = {"dmn": 200}  # pyDMNrules, which only serves the tests, loads a few hundred rows a second


def measure() -> Iterator[Table]:
    """One table: every engine beside the reference evaluator."""
    claims = make_claims(CLAIMS, seed=1)
    patients = [next(find_witnesses(claim)).patient for claim in claims[:PATIENTS]]
    start = time.process_time()
    for patient in patients:
        match_claims(claims, patient)
    judged = PATIENTS / (time.process_time() - start)
    rows = [("evaluator", str(CLAIMS), "", "", f"{judged:.1f}")]
    for engine in ENGINES:
        start = time.process_time()
        compile_feed(engine, claims)
        compiled = time.process_time() - start
        few = claims[: FLAT.get(engine, CLAIMS)]
        rows.append((engine, str(len(few)), f"{compiled:.2f}", *_evaluate(engine, few, patients)))
    title = f"feeds: {CLAIMS:,} claims compiled; loaded and judged as many as the second column says"
    yield Table(title, ("engine", "loaded", "compile s", "load s", "patients/s"), tuple(rows))


def _evaluate(engine: str, claims: list[Claim], patients: list[dict[str, Any]]) -> tuple[str, str]:
    if engine not in LOADERS:
        return "", ""
    with tempfile.TemporaryDirectory() as folder:
        for name, content in compile_feed(engine, claims).items():
            (Path(folder) / name).write_text(content, encoding="utf-8")
        start = time.process_time()
        evaluate = LOADERS[engine](Path(folder))
        loaded = time.process_time() - start
        start = time.process_time()
        for patient in patients:
            evaluate(patient)
        return f"{loaded:.2f}", f"{len(patients) / (time.process_time() - start):.1f}"
