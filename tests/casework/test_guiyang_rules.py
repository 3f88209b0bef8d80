"""Guiyang's measures as casework holds them: filing, construction, approval by the office, the calendar."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from statemachines.refusals import BadPayload, NeedsUnmet, NotYours
from tests.guiyang import (
    BASE_FIGURES,
    BASE_PAPERS,
    COMPLETION_PAPERS,
    GUIYANG,
    base,
    guiyang,
    switched,
)
from tests.lands import Land, figures, judged, papers
from tests.proofs import check_everything, events, no_timers, row, rows
from tests.world import World


@pytest.fixture
def land(world: World) -> Land:
    """Guiyang's round of 2020."""
    return guiyang(world)


# From the plan to the plaque -----------------------------------------------------------------------------------------


def test_whole_way_to_the_plaque(land: Land) -> None:
    case = land.bring(base(land), "certified")
    title = row(land.world, "title", case_no=case[5:])
    assert (title.state, title.plaque_no, title.valid_until) == ("in_force", "G1", None)
    check_everything(land.world)


@pytest.mark.parametrize("missing", BASE_PAPERS)
def test_each_of_the_nine_papers_is_needed(land: Land, missing: str) -> None:
    case = base(land)
    with pytest.raises(NeedsUnmet, match="材料不齐"):
        land.act(case, "submit", "district", materials=papers(*(p for p in BASE_PAPERS if p != missing)))


def test_failing_forecast_does_not_bar_the_filing_but_bars_the_initial_review(land: Land) -> None:
    """A forecast at filing is only a warning; at the initial review the thresholds are hard (A1-11)."""
    weak = {**BASE_FIGURES, "area": 19999}
    case = base(land)
    plan = [{**each, "planned": True} for each in figures(weak)]
    land.act(case, "submit", "district", materials=papers(*BASE_PAPERS), indicators=plan)
    assert land.act(case, "accept", "bureau", due="2020-12-31").state == "construction"
    land.act(case, "report_completion", "district")
    land.act(case, "submit", "district", materials=papers(*COMPLETION_PAPERS), indicators=figures(weak))
    land.act(case, "judge", "bureau", findings=judged("operator", "influence"))
    with pytest.raises(NeedsUnmet, match="条件未满足"):
        land.act(case, "accept", "bureau")


def test_actual_figure_prevails_over_the_plan(land: Land) -> None:
    case = land.bring(base(land), "initial_review")
    stated = rows(land.world, "indicator_value", case_no=case[5:], indicator="area")
    assert [each.planned for each in stated] == [True, False]


def test_construction_has_the_day_that_was_ordered_with_the_filing(land: Land) -> None:
    """No order without its own date, none in the past (A1-4 for rectification, P1.19 for building)."""
    case = land.bring(base(land), "filing")
    land.act(case, "judge", "bureau", findings=judged("operator"))
    with pytest.raises(BadPayload, match="due"):
        land.act(case, "accept", "bureau")
    with pytest.raises(BadPayload, match="2020-01-01"):
        land.act(case, "accept", "bureau", due="2020-01-01")
    assert land.act(case, "accept", "bureau", due="2020-11-30").last_day == "2020-11-30"


def test_office_decides_and_the_bureau_may_not(land: Land) -> None:
    """Handling and approving are two bodies and two roles (A1-6)."""
    case = land.bring(base(land), "approval")
    land.act(case, "propose", "bureau")
    with pytest.raises(NotYours):
        land.act(case, "approve", "bureau")
    assert land.act(case, "approve", "office").state == "certification"
    with pytest.raises(NotYours):
        land.act(case, "certify", "office")


def test_office_decides_entry_by_entry(land: Land) -> None:
    first, second = (land.bring(base(land, no), "publicity") for no in ("B1", "B2"))
    land.act(land.world.list_of(first), "publish", "bureau")
    land.world.advance(10)
    for case in (first, second):
        land.act(case, "propose", "bureau")
    land.act(first, "approve", "office")
    land.act(second, "refuse_approval", "office", reason="不宜")
    assert [land.world.state(each) for each in (first, second)] == ["certification", "not_approved"]
    entries = {entry.case_no: entry.state for entry in rows(land.world, "list_entry")}
    assert entries == {first[5:]: "cleared", second[5:]: "dropped"}


