"""The PDQ documents by CDR number, by an address on cancer.gov past or present, and by PubMed id."""

import re
import tomllib
from functools import cache
from importlib import resources
from typing import Literal
from urllib.parse import urlsplit

from pipeline.records import Record


class PdqDocument(Record):
    """A stanza of ``documents.toml``; its header says what each field means."""

    cdr: str
    title: str
    audience: Literal["health-professional", "patient"] | None = None
    language: str
    pmid: str | None = None
    paths: tuple[str, ...]


@cache
def load_catalogue() -> tuple[PdqDocument, ...]:
    """All documents, in the order of their numbers."""
    source = resources.files("pipeline.sites").joinpath("documents.toml").read_text(encoding="utf-8")
    return tuple(PdqDocument.model_validate(stanza) for stanza in tomllib.loads(source)["document"])


@cache
def _by_cdr() -> dict[str, PdqDocument]:
    return {document.cdr: document for document in load_catalogue()}


@cache
def _by_path() -> dict[str, PdqDocument]:
    return {path: document for document in load_catalogue() for path in document.paths}


@cache
def _by_pmid() -> dict[str, PdqDocument]:
    return {document.pmid: document for document in load_catalogue() if document.pmid}


# A number with or without its prefix and leading zeros, as pages, files and addresses give it.
CDR_RE = re.compile(r"(?:CDR)?0*([1-9]\d{3,6})", re.IGNORECASE)
# WebMD's address of a part of a summary: /cancer/tc/ncicdr0000062793-overview
PART_PATH_RE = re.compile(r"/ncicdr0*([1-9]\d{3,6})(?:-|$)")
# Pages of one document on the site of before 2015, and the printed whole.
PAGE_SUFFIX_RE = re.compile(r"/(?:page\d{1,3}|allpages|print)$")


def read_cdr(text: str) -> str | None:
    """``CDR0000062787`` from any way to write the number; None for anything else."""
    match = CDR_RE.fullmatch(text.strip())
    return f"CDR{int(match[1]):010d}" if match else None


def find_by_cdr(cdr: str) -> PdqDocument | None:
    """The document of a CDR number in any way to write it."""
    return _by_cdr().get(read_cdr(cdr) or "")


def find_by_pmid(pmid: str) -> PdqDocument | None:
    """The document whose preferred citation has this PubMed id."""
    return _by_pmid().get(pmid)


def find_by_url(url: str) -> PdqDocument | None:
    """The document at an address on cancer.gov, or at a path without a host; None for other hosts."""
    host, path = _split_url(url)
    if host and host != "cancer.gov" and not host.endswith(".cancer.gov"):
        return None
    return _by_path().get(PAGE_SUFFIX_RE.sub("", path))


def find_part_of(url: str) -> str | None:
    """The CDR number of the summary that a WebMD article is a part of, where its address names it."""
    match = PART_PATH_RE.search(_split_url(url)[1])
    return f"CDR{int(match[1]):010d}" if match else None


def _split_url(url: str) -> tuple[str, str]:
    """Host and path in lower case, no closing slash; empty for what is no address."""
    try:
        parts = urlsplit(url.strip())
        return (parts.hostname or "").lower(), parts.path.lower().rstrip("/")
    except ValueError:
        return "", ""
