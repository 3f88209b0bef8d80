"""Tables in a real browser, with scripts and without: typed, sent as a workbook, looked at, taken, handed in, read."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.sheets.books import book
from tests.web.browser.conftest import Desk
from tests.world import FIGURES, PAPERS, World

pytestmark = pytest.mark.long
PHONE = {"width": 390, "height": 844}
HEAD = ("企业", "年营业收入（亿元）")


def looked_over(page: Page, scripts: bool) -> None:
    """Nothing wider than the phone, and nothing serious for axe, which is a script itself."""
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], page.url
    if scripts:
        found = Axe().run(page).response["violations"]
        assert [each["id"] for each in found if each["impact"] in ("serious", "critical")] == [], page.url


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_table_is_filled_in_sent_and_read(desk: Desk, world: World, tmp_path: Path, scripts: bool) -> None:
    case = world.new_case()
    number = case.partition(":")[2]
    desk.options["java_script_enabled"] = scripts
    page = desk.sign_in("app")
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto(f"/cases/{number}/tables")
    page.get_by_role("link", name="填报", exact=True).click()
    page.get_by_label("1 企业名称").fill("甲公司")
    page.get_by_label("1 年营业收入").fill("许多")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("“许多”不是数字")).to_be_visible()
    expect(page.get_by_label("1 年营业收入")).to_have_value("许多")
    looked_over(page, scripts)
    file = tmp_path / "企业.xlsx"
    file.write_bytes(book(("企业", [HEAD, ("乙公司", 0.8), ("丙公司", 1.2), ("合计", 2)])))
    page.locator("#file").set_input_files(file)
    page.get_by_role("button", name="上传并核对").click()
    expect(page.get_by_role("status")).to_contain_text("没有须更正之处")
    expect(page.get_by_text("列名“企业”读作“企业名称”")).to_be_visible()
    looked_over(page, scripts)
    page.get_by_role("button", name="采用", exact=True).click()
    expect(page.get_by_label("2 年营业收入")).to_have_value("12000")
    page.get_by_role("link", name="返回各表").click()
    expect(page.get_by_text("已填，待提交")).to_be_visible()
    looked_over(page, scripts)
    world.act(case, "submit", "app", materials=PAPERS, indicators=FIGURES)
    desk.options.clear()
    city = desk.sign_in("city")
    city.goto(f"/cases/{number}/tables")
    expect(city.get_by_text("不一致")).to_be_visible()
    city.get_by_role("link", name="查看").click()
    expect(city.get_by_role("cell", name="丙公司")).to_be_visible()
    with city.expect_download() as saving:
        city.get_by_role("link", name="导出 xlsx").click()
    assert saving.value.suggested_filename == f"companies-{number}.xlsx"
