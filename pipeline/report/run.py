"""A run for a person at a terminal: what was found and where, what changed, what is set aside, what to do next."""

import io
from collections.abc import Iterable
from typing import TYPE_CHECKING

from pipeline.records.run import IndexEntry, RunReport

if TYPE_CHECKING:
    from rich.table import Table

SHOWN = 20  # lines of a list; the rest is counted


def render_report(report: RunReport, width: int | None = None) -> str:
    """The report as tables, ``width`` columns wide (None: as wide as the terminal)."""
    pages, tables = report.pages, []
    if report.unchanged:
        head = f"Nothing changed: none of {pages.seen} pages was read; {report.documents} documents stand as they were."
    else:
        head = f"Run {report.id}: {pages.seen} pages, {pages.read} read, {pages.skipped} unchanged."
    found = _table("found", "number", "where")
    found.add_row("documents in force", str(report.in_force), f"{report.extracted}/index.json")
    for kind, number in report.claims_by_kind.items():
        found.add_row(f"{kind} claims", str(number), f"{report.extracted}/documents/")
    found.add_row("of these active", str(report.claims_by_status.get("active", 0)), "")
    found.add_row("of these to review", str(report.claims_by_status.get("needs_review", 0)), "")
    for severity, number in report.changes_by_severity.items():
        found.add_row(f"{severity} changes", str(number), f"{report.extracted}/changes/")
    for engine, version in report.feeds.items():
        found.add_row(f"{engine} feed", version, f"{report.extracted}/feeds/{engine}/{version}/")
    tables.append(found)
    if report.quarantine:
        aside = _table("set aside", "reason", "detail")
        for entry in report.quarantine[:SHOWN]:
            aside.add_row(entry.path, entry.reason, entry.detail)
        if len(report.quarantine) > SHOWN:
            aside.add_row(f"and {len(report.quarantine) - SHOWN} more", "", f"{report.extracted}/quarantine.jsonl")
        tables.append(aside)
    return _print([head, *tables, *(f"Next: {step}" for step in report.next_steps)], width)


def render_history(entry: IndexEntry, width: int = 120) -> str:
    """The revisions of a document, oldest first; a star marks the one in force."""
    table = _table("", "revision", "captured", "blocks", "references", "claims", "to review", "page", "")
    for revision in entry.revisions:
        counts = revision.counts
        table.add_row(
            "*" if revision.name == entry.in_force else "",
            revision.name,
            revision.retrieved_at or "",
            *map(str, (counts.blocks, counts.references, counts.claims, counts.by_status.get("needs_review", 0))),
            revision.source,
            f"held back: {revision.held}" if revision.held else "",
        )
    superseded = f", superseded by {entry.superseded_by}" if entry.superseded_by else ""
    return _print([f"{entry.document}: {entry.title or 'without title'}{superseded}", table], width)


def _table(*columns: str) -> "Table":
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold", justify="right" if column == "number" else "left")
    return table


def _print(parts: "Iterable[str | Table]", width: int | None) -> str:
    # rich is a tenth of a second to import, and most commands print JSON
    from rich.console import Console

    stream = io.StringIO()
    console = Console(file=stream, width=width, no_color=True, highlight=False, markup=False, emoji=False)
    for part in parts:
        console.print(part)
    return "\n".join(line.rstrip() for line in stream.getvalue().splitlines()) + "\n"
