"""Numbers in table cells are read with the headers they stand under, and their offsets point into the cell."""

import pytest

from pipeline.document import parse_document
from pipeline.figures import find_figures
from pipeline.records import Block, Document, DoseFigure, Page, Revision, Source, StatisticFigure, TableCell


def read_cell(text: str, column: str, row: str = "High risk") -> list[StatisticFigure]:
    before = "A paragraph before the table."
    cell = TableCell(id="t1", row=1, column=1, row_header=row, column_header=column)
    start = len(before) + 2
    document = Document(
        id="file:cells",
        title=None,
        publisher=None,
        original_source=None,
        language="en",
        audience=None,
        revision=Revision(date=None, date_from=None, content_hash=""),
        source=Source(path="raw/cells.html", sha256="", media_type="text/html", bytes=0),
        text=f"{before}\n\n{text}",
        blocks=(
            Block(id="b1", kind="paragraph", start=0, end=len(before)),
            Block(id="b2", kind="table_cell", start=start, end=start + len(text), table=cell),
        ),
    )
    figures = find_figures(document)
    assert all(document.text[figure.start : figure.end] == figure.text for figure in figures)
    return [figure for figure in figures if isinstance(figure, StatisticFigure) and figure.block == "b2"]


@pytest.mark.parametrize(
    ("text", "column", "measure", "unit", "time"),
    [
        ("87", "5-Year Overall Survival (%)", "overall_survival", "%", "P5Y"),
        ("87%", "5-Year Overall Survival", "overall_survival", "%", "P5Y"),
        ("62.5", "Event-Free Survival (%)", "event_free_survival", "%", None),
        ("379", "Patients (no.)", "sample_size", "1", None),
        ("0.71 (0.52–0.98)", "Hazard Ratio (95% CI)", "hazard_ratio", "1", None),
    ],
)
def test_headers_say_what_a_cell_measures(text: str, column: str, measure: str, unit: str, time: str | None) -> None:
    (figure, *_) = read_cell(text, column)
    assert (figure.measure, figure.unit, figure.time) == (measure, unit, time)


def test_an_interval_beside_the_estimate_belongs_to_it() -> None:
    (figure,) = read_cell("0.71 (0.52–0.98)", "Hazard Ratio (95% CI)")
    assert figure.ci is not None
    assert [float(bound) for bound in figure.ci if bound is not None] == [0.52, 0.98]


def test_headers_are_not_read_as_figures_of_the_cell() -> None:
    assert [figure.text for figure in read_cell("41", "Patients Aged 60 Years and Older (%)")] == ["41"]


@pytest.mark.parametrize(
    ("row", "agent"),
    [
        (["COG-1", "Vincristine (Oncovin)", "1.5 mg/m2", "IV"], "Vincristine"),
        (["Prednisone", "40 mg/m2"], "Prednisone"),
        (["Vincristine and prednisone", "1.5 mg/m2"], None),
        (["Any drug", "2 mg of melphalan"], "melphalan"),
    ],
)
def test_agent_of_a_dose_stands_in_its_row(row: list[str], agent: str | None) -> None:
    cells = "".join(f"<td>{cell}</td>" for cell in row)
    page = f"<h1>Treatment</h1><table><tr><td>Etoposide</td><td>none</td></tr><tr>{cells}</tr></table>"
    figures = find_figures(parse_document(Page(path="raw/rows.html", content=page.encode())))
    assert [figure.agent for figure in figures if isinstance(figure, DoseFigure)] == [agent]
