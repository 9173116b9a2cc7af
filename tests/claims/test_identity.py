"""Ids and semantic hashes stay through edits that change no meaning, and move with those that do."""

import random
from collections.abc import Callable
from typing import Any

import pytest

from pipeline.claims import assemble_claims
from pipeline.records import Claim, Reference
from tests.claims.pages import make_page

DRUGS = ("testumab", "samplatin", "mockitinib", "exemplaxel")
PEOPLE = ("children", "women", "adults", "men")
HEADINGS = ("Outcome", "Dose", "Age")


def make_paragraph(rng: random.Random, number: int) -> dict[str, Any]:
    """A paragraph of invented sentences with a comparison, a threshold, a dose, a citation and a level."""
    drug, people, years = DRUGS[number % 4], rng.choice(PEOPLE), rng.choice((3, 5, 8))
    age, dose = rng.randint(10, 70), rng.choice((20, 40, 75))
    one, two = rng.sample(range(20, 95), 2)
    group = f"{people} older than {age} years"
    text = (
        f"In {group}, the {years}-year OS rate was {one}% with {drug} and {two}% with placebo.[{number}]"
        f"[Level of evidence: 1iiA] All in the {drug} arm received {drug} at {dose} mg/m2 every week."
        f"[{number + 1}]"
    )
    rate = {"kind": "statistic", "measure": "overall_survival", "unit": "%", "time": f"P{years}Y"}
    return {
        "text": text,
        "headings": ("Findings", HEADINGS[number % 3]),
        "figures": [
            {"text": f"{age} years", "kind": "threshold", "variable_id": "age", "op": ">", "value": age, "unit": "a"},
            {**rate, "text": f"{one}%", "value": one, "group": drug},
            {**rate, "text": f"{two}%", "value": two, "group": "placebo"},
            {"text": f"[{number}]", "kind": "citation", "numbers": [number]},
            {"text": "[Level of evidence: 1iiA]", "kind": "evidence_level", "level": "1iiA"},
            {"text": f"{dose} mg/m2", "kind": "dose", "agent": drug, "value": dose, "unit": "mg/m2",
             "schedule": "every week"},
            {"text": f"[{number + 1}]", "kind": "citation", "numbers": [number + 1]},
        ],
    }  # fmt: skip


def make_paragraphs(seed: int) -> list[dict[str, Any]]:
    rng = random.Random(seed)
    return [make_paragraph(rng, number) for number in range(1, 9)]


def read(paragraphs: list[dict[str, Any]], shift: int = 0, **options: Any) -> tuple[Claim, ...]:
    references = [Reference(number=n + shift, text=f"Work {n}", pmid=str(1000 + n)) for n in range(1, 11)]
    return assemble_claims(*make_page(paragraphs, references=references, **options))


def summary(claims: tuple[Claim, ...]) -> list[tuple[str, str, str]]:
    return sorted((claim.id, claim.hash.semantic, claim.hash.evidence) for claim in claims)


def replace(paragraph: dict[str, Any], old: str, new: str) -> dict[str, Any]:
    return {**paragraph, "text": paragraph["text"].replace(old, new)}


