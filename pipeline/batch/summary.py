"""The report of a run: what it saw, did and found, and what to do next."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from pipeline.records.run import PageCounts, RunReport

from .decide import READ_FOR
from .files import remove_unfinished, write_file
from .publish import KINDS, STATUSES, find_quarantined
from .run import Run

LAST = "run-report.json"


def make_report(run: Run) -> RunReport:
    """The report of a run that is done."""
    tally, state = run.tally, run.state
    totals = state.totals()
    severities: Counter[str] = Counter()
    for path in tally.change_sets:
        severities.update(state.summary_at(path)["by_severity"])
    quarantine = find_quarantined(state)
    reads = sum(number for why, number in tally.decisions.items() if why in READ_FOR)
    return RunReport(
        id=tally.run,
        started_at=tally.started_at,
        finished_at=datetime.now(UTC).isoformat(timespec="seconds"),
        seconds=tally.seconds,
        program=run.reading,
        raw=run.settings.raw.as_posix(),
        extracted=run.settings.out.as_posix(),
        pages=PageCounts(
            seen=tally.decisions.total(),
            skipped=tally.decisions.total() - reads - tally.decisions["left out"],
            read=tally.read,
            quarantined=sum(entry.reason != "expected" for entry in quarantine),
            held=totals["held"],
            left_out=tally.decisions["left out"],
        ),
        documents=totals["documents"],
        in_force=totals["in_force"],
        claims_by_kind={kind: totals[kind] for kind in KINDS},
        claims_by_status={status: totals[status] for status in STATUSES},
        changes_by_severity=dict(sorted(severities.items())),
        change_sets=tally.change_sets,
        quarantine=tuple(quarantine),
        alerts=tuple(tally.alerts),
        next_steps=(*_advise(run, severities, len(quarantine)), *tally.next_steps),
        feeds=dict(tally.feeds),
        feeds_stopped=dict(tally.feeds_stopped),
        unchanged=not reads and not tally.documents,
    )


def _advise(run: Run, severities: Mapping[str, int], set_aside: int) -> Iterator[str]:
    """What a person does next, the most pressing first."""
    out = run.settings.out.as_posix()
    if severities.get("breaking"):
        breaking = _count(severities["breaking"], "breaking change")
        yield f"{breaking}: read {out}/runs/{run.tally.run}.md before rules are loaded"
    for reason in run.tally.feeds_stopped.values():
        yield f"feed {reason}"
    if set_aside:
        pages = _count(set_aside, "page")
        yield f"{pages} set aside: read {out}/quarantine.jsonl, then guideline-claims clean PAGE --explain"


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def write_report(report: RunReport, out: Path) -> None:
    """``runs/<run>.json``, and the same as ``run-report.json``."""
    body = (json.dumps(report.model_dump(mode="json"), ensure_ascii=False, indent=1) + "\n").encode()
    remove_unfinished(out / "runs")
    write_file(out / "runs" / f"{report.id}.json", body)
    write_file(out / LAST, body)
