"""Which reference of the old page is which of the new one, and how their numbers moved."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from pipeline.records import Citation, Reference, RenumberedReference

from .align import Alignment
from .edition import Edition
from .words import CITATION_RE, read_numbers

YEAR_RE = re.compile(r"\b(?:19|20)\d\d\b")
# Entries of one paper differ by a few characters between captures; two papers of one author and year by far more.
MIN_ENTRY_SCORE = 88
ACCESS_RE = re.compile(
    r"(?:\bAlso )?\bavailable online\.?(?: Last accessed [A-Z][a-z]+ \d{1,2}, \d{4})?\.?", re.IGNORECASE
)

Place = tuple[str | None, int]


@dataclass(frozen=True)
class ReferenceLinks:
    """``papers`` gives one key to both entries of a paper; ``aligned`` maps old to new numbers without entries."""

    papers: dict[Reference, str]
    aligned: dict[int, int]
    unresolved: tuple[int, ...]

    def key(self, citation: Citation) -> str | None:
        """The paper a citation resolves to; None where the page has no entry for it."""
        return self.papers.get(citation.reference) if citation.reference else None


def link_references(old: Edition, new: Edition, alignment: Alignment) -> ReferenceLinks:
    """Papers by PMID, else by the text of the entry; numbers by aligned markers where a side has no entries."""
    before, after = _list_references(old), _list_references(new)
    papers = {reference: _paper_key(reference) for reference in (*before, *after)}
    _join_by_text(before, after, papers)
    if before and after:
        return ReferenceLinks(papers, {}, ())
    aligned, unresolved = _align_numbers(old, new, alignment)
    return ReferenceLinks(papers, aligned, unresolved)


def _list_references(edition: Edition) -> tuple[Reference, ...]:
    cited = (c.reference for claim in edition.claims for c in claim.evidence.citations if c.reference)
    listed = edition.document.references if edition.document else ()
    return tuple(dict.fromkeys((*listed, *cited)))


def _paper_key(reference: Reference) -> str:
    return f"pmid:{reference.pmid}" if reference.pmid else f"text:{_fold_entry(reference)}"


def _fold_entry(reference: Reference) -> str:
    return re.sub(r"[\W_]+", " ", _drop_access(reference)).casefold().strip()


def _drop_access(reference: Reference) -> str:
    """The entry without the day on which its page was last looked at."""
    return ACCESS_RE.sub("", reference.text)


def _join_by_text(before: Iterable[Reference], after: Iterable[Reference], papers: dict[Reference, str]) -> None:
    """Give entries of one paper one key where no PMID says so; compared within one year, best score wins."""
    known = {papers[reference] for reference in after}
    by_year = defaultdict[str, list[Reference]](list)
    for reference in after:
        by_year[_year_of(reference)].append(reference)
    for reference in before:
        if papers[reference] in known:
            continue
        rivals = {
            index: _fold_entry(rival)
            for index, rival in enumerate(by_year[_year_of(reference)])
            if not (rival.pmid and reference.pmid)
        }
        best = process.extractOne(_fold_entry(reference), rivals, scorer=fuzz.ratio, score_cutoff=MIN_ENTRY_SCORE)
        if best:
            papers[reference] = papers[by_year[_year_of(reference)][best[2]]]


def _year_of(reference: Reference) -> str:
    years = YEAR_RE.findall(_drop_access(reference))
    return years[-1] if years else ""


def read_markers(text: str) -> list[list[int]]:
    """The numbers of each citation marker of a text, ranges expanded, in order."""
    return [read_numbers(marker[1]) for marker in CITATION_RE.finditer(text)]


def _align_numbers(old: Edition, new: Edition, alignment: Alignment) -> tuple[dict[int, int], tuple[int, ...]]:
    """Old to new numbers from markers at one place of aligned sentences: single numbers vote, lists are reduced."""
    votes = defaultdict[int, Counter[int]](Counter)
    lists: list[tuple[set[int], set[int]]] = []
    seen = set[tuple[str, str]]()
    for one, other in alignment.pairs:
        quotes = old.claims[one].provenance.quote, new.claims[other].provenance.quote
        markers = [read_markers(quote) for quote in quotes]
        if quotes in seen or len(markers[0]) != len(markers[1]):
            continue
        seen.add(quotes)
        lists.extend((set(a), set(b)) for a, b in zip(*markers, strict=True) if len(a) == len(b))
    found: dict[int, int] = {}
    while True:
        votes.clear()
        for before, after in lists:
            rest = before - found.keys(), after - set(found.values())
            if len(rest[0]) == len(rest[1]) == 1:
                votes[rest[0].pop()][rest[1].pop()] += 1
        step = {number: min(heads, key=lambda n: (-heads[n], n)) for number, heads in sorted(votes.items())}
        if not step:
            break
        found.update(step)
    cited = {number for before, _ in lists for number in before}
    cited |= {c.number for claim in old.claims for c in claim.evidence.citations}
    return found, tuple(sorted(cited - found.keys()))


def map_numbers(old: Edition, new: Edition, links: ReferenceLinks) -> tuple[RenumberedReference, ...]:
    """References whose number moved: by entry where both pages have entries, else by alignment; in the old order."""
    if links.aligned:
        pairs = sorted(links.aligned.items())
        return tuple(RenumberedReference(before=a, after=b, basis="aligned") for a, b in pairs if a != b)
    after: dict[str, list[Reference]] = defaultdict(list)
    for reference in _list_references(new):
        after[links.papers[reference]].append(reference)
    moved: dict[tuple[str, int], RenumberedReference] = {}
    for reference in _list_references(old):
        twins = after.get(links.papers[reference], [])
        sections = {" ".join((twin.section or "").casefold().split()): twin for twin in twins}
        twin = sections.get(" ".join((reference.section or "").casefold().split())) or (twins[0] if twins else None)
        if twin and twin.number != reference.number:
            moved[reference.section or "", reference.number] = RenumberedReference(
                before=reference.number, after=twin.number, basis="reference", section=reference.section
            )
    return tuple(moved[place] for place in sorted(moved))
