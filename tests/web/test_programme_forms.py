"""Forms of the programmes: planned figures, the form of a paper, and who is banned for what was found false."""

import re

import pytest

from tests import guiyang
from tests.proofs import rows
from tests.shandong import cluster, shandong
from tests.web.conftest import Visitors
from tests.world import World

pytestmark = pytest.mark.only("sqlite")


def test_plan_is_stated_as_a_plan_and_told_as_one_where_it_is_shown_again(
    world: World, signed_in: Visitors
) -> None:
    land = guiyang.guiyang(world)
    case = guiyang.base(land)
    path, district = f"/act/case/{case[5:]}/provide", signed_in("district")
    sent = {
        "indicators.firms": "20",
        "indicators.firms.planned": "true",
        "indicators.area": "9",
        "step": "do",
    }
    assert district.post(path, sent).status_code == 303
    stated = rows(world, "indicator_value", case_no=case[5:])
    assert {(each.indicator, each.planned) for each in stated} == {("firms", True), ("area", False)}
    page = district.get(path).text
    ticked = re.findall(r'name="indicators[.](\w+)[.]planned" value="true"( checked)?', page)
    assert {name for name, tick in ticked if tick} == {"firms"}


def test_figure_that_is_sent_without_the_tick_stays_without_it(world: World, signed_in: Visitors) -> None:
    land = guiyang.guiyang(world)
    case = guiyang.base(land)
    path, district = f"/act/case/{case[5:]}/provide", signed_in("district")
    planned = {"indicators.firms": "20", "indicators.firms.planned": "true", "step": "do"}
    assert district.post(path, planned).status_code == 303
    again = district.post(path, {"indicators.firms": "21", "step": "back"}).text
    assert 'name="indicators.firms.planned" value="true"> ' in again


def test_paper_comes_in_the_form_that_was_chosen(world: World, signed_in: Visitors) -> None:
    land = shandong(world)
    case = cluster(land)
    path, operator = f"/act/case/{case[5:]}/provide", signed_in("o1")
    assert "扫描件" in operator.get(path).text
    sent = {"materials": ["application", "evidence"], "materials.evidence.form": "scan", "step": "do"}
    assert operator.post(path, sent).status_code == 303
    given = rows(world, "material", case_no=case[5:])
    assert {each.material: each.form for each in given} == {"application": "electronic", "evidence": "scan"}


def test_form_of_a_paper_that_the_notice_does_not_ask_for_is_refused(
    world: World, signed_in: Visitors
) -> None:
    land = shandong(world)
    case = cluster(land)
    sent = {"materials": ["evidence"], "materials.evidence.form": "bound", "step": "do"}
    assert signed_in("o1").post(f"/act/case/{case[5:]}/provide", sent).status_code == 422
    assert rows(world, "material", case_no=case[5:]) == []


def test_ban_is_told_on_the_page_of_the_case_it_follows_from(world: World, signed_in: Visitors) -> None:
    land = shandong(world)
    case = land.bring(cluster(land), "city_review")
    prov = signed_in("prov")
    assert "禁止申报" not in prov.get(f"/cases/{case[5:]}").text
    land.act(case, "find_false_material", "prov", reason="伪造专利")
    for who in ("prov", "o1"):
        said = signed_in(who).get(f"/cases/{case[5:]}").text
        assert said.count("禁止申报") == 2
        assert "2028年5月15日" in said
