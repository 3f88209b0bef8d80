"""The pages of tables: filled in without scripts, sent as a workbook and looked at first, read by officers."""

import re
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from sheets import opening
from tests.guiyang import base, guiyang
from tests.sheets.books import book
from tests.web.conftest import Visitor, Visitors
from tests.world import FIGURES, PAPERS, World
from web import held
from web.routes import tables

HEAD = ("企业名称", "年营业收入（亿元）")


@pytest.fixture
def case(world: World) -> str:
    """The number of a case that waits for its submission."""
    return world.new_case()[5:]


@pytest.fixture
def app(signed_in: Visitors) -> Visitor:
    """The applicant."""
    return signed_in("app")


def version(text: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', text)
    assert found
    return found[1]


def fill(visitor: Visitor, case: str, *rows: tuple[str, str], step: str = "save", **more: str) -> Any:
    """Save rows of the table of the standard programme, as the page shows it."""
    here = f"/cases/{case}/tables/companies"
    sent = {"version": version(visitor.get(here).text), "first": "1", "step": step}
    for at, (name, revenue) in enumerate(rows):
        sent |= {f"r{at}.name": name, f"r{at}.revenue": revenue}
    return visitor.post(here, sent | more)


def send(visitor: Visitor, case: str, data: bytes, csrf: str | None = None) -> Any:
    """Send a file for the table."""
    fields = {"csrf": visitor.csrf if csrf is None else csrf}
    where = f"/cases/{case}/tables/companies/file"
    return visitor.client.post(where, data=fields, files={"file": ("表.xlsx", data)}, follow_redirects=False)


def test_rows_are_filled_in_and_kept_with_their_faults(app: Visitor, case: str) -> None:
    assert fill(app, case, ("甲公司", "许多"), ("乙公司", "１，２００")).status_code == 303
    page = app.get(f"/cases/{case}/tables/companies").text
    assert 'value="许多"' in page
    assert 'aria-invalid="true"' in page
    assert "“许多”不是数字" in page
    fill(app, case, ("甲公司", "5"), ("乙公司", "1200"))
    assert "须更正" not in app.get(f"/cases/{case}/tables").text


def test_rows_are_added_and_an_emptied_one_is_taken_out(app: Visitor, case: str) -> None:
    answer = fill(app, case, ("甲公司", "5"), ("乙公司", "6"), step="add")
    page = app.get(answer.headers["location"]).text
    assert page.count('name="r') == 2 * (2 + 13)
    fill(app, case, ("", ""), ("乙公司", "6"))
    assert "甲公司" not in app.get(f"/cases/{case}/tables/companies").text


def test_long_table_is_filled_in_page_by_page(world: World, app: Visitor, case: str) -> None:
    rows = [HEAD, *((f"{n}号公司", 1) for n in range(1, 121))]
    answer = send(app, case, book(("表", rows)))
    offer = app.get(answer.headers["location"]).text
    app.post(f"/cases/{case}/tables/companies/offer", {"version": version(offer), "step": "take"})
    here = f"/cases/{case}/tables/companies"
    page = app.get(f"{here}?from=51").text
    assert "51号公司" in page
    assert "50号公司" not in page
    app.post(here, {"version": version(page), "first": "51", "r50.name": "新公司", "r50.revenue": "7"})
    page = app.get(here).text
    assert "50号公司" in page
    assert app.get(f"{here}?from=51").text.count("新公司") >= 1
    assert "101号公司" in app.get(f"{here}?from=51").text, (
        "the rest of its page was emptied, what follows stays"
    )


def test_table_saved_by_somebody_else_keeps_the_input(app: Visitor, case: str) -> None:
    fill(app, case, ("甲公司", "5"))
    answer = fill(app, case, ("乙公司", "6"), version="0")
    assert answer.status_code == 409
    assert 'value="乙公司"' in answer.text
    assert "他人刚刚保存过此表" in answer.text
    assert "甲公司" in app.get(f"/cases/{case}/tables/companies").text


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"version": "x", "first": "-1"}, 303), ({"version": "0", "first": "9" * 30}, 303), ({"version": "7"}, 409),
        ({"version": "0", "rx.name": "a", "r99999999.name": "b", "r0.strange": "c"}, 303),
        ({"version": "0", "r0.name": "a\0b"}, 422), ({"version": "0", "r0.name": "x" * 30_000}, 303),
        ({"version": "0", "r0.name": "<script>alert(1)</script>", "r0.revenue": "=1+1"}, 303),
    ],
)  # fmt: skip
def test_bad_input_is_told_and_never_fails(
    app: Visitor, case: str, sent: dict[str, str], status: int
) -> None:
    assert app.post(f"/cases/{case}/tables/companies", sent).status_code == status
    assert "<script>alert" not in app.get(f"/cases/{case}/tables/companies").text


