"""What a page says of itself: title, publisher, source, address, audience, revision date, id.

Readers give facts under the names ``title``, ``canonical``, ``lang``, ``cdr``, ``audience``, ``date`` and, for HTML,
``meta:<name>``. Front matter and ``meta`` elements written by a scraper are asked last: they are often wrong.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal
from urllib.parse import urlsplit

from pipeline.records import Page, Revision, sha256_of
from pipeline.sites import Profile
from pipeline.sites.catalogue import PdqDocument, find_by_cdr, find_by_pmid, find_by_url, find_part_of, read_cdr

from .dates import parse_date
from .paging import CONTINUED_RE, find_page_number
from .pieces import Piece, Reading

Audience = Literal["health-professional", "patient"]


@dataclass(frozen=True)
class Metadata:
    """The fields of a document that come from the page as a whole."""

    id: str
    part_of: str | None
    title: str | None
    publisher: str | None
    original_source: str | None
    source_url: str | None
    audience: Audience | None


def read_metadata(page: Page, reading: Reading, profile: Profile) -> Metadata:
    """Identity and origin of a page, by the order that the contract gives for each."""
    url = find_url(page, reading.facts)
    title = find_title(reading)
    document = find_document(reading, url)
    identity = find_id(page, reading, url, document)
    listed = document or find_by_cdr(identity.removeprefix("pdq:"))
    return Metadata(
        id=identity,
        part_of=f"pdq:{part_of}" if url and (part_of := find_part_of(url)) else None,
        title=title,
        publisher=find_publisher(reading.facts, profile, url),
        original_source=find_source(reading.pieces, profile),
        source_url=url,
        audience=find_audience(title, url, reading.facts)
        or (listed.audience if listed else None)
        or _read_audience(reading.facts.get("front:audience")),
    )


# --- title --------------------------------------------------------------------------------------------------------

SITE_SUFFIX_RE = re.compile(
    r"\s+(?:[|·»]|[-–—](?= (?:NCI|National Cancer Institute|WebMD|[\w.]{2,40}\.\w{2,4})$))\s.{2,60}$"
)
# A template of one crawl wrote its Python value into title and heading: {'value': '...'}.
WRAPPED_RE = re.compile(r"\{\s?['\"]value['\"]:\s?['\"](.*)['\"]\s?\}")


def find_title(reading: Reading) -> str | None:
    """The first heading of level 1 that is kept, else what the page gives as its title, without the site's name."""
    heading = next((piece.text for piece in reading.pieces if piece.level == 1 and _is_kept_heading(piece)), None)
    title = heading or reading.facts.get("title") or reading.facts.get("meta:og:title")
    return clean_title(title) if title else None


def _is_kept_heading(piece: Piece) -> bool:
    return piece.kind == "heading" and piece.rule is None


def clean_title(title: str) -> str:
    """A title without a template's wrapping and without the name of the site behind a bar or dash."""
    if wrapped := WRAPPED_RE.fullmatch(title):
        title = wrapped[1]
    if continued := CONTINUED_RE.fullmatch(title):
        title = continued[1] or title
    return SITE_SUFFIX_RE.sub("", title).strip()


# --- address and id -----------------------------------------------------------------------------------------------

PDQ_HOST = "https://www.cancer.gov"


def find_url(page: Page, facts: Mapping[str, str]) -> str | None:
    """The address of the page: from its sidecar, its canonical link, or what it names as its URL."""
    for name in ("canonical", "meta:og:url", "meta:pdq.url", "url"):
        url = page.meta.get("url") or facts.get(name)
        if url:
            return PDQ_HOST + url if url.startswith("/") else url
    return None


CITATION_PMID_RE = re.compile(r"\[PMID: ?(\d{4,9})\]")
PREVIEW_RE = re.compile(r"(CDR\d{10});")


def find_document(reading: Reading, url: str | None) -> PdqDocument | None:
    """The PDQ document that a page is by its address, or by the PubMed id in its own preferred citation."""
    if url is not None:
        return find_by_url(url)
    for piece in reading.pieces:
        if piece.rule is not None and (match := CITATION_PMID_RE.search(piece.text)):
            return find_by_pmid(match[1])
    return None


