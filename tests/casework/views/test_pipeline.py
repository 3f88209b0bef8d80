"""The pipeline board: stages, prefectures, what is late and what is near, within sight."""

from datetime import UTC, date, datetime, timedelta

import pytest

from calendars import Calendar
from casework.refused import NotFound
from casework.rights.sight import EVERYTHING, Sight, sight_of
from casework.views.cases import list_cases
from casework.views.filtering import CaseFilter
from casework.views.monitoring.pipeline import BoardFilter, Cell, Pipeline, pipeline, soon
from tests.world import World

APPLY = BoardFilter("standard", "apply")


def look(world: World, wanted: BoardFilter = APPLY, sight: Sight = EVERYTHING) -> Pipeline:
    return pipeline(world.service, wanted, world.now, sight)


def cells(board: Pipeline, row: int | None = None) -> dict[str, Cell]:
    """The cells in which there is anything, by stage."""
    shown = board.totals if row is None else board.rows[row]
    pairs = zip(board.stages, shown.cells, strict=True)
    return {stage.id: cell for stage, cell in pairs if cell.count}


def listed(world: World) -> Cell:
    """How many cases the lists have: those that run, that are late, that are at risk."""
    wanted = (CaseFilter(running=True), CaseFilter(overdue=True), CaseFilter(at_risk=True))
    return Cell(*(len(list_cases(world.service, each, world.now)) for each in wanted))


def test_stages_stand_in_the_order_of_the_procedure_and_ends_behind_them(world: World) -> None:
    board = look(world)
    names = [(stage.id, stage.name) for stage in board.stages if not stage.ended]
    assert names[:4] == [
        ("submission", "申报 / submission"),
        ("prefecture_review", "市级审核 / prefecture review"),
        ("province_review", "省级审核 / province review"),
        ("scoring", "专家评审 / expert scoring"),
    ]
    assert board.stages[3].states == ("scoring", "scoring.draw", "scoring.open")
    ends = {stage.id: stage.name for stage in board.stages if stage.ended}
    assert ends["certified"] == "已认定 / certified"
    assert (board.rows, board.totals.total, board.as_of) == ((), 0, world.now)


def test_cases_are_counted_by_stage_and_prefecture(world: World) -> None:
    world.bring("scoring.open")
    world.bring("prefecture_review", "app2", "OBJ2")
    ended = world.bring("province_review", "app", "OBJ3")
    world.act(ended, "reject", "prov", reason="不符")
    board = look(world)
    assert [(row.region, row.name, row.prefix) for row in board.rows] == [
        ("370100", "济南市", "3701"),
        ("370200", "青岛市", "3702"),
    ]
    assert cells(board, 0) == {"scoring": Cell(1), "rejected": Cell(1)}
    assert cells(board, 1) == {"prefecture_review": Cell(1)}
    assert cells(board) == {"prefecture_review": Cell(1), "scoring": Cell(1), "rejected": Cell(1)}
    assert (board.totals.running, board.totals.total) == (Cell(2), 3)
    assert [(row.running.count, row.total) for row in board.rows] == [(1, 2), (1, 1)]
    for stage, cell in zip(
        board.stages, board.rows[0].cells, strict=True
    ):  # each count is a link to its list
        wanted = CaseFilter(programme="standard", procedure="apply", stage=stage.id, region="3701")
        assert len(list_cases(world.service, wanted, world.now)) == cell.count


def test_what_is_near_is_at_risk_and_what_has_passed_is_overdue(world: World) -> None:
    """The last day is Sunday the 19th, a make-up working day; three working days before it is Wednesday the 15th."""
    world.bring("prefecture_review")
    seen = {}
    for day in (14, 15, 19, 20):
        world.now = datetime(2020, 1, day, 2, tzinfo=UTC)
        seen[day] = cells(look(world))["prefecture_review"]
        assert listed(world) == seen[day]  # each count is a link to its list
    assert seen == {14: Cell(1), 15: Cell(1, 0, 1), 19: Cell(1, 0, 1), 20: Cell(1, 1, 0)}
    world.sweep()
    assert cells(look(world))["prefecture_review"] == listed(world) == Cell(1, 1, 0)
    assert look(world).totals.running == Cell(1, 1, 0)


def test_soon_is_three_working_days_ahead() -> None:
    assert soon(Calendar(), date(2020, 1, 16)) == date(2020, 1, 20)  # Friday, Sunday (made up for), Monday
    assert soon(Calendar(), date(2020, 1, 22)) == date(
        2020, 2, 4
    )  # over the Spring Festival, as it was prolonged


def test_paused_clock_is_not_late(world: World) -> None:
    """The returned case is due for the applicant; its review, which is paused, is not counted."""
    case = world.bring("prefecture_review")
    world.now += timedelta(days=5)
    world.act(case, "return_for_correction", "city", reason="缺", clock="continue")
    world.now += timedelta(days=6)
    assert cells(look(world)) == {"prefecture_review": Cell(1)}
    assert listed(world) == Cell(1)


def test_board_of_a_round_and_of_what_may_be_seen(world: World) -> None:
    world.new_case()
    world.open_round(year=2021)
    world.new_case("app2", "OBJ2")
    assert look(world, BoardFilter("standard", "apply", world.rounds[1])).totals.total == 1
    with world.store.reading() as connection:
        sight = sight_of(connection, "city2", world.now.date())
    assert [row.region for row in look(world, sight=sight).rows] == ["370200"]
    assert look(world, sight=Sight()).rows == ()
    assert look(world, BoardFilter("standard", "assess")).totals.total == 0


def test_board_of_nothing_known_is_refused(world: World) -> None:
    with pytest.raises(NotFound, match=r"“?renew"):
        look(world, BoardFilter("standard", "renew"))
    with pytest.raises(NotFound, match="nowhere"):
        look(world, BoardFilter("nowhere", "apply"))


def test_board_asks_no_more_for_three_cases_than_for_one(world: World) -> None:
    counted = []
    for person, thing in (("app", "OBJ1"), ("app2", "OBJ2"), ("app", "OBJ3")):
        world.new_case(person, thing)
        look(world)
        with world.queries() as seen:
            look(world)
        counted.append(len(seen))
    assert counted[0] == counted[2] <= 5