def reword(paragraphs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    carriers = [
        (", the ", ", one found that the "),
        ("rate was", "rate came to"),
        ("All in the", "All who were in the"),
    ]
    for old, new in carriers:
        paragraphs = [replace(p, old, new) for p in paragraphs]
    return paragraphs


def renumber(paragraphs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    shifted = []
    for paragraph in paragraphs:
        text, figures = paragraph["text"], []
        for figure in paragraph["figures"]:
            if figure["kind"] == "citation":
                number = figure["numbers"][0]
                text = text.replace(f"[{number}]", f"[@{number + 40}]")
                figure = {**figure, "text": f"[{number + 40}]", "numbers": [number + 40]}
            figures.append(figure)
        shifted.append({**paragraph, "text": text.replace("@", ""), "figures": figures})
    return shifted


def move(paragraphs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return random.Random(5).sample(paragraphs, len(paragraphs))


def retypeset(paragraphs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same page captured in another form: other spaces and hyphens between the words."""
    return [replace(replace(p, "-year OS", "‑year OS"), "every week", "every\u00a0week") for p in paragraphs]


HARMLESS: list[Callable[[list[dict[str, Any]]], list[dict[str, Any]]]] = [reword, move]


@pytest.mark.parametrize("edit", HARMLESS)
@pytest.mark.parametrize("seed", range(12))
def test_harmless_edits_keep_ids_and_hashes(edit: Callable[..., list[dict[str, Any]]], seed: int) -> None:
    paragraphs = make_paragraphs(seed)
    assert summary(read(edit(paragraphs))) == summary(read(paragraphs))


@pytest.mark.parametrize("seed", range(12))
def test_renumbered_references_keep_ids_and_hashes(seed: int) -> None:
    paragraphs = make_paragraphs(seed)
    assert summary(read(renumber(paragraphs), shift=40)) == summary(read(paragraphs))


@pytest.mark.parametrize("seed", range(12))
def test_another_capture_form_keeps_ids_and_hashes(seed: int) -> None:
    paragraphs = [p | {"figures": [f for f in p["figures"] if f["kind"] != "dose"]} for p in make_paragraphs(seed)]
    assert summary(read(retypeset(paragraphs))) == summary(read(paragraphs))


@pytest.mark.parametrize("seed", range(12))
def test_headings_and_title_are_no_part_of_the_id(seed: int) -> None:
    paragraphs = make_paragraphs(seed)
    renamed = [{**p, "headings": ("Results in women with stage II disease",)} for p in paragraphs]
    before = read(paragraphs)
    after = read(renamed, title="Adult Melanoma Treatment")
    assert sorted(c.id for c in before) == sorted(c.id for c in after)
    assert {c.hash.semantic for c in before}.isdisjoint(c.hash.semantic for c in after if c.kind == "statistic")


@pytest.mark.parametrize("seed", range(12))
def test_a_changed_number_keeps_the_id_and_moves_one_semantic_hash(seed: int) -> None:
    paragraphs = make_paragraphs(seed)
    figure = paragraphs[3]["figures"][1]
    changed = {**figure, "text": "97%", "value": 97}
    edited = replace(paragraphs[3], f" {figure['text']} with {figure['group']}", f" 97% with {figure['group']}")
    edited["figures"] = [changed if f is figure else f for f in paragraphs[3]["figures"]]
    before, after = read(paragraphs), read([*paragraphs[:3], edited, *paragraphs[4:]])
    assert [c.id for c in before] == [c.id for c in after]
    moved = [new for old, new in zip(before, after, strict=True) if old.hash.semantic != new.hash.semantic]
    assert [c.then.model_dump()["value"] for c in moved] == [97]


@pytest.mark.parametrize(
    ("written", "same"),
    [
        (("12 months", 12, "mo"), ("1 year", 1, "a")),
        (("500 mg", 500, "mg"), ("0.5 g", "0.5", "g")),
        (("10 mm", 10, "mm"), ("1 cm", 1, "cm")),
        (("14 days", 14, "d"), ("2 weeks", 2, "wk")),
    ],
)
def test_units_of_one_size_have_one_semantic_hash(written: tuple[Any, ...], same: tuple[Any, ...]) -> None:
    def read_bound(text: str, value: Any, unit: str) -> Claim:
        figure = {
            "text": text,
            "kind": "threshold",
            "variable_id": "duration",
            "op": ">=",
            "value": value,
            "unit": unit,
        }
        paragraph = {"text": f"It was seen where it was at least {text}.", "figures": [figure]}
        return read([paragraph | {"figures": [figure | {"variable_id": "testa_size"}]}])[0]

    assert read_bound(*written).hash.semantic == read_bound(*same).hash.semantic


def test_months_do_not_equal_weeks() -> None:
    def read_bound(text: str, value: int, unit: str) -> Claim:
        figure = {"text": text, "kind": "threshold", "variable_id": "age", "op": ">=", "value": value, "unit": unit}
        return read([{"text": f"It was seen where it was at least {text}.", "figures": [figure]}])[0]

    assert read_bound("3 months", 3, "mo").hash.semantic != read_bound("13 weeks", 13, "wk").hash.semantic


def test_ids_are_unique_on_a_page_of_equal_claims() -> None:
    claims = read([make_paragraph(random.Random(1), 4)] * 6)
    assert len({claim.id for claim in claims}) == len(claims)
