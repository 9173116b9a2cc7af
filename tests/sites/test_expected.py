"""What is expected of pages is sound data, and is asked by name."""

import re

from pipeline.records.run import Expected
from pipeline.sites.catalogue import find_by_cdr
from pipeline.sites.expected import _load_expected, expect_of_document, expect_of_publisher, is_own


def test_every_stanza_expects_something_of_something_known() -> None:
    expected = _load_expected()
    assert all(stanza.least != Expected() for stanza in (*expected.publisher, *expected.document))
    for stanza in expected.document:
        assert re.fullmatch(r"pdq:CDR\d{10}", stanza.id)
        assert find_by_cdr(stanza.id.removeprefix("pdq:")) is not None
        assert expect_of_document(stanza.id) == stanza.least


def test_nothing_is_expected_of_the_unknown() -> None:
    assert expect_of_document("file:page") is None
    assert expect_of_publisher("Someone") == expect_of_publisher(None) == Expected()


def test_a_mirror_is_not_the_publisher_of_the_text() -> None:
    assert is_own("National Cancer Institute", "NCI PDQ")
    assert not is_own("WebMD", "NCI PDQ")
    assert not is_own("National Cancer Institute", None)
