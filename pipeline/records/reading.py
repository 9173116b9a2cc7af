"""All that one page says."""

from typing import NamedTuple

from .claim import Claim
from .document import Document
from .figure import Figure


class Reading(NamedTuple):
    """A page as read: its cleaned text, the figures in it (in page order) and the claims made of them."""

    document: Document
    figures: tuple[Figure, ...]
    claims: tuple[Claim, ...]


class WrittenReading(NamedTuple):
    """A page as it was read and written: its cleaned text, and the claims as lines of JSON, in page order."""

    document: Document
    claims: tuple[str, ...]
