"""Each kind of change is named once, by what it means, and nothing else is named."""

from collections.abc import Sequence

import pytest

from pipeline.changes import Edition, diff_claims
from pipeline.document import parse_document
from pipeline.errors import CompareError
from pipeline.records import (
    Assertion,
    ChangeSet,
    Claim,
    Evidence,
    Intervention,
    Page,
    Population,
    Reference,
    ThenDose,
    ThenStatistic,
)

from .build import advice, bound, code, dose, edition, level, make_claim, reference, statistic, threshold

SURVIVAL = "Children whose first remission lasted 12 months or more had a 4-year survival of 62% after salvage therapy."


def types_of(changes: ChangeSet) -> list[str]:
    return [change.type for change in changes.changes]


def diff(old: Claim | Sequence[Claim], new: Claim | Sequence[Claim]) -> ChangeSet:
    sides = [[side] if isinstance(side, Claim) else side for side in (old, new)]
    return diff_claims(edition(*sides[0]), edition(*sides[1]))


PAIRS = {
    "statistic.value-changed": (
        make_claim(statistic(62), SURVIVAL),
        make_claim(statistic(65), SURVIVAL.replace("62", "65")),
    ),
    "statistic.measure-changed": (
        make_claim(statistic(62), SURVIVAL),
        make_claim(statistic(62, "overall_survival"), SURVIVAL.replace("survival", "overall survival")),
    ),
    "statistic.time-changed": (
        make_claim(statistic(62), SURVIVAL),
        make_claim(statistic(62, time="P5Y"), SURVIVAL.replace("4-year", "5-year")),
    ),
    "threshold.narrowed": (
        make_claim(threshold("ge", 12), "A remission of 12 months or more is favorable."),
        make_claim(threshold("ge", 18), "A remission of 18 months or more is favorable."),
    ),
    "threshold.widened": (
        make_claim(threshold("lt", 12), "A remission of less than 12 months is unfavorable."),
        make_claim(threshold("lt", 18), "A remission of less than 18 months is unfavorable."),
    ),
    "threshold.shifted": (
        make_claim(threshold("lt", 12), "Relapse at less than 12 months is treated like progression."),
        make_claim(threshold("ge", 12), "Relapse at 12 months or more is treated like progression."),
    ),
    "threshold.inclusivity-changed": (
        make_claim(threshold("gt", 3, "a", "age"), "Age older than 3 years is an adverse factor in most series."),
        make_claim(threshold("ge", 3, "a", "age"), "Age of 3 years or older is an adverse factor in most series."),
    ),
    "dose.changed": (
        make_claim(dose(75), "Cisplatin 75 mg/m2 is given every 6 weeks."),
        make_claim(dose(70), "Cisplatin 70 mg/m2 is given every 6 weeks."),
    ),
    "unit.changed": (
        make_claim(dose(75), "Cisplatin 75 mg/m2 is given every 6 weeks."),
        make_claim(dose(75, "mg/kg"), "Cisplatin 75 mg/kg is given every 6 weeks."),
    ),
    "condition.added": (
        make_claim(statistic(62), SURVIVAL),
        make_claim(
            statistic(62),
            SURVIVAL.replace("Children", "Irradiated children"),
            when=[code("prior_radiation", True, "Irradiated")],
        ),
    ),
    "condition.changed": (
        make_claim(statistic(62), SURVIVAL, when=[bound("remission_duration", "ge", 12)]),
        make_claim(statistic(62), SURVIVAL.replace("12", "18"), when=[bound("remission_duration", "ge", 18)]),
    ),
    "intervention.changed": (
        make_claim(statistic(62), SURVIVAL, intervention=Intervention(text="salvage therapy")),
        make_claim(
            statistic(62),
            SURVIVAL.replace("salvage", "ifosfamide"),
            intervention=Intervention(text="ifosfamide therapy"),
        ),
    ),
    "recommendation.reversed": (
        make_claim(advice("stem cell rescue"), "Stem cell rescue is recommended for this group."),
        make_claim(advice("stem cell rescue", "against"), "Stem cell rescue is not recommended for this group."),
    ),
    "recommendation.strength-changed": (
        make_claim(
            advice("stem cell rescue", strength="strongly"), "Stem cell rescue is strongly recommended for this group."
        ),
        make_claim(
            advice("stem cell rescue", strength="generally"),
            "Stem cell rescue is generally recommended for this group.",
        ),
    ),
    "polarity.reversed": (
        make_claim(statistic(62), SURVIVAL),
        make_claim(statistic(62), SURVIVAL.replace("had a", "had not a"), assertion=Assertion(polarity="negated")),
    ),
    "precision.changed": (
        make_claim(statistic(62, ci=(55, 69)), SURVIVAL + " (95% CI, 55%-69%)"),
        make_claim(statistic(62, ci=(55, 70)), SURVIVAL + " (95% CI, 55%-70%)"),
    ),
    "evidence-level.raised": (
        make_claim(statistic(62), SURVIVAL, evidence=Evidence(level=level("3iiDi", (6, 4)))),
        make_claim(statistic(62), SURVIVAL, evidence=Evidence(level=level("2Di", (4, 4)))),
    ),
    "evidence-level.lowered": (
        make_claim(statistic(62), SURVIVAL, evidence=Evidence(level=level("A1", None, "pdq-treatment-2022"))),
        make_claim(statistic(62), SURVIVAL, evidence=Evidence(level=level("B4", None, "pdq-treatment-2022"))),
    ),
    "evidence-level.scheme-changed": (
        make_claim(statistic(62), SURVIVAL, evidence=Evidence(level=level("1iiA", (2, 1)))),
        make_claim(statistic(62), SURVIVAL, evidence=Evidence(level=level("A1", None, "pdq-treatment-2022"))),
    ),
    "evidence-level.removed": (  # the endpoint is no longer stated, which makes the level no stronger
        make_claim(statistic(62), SURVIVAL, evidence=Evidence(level=level("3iiiDi", (7, 4, 1)))),
        make_claim(statistic(62), SURVIVAL, evidence=Evidence(level=level("3iii", (7,)))),
    ),
    "claim.set-aside": (
        make_claim(statistic(62), SURVIVAL),
        make_claim(
            statistic(162), SURVIVAL.replace("62", "162"), status="needs_review", issues=("percentage over 100",)
        ),
    ),
    "text.reworded": (
        make_claim(statistic(62), SURVIVAL),
        make_claim(statistic(62), SURVIVAL.replace("after salvage therapy", "when salvage therapy was given")),
    ),
}


