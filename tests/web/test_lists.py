"""名单: entries, window, objections; a draft shows only what lies within sight."""

import re
from datetime import UTC, datetime

import pytest

from tests.web.conftest import Visitors
from tests.world import World


@pytest.fixture
def both(world: World) -> tuple[str, str, str]:
    """Two cases of two cities on one list in draft, and the list."""
    first, second = world.bring("publicity"), world.bring("publicity", "app2", "OBJ2")
    world.now = datetime(2020, 1, 8, 2, tzinfo=UTC)
    return first[5:], second[5:], world.list_of(first)[5:]


Both = tuple[str, str, str]


def test_list_shows_its_window_with_the_counting_explained(
    world: World, both: Both, signed_in: Visitors
) -> None:
    world.act(f"list:{both[2]}", "publish", "prov")
    page = signed_in("prov").get(f"/lists/{both[2]}").text
    assert "2020年1月9日 周四" in page
    assert "2020年1月15日 周三" in page
    assert re.search(r"<pre>.*2020.*工作日", page, re.DOTALL)
    assert all(f'href="/cases/{case}"' in page for case in both[:2])


def test_draft_shows_to_a_city_its_own_entries_and_what_is_public_to_all(
    world: World, both: Both, signed_in: Visitors
) -> None:
    assert both[1] not in signed_in("city").get(f"/lists/{both[2]}").text
    assert f'href="/cases/{both[0]}"' in signed_in("city").get(f"/lists/{both[2]}").text
    world.act(f"list:{both[2]}", "publish", "prov")
    page = signed_in("city").get(f"/lists/{both[2]}").text
    assert both[1] in page
    assert f'href="/cases/{both[1]}"' not in page


def test_objections_are_told_to_those_who_see_the_case(world: World, both: Both, signed_in: Visitors) -> None:
    world.act(f"list:{both[2]}", "publish", "prov")
    world.act(f"case:{both[0]}", "object", "public", text="情况不实")
    assert "核查中" in signed_in("prov").get(f"/lists/{both[2]}").text
    assert "没有收到异议" in signed_in("city2").get(f"/lists/{both[2]}").text


def test_list_is_published_from_its_page(world: World, both: Both, signed_in: Visitors) -> None:
    visitor, action = signed_in("prov"), f"/act/list/{both[2]}/publish"
    assert f'href="{action}"' in visitor.get(f"/lists/{both[2]}").text
    assert action not in signed_in("city").get(f"/lists/{both[2]}").text
    answer = visitor.post(action, {"step": "do"})
    assert answer.headers["location"] == f"/lists/{both[2]}?did=publish"
    assert world.state(f"case:{both[0]}") == "publicity.open"
    assert "已办理：发布公示" in visitor.get(answer.headers["location"]).text


def test_case_that_waits_for_its_list_leads_to_it(world: World, both: Both, signed_in: Visitors) -> None:
    page = signed_in("prov").get(f"/cases/{both[0]}").text
    assert re.search(rf'<dt>名单</dt><dd><a class="no" href="/lists/{both[2]}">', page)
    assert re.search(rf'发布公示 <a class="tag" href="/lists/{both[2]}">经名单办理</a>', page)
    assert f'href="/lists/{both[2]}"' in signed_in("prov").get("/queue").text


def test_lists_are_filtered_and_kept_within_one_s_programmes(
    world: World, both: Both, signed_in: Visitors
) -> None:
    visitor = signed_in("city")
    assert both[2] in visitor.get("/lists?state=draft&programme=standard").text
    assert "没有符合条件的名单" in visitor.get("/lists?state=closed").text
    assert signed_in("app").get("/lists").status_code == 403
    assert visitor.get("/lists/none").status_code == 404


def test_page_asks_the_database_as_often_for_three_entries_as_for_one(
    world: World, signed_in: Visitors
) -> None:
    number = world.list_of(world.bring("publicity"))[5:]
    counts = []
    for more in (None, (("app2", "OBJ2"), ("app", "OBJ3"))):
        for person, object_no in more or ():
            world.bring("publicity", person, object_no)
        visitor = signed_in.anew("prov")
        for path in (f"/lists/{number}", "/lists"):
            visitor.get(path)
            with world.queries() as asked:
                visitor.get(path)
            counts.append(len(asked))
    assert counts[:2] == counts[2:]
