"""What everybody needs: no script, a keyboard, a screen reader, a small screen, both languages, dark and light."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.web.browser.conftest import Desk
from tests.web.browser.doing import act
from web.app import ROUTES
from web.permissions import MATRIX

pytestmark = pytest.mark.long


def serious(page: Page) -> list[dict[str, Any]]:
    """What axe-core calls serious or critical about a page."""
    found = Axe().run(page).response["violations"]
    return [
        {"page": page.url, "rule": each["id"], "where": [node["html"] for node in each["nodes"]][:3]}
        for each in found
        if each["impact"] in ("serious", "critical")
    ]


def pages() -> list[str]:
    """Every page without a number in its path."""
    every = [route for module in ROUTES for route in module.router.routes]
    machines = ("healthz", "readyz", "metrics", "home", "robots", "sitemap", "certificate_keys")
    return sorted(
        route.path
        for route in every
        if "GET" in route.methods and "{" not in route.path and route.name not in machines
        if not route.path.endswith((".csv", ".xlsx"))
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(desk: Desk, scheme: Any) -> None:
    case = desk.world.bring("prefecture_review")
    admin, city = desk.sign_in("admin"), desk.sign_in("city")
    forms = [f"/act/case/{case[5:]}/{action}" for action in ("judge", "accept", "return_for_correction")]
    found = []
    for page, paths in (
        (admin, [*pages(), f"/cases/{case[5:]}", "/accounts/app"]),
        (city, ["/queue", *forms]),
    ):
        page.emulate_media(color_scheme=scheme)
        for path in paths:
            page.goto(path)
            found += serious(page)
    assert found == []


def test_nothing_scrolls_sideways_on_a_telephone(desk: Desk) -> None:
    case = desk.world.bring("prefecture_review")
    admin = desk.sign_in("admin")
    admin.set_viewport_size({"width": 390, "height": 800})
    wide = []
    for path in [*pages(), f"/cases/{case[5:]}"]:
        admin.goto(path)
        if admin.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1"):
            wide.append(path)
    assert wide == []


def test_officer_works_without_scripts(desk: Desk) -> None:
    case = desk.world.bring("prefecture_review")
    desk.options = {"java_script_enabled": False}
    city = desk.sign_in("city")
    city.goto("/cases?running=true")
    city.get_by_role("link", name=case[5:]).click()
    expect(city.locator("h1")).to_contain_text(case[5:])
    city.locator(f'a[href="/act/case/{case[5:]}/reject"]').click()
    city.fill('[name="reason"]', "不符合")
    city.get_by_role("button", name="下一步").click()
    city.get_by_role("button", name="返回修改").click()
    expect(city.locator('[name="reason"]')).to_have_value("不符合")
    city.get_by_role("button", name="下一步").click()
    city.get_by_role("button", name="确认办理").click()
    assert desk.world.state(case) == "rejected"


def test_keyboard_reaches_the_content_first_and_sees_where_it_is(desk: Desk) -> None:
    city = desk.sign_in("city")
    city.goto("/cases")
    city.keyboard.press("Tab")
    skip = city.locator(":focus")
    assert skip.get_attribute("href") == "#content"
    city.keyboard.press("Enter")
    city.keyboard.press("Tab")
    assert city.evaluate("document.activeElement.closest('main') !== null")
    assert city.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"


def test_two_officers_on_one_case(desk: Desk) -> None:
    """Both have the form open; the second learns that the case has moved, and nothing is done twice."""
    case = desk.world.bring("prefecture_review")
    one, other = desk.sign_in("city"), desk.sign_in("city")
    other.goto(f"/act/case/{case[5:]}/return_for_correction")
    act(one, case, "reject", {"reason": "不符合"})
    other.fill('[name="reason"]', "缺佐证")
    other.locator('[name="clock"][value="continue"]').check()
    other.get_by_role("button", name="下一步").click()
    expect(other.get_by_role("main")).to_contain_text("没有该动作")
    assert desk.world.state(case) == "rejected"


def test_every_page_that_people_open_is_named_in_the_matrix() -> None:
    assert len(pages()) > 10
    assert all(route.name in MATRIX for module in ROUTES for route in module.router.routes)