@pytest.mark.parametrize("expected", PAIRS)
def test_one_edit_is_one_change(expected: str) -> None:
    assert types_of(diff(*PAIRS[expected])) == [expected]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (make_claim(dose("0.5", "g"), "Give 0.5 g daily."), make_claim(dose(500, "mg"), "Give 500 mg daily.")),
        (
            make_claim(threshold("ge", 12), "A remission of 12 months or more is favorable."),
            make_claim(threshold("ge", 1, "a"), "A remission of at least 1 year is favorable."),
        ),
        (make_claim(statistic(62, time="P12M"), SURVIVAL), make_claim(statistic(62, time="P1Y"), SURVIVAL + " So.")),
    ],
)
def test_other_words_for_the_same_meaning_are_rewording(old: Claim, new: Claim) -> None:
    assert set(types_of(diff(old, new))) <= {"text.reworded"}


def test_typography_is_no_change() -> None:
    old = make_claim(statistic(62), "The 4-year rate was 62% (≥12 months) — “good”.")
    new = make_claim(statistic(62), 'The 4‑year rate  was 62% (>=12 months) - "good".')
    assert diff(old, new).changes == ()


def test_one_bound_that_several_claims_share_is_one_change() -> None:
    quote = "With a remission of {} months or more the 4-year survival was 62%, and toxicity was seen in 9%."
    sides = []
    for months in (12, 18):
        text, when = quote.format(months), [bound("remission_duration", "ge", months)]
        sides.append(
            [
                make_claim(threshold("ge", months), text),
                make_claim(statistic(62), text, when=when),
                make_claim(statistic(9, "toxicity"), text, when=when),
            ]
        )
    changes = diff(*sides).changes
    assert [change.type for change in changes] == ["threshold.narrowed"]
    assert changes[0].claims == tuple(claim.id for claim in sides[1])


