"""Actions through the pages: the form, what will follow, done; nothing half-way, nothing twice."""

import re

import pytest

from casework.views.histories import history_of
from tests.web.conftest import Visitors
from tests.world import World

JUDGED = {"findings.standing": "true", "findings.standing.reason": "属实"}


def key_of(page: str) -> str:
    """The key of the request that a form carries."""
    found = re.search(r'name="key" value="([^"]+)"', page)
    assert found
    return found[1]


def entries(world: World, case: str) -> list[str]:
    """The actions of a case so far."""
    return [line.action for line in history_of(world.service, case)]


@pytest.fixture
def case(world: World) -> str:
    """A case that waits for its prefecture."""
    return world.bring("prefecture_review")


def test_form_asks_for_each_criterion_by_its_words(signed_in: Visitors, case: str) -> None:
    page = signed_in("city").get(f"/act/case/{case[5:]}/judge").text
    assert "经营和财务状况良好" in page
    assert 'name="findings.standing"' in page


def test_what_follows_is_told_and_nothing_is_kept_until_it_is_confirmed(
    world: World, signed_in: Visitors, case: str
) -> None:
    city, path = signed_in("city"), f"/act/case/{case[5:]}/accept"
    world.act(case, "judge", "city", findings=[{"criterion": "standing", "met": True, "reason": "属实"}])
    before = entries(world, case)
    told = city.post(path, {"attests": "真实性", "key": "k1"})
    assert told.status_code == 200
    assert "省级审核" in told.text
    assert "审核通过" in told.text  # the letter
    assert 'name="attests" value="真实性"' in told.text
    assert entries(world, case) == before
    done = city.post(path, {"attests": "真实性", "key": "k1", "step": "do"})
    assert (done.status_code, done.headers["location"]) == (303, f"/cases/{case[5:]}?did=accept")
    assert entries(world, case) == [*before, "accept"]
    assert "已办理" in city.get(done.headers["location"]).text


def test_form_that_is_sent_twice_acts_once(world: World, signed_in: Visitors, case: str) -> None:
    city, path = signed_in("city"), f"/act/case/{case[5:]}/judge"
    sent = {**JUDGED, "key": key_of(city.get(path).text), "step": "do"}
    assert [city.post(path, sent).status_code for _ in range(2)] == [303, 303]
    assert entries(world, case).count("judge") == 1


def test_key_of_another_command_is_told_and_changes_nothing(
    world: World, signed_in: Visitors, case: str
) -> None:
    other = world.bring("prefecture_review", object_no="OBJ3")
    city = signed_in("city")
    sent = {**JUDGED, "key": "the-same", "step": "do"}
    assert city.post(f"/act/case/{case[5:]}/judge", sent).status_code == 303
    again = city.post(f"/act/case/{other[5:]}/judge", sent)
    assert again.status_code == 409
    assert "judge" not in entries(world, other)


def test_what_is_missing_is_said_beside_its_field_and_the_rest_is_kept(
    world: World, signed_in: Visitors, case: str
) -> None:
    city, path = signed_in("city"), f"/act/case/{case[5:]}/return_for_correction"
    page = city.post(path, {"clock": "continue"})
    assert page.status_code == 422
    assert re.search(r'id="f-reason-wrong">\s*请填写', page.text)
    assert re.search(r'value="continue" checked', page.text)
    assert "return_for_correction" not in entries(world, case)


@pytest.mark.parametrize(
    ("action", "sent", "said"),
    [
        ("extend", {"until": "soon", "reason": "x"}, "until"),
        ("extend", {"until": "2020-02-30", "reason": "x"}, "until"),
        ("return_for_correction", {"reason": "字" * 20_001, "clock": "continue"}, "20000"),
        ("return_for_correction", {"reason": "x", "clock": "sideways"}, "clock"),
        ("return_for_correction", {"reason": "bad \x00 text", "clock": "continue"}, "reason"),
    ],
)
def test_wrong_input_is_refused_beside_its_field(
    world: World, signed_in: Visitors, case: str, action: str, sent: dict[str, str], said: str
) -> None:
    before = entries(world, case)
    who = "prov" if action == "extend" else "city"
    page = signed_in(who).post(f"/act/case/{case[5:]}/{action}", {**sent, "step": "do"})
    assert page.status_code == 422, page.text
    assert said in page.text
    assert 'class="wrong"' in page.text
    assert entries(world, case) == before


def test_foreign_officer_does_not_even_learn_that_the_case_is_there(
    world: World, signed_in: Visitors, case: str
) -> None:
    stranger, path = signed_in("city2"), f"/act/case/{case[5:]}/accept"
    assert stranger.get(path).status_code == 404
    assert stranger.post(path, {"attests": "真实性", "step": "do"}).status_code == 404
    assert "accept" not in entries(world, case)


def test_who_sees_a_case_but_has_no_part_in_it_is_refused(signed_in: Visitors, case: str) -> None:
    assert signed_in("app").get(f"/act/case/{case[5:]}/accept").status_code == 403
    assert signed_in("city").get(f"/act/case/{case[5:]}/certify").status_code == 422


def test_two_officers_on_one_case_one_is_told_of_the_other(
    world: World, signed_in: Visitors, case: str
) -> None:
    city, path = signed_in("city"), f"/act/case/{case[5:]}/reject"
    page = city.get(path).text
    world.act(case, "reject", "city", reason="不符合")
    answer = city.post(path, {"reason": "不符合", "key": key_of(page), "step": "do"})
    assert answer.status_code == 422
    assert "没有该动作" in answer.text
    assert entries(world, case).count("reject") == 1


def test_queue_leads_to_what_waits_and_away_from_what_is_done(
    world: World, signed_in: Visitors, case: str
) -> None:
    city = signed_in("city")
    assert f"/act/case/{case[5:]}/judge" in city.get("/queue").text
    assert case[5:] not in signed_in("city2").get("/queue").text
    world.act(case, "reject", "city", reason="不符合")
    assert case[5:] not in city.get("/queue").text


def test_numbers_are_read_as_people_write_them(world: World, signed_in: Visitors) -> None:
    case = world.new_case()
    sent = {
        "materials": ["application", "evidence"], "indicators.firms": "１２", "indicators.revenue": "20,000",
        "step": "do",
    }  # fmt: skip
    answer = signed_in("app").post(f"/act/case/{case[5:]}/submit", sent)
    assert answer.status_code == 303, answer.text
    assert "20000" in signed_in("city").get(f"/cases/{case[5:]}").text
