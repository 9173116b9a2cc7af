"""Whatever kills a run, the next one ends with the bytes of a run that nothing disturbed."""

import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline.batch import Store
from pipeline.batch.guard import KILLED_TRIES
from tests.batch.helpers import Place, digest_results

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS, CAPTURES = 50, 4
PAGES = DOCUMENTS * CAPTURES + 10
MOST_WORKERS_KILLED = 4  # in one run: a page whose worker was killed five times would be set aside


def write_pages(place: Place, edition: int) -> None:
    """Documents with several captures, parts of a whole, an archive, and pages that cannot be read."""
    for number in range(DOCUMENTS):
        for capture in range(CAPTURES):
            lines = [f"statement {n} of {number}, as of {min(n, capture) + edition}" for n in range(6)]
            year = 2010 + capture + edition
            place.put(f"doc-{number:02}/capture-{year}.txt", *lines, date=f"{year}-01-01")
    for number in range(5):
        place.put(f"part-{number}.txt", "a part", id=f"web:{number}", part_of="pdq:CDR1", title=f"Part {number % 3}")
        place.put(f"broken-{number}.txt", "RAISE" if number < 2 else "")
    for number in range(1, 4):
        page = {"page": str(number)} if number > 1 else {}
        place.put(f"article-{number}.txt", f"page {number}, {edition}", title="Article", date="2020-01-01", **page)
    parts = [f"id: arc:{number}\ndate: 2020-01-01\n\nedition {edition}" for number in range(10)]
    (place.raw / "crawl.warc").write_text("ARCHIVE\n" + "\n---\n".join(parts))


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[int, dict[str, str]]:
    """What two runs leave, the second over pages of which most are new."""
    folder = tmp_path_factory.mktemp("undisturbed")
    place, found = Place(folder), {}
    for edition in (0, 1):
        write_pages(place, edition)
        assert start(folder).wait() == 0
        found[edition] = digest_results(place.out)
    return found


def start(folder: Path) -> subprocess.Popen[str]:
    """A run in a process of its own."""
    command = [sys.executable, "-m", "tests.batch.crash", str(folder)]
    return subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True)


def find_children(pid: int) -> list[int]:
    """The processes that a process started."""
    with contextlib.suppress(OSError):
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def check_readable(out: Path) -> None:
    """The index, where there is one, names files that are there and whole."""
    if not (out / "index.json").exists():
        return
    store = Store(out)
    for entry in store.entries():
        for revision in entry.revisions:
            store.document(revision)
            assert len(list(store.claims(revision))) == revision.counts.claims
    assert all(changeset.summary for changeset in store.changesets())


def storm(folder: Path, undisturbed: dict[int, dict[str, str]], kills: int, seed: int, *, workers: bool) -> int:
    """Kill runs (or their workers) at random moments, ``kills`` times in all; how many of them were restarted."""
    chance, killed, restarted = random.Random(seed), 0, 0
    place = Place(folder)
    usual_s = 5.0
    while killed < kills:
        shutil.rmtree(place.out, ignore_errors=True)
        shutil.rmtree(place.raw)
        place.raw.mkdir()
        for edition in (0, 1):
            write_pages(place, edition)
            while True:
                began = time.monotonic()
                process = start(folder)
                for _ in range(min(MOST_WORKERS_KILLED if workers else 1, kills - killed)):
                    try:
                        process.wait(chance.uniform(0, usual_s / (MOST_WORKERS_KILLED if workers else 1)))
                    except subprocess.TimeoutExpired:
                        killed += kill_worker(process, chance) if workers else kill_outright(process)
                if process.wait() == 0:
                    usual_s = time.monotonic() - began
                    break
                assert process.returncode == -signal.SIGKILL, process.communicate()
                restarted += 1
                check_readable(place.out)
            assert digest_results(place.out) == undisturbed[edition]
            assert not list(place.out.rglob(".tmp-*"))
    return restarted


def kill_outright(process: subprocess.Popen[str]) -> int:
    """End the run at once; its children end with it."""
    process.kill()
    return 1


def kill_worker(process: subprocess.Popen[str], chance: random.Random) -> int:
    """End one of its workers."""
    children = find_children(process.pid)
    if not children:
        return 0
    with contextlib.suppress(OSError):
        os.kill(chance.choice(children), signal.SIGKILL)
    return 1


