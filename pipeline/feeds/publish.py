"""A feed on disk: versions side by side, a manifest and witnesses in each, and ``current`` naming the one in force."""

import json
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from ..errors import FeedError, UsageError
from ..records import FeedDocument, Manifest, sha256_of
from .select import Selection, role_of

# A feed that keeps less of the claims in force is held: a broken page must not empty a rule base.
LEAST_SHARE_KEPT = 0.5
FIRST_VERSION = "1.0.0"
NOTICE = (
    "Claims read from NCI PDQ cancer information summaries by a program. PDQ is a registered trademark; its text is in "
    "the public domain, and a part of a summary must not be called an NCI PDQ summary. Check a claim against its quote "
    "before use."
)


def next_version(version: str | None, advice: str) -> str:
    """The semantic version that follows, by a change set's advice; the first one where there is none."""
    if version is None:
        return FIRST_VERSION
    major, minor, patch = (int(part) for part in version.split("."))
    following = {"major": (major + 1, 0, 0), "minor": (major, minor + 1, 0)}
    return ".".join(map(str, following.get(advice, (major, minor, patch + 1))))


def list_versions(folder: Path) -> list[str]:
    """The versions of a feed, oldest first."""
    found = [path.name for path in folder.glob("*.*.*") if path.is_dir() and not path.name.startswith(".")]
    return sorted(found, key=lambda name: tuple(int(part) for part in name.split(".")))


def current_version(folder: Path) -> str | None:
    """The version in force, or None."""
    path = folder / "current"
    return path.read_text(encoding="utf-8").strip() if path.exists() else None


def promote(folder: Path, version: str) -> None:
    """Put a version in force, newer or older."""
    if version not in list_versions(folder):
        known = ", ".join(list_versions(folder)) or "none"
        raise UsageError(f"{folder.name} has no version {version}: it has {known}")
    _write(folder / "current", version + "\n")


def write_version(
    folder: Path,
    engine: str,
    version: str,
    files: Mapping[str, str | bytes],
    selection: Selection,
    witnesses: str,
    *,
    stale: Sequence[str] = (),
    allow_loss: bool = False,
) -> Manifest:
    """Write one version of a feed, whole or not at all, and return its manifest; ``current`` is not moved.

    ``witnesses`` are the same for all engines: ``write_witnesses`` makes them once.
    """
    if not allow_loss:
        _check_loss(folder, len(selection.claims))
    folder.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=".tmp-", dir=folder))
    try:
        manifest = write_files(beside, engine, files, selection, witnesses, version=version, stale=stale)
        target = folder / version
        if target.exists():
            shutil.rmtree(target)
        beside.rename(target)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return manifest


def write_files(
    folder: Path,
    engine: str,
    files: Mapping[str, str | bytes],
    selection: Selection,
    witnesses: str,
    *,
    version: str = FIRST_VERSION,
    stale: Sequence[str] = (),
) -> Manifest:
    """Write the files of a feed, its witnesses and its manifest into a folder."""
    contents: dict[str, str | bytes] = {**files, "witnesses.jsonl": witnesses}
    manifest = make_manifest(engine, version, contents, selection, stale)
    contents["manifest.json"] = json.dumps(manifest.model_dump(mode="json"), indent=1, ensure_ascii=False) + "\n"
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return manifest


def same_files(folder: Path, files: Mapping[str, str | bytes]) -> bool:
    """Whether a version on disk holds these files, by the digests of its manifest."""
    written = Manifest.model_validate_json((folder / "manifest.json").read_text(encoding="utf-8")).files
    return all(written.get(name) == sha256_of(content) for name, content in files.items())


def make_manifest(
    engine: str, version: str, files: Mapping[str, str | bytes], selection: Selection, stale: Sequence[str]
) -> Manifest:
    """What a feed holds, counted."""
    claims = selection.claims
    revisions = dict.fromkeys((claim.provenance.document, claim.provenance.revision) for claim in claims)
    counts = Counter(claim.provenance.document for claim in claims)
    return Manifest(
        engine=engine,
        version=version,
        extractor=claims[0].provenance.extractor if claims else "",
        claims=len(claims),
        left_out=selection.left_out,
        by_kind=_counted(claim.kind for claim in claims),
        by_role=_counted(role_of(claim) for claim in claims),
        by_status=_counted(claim.status for claim in claims),
        documents=tuple(
            FeedDocument(document=document, revision=revision, claims=counts[document], stale=document in stale)
            for document, revision in revisions
        ),
        files={name: sha256_of(content) for name, content in sorted(files.items())},
        notice=NOTICE,
    )


def _counted(names: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(names).items()))


def _check_loss(folder: Path, claims: int) -> None:
    version = current_version(folder)
    if version is None:
        return
    before = Manifest.model_validate_json((folder / version / "manifest.json").read_text(encoding="utf-8")).claims
    if claims < LEAST_SHARE_KEPT * before:
        raise FeedError(
            f"{folder.name}: {claims} claims would replace the {before} of version {version}; "
            "look at the pages that lost theirs, or say --allow-loss"
        )


def _write(path: Path, text: str) -> None:
    beside = path.with_name(f".{path.name}.new")
    beside.write_text(text, encoding="utf-8")
    os.replace(beside, path)
