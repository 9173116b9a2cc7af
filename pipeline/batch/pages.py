"""Pages on disk: the files under ``raw/`` with their sidecars, and the bytes of one page."""

import hashlib
import json
import os
import re
import stat
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from pipeline.errors import PageError, UsageError
from pipeline.records import Page

SIDECAR = ".meta.json"
SIDECAR_KEYS = frozenset({"document_id", "url", "retrieved_at"})


PREFIX = "raw/"  # pages are known by their path under the folder of pages, whatever its real name
DATE_RE = re.compile(r"(?<!\d)(?:19|20)\d\d(?:[-_.]?\d\d){0,5}(?!\d)")


class PageFile(NamedTuple):
    """A page under ``raw/``: its name with ``/``, and a signature that differs whenever file or sidecar was written.

    The signature holds size, modification and change time (both in ns) and inode of both files. Programs cannot set
    the change time, so equal signatures mean equal bytes; unequal ones are settled by the digest.
    ``folder`` is the id its folder gives it where that holds only captures of one document, else None.
    """

    name: str
    signature: str
    modified_s: float
    folder: str | None


def find_pages(raw: Path) -> list[PageFile]:
    """Every file under ``raw``, sorted by name. Hidden files, README files and sidecars are not pages."""
    if not raw.is_dir():
        raise UsageError(f"{raw}: no such folder; name the folder that holds the pages (run RAW)")
    found = dict(_walk(str(raw), ""))
    names = sorted(name for name in found if not _is_aside(name))
    folders = find_document_folders(names)
    return [_describe(name, found, folders.get(name.rpartition("/")[0])) for name in names]


def find_document_folders(names: Iterable[str]) -> dict[str, str]:
    """Folders whose files differ in a date alone (``capture-2018.html``, ``capture-2021.html``) -> document id."""
    masked: dict[str, set[str | None]] = {}
    for name in names:
        folder, _, file = name.rpartition("/")
        stem, dates = DATE_RE.subn("<date>", file)
        masked.setdefault(folder, set()).add(stem if dates else None)
    return {
        folder: f"folder:{folder}"
        for folder, stems in masked.items()
        if folder and len(stems - {None}) == len(stems) == 1
    }


def read_page_file(path: Path, file: PageFile | None = None) -> Page:
    """The bytes of a page and what its sidecar says; raises ``UsageError`` where there is no such file to read."""
    try:
        if path.is_dir():
            raise UsageError(f"{path}: is a folder; name a page in it")
        content = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: {(error.strerror or str(error)).lower()}; name a file that can be read") from error
    meta = _read_sidecar(path)
    if file is None:
        return Page(path=path.as_posix(), content=content, meta=meta)
    if file.folder is not None:
        meta["folder"] = file.folder
    return Page(path=PREFIX + file.name, content=content, meta=meta)


def digest_page(page: Page) -> str:
    """Bare hex SHA-256 over the bytes and the sidecar: what must be unchanged for a page to be skipped."""
    digest = hashlib.sha256(page.content)
    if page.meta:
        digest.update(b"\0" + json.dumps(page.meta, sort_keys=True).encode())
    return digest.hexdigest()


def _is_aside(name: str) -> bool:
    return name.endswith(SIDECAR) or name.rpartition("/")[2].lower() in ("readme", "readme.md")


def _describe(name: str, found: Mapping[str, os.stat_result], folder: str | None) -> PageFile:
    sidecar = found.get(name + SIDECAR)
    parts = [_signature(found[name]), _signature(sidecar) if sidecar else "", folder or ""]
    return PageFile(name, "+".join(parts), found[name].st_mtime, folder)


def _walk(folder: str, prefix: str) -> Iterator[tuple[str, os.stat_result]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith("."):
                continue
            status = entry.stat()
            if stat.S_ISDIR(status.st_mode):
                yield from _walk(entry.path, f"{prefix}{entry.name}/")
            elif stat.S_ISREG(status.st_mode):
                yield prefix + entry.name, status


def _signature(status: os.stat_result) -> str:
    return f"{status.st_size}.{status.st_mtime_ns}.{status.st_ctime_ns}.{status.st_ino}"


def _read_sidecar(path: Path) -> dict[str, str]:
    sidecar = path.with_name(path.name + SIDECAR)
    try:
        meta = json.loads(sidecar.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise PageError(f"{sidecar}: not JSON; write an object with document_id, url or retrieved_at") from error
    if not isinstance(meta, dict) or not all(isinstance(value, str) for value in meta.values()):
        raise PageError(f"{sidecar}: not an object of strings; write document_id, url or retrieved_at")
    unknown = sorted(set(meta) - SIDECAR_KEYS)
    if unknown:
        raise PageError(f"{sidecar}: unknown key {unknown[0]}; it may hold document_id, url and retrieved_at")
    return meta
