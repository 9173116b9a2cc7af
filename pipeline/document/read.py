"""A decoded page to its reading, by the form that its content shows."""

from collections.abc import Callable
from urllib.parse import urlsplit

from pipeline.records import Page
from pipeline.sites import Profile, find_profile

from .decode import Decoded, decode_page
from .html import read_html
from .markdown import read_markdown
from .pdq_xml import read_xml
from .pieces import Reading
from .text import read_text

READERS: dict[str, Callable[[str, Profile], Reading]] = {
    "html": read_html,
    "markdown": read_markdown,
    "text": read_text,
    "xml": read_xml,
}


def read_page(page: Page) -> tuple[Decoded, Reading, Profile]:
    """Decode a page and read its pieces; the profile holds the rules of the sites that the page shows signs of."""
    decoded = decode_page(page.content)
    profile = find_profile(decoded.text, urlsplit(page.meta.get("url", "")).hostname or "")
    reader = READERS.get(decoded.form, read_text)
    return decoded, reader(decoded.text, profile), profile
