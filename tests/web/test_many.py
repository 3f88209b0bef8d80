"""批量办理: chosen in the list, tried with a line for each, done each by itself, never twice."""

import re

import pytest

from tests.web.conftest import Visitor, Visitors
from tests.world import World

JUDGED = [{"criterion": "standing", "met": True, "reason": "属实"}]


@pytest.fixture
def three(world: World) -> list[str]:
    """Two cases of 甲市 in review of which the second has not been judged, and one of 乙市."""
    first = world.bring("prefecture_review")
    second = world.bring("prefecture_review", object_no="OBJ3")
    third = world.bring("prefecture_review", "app2", "OBJ2")
    world.act(first, "judge", "city", findings=JUDGED)
    return [each[5:] for each in (first, second, third)]


def hidden(page: str) -> dict[str, str | list[str]]:
    """The fields that the last form of a page sends by itself."""
    found: dict[str, str | list[str]] = {}
    form = page[page.rindex('<form method="post" action="/act/many"') :]
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form):
        found[name] = [*found.get(name, []), value]
    return found


def tried(visitor: Visitor, cases: list[str], **more: str) -> str:
    """The page that says what accepting would do."""
    sent: dict[str, str | list[str]] = {
        "case": cases,
        "action": "accept",
        "step": "try",
        "attests": "真实性",
        **more,
    }
    return visitor.post("/act/many", sent).text


def test_list_offers_to_act_on_many_to_offices_alone(
    world: World, three: list[str], signed_in: Visitors
) -> None:
    assert f'name="case" value="{three[0]}"' in signed_in("city").get("/cases").text
    assert 'name="case"' not in signed_in("app").get("/cases").text
    assert signed_in("app").post("/act/many", {"case": three}).status_code == 403


def test_what_the_chosen_have_in_common_is_offered(
    world: World, three: list[str], signed_in: Visitors
) -> None:
    page = signed_in("city").post("/act/many", {"case": three}).text
    offered = re.findall(r'name="action" value="(\w+)">([^<]*)<', page)
    assert "accept" in dict(offered)
    assert "judge" not in dict(offered)  # findings are of one case
    assert "find_false_material" not in dict(offered)
    assert three[2] not in page


def test_mixed_states_say_on_how_many_an_action_is_open(
    world: World, three: list[str], signed_in: Visitors
) -> None:
    world.act(f"case:{three[0]}", "accept", "city", attests=["真实性"])
    page = signed_in("prov").post("/act/many", {"case": three[:2]}).text
    assert re.search(r'value="accept">[^<]*（1/2）', page)


def test_dry_run_tells_each_and_keeps_nothing(world: World, three: list[str], signed_in: Visitors) -> None:
    visitor = signed_in("city")
    before = world.counts()
    page = tried(visitor, three[:2])
    assert world.counts() == before
    assert "可办理 1 件，不能办理 1 件" in page
    assert "省级审核" in page
    assert hidden(page)["case"] == [three[0]]
    assert world.state(f"case:{three[0]}") == "prefecture_review"


def test_done_once_however_often_it_is_sent(world: World, three: list[str], signed_in: Visitors) -> None:
    visitor = signed_in("city")
    sent = hidden(tried(visitor, three[:2]))
    done = visitor.post("/act/many", {**sent, "step": "do"})
    assert "已办理 1 件，未办理 0 件" in done.text
    assert world.state(f"case:{three[0]}") == "province_review"
    assert world.state(f"case:{three[1]}") == "prefecture_review"
    before = world.counts()
    again = visitor.post("/act/many", {**sent, "step": "do"})
    assert (again.status_code, world.counts()) == (200, before)
    assert "没有重复办理" in again.text


def test_what_somebody_else_did_meanwhile_is_told_for_its_case(
    world: World, three: list[str], signed_in: Visitors
) -> None:
    world.act(f"case:{three[1]}", "judge", "city", findings=JUDGED)
    visitor = signed_in("city")
    sent = hidden(tried(visitor, three[:2]))
    world.act(f"case:{three[0]}", "accept", "city", attests=["真实性"])
    done = visitor.post("/act/many", {**sent, "step": "do"}).text
    assert "已办理 1 件，未办理 1 件" in done
    assert world.state(f"case:{three[1]}") == "province_review"


def test_action_is_asked_what_it_needs_before_it_is_tried(
    world: World, three: list[str], signed_in: Visitors
) -> None:
    visitor = signed_in("city")
    page = visitor.post("/act/many", {"case": three[:2], "action": "return_for_correction"}).text
    assert 'name="reason"' in page
    answer = visitor.post(
        "/act/many", {"case": three[:2], "action": "return_for_correction", "step": "try", "reason": ""}
    )
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    sent: dict[str, str | list[str]] = {
        "case": three[:2],
        "action": "return_for_correction",
        "step": "try",
        "reason": "缺页",
        "clock": "continue",
    }
    page = visitor.post("/act/many", sent).text
    assert "可办理 2 件" in page
    assert hidden(page)["reason"] == ["缺页"]
    assert "缺页" in visitor.post("/act/many", {**sent, "step": "back"}).text


def test_all_that_fit_the_filter_are_taken(world: World, three: list[str], signed_in: Visitors) -> None:
    visitor = signed_in("city")
    page = visitor.post("/act/many?q=OBJ3", {"every": "true"}).text
    assert three[1] in page
    assert three[0] not in page


def test_too_many_none_and_foreign_ones_are_told(
    world: World, three: list[str], signed_in: Visitors, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = signed_in("city")
    assert visitor.post("/act/many").status_code == 422
    foreign = visitor.post("/act/many", {"case": [three[2], "none"], "action": "accept", "step": "do"})
    assert foreign.status_code == 422
    assert world.state(f"case:{three[2]}") == "prefecture_review"
    monkeypatch.setattr("web.routes.many.MOST", 1)
    assert "一次最多办理 1 件" in visitor.post("/act/many?running=true", {"every": "true"}).text
    assert visitor.post("/act/many", {"case": three[:1], "action": "no_such"}).status_code == 422


def test_choosing_asks_the_database_as_often_for_three_cases_as_for_one(
    world: World, signed_in: Visitors
) -> None:
    cases = [
        world.new_case("app", "OBJ1")[5:],
        world.new_case("app", "OBJ3")[5:],
        world.new_case("app2", "OBJ2")[5:],
    ]
    visitor, counts = signed_in("prov"), []
    for chosen in (cases[:1], cases):
        visitor.post("/act/many", {"case": chosen})
        with world.queries() as asked:
            page = visitor.post("/act/many", {"case": chosen}).text
        assert all(f'value="{no}" checked' in page for no in chosen)
        counts.append(len(asked))
    assert counts[0] == counts[1]
