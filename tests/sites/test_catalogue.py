"""The catalogue of PDQ documents: lookups, and that it is what the captures say."""

import os
import runpy
from pathlib import Path

import pytest

from pipeline.sites.catalogue import find_by_cdr, find_by_pmid, find_by_url, find_part_of, load_catalogue, read_cdr

ROOT = Path(__file__).resolve().parents[2]
CORPUS = Path(os.environ.get("GUIDELINE_CORPUS", ROOT.parent / "shared/corpus"))
BREAST = "CDR0000062787"


@pytest.mark.parametrize(
    "url",
    [
        "https://www.cancer.gov/types/breast/hp/breast-treatment-pdq",
        "http://cancer.gov/types/breast/hp/breast-treatment-pdq/",
        "https://www.cancer.gov/types/breast/hp/breast-treatment-pdq?redirect=true#section/_1",
        "/types/breast/hp/breast-treatment-pdq",
        "http://www.cancer.gov/cancertopics/pdq/treatment/breast/HealthProfessional",
        "http://www.cancer.gov/cancertopics/pdq/treatment/breast/healthprofessional/page7",
        "http://www.cancer.gov/cancertopics/pdq/treatment/breast/HealthProfessional/AllPages",
    ],
)
def test_every_address_of_a_document_finds_it(url: str) -> None:
    document = find_by_url(url)
    assert document is not None
    assert (document.cdr, document.audience, document.language) == (BREAST, "health-professional", "en")


@pytest.mark.parametrize(
    "url",
    ["", "https://example.org/types/breast/hp/breast-treatment-pdq", "https://www.cancer.gov/", "http://[bad", "types"],
)
def test_other_addresses_find_nothing(url: str) -> None:
    assert find_by_url(url) is None


@pytest.mark.parametrize("text", ["62787", "CDR62787", "CDR0000062787", "cdr0000062787", " 62787 "])
def test_a_number_is_read_in_every_form(text: str) -> None:
    document = find_by_cdr(text)
    assert document is not None
    assert (read_cdr(text), document.title) == (BREAST, "Breast Cancer Treatment")


@pytest.mark.parametrize("text", ["", "CDR", "breast", "0", "CDR00000627870000", "62787x"])
def test_other_words_are_no_number(text: str) -> None:
    assert read_cdr(text) is None
    assert find_by_cdr(text) is None


def test_the_pubmed_id_of_a_summary_finds_it() -> None:
    document = find_by_pmid("26389484")
    assert document is not None
    assert document.title == "Fatigue"
    assert find_by_pmid("1") is None


def test_an_article_of_webmd_names_the_summary_it_is_part_of() -> None:
    assert find_part_of("http://www.webmd.com/cancer/tc/ncicdr0000062787-overview") == BREAST
    assert find_part_of("http://www.webmd.com/cancer/tc/ncicdr0000062787") == BREAST
    assert find_part_of("http://www.webmd.com/cancer/guide/overview") is None


def test_no_number_path_or_pubmed_id_stands_twice() -> None:
    documents = load_catalogue()
    paths = [path for document in documents for path in document.paths]
    pmids = [document.pmid for document in documents if document.pmid]
    assert len({document.cdr for document in documents}) == len(documents)
    assert len(set(paths)) == len(paths)
    assert len(set(pmids)) == len(pmids)
    assert [path for path in paths if path != path.lower() or not path.startswith("/")] == []


@pytest.mark.corpus
@pytest.mark.skipif(not CORPUS.is_dir(), reason="no corpus: set GUIDELINE_CORPUS")
def test_the_catalogue_is_what_the_captures_say() -> None:
    build_catalogue = runpy.run_path(str(ROOT / "tools/build_catalogue.py"))["build_catalogue"]
    assert build_catalogue(CORPUS) == (ROOT / "pipeline/sites/documents.toml").read_text(encoding="utf-8")
