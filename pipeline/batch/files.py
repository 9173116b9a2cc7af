"""Writing files so that a reader, a crash or a full disk never meets half of one."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

TEMPORARY = ".tmp-"


@contextmanager
def replace_file(path: Path) -> Iterator[Path]:
    """A name beside ``path`` to write to; it takes the place of ``path`` in one step.

    A killed process leaves the old file or the new one, and at worst what it had written beside, under a name that the
    next run takes again: whoever writes holds the lock. For a machine that loses power ``flush_files`` comes before
    whatever relies on the new one.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(TEMPORARY + path.name)
    try:
        yield beside
        os.chmod(beside, 0o644)
        os.replace(beside, path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def remove_unfinished(folder: Path) -> None:
    """What a killed run left half-written in ``folder`` under names that no later run takes."""
    for path in folder.glob(f"{TEMPORARY}*"):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def write_file(path: Path, body: bytes) -> bool:
    """Put ``body`` at ``path``; False where it is there already, and then nothing is written."""
    try:
        if path.stat().st_size == len(body) and path.read_bytes() == body:
            return False
    except FileNotFoundError:
        pass
    with replace_file(path) as beside:
        beside.write_bytes(body)
    return True


def flush_files() -> None:
    """Bring all that was written to the disk: once a run, where a flush a file took two thirds of the time of a run."""
    os.sync()


def remove_others(folder: Path, keep: set[str]) -> None:
    """Remove what stands in ``folder`` and is not kept: files, and folders one level deep."""
    if not folder.is_dir():
        return
    for entry in sorted(folder.iterdir()):
        if entry.name in keep:
            continue
        if entry.is_dir():
            for file in sorted(entry.iterdir()):
                file.unlink()
            entry.rmdir()
        else:
            entry.unlink()
    if not any(folder.iterdir()):
        folder.rmdir()
