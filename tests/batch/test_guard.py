"""Poison pages and killed workers cost themselves only."""

import contextlib
import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.batch.guard import Guard, Job, Limits, Outcome
from pipeline.errors import GuidelineError
from tests.batch.helpers import Place, digest_results
from tests.batch.toy import prepare

POISON = {"RAISE": "error", "EXIT": "crash", "SEGV": "crash", "HANG": "timeout", "BOMB": "memory"}


def run_guarded(jobs: deque[Job], workers: int, prepare: Callable[[], None] = prepare) -> Iterator[Outcome]:
    """Run jobs under a guard of their own."""
    with contextlib.closing(Guard(workers, Limits(30, 0), prepare)) as guard:
        yield from guard.run(jobs)


def kill_once(marker: str) -> str:
    """Die by SIGKILL the first time, as if an operator had done it."""
    if not os.path.exists(marker):
        Path(marker).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return "done"


def echo(value: int) -> int:
    """The value."""
    return value


def test_poison_pages_are_quarantined_alone(tmp_path: Path) -> None:
    (tmp_path / "clean").mkdir()
    clean, place = Place(tmp_path / "clean"), Place(tmp_path, page_timeout_s=6, page_memory_mb=400)
    for number in range(12):
        for at in (clean, place):
            at.put(f"page-{number:02}.txt", f"text {number}", date="2020-01-01")
    for word in POISON:
        place.put(f"poison-{word}.txt", word)
    clean.run()
    report = place.run()
    assert place.quarantine() == {f"raw/poison-{word}.txt": reason for word, reason in sorted(POISON.items())}
    assert (report.pages.read, report.pages.quarantined) == (12, 5)
    ours, theirs = digest_results(place.out), digest_results(clean.out)
    assert {name: value for name, value in ours.items() if name != "quarantine.jsonl"} == {
        name: value for name, value in theirs.items() if name != "quarantine.jsonl"
    }
    assert place.run().unchanged
    assert place.run(page_timeout_s=5).pages.quarantined == 5  # the hanging page is tried under the other limit


def test_the_job_of_a_killed_worker_is_done_by_another(tmp_path: Path) -> None:
    jobs = deque([Job(("kill",), kill_once, (str(tmp_path / "marker"),)), *(Job((n,), echo, (n,)) for n in range(20))])
    outcomes = list(run_guarded(jobs, 2))
    assert {outcome.job.key: outcome.result for outcome in outcomes} == {("kill",): "done"} | {
        (n,): n for n in range(20)
    }
    assert all(outcome.fault is None for outcome in outcomes)


@pytest.mark.parametrize("workers", [1, 2])
def test_jobs_may_be_added_while_outcomes_are_taken(workers: int) -> None:
    jobs = deque([Job((1,), echo, (1,))])
    seen = []
    for outcome in run_guarded(jobs, workers):
        seen.append(outcome.result)
        if outcome.result < 5:
            jobs.append(Job((outcome.result + 1,), echo, (outcome.result + 1,)))
    assert seen == [1, 2, 3, 4, 5]


def fail() -> None:
    """What a child cannot do."""
    raise ImportError("no such library")


def test_children_that_cannot_start_blame_no_page() -> None:
    jobs = deque([Job((1,), echo, (1,))])
    with pytest.raises(GuidelineError, match="workers cannot start: ImportError"):
        list(run_guarded(jobs, 1, fail))
    assert not multiprocessing.active_children()