def test_renumbered_references_are_one_change_with_a_map() -> None:
    quote = "The rate was 62% in one trial [{}] and the dose was 18 Gy in another.[{}]"
    sides = []
    for first, second in ((1, 2), (2, 3)):
        papers = [reference(first, "Castellan R"), reference(second, "Dufresne M")]
        text = quote.format(first, second)
        sides.append(
            [
                make_claim(statistic(62), text, cites=papers[:1]),
                make_claim(dose(18, "Gy", None), text, cites=papers[1:]),
            ]
        )
    changes = diff(*sides).changes
    assert [change.type for change in changes] == ["citations.renumbered"]
    assert [(m.before, m.after, m.basis) for m in changes[0].map or ()] == [(1, 2, "reference"), (2, 3, "reference")]


def test_numbers_without_entries_are_aligned_by_their_markers() -> None:
    quote = "The rate was 62%.[{}] The dose was 18 Gy in that trial.[{}]"
    old, new = quote.format("15", "15,70,72"), quote.format("19", "19,216,219")
    changes = diff(
        make_claim(statistic(62), old, cites=[15, 70, 72]), make_claim(statistic(62), new, cites=[19, 216, 219])
    ).changes
    assert [change.type for change in changes] == ["citations.renumbered"]
    assert [(m.before, m.after, m.basis) for m in changes[0].map or ()] == [(15, 19, "aligned")]
    assert changes[0].unresolved == (70, 72)


def test_a_citation_dropped_is_one_change_of_its_sentence() -> None:
    papers = [reference(1, "Castellan R"), reference(2, "Dufresne M")]
    text = "The rate was 62% and toxicity was 9% in the two trials."
    old = [make_claim(statistic(62), text, cites=papers), make_claim(statistic(9, "toxicity"), text, cites=papers)]
    new = [
        make_claim(statistic(62), text, cites=papers[:1]),
        make_claim(statistic(9, "toxicity"), text, cites=papers[:1]),
    ]
    assert types_of(diff(old, new)) == ["citations.changed"]


def test_a_deleted_section_is_one_change_with_its_claims() -> None:
    kept = make_claim(statistic(62), SURVIVAL)
    gone = [
        make_claim(
            dose(d, "Gy", None),
            f"Radiation of {d} Gy was given in arm {d}.",
            topic=str(d),
            section=("Treatment", "Old"),
        )
        for d in (18, 24)
    ]
    changes = diff([kept, *gone], kept).changes
    assert [change.type for change in changes] == ["section.withdrawn"]
    assert changes[0].claims == tuple(claim.id for claim in gone)


def test_a_renamed_heading_is_one_change_and_a_moved_passage_another() -> None:
    texts = {d: f"Radiation of {d} Gy was given to the children of stratum {d}." for d in (18, 24, 36)}
    old = [make_claim(dose(d, "Gy", None), texts[d], topic=str(d), section=("Treatment", "Relapse")) for d in texts]
    renamed = [
        make_claim(dose(d, "Gy", None), texts[d], topic=str(d), section=("Treatment", "Second Relapse")) for d in texts
    ]
    assert types_of(diff(old, renamed)) == ["context.changed"]
    assert types_of(diff(old, [old[1], old[2], old[0]])) == ["text.moved"]


def test_added_and_withdrawn_claims() -> None:
    kept = make_claim(statistic(62), SURVIVAL)
    other = make_claim(dose(75), "Cisplatin 75 mg/m2 is given every 6 weeks.")
    assert types_of(diff(kept, [kept, other])) == ["claim.added"]
    assert types_of(diff([kept, other], kept)) == ["claim.withdrawn"]


def test_figures_of_one_sentence_keep_their_places_when_one_goes() -> None:
    old = "The rates were 62% with cisplatin, 58% with carboplatin, and 49% with etoposide."
    new = "The rates were 62% with cisplatin and 49% with etoposide."
    before = [make_claim(statistic(v), old, topic=str(k)) for k, v in enumerate((62, 58, 49))]
    after = [make_claim(statistic(v), new, topic=str(k)) for k, v in enumerate((62, 49))]
    changes = diff(before, after).changes
    assert [(change.type, change.before and change.before.then.value) for change in changes] == [
        ("claim.withdrawn", 58)
    ]  # type: ignore[union-attr]


