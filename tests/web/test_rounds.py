"""批次与名额: rounds beside the year before, one round in full, and nothing of other prefectures."""

import re

import pytest

from casework.views.kept import Kept
from tests.web.conftest import Visitor, Visitors
from tests.world import World
from web.house import House


def row(page: str, number: str) -> list[str]:
    """The cells of a round's row, as they are read."""
    found = next(each for each in re.findall(r"<tr>.*?</tr>", page, re.DOTALL) if f"/rounds/{number}" in each)
    cells = re.findall(r"<td[^>]*>(.*?)</td>", found, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", each).split()) for each in cells]


@pytest.fixture
def two_years(world: World) -> tuple[str, str]:
    """A round of 2019 with one case, and one of 2020 with a case of each prefecture."""
    before = world.open_round(year=2019)
    world.bring("province_review", object_no="OBJ3")
    now = world.open_round(year=2020)
    world.bring("prefecture_review")
    world.bring("prefecture_review", person="app2", object_no="OBJ2")
    return before, now


def test_round_stands_beside_the_year_before(two_years: tuple[str, str], browser: Visitor) -> None:
    before, now = two_years
    page = browser.get("/rounds").text
    assert row(page, now)[3:5] == ["2 上年 1", "2 上年 1"]
    assert row(page, before)[3:5] == ["1", "1"]
    assert page.index(f"/rounds/{now}") < page.index(f"/rounds/{before}")


def test_one_round_is_drawn_and_told(two_years: tuple[str, str], browser: Visitor) -> None:
    before, now = two_years
    page = browser.get(f"/rounds/{now}").text
    assert f'href="/rounds/{before}"' in page
    assert page.count('<svg class="chart"') == 2
    assert re.search(r"<td>提交</td><td class=\"number\">2</td><td class=\"number\">1</td>", page)
    assert f'href="/cases?round={now}"' in page
    assert re.search(r"<td>截止</td><td>2020年2月\d+日", page)
    assert f'href="/act/round/{now}/extend"' in page
    assert browser.get("/rounds/none-2020-R1").status_code == 404


def test_officer_of_one_prefecture_counts_only_its_own(
    two_years: tuple[str, str], signed_in: Visitors
) -> None:
    _, now = two_years
    assert row(signed_in("city2").get("/rounds").text, now)[3:5] == ["1 上年 0", "1 上年 0"]
    page = signed_in("city2").get(f"/rounds/{now}").text
    assert re.search(r"<dt>申报件</dt><dd><a [^>]+>1</a>", page)
    assert "/act/round/" not in page


def test_round_that_was_just_opened_is_there(world: World, browser: Visitor) -> None:
    assert "尚未开过批次" in browser.get("/rounds").text
    assert world.open_round() in browser.get("/rounds").text


def test_rounds_of_a_foreign_programme_are_not_there(two_years: tuple[str, str], browser: Visitor) -> None:
    assert "尚未开过批次" in browser.get("/rounds?programme=other").text


def test_rounds_in_english(two_years: tuple[str, str], browser: Visitor) -> None:
    page = browser.get(f"/language/en?next=/rounds/{two_years[1]}").text
    assert "How far its cases came" in page
    assert "submitted" in page


@pytest.mark.parametrize("path", ["/rounds", "/rounds/standard-2020-R1"])
def test_as_many_questions_for_three_as_for_one(
    world: World, house: House, browser: Visitor, path: str
) -> None:
    counts = []
    for number, person in ((1, "app"), (2, "app2"), (3, "app")):
        world.open_round()
        world.bring("prefecture_review", object_no=f"OBJ{number}", person=person)
        browser.get(path)
        house.slow = Kept()
        with world.queries() as asked:
            browser.get(path)
        counts.append(len(asked))
    assert counts[0] == counts[2]
