"""Versions, promotion and the guard against feeds that lose their claims."""

import csv
import json
from pathlib import Path

import duckdb
import jsonschema
import pytest

from pipeline.errors import FeedError, UsageError
from pipeline.feeds import (
    ENGINES,
    compile_feed,
    current_version,
    list_versions,
    make_patient_schema,
    next_version,
    promote,
    same_files,
    select_claims,
    write_version,
    write_witnesses,
)
from pipeline.feeds.witnesses import find_witnesses
from pipeline.records import Claim, Manifest, sha256_of

from .build import make_claims


def publish(folder: Path, version: str, claims: list[Claim], **options: bool) -> Manifest:
    selection = select_claims(claims)
    files = compile_feed("jsonl", selection.claims)
    return write_version(folder, "jsonl", version, files, selection, write_witnesses(selection.claims), **options)


def test_versions_follow_the_advice() -> None:
    assert next_version(None, "major") == "1.0.0"
    assert next_version("1.4.2", "major") == "2.0.0"
    assert next_version("1.4.2", "minor") == "1.5.0"
    assert next_version("1.4.2", "patch") == "1.4.3"


def test_promotion_moves_forth_and_back(tmp_path: Path) -> None:
    claims = make_claims(10, seed=1)
    for version in ("1.0.0", "1.10.0", "1.9.0"):
        publish(tmp_path, version, claims)
    assert list_versions(tmp_path) == ["1.0.0", "1.9.0", "1.10.0"]
    assert current_version(tmp_path) is None
    for version in ("1.10.0", "1.0.0"):
        promote(tmp_path, version)
        assert current_version(tmp_path) == version
    with pytest.raises(UsageError, match=r"has no version 3\.0\.0"):
        promote(tmp_path, "3.0.0")


def test_a_feed_that_loses_most_claims_is_stopped_unless_told_otherwise(tmp_path: Path) -> None:
    claims = make_claims(10, seed=1)
    publish(tmp_path, "1.0.0", claims)
    promote(tmp_path, "1.0.0")
    with pytest.raises(FeedError, match="4 claims would replace the 10"):
        publish(tmp_path, "2.0.0", claims[:4])
    assert list_versions(tmp_path) == ["1.0.0"]
    assert publish(tmp_path, "2.0.0", claims[:4], allow_loss=True).claims == 4


def test_the_manifest_counts_and_signs(tmp_path: Path) -> None:
    claims = make_claims(6, seed=2)
    claims[0] = claims[0].model_copy(update={"status": "needs_review"})
    claims[1] = claims[1].model_copy(update={"then": claims[1].then.model_copy(update={"role": "context"})})
    manifest = publish(tmp_path, "1.0.0", claims)
    assert (manifest.claims, manifest.left_out) == (4, {"needs_review": 1, "patient": 0, "context": 1})
    for name, digest in manifest.files.items():
        assert sha256_of((tmp_path / "1.0.0" / name).read_bytes()) == digest
    assert same_files(tmp_path / "1.0.0", compile_feed("jsonl", select_claims(claims).claims))
    assert not same_files(tmp_path / "1.0.0", compile_feed("jsonl", claims))


def test_what_is_asked_for_goes_out() -> None:
    claims = make_claims(3, seed=2)
    claims[0] = claims[0].model_copy(update={"status": "needs_review"})
    assert len(select_claims(claims).claims) == 2
    assert len(select_claims(claims, unless_asked=("needs_review",)).claims) == 3
    assert len(select_claims(claims, patient_documents={"file:test"}).claims) == 0


@pytest.mark.parametrize("engine", ENGINES)
def test_the_same_claims_give_the_same_bytes(engine: str) -> None:
    claims = make_claims(12, seed=4)
    assert compile_feed(engine, claims) == compile_feed(engine, claims)


def test_the_lines_follow_their_schema() -> None:
    files = compile_feed("jsonl", make_claims(20, seed=6))
    validator = jsonschema.Draft202012Validator(json.loads(files["claim.schema.json"]))
    for line in files["claims.jsonl"].splitlines():
        validator.validate(json.loads(line))


def test_patients_of_witnesses_follow_the_patient_schema() -> None:
    validator = jsonschema.Draft202012Validator(make_patient_schema())
    sound = [w for c in make_claims(40, seed=9) for w in find_witnesses(c) if w.why == "all conditions met"]
    assert len(sound) == 40
    assert [e.message for w in sound for e in validator.iter_errors(w.patient)] == []
    assert not validator.is_valid({"age": {"value": 7, "unit": "parsec"}})


def test_analysts_read_the_tables(tmp_path: Path) -> None:
    claims = make_claims(20, seed=6)
    for name, content in compile_feed("tables", claims).items():
        (tmp_path / name).write_bytes(content.encode() if isinstance(content, str) else content)
    query = "SELECT count(*) FROM read_parquet(?)"
    assert duckdb.execute(query, [str(tmp_path / "claims.parquet")]).fetchall() == [(20,)]
    query = "SELECT count(*), count(DISTINCT id) FROM read_csv(?)"
    assert duckdb.execute(query, [str(tmp_path / "claims.csv")]).fetchall() == [(20, 20)]
    with open(tmp_path / "conditions.csv", encoding="utf-8", newline="") as table:
        named = {row["claim"] for row in csv.DictReader(table)}
    assert named <= {claim.id for claim in claims}


def test_claims_with_one_condition_have_their_own_witnesses() -> None:
    claims = make_claims(30, seed=5)
    twins = [claim.model_copy(update={"id": f"urn:uuid:{number}"}) for number, claim in enumerate(claims)]
    each = [witness.to_json() for claim in (*claims, *twins) for witness in find_witnesses(claim)]
    assert write_witnesses([*claims, *twins]).splitlines() == each