def test_version_advice() -> None:
    assert diff(*PAIRS["statistic.value-changed"]).summary.version_advice == "major"
    assert diff(*PAIRS["evidence-level.raised"]).summary.version_advice == "patch"
    kept = make_claim(statistic(62), SURVIVAL)
    assert diff(kept, [kept, make_claim(dose(75), "Cisplatin 75 mg/m2 is given.")]).summary.version_advice == "minor"
    assert diff(kept, kept).summary.version_advice == "none"


def test_a_newer_program_on_the_same_page_gives_extractor_changes_only() -> None:
    old = [make_claim(statistic(62), SURVIVAL), make_claim(dose(75), "Cisplatin 75 mg/m2 is given.")]
    new = [make_claim(statistic(65), SURVIVAL, extractor="guideline-claims/0.2.0")]
    changes = diff(old, new)
    assert types_of(changes) == ["extractor.changed", "extractor.changed"]
    same = [
        claim.model_copy(
            update={"provenance": claim.provenance.model_copy(update={"extractor": "guideline-claims/0.2.0"})}
        )
        for claim in old
    ]
    assert diff(old, same).changes == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            make_claim(statistic(62), SURVIVAL),
            make_claim(statistic(62), SURVIVAL, extractor="other", source="other page"),
        ),
        (
            [make_claim(statistic(62), SURVIVAL), make_claim(statistic(62), SURVIVAL, source="other page")],
            PAIRS["dose.changed"][0],
        ),
        (PAIRS["dose.changed"][0], []),
    ],
    ids=["two programs, two pages", "two pages in one file", "no claims left"],
)
def test_what_cannot_be_compared_is_an_error(old: Claim | list[Claim], new: Claim | list[Claim]) -> None:
    with pytest.raises(CompareError):
        diff(old, new)


def test_an_empty_page_is_never_no_changes() -> None:
    old = edition(make_claim(statistic(62), SURVIVAL))
    with pytest.raises(CompareError, match="no claims were read"):
        diff_claims(old, Edition((), old.ref))


def test_a_claim_that_goes_on_under_another_id_says_what_it_replaces() -> None:
    old, new = (
        make_claim(statistic(62), SURVIVAL, topic="a"),
        make_claim(statistic(65), SURVIVAL.replace("62", "65"), topic="b"),
    )
    changes = diff(old, new)
    assert changes.changes[0].after is not None
    assert changes.changes[0].after.replaces == old.id
    assert [(pair.before, pair.after) for pair in changes.continued] == [(old.id, new.id)]


def test_ids_of_changes_do_not_depend_on_the_other_changes() -> None:
    old, new = PAIRS["statistic.value-changed"]
    other = make_claim(dose(75), "Cisplatin 75 mg/m2 is given every 6 weeks.")
    assert diff(old, new).changes[0].id in {change.id for change in diff([old, other], new).changes}


def test_a_predicate_whose_words_were_not_edited_is_no_change() -> None:
    new = make_claim(
        statistic(62), SURVIVAL.replace("Children", "Patients"), when=[code("therapy", "salvage", "salvage therapy")]
    )
    assert types_of(diff(make_claim(statistic(62), SURVIVAL), new)) == ["text.reworded"]


@pytest.mark.parametrize(
    ("then", "old", "new", "expected"),
    [
        (dose(4, "Gy", None), "A dose of 4 Gy was given once weekly.", ("once", "twice"), "dose.changed"),
        (statistic(62), SURVIVAL, ("12 months", "14 months"), "condition.changed"),
        (statistic(62), f"{SURVIVAL} Wide margins of 2 cm were kept.", ("2 cm", "2 mm"), "condition.changed"),
        (statistic(62), f"Surgery was done, and {SURVIVAL}", ("was done", "was not done"), "condition.changed"),
        (statistic(62), f"As Table 1 shows, {SURVIVAL}", ("Table 1", "Table 2"), "text.reworded"),
        (statistic(62), SURVIVAL, ("12 months or more", "a year or more"), "text.reworded"),
    ],
)
def test_a_figure_that_no_claim_holds_is_told_with_its_words(
    then: ThenStatistic | ThenDose, old: str, new: tuple[str, str], expected: str
) -> None:
    changes = diff(make_claim(then, old), make_claim(then, old.replace(*new))).changes
    assert [change.type for change in changes] == [expected]
    quoted = [field for field in changes[0].fields if field.path == "provenance.quote"]
    assert len(quoted) == (expected != "text.reworded")
    assert all(new[0].split()[-1] in field.before and new[1].split()[-1] in field.after for field in quoted)


