"""Options and folders that the tests share."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--rewrite-golden", action="store_true", help="write tests/golden/ from what the program gives now"
    )


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real pages; what needs it is skipped where it is absent."""
    folder = Path(os.environ.get("GUIDELINE_CORPUS", ROOT.parent / "shared" / "corpus"))
    if not folder.is_dir():
        pytest.skip(f"no real pages: {folder} is absent (GUIDELINE_CORPUS names another folder)")
    return folder


@pytest.fixture(scope="session")
def gold() -> Path:
    """The folder of annotated paragraphs; what needs it is skipped where it is absent."""
    folder = Path(os.environ.get("GUIDELINE_GOLD", ROOT.parent / "shared" / "gold"))
    if not folder.is_dir():
        pytest.skip(f"no annotated paragraphs: {folder} is absent (GUIDELINE_GOLD names another folder)")
    return folder
