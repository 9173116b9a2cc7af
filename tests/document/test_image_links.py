"""The words of a link that enlarges an image never join the caption after it."""

import pytest

from pipeline.document import explain_page, parse_document
from pipeline.records import Page

IMAGE = (
    "[Enlarge](https://example.org/1.jpg)![A drawing](https://example.org/2.jpg)Stage I; drawing shows a lobe of 2 cm."
)


@pytest.mark.parametrize("body", [IMAGE, f"| Stage | Drawing |\n|---|---|\n| I | {IMAGE} |", f"- {IMAGE}"])
def test_image_links_are_left_out_of_captions_and_cells(body: str) -> None:
    page = Page(path="raw/x.md", content=f"# A page\n\n## A section\n\nThe text of it.\n\n{body}\n".encode())
    assert parse_document(page).text.endswith("\n\nStage I; drawing shows a lobe of 2 cm.")
    assert ("dropped (markdown/image-link)", "Enlarge") in list(explain_page(page))
