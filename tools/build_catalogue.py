"""Write ``pipeline/sites/documents.toml``: the PDQ documents that a folder of captures tells of.

    python tools/build_catalogue.py [CORPUS] > pipeline/sites/documents.toml

A document is known by its CDR number, and every path is tied to one by a fact of the captures:

page     an HTML capture names both (``pdq.cdrid``, ``pdq.url``)
xml      a PDQ XML file names both (``Summary id``, ``SummaryURL``)
ref      a reference of an XML file to another summary names both (``SummaryRef href`` and ``url``)
pmid     a capture at this path and an HTML capture of the document give one PubMed id of the summary itself
pair     a folder of paired revisions names the number and the capture
title    the title and audience of a capture are those of one document, and no other capture or document has them
"""

import json
import os
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from bs4 import BeautifulSoup
from lxml import etree

HEADER = """\
# The PDQ documents of NCI: CDR number, title, and the paths on cancer.gov they have had.
# Source: public captures of cancer.gov pages and PDQ XML files, 2004-2025; written by tools/build_catalogue.py.
#
# cdr       the number NCI files the document under; its revisions share it
# title     as its latest capture has it, without "(PDQ®)" and the name of the version
# audience  health-professional or patient;  language: BCP 47
# pmid      the PubMed id of the summary itself, from its preferred citation
# paths     present and past paths on cancer.gov, latest first, in lower case; the comment says how each is known:
#           page, xml, ref (named together with the number), pmid, pair, title (see tools/build_catalogue.py)
"""

# A reference list entry has the form "[PUBMED Abstract]"; only the preferred citation of the summary has this one.
OWN_PMID_RE = re.compile(r"\[PMID:\s*(\d+)\]")
VERSION_RE = re.compile(r"\s*(?:\(PDQ®\).*|®.*| - NCI.*)$")
# Captures of the Spanish site of 2018 have a program's record for a title.
TITLE_FAULT_RE = re.compile(r"^\{'value': '")
# Paths that name nothing: the place holder of partner files.
NO_PATHS = frozenset({"/desktop/link"})


@dataclass
class Entry:
    """What is known of one CDR number; ``paths`` maps a path to how it is known and when."""

    titles: Counter[str] = field(default_factory=Counter)
    own_title: tuple[str, str] = ("", "")
    audience: str | None = None
    language: str = "en"
    pmids: list[str] = field(default_factory=list)
    paths: dict[str, tuple[str, str]] = field(default_factory=dict)

    def add_path(self, path: str, basis: str, date: str) -> None:
        """Keep the first basis a path is known by; a later date where there is one."""
        if path in NO_PATHS:
            return
        known, seen = self.paths.get(path, (basis, ""))
        self.paths[path] = (known, max(seen, date))


@dataclass(frozen=True)
class Capture:
    """A markdown capture: it has a path and a title, never a number."""

    file: str
    path: str
    title: str
    pmid: str | None


def path_of(url: str) -> str:
    """The path of an address, in lower case, without a closing slash."""
    return urlsplit(url).path.lower().rstrip("/")


def plain_title(title: str) -> str:
    """A title without PDQ's mark and the name of the version."""
    return VERSION_RE.sub("", TITLE_FAULT_RE.sub("", " ".join(title.split()))).rstrip(" ,.")


def audience_of(path: str) -> str | None:
    """Health professional or patient, where the path says so."""
    if re.search(r"/hp/|-hp-|/healthprofessional|/pro/", path):
        return "health-professional"
    return "patient" if re.search(r"/pati?ent|/paciente", path) else None


def language_of(path: str) -> str:
    """Spanish for the paths of the Spanish site."""
    return "es" if path.startswith(("/espanol", "/tipos")) else "en"


def read_html(corpus: Path, entries: dict[str, Entry]) -> None:
    """Numbers, paths, titles and PubMed ids of the HTML captures."""
    for file in sorted(corpus.rglob("*.html")):
        text = file.read_text(encoding="utf-8")
        head = BeautifulSoup(text[:20_000], "lxml")
        meta = {str(tag.get("name")): str(tag.get("content")) for tag in head.find_all("meta")}
        if "pdq.cdrid" not in meta or head.title is None:
            continue
        entry = entries[f"CDR{int(meta['pdq.cdrid']):010d}"]
        date = meta.get("pdq.date_updated", "")
        path = path_of(meta["pdq.url"])
        entry.add_path(path, "page", date)
        entry.audience = "patient" if meta["pdq.audience"] == "Patients" else "health-professional"
        entry.language = language_of(path)
        entry.own_title = max(entry.own_title, (date, plain_title(head.title.get_text())))
        entry.pmids = sorted({*entry.pmids, *OWN_PMID_RE.findall(text)})


def read_xml(corpus: Path, entries: dict[str, Entry]) -> None:
    """Numbers, paths and titles of the XML files and of the summaries they refer to."""
    for file in sorted(corpus.rglob("*.xml")):
        root = etree.parse(file, etree.XMLParser(resolve_entities=False, no_network=True)).getroot()
        if root.tag != "Summary":
            continue
        date = root.findtext("DateLastModified") or ""
        entry = entries[str(root.get("id"))]
        entry.language = "es" if root.findtext(".//SummaryLanguage") == "Spanish" else "en"
        patient = (root.findtext(".//SummaryAudience") or "").startswith("Patient")
        entry.audience = "patient" if patient else "health-professional"
        entry.own_title = max(entry.own_title, (date, plain_title(root.findtext("SummaryTitle") or "")))
        for url in root.iter("SummaryURL"):
            entry.add_path(path_of(str(url.get("xref"))), "xml", date)
        for reference in root.iter("SummaryRef"):
            read_reference(reference, date, entries)


