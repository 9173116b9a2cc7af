"""Dates as pages write them, to ISO 8601; a date that could be read in two ways is none."""

import re
from datetime import date

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan enero",
            "february feb febrero",
            "march mar marzo",
            "april apr abril",
            "may mayo",
            "june jun junio",
            "july jul julio",
            "august aug agosto",
            "september sep sept septiembre",
            "october oct octubre",
            "november nov noviembre",
            "december dec diciembre",
        ),
        start=1,
    )
    for name in names.split()
}
ISO_RE = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
NUMERIC_RE = re.compile(r"(?<!\d)(\d{1,2})/(\d{1,2})/(\d{4})(?!\d)")
MONTH_FIRST_RE = re.compile(r"\b([^\W\d_]{3,10})\.? (\d{1,2}),? (\d{4})\b")
DAY_FIRST_RE = re.compile(r"\b(\d{1,2})(?: de)? ([^\W\d_]{3,10})\.?,?(?: de)? (\d{4})\b")


def parse_date(text: str) -> str | None:
    """The first date in the text as ``YYYY-MM-DD``. ``MM/DD/YYYY`` is month first, as cancer.gov prints it."""
    if match := ISO_RE.search(text):
        return _make_date(match[1], match[2], match[3])
    if match := NUMERIC_RE.search(text):
        return _make_date(match[3], match[1], match[2])
    for match in MONTH_FIRST_RE.finditer(text):
        if match[1].lower() in MONTHS:
            return _make_date(match[3], MONTHS[match[1].lower()], match[2])
    for match in DAY_FIRST_RE.finditer(text):
        if match[2].lower() in MONTHS:
            return _make_date(match[3], MONTHS[match[2].lower()], match[1])
    return None


def _make_date(year: str, month: str | int, day: str) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None
