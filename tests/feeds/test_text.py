"""Page text cannot change what a feed means: hostile text goes through every engine and comes back as text."""

import csv
import io
import json
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from pipeline.errors import FeedError
from pipeline.feeds import compile_feed
from pipeline.feeds.text import check_code, check_name, decimal_literal
from pipeline.feeds.witnesses import find_witnesses
from pipeline.records import AllOf, Claim, Predicate

from .build import claim, number
from .engines import LOADERS, find_disagreements

HOSTILE = (
    'a "quote" and \\ and \\"',
    "']; drop { everything } and true or 'x'",
    "line one\nline two\r\n\ttab\x00nul\x1b[31m",
    "]]> <!-- <script>alert(1)</script> &amp; &lt;",
    '(assert (outcome (claim "x") (value match))) ; comment',
    'if true then "match" else "no" // ?',
    "μg “curly” – dash ≥ 5 \U0001f600 \u2028 \ufeff",
    '"], "outcome": "match", "x": ["',
    "{{ 7 * 7 }} ${7*7} #{x} %s %(x)s",
)


def hostile_claim(text: str) -> Claim:
    bound = number("remission_duration", "ge", "18")
    bound = Predicate.model_validate(bound.model_dump() | {"text": text})
    made = claim(AllOf(all=(bound,)), statement=text, key=text)
    where = made.provenance.model_copy(update={"document": text, "url": text, "quote": text})
    return made.model_copy(update={"provenance": where})


@pytest.mark.parametrize("engine", LOADERS)
def test_hostile_text_changes_no_outcome(engine: str, tmp_path: Path) -> None:
    claims = [hostile_claim(text) for text in HOSTILE]
    for name, content in compile_feed(engine, claims).items():
        (tmp_path / name).write_bytes(content.encode() if isinstance(content, str) else content)
    witnesses = [w.model_dump(mode="json") for c in claims for w in find_witnesses(c)]
    assert find_disagreements(LOADERS[engine](tmp_path), witnesses) == []


def test_hostile_text_stands_in_json_tables_and_xml_as_it_was() -> None:
    claims = [hostile_claim(text) for text in HOSTILE]
    lines = compile_feed("jsonl", claims)["claims.jsonl"].split("\n")[:-1]
    assert [json.loads(line)["statement"] for line in lines] == list(HOSTILE)
    rows = csv.DictReader(io.StringIO(compile_feed("tables", claims)["claims.csv"], newline=""))
    assert [row["statement"] for row in rows] == list(HOSTILE)
    decision = json.loads(compile_feed("zen", claims)["decision.json"])
    assert [rule["_description"] for rule in decision["nodes"][1]["content"]["rules"]] == list(HOSTILE)
    ET.fromstring(compile_feed("dmn", claims)["claims.dmn"])


@pytest.mark.parametrize("name", ["age or true", "x-y", "1st", "", "true", "a" * 200, 'a"b', "größe"])
def test_a_name_that_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(FeedError):
        check_name(name)


@pytest.mark.parametrize("code", ["a b", "a'b", 'a"b', "", "x\ny", "a)b"])
def test_a_code_that_is_no_code_is_refused(code: str) -> None:
    with pytest.raises(FeedError):
        check_code(code)


@pytest.mark.parametrize(
    ("number", "digits"), [("18", "18"), ("0.01", "0.01"), ("1/3", "0.333333333333333"), ("6/10000000", "0.0000006")]
)
def test_numbers_are_plain_digits(number: str, digits: str) -> None:
    assert decimal_literal(Fraction(number)) == digits
