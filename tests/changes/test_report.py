"""Change sets for people: everything told once, and page text cannot act as markup."""

from pipeline.changes import diff_claims
from pipeline.records import ChangeSet
from pipeline.report.changes import render_markdown, render_text

from .build import dose, edition, make_claim, reference, statistic, threshold


def make_changes() -> ChangeSet:
    papers = [reference(n, name) for n, name in ((1, "Castellan R"), (2, "Castellan R"))]
    quote = "The *rate* was {}% | for <b>all</b> [children].[{}]"
    old = [
        make_claim(statistic(62), quote.format(62, 1), cites=papers[:1]),
        make_claim(threshold("ge", 12), "A remission of 12 months or more is favorable in most series."),
    ]
    new = [
        make_claim(statistic(65), quote.format(65, 2), cites=papers[1:]),
        make_claim(threshold("ge", 18), "A remission of 18 months or more is favorable in most series."),
        make_claim(dose(75), "Cisplatin 75 mg/m2 is given every 6 weeks."),
    ]
    return diff_claims(edition(*old), edition(*new))


def test_text_tells_every_change_in_the_order_of_weight() -> None:
    changes = make_changes()
    text = render_text(changes)
    places = [text.index(change.type) for change in changes.changes]
    assert len(places) == 4
    assert "4 changes: 2 breaking, 1 additive, 1 editorial" in text
    assert "version advice: major" in text
    assert "event free survival P4Y 62% → event free survival P4Y 65%" in " ".join(text.split())
    assert text.index("threshold.narrowed") < text.index("claim.added") < text.index("citations.renumbered")
    assert max(map(len, text.splitlines())) <= 120


def test_markdown_quotes_before_and_after_and_escapes_the_page() -> None:
    note = render_markdown(make_changes())
    assert "## breaking (2)" in note
    assert r"> before: The \*rate\* was 62% \| for \<b\>all\</b\> \[children\].\[1\]" in note
    assert "remission duration ≥ 12 mo → remission duration ≥ 18 mo" in note
    assert "1 reference numbers moved: 1→2" in note


def test_no_changes_are_said() -> None:
    one = edition(make_claim(statistic(62), "The rate was 62%."))
    assert "0 changes" in render_text(diff_claims(one, one))
    assert "version advice: none" in render_markdown(diff_claims(one, one))


def test_a_new_claim_that_is_set_aside_is_told_by_its_figure_and_the_reason() -> None:
    quote = "The margin of the trial was 2.02 in both strata."
    aside = make_claim(statistic("2.02", "sample_size", unit="1"), quote, status="needs_review", issues=("disputed",))
    kept = make_claim(statistic(62), "The rate was 62%.", block="b2")
    text = " ".join(render_text(diff_claims(edition(kept), edition(kept, aside))).split())
    assert "2.02%, set aside: disputed" in text
    assert "sample size" not in text
