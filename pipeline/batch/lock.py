"""One run at a time per output folder: a lock that frees itself when its holder dies."""

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from pipeline.errors import LockedError

LOCK = ".lock"
HOLDER = ".lock-holder"


@contextmanager
def hold_lock(out: Path, started_at: str) -> Iterator[None]:
    """Hold the lock of ``out``; raises ``LockedError`` naming the holder where another run has it."""
    lock = FileLock(out / LOCK, timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise LockedError(f"{out}: {_name_holder(out)}; wait until it is done, or stop it") from error
    holder = out / HOLDER
    try:
        holder.write_text(json.dumps({"pid": os.getpid(), "host": socket.gethostname(), "started_at": started_at}))
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def _name_holder(out: Path) -> str:
    try:
        holder = json.loads((out / HOLDER).read_text())
        return f"process {holder['pid']} on {holder['host']} holds the lock since {holder['started_at']}"
    except (OSError, ValueError, KeyError):
        return "another run holds the lock"
