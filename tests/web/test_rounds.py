"""批次与名额: rounds beside the year before, one round in full, and nothing of other prefectures."""

import re

import pytest
from sqlalchemy import insert

from casework import calls
from casework.entering import people, programmes
from casework.views.monitoring.kept import Kept
from models.tables import quota_use
from statemachines.asked import asked_values
from tests.web.conftest import Visitor, Visitors
from tests.world import CITY, CITY2, PROVINCE, STANDARD, World
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


@pytest.fixture
def with_quotas(world: World) -> str:
    """A round of a real notice: 济南市 has three places, one of them used, 青岛市 three, all used."""
    id = "shandong_digital_clusters_2025"
    programmes.enter_programme(world.service, STANDARD.with_name(id), world.now)
    bodies = ((PROVINCE, "province", "37"), (CITY, "city", "3701"), (CITY2, "city", "3702"))
    rows = [{"organisation_code": at, "programme": id, "body": b, "region": r} for at, b, r in bodies]
    people.enter(world.service, mandates=rows)
    with world.store.reading() as connection:
        asked = asked_values(world.service.current(connection, id)[1].programme, "apply")
    settings = {each.key: each.suggest for each in asked}
    done = calls.open_round(world.service, id, "apply", 2025, settings, world.asked("open", "prov"))
    number = done.subject.partition(":")[2]
    used = [
        {"round_no": number, "organisation_code": at, "quota": "recommendation", "used": places}
        for at, places in ((CITY, 1), (CITY2, 3))
    ]
    with world.store.writing() as connection:
        connection.execute(insert(quota_use), used)
    return number


def quotas(page: str) -> list[list[str]]:
    """The lines of quotas, as they are read."""
    table = page.partition("<h2>推荐名额</h2>")[2].partition("</table>")[0].partition("<tbody>")[2]
    lines = re.findall(r"<tr>(.*?)</tr>", table, re.DOTALL)
    return [
        [re.sub(r"<[^>]+>", "", each) for each in re.findall(r"<td.*?</td>", line, re.DOTALL)]
        for line in lines
    ]


def test_quotas_are_told_used_and_free(with_quotas: str, signed_in: Visitors) -> None:
    page = signed_in("prov").get(f"/rounds/{with_quotas}").text
    assert [[line[0], *line[2:]] for line in quotas(page)] == [
        ["甲市主管部门", "3", "1", "2"],
        ["乙市主管部门", "3", "3", "已满"],
    ]
    assert row(signed_in("prov").get("/rounds").text, with_quotas)[-1] == "4 / 6"


def test_officer_of_one_prefecture_sees_its_own_quota(with_quotas: str, signed_in: Visitors) -> None:
    assert [line[0] for line in quotas(signed_in("city").get(f"/rounds/{with_quotas}").text)] == [
        "甲市主管部门"
    ]
    assert row(signed_in("city").get("/rounds").text, with_quotas)[-1] == "1 / 3"


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
