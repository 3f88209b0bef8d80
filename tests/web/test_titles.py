"""称号: the register, a title with its assessments, and what may be done with it."""

import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import insert, select

from models.tables import title
from tests.web.conftest import Visitors
from tests.world import World


@pytest.fixture
def assessed(world: World) -> str:
    """A title whose holder failed the first assessment; its number."""
    world.bring("certified")
    world.now = datetime(2021, 3, 15, 2, tzinfo=UTC)
    world.sweep()
    case = "case:standard-assess-2021-0001"
    world.act(case, "submit", "app")
    world.act(case, "grade", "prov", grade="不合格", due="2021-05-01")
    return "standard-T0001"


def another(world: World, number: str) -> None:
    """A title like the first, under another number."""
    with world.store.writing() as connection:
        row = connection.execute(select(title)).mappings().first()
        connection.execute(insert(title), {**dict(row or {}), "no": number})


def numbers(page: str) -> list[str]:
    return re.findall(r'href="/titles/([^"?]+)"', page)


def test_grades_of_the_years_stand_beside_a_title(world: World, assessed: str, signed_in: Visitors) -> None:
    page = signed_in("prov").get("/titles").text
    assert numbers(page) == [assessed]
    assert re.search(r'class="tag late" href="/cases/standard-assess-2021-0001">2021 不合格<', page)


def test_title_leads_to_its_assessments_and_its_case(
    world: World, assessed: str, signed_in: Visitors
) -> None:
    page = signed_in("prov").get(f"/titles/{assessed}").text
    for case in ("standard-2020-0001", "standard-assess-2021-0001"):
        assert f'href="/cases/{case}"' in page
    assert "不合格" in page
    assert "2021年5月1日 周六" in page
    assert "下次考评" in page


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("q=OBJ1", 1), ("q=甲申报", 1), ("q=乙", 0), ("state=in_force", 1), ("state=revoked", 0),
        ("programme=standard", 1), ("programme=nothing", 0), ("after=standard-T0001", 0),
    ],
)  # fmt: skip
def test_titles_are_filtered(
    world: World, assessed: str, signed_in: Visitors, asked: str, found: int
) -> None:
    page = signed_in("prov").get(f"/titles?{asked}").text
    assert len(numbers(page)) == found
    assert ("没有符合条件的称号" in page) is (found == 0)


def test_title_is_shown_to_those_who_see_its_case(world: World, assessed: str, signed_in: Visitors) -> None:
    for person, sees in (("city", True), ("app", True), ("city2", False), ("app2", False)):
        visitor = signed_in(person)
        assert (numbers(visitor.get("/titles").text) == [assessed]) is sees
        assert visitor.get(f"/titles/{assessed}").status_code == (200 if sees else 404)


def test_actions_of_a_title_are_offered_to_whoever_may_take_them(
    world: World, assessed: str, signed_in: Visitors
) -> None:
    action = f"/act/title/{assessed}/open_assessment_out_of_turn"
    assert action in signed_in("prov").get(f"/titles/{assessed}").text
    assert signed_in("prov").get(action).status_code == 200
    assert action not in signed_in("app").get(f"/titles/{assessed}").text


def test_list_goes_on_behind_its_last_title(
    world: World, assessed: str, signed_in: Visitors, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.routes.titles.A_PAGE", 1)
    another(world, "standard-T0002")
    first = signed_in("prov").get("/titles").text
    following = re.search(r'href="([^"]+)" rel="next"', first)
    assert following
    second = signed_in("prov").get(following[1].replace("&amp;", "&")).text
    assert numbers(first) + numbers(second) == [assessed, "standard-T0002"]


def test_list_asks_the_database_as_often_for_three_titles_as_for_one(
    world: World, assessed: str, signed_in: Visitors
) -> None:
    visitor, counts = signed_in("prov"), []
    visitor.get("/titles")
    for more in ((), ("standard-T0002", "standard-T0003")):
        for number in more:
            another(world, number)
        with world.queries() as asked:
            page = visitor.get("/titles").text
        counts.append((len(numbers(page)), len(asked)))
    assert [number for number, _ in counts] == [1, 3]
    assert counts[0][1] == counts[1][1]
