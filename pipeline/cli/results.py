"""Commands that read what a run left: explain, history, changes; and schema."""

import json
from typing import Annotated, Any

import typer

from pipeline.errors import UsageError

from .output import From, find_extracted, write_lines, write_text


def explain(
    claim_id: Annotated[str, typer.Argument(metavar="CLAIM_ID", help="The id of a claim (urn:uuid:...).")],
    extracted: From = None,
) -> None:
    """Show where a claim comes from: page, section, sentence, citations, and its history over revisions."""
    from pipeline.batch import Store
    from pipeline.report.explain import render_claim

    store = Store(find_extracted(extracted))
    found = list(store.find_claim(claim_id))
    if not found:
        raise UsageError(f"{claim_id}: no such claim in {store.folder}; `claims --from` lists those in force")
    entry, revision, claim = next((hit for hit in found if hit[1].name == hit[0].in_force), found[0])
    write_text(render_claim(claim, entry, revision, store.trace_claim(entry, claim_id)))


def history(
    document: Annotated[str, typer.Argument(metavar="DOC", help="The id of a document.")],
    extracted: From = None,
) -> None:
    """List the revisions of a document, oldest first, with what each holds."""
    from pipeline.batch import Store
    from pipeline.report.run import render_history

    write_text(render_history(Store(find_extracted(extracted)).entry(document)))


def changes(extracted: From = None) -> None:
    """All change records, a line each, in the order document, revision, page."""
    from pipeline.batch import Store

    write_lines(change.to_json() for change in Store(find_extracted(extracted)).changes())


def schema(
    name: Annotated[str, typer.Argument(metavar="NAME", help="document, figure, claim, change, changeset, ...")],
) -> None:
    """Print the JSON Schema of a record that others rely on."""
    from pydantic import TypeAdapter

    from pipeline import records

    if name == "patient":
        from pipeline.feeds import make_patient_schema

        write_text(json.dumps(make_patient_schema(), ensure_ascii=False, indent=1) + "\n")
        return
    known: dict[str, Any] = {
        "document": records.Document,
        "figure": records.Figure,
        "claim": records.Claim,
        "change": records.Change,
        "changeset": records.ChangeSet,
        "witness": records.Witness,
        "manifest": records.Manifest,
    }
    if name not in known:
        raise UsageError(f"{name}: no such schema; there are {', '.join([*known, 'patient'])}")
    body = TypeAdapter(known[name]).json_schema(mode="serialization", by_alias=True)
    body = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": name, **body}
    write_text(json.dumps(body, ensure_ascii=False, indent=1) + "\n")


COMMANDS = {
    explain: ("guideline-claims explain urn:uuid:6f1c... --from extracted",),
    history: ("guideline-claims history pdq:CDR0000062923 --from extracted",),
    changes: ("guideline-claims changes --from extracted",),
    schema: ("guideline-claims schema claim",),
}
