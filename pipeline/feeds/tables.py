"""CSV tables for analysts: claims, their conditions and their citations, joined by claim id (RFC 4180, UTF-8).

Parquet of the same tables is written where ``pyarrow`` is installed (the extra ``tables``).
"""

import csv
import io
import json
from collections.abc import Callable, Iterable, Sequence
from importlib.util import find_spec
from typing import Any

from ..records import Claim, find_predicates
from .facts import full_condition

Cell = str | int | float | bool | None
Table = list[dict[str, Cell]]


def compile_tables(claims: Sequence[Claim]) -> dict[str, str | bytes]:
    """``claims.csv``, ``conditions.csv`` and ``citations.csv``, and Parquet beside them; empty cells are unknown."""
    files: dict[str, str | bytes] = {}
    for name, table in make_tables(claims).items():
        files[f"{name}.csv"] = _to_csv(table)
        if table and find_spec("pyarrow") is not None:
            files[f"{name}.parquet"] = _to_parquet(table)
    return files


def make_tables(claims: Iterable[Claim]) -> dict[str, Table]:
    """The three tables as rows; every row of a table has the same columns in the same order."""
    readers: dict[str, Callable[[Claim], Table]] = {
        "claims": _claim_rows,
        "conditions": _condition_rows,
        "citations": _citation_rows,
    }
    listed = list(claims)
    tables = {name: [row for claim in listed for row in read(claim)] for name, read in readers.items()}
    return {name: _same_columns(table) for name, table in tables.items()}


def _same_columns(table: Table) -> Table:
    columns = list(dict.fromkeys(name for row in table for name in row))
    return [{name: row.get(name) for name in columns} for row in table]


def _claim_rows(claim: Claim) -> Table:
    record = claim.model_dump(mode="json")
    row: dict[str, Cell] = {name: record[name] for name in ("id", "kind", "status", "statement", "confidence")}
    row["population"] = claim.population.text
    row["intervention"] = claim.intervention.text if claim.intervention else None
    row["comparator"] = claim.comparator.text if claim.comparator else None
    row |= {f"then_{name}": _flat(value) for name, value in record["then"].items()}
    row["level"] = claim.evidence.level.raw if claim.evidence.level else None
    row["level_scheme"] = claim.evidence.level.scheme if claim.evidence.level else None
    row["study"] = claim.study.name if claim.study else None
    row |= {name: _flat(record["provenance"][name]) for name in ("document", "revision", "section", "url", "quote")}
    return [row]


def _condition_rows(claim: Claim) -> Table:
    return [
        {"claim": claim.id, "position": at, **{k: _flat(v) for k, v in predicate.model_dump(mode="json").items()}}
        for at, predicate in enumerate(find_predicates(full_condition(claim)))
    ]


def _citation_rows(claim: Claim) -> Table:
    return [
        {
            "claim": claim.id,
            "number": citation.number,
            "scope": citation.scope,
            "pmid": citation.reference.pmid if citation.reference else None,
            "text": citation.reference.text if citation.reference else None,
        }
        for citation in claim.evidence.citations
    ]


def _flat(value: Any) -> Cell:
    """A cell: scalars as they are, anything nested as JSON."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value


def _to_parquet(table: Table) -> bytes:
    """Columns that hold values of several types are text."""
    import pyarrow
    import pyarrow.parquet

    columns: dict[str, list[Cell]] = {}
    for name in table[0]:
        cells = [row[name] for row in table]
        kinds = {type(cell) for cell in cells if cell is not None}
        mixed = len(kinds) > 1 and not kinds <= {int, float}
        columns[name] = [None if cell is None else str(cell) for cell in cells] if mixed else cells
    out = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.table(columns), out)
    return out.getvalue()


def _to_csv(table: Table) -> str:
    out = io.StringIO()
    if table:
        writer = csv.DictWriter(out, fieldnames=list(table[0]), lineterminator="\n", quoting=csv.QUOTE_MINIMAL)
        writer.writeheader()
        writer.writerows(table)
    return out.getvalue()
