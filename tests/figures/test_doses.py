"""Agent, schedule and route of doses, in invented sentences."""

import time

import pytest

from pipeline.figures import find_figures_in_text
from pipeline.records import DoseFigure


def doses(text: str) -> list[tuple[str, str | None, str | None, str | None]]:
    return [(f.text, f.agent, f.schedule, f.route) for f in find_figures_in_text(text) if isinstance(f, DoseFigure)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Adults were given lorlatinib 100 mg once daily.", [("100 mg", "lorlatinib", "once daily", None)]),
        ("They took 400 IU of vitamin E every other day.", [("400 IU", "vitamin E", "every other day", None)]),
        (
            "The arm received durvalumab (20 mg/kg) plus tremelimumab (1 mg/kg) every 4 weeks for up to 4 doses.",
            [
                ("20 mg/kg", "durvalumab", "every 4 weeks for up to 4 doses", None),
                ("1 mg/kg", "tremelimumab", "every 4 weeks for up to 4 doses", None),
            ],
        ),
        (
            "Oral melphalan (9 mg/m2) and prednisone (60 mg/m2) on days 1 to 4 were compared with placebo.",
            [
                ("9 mg/m2", "melphalan", "on days 1 to 4", "Oral"),
                ("60 mg/m2", "prednisone", "on days 1 to 4", None),
            ],
        ),
        (
            "Surgery was followed by whole-brain radiation therapy of 36 Gy in 18 fractions.",
            [("36 Gy", "whole-brain radiation therapy", "in 18 fractions", None)],
        ),
        (
            "A first group had low-dose (2 mg/kg) tremelimumab.",
            [("2 mg/kg", "tremelimumab", None, None)],
        ),
        (
            "Involved-node radiation therapy (INRT) (20 Gy) came after chemotherapy.",
            [("20 Gy", "Involved-node radiation therapy", None, None)],
        ),
        (
            "Carboplatin (AUC of 6) and etoposide (90 mg/m2) were given every 3 weeks.",
            [("AUC of 6", "Carboplatin", "every 3 weeks", None), ("90 mg/m2", "etoposide", "every 3 weeks", None)],
        ),
        (
            "They had vinblastine 6 mg/m2 (maximum 10 mg) weekly.",
            [("6 mg/m2", "vinblastine", "weekly", None), ("10 mg", "vinblastine", "weekly", None)],
        ),
        (
            "A trial compared 300 mg versus 600 mg of sunitinib.",
            [("300 mg", "sunitinib", None, None), ("600 mg", "sunitinib", None, None)],
        ),
        (
            "Interferon alfa-2b was given at 15 million units/m2 on 3 days per week.",
            [("15 million units/m2", "Interferon alfa-2b", "3 days per week", None)],
        ),
        (
            "Midostaurin or placebo was given. It was taken at a dose of 50 mg orally twice daily.",
            [("50 mg", "Midostaurin", "twice daily", "orally")],
        ),
    ],
)
def test_slots(text: str, expected: list[tuple[str, str | None, str | None, str | None]]) -> None:
    assert doses(text) == expected


def test_slash_pair_gives_each_place_its_amount() -> None:
    found = doses("Children had radiation (24 Gy cranial/15 Gy spinal) after induction.")
    assert [(text, agent) for text, agent, _, _ in found] == [("24 Gy", "cranial"), ("15 Gy", "spinal")]


def test_how_long_an_infusion_takes_yields_to_how_often() -> None:
    text = "Women received weekly paclitaxel (80 mg/m2 over 60 minutes)."
    assert doses(text) == [("80 mg/m2", "paclitaxel", "weekly", None)]


def test_reading_is_linear_in_the_doses_of_a_paragraph() -> None:
    def seconds(copies: int) -> float:
        text = "Adults had cisplatin (5 mg) and docetaxel (7 mg) daily. " * copies
        start = time.process_time()
        assert len(doses(text)) == 2 * copies
        return time.process_time() - start

    seconds(20)
    long, short = (
        min(seconds(copies) for _ in range(3)) for copies in (320, 80)
    )  # a pass of the collector is not ours
    assert long < 8 * short  # 4 when linear, 16 when quadratic
