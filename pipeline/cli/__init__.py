"""The command line: one command per stage, plus ``run`` and what reads its results.

JSON goes to stdout, messages and progress to stderr. Commands import what they need when they run, so that
``--help`` answers at once; and this package imports nothing, because every worker of a run imports it anew.
"""

from typing import NoReturn

__all__ = ["main"]


def main() -> NoReturn:
    """Run the command of ``sys.argv`` and leave with the exit code of the contract."""
    from .app import main as run

    run()
