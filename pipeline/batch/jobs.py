"""What a guarded child does: read the page of a file, read a stored document again, compare two revisions.

``Stages`` names the functions that do the work, so that a child finds them by name after the spawn. Results are
plain strings and bytes, ready to be stored: the parent never parses a page.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from pipeline.records import ChangeSet, Document, Page, WrittenReading, sha256_of
from pipeline.records.run import Counts

from .pages import PREFIX, PageFile, digest_page, read_page_file
from .remember import Remembered, pack_learned, read_lines, remember


class Read(NamedTuple):
    """A document as read: the number of figures, the claims as lines in page order, what to know for the next."""

    figures: int
    claims: tuple[str, ...]
    learned: bytes


class Stages(NamedTuple):
    """The functions of the flow that a run calls; each is found by its name in a child process.

    ``prepare`` is called once in a child, before its first page: what takes long to import or load.
    """

    prepare: Callable[[], None]
    split: Callable[[Page], tuple[Page, ...]]
    parse: Callable[[Page], Document]
    find_article: Callable[[Document], tuple[str, bool]]
    join: Callable[[Sequence[Document]], tuple[Document, ...]]
    read: Callable[[Document, Remembered | None], Read]
    compare: Callable[[WrittenReading, WrittenReading], ChangeSet]


class ReadRevision(NamedTuple):
    """One document as read: what identifies its revision, the files to publish, and what to know for the next.

    ``source`` is the SHA-256 of the page's bytes, ``mirrors`` the document whose captures may mirror it, ``article``
    what it shares with the pages that continue it.
    """

    document: str
    content: str
    date: str | None
    retrieved_at: str | None
    source: str
    mirrors: str
    article: str
    summary: str
    document_json: bytes
    claims_jsonl: bytes
    known: bytes


class Place(NamedTuple):
    """Where a child finds pages, what was learned of their documents, and by which program."""

    raw: str
    state: str
    program: str


class Piece(NamedTuple):
    """A page that continues an earlier one: it is kept, to be joined with the other pages of its article."""

    article: str
    source: str
    document_json: bytes


class ReadPage(NamedTuple):
    """A page as read. ``name`` is its path under ``raw/``, ``<archive>#<url>`` in an archive."""

    name: str
    digest: str
    result: ReadRevision | Piece


class Archive(NamedTuple):
    """A file that holds several pages, or a packed one: their names, in its order."""

    digest: str
    members: tuple[str, ...]


class Compared(NamedTuple):
    """A change set, and as JSON: its counts, and which claims of the newer revision replace which of the older."""

    body: bytes
    summary: str


def read_file(stages: Stages, place: Place, file: PageFile) -> ReadPage | Archive:
    """The page in a file, or the names of the pages in an archive. Raises ``PageError``."""
    page = read_page_file(Path(place.raw) / file.name, file)
    pages = stages.split(page)
    if len(pages) == 1 and pages[0].path == page.path:
        return ReadPage(file.name, digest_page(page), _read_page(stages, place, pages[0]))
    return Archive(digest_page(page), tuple(part.path.removeprefix(PREFIX) for part in pages))


def read_member(stages: Stages, place: Place, file: PageFile, number: int) -> ReadPage:
    """One page of an archive, by its place in it. Raises ``PageError``."""
    page = _split_once(stages, Path(place.raw) / file.name, file)[number]
    return ReadPage(page.path.removeprefix(PREFIX), digest_page(page), _read_page(stages, place, page))


_last_split: tuple[PageFile, tuple[Page, ...]] | None = None  # the pages of one archive follow one another


def _split_once(stages: Stages, path: Path, file: PageFile) -> tuple[Page, ...]:
    global _last_split
    if _last_split is None or _last_split[0] != file:
        _last_split = file, stages.split(read_page_file(path, file))
    return _last_split[1]


def _read_page(stages: Stages, place: Place, page: Page) -> ReadRevision | Piece:
    document = stages.parse(page)
    article, continues = stages.find_article(document)
    if continues:
        return Piece(article, document.source.sha256, (document.to_json() + "\n").encode())
    return read_document(stages, place, document)


