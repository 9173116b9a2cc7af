"""Jobs in guarded child processes: what one job does to its process costs that job only.

Each of the ``workers`` slots owns one spawned child, which takes one job at a time over a pipe. The parent waits on
all pipes with the deadline of each job; a child that died, hangs or ran out of memory is replaced, and its job is
tried again or given up with a named reason. Children die with the parent, whatever kills it.

Order of outcomes is the order of completion: callers that need an order sort.
"""

import contextlib
import ctypes
import gc
import multiprocessing
import os
import resource
import signal
import sys
import time
import traceback
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Literal, NamedTuple

from pipeline.errors import GuidelineError

MEGABYTE = 1 << 20
PR_SET_PDEATHSIG = 1  # prctl(2), Linux
TRIES = 2  # a fault may come from outside: once more, then it is the page
KILLED_TRIES = 5  # SIGKILL and SIGTERM come from outside (an operator, the kernel short of memory), rarely from a page
START_TIMEOUT_S = 120.0  # a child that only imports what it needs takes 2 s
FOREVER_S = 3600.0
GARBAGE = (100_000, 50, 100)  # records hold no cycles: looking for some at every 700 objects takes a fifth of a page


class Job(NamedTuple):
    """``function(*arguments)`` in a child; all of it is pickled, ``function`` by its name."""

    key: Any
    function: Callable[..., Any]
    arguments: tuple[Any, ...]


Reason = Literal["refused", "error", "crash", "killed", "timeout", "memory"]


class Fault(NamedTuple):
    """Why a job gave no result. ``refused`` is an error of ours with its name: trying again is no use."""

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
    """A child: starting until it says that it is ready, idle without a job, else busy with it."""

    process: BaseProcess
    pipe: Connection
    deadline: float
    ready: bool = False
    job: Job | None = None


@dataclass
class Guard:
    """Up to ``workers`` children, each of which calls ``prepare`` before its first job, outside of the limit of time.

    Children start when there is a job for them and stay until the guard is closed.
    """

    workers: int
    limits: Limits
    prepare: Callable[[], None]
    slots: list[_Slot] = field(default_factory=list)
    failed_starts: int = 0

    def run(self, jobs: deque[Job]) -> Iterator[Outcome]:
        """Run every job in a child and yield each outcome once; whoever takes an outcome may add to ``jobs``.

        Raises ``GuidelineError`` where children cannot be started.
        """
        tries: Counter[Any] = Counter()
        while True:
            busy = sum(slot.job is not None for slot in self.slots)
            self._start_children(min(self.workers, busy + len(jobs)) - len(self.slots))
            for slot in self.slots:
                if jobs and slot.ready and slot.job is None:
                    _hand_over(slot, jobs.popleft(), self.limits.timeout_s)
                    busy += 1
            if not busy and not jobs:
                return
            for slot in _find_waited(self.slots):
                yield from self._take_answer(slot, jobs, tries)

    def close(self) -> None:
        """End all children."""
        for slot in list(self.slots):
            self._stop_child(slot)

    def _start_children(self, number: int) -> None:
        context = multiprocessing.get_context("spawn")
        for _ in range(number):
            ours, theirs = context.Pipe()
            arguments = (theirs, os.getpid(), self.limits.memory_mb, self.prepare)
            process = context.Process(target=_serve, args=arguments, daemon=True)
            process.start()
            theirs.close()
            self.slots.append(_Slot(process, ours, time.monotonic() + START_TIMEOUT_S))

    def _stop_child(self, slot: _Slot) -> None:
        slot.process.kill()
        slot.process.join()
        slot.pipe.close()
        self.slots.remove(slot)

    def _take_answer(self, slot: _Slot, jobs: deque[Job], tries: Counter[Any]) -> Iterator[Outcome]:
        """The outcome of a job that is done or given up; nothing where a child is ready or a job is tried again."""
        job, (result, fault) = slot.job, self._receive(slot)
        slot.job = None
        if fault is not None and fault.reason != "refused":
            self._stop_child(slot)
        if job is None:
            self._finish_start(slot, fault)
        elif fault is not None and _tries_again(job, fault, tries):
            jobs.appendleft(job)
        else:
            yield Outcome(job, result, fault)

    def _finish_start(self, slot: _Slot, fault: Fault | None) -> None:
        """A child is ready, or did not become so: without children there is no run, and no page is to blame."""
        slot.ready = fault is None
        self.failed_starts = 0 if fault is None else self.failed_starts + 1
        if fault is not None and (fault.reason == "error" or self.failed_starts == KILLED_TRIES):
            raise GuidelineError(f"workers cannot start: {fault.detail}; give them memory and time, then run again")

    def _receive(self, slot: _Slot) -> tuple[Any, Fault | None]:
        try:
            if slot.pipe.poll():
                answer: tuple[Any, Fault | None] = slot.pipe.recv()
                return answer
        except (EOFError, OSError):
            pass
        if slot.process.is_alive() and slot.deadline <= time.monotonic():
            return None, Fault("timeout", "TooLarge", f"no answer within {self.limits.timeout_s:g} s")
        slot.process.join()
        return None, _name_death(slot.process.exitcode)


def _tries_again(job: Job, fault: Fault, tries: Counter[Any]) -> bool:
    """Whether a job that failed is given another try; counts this one."""
    if fault.reason == "refused":
        return False
    tries[job.key] += 1
    return tries[job.key] < (KILLED_TRIES if fault.reason == "killed" else TRIES)


def _hand_over(slot: _Slot, job: Job, timeout_s: float) -> None:
    slot.job = job
    slot.deadline = time.monotonic() + timeout_s
    with contextlib.suppress(OSError):  # the child is gone already: taking its answer finds out how
        slot.pipe.send((job.function, job.arguments))


def _find_waited(slots: list[_Slot]) -> list[_Slot]:
    """Slots whose child answered, died, or is past its deadline."""
    working = [slot for slot in slots if slot.job is not None or not slot.ready]
    patience = max(0.0, min(slot.deadline for slot in working) - time.monotonic())
    told = wait([slot.pipe for slot in working] + [slot.process.sentinel for slot in working], min(patience, FOREVER_S))
    now = time.monotonic()
    return [s for s in working if s.pipe in told or s.process.sentinel in told or s.deadline <= now]


def _name_death(exitcode: int | None) -> Fault:
    if exitcode in (-signal.SIGKILL, -signal.SIGTERM):
        return Fault("killed", "Killed", f"the worker was killed by {signal.Signals(-exitcode).name}")
    if exitcode is not None and exitcode < 0:
        return Fault("crash", "Crash", f"the worker crashed with {signal.Signals(-exitcode).name}")
    return Fault("crash", "Crash", f"the worker left with exit code {exitcode}")


def _serve(pipe: Connection, parent: int, memory_mb: int, prepare: Callable[[], None]) -> None:
    """The child: say that it is ready, then answer jobs until the pipe closes."""
    _die_with_parent(parent)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what an interrupt ends
    if memory_mb and sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (memory_mb * MEGABYTE, memory_mb * MEGABYTE))
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # a page is read by one thread; each reserves address space
    gc.set_threshold(*GARBAGE)
    pipe.send(_perform(prepare, (), memory_mb))
    gc.freeze()
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
    except MemoryError:
        return None, _no_memory(memory_mb)
    except GuidelineError as error:
        return None, Fault("refused", type(error).__name__, str(error))
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
