"""The limits of one page, by name: what is beyond them is set aside as ``TooLarge``, never read in part."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Upper bounds, each with its unit in its name.

    The largest of 230 captures of the guidelines has 0.6 MB, 19,000 tags, 4,100 lines, 18 levels of elements and a
    paragraph of 9,000 characters: every bound lies at least ten times above. A page at all bounds takes some seconds.
    """

    max_bytes: int = 16_000_000
    """Bytes of one page."""
    max_tags: int = 200_000
    """``<`` of one HTML or XML page; each costs some 2 kB once parsed."""
    max_depth: int = 500
    """Elements nested in one another, without ``<b>`` and the like; 256 in XML at most."""
    max_open: int = 5_000
    """HTML elements open at once, ``<b>`` and the like included; the parser slows down with each."""
    max_lines: int = 100_000
    """Lines of a text or markdown capture."""
    max_line_chars: int = 200_000
    """Characters of one line of a text or markdown capture (markup may stand on one line)."""
    max_block_chars: int = 200_000
    """Characters of one block of cleaned text."""
    max_archive_bytes: int = 200_000_000
    """Bytes of a gzip or WARC file, packed and unpacked."""
    max_archive_pages: int = 20_000
    """Pages of one archive."""


LIMITS = Limits()
