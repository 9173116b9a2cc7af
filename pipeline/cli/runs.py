"""The command that a scheduler calls."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from pipeline.choices import FailOn
from pipeline.errors import CHANGED, DONE, FAULT, QUARANTINED, UsageError

from .output import write_lines, write_text
from .pages import fails_on

if TYPE_CHECKING:
    from pipeline.batch import Selection
    from pipeline.settings import Settings


def run(
    raw: Annotated[Path | None, typer.Argument(metavar="[RAW]", help="The folder of pages (default: raw).")] = None,
    out: Annotated[Path | None, typer.Option(help="Where results go (default: extracted).")] = None,
    config: Annotated[Path | None, typer.Option(help="Settings file (default: guideline-claims.toml).")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Read every page again.")] = False,
    since: Annotated[
        str | None, typer.Option(metavar="DATE", help="Only pages written on or after this day (UTC).")
    ] = None,
    only: Annotated[
        str | None, typer.Option(metavar="PATTERN", help="Only pages whose name under RAW matches.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done and why; do nothing.")] = False,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes that read pages (default: all cores).")] = None,
    page_timeout: Annotated[float | None, typer.Option(metavar="SECONDS", help="Longest time for one page.")] = None,
    page_memory: Annotated[int | None, typer.Option(metavar="MB", help="Most memory for one page.")] = None,
    fail_on: Annotated[FailOn | None, typer.Option(help="Leave with code 10 on such a change or a worse one.")] = None,
    log_format: Annotated[Literal["text", "json"], typer.Option(help="Log lines on stderr.")] = "text",
) -> None:
    """Read every page under RAW that is new or changed, and publish documents, claims and changes."""
    from pipeline.batch import Selection, run_batch
    from pipeline.report.run import render_report
    from pipeline.settings import read_settings

    settings = read_settings(
        config,
        raw=raw,
        out=out,
        workers=workers,
        page_timeout_s=page_timeout,
        page_memory_mb=page_memory,
        fail_on=fail_on,
    )
    selection = Selection(everything, _parse_day(since), only)
    if dry_run:
        _show_plan(settings, selection)
        return
    from .progress import follow

    with follow(log_format) as progress:
        report = run_batch(settings, selection, progress=progress)
    write_text(render_report(report, width=None if sys.stdout.isatty() else 100))
    if fails_on(report.changes_by_severity, settings.fail_on):
        raise typer.Exit(CHANGED)
    if report.feeds_stopped:
        raise typer.Exit(FAULT)
    raise typer.Exit(QUARANTINED if report.pages.quarantined or report.pages.held else DONE)


def _show_plan(settings: "Settings", selection: "Selection") -> None:
    from pipeline.batch import plan_batch

    decisions = plan_batch(settings, selection)
    write_lines(f"{'read' if d.reads else 'skip'}  {d.why:<12}{d.page.name}" for d in decisions)
    reads = sum(d.reads for d in decisions)
    print(f"would read {reads} of {len(decisions)} pages; nothing was done", file=sys.stderr)


def _parse_day(since: str | None) -> float | None:
    if since is None:
        return None
    try:
        return datetime.strptime(since, "%Y-%m-%d").replace(tzinfo=UTC).timestamp()
    except ValueError as error:
        raise UsageError(f"--since {since}: write a day as 2026-01-31") from error


COMMANDS = {
    run: ("guideline-claims run", "guideline-claims run pages --out results --fail-on breaking"),
}
