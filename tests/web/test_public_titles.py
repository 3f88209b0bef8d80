"""称号名录、惩戒公布 for everybody."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select, update

from models.tables import sanction, title
from tests.web.conftest import Visitor
from tests.world import World


@pytest.fixture
def held(world: World) -> str:
    """A title whose holder failed an assessment and has to mend it until May."""
    world.bring("certified")
    world.now = datetime(2021, 3, 15, 2, tzinfo=UTC)
    world.sweep()
    world.act("case:standard-assess-2021-0001", "submit", "app")
    world.act("case:standard-assess-2021-0001", "grade", "prov", grade="不合格", due="2021-05-01")
    return "standard-T0001"


def more_of(world: World, what: str, *numbers: str) -> None:
    """Rows like the first title or sanction, under other numbers."""
    table = {"title": title, "sanction": sanction}[what]
    with world.store.writing() as connection:
        row = dict(connection.execute(select(table)).mappings().first() or {})
        for number in numbers:
            connection.execute(insert(table), {**row, "no": number})


def numbers(page: str) -> list[str]:
    return re.findall(r'href="/public/titles/([^"?]+)"', page)


def test_register_tells_what_is_under_rectification_and_since_when(
    world: World, held: str, nobody: Visitor
) -> None:
    for path in ("/public/titles", f"/public/titles/{held}"):
        page = nobody.get(path).text
        for said in ("OBJ1", "甲申报单位", "整改中", "2021年3月15日 周一"):
            assert said in page, (path, said)
        assert "不合格" not in page, path
        assert "standard-assess" not in page, path
    case = "case:standard-assess-2021-0001"
    world.act(case, "report_rectification", "app", report="已整改")
    world.act(case, "accept_rectification", "prov")
    page = nobody.get(f"/public/titles/{held}").text
    assert "整改中" not in page
    assert "有效" in page


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("q=OBJ1", 1), ("q=甲申报", 1), ("q=乙", 0), ("state=in_force", 1), ("state=rectifying", 1),
        ("state=revoked", 0), ("programme=standard", 1), ("programme=none", 0),
    ],
)  # fmt: skip
def test_titles_are_found_by_word_programme_and_state(
    held: str, nobody: Visitor, asked: str, found: int
) -> None:
    page = nobody.get(f"/public/titles?{asked}").text
    assert len(numbers(page)) == found
    assert ("没有符合条件的称号" in page) is (found == 0)


def test_revoked_title_says_so(world: World, held: str, nobody: Visitor) -> None:
    with world.store.writing() as connection:
        connection.execute(update(title).values(state="revoked", ended_on=world.now.date()))
    page = nobody.get(f"/public/titles/{held}").text
    assert "该称号已终止" in page
    assert "整改中" not in page
    assert numbers(nobody.get("/public/titles?state=revoked").text) == [held]
    assert nobody.get("/public/titles/none").status_code == 404


def test_register_goes_on_behind_its_last_title(
    world: World, held: str, nobody: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.routes.public_titles.A_PAGE", 1)
    more_of(world, "title", "standard-T0002")
    first = nobody.get("/public/titles?state=in_force").text
    following = re.search(r'href="([^"]+)" rel="next"', first)
    assert following
    second = nobody.get(following[1].replace("&amp;", "&")).text
    assert numbers(first) + numbers(second) == [held, "standard-T0002"]


def test_announced_sanctions_are_shown_while_they_are_in_force(world: World, nobody: Visitor) -> None:
    assert "目前没有公布的惩戒" in nobody.get("/public/sanctions").text
    case = world.bring("publicity")
    world.act(case, "find_false_material", "prov", reason="张三伪造")
    page = nobody.get("/public/sanctions").text
    for said in ("甲申报单位", "OBJ1", "2023年"):
        assert said in page, said
    assert not {word for word in ("张三", case[5:]) if word in page}
    assert "没有符合条件" in nobody.get("/public/sanctions?programme=none").text
    world.now += timedelta(days=3 * 366 + 31)
    assert "甲申报单位" not in nobody.get("/public/sanctions").text
    world.now -= timedelta(days=3 * 366 + 31)
    with world.store.writing() as connection:
        connection.execute(update(sanction).values(announced=False))
    assert "甲申报单位" not in nobody.get("/public/sanctions").text


def test_lists_ask_the_database_as_often_for_three_as_for_one(world: World, nobody: Visitor) -> None:
    world.bring("certified")
    world.act(world.bring("publicity", object_no="OBJ3"), "find_false_material", "prov", reason="虚假")
    with world.store.writing() as connection:
        connection.execute(sanction.delete().where(sanction.c.party_role == "object"))
    counts = []
    for more in (False, True):
        if more:
            more_of(world, "title", "standard-T0002", "standard-T0003")
            more_of(world, "sanction", "standard-S0008", "standard-S0009")
        for path, row in (("/public/titles", "standard-T0"), ("/public/sanctions", "standard-S0")):
            nobody.get(path)
            with world.queries() as asked:
                page = nobody.get(path).text
            assert len(set(re.findall(rf"{row}\d+", page))) == (3 if more else 1)
            counts.append(len(asked))
    assert counts[:2] == counts[2:]


def test_pages_may_be_kept_by_caches(held: str, nobody: Visitor) -> None:
    for path in ("/public/titles", f"/public/titles/{held}", "/public/sanctions"):
        assert nobody.get(path).headers["cache-control"] == "public, max-age=60"
