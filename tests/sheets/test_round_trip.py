"""What is written into a template is read out of it again, word for word."""

from io import BytesIO

from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from sheets.cells import defused
from sheets.checking import check, totals
from sheets.reading import read_file
from sheets.writing import template
from tests.sheets.books import FIRMS, YEARS

NUMBERS = st.decimals(0, 10**9, places=2).map(lambda each: format(each.normalize(), "f"))
TEXTS = st.text(st.characters(categories=("Lu", "Lo", "Nd")), min_size=2, max_size=12).map(
    lambda each: f"{each}公司"
)
ROWS = st.fixed_dictionaries(
    {
        "name": TEXTS,
        "revenue": NUMBERS,
        "profit": NUMBERS | st.just(""),
        "net": st.just(""),
        "share": st.integers(2, 100).map(str) | st.just(""),
        "staff": st.integers(0, 10**6).map(str),
        "founded": st.dates().filter(lambda day: day.year > 1900).map(lambda day: day.isoformat()),
        "listed": st.sampled_from(["是", "否", ""]),
        "layer": st.sampled_from(["核心产业", "关联产业", ""]),
    }
)


@settings(max_examples=8, deadline=None)
@given(st.lists(ROWS, min_size=1, max_size=8, unique_by=lambda row: row["name"]))
def test_rows_come_back_as_they_were(rows: list[dict[str, str]]) -> None:
    known = check(FIRMS, rows)
    reading = read_file(FIRMS, template(FIRMS, known.rows))
    again = check(FIRMS, reading.rows)
    assert reading.errors == ()
    assert again.rows == known.rows
    assert totals(FIRMS, again.rows) == totals(FIRMS, known.rows)


@settings(max_examples=5, deadline=None)
@given(st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS), min_size=2, max_size=2), TEXTS)
def test_fixed_rows_come_back_as_they_were(numbers: list[tuple[str, str, str]], text: str) -> None:
    years = ("y2020", "y2021", "y2022")
    whole = dict.fromkeys(years, "7")
    rows = [
        dict(zip(years, numbers[0], strict=True)), dict.fromkeys(years, "35"), whole, dict.fromkeys(years, text),
    ]  # fmt: skip
    known = check(YEARS, rows)
    assert known.sound
    reading = read_file(YEARS, template(YEARS, known.rows))
    assert reading.errors == ()
    assert check(YEARS, reading.rows).rows == known.rows


def test_empty_template_says_how_to_fill_it_in() -> None:
    made = load_workbook(BytesIO(template(FIRMS)))
    sheet, how = made.worksheets
    assert [cell.value for cell in sheet[2]][:3] == ["序号", "企业名称*", "营业总收入（万元）*"]
    assert how.title == "填表说明"
    assert len(sheet.data_validations.dataValidation) == 2
    assert "例" not in "".join(str(cell.value or "") for row in sheet.iter_rows() for cell in row)


def test_formulas_are_written_as_texts_and_come_back_as_such() -> None:
    row = {"name": "=HYPERLINK(1)", "revenue": "1", "listed": "", "profit": "@x"}
    data = template(FIRMS, [row])
    cell = load_workbook(BytesIO(data)).worksheets[0]["B3"]
    assert (cell.data_type, cell.value) == ("s", "=HYPERLINK(1)")
    assert read_file(FIRMS, data).rows[0]["name"] == "=HYPERLINK(1)"
    assert defused("=1") == "'=1"
