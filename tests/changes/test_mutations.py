"""The mutation suite: edits of corpus pages through the whole program. True edits are found, and nothing else is said.

The short sample runs with the other tests; ``make stress`` runs all pages and prints the table of `docs/quality.md`.
"""

import os
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import pytest

from .mutations.harmless_edits import HARMLESS
from .mutations.judge import Verdict, judge_capture, judge_harmless_edit, judge_true_edits, read_raw
from .mutations.pages import list_pages, read_page
from .mutations.true_edits import KINDS

pytestmark = [pytest.mark.corpus, pytest.mark.skipif(not list_pages(), reason="no corpus at GUIDELINE_CORPUS")]

# The pages of the short sample: an HTML page and three Markdown pages, treatment, prevention and supportive care.
SAMPLE = (
    "742114_hp-vitamin-c",
    "types-ovarian-hp-ovarian-prevention",
    "types-gestational",
    "about-cancer-treatment-side-effects-constipation",
)
MAX_PAGE_BYTES = 450_000
EVERY_PAGE = int(os.environ.get("MUTATION_EVERY_PAGE", "4"))
AT_ONCE = 10
TRUE_FLOOR, PRECISE_FLOOR, ALARMS_CEILING = 0.98, 0.95, 0.02
# One edit is two in a hundred of the sample: it may miss two, the whole suite may not.
SAMPLE_FLOOR = 0.95


def judge_pages(paths: Iterable[Path], seeds: range) -> tuple[list[Verdict], list[Verdict], list[Verdict]]:
    """Verdicts on single edits, on ten at once and on edits without meaning; on whole pages and on sections."""
    single: list[Verdict] = []
    at_once: list[Verdict] = []
    harmless: list[Verdict] = []
    for path in paths:
        whole = read_page(path)
        for seed in seeds:
            page = whole if seed % 2 == 0 or len(whole.sections) < 2 else whole.cut_section(seed % len(whole.sections))
            old = read_raw(page)
            if not old.claims:
                continue
            for kind in KINDS:
                single += judge_true_edits(page, old, [kind], seed)
            at_once += judge_true_edits(page, old, list(KINDS)[seed % 5 :: 2][:AT_ONCE], seed)
            harmless += [v for kind in HARMLESS if (v := judge_harmless_edit(page, old, kind, seed))]
            harmless.append(judge_capture(page, old, seed))
    return single, at_once, harmless


def rate(verdicts: list[Verdict]) -> tuple[float, float]:
    """Share found and share precise."""
    return sum(v.found for v in verdicts) / len(verdicts), sum(v.precise for v in verdicts) / len(verdicts)


def write_table(name: str, verdicts: list[Verdict]) -> str:
    """Counts and shares by kind, worst cases under them."""
    kinds = defaultdict[str, list[Verdict]](list)
    for verdict in verdicts:
        kinds[verdict.kind].append(verdict)
    lines = [f"{name}: {len(verdicts)} edits, found {rate(verdicts)[0]:.3f}, precise {rate(verdicts)[1]:.3f}"]
    for kind, members in kinds.items():
        found, precise = rate(members)
        lines.append(f"  {kind:24} {len(members):5} {found:.3f} {precise:.3f}")
    lines += [
        f"    {v.kind} {v.page} seed {v.seed}: told {v.told}, beside it {v.others}" for v in verdicts if not v.precise
    ]
    return "\n".join(lines)


def judge(paths: list[Path], seeds: range, true_floor: float = TRUE_FLOOR) -> None:
    single, at_once, harmless = judge_pages(paths, seeds)
    table = "\n".join(
        write_table(name, verdicts)
        for name, verdicts in (("single", single), ("ten at once", at_once), ("without meaning", harmless))
    )
    print(table)
    alarms = sum(len(v.others) for v in harmless) / len(harmless)
    assert rate(single)[0] >= true_floor, table
    assert rate(single)[1] >= PRECISE_FLOOR, table
    assert rate(at_once)[0] >= true_floor, table
    assert rate(at_once)[1] >= PRECISE_FLOOR, table
    assert alarms <= ALARMS_CEILING, f"{alarms:.3f} alarms a page\n{table}"


def test_a_sample_of_pages() -> None:
    judge([path for path in list_pages() if path.name.startswith(SAMPLE)], range(1), SAMPLE_FLOOR)


@pytest.mark.stress
@pytest.mark.timeout(7200)
def test_pages_of_the_corpus() -> None:
    judge([path for path in list_pages() if path.stat().st_size < MAX_PAGE_BYTES][::EVERY_PAGE], range(2))
