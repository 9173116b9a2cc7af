"""Citation markers of captures that lost brackets: proven ones are written, the others are marked, none is guessed."""

import os
import re
from pathlib import Path

import pytest

from pipeline.document import parse_document
from pipeline.document.restore import UNPROVEN, Restored, bracket_raised, restore_markers, write_marker
from pipeline.records import Block, Document, Page

CORPUS = Path(os.environ.get("GUIDELINE_CORPUS", Path(__file__).resolve().parents[2].parent / "shared/corpus"))
PAIRS = sorted(CORPUS.glob("pairs/citation_markup_*"))
needs_corpus = pytest.mark.skipif(not PAIRS, reason="no corpus: set GUIDELINE_CORPUS")


@pytest.mark.parametrize(
    ("numbers", "marker"),
    [([4], "[4]"), ([4, 5], "[4,5]"), ([4, 5, 6], "[4-6]"), ([1, 3, 4, 5, 9, 10], "[1,3-5,9,10]"), ([9, 8], "[9,8]")],
)
def test_a_marker_is_written_as_the_guidelines_write_it(numbers: list[int], marker: str) -> None:
    assert write_marker(numbers) == marker


@pytest.mark.parametrize(
    ("text", "last_entry", "restored"),
    [
        ("The rule was changed in 2018.1 Thus it holds.", 1, "The rule was changed in 2018.[1] Thus it holds."),
        ("Risk fell.1 Deaths fell as well.23", 3, "Risk fell.[1] Deaths fell as well.[2,3]"),
        ("Harm was rare (n = 5).1[Level of evidence: 2A]", 1, "Harm was rare (n = 5).[1][Level of evidence: 2A]"),
        ("It rose.1-3 It fell again.4,5", 5, "It rose.[1-3] It fell again.[4,5]"),
        ("It rose in one trial.12 34 Others disagree.", 4, "It rose in one trial.[1-4] Others disagree."),
        (
            "Seen before.1 A study 2 reported that it was not.3",
            3,
            "Seen before.[1] A study [2] reported that it was not.[3]",
        ),
        ("It rose.1 In those aged 50 to 69 years it fell.2", 2, "It rose.[1] In those aged 50 to 69 years it fell.[2]"),
    ],
)
def test_the_order_of_the_list_proves_a_marker(text: str, last_entry: int, restored: str) -> None:
    assert restore_markers([text], last_entry) == (Restored(restored),)


def test_a_long_run_of_digits_is_cut_where_the_list_says() -> None:
    before = "It rose." + "".join(map(str, range(1, 47)))
    restored = restore_markers([before, "Function was spared.4748495051 Later trials agree."], 51)
    assert [block.text for block in restored] == [
        "It rose.[1-46]",
        "Function was spared.[47-51] Later trials agree.",
    ]


def test_what_two_readings_explain_is_left_and_marked() -> None:
    first = "It rose.1234567891011121314"
    assert restore_markers([first, "It fell.12 Then it rose.15"], 15)[1] == Restored(
        "It fell.12 Then it rose.[15]", (UNPROVEN,)
    )


@pytest.mark.parametrize(
    ("texts", "last_entry"),
    [
        (["It rose.2 It fell.3"], 3),
        (["It rose.1 It fell.2"], 3),
        (["It rose.1 It fell.5"], 2),
        (["It rose.1 It fell."], 0),
    ],
)
def test_nothing_is_restored_where_the_list_is_not_explained(texts: list[str], last_entry: int) -> None:
    assert restore_markers(texts, last_entry) == tuple(Restored(text, (UNPROVEN,)) for text in texts)


@pytest.mark.parametrize(
    "text",
    [
        "Survival was 1.5 Gy (P = .66; 95% CI, 0.59–2.28) in 2,471 women of 45 to 69 years.",
        "A ratio of 2:1 in t(9;22) and BRCA1, with 10 of 100 (10%) at 3 years; HR, .93.",
        "Stage 3 tumors of 5 cm",
    ],
)
def test_plain_numbers_are_no_markers(text: str) -> None:
    assert restore_markers(["It rose.12", text], 2) == (Restored("It rose.[1,2]"), Restored(text))


