"""What a run expects: of a publisher's pages, and of single documents."""

import tomllib
from functools import cache
from importlib import resources

from pipeline.records import Record
from pipeline.records.run import Expected


class PublisherStanza(Record):
    """What is expected of the whole documents of a publisher, and which original sources are its own."""

    name: str
    own: tuple[str, ...] = ()
    least: Expected = Expected()


class DocumentStanza(Record):
    """What is expected of one document."""

    id: str
    least: Expected


class ExpectedFile(Record):
    """``expected.toml``; its header says what each field means."""

    publisher: tuple[PublisherStanza, ...] = ()
    document: tuple[DocumentStanza, ...] = ()


@cache
def _load_expected() -> ExpectedFile:
    source = resources.files("pipeline.sites").joinpath("expected.toml").read_text(encoding="utf-8")
    return ExpectedFile.model_validate(tomllib.loads(source))


def expect_of_document(document: str) -> Expected | None:
    """What is stated of one document; None where nothing is."""
    return next((stanza.least for stanza in _load_expected().document if stanza.id == document), None)


def expect_of_publisher(name: str | None) -> Expected:
    """The least that any whole document of a publisher has."""
    return next((stanza.least for stanza in _load_expected().publisher if stanza.name == name), Expected())


def is_own(publisher: str | None, original_source: str | None) -> bool:
    """Whether a publisher shows its own text and is no mirror."""
    return any(stanza.name == publisher and original_source in stanza.own for stanza in _load_expected().publisher)