def test_a_claim_that_became_clear_with_another_value_has_another_value() -> None:
    old = make_claim(statistic(162), SURVIVAL.replace("62", "162"), status="needs_review", issues=("over 100",))
    changes = diff(old, make_claim(statistic(62), SURVIVAL)).changes
    assert [change.type for change in changes] == ["statistic.value-changed"]
    assert {field.path for field in changes[0].fields} == {"then.value", "status"}


def test_a_hedge_that_stood_in_the_sentence_before_is_none_that_came() -> None:
    quote = "In about half of the centers {} of the children lived for {} years."
    old = make_claim(statistic(62), quote.format("62%", 4), assertion=Assertion(hedges=("about",)))
    new = make_claim(statistic(62, time="P5Y"), quote.format("62%", 5))
    assert types_of(diff(old, new)) == ["statistic.time-changed"]


def test_sentences_that_differ_in_numbers_alone_keep_their_claims_together() -> None:
    quote = (
        "An interval of more than 60 ms after the last dose of the drug was {} in {}% of the women and {}% of the men."
    )
    sides = []
    for verb, rates in (("seen", ((3, 1), (7, 2), (10, 4))), ("found", ((7, 2), (10, 4)))):
        claims = []
        for number, (one, other) in enumerate(rates):
            text, block = quote.format(verb, one, other), f"b{number}"
            claims += [
                make_claim(threshold("gt", 60, "ms", "interval"), text, block=block),
                make_claim(statistic(one), text, topic=f"{one}", block=block),
                make_claim(statistic(other), text, topic=f"{other} other", block=block),
            ]
        sides.append(claims)
    changes = diff(*sides).changes
    assert {change.type for change in changes} == {"claim.withdrawn", "text.reworded"}
    gone = {change.quote_before for change in changes if change.type == "claim.withdrawn"}
    assert gone == {quote.format("seen", 3, 1)}


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        (SURVIVAL.replace("Children", "Frail children"), ["condition.added"]),
        ("Frail children whose remission lasted 12 months or more lived for 4 years in 62%.", ["text.reworded"]),
    ],
)
def test_a_condition_in_free_words_counts_where_the_sentence_stayed(new: str, expected: list[str]) -> None:
    frail = Population(text="frail children", not_parsed=("frail",))
    assert (
        types_of(diff(make_claim(statistic(62), SURVIVAL), make_claim(statistic(62), new, population=frail)))
        == expected
    )


def test_a_number_without_its_zero_is_the_same_number() -> None:
    old = make_claim(statistic(62), SURVIVAL.replace(".", " (P = .04)."))
    assert diff(old, make_claim(statistic(62), SURVIVAL.replace(".", " (P = 0.04)."))).changes == ()


def test_a_dose_per_day_and_once_daily_is_the_same() -> None:
    old = make_claim(dose(20, "mg/d", schedule="for 5 years"), "Cisplatin (20 mg/day for 5 years) was given to all.")
    same = make_claim(dose(20, "mg", schedule="qd for 5 years"), "Cisplatin (20 mg qd for 5 years) was given to all.")
    other = make_claim(dose(20, "mg", schedule="weekly"), "Cisplatin (20 mg weekly for 5 years) was given to all.")
    assert types_of(diff(old, same)) == ["text.reworded"]
    assert types_of(diff(old, other)) == ["unit.changed"]