def test_a_hostile_section_is_given_up_in_time() -> None:
    text = "a.1 " * 20_000 + "a." + "123456789" * 100_000
    assert restore_markers([text], 900) == (Restored(text, (UNPROVEN,)),)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Risk fell.^1 Deaths fell as well,^2,3 but not costs^4–6",
            "Risk fell.[1] Deaths fell as well,[2,3] but not costs[4-6]",
        ),
        ("Half (50%)^7 of them agreed, 40%^1, 2 did not.", "Half (50%)[7] of them agreed, 40%[1,2] did not."),
        (
            "A count of 10^9/L, a slope of 3 s^-1, R^2 = 0.9, a rate of 5^2",
            "A count of 10^9/L, a slope of 3 s^-1, R^2 = 0.9, a rate of 5^2",
        ),
        ("An entry the list does not have.^8", "An entry the list does not have.^8"),
        ("An entry zero.^0", "An entry zero.^0"),
    ],
)
def test_raised_numbers_of_the_list_become_markers(text: str, expected: str) -> None:
    assert bracket_raised(text, 7) == expected


def test_one_list_at_the_end_serves_all_sections() -> None:
    page = b"""<html><body><h1>Iron</h1><h2>Tests</h2><p>A low value is common.<sup>1</sup> It is seen in 10<sup>9</sup>
    cells.</p><h2>Treatment</h2><p>Tablets help most people within three months.<sup>2,3</sup></p><h2>References</h2>
    <ol><li>First entry. 2001.</li><li>Second entry. 2002.</li><li>Third entry. 2003.</li></ol></body></html>"""
    document = parse_document(Page(path="raw/iron.html", content=page))
    assert document.text.split("\n\n")[2::2] == [
        "A low value is common.[1] It is seen in 10^9 cells.",
        "Tablets help most people within three months.[2,3]",
    ]
    assert [reference.number for reference in document.references] == [1, 2, 3]
    assert [block.issues for block in document.blocks if block.issues] == []


def test_a_page_that_lost_markers_and_list_is_marked() -> None:
    page = b"<html><body><h1>Iron</h1><p>A low value is common.12 It was seen in 40% of them.</p><p>By 5% at most.</p>"
    document = parse_document(Page(path="raw/iron.html", content=page))
    assert [block.issues for block in document.blocks] == [(), (UNPROVEN,), ()]


MARKERS_RE = re.compile(r"\[\d{1,3}(?:[,–-]\d{1,3})*\]")


def block_text(document: Document, block: Block) -> str:
    return document.text[block.start : block.end]


@pytest.mark.corpus
@needs_corpus
@pytest.mark.parametrize("folder", PAIRS, ids=lambda folder: folder.name)
def test_captures_with_and_without_brackets_give_the_same_markers(folder: Path) -> None:
    old, new = (
        parse_document(Page(path=name, content=(folder / name).read_bytes())) for name in ("old.html", "new.html")
    )
    assert len(old.blocks) == len(new.blocks)
    assert any(MARKERS_RE.search(block_text(new, block)) for block in new.blocks)
    assert [MARKERS_RE.findall(block_text(old, block)) for block in old.blocks] == [
        MARKERS_RE.findall(block_text(new, block)) for block in new.blocks
    ]


LINK_RE = re.compile(r'<a href="#cit/[^"]*">(\d+)</a>')


@pytest.mark.corpus
@needs_corpus
@pytest.mark.parametrize("folder", PAIRS, ids=lambda folder: folder.name)
def test_without_links_every_marker_is_right_or_marked(folder: Path) -> None:
    bare = LINK_RE.sub(r"\1", (folder / "old.html").read_text(encoding="utf-8"))
    old = parse_document(Page(path="old.html", content=bare.encode()))
    new = parse_document(Page(path="new.html", content=(folder / "new.html").read_bytes()))
    assert len(old.blocks) == len(new.blocks)
    restored = 0
    for block, truth in zip(old.blocks, new.blocks, strict=True):
        found = MARKERS_RE.findall(block_text(old, block))
        wanted = MARKERS_RE.findall(block_text(new, truth))
        assert found == wanted or UNPROVEN in block.issues
        assert [marker for marker in found if marker not in wanted] == []
        restored += found == wanted and bool(wanted)
    assert restored > 0.6 * sum(bool(MARKERS_RE.search(block_text(new, truth))) for truth in new.blocks)
