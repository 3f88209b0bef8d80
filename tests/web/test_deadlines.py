"""期限: by urgency, and as a calendar of the month."""

import re
from html import unescape

import pytest

from casework.views.monitoring.kept import Kept
from tests.web.conftest import Visitor, Visitors
from tests.web.exported import rows_of
from tests.world import World
from web.house import House


def rows(page: str) -> list[str]:
    """The rows of the page's table, as they are read."""
    found = re.findall(r"<tr[ >].*?</tr>", page.partition("<tbody>")[2], re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in found]


def cell(page: str, day: str) -> str:
    """What is written into the day of a month."""
    found = re.search(rf'<td class="[^"]*"[^>]*><time datetime="{day}">.*?</td>', page, re.DOTALL)
    assert found, page
    return found[0]


def test_most_urgent_comes_first_with_names_and_days_in_words(world: World, signed_in: Visitors) -> None:
    case = world.bring("prefecture_review").partition(":")[2]
    found = rows(signed_in("prov").get("/deadlines").text)
    mine = next(row for row in found if case in row)
    assert re.match(r"还有 \d+ 天 2020年1月\d+日 周.", mine)
    assert "市级审核" in mine
    assert "甲申报单位" in mine
    assert "申报截止" in "".join(found)  # the round
    left = [int(days) for row in found for days in re.findall(r"^还有 (\d+) 天", row)]
    assert left == sorted(left)
    world.advance(60)
    late = rows(signed_in("city").get("/deadlines?overdue=true").text)
    assert re.match(rf"逾期 \d+ 天 .*{case}", late[0])


def test_deadlines_in_english(world: World, browser: Visitor) -> None:
    world.bring("prefecture_review")
    page = browser.get("/language/en?next=/deadlines").text
    assert re.search(r"\d+ days left", page)
    assert "submissions close" in page
    assert not re.search(
        r"[\u4e00-\u9fff]", re.sub(r"<option.*?</option>|>中文<|\S*申报单位|标准认定程序", "", page)
    )


def test_officer_of_another_prefecture_sees_none_of_it(world: World, signed_in: Visitors) -> None:
    case = world.bring("prefecture_review").partition(":")[2]
    assert case in signed_in("city").get("/deadlines").text
    assert case not in signed_in("city2").get("/deadlines").text
    month = "/deadlines/calendar?month=2020-01"
    assert counted(signed_in("city").get(month).text) == counted(signed_in("city2").get(month).text) + 1


def counted(page: str) -> int:
    """How many deadlines a month shows."""
    return sum(map(int, re.findall(r">(\d+) 项</a>", page)))


def test_count_of_a_day_leads_to_its_deadlines(world: World, browser: Visitor) -> None:
    case = world.bring("prefecture_review").partition(":")[2]
    page = browser.get("/deadlines/calendar").text
    links = re.findall(r'href="(/deadlines\?day=[^"]+)"[^>]*>(\d+) 项', page)
    assert links
    for link, count in links:
        assert len(rows(browser.get(link).text)) == int(count)
    assert any(case in browser.get(link).text for link, _ in links)


def test_month_tells_working_days_from_days_off(browser: Visitor) -> None:
    january = browser.get("/deadlines/calendar?month=2020-01").text
    assert "2020年1月" in january
    assert "元旦" in cell(january, "2020-01-01")
    assert 'class="make_up"' in cell(january, "2020-01-19")
    assert "调休上班" in cell(january, "2020-01-19")
    assert 'class="weekend"' in cell(january, "2020-01-05")
    assert 'aria-current="date"' in cell(january, "2020-01-06")
    assert 'href="/deadlines/calendar?month=2019-12"' in january
    assert 'href="/deadlines/calendar?month=2020-02"' in january


def test_month_without_an_arrangement_is_marked_as_estimated(browser: Visitor) -> None:
    page = browser.get("/deadlines/calendar?month=2090-10").text
    assert "暂定" in cell(page, "2090-10-02")
    assert "暂定" not in browser.get("/deadlines/calendar?month=2020-10").text


