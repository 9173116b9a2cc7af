"""The fingerprint of the program: what must be unchanged for a stored result to stand.

It covers the version, the sources and data of the stages, Python, and the libraries whose versions can change what
is read. The command line, the batch, feeds and reports are left out: they do not change what a page says.
"""

import hashlib
import sys
from functools import cache
from importlib.metadata import version
from pathlib import Path

import pipeline

READING = ("document", "figures", "claims", "lexicon", "sites", "records", "flow.py")
COMPARING = (*READING, "changes")
LIBRARIES = ("beautifulsoup4", "lxml", "rapidfuzz", "spacy", "ucumvert")


def find_reading_program() -> str:
    """Version and digest of what turns a page into claims."""
    return _fingerprint(READING)


def find_comparing_program() -> str:
    """Version and digest of what turns two revisions into changes."""
    return _fingerprint(COMPARING)


@cache
def _fingerprint(parts: tuple[str, ...]) -> str:
    package = Path(pipeline.__file__).parent
    digest = hashlib.sha256(f"{sys.version_info[:2]}".encode())
    for library in LIBRARIES:
        digest.update(f"{library} {version(library)}".encode())
    for part in parts:
        place = package / part
        files = sorted(place.rglob("*")) if place.is_dir() else [place]
        for file in files:
            if file.is_file() and "__pycache__" not in file.parts:
                digest.update(file.relative_to(package).as_posix().encode() + b"\0" + file.read_bytes())
    return f"{pipeline.__version__}+{digest.hexdigest()[:16]}"
