"""Claims of real pages and of the samples: every engine agrees with the evaluator on every witness of every claim."""

import json
from pathlib import Path

import pytest

from pipeline.feeds import compile_feed, select_claims
from pipeline.feeds.fhir import make_bundle
from pipeline.feeds.fhir_check import find_faults
from pipeline.feeds.witnesses import find_witnesses
from pipeline.flow import read_page
from pipeline.records import Claim, Page

from .engines import LOADERS, find_disagreements

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = sorted((ROOT / "raw").glob("**/*.txt")) + sorted((ROOT / "raw").glob("**/capture-*.html"))
AT_ONCE = {"zen": 50, "clips": 50, "dmn": 10}  # every witness is put to the claims of its own batch only


def read_claims(*paths: Path) -> list[Claim]:
    claims: dict[str, Claim] = {}
    for path in paths:
        page = Page(path=path.name, content=path.read_bytes())
        claims |= {claim.id: claim for claim in select_claims(read_page(page).claims, unless_asked=("context",)).claims}
    return list(claims.values())


def check_engine(engine: str, claims: list[Claim], folder: Path) -> tuple[int, list[str]]:
    """How many witnesses there were, and what the engine said otherwise."""
    size = AT_ONCE[engine]
    batches = [claims[start : start + size] for start in range(0, len(claims), size)]
    wrong, count = [], 0
    for number, batch in enumerate(batches):
        target = folder / f"{engine}-{number}"
        target.mkdir()
        for name, content in compile_feed(engine, batch).items():
            (target / name).write_bytes(content.encode() if isinstance(content, str) else content)
        witnesses = [w.model_dump(mode="json") for claim in batch for w in find_witnesses(claim)]
        wrong += find_disagreements(LOADERS[engine](target), witnesses)
        count += len(witnesses)
    return count, wrong


@pytest.mark.parametrize("engine", LOADERS)
def test_samples(engine: str, tmp_path: Path) -> None:
    claims = read_claims(*SAMPLES)
    count, wrong = check_engine(engine, claims, tmp_path)
    assert count > 100
    assert wrong == []


@pytest.mark.corpus
def test_the_capture_that_started_the_project(corpus: Path, tmp_path: Path) -> None:
    claims = read_claims(corpus / "webmd" / "000_8be96529886d0887.txt")
    assert len(claims) > 10
    for engine in LOADERS:
        assert check_engine(engine, claims, tmp_path)[1] == []
    assert list(find_faults(json.loads(json.dumps(make_bundle(claims))))) == []


@pytest.mark.corpus
@pytest.mark.stress
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("engine", LOADERS)
def test_twenty_real_pages(engine: str, corpus: Path, tmp_path: Path) -> None:
    pages = (
        sorted((corpus / "cancergov_md").glob("*.md"))[3::7][:18]
        + sorted((corpus / "cancergov_html").glob("*.html"))[:2]
    )
    claims, witnesses, wrong = 0, 0, list[str]()
    for number, page in enumerate(pages):
        folder = tmp_path / str(number)
        folder.mkdir()
        of_page = read_claims(page)
        count, differ = check_engine(engine, of_page, folder)
        claims, witnesses, wrong = claims + len(of_page), witnesses + count, wrong + differ
        print(
            f"{engine}: {page.name}: {len(of_page)} claims, {count} witnesses, {len(differ)} disagreements", flush=True
        )
    print(f"{engine}: {claims} claims, {witnesses} witnesses, {len(wrong)} disagreements")
    assert claims > 1000
    assert wrong == []
