"""Deciding that nothing changed costs seconds for 100,000 pages, and one changed page little more, all feeds on."""

import os
import resource
from pathlib import Path
from typing import get_args

import pytest

from pipeline.choices import Engine
from tests.batch.helpers import Place

CHANGE_CPU_S = 2.0  # the worker that reads the page and the feeds included
MEMORY_MB = 500
STATING = 100  # one page in so many states a claim: feeds cost what their claims cost, whatever the number of pages


def spend(place: Place, reads: int) -> float:
    """One run that reads so many pages; its CPU seconds, children included."""
    before = sum(os.times()[:4])
    assert place.run(feeds=get_args(Engine)).pages.read == reads
    return sum(os.times()[:4]) - before


@pytest.mark.parametrize(
    ("pages", "most_cpu_s"),
    [(500, 1.0), pytest.param(100_000, 5.0, marks=[pytest.mark.stress, pytest.mark.timeout(7200)])],
)
def test_unchanged_pages_are_passed_over(tmp_path: Path, pages: int, most_cpu_s: float) -> None:
    place = Place(tmp_path)
    for number in range(pages):
        text = () if number % STATING else (f"text of {number}",)
        place.put(f"{number // 1000:03}/page-{number}.txt", *text, id=f"web:{number}", date="2020-01-01")
    spend(place, pages)
    unchanged_s = spend(place, 0)
    assert unchanged_s <= most_cpu_s
    place.put("000/page-7.txt", "another text of 7", id="web:7", date="2021-01-01")
    assert spend(place, 1) <= unchanged_s + CHANGE_CPU_S
    assert len(place.entries()) == pages
    assert len(place.entries()["web:7"]["revisions"]) == 2
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 <= MEMORY_MB
