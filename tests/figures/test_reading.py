"""Markers, times, intervals, names and sentences, in invented sentences."""

from decimal import Decimal

import pytest

from pipeline.figures import find_figures, find_figures_in_text, find_figures_of, gather_rows
from pipeline.figures.abbreviations import find_abbreviations
from pipeline.figures.brackets import find_brackets
from pipeline.figures.paragraph import Mention, Surroundings
from pipeline.figures.read import open_paragraph
from pipeline.figures.times import read_times
from pipeline.records import Block, CitationFigure, Document, LevelFigure, Revision, Source, StatisticFigure


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("as shown.[4]", [(4,)]),
        ("as shown [3-5,8].", [(3, 4, 5, 8)]),
        ("[1,2]; [7][Level of evidence A1]", [(1, 2), (7,), ()]),
        ("an array [9-3] of 5 [mg]", []),
        ("[NCT00000001][12]", [(12,)]),
    ],
)
def test_citations(text: str, numbers: list[tuple[int, ...]]) -> None:
    assert [bracket.numbers for bracket in find_brackets(text)] == numbers


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("[Level of evidence: 1iiDiii]", "1iiDiii"),
        ("[Level of Evidence C2]", "C2"),
        ("[Levels of evidence A1 and B1]", "A1, B1"),
        ("Level of evidence: 3aii", "3aii"),
    ],
)
def test_levels(text: str, level: str) -> None:
    (figure,) = find_figures_in_text(text)
    assert isinstance(figure, LevelFigure)
    assert figure.level == level


@pytest.mark.parametrize(
    "text",
    [
        "The trial (SWOG-0101 [NCT00000001]) opened on March 3, 2011, and closed in 2015.",
        "Carriers of BRCA1/2 or of t(9;22)(q34;q11) with loss of 1p36 and del(17p) were left out.",
        "HER2 and programmed death-ligand 1 (PD-L1) were stained; iodine I 125 seeds were used.",
        "Stage 2 or 3 disease with grade 3 or 4 toxicity is described in Tables 2 and 3.",
        "Cisplatin was given on days 1, 8, and 15 of cycles 2 to 4.",
        "Version 4.0 of the criteria, 1) pain and 2) fatigue, between 1990 and 2004.",
        "Call 1-800-555-0199; acuity was 20/40.",
    ],
)
def test_names_are_not_read(text: str) -> None:
    assert open_paragraph(text).mentions == []


def times_of(text: str, measure: str = "overall_survival") -> dict[str, str | None]:
    paragraph = open_paragraph(text)
    statistics: list[Mention] = [m for m in paragraph.mentions if m.unit == "%"]
    for mention in paragraph.mentions:
        mention.kind = "statistic" if mention.unit == "%" else None
    times = read_times(paragraph, statistics, [(measure, None)] * len(statistics))
    return {text[m.start : m.end]: time for m, time in zip(statistics, times, strict=True)}


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("The 5-year survival rate was 61% with the drug and 48% without it.", {"61%": "P5Y", "48%": "P5Y"}),
        ("Relapse fell from 9% to 4% at 3 years and from 15% to 8% at 6 years.",
         {"9%": "P3Y", "4%": "P3Y", "15%": "P6Y", "8%": "P6Y"}),
        ("The 1-, 3-, and 5-year survival rates were 90%, 71%, and 60%.", {"90%": "P1Y", "71%": "P3Y", "60%": "P5Y"}),
        ("The 2-year and 6-year survival rates were 88% and 70%.", {"88%": "P2Y", "70%": "P6Y"}),
        ("Survival at 2, 4, and 8 years was 90%, 71%, and 60%.", {"90%": "P2Y", "71%": "P4Y", "60%": "P8Y"}),
        ("Survival was 90% and 71% at 2 and 8 years, respectively.", {"90%": "P2Y", "71%": "P8Y"}),
        ("The 2-year and 6-year rates were 88% vs. 80% and 70% vs. 60%.",
         {"88%": "P2Y", "80%": "P2Y", "70%": "P6Y", "60%": "P6Y"}),
        ("The risk is 20% and 44% by ages 50 and 70 years.", {"20%": "age:P50Y", "44%": "age:P70Y"}),
        ("A 5-year rate of 12% was seen, versus 42% for relapse after 18 months.", {"12%": "P5Y", "42%": "P5Y"}),
        ("Carriers have a risk of 44% by age 70 years.", {"44%": "age:P70Y"}),
        ("The lifetime risk is 7%.", {"7%": "lifetime"}),
        ("After a median follow-up of 6 years, survival was 80%.", {"80%": None}),
        ("At day 15, 30% had improved.", {"30%": "P15D"}),
        ("The 2-year survival rate was 66%. In the other arm, it was 50%.", {"66%": "P2Y", "50%": "P2Y"}),
    ],
)  # fmt: skip
def test_times(text: str, times: dict[str, str | None]) -> None:
    assert times_of(text) == times


def test_interval_goes_to_the_estimate_that_lies_in_it() -> None:
    text = "The odds ratio was 1.6 for every 10 years of use (95% CI, 1.2-2.1)."
    by_text = {text[m.start : m.end]: m.ci for m in open_paragraph(text).mentions}
    assert by_text == {"1.6": (Decimal("1.2"), Decimal("2.1")), "10 years": None}


def test_fraction_in_words_belongs_to_the_percentage_that_it_gives() -> None:
    right, wrong = open_paragraph("Two of eight (25%) left."), open_paragraph("Two of eight (40%) left.")
    assert [(m.value, m.numerator, m.denominator) for m in right.mentions] == [(25, 2, 8)]
    assert [(m.value, m.numerator, m.denominator) for m in wrong.mentions] == [(None, 2, 8), (40, None, None)]


