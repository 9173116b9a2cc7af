"""Claims -> what engines and people load. One file per engine; each gives its files as text, and ``publish`` writes
them.
"""

from collections.abc import Callable, Mapping, Sequence

from ..errors import UsageError
from ..records import Claim
from .clips import compile_clips
from .dmn import compile_dmn
from .evaluate import match_claims
from .fhir import compile_fhir
from .jsonl import compile_jsonl
from .patient import make_patient_schema
from .publish import (
    current_version,
    list_versions,
    next_version,
    promote,
    same_files,
    write_files,
    write_version,
)
from .select import Selection, select_claims
from .tables import compile_tables
from .witnesses import write_witnesses
from .zen import compile_zen

__all__ = [
    "ENGINES",
    "Selection",
    "compile_feed",
    "current_version",
    "list_versions",
    "make_patient_schema",
    "match_claims",
    "next_version",
    "promote",
    "same_files",
    "select_claims",
    "write_files",
    "write_version",
    "write_witnesses",
]

ENGINES: Mapping[str, Callable[[Sequence[Claim]], dict[str, str | bytes]]] = {
    "zen": compile_zen,
    "clips": compile_clips,
    "dmn": compile_dmn,
    "fhir": compile_fhir,
    "tables": compile_tables,
    "jsonl": compile_jsonl,
}


def compile_feed(engine: str, claims: Sequence[Claim]) -> dict[str, str | bytes]:
    """The files of a feed by name. Raises UsageError for an engine that there is no feed for, FeedError for a claim
    that an engine cannot hold.
    """
    if engine not in ENGINES:
        raise UsageError(f"there is no feed for {engine!r}: there are {', '.join(ENGINES)}")
    return ENGINES[engine](claims)
