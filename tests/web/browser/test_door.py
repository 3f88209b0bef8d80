"""The way in, in a browser: wrong passwords, the second factor, a lock that shuts nobody else out, forged forms."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.web.browser.conftest import Desk
from tests.web.conftest import PASSWORD

pytestmark = pytest.mark.long


def attempt(page: Page, person: str, password: str, code: str = "") -> None:
    """Fill the form in and send it."""
    page.goto("/sign-in")
    page.fill("#name", person)
    page.fill("#password", password)
    page.fill("#code", code)
    page.get_by_role("main").get_by_role("button").click()


def test_stranger_is_sent_to_the_form_and_back_to_the_page_afterwards(desk: Desk) -> None:
    case = desk.world.bring("prefecture_review")
    desk.visitors.give_password("app")
    page = desk.context().new_page()
    page.goto(f"/cases/{case[5:]}")
    expect(page).to_have_url(re.compile("sign-in[?]next="))
    page.fill("#name", "app")
    page.fill("#password", PASSWORD)
    page.get_by_role("main").get_by_role("button").click()
    expect(page).to_have_url(f"{desk.address}/cases/{case[5:]}")


def test_wrong_password_keeps_the_name_and_says_no_more_than_it_must(desk: Desk) -> None:
    desk.visitors.give_password("app")
    page = desk.context().new_page()
    attempt(page, "app", "not the password")
    known = page.get_by_role("alert").inner_text()
    expect(page.locator("#name")).to_have_value("app")
    attempt(page, "nobody-at-all", "not the password")
    assert page.get_by_role("alert").inner_text() == known


def test_lock_out_of_strangers_leaves_the_known_browser_in(desk: Desk) -> None:
    own = desk.sign_in("app")
    own.get_by_role("button", name="退出").click()
    stranger = desk.context().new_page()
    for _ in range(12):
        attempt(stranger, "app", "guess after guess")
    expect(stranger.get_by_role("alert")).to_contain_text("次数过多")
    attempt(stranger, "app", PASSWORD)
    expect(stranger.get_by_role("alert")).to_contain_text("次数过多")
    attempt(own, "app", PASSWORD)
    expect(own).to_have_url(f"{desk.address}/apply")


def test_officer_sets_up_the_second_factor_before_anything_else(desk: Desk) -> None:
    import pyotp

    desk.visitors.give_password("city", code=False)
    page = desk.context().new_page()
    attempt(page, "city", PASSWORD)
    page.goto("/cases")
    expect(page).to_have_url(f"{desk.address}/account")
    page.get_by_role("button", name="启用").click()
    secret = page.get_by_role("main").locator("code").inner_text().replace(" ", "")
    page.fill("#code", "000000")
    page.get_by_role("button", name="启用").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.fill("#code", pyotp.TOTP(secret).at(desk.world.now))
    page.get_by_role("button", name="启用").click()
    page.goto("/cases")
    expect(page).to_have_url(f"{desk.address}/cases")


def test_session_that_was_ended_on_the_server_is_over_in_the_browser(desk: Desk) -> None:
    app, admin = desk.sign_in("app"), desk.sign_in("admin")
    admin.goto("/accounts/app")
    admin.get_by_role("button", name="在各处退出").click()
    expect(admin.get_by_role("status")).to_be_visible()
    app.goto("/queue")
    expect(app).to_have_url(re.compile("sign-in"))


def test_form_without_the_secret_of_the_session_is_refused(desk: Desk) -> None:
    case = desk.world.bring("prefecture_review")
    city = desk.sign_in("city")
    city.goto(f"/act/case/{case[5:]}/reject")
    city.fill('[name="reason"]', "不符合")
    city.locator('main input[name="csrf"]').evaluate("each => each.value = 'forged'")
    city.get_by_role("button", name="下一步").click()
    expect(city.locator("h1")).to_contain_text("无权")
    assert desk.world.state(case) == "prefecture_review"
