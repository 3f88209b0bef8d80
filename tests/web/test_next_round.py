"""开放批次: from last round's values a year on to an open round, through the difference, the linter and a rehearsal."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest

from casework.entering.programmes import enter_programme
from casework.refused import BadInput
from casework.views.forms.next_round import next_round, shifted
from rehearsal import Order
from statemachines.library import folder_of
from tests.web.conftest import Visitor, Visitors
from tests.world import World

PAGE = "/programmes/standard/round"
DUE = "apply.submission.due"


@pytest.mark.parametrize(
    ("value", "years", "later"),
    [
        ("2024-06-20", 1, "2025-06-20"),
        ("2024-06-20 17:00", 2, "2026-06-20 17:00"),
        ("2024-02-29", 1, "2025-02-28"),
        ("30 days after round.opened", 1, "30 days after round.opened"),
        ("官网 2024-06-20", 1, "官网 2025-06-20"),
    ],
)
def test_days_are_moved_on_by_years_and_lengths_stay(value: str, years: int, later: str) -> None:
    assert shifted(value, years) == later


@pytest.fixture
def last_year(world: World) -> str:
    """A round with a fixed day, and it is the year after; its number."""
    settings: dict[str, Any] = {DUE: "2020-06-20"}
    number = world.open_round(**settings)
    world.now = datetime(2021, 3, 1, 2, tzinfo=UTC)
    return number


def fields(page: str) -> dict[str, str]:
    """The inputs of the last form of a page."""
    return dict(
        re.findall(r'<input [^>]*?name="([^"]+)"[^>]*? value="([^"]*)"', page[page.rindex("<form") :])
    )


def test_form_is_filled_in_from_the_last_round_a_year_on(
    world: World, last_year: str, signed_in: Visitors
) -> None:
    visitor = signed_in("prov")
    assert f'href="{PAGE}?procedure=apply"' in visitor.get("/programmes/standard").text
    page = visitor.get(PAGE).text
    assert fields(page)[DUE] == "2021-06-20"
    assert fields(page)["year"] == "2021"
    assert last_year in page


def test_check_shows_the_difference_and_keeps_nothing(
    world: World, last_year: str, signed_in: Visitors
) -> None:
    visitor, before = signed_in("prov"), world.counts()
    page = visitor.post(PAGE, {"year": "2021", DUE: "2021-06-20"}).text
    assert re.search(r"<td>2020-06-20</td><td>2021-06-20</td><td><span[^>]*>有变化", page)
    assert "流程已证明可行" in page
    assert "2021年6月20日 周日" in page
    assert world.counts() == before


def test_round_is_opened_once(world: World, last_year: str, signed_in: Visitors) -> None:
    visitor = signed_in("prov")
    sent = fields(visitor.post(PAGE, {"year": "2021", DUE: "2021-06-20"}).text)
    done = [visitor.post(PAGE, {**sent, "step": "do"}).headers["location"] for _ in range(2)]
    assert done[0] == done[1] == "/rounds/standard-2021-R1?did=open"
    assert world.state("round:standard-2021-R1") == "open"
    assert visitor.get(done[0]).status_code == 200


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"year": "2021", DUE: ""}, "请填写"),
        ({"year": "2021", DUE: "sometime"}, "is not a time"),
        ({"year": "2021", DUE: "2021-02-01"}, "still to come"),
        ({"year": "soon", DUE: "2021-06-20"}, "年份“soon”不正确"),
        ({"year": "99999", DUE: "2021-06-20"}, "不正确"),
        ({DUE: "x" * 400_000}, "is not a time"),
    ],
)
def test_what_is_wrong_is_told_and_the_input_kept(
    world: World, last_year: str, signed_in: Visitors, sent: dict[str, Any], said: str
) -> None:
    visitor = signed_in("prov")
    before = world.counts()
    answer = visitor.post(PAGE, {"year": "2021", **sent})
    assert answer.status_code == 422
    assert said in answer.text
    assert fields(answer.text)[DUE] == sent[DUE]
    assert fields(visitor.post(PAGE, {**sent, "step": "back"}).text)[DUE] == sent[DUE]
    assert world.counts() == before


def test_rounds_are_opened_by_their_own_body_alone(world: World, signed_in: Visitors) -> None:
    world.open_round()
    for person in ("city", "admin"):
        assert signed_in(person).get(PAGE).status_code == 403
        answer = signed_in(person).post(PAGE, {"year": "2021", DUE: "2021-06-20", "step": "do"})
        assert answer.status_code == 403
    assert f"{PAGE}?" not in signed_in("city").get("/programmes/standard").text


def test_procedure_without_rounds_and_unknown_programmes_are_told(world: World, browser: Visitor) -> None:
    assert browser.get(f"{PAGE}?procedure=assess").status_code == 400
    assert browser.get("/programmes/none/round").status_code == 404


def test_what_is_rehearsed_is_what_was_filled_in(
    world: World, last_year: str, signed_in: Visitors, monkeypatch: pytest.MonkeyPatch
) -> None:
    orders: list[Order] = []

    def noted(order: Order) -> dict[str, Any]:
        orders.append(order)
        raise BadInput("not today")

    monkeypatch.setattr("web.routes.next_round.rehearse", noted)
    page = signed_in("prov").post(PAGE, {"year": "2021", DUE: "2021-06-20", "step": "rehearse"}).text
    assert "不能演练 / cannot be rehearsed: not today" in page
    assert orders[0].settings == ((DUE, "2021-06-20"),)
    assert (orders[0].start, orders[0].cases) == (world.now.date(), 12)


@pytest.mark.long
def test_rehearsal_stays_in_its_scratch_database(world: World, last_year: str, signed_in: Visitors) -> None:
    visitor, before = signed_in("prov"), world.counts()
    page = visitor.post(PAGE, {"year": "2021", DUE: "2021-04-20", "step": "rehearse"}).text
    assert "演练结果" in page
    assert f"{DUE} = 2021-04-20" in page
    assert "无误 sound" in page
    assert world.counts() == before


def test_rehearsal_that_cannot_be_is_told(world: World, last_year: str, signed_in: Visitors) -> None:
    """The round would open some days later, when its time is over."""
    page = signed_in("prov").post(PAGE, {"year": "2021", DUE: "2021-03-02", "step": "rehearse"}).text
    assert "不能演练" in page


def test_every_programme_s_next_round_can_be_prepared(world: World) -> None:
    for id in ("guiyang_bigdata_bases", "shandong_digital_clusters_2025", "shiyan_digital_measures_2022"):
        enter_programme(world.service, folder_of(id), world.now)
        found = next_round(world.service, id, "", "prov", world.now)
        assert not found.findings
        assert not found.may_open
