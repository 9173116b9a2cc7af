"""Everything that can go wrong, by name, with the exit code it leads to.

GuidelineError                what a user can act on; its text says what to do
├── UsageError           2    wrong words on the command line, unknown id, missing or unreadable file
│   └── SettingsError    2    guideline-claims.toml says something that cannot be
├── PageError            4    this page cannot be read; a batch puts it in quarantine (3)
│   ├── EmptyPage             no bytes, or no text once cleaned
│   ├── BinaryPage            not text in any encoding
│   ├── TooLarge              over a named limit (bytes, nesting, time, memory)
│   └── BadMarkup             entity bombs, external entities, XML that does not parse
├── CompareError         2    a comparison that could not be made; never reported as "no changes"
├── FeedError            1    a feed that must not go out (too many claims lost, a check failed)
└── LockedError         75    another run holds the lock
"""

DONE = 0
FAULT = 1
USAGE = 2
QUARANTINED = 3
UNREADABLE = 4
LOCKED = 75
CHANGED = 10


class GuidelineError(Exception):
    """A failure that a user can act on; ``str(error)`` is one line that says what to do."""

    exit_code = FAULT


class UsageError(GuidelineError):
    """The command was called with words, files or ids that cannot be used."""

    exit_code = USAGE


class SettingsError(UsageError):
    """The settings file holds a key or a value that is not allowed."""


class PageError(GuidelineError):
    """One page cannot be read; nothing else is lost by it."""

    exit_code = UNREADABLE


class EmptyPage(PageError):
    """The page has no bytes, or no text is left once it is cleaned."""


class BinaryPage(PageError):
    """The page is not text in any encoding we know."""


class TooLarge(PageError):
    """The page is over a named limit."""


class BadMarkup(PageError):
    """The markup is hostile or broken beyond reading."""


class CompareError(UsageError):
    """Two revisions could not be compared."""


class FeedError(GuidelineError):
    """A feed that must not go out."""


class LockedError(GuidelineError):
    """Another run holds the lock of this output folder."""

    exit_code = LOCKED
