"""Reference lists: number, text, PMID and address of every entry, and the section whose markers it serves."""

import re
from collections.abc import Sequence

from pipeline.records import Reference

from .pieces import Piece

PUBMED_RE = re.compile(
    r"(?:list_uids=|pubmed(?:\.ncbi\.nlm\.nih\.gov)?/(?:\?term=)?|db=pubmed&(?:amp;)?id=)(\d{4,9})", re.IGNORECASE
)
PMID_RE = re.compile(r"\bPMID:? ?(\d{4,9})\b")
ABSTRACT_RE = re.compile(r"\[(?:PUBMED|PubMed|Pubmed)(?: Abstract)?\]\.?")
NUMBER_RE = re.compile(r"(?:\[(\d{1,4})\]|\(?(\d{1,4})[.)])\s+")
ANCHOR_NUMBER_RE = re.compile(
    r"(?:section[\w_]*\.|[_-](?:r|ref|bib|B|cit|CR)-?|^(?:r|ref|bib|cite_note-?|B|CR)-?)(\d{1,4})$"
)


def read_references(pieces: Sequence[Piece]) -> list[Reference]:
    """The references of a page in page order. The number is the entry's own, else its place in its list."""
    references: list[Reference] = []
    section: str | None = None
    place = 0
    for piece in pieces:
        if piece.kind == "heading" and piece.rule is None and piece.level is not None and piece.level <= 2:
            section = piece.text
        if piece.kind != "reference":
            place = 0
            continue
        place += 1
        references.append(_read_reference(piece, section, place))
    return references


def _read_reference(piece: Piece, section: str | None, place: int) -> Reference:
    targets = [link.target for link in piece.links]
    pmid = piece.pmid
    for target in targets:
        if pmid is None and (match := PUBMED_RE.search(target)):
            pmid = match[1]
    if pmid is None and "PMID" in piece.text and (match := PMID_RE.search(piece.text)):
        pmid = match[1]
    text = ABSTRACT_RE.sub("", piece.text).strip() if "[P" in piece.text else piece.text
    number = piece.number
    if number is None and piece.anchor and (match := ANCHOR_NUMBER_RE.search(piece.anchor)):
        number = int(match[1])
    if number is None and (match := NUMBER_RE.match(text)):
        number, text = int(match[1] or match[2]), text[match.end() :]
    url = next((target for target in targets if target.startswith(("http:", "https:"))), piece.url)
    return Reference(number=number or place, section=section, text=text, pmid=pmid, url=url)
