"""A notice that gives a whole round more time: every open deadline in one commit, each with its entry and letter."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from casework import acting
from casework.record.audit import verify
from casework.refused import BadInput
from statemachines.refusals import NeedsUnmet, NotYours
from tests.proofs import check_everything, events, row, rows
from tests.world import CITY, FIRM, PAPERS, World

REASON = "台风影响"


def last_days(world: World, case: str) -> dict[str, date]:
    """The last days of the open deadlines of a subject, by rule."""
    open_ = [
        each
        for each in rows(world, "deadline", subject=case)
        if each.state in ("running", "paused", "expired")
    ]
    return {each.rule: each.last_day for each in open_}


def test_every_open_deadline_moves_in_one_commit(world: World) -> None:
    """A draft, a case in review and the end of the round; what ends later stays, and so does who has ended."""
    draft, reviewed = world.new_case(object_no="OBJ3"), world.bring("prefecture_review")
    withdrawn = world.new_case("app2", "OBJ2")
    round_key = f"round:{world.rounds[-1]}"
    commits = len(rows(world, "history"))
    done = world.act(round_key, "extend", "prov", until="2020-03-20", reason=REASON)
    moved = {(each.subject, each.rule): (each.before, each.after) for each in done.moved}
    until = date(2020, 3, 20)
    assert moved == {
        (round_key, "round.closes"): (date(2020, 2, 5), until),
        (draft, "submission"): (date(2020, 2, 5), until),
        (reviewed, "prefecture_review"): (date(2020, 1, 19), until),
        (withdrawn, "submission"): (date(2020, 2, 5), until),
    }
    assert len(rows(world, "history")) == commits + 4
    letters = {(each.subject, each.recipient) for each in rows(world, "letter", template="extended")}
    assert {(draft, f"org:{FIRM}"), (reviewed, f"org:{CITY}")} <= letters
    assert events(world, draft)[-1] == "extended"
    world.advance(40)
    assert (world.state(round_key), world.state(draft)) == ("open", "submission")
    world.advance(45)
    assert (world.state(round_key), world.state(draft)) == ("closed", "lapsed")
    check_everything(world)
    assert verify(world.service).faults == ()


def test_dry_run_shows_what_would_move_and_keeps_nothing(world: World) -> None:
    case = world.new_case()
    before = (world.counts(), last_days(world, case))
    asked = world.asked("extend", "prov", until="2020-03-20", reason=REASON)
    done = acting.act(world.service, f"round:{world.rounds[-1]}", asked, dry_run=True)
    assert [each.subject for each in done.moved] == [f"round:{world.rounds[-1]}", case]
    assert (world.counts(), last_days(world, case)) == before


def test_case_that_comes_later_gets_the_new_day_too(world: World) -> None:
    """The day is the round's: who begins afterwards has as long as the others."""
    world.open_round()
    round_key = f"round:{world.rounds[-1]}"
    world.act(round_key, "extend", "prov", until="2020-03-20", reason=REASON)
    assert last_days(world, world.new_case()) == {"submission": date(2020, 3, 20)}
    assert row(world, "round", no=world.rounds[-1]).settings["extended"] == "2020-03-20"


def test_draft_that_was_given_more_time_may_be_submitted_after_its_round_has_closed(world: World) -> None:
    """The letter has told the applicant so. Nobody else gets in: the round stays closed."""
    case, other = world.new_case(), world.new_case("app2", "OBJ2")
    world.act(case, "extend", "prov", until="2020-03-20", reason=REASON)
    world.advance(40)
    assert world.state(f"round:{world.rounds[-1]}") == "closed"
    assert (world.state(case), world.state(other)) == ("submission", "lapsed")
    late = world.new_case("app2", "OBJ2")
    with pytest.raises(NeedsUnmet, match="批次未开放"):
        world.act(late, "submit", "app2", materials=PAPERS)
    assert world.act(case, "submit", "app", materials=PAPERS).state == "prefecture_review"
    check_everything(world)
    assert verify(world.service).faults == ()


def test_more_time_for_a_draft_ends_with_its_own_day(world: World) -> None:
    case = world.new_case()
    world.act(case, "extend", "prov", until="2020-03-20", reason=REASON)
    world.now = datetime(
        2020, 3, 20, 16, tzinfo=UTC
    )  # the 20th is over in Shanghai, and nobody has swept yet
    with pytest.raises(NeedsUnmet, match="期限"):
        world.act(case, "submit", "app", materials=PAPERS)
    world.sweep()
    assert world.state(case) == "lapsed"


def test_round_that_has_closed_says_that_it_takes_no_more_applications(world: World) -> None:
    world.new_case()
    world.advance(40)
    key = f"round:{world.rounds[-1]}"
    assert world.state(key) == "closed"
    with pytest.raises(BadInput, match=r"批次已截止.*takes no more applications; open another round"):
        world.act(key, "extend", "prov", until="2020-04-20", reason=REASON)


def test_one_stage_alone_may_get_more_time(world: World) -> None:
    """Only the reviews move; drafts and the end of the round stay, and reviews that begin later count as ever."""
    draft, reviewed = world.new_case(object_no="OBJ3"), world.bring("prefecture_review")
    key = f"round:{world.rounds[-1]}"
    done = world.act(key, "extend", "prov", until="2020-03-20", stage="prefecture_review", reason=REASON)
    assert [each.subject for each in done.moved] == [reviewed]
    assert last_days(world, draft) == {"submission": date(2020, 2, 5)}
    assert last_days(world, key) == {"round.closes": date(2020, 2, 5)}


def test_paused_deadline_keeps_the_days_it_had_left(world: World) -> None:
    """Returned for correction: the correction gets more time, the review goes on with what was left of it."""
    case = world.bring("prefecture_review")
    world.act(case, "return_for_correction", "city", reason="缺页", clock="continue")
    paused = last_days(world, case)["prefecture_review"]
    world.act(f"round:{world.rounds[-1]}", "extend", "prov", until="2020-03-20", reason=REASON)
    assert last_days(world, case) == {
        "prefecture_review": paused,
        "prefecture_review.returned": date(2020, 3, 20),
    }


def test_more_time_that_makes_no_sense_is_refused(world: World) -> None:
    world.new_case()
    key = f"round:{world.rounds[-1]}"
    for payload, said in (
        ({"until": "2020-01-05"}, "still to come"),
        ({"until": "2020-01-20"}, "no open deadline"),
        ({"until": "2020-03-20", "stage": "submision"}, "did you mean 'submission'?"),
    ):
        with pytest.raises(BadInput, match=said):
            world.act(key, "extend", "prov", reason=REASON, **payload)
    with pytest.raises(NotYours):
        world.act(key, "extend", "city", until="2020-03-20", reason=REASON)
