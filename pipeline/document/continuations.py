"""Articles that a site spreads over several pages, joined into one document each."""

from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from pipeline.records import Block, Document, Dropped, sha256_of

from .assemble import BLOCK_GAP
from .paging import CONTINUED, PAGE_ISSUE_RE


def join_continuations(documents: Sequence[Document]) -> tuple[Document, ...]:
    """Documents with the pages of each article joined in order, at the place of its first page.

    Pages belong together when address (or publisher and title) and revision date agree. The repeated heading of a page
    is left out. A page that is missing is named in ``issues``; where a page is there twice, nothing is joined.
    """
    groups: dict[tuple[str | None, ...], list[Document]] = {}
    for document in documents:
        groups.setdefault(_find_article_key(document), []).append(document)
    joined = [document for group in groups.values() for document in _join_group(group)]
    place = {document.source.path: at for at, document in enumerate(documents)}
    return tuple(sorted(joined, key=lambda document: place[document.source.path]))


def find_article(document: Document) -> tuple[str, bool]:
    """What the pages of one article share, as a key, and whether this page continues an earlier one."""
    key = "\n".join(part or "" for part in _find_article_key(document))
    return key, _read_page_number(document) != 1


def _find_article_key(document: Document) -> tuple[str | None, ...]:
    if document.source_url:
        parts = urlsplit(document.source_url)
        return parts.hostname, parts.path, document.revision.date
    return document.publisher, document.title, document.revision.date


def _read_page_number(document: Document) -> int | None:
    """1 for a page that continues nothing; None for a continuation without a number."""
    for issue in document.issues:
        if match := PAGE_ISSUE_RE.fullmatch(issue):
            return int(match[1])
    return None if CONTINUED in document.issues else 1


def _join_group(group: Sequence[Document]) -> list[Document]:
    numbers = [_read_page_number(document) for document in group]
    known = [number for number in numbers if number is not None]
    if max(known, default=1) == 1 and None not in numbers:
        return list(group)
    if len(set(known)) < len(known):
        return list(group)
    # Pages without a number come after the others, in the order they were given.
    pages = sorted(zip(numbers, group, strict=True), key=lambda pair: pair[0] or max(known, default=1) + 1)
    missing = sorted(set(range(1, max(known, default=1) + 1)) - set(known))
    return [_join_pages([document for _, document in pages], missing)]


def _join_pages(pages: Sequence[Document], missing: Sequence[int]) -> Document:
    first = pages[0]
    texts: list[str] = []
    blocks: list[Block] = []
    dropped: list[Dropped] = []
    for page in pages:
        repeated = _find_repeated(page, blocks, texts) if page is not first else set()
        dropped.extend(page.dropped)
        tables = len({block.table.id for block in blocks if block.table is not None})
        for block in page.blocks:
            text = page.text[block.start : block.end]
            if block.id in repeated:
                dropped.append(Dropped(text=text, reason="repeated heading", rule="default/continued"))
                continue
            blocks.append(_renumber(block, tables))
            texts.append(text)
    text = BLOCK_GAP.join(texts)
    issues = dict.fromkeys(issue for page in pages for issue in page.issues if not _is_page_issue(issue))
    digests = "".join(page.source.sha256 for page in pages)
    return first.model_copy(
        update={
            "text": text,
            "blocks": tuple(_place_blocks(blocks, texts)),
            "references": tuple(reference for page in pages for reference in page.references),
            "announced": tuple(entry for page in pages for entry in page.announced),
            "dropped": tuple(dropped),
            "issues": (*issues, *(f"page {number} of the article is missing" for number in missing)),
            "revision": first.revision.model_copy(update={"content_hash": sha256_of(text)}),
            "source": first.source.model_copy(
                update={
                    "sha256": sha256_of(digests).removeprefix("sha256:"),
                    "bytes": sum(page.source.bytes for page in pages),
                }
            ),
        }
    )


def _is_page_issue(issue: str) -> bool:
    return issue == CONTINUED or PAGE_ISSUE_RE.fullmatch(issue) is not None


def _find_repeated(page: Document, blocks: Sequence[Block], texts: Sequence[str]) -> set[str]:
    """Ids of the headings at the top of a page that repeat where the page before left off, or the title."""
    open_headings = {page.title, *(blocks[-1].heading_path if blocks else ()), texts[-1] if texts else None}
    repeated: set[str] = set()
    for block in page.blocks:
        if block.kind != "heading" or page.text[block.start : block.end] not in open_headings:
            break
        repeated.add(block.id)
    return repeated


def _renumber(block: Block, tables: int) -> Block:
    """A block of a later page: its tables are counted on from those before."""
    if block.table is None or not tables:
        return block
    number = int(block.table.id.removeprefix("t")) + tables
    return block.model_copy(update={"table": block.table.model_copy(update={"id": f"t{number}"})})


def _place_blocks(blocks: Sequence[Block], texts: Sequence[str]) -> Iterator[Block]:
    """Blocks with ids, offsets and heading paths of the joined text."""
    path: list[tuple[int, str]] = []
    if blocks and blocks[0].heading_path and blocks[0].heading_path[0] != texts[0]:
        path.append((1, blocks[0].heading_path[0]))
    start = 0
    for number, (block, text) in enumerate(zip(blocks, texts, strict=True), start=1):
        if block.kind == "heading" and block.level is not None:
            while path and path[-1][0] >= block.level:
                path.pop()
            path.append((block.level, text))
        end = start + len(text)
        headings = tuple(heading for _, heading in path)
        issues = tuple(issue for issue in block.issues if issue != CONTINUED)
        update = {"id": f"b{number}", "start": start, "end": end, "heading_path": headings, "issues": issues}
        yield block.model_copy(update=update)
        start = end + len(BLOCK_GAP)
