"""The commands of rule engines and their integrators: feed and match."""

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.choices import Engine
from pipeline.errors import UsageError

from .output import From, find_extracted, write_lines, write_text

if TYPE_CHECKING:
    from pipeline.batch.feeds import RuleBase
    from pipeline.records import Claim


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
    from pipeline.batch.feeds import FOLDER, publish_engine

    folder = find_extracted(extracted) / FOLDER / engine
    if promote is not None:
        feeds.promote(folder, promote)
        print(f"{engine}: version {promote} is in force", file=sys.stderr)
        return
    if out is None and claims is None and not also:
        version, waits = publish_engine(
            folder, engine, _read_rule_base(None, extracted), "major", allow_loss=allow_loss
        )
        print(f"{folder / version}{' waits to be promoted' if waits else ''}", file=sys.stderr)
        write_text((folder / version / "manifest.json").read_text(encoding="utf-8"))
        return
    if out is None:
        raise UsageError("--claims and --with write a feed of your own: say where with --out")
    base = _read_rule_base(claims, extracted)
    selection = feeds.select_claims(base.claims, patient_documents=base.patients, unless_asked=also or ())
    files = feeds.compile_feed(engine, selection.claims)
    manifest = feeds.write_files(out, engine, files, selection, feeds.write_witnesses(selection.claims))
    write_text(json.dumps(manifest.model_dump(mode="json"), indent=1) + "\n")


def match(
    patient: Annotated[Path, typer.Argument(metavar="PATIENT.json", help="An object keyed by variable id.")],
    claims: ClaimsFile = None,
    extracted: From = None,
) -> None:
    """Say of each claim whether it applies to a patient, and which facts are missing where that is not known."""
    from pipeline.feeds import match_claims

    facts, selected = _read_patient(patient), _read_rule_base(claims, extracted).selection.claims
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


def _read_rule_base(claims: Path | None, extracted: Path | None) -> "RuleBase":
    """The claims of a file, or those in force in a run's results."""
    from pipeline.batch.feeds import RuleBase, read_rule_base
    from pipeline.batch.store import Store

    if claims is not None:
        return RuleBase(_read_claims(claims))
    store = Store(find_extracted(extracted))
    return read_rule_base(store.entries(), store.folder)


def _read_claims(path: Path) -> list["Claim"]:
    from pydantic import ValidationError

    from pipeline.records import Claim

    try:
        lines = path.read_text(encoding="utf-8").split("\n")  # other line ends may stand in a quote
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
