"""Benchmarks beside peers, measured in one run: ``python -m tests.bench [NAME ...]`` (``make bench``).

Each module of this package but ``__main__`` has ``measure() -> Iterator[Table]``.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Table:
    """One table of results; all cells as they are printed."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def __str__(self) -> str:
        lines = [self.header, *self.rows]
        widths = [max(len(line[column]) for line in lines) for column in range(len(self.header))]
        text = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines]
        return "\n".join([f"\n{self.title}", *(line.rstrip() for line in text)])
