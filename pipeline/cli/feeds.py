"""The commands of rule engines and their integrators: feed and match."""

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from pipeline.errors import UsageError

from .output import From, find_extracted, write_lines, write_text

if TYPE_CHECKING:
    from pipeline.batch import Store
    from pipeline.records import Claim

Engine = Literal["zen", "clips", "dmn", "fhir", "tables", "jsonl"]


class Reason(StrEnum):
    """Why claims stay out of feeds unless asked for."""

    needs_review = "needs_review"
    patient = "patient"
    context = "context"


ClaimsFile = Annotated[
    Path | None, typer.Option("--claims", metavar="FILE", help="Claim records, a line each, instead of a run's.")
]


def feed(
    engine: Annotated[Engine, typer.Argument(help="What will load it.")],
    claims: ClaimsFile = None,
    extracted: From = None,
    out: Annotated[Path | None, typer.Option(help="A folder for the files; without it, a version of the run.")] = None,
    also: Annotated[list[Reason] | None, typer.Option("--with", help="Claims that else stay out; may repeat.")] = None,
    promote: Annotated[str | None, typer.Option(metavar="VERSION", help="Put this version in force, or back.")] = None,
    allow_loss: Annotated[
        bool, typer.Option("--allow-loss", help="Go on where most claims of the version in force are gone.")
    ] = False,
) -> None:
    """Write what a rule engine loads, with its manifest and the patients that prove it; or promote a version."""
    from pipeline import feeds
    from pipeline.batch.feeds import FOLDER, publish_engine, read_claims_in_force

    folder = find_extracted(extracted) / FOLDER / engine
    if promote is not None:
        feeds.promote(folder, promote)
        print(f"{engine}: version {promote} is in force", file=sys.stderr)
        return
    if out is None and claims is None and not also:
        found, patients = read_claims_in_force(_store(extracted))
        version, waits = publish_engine(folder, engine, found, patients, "major", allow_loss=allow_loss)
        print(f"{folder / version}{' waits to be promoted' if waits else ''}", file=sys.stderr)
        write_text((folder / version / "manifest.json").read_text(encoding="utf-8"))
        return
    if out is None:
        raise UsageError("--claims and --with write a feed of your own: say where with --out")
    found, patients = (_read_claims(claims), set[str]()) if claims else read_claims_in_force(_store(extracted))
    selection = feeds.select_claims(found, patient_documents=patients, unless_asked=also or ())
    files = feeds.compile_feed(engine, selection.claims)
    write_text(json.dumps(feeds.write_files(out, engine, files, selection).model_dump(mode="json"), indent=1) + "\n")


def match(
    patient: Annotated[Path, typer.Argument(metavar="PATIENT.json", help="An object keyed by variable id.")],
    claims: ClaimsFile = None,
    extracted: From = None,
) -> None:
    """Say of each claim whether it applies to a patient, and which facts are missing where that is not known."""
    from pipeline.batch.feeds import read_claims_in_force
    from pipeline.feeds import match_claims, select_claims

    facts = _read_patient(patient)
    found, patients = (_read_claims(claims), set[str]()) if claims else read_claims_in_force(_store(extracted))
    selected = select_claims(found, patient_documents=patients).claims
    write_lines(
        json.dumps(
            {
                "claim": verdict.claim.id,
                "outcome": verdict.outcome,
                "reasons": [{"var": var, "reason": reason} for var, reason in verdict.reasons],
                "statement": verdict.claim.statement,
            },
            ensure_ascii=False,
        )
        for verdict in match_claims(selected, facts)
    )


def _store(extracted: Path | None) -> "Store":
    from pipeline.batch.store import Store

    return Store(find_extracted(extracted))


def _read_claims(path: Path) -> list["Claim"]:
    from pydantic import ValidationError

    from pipeline.records import Claim

    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        return [Claim.model_validate_json(line) for line in lines if line.strip()]
    except OSError as error:
        raise UsageError(f"{path}: {(error.strerror or '').lower()}; name a file of claims") from error
    except (UnicodeDecodeError, ValidationError) as error:
        raise UsageError(f"{path}: not claim records; `claims` writes them") from error


def _read_patient(path: Path) -> dict[str, Any]:
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{path}: {(error.strerror or '').lower()}; name a patient's file") from error
    except ValueError as error:
        raise UsageError(f"{path}: not JSON; `schema patient` says what a patient looks like") from error
    if not isinstance(facts, dict):
        raise UsageError(f"{path}: a patient is an object keyed by variable id; `schema patient` lists them")
    return facts


COMMANDS = {
    feed: ("guideline-claims feed zen", "guideline-claims feed zen --promote 2.0.0"),
    match: ("guideline-claims match patient.json --from extracted",),
}