def test_opinions_are_sealed_like_scores(land: Land) -> None:
    case = land.bring(base(land), "scoring.open")
    members = land.world.drawn(case)
    for who, supports in zip(members, (True, False, True), strict=True):
        land.world.let_score(case, who, supports=supports, opinion="意见")
    assert land.world.state(case) == "selection"
    assert sorted(str(score.value) for score in rows(land.world, "score")) == ["0", "1", "1"]


# The calendar of rounds (P1.4) ---------------------------------------------------------------------------------------


def letters(world: World, template: str) -> list[Any]:
    return [letter for letter in rows(world, "letter") if letter.template == template]


def test_programme_warns_in_each_year_without_a_call_by_31_march(world: World) -> None:
    """2020 has a call, 2021 and 2022 have none; the clock looks on 1 April."""
    guiyang(world)
    subject = f"programme:{GUIYANG}"
    for moment in ((2020, 4, 2), (2021, 3, 31), (2021, 4, 1), (2022, 4, 1)):
        world.now = datetime(*moment, 2, tzinfo=UTC)
        world.sweep()
    assert events(world, subject) == ["opened", "call_was_opened", "warned_no_call", "warned_no_call"]
    assert len(letters(world, "no_call_opened")) == 2


def test_programme_looks_at_the_year_it_missed_and_loses_none(world: World) -> None:
    """Nobody ran from 2020 until January 2022: 2021 is warned about, and 2022 is still looked at."""
    guiyang(world)
    subject = f"programme:{GUIYANG}"
    world.now = datetime(2020, 4, 2, 2, tzinfo=UTC)
    world.sweep()
    world.now = datetime(2022, 1, 10, 2, tzinfo=UTC)
    world.sweep()
    assert events(world, subject)[-1] == "warned_no_call"
    running = row(world, "deadline", subject=subject, state="running")
    assert running.last_day == date(2022, 3, 31)


def test_round_warns_when_it_is_not_over_before_june_of_the_next_year(land: Land) -> None:
    """Once, on 1 June 2021, while a case is open."""
    land.bring(base(land), "initial_review")
    subject = f"round:{land.round_no}"
    for day in (date(2020, 6, 1), date(2021, 5, 31), date(2021, 6, 1), date(2021, 6, 30), date(2021, 7, 2)):
        land.world.now = datetime(day.year, day.month, day.day, 2, tzinfo=UTC)
        land.world.sweep()
        warned = day >= date(2021, 6, 1)
        assert events(land.world, subject).count("warned_not_over") == warned, day
    assert len(letters(land.world, "round_not_over")) == 1


def test_round_may_be_read_to_end_with_june(world: World, tmp_path: Path) -> None:
    """The switch `june_inclusive` (A1-1)."""
    land = switched(world, tmp_path, "june_inclusive: {is: false", "june_inclusive: {is: true")
    land.bring(base(land), "initial_review")
    for day, warned in ((date(2021, 6, 30), 0), (date(2021, 7, 1), 1)):
        world.now = datetime(day.year, day.month, day.day, 2, tzinfo=UTC)
        world.sweep()
        assert events(world, f"round:{land.round_no}").count("warned_not_over") == warned


def test_round_is_finished_only_when_no_case_is_open(land: Land) -> None:
    case = land.bring(base(land), "initial_review")
    subject = f"round:{land.round_no}"
    land.world.now = datetime(2020, 6, 1, 2, tzinfo=UTC)
    land.world.sweep()
    with pytest.raises(NeedsUnmet, match="在办件"):
        land.act(subject, "finish", "bureau")
    land.act(case, "reject", "bureau", reason="不符")
    land.act(subject, "finish", "bureau")
    land.world.now = datetime(2021, 6, 2, 2, tzinfo=UTC)
    land.world.sweep()
    assert no_timers(land.world, subject)
    assert not letters(land.world, "round_not_over")
