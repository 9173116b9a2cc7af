"""A change set for people: a table for the terminal, a Markdown note for an e-mail or a pull request."""

import io
from collections.abc import Iterator

from pipeline.records import (
    Change,
    ChangeSet,
    Claim,
    ThenDose,
    ThenRecommendation,
    ThenStatistic,
    ThenThreshold,
    json_number,
)

SEVERITIES = ("breaking", "additive", "evidence", "editorial", "extractor")
OP_SIGNS = {"eq": "", "ne": "≠ ", "lt": "< ", "le": "≤ ", "gt": "> ", "ge": "≥ ", "approx": "~ ", "between": ""}
# Longest quote and list of claims that a note shows before it is cut, in characters and claims.
MAX_QUOTE_CHARS = 400
MAX_LISTED = 12


def render_text(changes: ChangeSet, *, width: int = 120) -> str:
    """The change set as a table, the worst changes first, ``width`` columns wide."""
    # rich is a tenth of a second to import, and most commands print JSON
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, show_edge=False, header_style="bold")
    for name in ("change", "what", "where", "announced"):
        table.add_column(name, overflow="fold", ratio={"what": 5, "where": 3}.get(name, 2))
    for severity in SEVERITIES:
        for change in _of_severity(changes, severity):
            table.add_row(
                f"{severity}\n{change.type}", describe_change(change), " > ".join(change.where), _announced(change)
            )
            table.add_row("", "", "", "")
    stream = io.StringIO()
    console = Console(file=stream, width=width, no_color=True, highlight=False, markup=False, emoji=False)
    console.print("\n".join(_head(changes)))
    if changes.changes:
        console.print(table)
    for line in _tail(changes):
        console.print(line)
    return "\n".join(line.rstrip() for line in stream.getvalue().splitlines()) + "\n"


def render_markdown(changes: ChangeSet) -> str:
    """The change set as a note: counts first, then each change with its quotes under its severity."""
    head = _head(changes)
    lines = [f"# Changes: {_escape(head[0])}", "", *(f"{_escape(line)}  " for line in head[1:]), ""]
    for severity in SEVERITIES:
        members = list(_of_severity(changes, severity))
        if members:
            lines += [f"## {severity} ({len(members)})", ""]
        for change in members:
            lines += [*_note(change), ""]
    tail = list(_tail(changes))
    if tail:
        lines += ["## Also", "", *(f"- {_escape(line)}" for line in tail), ""]
    return "\n".join(lines).rstrip() + "\n"


def describe_change(change: Change) -> str:
    """One change in a line or two: what was and what is."""
    if change.map is not None:
        moved = ", ".join(f"{pair.before}→{pair.after}" for pair in change.map[:MAX_LISTED])
        more = f" and {len(change.map) - MAX_LISTED} more" if len(change.map) > MAX_LISTED else ""
        lost = f"; not resolved: {', '.join(map(str, change.unresolved))}" if change.unresolved else ""
        return f"{len(change.map)} reference numbers moved: {moved}{more}{lost}"
    describe = describe_claim if change.before and change.after else _describe_alone
    before, after = describe(change.before), describe(change.after)
    said = after if before == after else " → ".join(filter(None, (before, after)))
    details = [
        f"{field.path.removeprefix('then.')}: {_say(field.before)} → {_say(field.after)}"
        for field in change.fields
        if not field.path.startswith("then.") or before == after
    ]
    shared = f"({len(change.claims)} claims)" if change.claims else ""
    return "\n".join(filter(None, (" ".join(filter(None, (said, shared))), *details)))


def _describe_alone(claim: Claim | None) -> str:
    """A claim that came or went. Of one that is set aside, its figure and why, not a reading that is in doubt."""
    if claim is None or claim.status == "active" or isinstance(claim.then, ThenRecommendation):
        return describe_claim(claim)
    figure = claim.then.text if isinstance(claim.then, ThenStatistic) else _amount(claim.then)
    return f"{figure}, set aside: {', '.join(claim.issues)}"


