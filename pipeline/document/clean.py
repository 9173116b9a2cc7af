"""Pieces to kept, dropped, references and announced changes: what is the same for every form of capture.

1. lines that a site profile names are left out wherever they stand;
2. blocks of several lines (a teaser within the text) likewise;
3. what follows a line that ends the pages of a site is left out, but for what it says of source and date;
4. sections told by their heading become references, announced changes, or are left out.
"""

import re
from collections.abc import Sequence

from pipeline.records import Announced
from pipeline.sites import LineRule, Profile, SectionRule

from .pieces import Link, Piece


def clean_pieces(pieces: Sequence[Piece], profile: Profile) -> list[Announced]:
    """Mark in place what is left out and what is a reference; return the announced changes in page order."""
    _drop_lines(pieces, profile)
    _drop_blocks(pieces, profile)
    _drop_tail(pieces, profile)
    return _read_sections(pieces, profile)


# Longer lines are sentences; no profile names them.
MAX_RULE_CHARS = 600


def _drop_lines(pieces: Sequence[Piece], profile: Profile) -> None:
    for piece in pieces:
        if piece.rule is None and piece.kind not in ("metadata", "reference") and len(piece.text) <= MAX_RULE_CHARS:
            rule = profile.find_line_rule(piece.text, "any")
            if rule is not None:
                piece.drop(rule.rule, rule.reason)


def _drop_blocks(pieces: Sequence[Piece], profile: Profile) -> None:
    for rule in profile.find_blocks():
        for at, piece in enumerate(pieces):
            if piece.rule is not None or len(piece.text) > MAX_RULE_CHARS or not rule.start.fullmatch(piece.text):
                continue
            window = pieces[at : at + rule.max_lines]
            end = next((n for n, line in enumerate(window) if rule.end.fullmatch(line.text)), 0)
            for line in window[: end + 1]:
                line.drop(rule.rule, rule.reason)


METADATA_REASONS = frozenset(("source", "revision date"))
# A page tail is looked for behind this share of the text.
TAIL_AFTER_SHARE = 0.5


def _drop_tail(pieces: Sequence[Piece], profile: Profile) -> None:
    """A page tail in a capture whose reader does not know where it begins (HTML, markdown)."""
    if not profile.has_tail:
        return
    live = [piece for piece in pieces if piece.rule is None and piece.kind not in ("metadata", "reference")]
    total = sum(len(piece.text) for piece in live)
    passed = 0
    in_tail = False
    for piece in live:
        rule = profile.find_line_rule(piece.text, "tail") if len(piece.text) <= MAX_RULE_CHARS else None
        if rule is not None and rule.zone == "tail" and passed >= TAIL_AFTER_SHARE * total:
            in_tail = True
        if in_tail:
            leave_tail_line(piece, rule, profile)
        passed += len(piece.text)


def leave_tail_line(piece: Piece, rule: LineRule | None, profile: Profile) -> None:
    """Take a line of a page tail out of the text: what it says of source and revision is metadata."""
    if rule is not None and rule.reason in METADATA_REASONS:
        piece.kind = "metadata"
    else:
        piece.drop(rule.rule if rule else f"{profile.sites[0].name}/tail", rule.reason if rule else "navigation")


def _read_sections(pieces: Sequence[Piece], profile: Profile) -> list[Announced]:
    """Apply section rules. A section ends at the next heading of its level or above."""
    announced: list[Announced] = []
    rule: SectionRule | None = None
    level = 0
    top: str | None = None
    changes = _Changes()
    for piece in pieces:
        if piece.rule is not None or piece.kind == "metadata":
            continue
        if piece.kind == "heading":
            assert piece.level is not None
            if rule is None or piece.level <= level or rule.action == "references":
                rule, level = profile.find_section_rule(piece.text), piece.level
                if rule is not None and rule.action == "announced":
                    changes = _Changes()
            if rule is None and piece.level <= 2:
                top = piece.text
        if rule is not None:
            _apply(rule, piece, top, changes, announced)
    return announced


def _apply(rule: SectionRule, piece: Piece, top: str | None, changes: "_Changes", announced: list[Announced]) -> None:
    if rule.action == "references" and piece.kind == "list_item":
        piece.kind = "reference"
    elif rule.action == "references" and piece.kind != "heading":
        return
    elif rule.action == "announced" and (entry := changes.read(piece)) is not None:
        announced.append(entry)
        piece.kind = "metadata"
    else:
        piece.drop(rule.rule, rule.reason)


# What PDQ's editors write there, in English and in Spanish; the rest is the frame of the section.
ENTRY_RE = re.compile(
    r"(?:Also )?(?:Added|Revised|Updated|Deleted|Removed|Moved|Renamed|Changed|Editorial|Incorporated|Expanded|Replaced"
    r"|Clarified|Extensive|Se (?:añadi|agreg|revis|actualiz|modific|incorpor|elimin|cambi)\w+)\b"
    r"|.{0,200}\b(?:was|were|has been|have been) (?:\w+ )?(?:added|revised|updated|deleted|removed|moved|renamed"
    r"|changed|reformatted|rewritten|reorganized|retired|made|incorporated|expanded)\b",
    re.IGNORECASE,
)
FRAME_RE = re.compile(
    r"The PDQ cancer information summaries are reviewed regularly|This summary is (?:written|reviewed)|Los sumarios|"
    r"Este (?:sumario|resumen)|This section describes",
    re.IGNORECASE,
)
REFERENCE_RE = re.compile(r"\breferencia?(?:e)? (\d{1,4})\b|\breference (\d{1,4})\b", re.IGNORECASE)
MAX_SECTION_CHARS = 200


class _Changes:
    """The state of a changes section: the section of the summary that the entries below its name belong to."""

    def __init__(self) -> None:
        self.section: str | None = None

    def read(self, piece: Piece) -> Announced | None:
        """The entry that this piece announces; None for the frame and for names of sections."""
        if FRAME_RE.match(piece.text):
            return None
        if piece.kind != "list_item" and not ENTRY_RE.match(piece.text):
            if len(piece.text) <= MAX_SECTION_CHARS and not piece.text.endswith("."):
                self.section = piece.text
            return None
        match = REFERENCE_RE.search(piece.text)
        return Announced(
            text=piece.text,
            section=self.section,
            anchors=_find_anchors(piece.links),
            reference=int(match[1] or match[2]) if match else None,
        )


def _find_anchors(links: Sequence[Link]) -> tuple[str, ...]:
    anchors = (link.target.partition("#")[2] for link in links)
    return tuple(dict.fromkeys(anchor.removeprefix("link/").removeprefix("section/") for anchor in anchors if anchor))