def test_an_abbreviation_that_is_spelt_out_is_no_other_measure() -> None:
    quote = "Mortality was higher in the treated group ({}, 1.08; 95% CI, 1.01-1.16)."
    old = make_claim(statistic("1.08", "hazard_ratio", unit="1"), quote.format("RR"))
    new = make_claim(statistic("1.08", "relative_risk", unit="1"), quote.format("relative risk [RR]"))
    spelt = make_claim(statistic("1.08", "relative_risk", unit="1"), quote.format("relative risk (RR)"))
    for after in (new, spelt):
        assert {change.severity for change in diff(old, after).changes} == {"editorial"}


def test_a_p_value_that_stood_there_is_none_that_came() -> None:
    old, new = (SURVIVAL.replace(".", f" ({p} = .04).") for p in ("2P", "two-sided P"))
    read = make_claim(statistic(62, p={"op": "=", "value": "0.04"}), new)
    assert types_of(diff(make_claim(statistic(62), old), read)) == ["text.reworded"]
    added = diff(make_claim(statistic(62), SURVIVAL), read)
    assert types_of(added) == ["precision.changed"]


def test_an_arm_that_is_named_now_is_no_other_treatment() -> None:
    old = make_claim(statistic(62), SURVIVAL, intervention=Intervention(text="salvage therapy"))
    sides = [("the treatment arm", []), ("the ifosfamide arm", ["intervention.changed"])]
    for arm, expected in sides:
        new = make_claim(
            statistic(62),
            SURVIVAL.replace("salvage therapy", arm),
            intervention=Intervention(text=arm.split(" ", 1)[1]),
        )
        assert [t for t in types_of(diff(old, new)) if t != "text.reworded"] == expected


def test_a_sentence_turned_round_is_known_by_two_long_numbers() -> None:
    old = "A survey of 965 women with relapse and 1,007 controls was made by the registry of the region."
    new = "In 2003, the registry of the region reported on a population-based survey of 965 women and 1,007 controls."
    sides = [make_claim(statistic(965, "sample_size", unit="1"), quote) for quote in (old, new)]
    assert set(types_of(diff(*sides))) == {"text.reworded"}


OTHERS = make_claim(dose(75), "Cisplatin 75 mg/m2 is given every 6 weeks.", block="b2", section=("Other",))


@pytest.mark.parametrize("reason", ["group disputed: low confidence", "estimate outside its confidence interval"])
def test_a_claim_that_is_set_aside_has_left_the_rules_whatever_the_reason(reason: str) -> None:
    old = make_claim(statistic(62), SURVIVAL)
    aside = make_claim(statistic(62), SURVIVAL, status="needs_review", issues=(reason,))
    assert types_of(diff([old, OTHERS], [aside, OTHERS])) == ["claim.set-aside"]


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        ("group disputed: low confidence", "context.changed"),
        ("numerator and denominator do not give the percentage", "claim.set-aside"),
    ],
)
def test_a_doubt_about_a_claim_that_no_feed_carries_touches_no_rule(reason: str, expected: str) -> None:
    then = statistic(62, "proportion", role="context")
    aside = make_claim(then, SURVIVAL, status="needs_review", issues=(reason,))
    assert types_of(diff([make_claim(then, SURVIVAL), OTHERS], [aside, OTHERS])) == [expected]


def test_claims_that_are_set_aside_together_for_one_reason_are_one_change() -> None:
    later = SURVIVAL.replace("4-year", "6-year").replace("62", "58")
    sides = [
        [
            make_claim(statistic(value), quote, topic=str(value), status=status, issues=issues)
            for value, quote in ((62, SURVIVAL), (58, later))
        ]
        for status, issues in (("active", ()), ("needs_review", ("whom it is about is not said",)))
    ]
    changes = diff([*sides[0], OTHERS], [*sides[1], OTHERS]).changes
    assert [(change.type, len(change.claims or ())) for change in changes] == [("claim.set-aside", 2)]


def edition_of_page(text: str, *claims: Claim, holder: str = "") -> Edition:
    content = f"# Sample Treatment\n\n## Relapse\n\n{text}\n".encode()
    document = parse_document(Page(path="page.md", content=content))
    blocks = {document.text[block.start : block.end]: block.id for block in document.blocks}
    placed = [
        claim.model_copy(update={"provenance": claim.provenance.model_copy(update={"block": blocks[holder or text]})})
        for claim in claims
    ]
    return Edition.from_document(document, placed)