def describe_claim(claim: Claim | None) -> str:
    """What a claim states, in its shortest words; empty for no claim."""
    match claim and claim.then:
        case ThenStatistic(measure=measure, time=time) as then:
            return " ".join(filter(None, (measure.replace("_", " "), time, _amount(then))))
        case ThenThreshold(var=var) as then:
            return f"{var.replace('_', ' ')} {_amount(then)}"
        case ThenDose(agent=agent, schedule=schedule) as then:
            return " ".join(filter(None, (agent, _amount(then), schedule)))
        case ThenRecommendation(action=action, direction=direction):
            return f"{direction}: {action}"
    return ""


def _amount(then: ThenStatistic | ThenThreshold | ThenDose) -> str:
    numbers = [json_number(n) for n in (then.value, then.low, then.high) if n is not None]
    text = OP_SIGNS.get(then.op, "") + "–".join(map(str, numbers))
    unit = "" if then.unit in (None, "1") else then.unit or ""
    return f"{text}{'' if unit == '%' else ' '}{unit}".rstrip()


def _say(value: object) -> str:
    if value is None:
        return "none"
    if isinstance(value, dict):
        if "raw" in value:
            return str(value["raw"])
        if "var" in value:
            number = f"{value['value']} {value.get('unit') or ''}".rstrip()
            return f"{OP_SIGNS.get(value['op'], value['op'] + ' ')}{number}"
        return ", ".join(f"{key} {_say(member)}" for key, member in value.items())
    if isinstance(value, list):
        return ", ".join(map(_say, value)) or "none"
    return str(value)


def _of_severity(changes: ChangeSet, severity: str) -> Iterator[Change]:
    return (change for change in changes.changes if change.severity == severity)


def _head(changes: ChangeSet) -> list[str]:
    summary = changes.summary
    counts = ", ".join(f"{summary.by_severity[s]} {s}" for s in SEVERITIES if s in summary.by_severity)
    revisions = [side.revision or f"sha256 {side.sha256[:12]}" for side in (changes.old, changes.new)]
    total = len(changes.changes)
    lines = [
        f"{changes.new.document}, {revisions[0]} to {revisions[1]}",
        f"{total} change{'' if total == 1 else 's'}{': ' + counts if counts else ''}",
        f"version advice: {summary.version_advice}",
    ]
    if summary.announced.entries:
        told = summary.announced
        counts = f"{told.found} found, {told.not_found} not found"
        lines.append(f"announced by the page: {counts}; changes it does not announce: {told.unannounced}")
    return lines


def _tail(changes: ChangeSet) -> Iterator[str]:
    for entry in changes.summary.announced.entries:
        if entry.status == "not-found":
            yield f"announced, not found: {_cut(entry.text)}"
    for reason, count in changes.summary.ignored.items():
        yield f"left out: {count} ({reason})"
    for rule in changes.rules or ():
        after = f"; the claim is {rule.continues_as} now" if rule.continues_as else ""
        yield f"rule {rule.rule}: {rule.severity or 'no change'}, {len(rule.changes)} changes to {rule.claim}{after}"


def _announced(change: Change) -> str:
    return "" if change.announced.status == "unknown" else change.announced.status


def _note(change: Change) -> Iterator[str]:
    where = " > ".join(change.where)
    status = _announced(change)
    yield f"### {change.type}{': ' + _escape(where) if where else ''}"
    yield ""
    for line in describe_change(change).splitlines():
        yield f"{_escape(line)}  "
    if status:
        yield f"*{status}*  "
    quotes = (("before", change.quote_before), ("after", change.quote_after))
    for label, quote in quotes:
        if quote and change.severity != "editorial":
            yield f"> {label}: {_escape(_cut(quote))}  "
    claims = change.claims or ((change.claim,) if change.claim else ())
    if claims:
        more = f" and {len(claims) - MAX_LISTED} more" if len(claims) > MAX_LISTED else ""
        yield f"claims: {', '.join(f'`{claim}`' for claim in claims[:MAX_LISTED])}{more}"


def _cut(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= MAX_QUOTE_CHARS else plain[: MAX_QUOTE_CHARS - 1] + "…"


def _escape(text: str) -> str:
    """Text of a page as Markdown that shows it and does nothing else."""
    plain = " ".join(text.split())
    for sign in "\\`*_[]<>|#~":
        plain = plain.replace(sign, f"\\{sign}")
    return plain
