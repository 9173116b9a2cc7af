"""Blocks that were read before are not read again, and give what a fresh reading gives."""

from itertools import chain

import pytest

from pipeline.document import parse_document
from pipeline.figures import find_figures, find_figures_with, known, pack_figures, unpack_figures
from pipeline.records import Page

OLD = """<html lang="en"><body><main><h1>Treatment of a Sample Tumor</h1>
<p>The 5-year overall survival (OS) rate was 81% for children older than 3 years.[1]</p>
<p>Patients received 75 mg/m2 of cisplatin every 3 weeks.</p>
<h2>Relapse</h2>
<p>The OS rate after relapse is less than 10%.</p></main></body></html>"""


def parse(html: str) -> object:
    return parse_document(Page(path="raw/page.html", content=html.encode()))


@pytest.mark.parametrize(
    ("before", "after", "read_again"),
    [
        ("81%", "83%", 1),
        ("75 mg/m2", "a total of 70 mg/m2", 1),
        ("<h2>Relapse</h2>", "<p>New: 5 of 10 patients.</p><h2>Relapse</h2>", 1),
        ("<h2>Relapse</h2>", "<h2>Relapse of Sample Tumor</h2>", 2),  # the heading, and the block under it
        ("overall survival (OS)", "ovarian suppression (OS)", 2),  # the abbreviation also stands under Relapse
    ],
)
def test_changed_blocks_alone_are_read(
    before: str, after: str, read_again: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    figures = find_figures_with(parse(OLD), {})
    assert tuple(chain.from_iterable(figures.values())) == find_figures(parse(OLD))
    stored = unpack_figures(pack_figures(figures.known))
    assert stored == figures.known
    new = parse(OLD.replace(before, after))
    blocks = []
    read = known.find_figures_of
    monkeypatch.setattr(known, "find_figures_of", lambda *args: blocks.extend(args[1]) or read(*args))
    found = find_figures_with(new, stored)
    assert tuple(chain.from_iterable(found.values())) == find_figures(new)
    assert found.count() == len(find_figures(new))
    assert len(blocks) == read_again
