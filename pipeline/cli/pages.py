"""Commands on one page or two: clean, figures, claims, diff."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from pipeline.choices import FailOn
from pipeline.errors import CHANGED, CompareError, UsageError

from .output import From, find_extracted, naming, write_lines, write_text

if TYPE_CHECKING:
    from pipeline.changes import Edition
    from pipeline.records import ChangeSet, Claim

SEVERITIES = ("breaking", "additive", "evidence")
PageArgument = Annotated[Path, typer.Argument(metavar="FILE", help="A page: text, markdown, HTML or PDQ XML.")]


def clean(
    file: PageArgument,
    format: Annotated[Literal["json", "text"], typer.Option(help="The record, or the cleaned text alone.")] = "json",
    explain: Annotated[
        bool, typer.Option("--explain", help="Show every line of the page with what became of it.")
    ] = False,
) -> None:
    """Clean one page: its document record, with every line that was left out and why."""
    from pipeline.batch.pages import read_page_file
    from pipeline.document import explain_page, parse_document

    with naming(file):
        page = read_page_file(file)
        if explain:
            write_lines(f"{mark:<28}{line}" for mark, line in explain_page(page))
        else:
            document = parse_document(page)
            write_text(document.text + "\n" if format == "text" else document.to_json() + "\n")


def figures(
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help='Lines {"id","text"}, or a page; stdin where none is named.')
    ] = None,
) -> None:
    """Read the figures of texts: lines {"id","text"} in, lines {"id","figures"} out."""
    from pipeline.batch.pages import read_page_file
    from pipeline.flow import read_page
    from pipeline.records import Page

    page = Page(path="stdin", content=sys.stdin.buffer.read()) if file is None else read_page_file(file)
    texts = _parse_texts(page.content, page.path)
    if texts is not None:
        write_lines(_read_texts(texts))
    else:
        with naming(page.path):
            reading = read_page(page)
        figures = [figure.model_dump(mode="json") for figure in reading.figures]
        write_lines([json.dumps({"id": reading.document.id, "figures": figures}, ensure_ascii=False)])


def claims(
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="A page.")] = None,
    extracted: From = None,
) -> None:
    """Claims, a line each: those of one page, or with --from all that are in force."""
    if (file is None) == (extracted is None):
        raise UsageError("claims: name either a page or, with --from, the folder that a run wrote")
    if file is not None:
        from pipeline.batch.pages import read_page_file
        from pipeline.flow import read_page

        with naming(file):
            reading = read_page(read_page_file(file))
        write_lines(claim.to_json() for claim in reading.claims)
    else:
        from pipeline.batch import Store

        write_lines(line.decode() for line in Store(find_extracted(extracted)).claims_in_force())


def diff(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="A page, or a file of claims.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="Its later revision, in the same form.")],
    format: Annotated[Literal["json", "text", "markdown"], typer.Option(help="How to show it.")] = "json",
    fail_on: Annotated[FailOn | None, typer.Option(help="Leave with code 10 on such a change or a worse one.")] = None,
    ignore: Annotated[Path | None, typer.Option(help="TOML list of changes to leave out, with reasons.")] = None,
    rules: Annotated[
        Path | None, typer.Option(help="CSV of your rule ids and claim ids: which rules are touched.")
    ] = None,
) -> None:
    """Compare two revisions of a page: what changed in its claims and how much it matters."""
    from pipeline.changes import diff_claims, find_touched_rules, read_ignore_list, read_rules

    ignored = read_ignore_list(ignore) if ignore else None
    local = read_rules(rules) if rules else None
    later = _read_edition(new)
    _check_expected(later)
    changes = diff_claims(_read_edition(old, take_as=later.ref.document), later, ignore=ignored)
    if local is not None:
        changes = changes.model_copy(update={"rules": find_touched_rules(changes, local)})
    write_text(_render(changes, format))
    if fails_on(changes.summary.by_severity, fail_on):
        raise typer.Exit(CHANGED)


def fails_on(by_severity: dict[str, int], fail_on: FailOn | None) -> bool:
    """Whether there is a change of severity ``fail_on`` or worse; ``any`` is evidence or worse."""
    if fail_on is None:
        return False
    least = SEVERITIES.index("evidence" if fail_on == "any" else fail_on)
    return any(by_severity.get(severity, 0) for severity in SEVERITIES[: least + 1])


def _render(changes: "ChangeSet", format: str) -> str:
    from pipeline.report.changes import render_markdown, render_text

    if format == "text":
        return render_text(changes)
    return render_markdown(changes) if format == "markdown" else changes.to_json() + "\n"


def _check_expected(edition: "Edition") -> None:
    """Raises ``CompareError`` where a page has less than the settings say a sound page of its document has."""
    from pipeline.batch.settle import find_shortfall
    from pipeline.records.run import Counts, Expected
    from pipeline.settings import read_settings

    document = edition.document
    if document is None:
        return
    counts = Counts(
        blocks=len(document.blocks), references=len(document.references), figures=0, claims=len(edition.claims)
    )
    if shortfall := find_shortfall(counts, None, read_settings().expected.get(document.id), Expected()):
        raise CompareError(f"cannot compare: {document.source.path} has {shortfall}; see `clean --explain`")


def _read_edition(path: Path, take_as: str | None = None) -> "Edition":
    """A page read now, or claims read before; the first line tells which. ``take_as`` is the document of a page."""
    from pipeline.batch.pages import read_page_file
    from pipeline.changes import Edition

    page = read_page_file(path)
    if page.content.lstrip().startswith(b'{"schema": "claim/'):
        return Edition.from_claims(_parse_claims(page.content, path))
    # the stages that read a page take a quarter of a second to import, and claim files need none of them
    from pipeline.document import parse_document
    from pipeline.flow import read_document

    with naming(path):
        document = parse_document(page)
        reading = read_document(document.model_copy(update={"id": take_as or document.id}))
    return Edition.from_document(reading.document, reading.claims)


def _parse_claims(content: bytes, path: Path) -> "list[Claim]":
    from pydantic import ValidationError

    from pipeline.records import Claim

    claims = []
    for number, line in enumerate(content.splitlines(), 1):
        try:
            claims.append(Claim.model_validate_json(line))
        except ValidationError as error:
            raise UsageError(f"{path}: line {number} is not a claim; write the file anew with `claims`") from error
    return claims


def _parse_texts(content: bytes, path: str) -> list[dict[str, str]] | None:
    """Lines of {"id","text"}; None where the first line is no such object: then it is a page."""
    texts: list[dict[str, str]] = []
    for number, line in enumerate(content.splitlines(), 1):
        if not line.strip():
            continue
        try:
            text = json.loads(line)
            sound = isinstance(text, dict) and isinstance(text.get("text"), str) and "id" in text
        except ValueError:
            sound = False
        if sound:
            texts.append(text)
        elif texts:
            raise UsageError(f'{path}: line {number} is not an object with "id" and "text"; correct it')
        else:
            return None
    return texts or None


def _read_texts(texts: list[dict[str, str]]) -> Iterator[str]:
    from pipeline.figures import find_figures_in_text

    for text in texts:
        found = [figure.model_dump(mode="json") for figure in find_figures_in_text(text["text"])]
        yield json.dumps({"id": text["id"], "figures": found}, ensure_ascii=False)


COMMANDS = {
    clean: ("guideline-claims clean raw/page.html --format text",),
    figures: ('echo \'{"id": 1, "text": "Survival was 80%."}\' | guideline-claims figures',),
    claims: ("guideline-claims claims raw/page.html", "guideline-claims claims --from extracted"),
    diff: ("guideline-claims diff raw/page-2018.html raw/page-2021.html --format text",),
}
