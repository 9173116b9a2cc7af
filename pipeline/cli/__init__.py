"""The command line: one command per stage, plus ``run`` and what reads its results.

JSON goes to stdout, messages and progress to stderr. Commands import what they need when they run, so that
``--help`` answers at once.
"""

from .app import main

__all__ = ["main"]
