"""Guiyang's assessments as casework holds them: kinds, rectification, both roads to delisting, the office's word."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from casework import calls
from casework.refused import BadInput
from statemachines.refusals import BadPayload, NeedsUnmet, NotYours, Refusal
from tests.guiyang import (
    BASE_FIGURES,
    BASE_PAPERS,
    GUIYANG,
    ROUND,
    base,
    guiyang,
    switched,
)
from tests.lands import Land, figures, papers
from tests.proofs import check_everything, events, no_timers, row, rows
from tests.world import World


@pytest.fixture
def land(world: World) -> Land:
    """Guiyang's round of 2020."""
    return guiyang(world)


@pytest.fixture
def titled(land: Land) -> tuple[Land, str]:
    """A base with its plaque, and its title."""
    case = land.bring(base(land), "certified")
    return land, f"title:{row(land.world, 'title', case_no=case[5:]).no}"


def out_of_turn(land: Land, title: str, kind: str | None = None) -> str:
    """An assessment opened by the bureau, brought to its grading."""
    payload = {"kind": kind} if kind else {}
    case = land.act(title, "open_assessment_out_of_turn", "bureau", reason="群众反映", **payload).also[0]
    land.act(case, "submit", "district")
    land.act(case, "dispense_with_site_check", "bureau", reason="材料充分")
    return case


def fail(land: Land, case: str, due: str | None = None) -> str:
    """Grade as failed; returns the state that follows."""
    given = {"due": due or land.world.now.date().replace(month=12, day=31).isoformat()}
    return land.act(case, "grade", "bureau", grade="不合格", **given).state


def rectify(land: Land, case: str) -> None:
    land.act(case, "report_rectification", "district", report="已整改")
    land.act(case, "accept_rectification", "bureau")


def test_assessment_opens_twelve_months_after_the_grant_and_every_twelve_after(
    titled: tuple[Land, str],
) -> None:
    land, title = titled
    granted = row(land.world, "title").granted_on
    first = row(land.world, "deadline", subject=title).last_day
    assert first.year == granted.year + 1
    for year in (2021, 2022, 2023):
        land.world.now = datetime(year, 12, 1, 2, tzinfo=UTC)
        land.world.sweep()
    assert events(land.world, title).count("assessment_opened") == 3
    cases = [case for case in rows(land.world, "case_file") if case.procedure == "assess"]
    assert [case.no for case in cases] == [f"{GUIYANG}-assess-{year}-0001" for year in (2021, 2022, 2023)]
    assert {case.facts["assessment_kind"] for case in cases} == {"综合考评"}


def test_both_kinds_of_assessment_can_be_opened_and_no_other(titled: tuple[Land, str]) -> None:
    """Only 综合考评 has consequences (P1.24, A1-5)."""
    land, title = titled
    before = land.world.counts()
    with pytest.raises(BadInput, match="考核评估"):
        land.act(title, "open_assessment_out_of_turn", "bureau", reason="x", kind="考核评價")
    assert land.world.counts() == before
    small = out_of_turn(land, title, "考核评估")
    assert land.act(small, "grade", "bureau", grade="不合格").state == "noted"
    full = out_of_turn(land, title, "综合考评")
    assert fail(land, full) == "assessment.rectification"


def test_assessment_out_of_turn_is_the_bureaus(titled: tuple[Land, str]) -> None:
    land, title = titled
    for who in ("district", "office", "clock"):
        with pytest.raises(Refusal):
            land.act(title, "open_assessment_out_of_turn", who, reason="x")


def test_rectification_needs_a_day_of_its_own(titled: tuple[Land, str]) -> None:
    land, title = titled
    case = out_of_turn(land, title)
    with pytest.raises(BadPayload, match="due"):
        land.act(case, "grade", "bureau", grade="不合格")
    assert land.act(case, "grade", "bureau", grade="不合格", due="2020-10-30").last_day == "2020-10-30"
    assert row(land.world, "rectification").due_on == date(2020, 10, 30)


def test_two_failures_running_lead_to_removal_although_the_first_was_rectified(
    titled: tuple[Land, str],
) -> None:
    """A rectified failure still counts (A1-5); the holder is heard for five working days whatever day is given."""
    land, title = titled
    first = out_of_turn(land, title)
    assert fail(land, first) == "assessment.rectification"
    rectify(land, first)
    second = out_of_turn(land, title)
    land.world.now = datetime(2020, 7, 6, 2, tzinfo=UTC)
    done = land.act(second, "grade", "bureau", grade="不合格", due="2020-07-07")
    assert (done.state, done.last_day) == ("assessment.hearing", "2020-07-13")


def test_rectified_failure_is_forgotten_where_the_switch_says_so(world: World, tmp_path: Path) -> None:
    land = switched(world, tmp_path, "rectified_resets: {is: false", "rectified_resets: {is: true")
    case = land.bring(base(land), "certified")
    title = f"title:{row(world, 'title', case_no=case[5:]).no}"
    first = out_of_turn(land, title)
    fail(land, first)
    rectify(land, first)
    assert fail(land, out_of_turn(land, title)) == "assessment.rectification"


