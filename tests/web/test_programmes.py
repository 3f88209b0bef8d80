"""项目: a definition readable as a page, with its sources, what is assumed and what is left out."""

import re
from pathlib import Path

import pytest
from markupsafe import escape

from casework.entering.programmes import enter_programme
from statemachines.asked import asked_values
from statemachines.definition.base import chinese
from statemachines.definition.sources import load_sources
from statemachines.library import all_ids, folder_of
from statemachines.loader import Loaded, load_folder
from statemachines.pages import rules_of
from tests.web.conftest import Visitor, Visitors
from tests.world import World
from web.drawing import draw
from web.routes.programmes import _said


@pytest.mark.parametrize(
    ("line", "zh"),
    [
        ("10个工作日 / at most 10 workdays", "10个工作日"),
        ("营业收入 ≥ 10万元（原则上 / soft）", "营业收入 ≥ 10万元（原则上）"),
        ("审核认定 / judged: 信誉良好", "审核认定 / judged: 信誉良好"),
        ("转入 / moves on: `lapsed`", "转入 / moves on: `lapsed`"),
        ("市 / city、省 / province", "市 / city、省 / province"),
    ],
)
def test_one_language_is_shown_where_nothing_is_lost(line: str, zh: str) -> None:
    assert _said(line, "zh") == zh


@pytest.fixture(params=all_ids())
def loaded(request: pytest.FixtureRequest, world: World) -> Loaded:
    """Each programme, entered."""
    enter_programme(world.service, folder_of(request.param), world.now)
    return load_folder(folder_of(request.param))


def test_page_says_all_that_the_definition_says(loaded: Loaded, signed_in: Visitors) -> None:
    programme = loaded.programme
    page = signed_in("app").get(f"/programmes/{programme.programme}").text
    names = {state for machine in loaded.procedures.values() for state in machine.states}
    names |= {*programme.bodies, *programme.criteria, *programme.materials}
    assert [name for name in names if f"<code>{name}</code>" not in page] == []
    for source, line in load_sources(folder_of(programme.programme)).lines.items():
        assert f'id="s-{source}"' in page
        assert str(escape(chinese(line.place))) in page
    for source in programme.not_modelled:
        assert re.search(rf"<td>{re.escape(source)}</td>", page) or f'href="#s-{source}"' in page


def test_every_link_within_the_page_has_its_place(loaded: Loaded, signed_in: Visitors) -> None:
    page = signed_in("app").get(f"/programmes/{loaded.programme.programme}").text
    places = set(re.findall(r' id="([^"]+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= places


def test_page_tells_assumed_values_with_their_reasons_and_values_to_be_set(
    world: World, browser: Visitor
) -> None:
    enter_programme(world.service, folder_of("guiyang_bigdata_bases"), world.now)
    page = browser.get("/programmes/guiyang_bigdata_bases").text
    programme = load_folder(folder_of("guiyang_bigdata_bases")).programme
    assumed = programme.procedures["apply"].supervised_by.assumed
    assert assumed
    assert str(escape(assumed)) in page
    for procedure in programme.procedures:
        assert all(f"<code>{each.key}</code>" in page for each in asked_values(programme, procedure))


def test_drawing_has_each_state_once_and_no_arrow_into_nowhere(loaded: Loaded) -> None:
    for machine in loaded.procedures.values():
        drawing = draw(machine, "zh")
        assert len({(box.x, box.y) for box in drawing.boxes}) == len(machine.states) == len(drawing.boxes)
        assert drawing == draw(machine, "zh")
        assert all(box.y + drawing.box[1] <= drawing.height for box in drawing.boxes)
        assert drawing.arrows


def test_actions_of_the_programme_are_offered_to_its_supervisor(world: World, signed_in: Visitors) -> None:
    action = 'href="/act/programme/standard/note"'
    assert action in signed_in("prov").get("/programmes/standard").text
    assert action not in signed_in("city").get("/programmes/standard").text
    answer = signed_in("prov").post("/act/programme/standard/note", {"step": "do", "reason": "已核"})
    assert answer.headers["location"] == "/programmes/standard?did=note"


def test_unknown_programme_is_told(browser: Visitor) -> None:
    assert browser.get("/programmes/none").status_code == 404


def test_page_is_in_the_language_of_the_reader(world: World, browser: Visitor) -> None:
    browser.get("/language/en?next=/healthz")
    page = browser.get("/programmes/standard").text
    assert "Values a round has to set" in page
    assert "待定值" not in page


def test_list_asks_the_database_as_often_for_three_programmes_as_for_one(
    world: World, browser: Visitor
) -> None:
    counts = []
    for more in ((), tuple(id for id in all_ids() if id != "standard")[:2]):
        for id in more:
            enter_programme(world.service, folder_of(id), world.now)
        browser.get("/programmes")
        with world.queries() as asked:
            page = browser.get("/programmes").text
        counts.append((len(re.findall(r'<h2><a href="/programmes/', page)), len(asked)))
    assert [number for number, _ in counts] == [1, 3]
    assert counts[0][1] == counts[1][1]


def test_tables_keep_what_they_were_made_of() -> None:
    folder: Path = folder_of("standard")
    for table in rules_of(load_folder(folder).programme, load_sources(folder)).values():
        assert len(table) == (len(table.rows) + 4 if table.rows else 0)
