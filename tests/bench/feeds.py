"""Feeds of 10,000 claims: seconds to compile, seconds for the engine to load, patients judged per second.

CPU time. The claims are those of the sample pages, again and again under ids of their own.
"""

import itertools
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.feeds import ENGINES, compile_feed
from pipeline.feeds.evaluate import match_claims
from pipeline.feeds.witnesses import find_witnesses
from pipeline.records import Claim
from tests.feeds.engines import LOADERS
from tests.feeds.test_real_pages import SAMPLES, read_claims

from . import Table

CLAIMS = 10_000
PATIENTS = 20
FEW = {"dmn": 20}  # pyDMNrules, which only serves the tests, loads a few hundred rows a second


def measure() -> Iterator[Table]:
    """One table: every engine beside the reference evaluator."""
    samples = itertools.cycle(read_claims(*SAMPLES))
    claims = [next(samples).model_copy(update={"id": f"urn:uuid:{number:032x}"}) for number in range(CLAIMS)]
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
        few = claims[: FEW.get(engine, CLAIMS)]
        rows.append((engine, str(len(few)), f"{compiled:.2f}", *_evaluate(engine, few, patients)))
    title = f"feeds: {CLAIMS:,} claims compiled; loaded and judged as many as the second column says"
    yield Table(title, ("engine", "loaded", "compile s", "load s", "patients/s"), tuple(rows))


def _evaluate(engine: str, claims: list[Claim], patients: list[dict[str, Any]]) -> tuple[str, str]:
    if engine not in LOADERS:
        return "", ""
    with tempfile.TemporaryDirectory() as folder:
        for name, content in compile_feed(engine, claims).items():
            (Path(folder) / name).write_bytes(content.encode() if isinstance(content, str) else content)
        start = time.process_time()
        evaluate = LOADERS[engine](Path(folder))
        loaded = time.process_time() - start
        start = time.process_time()
        for patient in patients:
            evaluate(patient)
        return f"{loaded:.2f}", f"{len(patients) / (time.process_time() - start):.1f}"
