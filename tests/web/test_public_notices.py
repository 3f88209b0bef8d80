"""公示 for everybody: what is public is shown as it was published, and nothing else."""

import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from models.tables import history
from tests.web.conftest import Visitor, Visitors
from tests.world import World

Both = tuple[str, str, str]


@pytest.fixture
def both(world: World) -> Both:
    """Two cases of two cities on one list in draft, and the list; with the kind before the number."""
    first, second = world.bring("publicity"), world.bring("publicity", "app2", "OBJ2")
    world.now = datetime(2020, 1, 8, 2, tzinfo=UTC)
    return first, second, world.list_of(first)


def page_of(listed: str) -> str:
    return f"/public/notices/{listed[5:]}"


def test_draft_is_as_if_it_were_not_there(both: Both, nobody: Visitor) -> None:
    assert nobody.get(page_of(both[2])).status_code == 404
    assert both[2][5:] not in nobody.get("/public/notices").text
    assert "尚无公示" in nobody.get("/public/notices").text


def test_notice_says_what_where_how_long_and_how_that_is_counted(
    world: World, both: Both, nobody: Visitor
) -> None:
    world.act(both[2], "publish", "prov", place="省厅网站")
    page = nobody.get(page_of(both[2])).text
    for said in (
        "省厅网站",
        "2020年1月9日 周四",
        "2020年1月15日 周三",
        "OBJ1",
        "OBJ2",
        "甲申报单位",
        "历下区",
    ):
        assert said in page, said
    assert re.search(r"<pre>.*2020.*工作日", page, re.DOTALL)
    assert both[2][5:] in nobody.get("/public").text
    assert both[2][5:] in nobody.get("/public/notices?open=true").text


def test_hashes_are_those_of_the_histories(world: World, both: Both, nobody: Visitor) -> None:
    world.act(both[2], "publish", "prov")
    with world.store.reading() as connection:
        known = select(history.c.hash).where(history.c.action == "publish")
        hashes = set(connection.execute(known).scalars())
    assert len(hashes) == 3
    assert set(re.findall(r'"hash">([0-9a-f]{64})<', nobody.get(page_of(both[2])).text)) == hashes


def test_entry_taken_off_before_is_not_told_and_one_taken_off_afterwards_is(
    world: World, both: Both, nobody: Visitor
) -> None:
    third = world.bring("publicity", object_no="OBJ3")
    world.act(third, "find_false_material", "prov", reason="材料虚假")
    world.act(both[2], "publish", "prov")
    assert "OBJ3" not in nobody.get(page_of(both[2])).text
    world.act(both[0], "object", "public", text="与事实不符", objector="某某")
    world.act(both[0], "drop_entry", "prov", objection="standard-O0001", reason="属实")
    page = nobody.get(page_of(both[2])).text
    assert re.search(r'class="ended">.*OBJ1.*公示后移出', page, re.DOTALL)
    assert "OBJ2" in page


def test_nothing_personal_and_no_objection_is_shown(world: World, both: Both, nobody: Visitor) -> None:
    world.act(both[2], "publish", "prov")
    before = nobody.get(page_of(both[2])).text
    world.act(both[0], "object", "public", text="与事实不符", objector="某某")
    assert nobody.get(page_of(both[2])).text == before
    assert both[0][5:] not in before


def test_corrected_notice_says_so_and_has_the_new_window(world: World, both: Both, nobody: Visitor) -> None:
    world.act(both[2], "publish", "prov")
    assert "更正" not in nobody.get(page_of(both[2])).text.partition("存证")[0]
    world.now = datetime(2020, 1, 14, 2, tzinfo=UTC)
    world.act(both[2], "correct", "prov", reason="张三的名称有误")
    page = nobody.get(page_of(both[2])).text
    assert "已于 2020-01-14 10:00 更正" in page
    assert "2020年1月20日 周一" in page
    assert "张三" not in page
    assert "已更正" in nobody.get("/public/notices").text


def test_notice_whose_window_is_over_stays(world: World, both: Both, nobody: Visitor) -> None:
    world.act(both[2], "publish", "prov")
    world.advance(9)
    assert "公示期满" in nobody.get(page_of(both[2])).text
    assert both[2][5:] in nobody.get("/public/notices?programme=standard").text
    assert "没有符合条件" in nobody.get("/public/notices?open=true").text


def test_pages_may_be_kept_by_caches_and_are_asked_again_without_being_sent(
    world: World, both: Both, nobody: Visitor
) -> None:
    world.act(both[2], "publish", "prov")
    for path in ("/public", "/public/notices", page_of(both[2])):
        answer = nobody.get(path)
        assert answer.headers["cache-control"] == "public, max-age=60"
        assert answer.headers["vary"] == "Cookie"
        assert "set-cookie" not in answer.headers
        again = nobody.client.get(path, headers={"If-None-Match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == answer.headers["etag"]
    tag = nobody.get("/public").headers["etag"]
    nobody.get("/language/en")
    english = nobody.client.get("/public", headers={"If-None-Match": tag})
    assert english.status_code == 200
    assert "Public information" in english.text


def test_page_with_a_name_on_it_is_kept_by_nobody(world: World, signed_in: Visitors) -> None:
    answer = signed_in("app").get("/public")
    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers


def test_search_engines_read_what_is_public(world: World, both: Both, nobody: Visitor) -> None:
    world.act(both[2], "publish", "prov")
    assert nobody.get("/robots.txt").text.splitlines()[:6] == [
        "User-agent: *", "Allow: /public", "Allow: /certificates/", "Allow: /static/", "Disallow: /public/receipts/",
        "Disallow: /",
    ]  # fmt: skip
    page = nobody.get(page_of(both[2]) + "?from=elsewhere").text
    assert f'rel="canonical" href="http://127.0.0.1{page_of(both[2])}"' in page
    assert re.search(r'<meta name="description" content="[^"]*2020年1月15日', page)
    assert f"{both[2][5:]} · 申报</title>" in page
    assert 'href="/public"' in nobody.get("/sign-in").text


def test_pages_ask_the_database_as_often_for_three_as_for_one(
    world: World, nobody: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts, notices = [], []
    for more in ((("app", "OBJ1"),), (("app2", "OBJ2"), ("app", "OBJ3"))):
        for person, object_no in more:
            listed = world.list_of(world.bring("publicity", person, object_no))
            world.act(listed, "publish", "prov")
            notices.append(listed)
        for path in ("/public", "/public/notices"):
            nobody.get(path)
            with world.queries() as asked:
                page = nobody.get(path).text
            assert all(each[5:] in page for each in notices)
            counts.append(len(asked))
    assert counts[:2] == counts[2:]
    monkeypatch.setattr("web.routes.public_notices.A_PAGE", 2)
    first = nobody.get("/public/notices").text
    assert [each[5:] in first for each in notices] == [False, True, True]
    assert notices[0][5:] in nobody.get("/public/notices?page=2").text
