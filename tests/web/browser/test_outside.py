"""Those outside the offices in a real browser: an expert, an inspector on site, the public; and every public page."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, FilePayload, Page, expect
from prometheus_client import CollectorRegistry

from calendars import SHANGHAI
from casework.record.audit import verify
from tests.databases import Databases
from tests.shiyan import Shiyan, make_shiyan, opened_shiyan
from tests.web.browser.conftest import Desk, served
from tests.web.browser.doing import act, declare
from tests.web.browser.test_access import serious
from tests.web.public_paths import KEY, of_shiyan, of_standard
from tests.web.test_consultations import OPENED
from web.app import create_app
from web.house import House

pytestmark = pytest.mark.long
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


def photograph(colour: str) -> bytes:
    """A small photograph."""
    made = io.BytesIO()
    Image.new("RGB", (32, 24), colour).save(made, "JPEG")
    return made.getvalue()


def picked(name: str, content: bytes, kind: str = "image/jpeg") -> FilePayload:
    """A file as somebody chooses it."""
    return {"name": name, "mimeType": kind, "buffer": content}


def look(page: Page, paths: dict[str, str]) -> None:
    """Every page is sound to axe-core in light and dark, and no wider than a telephone."""
    found: list[Any] = []
    for path in paths.values():
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.goto(path)
            found += serious(page)
        page.set_viewport_size({"width": 390, "height": 800})
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1"):
            found.append(f"{path} scrolls sideways")
        page.set_viewport_size({"width": 1280, "height": 800})
    assert found == []


def test_every_public_page_is_sound(desk: Desk) -> None:
    paths = of_standard(desk.world)
    page = desk.context().new_page()
    page.goto(paths["objection_page"])
    page.select_option('[name="entry"]', "1")
    page.fill('[name="text"]', "与事实不符")
    page.locator('input[name="key"]').evaluate("(each, key) => { each.value = key }", KEY)
    page.get_by_role("button", name="提交异议").click()
    expect(page.get_by_role("status")).to_contain_text("已收到")
    look(page, paths)


@pytest.fixture
def consulting(
    databases: Databases, database_kind: str, tmp_path: Path, chrome: Browser
) -> Iterator[tuple[Page, Shiyan]]:
    """Somebody of the public at a browser, where Shiyan's draft is consulted on."""
    with ExitStack() as stack:
        url = stack.enter_context(databases.copied(database_kind, tmp_path, make_shiyan))
        shiyan = stack.enter_context(opened_shiyan(url))
        house = House(shiyan.service, lambda: shiyan.now, CollectorRegistry())
        address = stack.enter_context(served(create_app(house, ["127.0.0.1"])))
        context = chrome.new_context(base_url=address, locale="zh-CN")
        stack.callback(context.close)
        yield context.new_page(), shiyan


def test_every_page_of_a_consultation_is_sound(consulting: tuple[Page, Shiyan]) -> None:
    page, shiyan = consulting
    look(page, of_shiyan(shiyan, datetime.combine(OPENED, time(12), SHANGHAI)))


def test_expert_from_the_declaration_to_the_seal(desk: Desk) -> None:
    case = desk.world.bring("scoring.open")
    page = desk.sign_in(desk.world.drawn(case)[0])
    assert page.url.endswith("/reviews")
    declare(page, case)
    page.fill('[name="score"]', "８６")
    page.fill('[name="opinion"]', "产业基础扎实")
    page.get_by_role("button", name="保存草稿").click()
    expect(page.get_by_role("status")).to_contain_text("草稿已保存")
    page.goto("/reviews")
    page.locator(f'a[href*="{case[5:]}"]').first.click()
    expect(page.locator('[name="score"]')).to_have_value("８６")
    assert serious(page) == []
    page.get_by_role("button", name="核对后提交").click()
    expect(page.get_by_role("main")).to_contain_text("产业基础扎实")
    assert serious(page) == []
    page.get_by_role("button", name="提交并密封").click()
    expect(page.get_by_role("status")).to_contain_text("已提交并密封")
    page.goto("/reviews")
    expect(page.get_by_role("main")).to_contain_text("已提交，密封")
    assert serious(page) == []
    assert not verify(desk.world.service).faults


def test_inspector_reports_from_a_telephone_with_two_photographs(desk: Desk) -> None:
    case = desk.world.bring("site_check")
    page = desk.sign_in("prov")
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto("/queue")
    page.locator(f'a[href="/inspections/{case[5:]}"]').first.click()
    both = [picked("厂区.jpg", photograph("green")), picked("设备.jpg", photograph("grey"))]
    page.set_input_files('[name="photographs"]', both)
    page.get_by_role("button", name="上传照片").click()
    expect(page.get_by_role("status")).to_contain_text("照片已上传")
    page.fill('[name="visited_on"]', desk.world.now.date().isoformat())
    page.fill('[name="participants"]', "省厅 两人，园区 三人")
    page.locator('[name="checked.scale.1"][value="true"]').check()
    page.locator('[name="checked.standing"][value="false"]').check()
    page.fill('[name="checked.standing.reason"]', "账册不全")
    page.fill('[name="findings"]', "与申报一致")
    assert serious(page) == []
    assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1")
    page.get_by_role("button", name="核查合格").click()
    page.get_by_role("button", name="确认办理").click()
    expect(page.get_by_role("status")).to_contain_text("已办理")
    page.goto(f"/inspections/{case[5:]}")
    for said in ("厂区.jpg", "设备.jpg", "账册不全", "省厅 两人"):
        expect(page.get_by_role("main")).to_contain_text(said)
    assert serious(page) == []
    assert desk.world.state(case) == "selection"


def test_objection_with_evidence_is_handled_to_the_corrected_notice(desk: Desk) -> None:
    """Without scripts: a member of the public objects, an officer reads the evidence, drops the entry, corrects."""
    world = desk.world
    case, other = world.bring("publicity"), world.bring("publicity", "app2", "OBJ2")
    world.now = world.now.replace(hour=2, tzinfo=UTC)
    listed = world.list_of(case)
    world.act(listed, "publish", "prov")
    desk.options = {"java_script_enabled": False}
    public = desk.context().new_page()
    public.goto(f"/public/notices/{listed[5:]}")
    public.get_by_role("link", name="提出异议").click()
    public.locator('[name="entry"]').select_option(label="1 OBJ1 · 甲申报单位")
    public.fill('[name="text"]', "企业数与实际不符")
    public.fill('[name="objector"]', "某企业 联系方式略")
    public.set_input_files('[name="evidence"]', picked("名册.pdf", PDF, "application/pdf"))
    public.get_by_role("button", name="提交异议").click()
    expect(public.get_by_role("status")).to_contain_text("已收到")
    prov = desk.sign_in("prov")
    prov.goto(f"/cases/{case[5:]}")
    with prov.expect_download() as saved:
        prov.get_by_role("link", name="名册.pdf").click()
    assert saved.value.path().read_bytes() == PDF
    act(prov, case, "drop_entry", {"objection": "standard-O0001", "reason": "经核实不符合条件"})
    act(prov, listed, "correct", {"reason": "移出一项"})
    public = desk.context().new_page()  # whose browser has not kept the page for its minute
    public.goto(f"/public/notices/{listed[5:]}")
    for said in ("已于", "更正", "公示后移出"):
        expect(public.get_by_role("main")).to_contain_text(said)
    assert "某企业" not in public.content()
    assert (world.state(case), world.state(other)) == ("dropped", "publicity.open")
