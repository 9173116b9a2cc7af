"""What the last reading of a document left for the next one: a changed page pays for what changed.

The state keeps what the stages learned of a document, and which revision that was; its claims are those that were
staged or published. A file that is gone or was edited costs time only: the digest of the claims tells.
"""

import contextlib
import json
import sqlite3
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.records import Claim, sha256_of

from .publish import CLAIMS, set_replaces
from .settle import name_document, name_revision

MOST_LINES = 5_000  # claims that are kept in a child between its jobs: those of the longest page, three times


class Remembered(NamedTuple):
    """What a document's last reading learned, and its claims in page order with their lines; None where they are not
    to be had.
    """

    learned: bytes
    claims: tuple[Claim, ...] | None
    lines: tuple[bytes, ...] = ()


def pack_learned(learned: bytes, content: str, date: str | None, claims_jsonl: bytes) -> bytes:
    """What a reading learned, and where and which its claims are."""
    head = {"content": content, "folder": name_revision(date, content), "claims": sha256_of(claims_jsonl)}
    return zlib.compress(json.dumps(head).encode() + b"\n" + learned, 1)


def remember(state: Path, document: str, program: str) -> Remembered | None:
    """What ``program`` learned of a document; None where there is nothing. For children: never writes."""
    try:
        with contextlib.closing(sqlite3.connect(f"{state.absolute().as_uri()}?mode=ro", uri=True)) as db:
            query = "SELECT body FROM blocks WHERE document = ? AND program = ?"
            found = db.execute(query, (document, program)).fetchone()
            if found is None:
                return None
            head, _, learned = zlib.decompress(found[0]).partition(b"\n")
            place: dict[str, Any] = json.loads(head)
            query = "SELECT body FROM staged WHERE document = ? AND name = ?"
            staged = db.execute(query, (document, f"{place['content']}/{CLAIMS}")).fetchone()
    except sqlite3.OperationalError:  # busy: the document is read anew, which costs time only
        return None
    path = state.parent / "documents" / name_document(document) / place["folder"] / CLAIMS
    claims = set_replaces(staged[0] if staged else path.read_bytes() if path.is_file() else b"", {})
    if sha256_of(claims) != place["claims"]:
        return Remembered(learned, None)
    return Remembered(learned, parse_claims(claims), tuple(claims.splitlines()))


_parsed: dict[bytes, Claim] = {}  # the lines that a child saw last: one page's claims are needed in two or three jobs


def parse_claims(claims_jsonl: bytes) -> tuple[Claim, ...]:
    """The claims of a file, a line each; a line that was seen just before is not parsed again."""
    lines = claims_jsonl.splitlines()
    claims = tuple(_parsed.get(line) or Claim.model_validate_json(line) for line in lines)
    keep_parsed(zip(lines, claims, strict=True))
    return claims


def write_claims(claims: Sequence[Claim], known: Remembered | None) -> list[bytes]:
    """The lines of claims; a claim that was carried over has the line it had, but for its id and place."""
    had = zip(known.claims or (), known.lines, strict=False) if known else ()
    by_hash = {id(claim.hash): (claim, line) for claim, line in had}  # the very object goes on with the claim
    lines = []
    for claim in claims:
        before, line = by_hash.get(id(claim.hash), (None, b""))
        carried = before is not None and all(getattr(claim, name) is getattr(before, name) for name in CARRIED)
        lines.append(_replace_place(line, claim) if carried else claim.to_json().encode())
    return lines


CARRIED = frozenset(Claim.model_fields) - {"schema_", "id", "replaces", "provenance"}
ID, PLACE, AFTER_PLACE = b'"id": "', b'"provenance": {', b', "confidence": '  # no quote in a string stands unescaped


def _replace_place(line: bytes, claim: Claim) -> bytes:
    at = line.index(ID) + len(ID)
    head = line[:at] + claim.id.encode() + line[line.index(b'"', at) : line.rindex(PLACE) + len(PLACE) - 1]
    return head + claim.provenance.to_json().encode() + line[line.rindex(AFTER_PLACE) :]


def keep_parsed(parsed: Iterable[tuple[bytes, Claim]]) -> None:
    """Lines whose claims are at hand."""
    if len(_parsed) > MOST_LINES:
        _parsed.clear()
    _parsed.update(parsed)