def test_slashed_fraction_belongs_to_the_percentage_that_it_gives() -> None:
    (own,) = find_figures_in_text("Few women chose surgery in the end (n = 14/60; 23.3%).")
    assert isinstance(own, StatisticFigure)
    assert (own.value, own.numerator, own.denominator) == (Decimal("23.3"), 14, 60)
    others = find_figures_in_text("Rates were 40/60; 70% in three trials.")
    assert all(isinstance(other, StatisticFigure) and other.numerator is None for other in others)


def test_spread_is_labelled_before_or_behind() -> None:
    spreads = [
        open_paragraph(f"The rate was 62% ± {spread}.").mentions[0].spread for spread in ("SE 5%", "5% (SE)", "5%")
    ]
    assert [spread and (spread.value, spread.kind) for spread in spreads] == [(5, "se"), (5, "se"), (5, "unknown")]


def test_bound_said_again_in_another_unit() -> None:
    mentions = open_paragraph("A level above 350 mg/dL [20 mmol/L] was reached.").mentions
    assert [(mention.op, mention.unit) for mention in mentions] == [(">", "mg/dL"), (">", "mmol/L")]


def test_interval_that_is_open_above() -> None:
    text = "The median was 14 months (95% CI, 9.5-not reached)."
    (mention,) = open_paragraph(text).mentions
    assert mention.ci == (Decimal("9.5"), None)


@pytest.mark.parametrize(
    ("text", "interval"),
    [
        ("Death was rarer with surgery (hazard ratio 0.78 [0.67–0.90]).", (Decimal("0.67"), Decimal("0.90"))),
        ("An HR for survival of 0.78 (0.67–0.90) was found.", (Decimal("0.67"), Decimal("0.90"))),
        ("Nodules measured 2.4 (1.5–3.2) on average.", None),
    ],
)
def test_interval_without_a_name(text: str, interval: tuple[Decimal, Decimal] | None) -> None:
    assert open_paragraph(text).mentions[0].ci == interval


def test_p_value_goes_to_both_arms_or_stands_alone() -> None:
    figures = find_figures_in_text("Response rates were 40% with the drug versus 25% with placebo (P = .02).")
    assert [figure.p.value for figure in figures if isinstance(figure, StatisticFigure) and figure.p] == [
        Decimal("0.02")
    ] * 2
    one, two = find_figures_in_text("Fatigue (P = .03) and pain (P < .01) improved.")
    assert [figure.p for figure in (one, two) if isinstance(figure, StatisticFigure)] == [None, None]
    (alone,) = find_figures_in_text("Fatigue improved significantly (P = .03).")
    assert isinstance(alone, StatisticFigure)
    assert (alone.measure, alone.text) == ("p_value", ".03")


def test_abbreviations_of_a_page() -> None:
    text = "The event-free survival (EFS) rate, minimal residual disease (MRD), and the drug of choice (ABC) in 12 (4)."
    assert find_abbreviations(text) == {"EFS": "event-free survival", "MRD": "minimal residual disease"}


def document_of(*paragraphs: str) -> Document:
    blocks, start = [], 0
    for number, text in enumerate(paragraphs):
        blocks.append(Block(id=f"b{number}", kind="paragraph", start=start, end=start + len(text)))
        start += len(text) + 2
    source = Source(path="p.txt", sha256="0", media_type="text/plain", bytes=1)
    return Document(
        id="file:p",
        title=None,
        publisher=None,
        original_source=None,
        language="en",
        audience=None,
        revision=Revision(date=None, date_from=None, content_hash="sha256:0"),
        source=source,
        text="\n\n".join(paragraphs),
        blocks=tuple(blocks),
    )


def test_figures_of_a_document_point_into_its_text() -> None:
    document = document_of(
        "No number here.", "The response rate was 31%.[7]", "Women aged 40 to 49 years were eligible."
    )
    figures = find_figures(document)
    assert [figure.block for figure in figures] == ["b1", "b1", "b2"]
    assert all(document.text[figure.start : figure.end] == figure.text for figure in figures)
    assert isinstance(figures[1], CitationFigure)
    abbreviations, rows = find_abbreviations(document.text), gather_rows(document)
    assert [*find_figures_of(document, document.blocks[2:], abbreviations, rows)] == [figures[2:]]


def test_the_mark_of_a_list_item_is_no_figure() -> None:
    assert find_figures(document_of("2.", "3. Surgery of the tumor.", "(4) Radiation therapy.", "12) Rest.")) == ()


def test_same_text_gives_the_same_bytes() -> None:
    text = "Survival was 71% vs. 64% (HR, 0.81; 95% CI, 0.70-0.94; P = .006) in women older than 50 years."
    assert [f.to_json() for f in find_figures_in_text(text)] == [f.to_json() for f in find_figures_in_text(text)]


@pytest.mark.parametrize(
    ("header", "cell", "expected"),
    [
        ("Frequency (%)", "87", ["87 %"]),
        ("Median age (y)", "16", ["16 a"]),
        ("Mean Age (Range) in y", "36 (5–70)", ["36 a", "5–70 a"]),
        ("% Weight Loss", ">5", ["5 %"]),
        ("No. (%)", "12 (45)", ["12 1", "45 %"]),
        ("Outcome", "87", ["87 1"]),
    ],
)
def test_unit_of_a_header(header: str, cell: str, expected: list[str]) -> None:
    paragraph = open_paragraph(cell, Surroundings(column_header=header))
    assert [f"{cell[m.start : m.end]} {m.unit}" for m in paragraph.mentions] == expected


def test_interval_that_a_header_announces() -> None:
    (mention,) = open_paragraph("0.66 (0.44-0.78)", Surroundings(column_header="Relative risk (95% CI)")).mentions
    assert mention.ci == (Decimal("0.44"), Decimal("0.78"))