def read_reference(reference: etree._Element, date: str, entries: dict[str, Entry]) -> None:
    """A reference to another summary; one to a part of it has the part's title, not the summary's."""
    number, _, part = str(reference.get("href")).partition("#")
    path = path_of(reference.get("url") or "")
    if not path or not number.startswith("CDR"):
        return
    entry = entries[number]
    entry.add_path(path, "ref", date)
    entry.audience = entry.audience or audience_of(path)
    if not entry.own_title[1]:
        entry.language = language_of(path)
    if not part:
        entry.titles[plain_title("".join(reference.itertext()))] += 1


def find_captures(corpus: Path) -> Iterator[Capture]:
    """The markdown captures that have an address."""
    seen: set[str] = set()
    for file in sorted(corpus.rglob("*.md")):
        text = file.read_text(encoding="utf-8")
        url = re.search(r"^url: *(\S+)", text, re.MULTILINE)
        titles = re.findall(r"^# (.*\(PDQ®\)–.*)", text, re.MULTILINE)
        if url and titles and path_of(url[1]) not in seen:
            seen.add(path_of(url[1]))
            pmid = OWN_PMID_RE.search(text)
            yield Capture(file.stem, path_of(url[1]), plain_title(titles[0]), pmid[1] if pmid else None)


def find_shared_pmids(entries: dict[str, Entry]) -> frozenset[str]:
    """PubMed ids that several documents give as their own: those of both versions for one another."""
    counts = Counter(pmid for entry in entries.values() for pmid in entry.pmids)
    return frozenset(pmid for pmid, count in counts.items() if count > 1)


def link_captures(corpus: Path, entries: dict[str, Entry], shared: frozenset[str]) -> None:
    """Tie the captures to numbers: by path, by PubMed id, by the name of a pair, by title."""
    captures = list(find_captures(corpus))
    by_path = {path: number for number, entry in entries.items() for path in entry.paths}
    by_pmid = {pmid: number for number, entry in entries.items() for pmid in entry.pmids if pmid not in shared}
    by_pair = dict(find_pairs(corpus))
    by_title = find_unique_titles(entries)
    titles = Counter((capture.title.casefold(), audience_of(capture.path)) for capture in captures)
    for capture in captures:
        key = (capture.title.casefold(), audience_of(capture.path))
        found = (
            ("page", by_path.get(capture.path)),
            ("pmid", by_pmid.get(capture.pmid or "")),
            ("pair", by_pair.get(capture.file)),
            ("title", by_title.get(key) if titles[key] == 1 else None),
        )
        basis, number = next(((basis, number) for basis, number in found if number), ("", None))
        if number is None:
            continue
        entry = entries[number]
        entry.add_path(capture.path, basis, "2025")
        entry.own_title = max(entry.own_title, ("2025", capture.title))
        entry.audience = entry.audience or audience_of(capture.path)
        if capture.pmid:
            entry.pmids = sorted({*entry.pmids, capture.pmid})


def find_pairs(corpus: Path) -> Iterator[tuple[str, str]]:
    """The captures that folders of pairs name, with the number in the folder's name."""
    for folder in sorted(corpus.glob("pairs/*")):
        number = re.match(r"(?:hp|patient|es_hp)_(\d+)_", folder.name)
        for note in (folder / "pair.json", folder / "NOTE.md"):
            text = note.read_text(encoding="utf-8") if number and note.exists() else ""
            for stem in re.findall(r"_md_\d{4}/\w+/([\w-]+)\.md", text):
                yield stem, f"CDR{int(number[1]):010d}" if number else ""


def find_unique_titles(entries: dict[str, Entry]) -> dict[tuple[str, str | None], str]:
    """Titles that one number of one audience has; a treatment summary may be cited without the word."""
    numbers: dict[tuple[str, str | None], set[str]] = defaultdict(set)
    for number, entry in entries.items():
        for title in {entry.own_title[1], *entry.titles} - {""}:
            numbers[title.casefold(), entry.audience].add(number)
            if any("/treatment/" in path for path in entry.paths):
                numbers[f"{title} treatment".casefold(), entry.audience].add(number)
    return {key: next(iter(found)) for key, found in numbers.items() if len(found) == 1}


def write_entry(number: str, entry: Entry, shared: frozenset[str]) -> str:
    """One stanza of the catalogue."""
    title = entry.own_title[1] or min(entry.titles, key=lambda title: (-entry.titles[title], title))
    lines = ["", "[[document]]", f'cdr = "{number}"', f"title = {json.dumps(title, ensure_ascii=False)}"]
    if entry.audience:
        lines.append(f'audience = "{entry.audience}"')
    lines.append(f'language = "{entry.language}"')
    if own := [pmid for pmid in entry.pmids if pmid not in shared]:
        lines.append(f'pmid = "{own[0]}"')
    lines.append("paths = [")
    by_path = sorted(entry.paths.items())
    for path, (basis, _) in sorted(by_path, key=lambda item: item[1][1], reverse=True):
        lines.append(f'  "{path}",  # {basis}')
    return "\n".join([*lines, "]", ""])


def build_catalogue(corpus: Path) -> str:
    """The catalogue as TOML, in the order of the numbers."""
    entries: dict[str, Entry] = defaultdict(Entry)
    read_html(corpus, entries)
    read_xml(corpus, entries)
    shared = find_shared_pmids(entries)
    link_captures(corpus, entries, shared)
    return HEADER + "".join(
        write_entry(number, entry, shared)
        for number, entry in sorted(entries.items())
        if entry.paths and (entry.own_title[1] or entry.titles)
    )


if __name__ == "__main__":
    default = os.environ.get("GUIDELINE_CORPUS", "../shared/corpus")
    sys.stdout.write(build_catalogue(Path(sys.argv[1] if len(sys.argv) > 1 else default)))
