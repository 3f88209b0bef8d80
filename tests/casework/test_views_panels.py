"""Panels as people see them: who was drawn, who has scored, and no score before it is unsealed."""

from decimal import Decimal

from casework.asked import Asked
from casework.views.case import case_detail
from casework.views.panels import PanelLine
from tests.world import EXPERTS, World


def panels(world: World, case: str) -> tuple[PanelLine, ...]:
    return case_detail(world.service, case.partition(":")[2], Asked("", "", world.now)).panels


def test_case_without_experts_has_no_panel(world: World) -> None:
    assert panels(world, world.bring("province_review")) == ()


def test_frozen_panel_has_a_pool_and_nobody_drawn(world: World) -> None:
    case = world.bring("scoring")
    world.act(case, "freeze_panel", "prov")
    (found,) = panels(world, case)
    assert (found.state, found.pool, found.drawn_at, found.seats) == ("frozen", len(EXPERTS), None, ())


def test_scores_are_not_shown_before_the_panel_is_complete(world: World) -> None:
    case = world.bring("scoring.open")
    drawn = world.drawn(case)
    (found,) = panels(world, case)
    assert [seat.person_no for seat in found.seats] == drawn
    assert found.seal_day is not None
    for number, expert in enumerate(drawn):
        assert [seat.score for seat in panels(world, case)[0].seats] == [None] * len(drawn)
        world.let_score(case, expert, score=80 + number)
        states = [seat.state for seat in panels(world, case)[0].seats]
        assert states == ["scored"] * (number + 1) + ["drawn"] * (len(drawn) - number - 1)
    shown = {seat.person_no: seat.score for seat in panels(world, case)[0].seats}
    assert shown == {expert: Decimal(80 + number) for number, expert in enumerate(drawn)}


def test_who_was_recused_is_told_with_the_one_who_takes_the_place(world: World) -> None:
    case = world.bring("scoring.open")
    first, *others = world.drawn(case)
    world.act(case, "recuse", first, reason="合作关系")
    (found,) = panels(world, case)
    states = {seat.person_no: seat.state for seat in found.seats}
    assert states[first] == "recused"
    assert [no for no, state in states.items() if state == "drawn"] == world.drawn(case)
    assert len(world.drawn(case)) == len(others) + 1
