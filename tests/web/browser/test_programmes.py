"""Each real programme through the pages, to the last state that its notice knows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests import guiyang
from tests.databases import Databases
from tests.lands import Land
from tests.proofs import check_everything, row
from tests.shandong import cluster, shandong
from tests.shiyan import Shiyan
from tests.web.browser.conftest import Desk
from tests.web.browser.hands import Hands
from tests.world import World
from tests.worlds import SHIYAN, named_world
from tests.zones import GUANGDONG, YUNNAN, Zones

pytestmark = pytest.mark.long


@pytest.fixture
def world(
    databases: Databases, database_kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[World]:
    """The world that a test names, or the small one."""
    with named_world(databases, database_kind, tmp_path, getattr(request, "param", "")) as made:
        yield made


@pytest.fixture
def hands(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Hands:
    """Everybody acts at a browser."""
    return Hands(desk).take_over(monkeypatch)


def out_of_turn(land: Land, title: str) -> str:
    """An assessment that the bureau opens, brought to its grading; returns `case:NO`."""
    opened = land.act(title, "open_assessment_out_of_turn", "bureau", reason="群众反映", kind="综合考评")
    (case,) = (each for each in opened.also if each.startswith("case:"))
    land.act(case, "submit", "district")
    land.act(case, "dispense_with_site_check", "bureau", reason="材料充分")
    return case


def test_guiyang_from_the_plan_to_the_removal_that_the_office_agrees_to(hands: Hands, world: World) -> None:
    land = guiyang.guiyang(world)
    case = land.bring(guiyang.base(land), "certified")
    title = f"title:{row(world, 'title', case_no=case[5:]).no}"
    assert "G1" in hands.reads("district", f"/titles/{title[6:]}")
    first = out_of_turn(land, title)
    failed = land.act(first, "grade", "bureau", grade="不合格", due=date(2020, 12, 31))
    assert failed.state == "assessment.rectification"
    land.act(first, "report_rectification", "district", report="已整改")
    land.act(first, "accept_rectification", "bureau")
    second = out_of_turn(land, title)
    assert (
        land.act(second, "grade", "bureau", grade="不合格", due=date(2020, 12, 31)).state
        == "assessment.hearing"
    )
    land.act(second, "state_defence", "district", statement="申辩")
    land.act(second, "propose_removal", "bureau", reason="连续两次不合格")
    assert land.act(second, "agree_removal", "office").state == "revoked"
    assert world.state(title) == "revoked"
    assert "已取消" in hands.reads("district", f"/titles/{title[6:]}")
    check_everything(world)


def test_shandong_to_its_title(hands: Hands, world: World) -> None:
    land = shandong(world)
    case = land.bring(cluster(land), "certified")
    title = row(world, "title", case_no=case[5:]).no
    assert "有效" in hands.reads("o1", f"/titles/{title}")
    check_everything(world)


def test_shandong_false_material_bans_for_three_years(hands: Hands, world: World) -> None:
    land = shandong(world)
    case = land.bring(cluster(land), "city_review")
    assert land.act(case, "find_false_material", "prov", reason="伪造专利").state == "false_material"
    said = hands.reads("prov", f"/cases/{case[5:]}")
    assert "禁止申报" in said
    assert "2028年5月15日" in said


@pytest.mark.parametrize("world", [YUNNAN], indirect=True)
def test_yunnan_new_area_to_its_title(hands: Hands, world: Zones) -> None:
    case = world.apply("airport")
    world.submit(case, "airport")
    world.accept(case, "dianzhong", "符合性", "有效性")
    assert world.recommend(case, "dianzhong").state == "site_check"
    world.act(case, "pass_site_check", "prov", visited_on=date(2023, 11, 6))
    world.score(case)
    assert world.accept(case, "prov").state == "selection"
    world.act(case, "select", "prov")
    world.at(date(2023, 12, 1))
    world.act(world.list_of(case), "publish", "prov")
    world.at(date(2023, 12, 9))
    assert world.act(case, "certify", "prov").state == "certified"
    assert "已认定" in hands.reads("airport-a", f"/cases/{case[5:]}")
    check_everything(world)


@pytest.mark.parametrize("world", [GUANGDONG], indirect=True)
def test_guangdong_joint_application_to_its_title_and_its_tracking(hands: Hands, world: Zones) -> None:
    case = world.apply("gz6", "fs5")
    world.act(case, "join", "fs5-a")
    world.submit(case, "gz6")
    for city in ("guangzhou", "foshan"):
        world.accept(case, city, "真实性")
    for city in ("guangzhou", "foshan"):
        world.recommend(case, city)
    world.score(case)
    world.act(case, "schedule_defence", "prov", due=date(2019, 3, 5), place="省厅")
    world.at(date(2019, 3, 5))
    world.act(case, "pass_defence", "prov", held_on=date(2019, 3, 5))
    world.act(case, "pass_site_check", "prov", visited_on=date(2019, 3, 5))
    world.act(case, "select", "prov")
    world.act(world.list_of(case), "publish", "prov")
    world.advance(9)
    letter = "粤工信函〔2019〕1号"
    assert world.act(case, "certify", "prov", letter_no=letter).state == "certified"
    title = row(world, "title", case_no=case[5:]).no
    assert letter in hands.reads("gz6-a", f"/titles/{title}")
    opened = world.act(f"title:{title}", "open_track", "prov")
    (track,) = (each for each in opened.also if each.startswith("case:"))
    assert world.act(track, "submit", "guangzhou").state == "assessment"
    assert world.act(track, "grade", "prov", grade="进展滞后").state == "confirmed"
    check_everything(world)


@pytest.mark.parametrize("world", [SHIYAN], indirect=True)
def test_shiyan_policy_and_a_claim_to_both_payments(hands: Hands, world: Shiyan) -> None:
    case = world.draft()
    world.until(date(2022, 6, 7))
    received = {"channel": "传真", "received_on": date(2022, 6, 7), "text": "建议降低门槛"}
    world.act(case, "record_comment", "industry", **received)
    world.until(date(2022, 7, 8))
    assert world.issue(case, date(2022, 8, 1)).state == "issued"
    title = row(world, "title").no
    assert "已印发" in hands.reads("industry", f"/titles/{title}")
    world.until(date(2022, 8, 1))
    assert "有效" in hands.reads("industry", f"/titles/{title}")
    world.claims()
    claim = world.to_award("r1", {"node_firms": 100, "registrations": 1, "resolutions": 60})
    assert world.act(claim, "award", "industry").state == "publicity"
    assert world.public(claim) == "disbursement"
    assert world.pay(claim, "county_finance", "city_finance") == "paid"
    assert "已拨付" in hands.reads("firm", f"/cases/{claim[5:]}")
    world.until(date(2025, 8, 2))
    assert "已失效" in hands.reads("industry", f"/titles/{title}")
    check_everything(world)
