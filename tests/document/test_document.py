"""The record of a page as a whole: blocks, offsets, metadata, and an account of every line."""

import pytest

from pipeline.document import explain_page, parse_document
from tests.document.helpers import make_page, read_page_file

WEBMD = """Skip to content
My WebMD Sign In, Sign Up

Cancer Health Center

Font Size

Treatment of Relapsed Wilms Tumor


Relapse in the Lung

Relapse in the lung occurs in less than 8% of children.[12,13] Children in remission for 12 months or more did better.

Recommended Related to Cancer

Ten Foods That Help

Nearly 90% of readers like these foods...

Read the Ten Foods That Help article > >

Choice of second treatment

A dose of 12 Gy to the whole lung was followed by a 4-year survival rate of 70%.[14][Level of evidence: 3iiA]


WebMD Public Information from the National Cancer Institute

Last Updated: March 9, 2013
This information is not intended to replace the advice of a doctor.

Today on WebMD

foods that fight fatigue
"""


def texts(document):
    return [document.text[block.start : block.end] for block in document.blocks]


def test_webmd_capture_keeps_body_and_drops_furniture():
    document = parse_document(make_page(WEBMD))
    assert [block.kind for block in document.blocks] == ["heading", "paragraph", "heading", "paragraph"]
    assert texts(document)[0] == "Relapse in the Lung"
    assert document.title == "Treatment of Relapsed Wilms Tumor"
    assert (document.publisher, document.original_source) == ("WebMD", "NCI PDQ")
    assert (document.revision.date, document.revision.date_from) == ("2013-03-09", "Last Updated: March 9, 2013")
    assert document.blocks[3].heading_path == (
        "Treatment of Relapsed Wilms Tumor",
        "Relapse in the Lung",
        "Choice of second treatment",
    )
    dropped = {entry.text: entry.rule for entry in document.dropped}
    assert dropped["Skip to content"] == "webmd/skip-link"
    assert dropped["Nearly 90% of readers like these foods..."] == "webmd/related-article"
    assert dropped["foods that fight fatigue"] == "webmd/tail"


@pytest.mark.parametrize("content", [WEBMD])
def test_every_line_is_accounted_for(content):
    explained = list(explain_page(make_page(content)))
    assert [text for _, text in explained] == [line for line in content.split("\n") if line]
    assert {mark.split(" ")[0] for mark, _ in explained} == {"kept", "metadata", "dropped"}


def test_seed_page(corpus):
    document = parse_document(read_page_file(corpus / "webmd" / "000_8be96529886d0887.txt"))
    assert [block.kind for block in document.blocks] == ["heading", "paragraph", "heading", "paragraph", "paragraph"]
    assert document.title == "Treatment of Recurrent ALL"
    assert (document.publisher, document.original_source) == ("WebMD", "NCI PDQ")
    assert document.revision.date == "2012-05-16"
    assert len(document.dropped) == 18


LONG_HEAD = """Find Information About:

Symptoms
Drugs & Supplements
Get Answers to Your Questions
Pill Identifier
Type in what is printed on the pill

Breast Cancer
Breast Cancer Health Center

"""


def test_webmd_head_of_the_third_generation():
    body = WEBMD.partition("Font Size\n\n")[2]
    for head in (LONG_HEAD, LONG_HEAD + "Font Size\n\n"):
        document = parse_document(make_page(head + body))
        assert document.title == "Treatment of Relapsed Wilms Tumor"
        assert texts(document)[0] == "Relapse in the Lung"
        assert "Pill Identifier" in {entry.text for entry in document.dropped}


WEBMD_HTML = """<html><head><title>Treatment of Relapsed Wilms Tumor - WebMD</title></head><body>
<div id="hdr"><a href="/">WebMD Home</a> <a href="/a">Health A-Z</a> <a href="/b">Drugs</a>
<a href="/c">Living</a></div>
<div class="main_rdr"><h1>Treatment of Relapsed Wilms Tumor</h1><div class="tools">Font Size <a href="#">A</a></div>
<h3>Relapse in the Lung</h3><p>Relapse in the lung occurs in less than 8% of children, and later in remission children
did better than early ones, whatever the treatment had been.[12,13]</p>
<h4>Recommended Related to Cancer</h4><p>Nearly 90% of our readers say that they like these foods...</p>
<p><a href="/x">Read the Ten Foods That Help article &gt; &gt;</a></p>
<h3>Second treatment</h3><p>A dose of 12 Gy to the whole lung was followed by a 4-year survival of 70%.[14]</p>
<p>1 | <a href="?page=2">2</a> | <a href="?page=3">3</a></p>
<p>WebMD Public Information from the National Cancer Institute</p><p>Last Updated: March 9, 2013</p>
<p>This information is not intended to replace the advice of a doctor.</p></div>
<div class="rr"><h3>Today on WebMD</h3><a href="/1">foods that fight fatigue</a> <a href="/2">slideshow</a></div>
</body></html>"""


def test_webmd_html():
    document = parse_document(make_page(WEBMD_HTML))
    assert [block.kind for block in document.blocks] == ["heading", "heading", "paragraph", "heading", "paragraph"]
    assert document.title == "Treatment of Relapsed Wilms Tumor"
    assert (document.publisher, document.original_source) == ("WebMD", "NCI PDQ")
    assert document.revision.date == "2013-03-09"
    assert document.blocks[-1].heading_path == ("Treatment of Relapsed Wilms Tumor", "Second treatment")