@pytest.mark.parametrize("workers", [False, True], ids=["run", "workers"])
def test_killed_runs_are_finished(tmp_path: Path, undisturbed: dict[int, dict[str, str]], workers: bool) -> None:
    assert (storm(tmp_path, undisturbed, 4, 20261124, workers=workers) == 0) is workers


@pytest.mark.stress
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("workers", [False, True], ids=["run", "workers"])
def test_runs_killed_200_times_are_finished(
    tmp_path: Path, undisturbed: dict[int, dict[str, str]], workers: bool
) -> None:
    assert PAGES >= 200
    assert MOST_WORKERS_KILLED < KILLED_TRIES
    assert (storm(tmp_path, undisturbed, 200, 1, workers=workers) == 0) is workers


def test_two_runs_at_once(tmp_path: Path) -> None:
    place = Place(tmp_path)
    for number in range(20):
        place.put(f"page-{number}.txt", "SLOW", date="2020-01-01")
    first = start(tmp_path)
    while not (place.out / ".lock-holder").exists():
        time.sleep(0.01)
    holder = json.loads((place.out / ".lock-holder").read_text())
    second = start(tmp_path)
    _, said = second.communicate()
    assert second.returncode == 75
    assert f"process {first.pid} on {holder['host']} holds the lock since {holder['started_at']}" in said
    assert first.wait() == 0
    assert start(tmp_path).wait() == 0


def test_children_end_with_a_killed_run(tmp_path: Path) -> None:
    Place(tmp_path).put("page.txt", "HANG")
    process = start(tmp_path)
    while len(children := find_children(process.pid)) < 2:  # a worker, and Python's own resource tracker
        time.sleep(0.05)
    time.sleep(1)
    process.kill()
    process.wait()
    until = time.monotonic() + 20
    while alive := [child for child in children if is_alive(child)]:
        assert time.monotonic() < until, alive
        time.sleep(0.05)


def is_alive(pid: int) -> bool:
    """Whether a process is there and not waiting to be collected."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


needs_namespaces = pytest.mark.skipif(
    shutil.which("unshare") is None or subprocess.run(["unshare", "-rm", "true"], check=False).returncode != 0,
    reason="needs unshare(1) with user namespaces to mount a small disk",
)


@needs_namespaces
def test_a_full_disk_is_said_and_survived(tmp_path: Path) -> None:
    place = Place(tmp_path)
    for number in range(40):
        place.put(f"page-{number}.txt", "x" * 100_000, date="2020-01-01")
    run = f"{sys.executable} -m tests.batch.crash {tmp_path}"
    copy = f"cp -a {place.out} {tmp_path}/kept"
    script = (
        f"mkdir -p {place.out} && mount -t tmpfs -o size=2m tmpfs {place.out} && {run}; code=$?; {copy}; exit $code"
    )
    done = subprocess.run(["unshare", "-rm", "sh", "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1), done.stderr
    assert "the disk is full" in done.stderr
    assert not list((tmp_path / "kept").rglob(".tmp-*"))
    shutil.rmtree(place.out)
    (tmp_path / "kept").rename(place.out)
    assert start(tmp_path).wait() == 0
    (tmp_path / "other").mkdir()
    shutil.copytree(place.raw, tmp_path / "other/raw")
    assert start(tmp_path / "other").wait() == 0
    assert digest_results(place.out) == digest_results(tmp_path / "other/extracted")


@needs_namespaces
def test_a_folder_that_may_not_be_written_is_wrong_usage(tmp_path: Path) -> None:
    place = Place(tmp_path)
    place.put("page.txt", "one", date="2020-01-01")
    assert start(tmp_path).wait() == 0
    before = digest_results(place.out)
    place.put("page.txt", "two", date="2021-01-01")
    script = (
        f"mount --bind {place.out} {place.out} && mount -o remount,ro,bind {place.out} &&"
        f" exec {sys.executable} -m tests.batch.crash {tmp_path}"
    )
    done = subprocess.run(["unshare", "-rm", "sh", "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1), done.stderr
    assert "may not be written" in done.stderr
    assert digest_results(place.out) == before