@pytest.mark.parametrize("query", ["?from=0", "?from=x", "?more=99", "?revision=-1", "?from=99999"])
def test_bad_query_is_told(app: Visitor, case: str, query: str) -> None:
    assert app.get(f"/cases/{case}/tables/companies{query}").status_code in (200, 400)


def test_file_is_read_told_looked_at_and_taken(app: Visitor, case: str) -> None:
    data = book(("表", [HEAD, ("甲公司", 0.5), ("乙公司", "许多"), ("合计", 0.7)]))
    answer = send(app, case, data)
    assert answer.headers["location"].endswith("/offer")
    page = app.get(answer.headers["location"]).text
    assert "工作表「表」第3行 B列（年营业收入）：“许多”不是数字" in page
    assert "单位为亿元，已换算为万元" in page
    assert "合计 7000 与各行之和 5000 不符" in page
    assert "5000" in page
    assert "甲公司" not in app.get(f"/cases/{case}/tables/companies").text, "not taken yet"
    app.post(f"/cases/{case}/tables/companies/offer", {"version": version(page), "step": "take"})
    page = app.get(f"/cases/{case}/tables/companies").text
    assert 'value="5000"' in page
    assert 'value="许多"' in page


def test_file_that_is_not_taken_leaves_everything_as_it_was(app: Visitor, case: str) -> None:
    fill(app, case, ("甲公司", "5"))
    answer = send(app, case, book(("表", [HEAD, ("乙公司", 1)])))
    page = app.get(answer.headers["location"]).text
    app.post(f"/cases/{case}/tables/companies/offer", {"version": version(page), "step": "drop"})
    page = app.get(f"/cases/{case}/tables/companies").text
    assert "甲公司" in page
    assert "乙公司" not in page
    assert app.get(f"/cases/{case}/tables/companies/offer").url.path.endswith("companies")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "请先选择文件"), (b"no table", "没有找到"), (b"PK\x03\x04x", "已损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧格式"),
    ],
)  # fmt: skip
def test_file_that_cannot_be_read_is_told_beside_its_field(
    app: Visitor, case: str, data: bytes, said: str
) -> None:
    answer = send(app, case, data)
    assert answer.status_code == 422
    assert said in answer.text
    assert 'id="file-wrong"' in answer.text


