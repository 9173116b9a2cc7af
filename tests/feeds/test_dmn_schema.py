"""The DMN file has the elements of the standard in their order, each id once, and names only inputs that it has."""

from pathlib import Path

from lxml import etree

from pipeline.feeds import compile_feed

from .build import make_claims

SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).with_name("dmn13.xsd")))


def read(claims: int) -> etree._Element:
    return etree.fromstring(str(compile_feed("dmn", make_claims(claims, seed=8))["claims.dmn"]).encode())


def test_the_file_follows_the_schema() -> None:
    SCHEMA.assertValid(read(24))


def test_a_file_out_of_order_does_not() -> None:
    root = read(4)
    root.append(root[0])
    assert not SCHEMA.validate(root)


def test_every_requirement_names_an_input() -> None:
    root = read(24)
    inputs = {f"#{element.get('id')}" for element in root.iter("{*}inputData")}
    assert {element.get("href") for element in root.iter("{*}requiredInput")} <= inputs
