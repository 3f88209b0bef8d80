"""耗时与瓶颈: days in each stage, within a period and within sight."""

import re
from datetime import timedelta

import pytest

from casework.views.monitoring.kept import Kept
from tests.web.conftest import Visitors
from tests.world import World
from web.house import House


def stages(page: str) -> dict[str, list[str]]:
    """By stage the count, the median and what nine tenths took, as the table has them."""
    table = page.partition("<h2>各环节</h2>")[2].partition("</table>")[0]
    rows = re.findall(r"<tr><td>(.*?)</td>(.*?)</tr>", table, re.DOTALL)
    return {name: re.findall(r'<td class="number">(.*?)</td>', cells) for name, cells in rows}


@pytest.fixture
def slow(world: World) -> World:
    """A case of each prefecture left its review: in the first after two days, in the second after four."""
    cases = [world.bring("prefecture_review")]
    cases.append(world.bring("prefecture_review", person="app2", object_no="OBJ2"))
    met = [{"criterion": "standing", "met": True, "reason": "属实"}]
    for case, office in zip(cases, ("city", "city2"), strict=True):
        world.now += timedelta(days=2)
        world.act(case, "judge", office, findings=met)
        world.act(case, "accept", office, attests=["真实性"])
    return world


def test_days_in_a_stage_are_told_by_stage_and_prefecture(slow: World, signed_in: Visitors) -> None:
    page = signed_in("prov").get("/bottlenecks").text
    assert stages(page)["市级审核"] == ["2", "2.0", "4.0"]
    apart = page.partition("<h2>各地区</h2>")[2]
    assert re.search(r"济南市</th>.*?2\.0 / 2\.0", apart, re.DOTALL)
    assert re.search(
        r"青岛市</th>.*?4\.0 / 4\.0 <small class=\"soft\">\(1\)</small> <span[^>]*>最慢", apart, re.DOTALL
    )
    assert "中位 2.0 天，九成 4.0 天以内</text>" in page


def test_officer_of_one_prefecture_counts_only_its_own(slow: World, signed_in: Visitors) -> None:
    page = signed_in("city2").get("/bottlenecks").text
    assert stages(page)["市级审核"] == ["1", "4.0", "4.0"]
    assert "济南市" not in page


def test_period_is_chosen(slow: World, signed_in: Visitors) -> None:
    visitor = signed_in("prov")
    page = visitor.get("/bottlenecks?first=2020-01-01&last=2020-01-08").text
    assert stages(page)["市级审核"] == ["1", "2.0", "2.0"]
    assert "没有申报件离开任何环节" in visitor.get("/bottlenecks?first=2019-01-01&last=2019-02-01").text
    assert "first=2019-12-11" in page  # the last thirty days


@pytest.mark.parametrize("query", ["first=2020-02-30", "first=2020-03-01&last=2020-02-01", "last=soon"])
def test_period_that_is_none_is_refused(signed_in: Visitors, query: str) -> None:
    assert signed_in("prov").get(f"/bottlenecks?{query}").status_code == 400


def test_load_by_week_is_drawn_and_told(slow: World, signed_in: Visitors) -> None:
    page = signed_in("prov").get("/bottlenecks").text
    assert page.count('<svg class="chart"') == 3
    load = page.partition("<h2>每周工作量</h2>")[2]
    week = re.search(r"<td>2020年1月6日 周一</td>(.*?)</tr>", load, re.DOTALL)
    assert week
    assert re.findall(r">(\d+)</td>", week[1])[2] == "4"  # two submitted, two accepted
    abroad = signed_in("city2").get("/bottlenecks").text.partition("<h2>每周工作量</h2>")[2]
    mine = re.search(r"<td>2020年1月6日 周一</td>(.*?)</tr>", abroad, re.DOTALL)
    assert mine
    assert re.findall(r">(\d+)</td>", mine[1])[2] == "2"


def test_bottlenecks_in_english(slow: World, signed_in: Visitors) -> None:
    page = signed_in("prov").get("/language/en?next=/bottlenecks").text
    assert "median 2.0 days, nine tenths within 4.0" in page
    assert "slowest" in page


def test_as_many_questions_for_three_as_for_one(world: World, house: House, signed_in: Visitors) -> None:
    counts = []
    for number, person in ((1, "app"), (2, "app2"), (3, "app")):
        world.bring("province_review", object_no=f"OBJ{number}", person=person)
        signed_in("prov").get("/bottlenecks")
        house.kept, house.slow = Kept(), Kept()
        with world.queries() as asked:
            signed_in("prov").get("/bottlenecks")
        counts.append(len(asked))
    assert counts[0] == counts[2]
