"""What the last reading of a document left for the next one: a changed page pays for what changed.

The state keeps what the stages learned of a document, and which revision that was; its claims are those that were
staged or published. A file that is gone or was edited costs time only: the digest of the claims tells.
"""

import contextlib
import json
import sqlite3
import zlib
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.records import sha256_of

from .publish import CLAIMS, set_replaces
from .settle import name_document, name_revision


class Remembered(NamedTuple):
    """What a document's last reading learned, and the lines of its claims; None where they are not to be had."""

    learned: bytes
    claims: tuple[str, ...] | None


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
    return Remembered(learned, read_lines(claims))


def read_lines(claims_jsonl: bytes) -> tuple[str, ...]:
    """The claims of a file, a line each: only a line feed ends one, whatever else a quote holds."""
    return tuple(claims_jsonl.decode().split("\n")[:-1])
