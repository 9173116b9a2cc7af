"""Title, id, audience and revision date, by the order the contract gives, with the traps of the corpus."""

import pytest

from pipeline.document import parse_document
from pipeline.records import Page

FRONT = """---
audienceLevel: patient
lastReviewed: '2025-12-30'
title: Breast Cancer Screening (PDQ®) - NCI
url: {url}
---

# Breast Cancer Screening (PDQ®) - NCI

# Breast Cancer Screening (PDQ®){version}

## Overview

Mammograms of women aged 50 to 69 years are read by two readers in most of the programs.

## {changes}

The summary was revised.

- Added text about reading.
"""


def parse_front(url="https://www.cancer.gov/x", version="", changes="Latest Updates to This Summary (04/10/2025)"):
    text = FRONT.format(url=url, version=version, changes=changes)
    return parse_document(Page(path="raw/a.md", content=text.encode()))


def test_title_and_address_outrank_front_matter():
    document = parse_front(version="–Health Professional Version")
    assert document.audience == "health-professional"
    assert document.title == "Breast Cancer Screening (PDQ®)–Health Professional Version"
    assert (
        parse_front(url="https://www.cancer.gov/types/breast/hp/breast-screening-pdq").audience == "health-professional"
    )
    assert parse_front().audience == "patient"


def test_revision_is_the_date_of_the_changes_never_that_of_scraping():
    document = parse_front()
    assert document.revision.date == "2025-04-10"
    assert document.revision.date_from == "Latest Updates to This Summary (04/10/2025)"
    assert parse_front(changes="Other").revision.date is None


META = (
    '<html><head><title>Lung Cancer (PDQ®)</title><meta name="pdq.cdrid" content="62824">'
    '<meta name="pdq.date_posted" content="2019-03-11">{updated}</head><body><h1>Lung Cancer (PDQ®)</h1>'
    "<p>Radon raises the risk of lung cancer in smokers more than in those who never smoked.</p></body></html>"
)


def test_the_date_of_posting_is_no_revision():
    posted = parse_document(Page(path="a", content=META.format(updated="").encode()))
    assert (posted.id, posted.revision.date) == ("pdq:CDR0000062824", None)
    updated = '<meta name="pdq.date_updated" content="2018-03-02">'
    document = parse_document(Page(path="a", content=META.format(updated=updated).encode()))
    assert document.revision.date == "2018-03-02"


@pytest.mark.parametrize(
    ("path", "meta", "identity"),
    [
        ("raw/page.txt", {"document_id": "mine", "url": "https://x.org/a"}, "mine"),
        ("raw/page.txt", {"url": "https://www.cancer.gov/types/lung/hp/lung-prevention-pdq"}, "pdq:CDR0000062824"),
        ("raw/page.txt", {"url": "https://x.org/a/"}, "x.org:/a"),
        ("raw/doc/page.txt", {"folder": "doc"}, "doc"),
        ("raw/doc/page.txt", {}, "file:page"),
    ],
)
def test_the_id_is_the_first_that_applies(path, meta, identity):
    content = b"Dose of radiation\n\nThe dose of 24 Gy is given in 12 fractions of 2 Gy over three weeks in all."
    assert parse_document(Page(path=path, content=content, meta=meta)).id == identity


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The dose of the drug was given to the patients who had not been treated and it was well tolerated.", "en"),
        (
            "La dosis se administró a los pacientes que no recibieron tratamiento y fue bien tolerada por la mayoría.",
            "es",
        ),
        ("La dose a été donnée aux patients qui n'ont pas été traités et elle est bien tolérée dans la plupart.", "fr"),
    ],
)
def test_language_by_function_words(text, language):
    assert parse_document(Page(path="raw/a.txt", content=f"Dose\n\n{text}".encode())).language == language


@pytest.mark.parametrize(
    ("url", "publisher"),
    [
        ("https://www.webmd.com/a", "WebMD"),
        ("https://www.cancer.gov/a", "National Cancer Institute"),
        ("https://notwebmd.com/a", "notwebmd.com"),
    ],
)
def test_the_publisher_is_the_site_that_shows_the_page(url, publisher):
    content = b"Dose of radiation\n\nThe dose of 24 Gy is given in 12 fractions of 2 Gy over three weeks in all."
    assert parse_document(Page(path="raw/a.txt", content=content, meta={"url": url})).publisher == publisher
