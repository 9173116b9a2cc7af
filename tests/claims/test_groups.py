"""Whose result is whose where the order of the words decides it."""

from typing import Any

import pytest

from pipeline.claims import assemble_claims
from pipeline.records import Claim
from tests.claims.pages import make_page

BY_ORDER = "arms told by their order only"


def survival(text: str, group: str | None, **slots: Any) -> dict[str, Any]:
    return {"text": text, "kind": "statistic", "measure": "overall_survival", "value": text.rstrip("%"), "unit": "%",
            "group": group, **slots}  # fmt: skip


def read(text: str, *figures: dict[str, Any]) -> tuple[Claim, ...]:
    document, found = make_page([{"text": text, "figures": list(figures)}], title="Melanoma Treatment")
    return assemble_claims(document, found)


def arms(claims: tuple[Claim, ...]) -> list[str | None]:
    return [claim.intervention.text if claim.intervention else None for claim in claims]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Survival was longer with cisplatin than with placebo (71% vs. 58%).", ["cisplatin", "placebo"]),
        ("Compared with placebo, cisplatin gave longer survival (71% vs. 58%).", ["cisplatin", "placebo"]),
        ("Survival was longer with cisplatin (71% vs. 58%).", ["cisplatin", None]),
        ("Patients were randomly assigned to cisplatin or placebo. Survival was longer with cisplatin (71% vs. 58%).",
         ["cisplatin", "placebo"]),
    ],
)  # fmt: skip
def test_two_numbers_follow_the_order_of_the_arms(text: str, expected: list[str | None]) -> None:
    claims = read(text, survival("71%", "cisplatin"), survival("58%", "cisplatin"))
    assert arms(claims) == expected
    assert [BY_ORDER in claim.issues for claim in claims] == [arm is None for arm in expected]


def test_an_arm_whose_number_is_on_the_other_side_is_not_taken() -> None:
    claims = read("Survival was shorter with cisplatin (71% vs. 58%).", survival("71%", "cisplatin"),
                  survival("58%", "cisplatin"))  # fmt: skip
    assert all(BY_ORDER in claim.issues for claim in claims)


@pytest.mark.parametrize(
    ("text", "second"),
    [
        ("Survival was 71% in patients who received cisplatin and 58% in patients who received placebo.", "placebo"),
        ("Survival was 71% (95% CI, 64-77) for cisplatin, 58% for cisplatin and etoposide.", "cisplatin and etoposide"),
        ("Survival was 71% with cisplatin and 58% with placebo and lower elsewhere.", "placebo"),
    ],
)
def test_what_stands_behind_a_result_is_its_group(text: str, second: str) -> None:
    claims = read(text, survival("71%", "cisplatin"), survival("58%", "cisplatin"))
    assert arms(claims) == ["cisplatin", second]


def test_the_first_value_of_a_change_is_set_aside() -> None:
    claims = read("Survival was raised from 58% to 71% with cisplatin.", survival("58%", "cisplatin"),
                  survival("71%", "cisplatin"))  # fmt: skip
    assert [claim.issues for claim in claims] == [("value before a change",), ()]


def test_a_spread_is_no_value() -> None:
    claims = read("Survival was 71% (± 4%) with cisplatin.", survival("71%", "cisplatin"), survival("4%", "cisplatin"))
    assert [claim.issues for claim in claims] == [(), ("spread read as a value",)]


def test_the_two_treatments_of_a_list_follow_its_order() -> None:
    group = "Patients treated with either sibling transplants or chemoradiotherapy"
    claims = read(f"{group} had similar survival (58% and 66%, respectively).", survival("58%", group),
                  survival("66%", group))  # fmt: skip
    assert arms(claims) == ["sibling transplants", "chemoradiotherapy"]


@pytest.mark.parametrize(
    "text", ["cisplatin (n = 41) or placebo (n = 40)", "cisplatin (41 patients) or placebo (n = 40)"]
)
def test_the_size_of_an_arm_stands_behind_it(text: str) -> None:
    sizes = [{"text": size, "kind": "statistic", "measure": "sample_size", "value": size, "unit": "1", "group": "Women"}
             for size in ("41", "40")]  # fmt: skip
    assert arms(read(f"Women were assigned to receive either {text}.", *sizes)) == ["cisplatin", "placebo"]


def test_a_doubtful_group_far_off_gives_way_to_the_sentence_before() -> None:
    text = "Children with isolated relapse did worse. Children with early relapse had cisplatin. The OS rate was 78%."
    claims = read(text, survival("78%", "Children with isolated relapse", group_confidence=0.3))
    assert (claims[0].population.text, claims[0].status) == ("Children with early relapse", "active")