def test_file_that_is_too_large_is_read_no_further_than_the_limit(
    app: Visitor, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(held, "MOST_BYTES", 1_000_000)
    monkeypatch.setattr(opening, "MOST_BYTES", 1_000_000)
    answer = send(app, case, b"x" * 1_500_000)
    assert answer.status_code == 422
    assert "文件超过1 MB" in answer.text


def test_file_needs_the_secret_and_the_right_person(
    signed_in: Visitors, app: Visitor, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = book(("表", [HEAD, ("甲公司", 1)]))
    assert send(app, case, data, csrf="wrong").status_code == 403
    monkeypatch.setattr(tables, "read_file", lambda *given: pytest.fail("read before it may come"))
    assert send(signed_in("app2"), case, data).status_code == 404
    assert send(signed_in("city"), case, data).status_code == 403
    assert app.post(f"/cases/{case}/tables/companies/file").status_code == 400, "no file, not in parts"


def test_template_brings_what_is_there(app: Visitor, case: str) -> None:
    fill(app, case, ("=甲公司", "1.2亿"))
    answer = app.get(f"/cases/{case}/tables/companies/file")
    assert answer.headers["content-disposition"].startswith("attachment")
    sheet = load_workbook(BytesIO(answer.content)).worksheets[0]
    assert (sheet["B3"].value, sheet["B3"].data_type, sheet["C3"].value) == ("=甲公司", "s", 12000)


def test_officer_reads_what_was_handed_in_and_what_differs(
    world: World, signed_in: Visitors, app: Visitor, case: str
) -> None:
    fill(app, case, ("甲公司", "1.2亿"), ("乙公司", "8000"))
    city = signed_in("city")
    assert "甲公司" not in city.get(f"/cases/{case}/tables/companies").text, "a draft is the applicant's"
    world.act(f"case:{case}", "submit", "app", materials=PAPERS, indicators=FIGURES)
    page = city.get(f"/cases/{case}/tables").text
    assert "不一致" in page
    assert "企业数 ≥ 10" in page
    page = city.get(f"/cases/{case}/tables/companies").text
    assert "甲公司" in page
    assert "20000" in page, "the sum"
    assert "<input name=" not in page
    assert f'href="/cases/{case}/tables"' in city.get(f"/cases/{case}").text
    assert city.post(f"/cases/{case}/tables/companies", {"version": "0"}).status_code == 403


def test_faulty_table_is_told_when_papers_are_handed_in(world: World, app: Visitor, case: str) -> None:
    fill(app, case, ("甲公司", "许多"))
    answer = app.post(
        f"/act/case/{case}/submit", {"materials": ["application", "evidence"], "indicators.firms": "12"}
    )
    assert answer.status_code == 422
    assert "《企业情况表》有1处须更正" in answer.text


@pytest.mark.parametrize("path", ["", "/companies", "/companies/file", "/companies/offer"])
def test_foreign_and_unknown_cases_are_as_if_not_there(signed_in: Visitors, case: str, path: str) -> None:
    assert signed_in("app2").get(f"/cases/{case}/tables{path}").status_code == 404
    assert signed_in("app").get(f"/cases/NONE/tables{path}").status_code == 404
    if path:
        assert signed_in("app").get(f"/cases/{case}/tables/firms").status_code == 404


def test_table_that_is_a_paper_is_told_among_the_papers(world: World, signed_in: Visitors) -> None:
    land = guiyang(world)
    case, who = base(land)[5:], signed_in("district")
    there = f"/cases/{case}/materials"
    assert f'href="/cases/{case}/tables/firms"' in who.get(there).text
    missing = who.get(there).text.count("尚缺")
    sent = {"version": "0", "first": "1", "as_of": "2019.12.31", "r0.name": "甲", "r0.total_revenue": "5"}
    who.post(f"/cases/{case}/tables/firms", sent)
    page = who.get(there).text
    assert "表格已填，待提交" in page
    assert page.count("尚缺") == missing - 1
    assert "表格已填" not in signed_in("prov").get(there).text


def test_fixed_rows_are_filled_in_by_their_years(world: World, signed_in: Visitors) -> None:
    land = guiyang(world)
    case, who = base(land)[5:], signed_in("district")
    here = f"/cases/{case}/tables/overall"
    who.post(here, {"version": "0", "first": "1", "r0.y2020": "实际", "r1.y2020": "12亿", "r2.y2021": "许多"})
    page = who.get(here).text
    assert "“12亿”换算为 120000 万元" in page
    assert "“许多”不是数字" in page
    assert "保存并加 10 行" not in page
    saved = load_workbook(BytesIO(who.get(f"{here}/file").content)).worksheets[0]
    assert [cell.value for cell in saved[2]][:4] == ["一级指标", "二级指标", "三级指标", "2020年"]


def test_figures_typed_in_the_form_are_held_against_the_tables(app: Visitor, case: str) -> None:
    fill(app, case, ("甲公司", "1.2亿"))
    sent = {"version": "0", "go": "next", "indicators.firms": "１", "indicators.revenue": "1亿元"}
    app.post(f"/apply/{case}/submit/figures", sent)
    page = app.get(f"/cases/{case}/tables").text
    assert page.count("不一致") == 1
    assert page.count("一致") == 2
    assert "10000" in page
