"""Jobs in guarded child processes: what one job does to its process costs that job only.

Each of the ``workers`` slots owns one spawned child, which takes one job at a time over a pipe. The parent waits on
all pipes with the deadline of each job; a child that died, hangs or ran out of memory is replaced, and its job is
tried again or given up with a named reason. Children die with the parent, whatever kills it.

Order of outcomes is the order of completion: callers that need an order sort.
"""

import ctypes
import multiprocessing
import os
import resource
import signal
import sys
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Literal, NamedTuple

from pipeline.errors import GuidelineError, PageError

MEGABYTE = 1 << 20
PR_SET_PDEATHSIG = 1  # prctl(2), Linux
TRIES = 2  # a fault may come from outside: once more, then it is the page
KILLED_TRIES = 5  # SIGKILL and SIGTERM come from outside (an operator, the kernel short of memory), rarely from a page
FOREVER_S = 3600.0


class Job(NamedTuple):
    """``function(*arguments)`` in a child; all of it is pickled, ``function`` by its name."""

    key: Any
    function: Callable[..., Any]
    arguments: tuple[Any, ...]


Reason = Literal["page", "error", "crash", "killed", "timeout", "memory"]


class Fault(NamedTuple):
    """Why a job gave no result. ``page`` is a ``PageError``: the page itself cannot be read, trying again is no use."""

    reason: Reason
    name: str
    detail: str


class Outcome(NamedTuple):
    """A job with its result, or with its fault."""

    job: Job
    result: Any
    fault: Fault | None


@dataclass
class Limits:
    """Per job: seconds on the clock, and megabytes of address space of the child (0: no limit; Linux only)."""

    timeout_s: float
    memory_mb: int


@dataclass
class _Slot:
    process: BaseProcess
    pipe: Connection
    job: Job | None = None
    deadline: float = 0.0


@dataclass
class _Pool:
    limits: Limits
    slots: list[_Slot] = field(default_factory=list)
    tries: dict[Any, int] = field(default_factory=dict)

    def find_free(self, workers: int) -> _Slot | None:
        """A slot without a job; a new one while there are fewer than ``workers``."""
        free = next((slot for slot in self.slots if slot.job is None), None)
        if free is None and len(self.slots) < workers:
            free = self.start_child()
            self.slots.append(free)
        return free

    def tries_again(self, job: Job, fault: Fault) -> bool:
        """Whether a job that failed is given another try; counts this one."""
        if fault.reason == "page":
            return False
        self.tries[job.key] = self.tries.get(job.key, 0) + 1
        return self.tries[job.key] < (KILLED_TRIES if fault.reason == "killed" else TRIES)

    def start_child(self) -> _Slot:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(theirs, os.getpid(), self.limits.memory_mb), daemon=True)
        process.start()
        theirs.close()
        return _Slot(process, ours)

    def stop_child(self, slot: _Slot) -> None:
        slot.process.kill()
        slot.process.join()
        slot.pipe.close()


def run_guarded(jobs: deque[Job], *, workers: int, limits: Limits) -> Iterator[Outcome]:
    """Run every job in a guarded child and yield each outcome once; whoever takes an outcome may add to ``jobs``."""
    pool = _Pool(limits)
    try:
        while True:
            while jobs and (slot := pool.find_free(workers)) is not None:
                _hand_over(slot, jobs.popleft(), limits.timeout_s)
            busy = [slot for slot in pool.slots if slot.job is not None]
            if not busy:
                return
            for slot in _find_ready(busy):
                outcome = _collect(pool, slot)
                if outcome.fault is not None and pool.tries_again(outcome.job, outcome.fault):
                    jobs.appendleft(outcome.job)
                else:
                    yield outcome
    finally:
        for slot in pool.slots:
            pool.stop_child(slot)


def _hand_over(slot: _Slot, job: Job, timeout_s: float) -> None:
    slot.job = job
    slot.deadline = time.monotonic() + timeout_s
    try:
        slot.pipe.send((job.function, job.arguments))
    except OSError:  # the child is gone already: collecting finds out how
        slot.deadline = time.monotonic()


def _find_ready(busy: list[_Slot]) -> list[_Slot]:
    """Slots whose child answered, died, or is past its deadline."""
    patience = max(0.0, min(slot.deadline for slot in busy) - time.monotonic())
    ready = wait([slot.pipe for slot in busy] + [slot.process.sentinel for slot in busy], min(patience, FOREVER_S))
    now = time.monotonic()
    return [s for s in busy if s.pipe in ready or s.process.sentinel in ready or s.deadline <= now]


def _collect(pool: _Pool, slot: _Slot) -> Outcome:
    """The outcome of a slot that is ready; its child is replaced unless it answered in good order."""
    job = slot.job
    assert job is not None
    fault: Fault | None
    try:
        answer = slot.pipe.recv() if slot.pipe.poll() else None
    except (EOFError, OSError):
        answer = None
    if answer is not None:
        result, fault = answer
        if fault is None or fault.reason == "page":
            slot.job = None
            return Outcome(job, result, fault)
    elif slot.process.is_alive() and slot.deadline <= time.monotonic():
        fault = Fault("timeout", "TooLarge", f"no answer within {pool.limits.timeout_s:g} s")
    else:
        slot.process.join()
        fault = _name_death(slot.process.exitcode)
    pool.stop_child(slot)
    pool.slots.remove(slot)
    return Outcome(job, None, fault)


def _name_death(exitcode: int | None) -> Fault:
    if exitcode in (-signal.SIGKILL, -signal.SIGTERM):
        return Fault("killed", "Killed", f"the worker was killed by {signal.Signals(-exitcode).name}")
    if exitcode is not None and exitcode < 0:
        return Fault("crash", "Crash", f"the worker crashed with {signal.Signals(-exitcode).name}")
    return Fault("crash", "Crash", f"the worker left with exit code {exitcode}")


def _serve(pipe: Connection, parent: int, memory_mb: int) -> None:
    """The child: answer jobs until the pipe closes."""
    _die_with_parent(parent)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what an interrupt ends
    if memory_mb and sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (memory_mb * MEGABYTE, memory_mb * MEGABYTE))
    while True:
        try:
            function, arguments = pipe.recv()
        except EOFError:
            return
        answer = _perform(function, arguments, memory_mb)
        try:
            pipe.send(answer)
        except MemoryError:
            del answer
            pipe.send((None, _no_memory(memory_mb)))


def _perform(function: Callable[..., Any], arguments: tuple[Any, ...], memory_mb: int) -> tuple[Any, Fault | None]:
    try:
        return function(*arguments), None
    except PageError as error:
        return None, Fault("page", type(error).__name__, str(error))
    except MemoryError:
        return None, _no_memory(memory_mb)
    except GuidelineError as error:
        return None, Fault("error", type(error).__name__, str(error))
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{os.path.basename(place.filename)}:{place.lineno}"
        return None, Fault("error", type(error).__name__, f"{type(error).__name__} at {where}: {error}")


def _no_memory(memory_mb: int) -> Fault:
    return Fault("memory", "TooLarge", f"needs more than {memory_mb} MB")


def _die_with_parent(parent: int) -> None:
    """Ask the kernel to kill this process when its parent is gone; elsewhere than on Linux the closed pipe does it."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
