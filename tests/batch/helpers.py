"""A folder of toy pages, a run over it, and what it left."""

import hashlib
import json
from pathlib import Path
from typing import Any

from pipeline.batch import Selection, run_batch
from pipeline.records.run import RunReport
from pipeline.settings import Settings
from tests.batch.toy import TOY


class Place:
    """``raw/`` and ``extracted/`` under one folder."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        self.raw, self.out = folder / "raw", folder / "extracted"
        self.raw.mkdir(exist_ok=True)
        self.settings = Settings(raw=self.raw, out=self.out, workers=2, feeds=(), **settings)

    def put(self, name: str, *body: str, **head: str) -> Path:
        """Write a page: its head as ``name: value`` lines, and a body of lines."""
        path = self.raw / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(f"{key}: {value}" for key, value in head.items()) + "\n\n" + "\n".join(body))
        return path

    def run(self, selection: Selection | None = None, **changed: Any) -> RunReport:
        """One run."""
        settings = self.settings.model_copy(update=changed)
        return run_batch(settings, selection or Selection(), stages=TOY)

    def entries(self) -> dict[str, dict[str, Any]]:
        """The index, by document."""
        index = json.loads((self.out / "index.json").read_text())
        return {entry["document"]: entry for entry in index["documents"]}

    def read_in_force(self, document: str) -> str:
        """The text of the revision that is in force."""
        entry = self.entries()[document]
        folder = next(revision["folder"] for revision in entry["revisions"] if revision["name"] == entry["in_force"])
        text: str = json.loads((self.out / folder / "document.json").read_text())["text"]
        return text

    def names(self, document: str) -> list[str]:
        """The revisions of a document by date."""
        return [revision["date"] for revision in self.entries()[document]["revisions"]]

    def quarantine(self) -> dict[str, str]:
        """The reasons of what is set aside, by path."""
        lines = (self.out / "quarantine.jsonl").read_text().splitlines()
        return {entry["path"]: entry["reason"] for entry in map(json.loads, lines)}


def digest_results(out: Path) -> dict[str, str]:
    """Every file that a run leaves, but reports and state, with the digest of its bytes."""
    own = ("runs/", "run-report.json", "state.sqlite", ".lock")
    files = sorted(path for path in out.rglob("*") if path.is_file())
    names = {path: path.relative_to(out).as_posix() for path in files}
    return {
        name: hashlib.sha256(path.read_bytes()).hexdigest() for path, name in names.items() if not name.startswith(own)
    }
