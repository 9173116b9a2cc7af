"""The time of a comparison grows with the number of claims, not with its square."""

import gc
import random
import time

import pytest

from pipeline.changes import Edition, diff_claims
from pipeline.records import Claim

from .build import dose, edition, make_claim, statistic

NOUNS = ["relapse", "remission", "toxicity", "infection", "surgery", "biopsy", "radiation", "marrow", "nodule", "tumor"]


def make_page(sentences: int, seed: int) -> list[Claim]:
    """Claims of sentences that share most of their words, two claims each, as a long page has them."""
    rng = random.Random(seed)
    claims = []
    for index in range(sentences):
        words = " ".join(rng.choice(NOUNS) for _ in range(8))
        rate, amount = rng.randint(10, 90), rng.randint(10, 90)
        quote = f"In trial {rng.randint(1000, 9999)} of {words} the rate was {rate}% after {amount} mg/m2 of cisplatin."
        place = {"section": ("Treatment", f"Part {index // 50}"), "block": f"b{index}"}
        claims.append(make_claim(statistic(rate), quote, topic=words, **place))  # type: ignore[arg-type]
        claims.append(make_claim(dose(amount), quote, topic=words, **place))  # type: ignore[arg-type]
    return claims


def revise(claims: list[Claim], seed: int) -> list[Claim]:
    """Every tenth sentence reworded with another value, every fiftieth gone."""
    rng = random.Random(seed)
    revised = []
    for one, other in zip(claims[::2], claims[1::2], strict=True):
        draw = rng.random()
        if draw < 0.02:
            continue
        if draw < 0.12:
            quote = one.provenance.quote.replace("the rate was", "a rate was seen of").replace("%", ".5%")
            place = {"section": one.provenance.section, "block": one.provenance.block}
            value = float(one.then.value) + 0.5  # type: ignore[union-attr,arg-type]
            one = make_claim(statistic(value), quote, topic=quote, **place)  # type: ignore[arg-type]
            other = make_claim(other.then, quote, topic=quote, **place)  # type: ignore[arg-type]
        revised += [one, other]
    return revised


def time_diff(claims: int) -> float:
    old = make_page(claims // 2, seed=claims)
    sides = old, revise(old, seed=claims)
    taken = []
    gc.disable()  # its passes depend on all that is alive, and not on the comparison
    for _ in range(3):  # the best of three: what else the machine does only adds
        editions = edition(*sides[0]), edition(*sides[1])
        start = time.process_time()
        diff_claims(*editions)
        taken.append(time.process_time() - start)
    gc.enable()
    return min(taken)


@pytest.mark.parametrize("most", [8_000, pytest.param(20_000, marks=pytest.mark.stress)])
def test_growth_is_close_to_linear(most: int) -> None:
    diff_claims(*(Edition.from_claims(make_page(20, seed=1)) for _ in range(2)))  # imports
    small, large = time_diff(most // 4), time_diff(most)
    assert large / small < 4 * 1.6, f"{most // 4} claims {small:.2f} s, {most} claims {large:.2f} s"
