"""Articles over several pages: joined in order, without repeated headings, missing pages named."""

import pytest

from pipeline.document import join_continuations, parse_document
from pipeline.records import Page

HEAD = "Skip to content\n\nLung Cancer Health Center\n\nFont Size\n\nTreatment of Small Cell Tumors\n\n"
TAIL = "\n\nWebMD Public Information from the National Cancer Institute\n\nLast Updated: June 4, 2011\n"
PAGES = {
    1: "First-Line Drugs\n\nCisplatin 80 mg/m2 was given on day 1.[3]\n\n"
    "Late effects\n\nHearing was lost in 12% of patients.",
    2: "Late effects continued...\n\nKidney damage was seen in 4% of patients.[4]",
    3: "continued...\n\nSecond cancers came in 2% within 10 years.\n\nFollow-Up\n\nVisits are yearly after 5 years.",
}
URL = "http://www.webmd.com/lung-cancer/tc/small-cell-treatment"


def parse_page(number, with_url):
    meta = {"url": URL + (f"?page={number}" if number > 1 else "")} if with_url else {}
    content = (HEAD + PAGES[number] + TAIL).encode()
    return parse_document(Page(path=f"raw/part{number}.txt", content=content, meta=meta))


def texts(document):
    return [document.text[block.start : block.end] for block in document.blocks]


@pytest.mark.parametrize("with_url", [True, False])
def test_pages_are_joined_in_order_without_the_repeated_heading(with_url):
    numbers = (3, 1, 2) if with_url else (1, 2, 3)
    (joined,) = join_continuations([parse_page(number, with_url) for number in numbers])
    assert texts(joined) == [
        "First-Line Drugs",
        "Cisplatin 80 mg/m2 was given on day 1.[3]",
        "Late effects",
        "Hearing was lost in 12% of patients.",
        "Kidney damage was seen in 4% of patients.[4]",
        "Second cancers came in 2% within 10 years.",
        "Follow-Up",
        "Visits are yearly after 5 years.",
    ]
    title = "Treatment of Small Cell Tumors"
    assert joined.blocks[5].heading_path == (title, "First-Line Drugs", "Late effects")
    assert joined.blocks[7].heading_path == (title, "Follow-Up")
    assert [block.id for block in joined.blocks] == [f"b{number}" for number in range(1, 9)]
    assert joined.issues == ()
    assert "\n\n".join(texts(joined)) == joined.text


def test_a_missing_page_is_named():
    (joined,) = join_continuations([parse_page(3, True), parse_page(1, True)])
    assert joined.issues == ("page 2 of the article is missing",)
    (alone,) = join_continuations([parse_page(2, True)])
    assert alone.issues == ("page 1 of the article is missing",)


def test_other_documents_stay_as_they_are():
    first = parse_page(1, True)
    other = parse_document(
        Page(path="raw/other.txt", content=b"Staging\n\nStage I tumors are 2 cm or smaller in size.")
    )
    assert join_continuations([first, other]) == (first, other)
    assert join_continuations([first, first]) == (first, first)


def test_pages_of_one_article_are_no_revisions_of_one_document():
    assert parse_page(1, True).id == "www.webmd.com:/lung-cancer/tc/small-cell-treatment"
    assert parse_page(2, True).id == "www.webmd.com:/lung-cancer/tc/small-cell-treatment?page=2"
