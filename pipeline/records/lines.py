"""A claim as the line it is written as, cut without being parsed: most of a page stays from one revision to the next.

In JSON no quote stands unescaped inside a string, so ``"name": `` stands only where it is a key, and keys stand in the
order of the fields.
"""

from typing import NamedTuple

_NAMES = ("revision", "section", "block", "quote", "start", "prefix", "source_sha256", "extractor")
_KEYS = tuple(f'"{name}": ' for name in _NAMES)
_ID, _KIND, _PLACE = '"id": "', '"kind": ', '"provenance": {'


class Cuts(NamedTuple):
    """Offsets into a line: of the id and its end, and of the keys before which it is cut, in their order."""

    id: int
    id_end: int
    kind: int
    revision: int
    section: int
    block: int
    quote: int
    start: int
    prefix: int
    source: int
    extractor: int


def cut_line(line: str) -> Cuts:
    """Where the parts of a claim's line begin. Raises ``ValueError`` where it is no line of a claim."""
    own = line.index(_ID) + len(_ID)
    end = line.index('"', own)
    places = [own, end, line.index(_KIND, end)]
    at = line.rindex(_PLACE)
    for key in _KEYS:
        at = line.index(key, at)
        places.append(at)
    return Cuts(*places)
