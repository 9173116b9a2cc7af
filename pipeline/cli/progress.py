"""What a person or a log sees while a run works: a progress line on a terminal, log lines on stderr."""

import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.batch.run import Progress

STANDARD = frozenset(vars(logging.makeLogRecord({})))


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time, level, event, and the fields of the event."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        fields: dict[str, Any] = {name: value for name, value in vars(record).items() if name not in STANDARD}
        time = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = {"time": time, "level": record.levelname.lower(), "event": record.getMessage(), **fields}
        return json.dumps(line, ensure_ascii=False, default=str)


@contextmanager
def follow(log_format: str) -> Iterator["Progress"]:
    """Log lines go to stderr while the run lasts; a bar is drawn only where stderr is a terminal."""
    handler = logging.StreamHandler(sys.stderr)
    logger = logging.getLogger("pipeline.batch")
    if log_format == "json":
        handler.setFormatter(JsonFormatter())
        logger.setLevel(logging.INFO)
    else:
        handler.setFormatter(TextFormatter())
        logger.setLevel(logging.WARNING)
    logger.addHandler(handler)
    try:
        if sys.stderr.isatty() and log_format == "text":
            with _draw_bars() as progress:
                yield progress
        else:
            yield lambda step, done, total: None
    finally:
        logger.removeHandler(handler)


class TextFormatter(logging.Formatter):
    """``page quarantined: page=..., reason=...``."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        fields = ", ".join(f"{name}={value}" for name, value in vars(record).items() if name not in STANDARD)
        return f"{record.levelname.lower()}: {record.getMessage()}" + (f": {fields}" if fields else "")


@contextmanager
def _draw_bars() -> Iterator["Progress"]:
    from rich.console import Console
    from rich.progress import Progress as Bars
    from rich.progress import TaskID

    with Bars(console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def advance(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bars.add_task(step, total=total)
            bars.update(tasks[step], completed=done, total=total)

        yield advance
