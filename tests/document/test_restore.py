"""Citation markers of captures that lost their brackets."""

import re
from collections.abc import Iterator

import pytest

from pipeline.document.restore import LinkedNumber, bracket_links, write_marker

LINK_RE = re.compile(r"<(\d+)>")


def read_links(marked: str) -> tuple[str, list[LinkedNumber]]:
    """``fell.<4><5>`` as the text ``fell.45`` and its two links."""
    links: list[LinkedNumber] = []

    def pieces() -> Iterator[str]:
        done = offset = 0
        for match in LINK_RE.finditer(marked):
            yield marked[done : match.start()]
            offset += match.start() - done
            links.append(LinkedNumber(offset, offset + len(match[1]), int(match[1])))
            yield match[1]
            offset += len(match[1])
            done = match.end()
        yield marked[done:]

    return "".join(pieces()), links


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("Risk fell in 2018.<1> Thus it was kept.", "Risk fell in 2018.[1] Thus it was kept."),
        ("Function was spared.<47><48><49><50><51> Later", "Function was spared.[47-51] Later"),
        ("One cohort <2><3> agreed, another <9> did not.", "One cohort [2,3] agreed, another [9] did not."),
        ("In both trials,<7><9><10><11><20> deaths fell", "In both trials,[7,9-11,20] deaths fell"),
        ("Named in the order <105><103><106> of the page", "Named in the order [105,103,106] of the page"),
        ("Comma lists<1>, <2> and ranges<4>–<7> as written", "Comma lists[1,2] and ranges[4-7] as written"),
        ("Two markers <3>; <4>[Level of evidence: 1iiA]", "Two markers [3]; [4][Level of evidence: 1iiA]"),
        ("Kept as it is.[<1>,<2>-<5>] Thus", "Kept as it is.[1,2-5] Thus"),
        ("A list (reviewed in [<3>]) of 12 trials.<4>", "A list (reviewed in [3]) of 12 trials.[4]"),
        ("No link in 2018.1 Thus", "No link in 2018.1 Thus"),
    ],
)
def test_linked_numbers_become_markers(marked: str, expected: str) -> None:
    text, links = read_links(marked)
    assert bracket_links(text, links) == expected


@pytest.mark.parametrize(
    ("numbers", "marker"),
    [([4], "[4]"), ([4, 5], "[4,5]"), ([4, 5, 6], "[4-6]"), ([1, 3, 4, 5, 9, 10], "[1,3-5,9,10]"), ([9, 8], "[9,8]")],
)
def test_a_marker_is_written_as_the_guidelines_write_it(numbers: list[int], marker: str) -> None:
    assert write_marker(numbers) == marker