def find_id(page: Page, reading: Reading, url: str | None, document: PdqDocument | None) -> str:
    """Sidecar, CDR number, address (with the number of a later page), folder, file name: the first there is.

    The folder is ``meta['folder']``, which a batch sets for folders that hold captures of one document.
    """
    if page.meta.get("document_id"):
        return page.meta["document_id"]
    facts = reading.facts
    preview = next((match[1] for piece in reading.pieces[:3] if (match := PREVIEW_RE.match(piece.text))), "")
    for number in (facts.get("cdr", ""), facts.get("meta:pdq.cdrid", ""), preview, document.cdr if document else ""):
        if cdr := read_cdr(number):
            return f"pdq:{cdr}"
    if url is not None:
        parts = urlsplit(url)
        if parts.hostname:
            number = find_page_number(page, url)
            suffix = f"?page={number}" if number is not None and number > 1 else ""
            return f"{parts.hostname}:{parts.path.rstrip('/') or '/'}{suffix}"
    return page.meta.get("folder") or f"file:{PurePosixPath(page.path).stem}"


def find_publisher(facts: Mapping[str, str], profile: Profile, url: str | None) -> str | None:
    """The site that shows the page; for a site we have no profile of, the name it gives itself, else its host."""
    host = urlsplit(url).hostname if url else None
    known = next((site for site in profile.sites if host and site.has_host(host)), None)
    if known is not None:
        return known.publisher
    own = facts.get("meta:og:site_name")
    if own or (host and profile.publisher is None):
        return own or host
    return profile.publisher


def find_source(pieces: Sequence[Piece], profile: Profile) -> str | None:
    """Whose text it is, where a site shows the text of another or names its own programme."""
    for site in profile.sites:
        signs = site.source_signs
        if signs is not None and any(signs.search(piece.text) for piece in pieces if len(piece.text) < 400):
            return site.original_source
    return None


# --- audience -----------------------------------------------------------------------------------------------------

PROFESSIONAL_RE = re.compile(
    r"health professional|profesionales? de (?:la )?salud|/hp/|-hp-pdq|/pro/|HealthProfessional", re.I
)
PATIENT_RE = re.compile(r"patients? version|para pacientes|/patient/|/paciente/|(?<!hp)-patient-pdq|/patient\b", re.I)


def find_audience(title: str | None, url: str | None, facts: Mapping[str, str]) -> Audience | None:
    """Title, then address, then the page's own record of it."""
    named = (facts.get("audience"), facts.get("meta:pdq.audience"), facts.get("meta:dcterms.audience"))
    return next((audience for said in (title, url, *named) if (audience := _read_audience(said))), None)


def _read_audience(said: str | None) -> Audience | None:
    if said and PROFESSIONAL_RE.search(said):
        return "health-professional"
    return "patient" if said and (PATIENT_RE.search(said) or said.lower() in ("patients", "patient")) else None


# --- revision -----------------------------------------------------------------------------------------------------

CHANGES_DATE_RE = re.compile(
    r"(?:Latest )?(?:Changes|Updates) to (?:This|the) (?:PDQ )?Summary ?\(.{4,40}\)"
    r"|(?:a|en) este (?:sumario|resumen)(?: del PDQ)? ?\(.{4,40}\)",
    re.I,
)
STATED_DATE_RE = re.compile(
    r"\b(?:Last Updated|Last Modified|Updated|Date Last Modified|Actualizaci[oó]n|Actualizado)\b:? ?.{6,24}", re.I
)
DATE_FACTS = (
    "date",
    "meta:pdq.date_updated",
    "meta:dcterms.modified",
    "meta:article:modified_time",
    "meta:last-modified",
)
MAX_DATE_LINE_CHARS = 120


def read_revision(reading: Reading, text: str) -> Revision:
    """The date of this revision with the words it was read from, and the hash of the cleaned text."""
    date, date_from = next(_find_dates(reading), (None, None))
    return Revision(date=date, date_from=date_from, content_hash=sha256_of(text))


def _find_dates(reading: Reading) -> Iterator[tuple[str, str]]:
    short = [
        piece.text for piece in reading.pieces if len(piece.text) <= MAX_DATE_LINE_CHARS and piece.kind != "reference"
    ]
    for pattern in (CHANGES_DATE_RE, STATED_DATE_RE):
        for line in short:
            match = pattern.search(line)
            if match and (date := parse_date(match[0])):
                yield date, match[0]
    for name in DATE_FACTS:
        if date := parse_date(reading.facts.get(name, "")):
            yield date, f"{name.removeprefix('meta:')}: {reading.facts[name]}"
