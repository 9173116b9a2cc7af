"""What to do with each page, and why: read it, or leave it as it is."""

import fnmatch
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

from pipeline.errors import GuidelineError

from .pages import PageFile, digest_page, read_page_file
from .state import PageRow

Why = Literal["new", "changed", "program", "retry", "all", "unchanged", "touched", "quarantined", "left out"]
SOUND = ("read", "archive")
READ_FOR: frozenset[Why] = frozenset({"new", "changed", "program", "retry", "all"})


@dataclass(frozen=True)
class Selection:
    """Which pages a run may read. ``since_s`` is seconds since 1970; ``only`` matches names under ``raw/``."""

    everything: bool = False
    since_s: float | None = None
    only: str | None = None

    def includes(self, page: PageFile) -> bool:
        """Whether the options let this page be read."""
        if self.since_s is not None and page.modified_s < self.since_s:
            return False
        return self.only is None or fnmatch.fnmatchcase(page.name, self.only)


class Decision(NamedTuple):
    """A page and why it is read or not."""

    page: PageFile
    why: Why

    @property
    def reads(self) -> bool:
        """Whether the page is read."""
        return self.why in READ_FOR


def decide_pages(
    pages: Iterable[PageFile], known: dict[str, PageRow], *, raw: Path, program: str, limits: str, selection: Selection
) -> Iterator[Decision]:
    """One decision a page, in the order given. ``limits`` are the time and memory a page may take."""
    retried = {row.archive for row in known.values() if row.archive is not None and _is_retried(row, program, limits)}
    for page in pages:
        if not selection.includes(page):
            yield Decision(page, "left out")
        elif page.name in retried:
            yield Decision(page, "retry")
        else:
            yield Decision(page, _decide(page, known.get(page.name), raw, program, limits, selection))


def _is_retried(row: PageRow, program: str, limits: str) -> bool:
    """A page whose worker was killed from outside is read again in the next run, whatever else is unchanged."""
    if row.outcome == "killed":
        return True
    return row.outcome not in SOUND and row.program != fault_program(program, limits, row.outcome)


def _decide(page: PageFile, row: PageRow | None, raw: Path, program: str, limits: str, selection: Selection) -> Why:
    if row is None:
        return "new"
    if selection.everything:
        return "all"
    touched = row.signature != page.signature
    if touched and _differs(raw, page, row):
        return "changed"
    if row.outcome in SOUND:
        return "program" if row.program != program else "touched" if touched else "unchanged"
    return "retry" if _is_retried(row, program, limits) else "quarantined"


def fault_program(program: str, limits: str, outcome: str) -> str:
    """What a fault depends on: a page over a limit is read again under another limit."""
    return f"{program} {limits}" if outcome in ("timeout", "memory") else program


def _differs(raw: Path, page: PageFile, row: PageRow) -> bool:
    try:
        return digest_page(read_page_file(raw / page.name, page)) != row.digest
    except GuidelineError:
        return True  # reading it says what is wrong
