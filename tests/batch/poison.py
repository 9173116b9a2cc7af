"""``python -m tests.batch.poison WORDS``: the command line, but that a word in a page does something to its process.

No page is known that the real stages hang or crash on, so one is needed that says so; all else is the product.
"""

import functools
import sys

import pipeline.batch
from pipeline.batch import stages
from pipeline.cli.app import run_command
from pipeline.records import Document, Page
from tests.batch.toy import misbehave


def parse(page: Page) -> Document:
    """The real stage, after what the page asks for."""
    misbehave(page.content.decode())
    return stages.parse(page)


if __name__ == "__main__":
    poisoned = stages.STAGES._replace(parse=parse)
    pipeline.batch.run_batch = functools.partial(pipeline.batch.run_batch, stages=poisoned)
    sys.exit(run_command(sys.argv[1:]))
