"""Running text: what superscripts, subscripts and citation markers become."""

import pytest

from pipeline.document import parse_document
from tests.document.helpers import make_page

LIST = "".join(f'<li id="section_1.{number}">Author {number}. Journal, 2001.</li>' for number in range(1, 60))


def read_paragraph(markup):
    """The text of one paragraph of a page with a reference list."""
    page = f"<html><body><h1>Title</h1><h2>Part</h2><p>{markup}</p><h6>References</h6><ol>{LIST}</ol></body></html>"
    document = parse_document(make_page(page))
    block = next(block for block in document.blocks if block.kind == "paragraph")
    return document.text[block.start : block.end]


def cite(number):
    return f'<a href="#cit/section_1.{number}">{number}</a>'


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("platelets above 10<sup>9</sup>/L were seen", "platelets above 10^9/L were seen"),
        ("10<sup>-3</sup> and 10<sup>−4</sup> cells", "10^-3 and 10^-4 cells"),
        ("75 mg/m<sup>2</sup> of drug", "75 mg/m² of drug"),
        ('75 mg/m<span class="sup">2</span> of drug', "75 mg/m² of drug"),
        ("a volume of 12 cm<sup>3</sup> or more", "a volume of 12 cm³ or more"),
        ("HR<sub>death</sub>, 0.72", "HRdeath, 0.72"),
        ("vitamin B<sub>12</sub> was low", "vitamin B12 was low"),
        ("level 5<sub>2</sub> tumors", "level 5_2 tumors"),
        ("uptake of <sup>18</sup>F-glucose", "uptake of 18F-glucose"),
        ("the PDQ<sup>®</sup> summary of the 4<sup>th</sup> year", "the PDQ® summary of the 4th year"),
        ("rate of 51<sup>c</sup> in all", "rate of 51^c in all"),
        ("rates<sup>a,</sup><sup>b</sup> in all", "rates^a,b in all"),
    ],
)
def test_superscripts_and_subscripts_keep_their_meaning(markup, text):
    assert read_paragraph(markup) == text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        (f"Rates fell.[{cite(5)}] Then", "Rates fell.[5] Then"),
        (f"Rates fell.[{cite(5)},{cite(7)}-{cite(9)}] Then", "Rates fell.[5,7-9] Then"),
        (f"Rates fell.[{cite(5)}, {cite(6)}]", "Rates fell.[5,6]"),
        (f"Rates fell.[{cite(1)}][{cite(2)}][{cite(3)}]", "Rates fell.[1-3]"),
        (f"Rates fell.{cite(14)}{cite(15)}{cite(16)}{cite(20)}", "Rates fell.[14-16,20]"),
        (f"Rates fell.{cite(14)}\n{cite(15)} Then", "Rates fell.[14,15] Then"),
        (f"Rates fell.<sup>{cite(4)},{cite(5)}</sup> Then", "Rates fell.[4,5] Then"),
        (f"Rates fell.<sup>[{cite(4)}]</sup> Then", "Rates fell.[4] Then"),
        (
            f'One.[{cite(33)}]; [{cite(34)}][<a href="/loe">Level of evidence: 3iiA</a>]',
            "One.[33]; [34][Level of evidence: 3iiA]",
        ),
        (f"A study {cite(11)} showed 5% of 12", "A study [11] showed 5% of 12"),
        ('See Table <a href="/page#_334">1</a> for doses', "See Table 1 for doses"),
    ],
)
def test_citation_markers_are_the_same_whatever_the_markup(markup, text):
    assert read_paragraph(markup) == text


def test_a_marker_without_an_entry_is_marked():
    page = f"<html><body><h1>T</h1><p>It rose.[{cite(80)}]</p><h6>References</h6><ol>{LIST}</ol></body></html>"
    assert [block.issues for block in parse_document(make_page(page)).blocks][-1] == (
        "citation not in the reference list",
    )