def test_pass_in_between_breaks_the_row_and_the_other_kind_does_not(titled: tuple[Land, str]) -> None:
    land, title = titled
    first = out_of_turn(land, title)
    fail(land, first)
    rectify(land, first)
    assert land.act(out_of_turn(land, title), "grade", "bureau", grade="合格").state == "confirmed"
    third = out_of_turn(land, title)
    assert fail(land, third) == "assessment.rectification"
    rectify(land, third)
    land.act(out_of_turn(land, title, "考核评估"), "grade", "bureau", grade="合格")
    assert fail(land, out_of_turn(land, title)) == "assessment.hearing"


def removed(land: Land, case: str) -> None:
    land.act(case, "state_defence", "district", statement="申辩")
    land.act(case, "propose_removal", "bureau", reason="整改仍不合格")
    land.act(case, "agree_removal", "office")


def test_refused_rectification_leads_to_removal_and_ends_the_title(titled: tuple[Land, str]) -> None:
    """The office agrees, the title ends with its history, and the clock has nothing left to do with it."""
    land, title = titled
    case = out_of_turn(land, title)
    fail(land, case)
    land.act(case, "report_rectification", "district", report="已整改")
    assert land.act(case, "refuse_rectification", "bureau", reason="仍不合格").state == "assessment.hearing"
    removed(land, case)
    assert (land.world.state(case), land.world.state(title)) == ("revoked", "revoked")
    assert row(land.world, "title").ended_on == land.world.now.date()
    assert events(land.world, title)[-1] == "revoked"
    assert no_timers(land.world, title)
    land.world.now = datetime(2023, 1, 5, 2, tzinfo=UTC)
    land.world.sweep()
    assert events(land.world, title)[-1] == "revoked"
    check_everything(land.world)


def test_clock_closes_the_hearing_and_never_decides(titled: tuple[Land, str]) -> None:
    land, title = titled
    case = out_of_turn(land, title)
    fail(land, case)
    land.act(case, "report_rectification", "district", report="已整改")
    land.act(case, "refuse_rectification", "bureau", reason="仍不合格")
    land.world.advance(15)
    assert land.world.state(case) == "assessment.proposal"
    for action in ("propose_removal", "agree_removal"):
        with pytest.raises(Refusal):
            land.act(case, action, "clock", reason="x")
    land.world.advance(60)
    assert land.world.state(case) == "assessment.proposal"
    land.act(case, "propose_removal", "bureau", reason="提请")
    for who in ("bureau", "district", "clock"):
        with pytest.raises(NotYours):
            land.act(case, "agree_removal", who)


def test_office_may_decline_the_removal_and_the_title_stays(titled: tuple[Land, str]) -> None:
    land, title = titled
    case = out_of_turn(land, title)
    fail(land, case)
    land.act(case, "report_rectification", "district", report="已整改")
    land.act(case, "refuse_rectification", "bureau", reason="仍不合格")
    land.act(case, "state_defence", "district", statement="申辩")
    land.act(case, "propose_removal", "bureau", reason="提请")
    assert land.act(case, "decline_removal", "office", reason="情有可原").state == "kept"
    assert land.world.state(title) == "in_force"


def test_two_cases_that_end_in_removal_end_the_title_once(titled: tuple[Land, str]) -> None:
    land, title = titled
    cases = [out_of_turn(land, title) for _ in range(2)]
    for case in cases:
        fail(land, case)
    for case in cases:
        if land.world.state(case) == "assessment.rectification":
            land.act(case, "report_rectification", "district", report="已整改")
            land.act(case, "refuse_rectification", "bureau", reason="仍不合格")
        removed(land, case)
    assert [land.world.state(case) for case in cases] == ["revoked", "revoked"]
    assert events(land.world, title).count("revoked") == 1
    check_everything(land.world)


def test_rectification_not_reported_in_time_goes_to_acceptance(titled: tuple[Land, str]) -> None:
    """The clock moves it on; whether it is accepted, people decide."""
    land, title = titled
    case = out_of_turn(land, title)
    fail(land, case, due="2020-07-31")
    land.world.now = datetime(2020, 8, 1, 2, tzinfo=UTC)
    land.world.sweep()
    assert land.world.state(case) == "assessment.acceptance"


def test_new_application_is_possible_after_the_title_has_ended(titled: tuple[Land, str]) -> None:
    land, title = titled
    case = out_of_turn(land, title)
    fail(land, case)
    land.act(case, "report_rectification", "district", report="已整改")
    land.act(case, "refuse_rectification", "bureau", reason="仍不合格")
    again = base(land)
    with pytest.raises(NeedsUnmet, match="有效称号"):
        land.act(
            again, "submit", "district", materials=papers(*BASE_PAPERS), indicators=figures(BASE_FIGURES)
        )
    removed(land, case)
    land.world.now = datetime(2021, 1, 11, 2, tzinfo=UTC)
    done = calls.open_round(
        land.world.service, GUIYANG, "apply", 2021, ROUND, land.world.asked("open", "bureau")
    )
    land.round_no = done.subject.partition(":")[2]
    assert land.bring(base(land), "filing")
