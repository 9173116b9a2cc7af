"""What of an HTML page is its article, on any site: by what elements say they are, and by where the prose stands.

1. elements that say they are no content are left out, unless they turn out to hold the page's prose (an unclosed
   ``nav``, a ``form`` or hidden wrapper around everything).
"""

from collections import Counter
from collections.abc import Sequence

from .pieces import Guard, Piece

# A paragraph of prose: longer than any menu entry or caption seen, and not mainly links.
MIN_PROSE_CHARS = 100
MAX_PROSE_LINK_SHARE = 0.4
# An element that holds this share of the page's prose is the article, whatever it says it is.
VOID_SHARE = 0.4


def mark_furniture(pieces: Sequence[Piece]) -> None:
    """Leave out, in place, the pieces of an HTML page that are not its article."""
    _apply_guards(pieces)


def is_prose(piece: Piece) -> bool:
    """True for running text: long, and not mainly links."""
    origin = piece.origin
    return (
        piece.kind in ("paragraph", "list_item")
        and len(piece.text) >= MIN_PROSE_CHARS
        and (origin is None or origin.link_chars <= MAX_PROSE_LINK_SHARE * len(piece.text))
    )


def _apply_guards(pieces: Sequence[Piece]) -> None:
    prose: Counter[Guard] = Counter()
    total = 0
    for piece in pieces:
        if piece.origin is not None and is_prose(piece):
            total += len(piece.text)
            for guard in piece.origin.guards:
                prose[guard] += len(piece.text)
    for guard, chars in prose.items():
        guard.void = chars > VOID_SHARE * total
    for piece in pieces:
        if piece.origin is not None:
            for guard in piece.origin.guards:
                if not guard.void:
                    piece.drop(guard.rule, guard.reason)
                    break
