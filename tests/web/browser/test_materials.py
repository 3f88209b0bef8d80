"""Files sent from a real browser, with scripts and without: chosen, refused with words, withdrawn, handed in, saved."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.files.documents import PDF, office
from tests.web.browser.conftest import Desk
from tests.world import FIGURES, World

pytestmark = pytest.mark.long
PHONE = {"width": 390, "height": 844}
MB = 1_000_000


def send(page: Page, paper: str, file: Path) -> None:
    """Choose a file for a paper and send it."""
    place = page.locator(f"#paper-{paper}")
    place.locator("input[type=file]").set_input_files(file)
    place.get_by_role("button", name="上传", exact=True).click()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_files_are_sent_and_handed_in(desk: Desk, world: World, tmp_path: Path, scripts: bool) -> None:
    case = world.new_case()
    number = case.partition(":")[2]
    world.service.files.limit = MB
    good, macros, large = tmp_path / "申报书 终稿.pdf", tmp_path / "宏.docx", tmp_path / "large.pdf"
    good.write_bytes(PDF)
    macros.write_bytes(office("docx", {"word/vbaProject.bin": b"x"}))
    large.write_bytes(PDF + b"\0" * 3 * MB)
    desk.options["java_script_enabled"] = scripts
    page = desk.sign_in("app")
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto(f"/cases/{number}/materials")
    for file, said in ((macros, "文件含有宏"), (large, "文件超过 1 MB")):
        send(page, "evidence", file)
        expect(page.get_by_role("alert")).to_contain_text(said)
        expect(page.locator("#file-evidence-wrong")).to_contain_text(said)
    for paper in ("application", "evidence"):
        send(page, paper, good)
        expect(page.get_by_role("status")).to_contain_text("文件已上传")
    page.locator("#paper-evidence").get_by_role("button", name="撤回").click()
    expect(page.get_by_role("status")).to_contain_text("文件已撤回")
    send(page, "evidence", good)
    expect(page.get_by_role("status")).to_contain_text("文件已上传")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    if scripts:
        found = Axe().run(page).response["violations"]
        assert [each["id"] for each in found if each["impact"] in ("serious", "critical")] == []
    world.act(case, "submit", "app", indicators=FIGURES)
    page.goto(f"/cases/{number}/materials")
    expect(page.locator("input[type=file]")).to_have_count(0)
    desk.options.clear()
    city = desk.sign_in("city")
    city.goto(f"/cases/{number}/materials")
    with city.expect_download() as saving:
        city.locator("#paper-evidence .files a").click()
    assert saving.value.suggested_filename == good.name
    assert Path(saving.value.path()).read_bytes() == PDF
