"""Real pairs of pages: one revision in two renderings, wording alone, and the section of 2012 against that of 2025."""

from pathlib import Path

import pytest

from pipeline.changes import Edition, diff_claims
from pipeline.records import Change, ChangeSet

from .mutations.judge import MEANINGFUL, read_edition
from .mutations.pages import CORPUS

PAIRS = CORPUS / "pairs"
pytestmark = [pytest.mark.corpus, pytest.mark.skipif(not PAIRS.is_dir(), reason="no corpus at GUIDELINE_CORPUS")]

RENDERINGS = [
    *((folder / "old.html", folder / "new.html") for folder in sorted(PAIRS.glob("citation_markup_*"))),
    *((folder / "xml.xml", folder / "html.html") for folder in sorted(PAIRS.glob("twin_*"))),
]
WORDINGS = [
    (PAIRS / f"patient_{name}" / old, PAIRS / f"patient_{name}" / "v_scrape2025.md")
    for name, old in (("446177_hydrazine-sulfate", "v2015.html"), ("742253_high-dose-vitamin-c", "v2018.html"))
]
SECTION = PAIRS / "hp_62923_seed_recurrent_ALL"
UNCHANGED = ("80%", "45%", "18 Gy", "78%", "24 Gy", "15 Gy", "52%")


def read_pair(old: Path, new: Path) -> tuple[Edition, Edition]:
    after = read_edition(new.read_bytes(), new.name)
    return read_edition(old.read_bytes(), old.name, after.ref.document), after


def diff_pages(old: Path, new: Path) -> ChangeSet:
    return diff_claims(*read_pair(old, new))


@pytest.mark.parametrize("pair", RENDERINGS, ids=lambda pair: pair[0].parent.name)
def test_another_rendering_is_no_change_of_meaning(pair: tuple[Path, Path]) -> None:
    assert [change.type for change in diff_pages(*pair).changes if change.severity in MEANINGFUL] == []


@pytest.mark.parametrize("pair", WORDINGS, ids=lambda pair: pair[0].parent.name)
def test_small_edits_of_wording_are_editorial(pair: tuple[Path, Path]) -> None:
    assert {change.severity for change in diff_pages(*pair).changes} <= {"editorial"}


def test_the_section_of_2012_keeps_its_figures_and_its_numbers_moved_once() -> None:
    old, new = read_pair(SECTION / "v2012_seed.txt", SECTION / "v2025_section.md")
    changes = diff_claims(old, new).changes
    before = {claim.id: claim for claim in old.claims}
    texts = {
        figure: [
            claim.id
            for claim in old.claims
            if old.document and old.document.text[claim.provenance.start : claim.provenance.end].endswith(figure)
        ]
        for figure in UNCHANGED
    }
    assert all(texts.values())
    touched = {change.claim_before for change in changes if change.severity in MEANINGFUL and not _is_of_status(change)}
    assert [figure for figure, ids in texts.items() if touched.intersection(ids)] == []
    assert {before[claim].kind for ids in texts.values() for claim in ids} == {"statistic", "dose"}
    moved = [change for change in changes if change.type == "citations.renumbered"]
    assert len(moved) == 1
    assert {pair.basis for pair in moved[0].map or ()} == {"aligned"}
    assert {(pair.before, pair.after) for pair in moved[0].map or ()} >= {(15, 19), (69, 218), (72, 216)}
    assert moved[0].unresolved


def _is_of_status(change: Change) -> bool:
    """Whether a claim is only surer or less sure than before of whom it is about: its figure is the same."""
    stated = [field.path for field in change.fields if field.path.startswith(("then.", "when.", "population."))]
    return change.type in ("claim.set-aside", "claim.restored") and not stated
