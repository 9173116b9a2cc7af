"""Text that goes into engine files: names that may be code, literals, and quoting that page text cannot break."""

import re
from decimal import Decimal, localcontext
from fractions import Fraction

from ..errors import FeedError

NAME_RE = re.compile(r"[a-z][a-z0-9_]{0,119}")
CODE_RE = re.compile(r"[A-Za-z0-9_.+-]{1,120}")
RESERVED = frozenset(
    "and or not in if then else for return some every satisfies between true false null function".split()
)
DIGITS = 15  # what a double can hold: engines that compute with doubles and engines with decimals see one number


def check_name(name: str) -> str:
    """The name itself, which may stand in code: a variable of the registry, or one made like them."""
    if not NAME_RE.fullmatch(name) or name in RESERVED:
        raise FeedError(f"{name!r} cannot be the name of a variable in a feed: use small letters, digits and _")
    return name


def check_code(code: str) -> str:
    """The code itself, which may stand in quotes in any language."""
    if not CODE_RE.fullmatch(code):
        raise FeedError(f"{code!r} cannot be a code in a feed: use letters, digits and the signs _ . + -")
    return code


def decimal_literal(number: Fraction) -> str:
    """Plain decimal digits, exact where 15 digits can be, else rounded to 15."""
    with localcontext() as context:
        context.prec = DIGITS
        return format(Decimal(number.numerator) / Decimal(number.denominator), "f")


def quote_clips(text: str) -> str:
    """A CLIPS string: only the quote and the backslash are special inside one; control characters become spaces."""
    cleaned = re.sub(r"[\x00-\x1f\x7f]", " ", text)
    return '"' + cleaned.replace("\\", "\\\\").replace('"', '\\"') + '"'


def xml_text(text: str) -> str:
    """Text without the characters that XML 1.0 cannot hold."""
    return re.sub(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", " ", text)