@pytest.mark.parametrize(
    ("old", "expected"),
    [
        (SURVIVAL, ["context.changed"]),
        (f"{SURVIVAL.replace('4-year', '5-year')}", ["claim.added"]),
        (f"more{SURVIVAL}", ["claim.added"]),
    ],
)
def test_a_claim_set_aside_is_new_where_its_words_are(old: str, expected: list[str]) -> None:
    aside = make_claim(statistic(62), SURVIVAL, status="needs_review", issues=("whom it is about is not said",))
    assert types_of(diff_claims(edition_of_page(old), edition_of_page(SURVIVAL, aside))) == expected


def test_an_active_claim_is_new_though_the_page_held_its_words() -> None:
    claim = make_claim(statistic(62), SURVIVAL)
    assert types_of(diff_claims(edition_of_page(SURVIVAL), edition_of_page(SURVIVAL, claim))) == ["claim.added"]


def test_a_sentence_joined_to_the_one_before_it_has_no_new_negation() -> None:
    quotes = (
        "Follow-up duration of the trial: 12 years.",
        "Central review: No. Follow-up duration of the trial: 12 years.",
    )
    sides = [make_claim(statistic(12, "follow_up", unit="a"), quote) for quote in quotes]
    before = edition_of_page(quotes[1].replace(". F", ".\n\nF"), sides[0], holder=quotes[0])
    assert types_of(diff_claims(before, edition_of_page(quotes[1], sides[1]))) == ["text.reworded"]
    assert types_of(diff_claims(edition_of_page(quotes[0], sides[0]), edition_of_page(quotes[1], sides[1]))) == [
        "condition.changed"
    ]


def test_a_time_written_with_or_without_a_hyphen_is_one_time() -> None:
    quotes = "The hazard ratio was 1.2 (10 years survival, 62%).", "The hazard ratio was 1.2 (10-year survival, 62%)."
    old, new = make_claim(statistic(62, time=None), quotes[0]), make_claim(statistic(62, time="P10Y"), quotes[1])
    assert types_of(diff(old, new)) == ["text.reworded"]


def test_an_abbreviated_route_is_the_same_route() -> None:
    quotes = (
        "Intravenous doses of cisplatin over 75 mg/m2 were given.",
        "IV doses of cisplatin over 75 mg/m2 were given.",
    )
    old, new = make_claim(dose(75), quotes[0]), make_claim(dose(75, route="IV"), quotes[1])
    assert {change.severity for change in diff(old, new).changes} == {"editorial"}
    other = make_claim(dose(75, route="oral"), quotes[1].replace("IV", "Oral"))
    assert types_of(diff(new, other)) == ["dose.changed"]


def test_cells_of_other_rows_are_other_claims() -> None:
    table = "| Site | Risk (%) |\n| --- | --- |\n| {} | 65 |\n"
    sides = [
        edition_of_page(table.format(site), make_claim(statistic(65), "65"), holder="65") for site in ("Skin", "Colon")
    ]
    assert sorted(types_of(diff_claims(*sides))) == ["claim.added", "claim.withdrawn"]
    assert types_of(diff_claims(sides[0], sides[0])) == []


def test_advice_that_got_weaker_in_an_edited_sentence_is_weaker_advice() -> None:
    quotes = "Women with relapse should be given letrozole.", "Women with relapse in bone may be offered letrozole."
    old, new = (
        make_claim(advice("letrozole", strength=strength), quote)
        for strength, quote in zip(("moderate", "weak"), quotes, strict=True)
    )
    assert types_of(diff(old, new)) == ["recommendation.strength-changed"]
    reworded = make_claim(advice("letrozole", strength="weak"), quotes[0].replace("with", "in"))
    assert [change.severity for change in diff(old, reworded).changes] == ["editorial"]


def test_the_day_a_source_was_looked_at_makes_no_other_reference() -> None:
    texts = [
        f"Sample A: A registry. Sample Press, 2006. Also available online. Last accessed May 1, {y}."
        for y in (2018, 2025)
    ]
    sides = [
        make_claim(statistic(62), SURVIVAL, cites=[Reference(number=1, section="Relapse", text=text)]) for text in texts
    ]
    assert types_of(diff(*sides)) == []
