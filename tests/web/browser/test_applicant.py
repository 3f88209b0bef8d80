"""An applicant of `standard` at a phone, from the open round through a correction to the result."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.web.browser.conftest import Desk
from tests.world import World

pytestmark = pytest.mark.long
PHONE = {"width": 390, "height": 844}
SERIOUS = ("serious", "critical")
NUMBER = "standard-2020-0001"


def looked_over(page: Page, scripts: bool = True) -> None:
    """Nothing serious for axe, which is a script itself, and nothing wider than the phone."""
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_load_state()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], page.url
    if not scripts:
        return
    found = Axe().run(page).response["violations"]
    bad = [
        (each["id"], [node["html"] for node in each["nodes"]]) for each in found if each["impact"] in SERIOUS
    ]
    assert bad == [], page.url


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def scripts(request: pytest.FixtureRequest) -> bool:
    """Whether the browser runs any."""
    return bool(request.param)


@pytest.fixture
def phone(desk: Desk, scripts: bool) -> Iterator[Page]:
    """The applicant at a phone."""
    desk.options["java_script_enabled"] = scripts
    page = desk.sign_in("app")
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    yield page
    desk.options.clear()


def judged(world: World, case: str) -> None:
    """What the offices do until a list is made."""
    for who, more in (("city", {"attests": ["真实性"]}), ("prov", {})):
        met = [{"criterion": "standing", "met": True, "reason": "属实"}]
        world.act(case, "judge", who, findings=met)
        world.act(case, "accept", who, **more)


def test_from_the_round_to_the_result(desk: Desk, world: World, phone: Page, scripts: bool) -> None:
    world.open_round()
    case = f"case:{NUMBER}"
    phone.goto("/")
    expect(phone.get_by_role("heading", level=1)).to_have_text("我的申报")
    phone.get_by_role("link", name="立案申报").click()
    phone.get_by_label("甲申报单位").check()
    phone.locator("[name=object_no]").select_option("OBJ1")
    phone.get_by_role("button", name="下一步").click()
    phone.get_by_role("button", name="确认办理").click()
    expect(phone).to_have_url(f"{desk.address}/apply/{NUMBER}?did=open")
    looked_over(phone, scripts)
    phone.get_by_role("link", name="开始").click()
    phone.get_by_role("link", name="下一步").click()
    phone.get_by_label("企业数").fill("９")
    phone.get_by_label("年营业收入").fill("许多")
    phone.get_by_role("button", name="保存草稿").click()
    expect(phone.get_by_role("alert")).to_contain_text("请更正")
    looked_over(phone, scripts)
    phone.get_by_label("年营业收入").fill("1.2亿元")
    phone.get_by_role("button", name="保存，下一步").click()
    expect(phone).to_have_url(f"{desk.address}/cases/{NUMBER}/tables")
    looked_over(phone, scripts)
    phone.get_by_role("link", name="下一步：材料").click()
    expect(phone).to_have_url(f"{desk.address}/apply/{NUMBER}/submit/materials")
    looked_over(phone, scripts)
    for box in phone.get_by_label("不上传文件").all():
        box.check()
    phone.get_by_role("button", name="保存，下一步").click()
    expect(phone.get_by_role("main")).to_contain_text("12000 万元")
    expect(phone.get_by_role("main")).to_contain_text("市级审核")
    looked_over(phone, scripts)
    phone.get_by_role("button", name="确认并报送").click()
    expect(phone.get_by_role("status")).to_contain_text("已办理")
    assert world.state(case) == "prefecture_review"
    world.act(case, "return_for_correction", "city", reason="企业数与佐证不符，请核实", clock="continue")
    phone.goto("/apply")
    expect(phone.get_by_role("article").first).to_contain_text("OBJ1")
    looked_over(phone, scripts)
    phone.get_by_role("link", name="去办理").click()
    expect(phone.get_by_role("main")).to_contain_text("请核实")
    phone.get_by_role("link", name="开始").click()
    phone.get_by_role("link", name="下一步").click()
    expect(phone.get_by_label("年营业收入")).to_have_value("12000")
    phone.get_by_label("企业数").fill("12")
    phone.get_by_role("button", name="保存，下一步").click()
    phone.get_by_role("link", name="下一步：材料").click()
    phone.get_by_role("button", name="保存，下一步").click()
    phone.get_by_role("button", name="确认并补正后重报").click()
    assert world.state(case) == "prefecture_review"
    judged(world, case)
    world.act(case, "freeze_panel", "prov")
    world.advance()
    for expert in world.drawn(case):
        world.act(case, "declare_no_conflict", expert)
        world.act(case, "score", expert, score=80)
    world.act(case, "pass_site_check", "prov", visited_on=world.now.date())
    world.act(case, "select", "prov")
    world.act(world.list_of(case), "publish", "prov")
    world.advance(8)
    world.act(case, "certify", "prov", plaque_no="2020-001")
    later = desk.sign_in("app")
    later.set_viewport_size(PHONE)  # type: ignore[arg-type]
    expect(later.get_by_role("main")).to_contain_text("示范称号")
    expect(later.get_by_role("main")).to_contain_text("已认定")
    later.goto(f"/apply/{NUMBER}")
    looked_over(later, scripts)


def test_conditions_are_checked_while_one_types(desk: Desk, world: World) -> None:
    case = world.new_case()[5:]
    page = desk.sign_in("app")
    page.goto(f"/apply/{case}/submit/figures")
    check = page.locator("#check")
    expect(check).to_contain_text("未填报")
    page.get_by_label("企业数").press_sequentially("１２")
    expect(check).to_contain_text("填报：12 家")
    page.get_by_label("年营业收入").press_sequentially("0.5亿元")
    expect(check).to_contain_text("原则上要求，未达到")


def test_form_is_filled_in_by_keyboard_alone(desk: Desk, world: World) -> None:
    case = world.new_case()[5:]
    page = desk.sign_in("app")
    page.goto(f"/apply/{case}/submit/figures")
    page.get_by_label("企业数").focus()
    page.keyboard.type("12")
    page.keyboard.press("Tab")
    page.keyboard.type("20000")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{desk.address}/cases/{case}/tables")
    onward = page.get_by_role("link", name="下一步：材料")
    onward.focus()
    page.keyboard.press("Enter")
    box = page.get_by_label("不上传文件").first
    box.focus()
    page.keyboard.press("Space")
    expect(box).to_be_checked()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{desk.address}/apply/{case}/submit/review")


def test_two_at_one_draft(desk: Desk, world: World) -> None:
    case = world.new_case()[5:]
    one, other = desk.sign_in("app"), desk.sign_in("app")
    for page in (one, other):
        page.goto(f"/apply/{case}/submit/figures")
    one.get_by_label("企业数").fill("12")
    one.get_by_role("button", name="保存草稿").click()
    expect(one.get_by_role("status")).to_contain_text("草稿已保存")
    other.get_by_label("企业数").fill("13")
    other.get_by_role("button", name="保存草稿").click()
    expect(other.get_by_role("alert")).to_contain_text("尚未保存")
    expect(other.get_by_label("企业数")).to_have_value("13")
    expect(other.get_by_role("main")).to_contain_text("app：12")
