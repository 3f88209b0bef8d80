"""我的申报: what an applicant begins with, and nothing of anybody else's."""

import re

import pytest

from casework.entering import people
from tests.web.conftest import Visitors
from tests.world import FIRM, World

pytestmark = pytest.mark.only("sqlite")


def test_applicant_lands_at_its_own_cases(world: World, signed_in: Visitors) -> None:
    page = signed_in("app").get("/")
    assert page.url.path == "/apply"
    assert "我的申报" in page.text
    assert "/queue" not in page.text
    assert signed_in("city").get("/").url.path == "/queue"


def test_open_round_is_offered_with_its_day_explained(world: World, signed_in: Visitors) -> None:
    number = world.open_round()
    page = signed_in("app").get("/apply").text
    assert f"/cases/new?round={number}" in page
    assert "截止日是怎么算的" in page


def test_draft_is_gone_on_with_and_a_correction_is_asked_for_first(world: World, signed_in: Visitors) -> None:
    case = world.new_case()[5:]
    page = signed_in("app").get("/apply").text
    assert "未报送的草稿" in page
    assert f"/apply/{case}" in page
    back = world.bring("prefecture_review", object_no="OBJ3")
    world.act(back, "return_for_correction", "city", reason="企业数与佐证不符", clock="continue")
    page = signed_in("app").get("/apply").text
    asked = page[page.index("需要您办理") : page.index("未报送的草稿")]
    assert back[5:] in asked
    assert "企业数与佐证不符" in signed_in("app").get(f"/apply/{back[5:]}").text


def test_case_under_way_tells_who_acts_until_when(world: World, signed_in: Visitors) -> None:
    case = world.bring("prefecture_review")[5:]
    page = signed_in("app").get(f"/apply/{case}").text
    assert "市级审核" in page
    assert "市（州）主管部门" in page
    assert "期限是怎么算的" in page
    assert "办理看板" not in page


def test_result_and_title_are_there_when_it_is_over(world: World, signed_in: Visitors) -> None:
    case = world.bring("certified")[5:]
    page = signed_in("app").get("/apply").text
    assert "已认定" in page
    assert "示范称号" in page
    assert "已认定" in signed_in("app").get(f"/apply/{case}").text


def test_letters_are_those_to_the_applicant(world: World, signed_in: Visitors) -> None:
    world.bring("prefecture_review")
    page = signed_in("app").get("/apply").text
    letters = page[page.index("收到的信件") :]
    assert (
        letters.count("/apply/standard-2020-0001") == 1
    )  # that it was received; what goes to the city is not its


def test_nobody_sees_the_cases_of_others(world: World, signed_in: Visitors) -> None:
    case = world.bring("prefecture_review")[5:]
    stranger = signed_in("app2")
    assert stranger.get(f"/apply/{case}").status_code == 404
    assert stranger.get(f"/apply/{case}/submit/figures").status_code == 404
    assert stranger.post(f"/apply/{case}/submit/figures", {"indicators.firms": "1"}).status_code == 404
    assert stranger.post(f"/apply/{case}/submit/check").status_code == 404
    assert case not in stranger.get("/apply").text
    assert signed_in("city").get(f"/apply/{case}").status_code == 403


def test_officer_who_also_applies_sees_its_own_there_alone(world: World, signed_in: Visitors) -> None:
    """Who reviews a case is not shown the page of its applicant."""
    case = world.bring("prefecture_review")[5:]
    grant = {"person_no": "city", "role": "applicant", "organisation_code": FIRM, "granted_at": world.now}
    other = world.bring("prefecture_review", "app2", "OBJ2")[5:]
    people.enter(world.service, grants=[grant])
    city = signed_in("city")
    assert city.get(f"/apply/{case}").status_code == 200
    assert city.get(f"/apply/{other}").status_code == 404


@pytest.mark.parametrize("path", ["/apply/none", "/apply/none/submit/basis"])
def test_case_that_is_not_there_is_not_found(signed_in: Visitors, path: str) -> None:
    assert signed_in("app").get(path).status_code == 404


def test_page_asks_as_often_for_three_cases_as_for_one(world: World, signed_in: Visitors) -> None:
    app = signed_in("app")
    world.bring("prefecture_review")
    world.new_case(object_no="OBJ2")
    app.get("/apply")
    with world.queries() as one:
        app.get("/apply")
    world.bring("prefecture_review", object_no="OBJ3")
    for where in ("OBJ2", "OBJ3"):
        world.new_case(object_no=where)
    with world.queries() as three:
        page = app.get("/apply").text
    assert len(set(re.findall(r"standard-2020-000\d", page))) == 5
    assert len(three) == len(one)
