"""PDQ levels of evidence: what a code says about design and endpoint, and on which scale (``evidence.toml``)."""

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

from pipeline.records.claim import Coded, EvidenceLevel

from . import load_lexicon

SPLIT_RE = re.compile(r"\s?(?:,|;|/|\band\b|\bor\b|&)\s?")


@lru_cache(maxsize=1024)
def parse_level(raw: str, scheme: str | None = None) -> tuple[EvidenceLevel, ...]:
    """The levels written in ``raw`` ("3iiiDii", "A1, B1"), one each; what no scheme has keeps ``scheme`` None.

    Treatment and integrative medicine share codes: these are read as treatment unless ``scheme`` names another scale.
    ``rank`` orders within one scheme, lower is stronger; None for the combined codes, whose order is their own.
    """
    return tuple(_parse_code(code, scheme) for code in SPLIT_RE.split(raw.strip()) if code)


def _parse_code(code: str, wanted: str | None) -> EvidenceLevel:
    for entry in load_lexicon("evidence")["scheme"]:
        match = _pattern(entry["pattern"]).fullmatch(code)
        if match is not None and wanted in (None, entry["scheme"]):
            return _read_level(code, entry, match)
    return EvidenceLevel(raw=code, scheme=None)


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _read_level(code: str, entry: Mapping[str, Any], match: re.Match[str]) -> EvidenceLevel:
    parts = match.groupdict()
    design_code = parts.get("design") or parts.get("bare") or ""
    endpoint_code = parts.get("endpoint")
    _, design_rank, design_display = next(design for design in entry["designs"] if design[0] == design_code)
    rank, display, endpoint = [design_rank], design_display, None
    if endpoint_code:
        _, endpoint_rank, endpoint_display = next(row for row in entry["endpoints"] if row[0] == endpoint_code)
        endpoint = Coded(code=endpoint_code, display=endpoint_display)
        rank, display = [*rank, *endpoint_rank], f"{design_display}; {endpoint_display}"
    return EvidenceLevel(
        raw=code,
        scheme=entry["scheme"],
        design=Coded(code=design_code, display=design_display),
        endpoint=endpoint,
        rank=None if entry.get("combined") else tuple(rank),
        display=display,
    )
