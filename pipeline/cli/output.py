"""What commands share: writing to stdout, and the folder that a run wrote."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from pipeline.errors import PageError

From = Annotated[
    Path | None, typer.Option("--from", metavar="EXTRACTED", help="The folder that a run wrote (its --out).")
]


@contextmanager
def naming(page: object) -> Iterator[None]:
    """Put the name of the page in front of what is wrong with it."""
    try:
        yield
    except PageError as error:
        raise type(error)(f"{page}: {error}") from error


def write_text(text: str) -> None:
    """To stdout as UTF-8, whatever the locale."""
    sys.stdout.buffer.write(text.encode())
    sys.stdout.buffer.flush()


def write_lines(lines: Iterable[str]) -> None:
    """Each line as it comes."""
    for line in lines:
        sys.stdout.buffer.write(line.encode() + b"\n")
    sys.stdout.buffer.flush()


def find_extracted(named: Path | None) -> Path:
    """The folder that was named, or the one of the settings."""
    if named is not None:
        return named
    from pipeline.settings import read_settings

    return read_settings().out
