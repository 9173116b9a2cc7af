"""What every reader gives and the later steps share: the pieces of a page in order, and what it says of itself.

A reader (``text``, ``markdown``, ``html``, ``pdq_xml``) knows one form of capture. It yields every line of the page as
a piece, also those that will be dropped, so that nothing can vanish between the readers and the record.
"""

from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

PieceKind = Literal["heading", "paragraph", "list_item", "table_cell", "caption", "reference", "metadata"]


class Link(NamedTuple):
    """Visible words and target of a link that is no citation."""

    label: str
    target: str


class CellPlace(NamedTuple):
    """Where a table cell stands; headers as in ``records.TableCell``. ``table`` counts the tables of the page."""

    table: int
    row: int
    column: int
    row_header: str | None
    column_header: str | None
    caption: str | None


class Origin(NamedTuple):
    """Where in an HTML page a piece stands.

    Its block element; how many of its characters are links; how many are prose (all, or none in what is short or mainly
    links); and the elements around it that a rule would leave out, outermost first.
    """

    node: Any
    link_chars: int
    prose_chars: int
    guards: tuple["Guard", ...]


@dataclass(slots=True, eq=False)
class Guard:
    """An element that by its tag, role or class is not content; void where it turns out to hold the page."""

    rule: str
    reason: str
    void: bool = False


@dataclass(slots=True)
class Piece:
    """One unit of the page. ``rule`` and ``reason`` are set where it is left out; later steps fill them in place.

    ``number``, ``pmid`` and ``url`` belong to references; ``origin`` to pieces of an HTML page
    while its tree is at hand.
    """

    kind: PieceKind
    text: str
    level: int | None = None
    anchor: str | None = None
    place: CellPlace | None = None
    links: tuple[Link, ...] = ()
    issues: tuple[str, ...] = ()
    rule: str | None = None
    reason: str | None = None
    number: int | None = None
    pmid: str | None = None
    url: str | None = None
    origin: "Origin | None" = None

    def drop(self, rule: str, reason: str) -> None:
        """Leave the piece out, unless an earlier rule has already done so."""
        if self.rule is None:
            self.rule, self.reason = rule, reason


@dataclass(slots=True)
class Reading:
    """A page as read. ``facts`` are what the page says of itself, under the names of ``metadata.FACTS``."""

    pieces: list[Piece]
    facts: dict[str, str] = field(default_factory=dict)
    issues: tuple[str, ...] = ()