def join_article(stages: Stages, place: Place, bodies: Sequence[bytes]) -> list[tuple[str, ReadRevision]]:
    """The pages of one article as one document, with the name of its first page.

    Pages of one text are one. Where a page is there twice with different texts, nothing can be joined: then what is
    no continuation stands as it is, and the rest is left out.
    """
    documents = [Document.model_validate_json(body) for body in bodies]
    different = list({document.text: document for document in reversed(documents)}.values())[::-1]
    sources = {document.source.path: document.source.sha256 for document in different}
    return [
        (path.removeprefix(PREFIX), read_document(stages, place, document)._replace(source=sources[path]))
        for document in stages.join(different)
        if not stages.find_article(document)[1]
        for path in (document.source.path,)
    ]


def read_again(stages: Stages, place: Place, document_json: bytes) -> ReadRevision:
    """The figures and claims of a stored document, by the program as it is now."""
    return read_document(stages, place, Document.model_validate_json(document_json))


def read_document(stages: Stages, place: Place, document: Document) -> ReadRevision:
    """A document to its claims; what was read in its last revision is not read again."""
    found = stages.read(document, remember(Path(place.state), document.id, place.program))
    return pack_reading(document, found, stages.find_article(document)[0])


def compare_revisions(stages: Stages, old: tuple[bytes, bytes], new: tuple[bytes, bytes]) -> Compared:
    """The change set from one revision to the next; each side is its document.json and claims.jsonl."""
    changeset = stages.compare(unpack_reading(*old), unpack_reading(*new))
    replaces = {pair.after: pair.before for pair in changeset.continued}
    summary = {**changeset.summary.model_dump(mode="json"), "replaces": replaces}
    return Compared((changeset.to_json() + "\n").encode(), json.dumps(summary))


def pack_reading(document: Document, found: Read, article: str) -> ReadRevision:
    """The reading as it is stored and published."""
    content = digest_content(document)
    claims_jsonl = "".join(line + "\n" for line in found.claims).encode()
    summary = {
        "title": document.title,
        "part_of": document.part_of,
        "publisher": document.publisher,
        "original_source": document.original_source,
        "source_url": document.source_url,
        "language": document.language,
        "audience": document.audience,
        "content_hash": document.revision.content_hash,
        "extractor": json.loads(found.claims[0])["provenance"]["extractor"] if found.claims else None,
        "sha256": document.source.sha256,
        "counts": count_reading(document, found).model_dump(mode="json"),
    }
    body = (document.to_json() + "\n").encode()
    _keep_document(body, document)
    return ReadRevision(
        document=document.id,
        content=content,
        date=document.revision.date,
        retrieved_at=document.retrieved_at,
        source=document.source.sha256,
        mirrors=document.part_of or document.id,
        article=article,
        summary=json.dumps(summary, ensure_ascii=False),
        document_json=body,
        claims_jsonl=claims_jsonl,
        known=pack_learned(found.learned, content, document.revision.date, claims_jsonl),
    )


def unpack_reading(document_json: bytes, claims_jsonl: bytes) -> WrittenReading:
    """A reading as it was stored or published."""
    known = _last_document.get(document_json)
    return WrittenReading(known or Document.model_validate_json(document_json), read_lines(claims_jsonl))


_last_document: dict[bytes, Document] = {}  # what a child read last is mostly compared next


def _keep_document(body: bytes, document: Document) -> None:
    _last_document.clear()
    _last_document[body] = document


def digest_content(document: Document) -> str:
    """Bare hex over what makes a revision: the cleaned text and the references, not navigation, markup or dates."""
    references = [reference.model_dump(mode="json") for reference in document.references]
    return sha256_of(json.dumps([document.text, references], ensure_ascii=False)).removeprefix("sha256:")


KIND_RE = re.compile(r'"kind": "(\w+)", "status": "(\w+)"')  # of a claim, in the order in which it is written


def count_reading(document: Document, found: Read) -> Counts:
    """What a revision holds; keys sorted."""
    said = [KIND_RE.search(line) for line in found.claims]
    kinds, statuses = (Counter(match[group] for match in said if match) for group in (1, 2))
    return Counts(
        blocks=len(document.blocks),
        references=len(document.references),
        figures=found.figures,
        claims=len(found.claims),
        by_kind=dict(sorted(kinds.items())),
        by_status=dict(sorted(statuses.items())),
    )
