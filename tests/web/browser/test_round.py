"""One round of `standard` through the pages: from submission to the revocation after two failures."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from tests.web.browser.conftest import Desk
from tests.web.browser.doing import act, declare
from tests.world import World

pytestmark = pytest.mark.long

JUDGED = {"findings.standing": "true", "findings.standing.reason": "财务报表已核"}


def certified(desk: Desk, world: World) -> str:
    """A case that was brought to its title by people at their browsers; returns `case:NO`."""
    case = world.new_case()
    app, city, prov = (desk.sign_in(who) for who in ("app", "city", "prov"))
    sent = {
        "materials": ["application", "evidence"],
        "indicators.firms": "１２",
        "indicators.revenue": "20,000",
    }
    act(app, case, "submit", sent)
    act(city, case, "judge", JUDGED)
    act(city, case, "accept", {"attests": ["真实性"]})
    act(prov, case, "judge", JUDGED)
    act(prov, case, "accept")
    act(prov, case, "freeze_panel")
    world.advance()
    for expert in world.drawn(case):
        page = desk.sign_in(expert)
        declare(page, case)
        act(page, case, "score", {"score": "86"})
    prov = desk.sign_in("prov")
    act(prov, case, "pass_site_check", {"visited_on": world.now.date().isoformat()})
    act(prov, case, "select", {"rank": "1"})
    act(prov, world.list_of(case), "publish")
    world.advance(8)
    prov = desk.sign_in("prov")
    act(prov, case, "certify", {"plaque_no": "2020-001"})
    prov.goto(f"/cases/{case[5:]}")
    expect(prov.locator(".facts").first).to_contain_text("已认定")
    return case


def failed(desk: Desk, world: World, year: int, *, last: bool) -> str:
    """The assessment of a year, which finds the holder wanting; returns `case:NO`."""
    world.now = datetime(year, 3, 15, 2, tzinfo=UTC)
    world.sweep()
    case = f"case:standard-assess-{year}-0001"
    act(desk.sign_in("app"), case, "submit")
    fields = {"grade": "不合格"} | ({} if last else {"due": f"{year}-05-01"})
    act(desk.sign_in("prov"), case, "grade", fields)
    return case


def test_round_from_submission_to_revocation(desk: Desk, world: World) -> None:
    certified(desk, world)
    first = failed(desk, world, 2021, last=False)
    act(desk.sign_in("app"), first, "report_rectification", {"report": "已整改"})
    act(desk.sign_in("prov"), first, "accept_rectification")
    second = failed(desk, world, 2022, last=True)
    act(desk.sign_in("app"), second, "state_defence", {"statement": "请予考虑"})
    act(desk.sign_in("city"), second, "propose_removal", {"reason": "连续两次不合格"})
    prov = desk.sign_in("prov")
    act(prov, second, "agree_removal")
    prov.goto("/titles")
    expect(prov.get_by_role("main")).to_contain_text("取消")
