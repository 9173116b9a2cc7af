"""Real pages for the document tests: the folder that ``GUIDELINE_CORPUS`` names, else ``../shared/corpus``."""

import os
from pathlib import Path

import pytest

CORPUS = Path(os.environ.get("GUIDELINE_CORPUS", Path(__file__).resolve().parents[3] / "shared" / "corpus"))


@pytest.fixture(scope="session")
def corpus():
    if not CORPUS.is_dir():
        pytest.skip(f"no real pages at {CORPUS}: set GUIDELINE_CORPUS")
    return CORPUS
