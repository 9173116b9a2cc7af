"""Tables: spans resolved, every cell with the headers it stands under, in HTML, XML and markdown."""

from pipeline.document import parse_document
from tests.document.helpers import make_page


def read_cells(content):
    """Cells as (row, column, row header, column header, text)."""
    document = parse_document(make_page(content))
    return [
        (cell.row, cell.column, cell.row_header, cell.column_header, document.text[block.start : block.end])
        for block in document.blocks
        if (cell := block.table) is not None
    ]


HTML = """<html><body><h1>Doses</h1><p>The table shows doses.</p><table id="_9"><caption>Table 1. Doses by Age</caption>
<thead><tr><th rowspan="2">Age</th><th colspan="2">Dose</th></tr><tr><th>Low</th><th>High</th></tr></thead>
<tfoot><tr><td colspan="3">a = after surgery.</td></tr></tfoot>
<tbody><tr><td rowspan="2">Child</td><td>12 Gy</td><td>18 Gy</td></tr><tr><td>10 Gy</td><td>15 Gy</td></tr>
<tr><td>Adult</td><td colspan="2">24 Gy</td></tr></tbody></table></body></html>"""


def test_html_spans_are_resolved():
    assert read_cells(HTML) == [
        (0, 0, None, None, "Age"),
        (0, 1, None, None, "Dose"),
        (1, 1, None, None, "Low"),
        (1, 2, None, None, "High"),
        (2, 0, None, "Age", "Child"),
        (2, 1, "Child", "Dose / Low", "12 Gy"),
        (2, 2, "Child", "Dose / High", "18 Gy"),
        (3, 1, "Child", "Dose / Low", "10 Gy"),
        (3, 2, "Child", "Dose / High", "15 Gy"),
        (4, 0, None, "Age", "Adult"),
        (4, 1, "Adult", "Dose / Low / High", "24 Gy"),
        (5, 0, None, None, "a = after surgery."),
    ]
    caption = next(b for b in parse_document(make_page(HTML)).blocks if b.kind == "caption")
    assert (caption.anchor, caption.heading_path) == ("_9", ("Doses",))


XML = """<?xml version="1.0"?><Summary id="CDR0000062999"><SummaryTitle>Doses</SummaryTitle><SummarySection id="_1">
<Title>Radiation</Title><Table id="_2"><Title>Table 1. Doses</Title><TGroup Cols="3"><ColSpec ColName="col1"/>
<ColSpec ColName="col2"/><ColSpec ColName="col3"/>
<THead><Row><entry>Age</entry><entry>Low</entry><entry>High</entry></Row></THead>
<TBody><Row><entry MoreRows="1">Child</entry><entry>12 Gy</entry><entry>18 Gy</entry></Row>
<Row><entry NameSt="col2" NameEnd="col3">15 Gy</entry></Row></TBody></TGroup></Table></SummarySection></Summary>"""


def test_xml_spans_are_resolved():
    assert read_cells(XML) == [
        (0, 0, None, None, "Age"),
        (0, 1, None, None, "Low"),
        (0, 2, None, None, "High"),
        (1, 0, None, "Age", "Child"),
        (1, 1, "Child", "Low", "12 Gy"),
        (1, 2, "Child", "High", "18 Gy"),
        (2, 1, "Child", "Low / High", "15 Gy"),
    ]


def test_markdown_rows_without_their_spans_have_no_headers_in_wide_tables():
    two = "# Doses\n\nTable 1. Doses\n\n| Age | Dose |\n| --- | --- |\n| Child | 12 Gy |\n| 18 Gy |\n| note | |\n"
    assert read_cells(two)[2:] == [
        (1, 0, None, "Age", "Child"),
        (1, 1, "Child", "Dose", "12 Gy"),
        (2, 1, "Child", "Dose", "18 Gy"),
        (3, 0, None, None, "note"),
    ]
    three = "# Doses\n\n| Age | Low | High |\n| --- | --- | --- |\n| Child | 12 Gy | 18 Gy |\n| 10 Gy | 15 Gy |\n"
    document = parse_document(make_page(three))
    short = [block for block in document.blocks if block.table is not None and block.table.row == 2]
    assert [block.issues for block in short] == [("row spans lost: headers not certain",)] * 2
    assert [(block.table.row_header, block.table.column_header) for block in short] == [(None, None)] * 2


def test_a_layout_table_is_no_table():
    cells = "<td><a href='/'>Home</a></td><td><h1>Doses</h1><p>Adults get 24 Gy in all.</p></td>"
    page = f"<html><body><table><tr>{cells}</tr></table></body></html>"
    document = parse_document(make_page(page))
    assert [block.kind for block in document.blocks] == ["heading", "paragraph"]


def test_absurd_spans_do_not_fill_the_memory():
    cells = '<td rowspan="60000" colspan="1000">x</td>' * 3000
    rows = f"<tr>{cells}</tr>" + "<tr><td>1</td></tr>" * 3000
    page = f"<html><body><h1>T</h1><table><caption>C</caption>{rows}</table></body></html>"
    assert len(parse_document(make_page(page)).blocks) == 6002


def test_a_paragraph_that_names_the_table_is_its_caption_in_every_form():
    rows = "<tr><th>Age</th><th>Dose</th></tr><tr><td>Child</td><td>12 Gy</td></tr>"
    page = f"<html><body><h1>Doses</h1><p>Table 3. Doses by Age</p><table>{rows}</table><p>More.</p></body></html>"
    markdown = "# Doses\n\nTable 3. Doses by Age\n\n| Age | Dose |\n| --- | --- |\n| Child | 12 Gy |\n\nMore.\n"
    for content in (page, markdown):
        document = parse_document(make_page(content))
        assert [block.kind for block in document.blocks][:3] == ["heading", "caption", "table_cell"]
        assert {block.table.caption for block in document.blocks if block.table} == {"Table 3. Doses by Age"}


def test_a_paragraph_before_a_table_that_has_a_caption_stays_one():
    document = parse_document(make_page(HTML.replace("The table shows doses.", "Table 1 shows doses.")))
    assert [block.kind for block in document.blocks][:3] == ["heading", "paragraph", "caption"]