@pytest.mark.parametrize(
    "query",
    ["calendar?month=2020-13", "calendar?month=1949-10", "calendar?month=2020", "calendar?month=2101-01"],
)
def test_month_that_is_none_is_refused(browser: Visitor, query: str) -> None:
    assert browser.get(f"/deadlines/{query}").status_code == 400


def test_filter_that_was_sent_empty_shows_all(world: World, browser: Visitor) -> None:
    world.new_case()
    assert rows(browser.get("/deadlines?programme=&day=").text) == rows(browser.get("/deadlines").text)
    assert browser.get("/deadlines?day=2020-02-30").status_code == 400
    assert browser.get("/deadlines/calendar?month=&programme=").status_code == 200


@pytest.mark.parametrize("path", ["/deadlines", "/deadlines/calendar"])
def test_as_many_questions_for_three_as_for_one(
    world: World, house: House, browser: Visitor, path: str
) -> None:
    counts = []
    for number in (1, 2, 3):
        world.bring("prefecture_review", object_no=f"OBJ{number}", person="app2" if number == 2 else "app")
        browser.get(path)
        house.kept = Kept()
        with world.queries() as asked:
            browser.get(path)
        counts.append(len(asked))
    assert counts[0] == counts[2]


def turned(visitor: Visitor, path: str) -> list[str]:
    """The rows of a list, page by page."""
    found = []
    while path:
        page = visitor.get(path).text
        found += rows(page)
        following = re.search(r'href="([^"]+)" rel="next"', page)
        path = unescape(following[1]) if following else ""
    return found


@pytest.mark.parametrize("asked", ["", "?programme=standard", "?overdue=true"])
def test_pages_of_deadlines_are_the_whole_list(
    world: World, signed_in: Visitors, monkeypatch: pytest.MonkeyPatch, asked: str
) -> None:
    """Also of what ends at the same moment, as the rounds and cases of one day do."""
    for person, thing in (("app", "OBJ1"), ("app2", "OBJ2"), ("app", "OBJ3")):
        world.bring("prefecture_review", person, thing)
    if "overdue" in asked:
        world.advance(60)
    browser = signed_in("prov")
    whole = rows(browser.get(f"/deadlines{asked}").text)
    assert len(whole) >= 3
    for size in (1, 2):
        monkeypatch.setattr("web.routes.deadlines.A_PAGE", size)
        assert turned(browser, f"/deadlines{asked}") == whole


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("asked", ["", "?overdue=true", "?day=2020-01-19", "?programme=none"])
def test_file_of_deadlines_holds_what_the_list_holds(
    world: World, browser: Visitor, monkeypatch: pytest.MonkeyPatch, kind: str, asked: str
) -> None:
    monkeypatch.setattr("web.exporting.AT_ONCE", 1)
    cases = [
        world.bring("prefecture_review", person, thing)
        for person, thing in (("app", "OBJ1"), ("app2", "OBJ2"))
    ]
    head, *found = rows_of(kind, browser.get(f"/deadlines.{kind}{asked}").content)
    page = rows(browser.get(f"/deadlines{asked}").text)
    assert [row[4] for row in found] == [
        next(no for no in row.split() if no.startswith("standard-")) for row in page
    ]
    assert asked not in ("", "?day=2020-01-19") or {row[4] for row in found} >= {case[5:] for case in cases}
    assert {len(row) for row in found} <= {len(head)}


@pytest.mark.parametrize("after", ["x", "~~", "20200101T000000.000000Z~case:1", "2020~a~b", "字" * 301])
def test_place_that_is_none_is_refused(browser: Visitor, after: str) -> None:
    assert browser.client.get("/deadlines", params={"after": after}).status_code == 400


def test_file_shows_nothing_of_another_prefecture(world: World, signed_in: Visitors) -> None:
    case = world.bring("prefecture_review").partition(":")[2]
    assert case in signed_in("city").get("/deadlines.csv").text
    assert case not in signed_in("city2").get("/deadlines.csv").text
