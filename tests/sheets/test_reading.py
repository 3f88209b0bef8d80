"""What people really send: each workbook here is spoiled in one way, and what is told of it is looked at."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from openpyxl import Workbook

from sheets.checking import check
from sheets.errors import NotReadable
from sheets.reading import Reading, read_file
from sheets.shape import MOST_ROWS
from tests.sheets.books import FIRMS, HEAD, ROW, YEARS, book, firms, saved


def first(reading: Reading) -> dict[str, str]:
    return reading.rows[0]


def said(reading: Reading) -> str:
    return "\n".join(each.chinese for each in reading.told)


def test_plain_table_is_read_without_a_word() -> None:
    reading = read_file(FIRMS, firms(ROW))
    assert reading.told == ()
    assert first(reading)["name"] == "甲公司"
    assert first(reading)["revenue"] == "1200"
    assert first(reading)["founded"] == "2015-03-01"


def test_columns_in_any_order_are_found() -> None:
    reading = read_file(FIRMS, firms(tuple(reversed(ROW)), head=tuple(reversed(HEAD))))
    assert reading.told == ()
    assert first(reading)["staff"] == "12"


@pytest.mark.parametrize(
    ("name", "instead"),
    [
        ("营业总收入（万元）", "营业收入(万元)"),
        ("从业人数（人）", "从业人员数"),
        ("成立日期", "成立的日期"),
        ("是否上市", "上市"),
    ],
)
def test_renamed_column_is_guessed_and_told(name: str, instead: str) -> None:
    head = tuple(instead if each == name else each for each in HEAD)
    reading = read_file(FIRMS, firms(ROW, head=head))
    assert reading.errors == ()
    assert f"列名“{instead}”读作" in said(reading)


def test_name_that_may_be_two_columns_is_an_error() -> None:
    head = ("企业名称", "营业总收入（万元）", "利润")
    reading = read_file(FIRMS, firms(("甲公司", 1, 2), head=head))
    assert [each.zh for each in reading.errors] == ["列名“利润”可能是“净利润”“利润总额”，请写全"]


def test_column_that_stands_twice_is_an_error() -> None:
    reading = read_file(FIRMS, firms((*ROW, 7), head=(*HEAD, "营业总收入（万元）")))
    assert "B列、J列都是“营业总收入”，请只留一列" in said(reading)


def test_missing_required_column_is_told_once() -> None:
    reading = read_file(
        FIRMS,
        firms(
            *[(f"{n}公司", 5) for n in range(9)],
            head=(
                "企业名称",
                "利润总额",
            ),
        ),
    )
    assert [each.zh for each in reading.errors] == ["缺少必填的列“营业总收入”"]


def test_strange_column_is_left_out_and_told() -> None:
    reading = read_file(FIRMS, firms((*ROW, "138"), head=(*HEAD, "电话")))
    assert reading.errors == ()
    assert "工作表「重点企业」第1行 J列：“电话”不属于本表，未读取" in said(reading)


def test_heading_of_two_lines_with_merged_cells_is_read() -> None:
    rows = [
        ("企业名称", "效益（亿元）", None, None, "从业人数"),
        (None, "营业总收入", "利润总额", "净利润", None),
        ("甲公司", 1.2, 0.3, 0.2, 12),
    ]
    reading = read_file(FIRMS, book(("表", rows), merges=("A1:A2", "B1:D1", "E1:E2")))
    assert reading.errors == ()
    assert (first(reading)["revenue"], first(reading)["net"]) == ("12000", "2000")
    assert "单位为亿元，已换算为万元" in said(reading)


@pytest.mark.parametrize(
    "rows",
    [
        [("企业名称", "营业总收入（亿）"), ("甲公司", 1.2)],
        [("单位：亿",), ("企业名称", "营业总收入"), ("甲公司", 1.2)],
        [("企业名称", "营业总收入", "从业人数"), (None, "亿元", "人"), ("甲公司", 1.2, 5)],
        [("企业名称", "营业总收入/亿元"), ("甲公司", 1.2)],
        [("企业\n名称", "营业总\n收入\n（亿元）"), ("甲公司", "1.2")],
    ],
)
def test_unit_is_found_wherever_it_stands(rows: list[tuple[Any, ...]]) -> None:
    reading = read_file(FIRMS, book(("表", rows)))
    assert reading.errors == ()
    assert [row["revenue"] for row in reading.rows] == ["12000"]


@pytest.mark.parametrize("label", ["合计（万元）", "总 计：", "合计数", "共计2家", "小计", "本页合计"])
def test_total_is_no_enterprise_however_it_is_called(label: str) -> None:
    reading = read_file(FIRMS, firms(("甲", 1), ("乙", 2), (label, 3), head=HEAD[:2]))
    assert reading.errors == ()
    assert len(reading.rows) == 2


def test_words_of_counting_are_alike() -> None:
    reading = read_file(
        FIRMS, firms(("甲公司", 1, "12名"), head=("企业名称", "营业总收入", "从业人数（名）"))
    )
    assert reading.errors == ()
    assert check(FIRMS, reading.rows).rows[0]["staff"] == "12"


def test_title_and_unit_above_the_heading_are_seen() -> None:
    rows = [("重点企业汇总表",), ("单位：亿元",), (), ("序号", "企业名称", "营业总收入"), (1, "甲公司", 0.5)]
    reading = read_file(FIRMS, book(("表", rows), merges=("A1:C1",)))
    assert first(reading)["revenue"] == "5000"
    assert reading.errors == ()


def test_unit_that_cannot_be_turned_is_an_error() -> None:
    reading = read_file(FIRMS, firms(("甲公司", 5), head=("企业名称", "营业总收入（万美元）")))
    assert "单位“万美元”不能换算为万元" in said(reading)
    assert reading.errors


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("１２，３００", "12300"), ("12,300.50", "12300.5"), ("1.2亿元", "12000"), ("3500万", "3500"),
        ("5 000", "5000"), ("¥300", "300"), ("30000元", "3"), ("1.5E+3", "1500"), (0.1, "0.1"),
        (1e15, "1000000000000000"),
    ],
)  # fmt: skip
def test_number_is_read_as_people_write_it(written: Any, read: str) -> None:
    reading = read_file(FIRMS, firms(("甲公司", written), head=HEAD[:2]))
    assert reading.errors == ()
    assert check(FIRMS, reading.rows).rows[0]["revenue"] == read


@pytest.mark.parametrize(
    ("column", "written", "told"),
    [
        (1, "约3000", "不是数字"), (1, "一千万", "不是数字"), (1, -5, "小于下限"), (1, "5美元", "不能换算"),
        (1, None, "必填，现为空"), (4, 135, "大于上限"), (5, 12.5, "不是整数"), (6, "2024年2月30日", "这一天不存在"),
        (6, "去年", "不是日期"), (7, "可能", "须写“是”或“否”"), (8, "产业", "不在选项中"), (1, "9" * 40, "超过30位"),
        (0, "x" * 2001, "超过2000字"),
    ],
)  # fmt: skip
def test_wrong_cell_is_told_by_sheet_row_and_column(column: int, written: Any, told: str) -> None:
    row = list(ROW)
    row[column] = written
    reading = read_file(FIRMS, firms(ROW, row))
    errors = [each for each in reading.errors if told in each.zh]
    assert errors, said(reading)
    letter, name = "ABCDEFGHI"[column], FIRMS.columns[column].name
    assert errors[0].chinese.startswith(f"工作表「重点企业」第3行 {letter}列（{name}）：")
    assert f"row 3, column {letter}" in errors[0].english


@pytest.mark.parametrize(
    "written",
    ["2024年3月1日", "2024.3.1", "2024/3/1", "2024-03-01", "20240301", 45352, "45352", datetime(2024, 3, 1)],  # noqa: DTZ001  # as a spreadsheet has it
)
def test_day_is_read_however_it_is_written(written: Any) -> None:
    row = list(ROW)
    row[6] = written
    reading = read_file(FIRMS, firms(row))
    assert reading.errors == ()
    assert check(FIRMS, reading.rows).rows[0]["founded"] == "2024-03-01"


@pytest.mark.parametrize(
    ("values", "formats", "read", "warned"),
    [
        ((35, 20), ("0", "0"), ("35", "20"), False),
        ((0.35, 0.2), ("0%", "0.0%"), ("35", "20"), False),
        (("35%", "２０％"), ("@", "@"), ("35", "20"), False),
        ((0.35, 0.2), ("0.00", "0.00"), ("35", "20"), True),
        ((0.35, 20), ("0.00", "0"), ("0.35", "20"), False),
    ],
)
def test_percentages_are_read_by_how_their_column_is_written(
    values: tuple[Any, Any], formats: tuple[str, str], read: tuple[str, str], warned: bool
) -> None:
    made = Workbook()
    sheet = made.worksheets[0]
    sheet.append(("企业名称", "营业总收入", "占比"))
    for at, (value, shown) in enumerate(zip(values, formats, strict=True), 2):
        sheet.append((f"{at}公司", 1, value))
        sheet.cell(at, 3).number_format = shown
    reading = read_file(FIRMS, saved(made))
    assert tuple(row["share"] for row in check(FIRMS, reading.rows).rows) == read
    assert ("按比例读作百分数" in said(reading)) is warned


def test_total_that_fits_is_left_out() -> None:
    reading = read_file(FIRMS, firms(("甲", 1.1), ("乙", 2.2), ("合 计", 3.3), head=HEAD[:2]))
    assert reading.told == () or all(each.warning for each in reading.told)
    assert len(reading.rows) == 2


def test_total_that_does_not_fit_is_an_error() -> None:
    reading = read_file(FIRMS, firms(("甲", 1), ("乙", 2), ("总计", 4), head=HEAD[:2]))
    assert "第4行 B列（营业总收入）：合计 4 与各行之和 3 不符" in said(reading)


def test_subtotals_are_held_against_their_own_rows() -> None:
    rows = [("甲", 1), ("乙", 2), ("小计", 3), ("丙", 5), ("小计", 5), ("合计", 8)]
    assert read_file(FIRMS, firms(*rows, head=HEAD[:2])).errors == ()
    rows[4] = ("小计", 8)
    assert "合计 8 与各行之和 5 不符" in said(read_file(FIRMS, firms(*rows, head=HEAD[:2])))


def test_formula_without_a_result_is_told_and_one_that_fails() -> None:
    made = Workbook()
    sheet = made.worksheets[0]
    sheet.append(HEAD[:3])
    sheet.append(("甲公司", "=1+1", "#REF!"))
    reading = read_file(FIRMS, saved(made))
    assert "B列（营业总收入）：公式没有计算结果" in said(reading)
    assert "C列（利润总额）：公式出错（#REF!）" in said(reading)
    assert len(reading.errors) == 2, "not told a second time as missing"


def test_empty_rows_numbered_rows_and_notes_are_no_rows() -> None:
    rows = [
        ("序号", *HEAD[:2]),
        (1, "甲公司", 5),
        (2, None, None),
        (),
        (3, "乙公司", 6),
        (4, None, None),
        ("注：以上为审计数",),
    ]
    reading = read_file(FIRMS, book(("表", rows)))
    assert reading.errors == ()
    assert [row["name"] for row in reading.rows] == ["甲公司", "乙公司"]


def test_rows_below_the_notes_are_an_error() -> None:
    rows = [HEAD[:2], ("甲公司", 5), ("注：以上为审计数",), ("乙公司", 6)]
    assert "第4行：注释之后还有内容" in said(read_file(FIRMS, book(("表", rows))))


def test_line_of_column_numbers_and_repeated_heading_are_no_rows() -> None:
    rows = [HEAD[:4], ("甲", "1", "2", "3"), ("甲公司", 5, 1, 1), HEAD[:4], ("乙公司", 6, 1, 1)]
    reading = read_file(FIRMS, book(("表", rows)))
    assert [row["name"] for row in reading.rows] == ["甲公司", "乙公司"]


def test_example_row_is_left_out_and_told() -> None:
    reading = read_file(FIRMS, firms(("例：某某公司", 5), ROW[:2], head=HEAD[:2]))
    assert [row["name"] for row in reading.rows] == ["甲公司"]
    assert "示例行" in said(reading)


def test_same_key_twice_is_an_error_at_the_second() -> None:
    reading = read_file(FIRMS, firms(("甲公司", 5), ("甲公司", 6), head=HEAD[:2]))
    assert "第3行 A列（企业名称）：“甲公司”与第1条重复" in said(reading)


def test_number_merged_over_rows_is_counted_once_and_told() -> None:
    rows = [HEAD[:2], ("甲公司", 5), ("乙公司", None)]
    reading = read_file(FIRMS, book(("表", rows), merges=("B2:B3",)))
    assert "第3行 B列（营业总收入）：与上一行合并的数字" in said(reading)
    assert len(reading.errors) == 1


def test_hidden_sheet_is_not_read_in_secret() -> None:
    made = Workbook()
    made.worksheets[0].title = "封面"
    sheet = made.create_sheet("重点企业")
    sheet.append(HEAD[:2])
    sheet.sheet_state = "hidden"
    with pytest.raises(NotReadable, match="「重点企业」是隐藏的"):
        read_file(FIRMS, saved(made))


def test_right_sheet_is_found_among_others() -> None:
    data = book(("封面", [("贵阳市",)]), ("填表说明", [("怎么填",)]), ("Sheet3", [HEAD, ROW]))
    assert read_file(FIRMS, data).sheet == "Sheet3"


def test_two_sheets_alike_are_refused_unless_one_is_empty() -> None:
    with pytest.raises(NotReadable, match="请只留一个"):
        read_file(FIRMS, book(("一", [HEAD, ROW]), ("二", [HEAD, ROW])))
    assert read_file(FIRMS, book(("一", [HEAD]), ("二", [HEAD, ROW]))).sheet == "二"


def test_wrong_table_is_refused_with_the_names_that_are_looked_for() -> None:
    with pytest.raises(NotReadable, match="没有找到《重点企业汇总表》的表头（企业名称"):
        read_file(FIRMS, book(("重点项目", [("项目单位", "建设地点"), ("甲", "乙")])))


def test_empty_table_says_so() -> None:
    assert "表中没有内容" in said(read_file(FIRMS, firms()))


def test_too_many_rows_are_told() -> None:
    rows = [(f"{n}公司", 1) for n in range(MOST_ROWS + 1)]
    assert f"超过{MOST_ROWS}行" in said(read_file(FIRMS, firms(*rows, head=HEAD[:2])))


def test_csv_is_read_in_both_encodings() -> None:
    text = '企业名称,营业总收入（亿元）,从业人数\n甲公司,"1,200",12\n\'=乙公司,2,3\n'
    for data in (text.encode("utf-8-sig"), text.encode("gb18030"), text.replace(",1", "\t1").encode()):
        if b"\t" in data:
            continue
        reading = read_file(FIRMS, data)
        assert [row["revenue"] for row in reading.rows] == ["12000000", "20000"]
        assert reading.rows[1]["name"] == "=乙公司"


FIXED = [
    ("一级指标", "二级指标", "三级指标", "2020年", "2021年", "2022年", "指标类型"),
    ("行业指标", "主营业务收入", "绝对值（亿元）", 1, 2, 3, "定量"),
    (None, None, "增长率（%）", 0.1, 0.2, 0.3, "定量"),
    ("就业指标", "就业人数", "绝对值（个）", 10, 20, 30, "定量"),
    ("创新指标", "技术储备", "专利、标准、创新平台", "甲", "乙", "丙", "定性"),
]


def test_fixed_rows_are_found_by_their_labels() -> None:
    reading = read_file(YEARS, book(("总体情况", FIXED)))
    assert reading.errors == ()
    assert [row["y2022"] for row in reading.rows] == ["30000", "30%", "30", "丙"]


def test_fixed_rows_in_another_order_with_merged_labels_are_found() -> None:
    rows = [FIXED[0], FIXED[3], FIXED[4], FIXED[1], FIXED[2]]
    reading = read_file(YEARS, book(("总体情况", rows), merges=("A4:A5", "B4:B5")))
    assert reading.errors == ()
    assert [row["y2020"] for row in reading.rows] == ["10000", "10%", "10", "甲"]


def test_missing_and_strange_rows_are_told() -> None:
    rows = [*FIXED[:3], ("就业指标", "平均工资", "绝对值", 1, 2, 3, "")]
    told = said(read_file(YEARS, book(("总体情况", rows))))
    assert "认不出“就业指标·平均工资·绝对值”是哪一行" in told
    assert "（就业指标·就业人数·绝对值）：缺少这一行" in told


def test_cell_of_a_fixed_row_is_told_by_its_row() -> None:
    rows = [*FIXED[:3], ("就业指标", "就业人数", "绝对值（个）", "许多", 20, None, ""), FIXED[4]]
    told = said(read_file(YEARS, book(("总体情况", rows))))
    assert "第4行 D列（就业指标·就业人数·绝对值·2020年）：“许多”不是数字" in told
    assert "第4行 F列（就业指标·就业人数·绝对值·2022年）：必填，现为空" in told


def test_years_may_be_numbers() -> None:
    rows = [("指标", "", "", 2020, 2021, 2022), *(row[:6] for row in FIXED[1:])]
    assert read_file(YEARS, book(("总体情况", rows))).errors == ()


def test_day_of_the_figures_is_found_in_a_note() -> None:
    dated = replace(FIRMS, as_of=True)
    rows = [HEAD[:2], ROW[:2], ("注：以上数据统计截至2024年6月30日",)]
    reading = read_file(dated, book(("表", rows)))
    assert reading.errors == ()
    assert reading.as_of == "2024年6月30日"
    assert "请写明数据统计截至哪一天" in said(read_file(dated, book(("表", rows[:2]))))
