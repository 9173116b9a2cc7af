"""The two ways into a batch: do it, or say what would be done."""

import contextlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from errno import EACCES, EDQUOT, ENOSPC, EPERM, EROFS
from pathlib import Path

from pipeline.errors import GuidelineError, UsageError
from pipeline.records.run import RunReport
from pipeline.settings import Settings

from .decide import Decision, Selection, decide_pages
from .guard import Limits
from .jobs import Stages
from .lock import hold_lock
from .pages import find_pages
from .program import find_reading_program
from .run import Progress, Run
from .stages import STAGES
from .state import FILE, PageRow, State
from .summary import make_report, write_report


def ignore_progress(step: str, done: int, total: int) -> None:
    """No progress is shown."""


def run_batch(
    settings: Settings,
    selection: Selection = Selection(),  # noqa: B008 - frozen
    *,
    stages: Stages = STAGES,
    progress: Progress = ignore_progress,
) -> RunReport:
    """Read what is new under ``settings.raw`` and publish it under ``settings.out``; the report is written there too.

    A script that calls it does so under ``if __name__ == "__main__"``, as all who start processes in Python.
    Raises ``UsageError`` where a folder cannot be used, ``LockedError`` where another run holds the lock, and
    ``GuidelineError`` where the disk is full.
    """
    started_at = datetime.now(UTC).isoformat(timespec="seconds")
    with _explain_os_errors(settings.out):
        settings.out.mkdir(parents=True, exist_ok=True)
        with hold_lock(settings.out, started_at), _open_state(settings.out) as state:
            run = Run(settings, state, stages, progress)
            with contextlib.closing(run.guard):
                decisions = run.decide(selection)
                run.mark_outdated()
                run.read(decisions)
                run.compare()
            run.publish()
            run.feed()
            run.alert()
            report = make_report(run)
            write_report(report, settings.out)
            return report


def plan_batch(settings: Settings, selection: Selection = Selection()) -> list[Decision]:  # noqa: B008 - frozen
    """What ``run_batch`` would do with each page, and why. Writes nothing."""
    known: dict[str, PageRow] = {}
    if (settings.out / FILE).exists():
        with _explain_os_errors(settings.out), _open_state(settings.out, writable=False) as state:
            known = state.pages()
    limits = Limits(settings.page_timeout_s, settings.page_memory_mb)
    program = find_reading_program()
    pages = find_pages(settings.raw)
    return list(decide_pages(pages, known, raw=settings.raw, program=program, limits=str(limits), selection=selection))


@contextmanager
def _open_state(out: Path, *, writable: bool = True) -> Iterator[State]:
    state = State(out, writable=writable)
    try:
        yield state
    finally:
        state.close()


@contextmanager
def _explain_os_errors(out: Path) -> Iterator[None]:
    """A full disk, a folder that may not be written, a damaged state: one line that says what to do."""
    try:
        yield
    except sqlite3.Error as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_FULL:
            raise GuidelineError(_say_full(out)) from error
        if error.sqlite_errorcode in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN):
            raise UsageError(f"{out}: may not be written; give the run a folder it can write (--out)") from error
        raise GuidelineError(f"{out}: {error}; see recovery in docs/operations.md") from error
    except OSError as error:
        if error.errno in (ENOSPC, EDQUOT):
            raise GuidelineError(_say_full(out)) from error
        if error.errno in (EACCES, EPERM, EROFS):
            raise UsageError(f"{out}: may not be written; give the run a folder it can write (--out)") from error
        raise


def _say_full(out: Path) -> str:
    return (
        f"{out}: the disk is full; make room and run again: nothing is half-written, and the run goes on where it was"
    )
