"""Stages as written, ranges among them."""

import pytest

from pipeline.claims.stages import find_stages


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("stage IB to IIIA", ("ib", "ic", "ii", "iiia")),
        ("stage II to stage IIIB", ("ii", "iiia", "iiib")),
        ("stages I through III", ("i", "ii", "iii")),
        ("stage IIA to IIC", ("iia", "iib", "iic")),
        ("stage IIIB or IV", ("iiib", "iv")),
        ("stage IIIA, 0.83", ("iiia",)),
        ("stage IB (at least 4 cm), II, or IIIA", ("ib", "ii", "iiia")),
    ],
)
def test_a_range_holds_what_lies_between(text: str, codes: tuple[str, ...]) -> None:
    assert [found for _, _, found in find_stages(text)] == [codes]
