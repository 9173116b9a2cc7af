"""What a run left, for whoever reads it: the index, claims in force, change sets, revisions. Never writes."""

import json
from collections.abc import Iterator
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.records import Change, ChangeSet, Claim, Document
from pipeline.records.run import IndexEntry, RevisionEntry

INDEX = "index.json"


class Store:
    """The published results under one folder. Order everywhere: document, revision, page."""

    def __init__(self, folder: Path | str) -> None:
        self.folder = Path(folder)

    def entries(self) -> Iterator[IndexEntry]:
        """Every document, by id."""
        path = self.folder / INDEX
        try:
            index = json.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise UsageError(f"{path}: {(error.strerror or '').lower()}; name the folder that a run wrote") from error
        except ValueError as error:
            raise UsageError(f"{path}: not an index; name the folder that a run wrote") from error
        for entry in index["documents"]:
            yield IndexEntry.model_validate(entry)

    def entry(self, document: str) -> IndexEntry:
        """One document; raises ``UsageError`` where there is none of that id."""
        found = next((entry for entry in self.entries() if entry.document == document), None)
        if found is None:
            raise UsageError(f"{document}: no such document in {self.folder}; its index.json lists them")
        return found

    def document(self, revision: RevisionEntry) -> Document:
        """The cleaned document of a revision."""
        return Document.model_validate_json((self.folder / revision.folder / "document.json").read_bytes())

    def claims(self, revision: RevisionEntry) -> Iterator[Claim]:
        """The claims of a revision, in page order."""
        for line in self.claim_lines(revision):
            yield Claim.model_validate_json(line)

    def claim_lines(self, revision: RevisionEntry) -> Iterator[bytes]:
        """The claims of a revision as they are written, a line each."""
        yield from (self.folder / revision.folder / "claims.jsonl").read_bytes().splitlines()

    def claims_in_force(self) -> Iterator[bytes]:
        """All claims in force as they are written, a line each."""
        for entry in self.entries():
            revision = find_in_force(entry)
            if revision is not None:
                yield from self.claim_lines(revision)

    def changesets(self) -> Iterator[ChangeSet]:
        """All change sets, oldest first within a document."""
        for entry in self.entries():
            for path in entry.changes:
                yield ChangeSet.model_validate_json((self.folder / path).read_bytes())

    def changes(self) -> Iterator[Change]:
        """All change records."""
        for changeset in self.changesets():
            yield from changeset.changes

    def find_claim(self, claim_id: str) -> Iterator[tuple[IndexEntry, RevisionEntry, Claim]]:
        """Every revision that states a claim of this id, newest first within a document."""
        wanted = json.dumps(claim_id).encode()
        for entry in self.entries():
            for revision in reversed(entry.revisions):
                for line in self.claim_lines(revision):
                    if wanted in line and (claim := Claim.model_validate_json(line)).id == claim_id:
                        yield entry, revision, claim

    def trace_claim(self, entry: IndexEntry, claim_id: str) -> list[tuple[RevisionEntry, Claim | None]]:
        """What each revision of a document, oldest first, says of a claim; ids are followed through ``replaces``."""
        revisions = [(revision, {c.id: c for c in self.claims(revision)}) for revision in entry.revisions]
        later = next(number for number, (_, claims) in enumerate(revisions) if claim_id in claims)
        found: dict[int, Claim | None] = {}
        wanted: str | None = claim_id
        for number in range(later, -1, -1):
            claim = revisions[number][1].get(wanted or "")
            found[number] = claim
            wanted = claim.replaces or wanted if claim else wanted
        wanted = claim_id
        for number in range(later + 1, len(revisions)):
            claims = revisions[number][1]
            claim = claims.get(wanted) or next((c for c in claims.values() if c.replaces == wanted), None)
            found[number] = claim
            wanted = claim.id if claim else wanted
        return [(revisions[number][0], found[number]) for number in sorted(found)]


def find_in_force(entry: IndexEntry) -> RevisionEntry | None:
    """The revision of a document that is in force, None where it is superseded or held."""
    return next((revision for revision in entry.revisions if revision.name == entry.in_force), None)
