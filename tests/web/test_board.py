"""办理看板: counts that lead to their cases, within sight, as old as they say."""

import html
import re
from datetime import timedelta

import pytest

from casework.views.monitoring.kept import Kept
from tests.web.conftest import Visitor, Visitors
from tests.world import World
from web.house import House


def links(page: str) -> list[tuple[str, int]]:
    """Each count of the board with the address it leads to."""
    found = re.findall(r'<td class="number"[^>]*><a href="([^"]+)">(\d+)</a>', page)
    return [(html.unescape(to), int(count)) for to, count in found]


def cases(page: str) -> list[str]:
    """The cases that a list links to."""
    return re.findall(r'href="/cases/([^"]+)"', page)


@pytest.fixture
def three(world: World) -> list[str]:
    """A case of each prefecture under review, and one that was certified in the first."""
    found = [world.bring("certified", object_no="OBJ3")]
    found.append(world.bring("prefecture_review"))
    found.append(world.bring("prefecture_review", person="app2", object_no="OBJ2"))
    return found


def test_every_count_leads_to_as_many_cases(world: World, three: list[str], browser: Visitor) -> None:
    page = browser.get("/board").text
    assert "济南市" in page
    assert "青岛市" in page
    found = links(page)
    assert len(found) > 6
    for to, count in found:
        assert len(cases(browser.get(to).text)) == count, to
    reviews = [count for to, count in found if "stage=prefecture_review" in to]
    assert reviews == [1, 1, 2]
    assert [count for to, count in found if "state=certified" in to] == [1, 1]


def test_officer_of_one_prefecture_counts_only_its_own(three: list[str], signed_in: Visitors) -> None:
    page = signed_in("city2").get("/board").text
    assert "青岛市" in page
    assert "济南市" not in page
    assert {count for _, count in links(page)} == {1}
    assert "立案　1 · 100%" in page  # the funnel


def test_what_ends_soon_leads_to_its_list(world: World, signed_in: Visitors) -> None:
    case = world.bring("prefecture_review")
    world.now += timedelta(days=9)
    page = signed_in("prov").get("/board").text
    soon = re.findall(r'<a class="tag risk" href="([^"]+)">临期 (\d+)</a>', page)
    assert soon
    for to, count in soon:
        assert count == "1"
        assert cases(signed_in("prov").get(html.unescape(to)).text) == [case.partition(":")[2]]
        assert 'name="at_risk" value="true" checked' in signed_in("prov").get(html.unescape(to)).text


def test_late_ones_are_marked_by_word_and_number(world: World, signed_in: Visitors) -> None:
    case = world.bring("prefecture_review")
    world.advance(60)
    page = signed_in("prov").get("/board").text
    late = re.findall(r'<a class="tag late" href="([^"]+)">逾期 (\d+)</a>', page)
    assert late
    for to, count in late:
        assert cases(signed_in("prov").get(html.unescape(to)).text) == [case[5:]]
        assert count == "1"


def test_counts_are_some_seconds_old_and_say_so(world: World, browser: Visitor) -> None:
    world.new_case()
    assert "（0 秒前）" in browser.get("/board").text
    world.new_case(object_no="OBJ3")
    world.now += timedelta(seconds=4)
    page = browser.get("/board").text
    assert "（4 秒前）" in page
    assert dict(links(page)).popitem()[1] == 1
    world.now += timedelta(seconds=7)
    assert "（0 秒前）" in (page := browser.get("/board").text)
    assert max(count for _, count in links(page)) == 2


def test_funnel_stands_beside_its_figures(three: list[str], browser: Visitor) -> None:
    page = browser.get("/board").text
    assert re.search(r'<svg class="chart"[^>]* role="img"', page)
    assert "<title>走到哪一步</title>" in page
    assert re.search(r"<td>提交</td><td class=\"number\">3</td>", page)


def test_one_round_is_counted_by_itself(world: World, browser: Visitor) -> None:
    first = world.open_round()
    world.new_case()
    second = world.open_round()
    world.new_case(object_no="OBJ3")
    assert max(count for _, count in links(browser.get("/board").text)) == 2
    for number in (first, second):
        found = links(browser.get(f"/board?round={number}").text)
        assert {count for _, count in found} == {1}
        assert all(f"round={number}" in to for to, _ in found)


def test_choice_that_does_not_fit_the_programme_is_passed_over(world: World, browser: Visitor) -> None:
    world.new_case()
    page = browser.get("/board?programme=standard&procedure=nothing&round=elsewhere-R1")
    assert page.status_code == 200
    assert links(page.text)
    assert browser.get("/board?programme=nothing").status_code == 404


def test_board_of_nothing_says_so(world: World, browser: Visitor) -> None:
    assert "尚无申报件" in browser.get("/board").text


def test_board_in_english(three: list[str], browser: Visitor) -> None:
    page = browser.get("/language/en?next=/board").text
    assert "prefecture review" in page
    assert "Ended: results by prefecture" in page


def test_as_many_questions_for_three_as_for_one(world: World, house: House, browser: Visitor) -> None:
    counts = []
    for number, person in ((1, "app"), (2, "app2"), (3, "app")):
        world.bring("prefecture_review", object_no=f"OBJ{number}", person=person)
        browser.get("/board")
        house.kept, house.slow = Kept(), Kept()
        with world.queries() as asked:
            browser.get("/board")
        counts.append(len(asked))
    assert counts[0] == counts[2]
