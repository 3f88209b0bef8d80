"""Holiday arrangements: an estimate ends nothing; a year made known moves everything that rests on it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from calendars import OverlayDay, arrangement
from casework.holidays import calendars
from casework.refused import BadInput
from tests.proofs import check_everything, events, history, row, rows
from tests.world import World

KNOWN = date(2026, 11, 5)
# An arrangement of 2027 as a notice might print it: New Year, Spring Festival with make-up days, …
REST = [date(2027, 1, n) for n in (1, 2, 3)] + [date(2027, 2, n) for n in range(5, 13)]
MAKE_UP = [date(2027, 1, 31), date(2027, 2, 14)]


def year_2027(**change: Any) -> tuple[OverlayDay, ...]:
    given = {"source": "国办通知", "known_on": KNOWN, **change}
    return arrangement(2027, REST, MAKE_UP, **given)


@pytest.fixture
def late_2026(world: World) -> World:
    """A world that stands at the end of 2026, when nobody knows the arrangement of 2027 (the machine's own day)."""
    world.now = datetime(2026, 12, 14, 2, tzinfo=UTC)
    return world


def waiting(world: World) -> str:
    """A case whose prefecture review ends in 2027: submitted 2026-12-21, ten working days."""
    case = world.new_case()
    world.now = datetime(2026, 12, 21, 2, tzinfo=UTC)
    world.act(case, "submit", "app", materials=[{"material": "application"}, {"material": "evidence"}])
    return case


def deadline(world: World, case: str, rule: str = "prefecture_review") -> Any:
    return row(world, "deadline", subject=case, rule=rule)


def test_deadline_in_an_unknown_year_is_an_estimate_with_a_trace(late_2026: World) -> None:
    """Ten working days after 21 December end on 5 January by estimate: 1 January is a statutory holiday."""
    found = deadline(late_2026, waiting(late_2026))
    assert (found.last_day, found.provisional) == (date(2027, 1, 5), True)
    assert found.trace[0] == ["2026-12-21", None, "起算当日不计入"]
    assert [counted for _, counted, _ in found.trace if counted] == list(range(1, 11))
    assert any("推定" in why for _, _, why in found.trace)


def test_no_expiry_and_no_escalation_fires_from_an_estimate_but_reminders_do(late_2026: World) -> None:
    """When the estimate is past there is one task that asks for the calendar, and no second one."""
    case = waiting(late_2026)
    late_2026.advance(40)
    seen = events(late_2026, case)
    assert "reminded" in seen
    assert not {"overdue", "escalated"} & set(seen)
    tasks = rows(late_2026, "task", kind="calendar_needed", subject=case)
    assert [task.closed_at for task in tasks] == [None]
    assert late_2026.sweep() == []


def test_adoption_brings_the_expiry_back_and_closes_the_task(late_2026: World) -> None:
    """Counted by the arrangement the deadline is 2027-01-05 too, yet certain now: it has passed and expires at once."""
    case = waiting(late_2026)
    late_2026.advance(40)
    adopted = calendars.adopt(late_2026.service, year_2027(), late_2026.now)
    assert adopted.days == 365
    (moved,) = [each for each in adopted.moved if each.subject == case]
    assert (moved.before, moved.after, moved.provisional) == (date(2027, 1, 5), date(2027, 1, 5), False)
    assert len(adopted.closed_tasks) == len(rows(late_2026, "task"))
    assert all(task.closed_at for task in rows(late_2026, "task"))
    fired = {(each.action, each.outcome) for each in late_2026.sweep() if each.subject == case}
    assert fired == {("expire", "fired"), ("escalate", "fired")}
    assert {"overdue", "escalated"} < set(events(late_2026, case))
    check_everything(late_2026)


def test_adoption_moves_what_the_estimate_had_wrong_and_tells_owner_and_applicant(late_2026: World) -> None:
    """Were 4 January a rest day as well, the tenth working day would be the 6th; the letter names both days."""
    case = waiting(late_2026)
    adopted = calendars.adopt(
        late_2026.service, arrangement(2027, [*REST, date(2027, 1, 4)], MAKE_UP, source="通知", known_on=KNOWN),
        late_2026.now, by="prov",
    )  # fmt: skip
    (moved,) = [each for each in adopted.moved if each.subject == case]
    assert (moved.before, moved.after) == (date(2027, 1, 5), date(2027, 1, 6))
    entry = history(late_2026, case)[-1]
    assert (entry.event, entry.actor) == ("deadline_recomputed", "clock")
    letters = rows(late_2026, "letter", entry=entry.hash)
    assert {letter.template for letter in letters} == {"deadline_moved"}
    assert len(letters) == 2
    assert {letter.facts["last_day"] for letter in letters} == {"2027-01-06"}
    assert {letter.facts["last_day_before"] for letter in letters} == {"2027-01-05"}
    change = row(late_2026, "deadline_change", subject=case, rule="prefecture_review")
    assert (change.kind, change.before_day, change.after_day) == (
        "recomputed",
        date(2027, 1, 5),
        date(2027, 1, 6),
    )
    assert deadline(late_2026, case).provisional is False
    pending = rows(late_2026, "timer", subject=case, state="pending")
    assert pending
    assert not any(timer.provisional for timer in pending)


def test_adoption_is_entered_in_the_register_with_a_digest(late_2026: World) -> None:
    waiting(late_2026)
    adopted = calendars.adopt(late_2026.service, year_2027(), late_2026.now, by="prov")
    (entry,) = [each for each in history(late_2026, "register") if each.event == "calendar_adopted"]
    assert entry.actor == "prov"
    assert adopted.digest in entry.payload
    assert len(adopted.digest) == 64


def test_adoption_gives_no_entry_to_those_it_does_not_move(late_2026: World) -> None:
    """A case that ends in 2026, and one that waits without a deadline of its own, keep their history as it is."""
    case = (
        late_2026.new_case()
    )  # its draft has until 13 January; the round's day is certain only with the year
    before = len(history(late_2026, case))
    one = OverlayDay(date(2026, 12, 28), False, "临时放假", KNOWN)
    assert calendars.adopt(late_2026.service, [one], late_2026.now).moved == ()
    assert len(history(late_2026, case)) == before


def test_amendment_of_a_known_year_moves_what_was_counted_across_it(world: World) -> None:
    """A make-up working Sunday is called off: what was counted across it ends a day later."""
    case = world.bring("prefecture_review")
    assert deadline(world, case).last_day == date(2020, 1, 19)
    amended = [OverlayDay(date(2020, 1, 19), False, "临时调整", date(2020, 1, 6))]
    (moved,) = calendars.adopt(world.service, amended, world.now).moved
    assert (moved.before, moved.after) == (date(2020, 1, 19), date(2020, 1, 20))


def test_adoption_of_a_region_moves_only_cases_of_that_region(world: World) -> None:
    here = world.bring("prefecture_review")
    there = world.bring("prefecture_review", "app2", "OBJ2")
    only_there = [OverlayDay(date(2020, 1, 19), False, "本市放假", date(2020, 1, 6), "370200")]
    adopted = calendars.adopt(world.service, only_there, world.now)
    assert [each.subject for each in adopted.moved] == [there]
    assert deadline(world, here).last_day == date(2020, 1, 19)


def test_paused_deadline_waits_and_is_counted_with_the_new_calendar_when_it_goes_on(world: World) -> None:
    case = world.bring("prefecture_review")
    world.act(case, "return_for_correction", "city", reason="补正", clock="continue")
    amended = [OverlayDay(date(2020, 1, 19), False, "临时调整", date(2020, 1, 6))]
    moved = calendars.adopt(world.service, amended, world.now).moved
    assert "prefecture_review" not in {each.rule for each in moved}
    assert deadline(world, case).state == "paused"
    world.act(case, "resubmit", "app")
    assert deadline(world, case).last_day == date(2020, 1, 20)
    check_everything(world)


def test_days_known_already_change_nothing(late_2026: World) -> None:
    calendars.adopt(late_2026.service, year_2027(), late_2026.now)
    before = late_2026.counts()
    assert calendars.adopt(late_2026.service, year_2027(), late_2026.now).days == 0
    assert late_2026.counts() == before


BAD = {
    "both kinds of day": [
        OverlayDay(date(2027, 5, 1), False, "甲", KNOWN), OverlayDay(date(2027, 5, 1), True, "乙", KNOWN),
    ],
    "the opposite of what is known": [OverlayDay(date(2027, 1, 1), True, "乙", KNOWN)],
    "a region in no province": [OverlayDay(date(2027, 5, 1), False, "甲", KNOWN, "990000")],
    "a year out of reach": [OverlayDay(date(1999, 5, 1), False, "甲", KNOWN)],
    "a notice still to come": [OverlayDay(date(2027, 5, 1), False, "甲", date(2027, 11, 1))],
    "an invention": [OverlayDay(date(2027, 5, 1), False, "甲", KNOWN, estimated=True)],
}  # fmt: skip


@pytest.mark.parametrize("days", BAD.values(), ids=BAD)
def test_bad_arrangement_is_refused_and_nothing_is_kept(late_2026: World, days: list[OverlayDay]) -> None:
    calendars.adopt(late_2026.service, year_2027(), late_2026.now)
    before = late_2026.counts()
    with pytest.raises(BadInput, match=str(days[0].day)):
        calendars.adopt(late_2026.service, days, late_2026.now)
    assert late_2026.counts() == before


def test_failed_adoption_leaves_no_calendar_behind(late_2026: World) -> None:
    """As many rows by another arrangement after a failure are not mistaken for the ones that failed."""
    case = waiting(late_2026)
    with pytest.raises(IntegrityError):
        calendars.adopt(late_2026.service, year_2027(source=None), late_2026.now)
    other = arrangement(2027, [*REST, date(2027, 1, 4)], MAKE_UP, source="通知", known_on=KNOWN)
    calendars.adopt(late_2026.service, other, late_2026.now)
    assert deadline(late_2026, case).last_day == date(2027, 1, 6)


def test_panel_is_drawn_in_a_year_nobody_knows(late_2026: World) -> None:
    """The draw waits for a seal, not for a holiday arrangement."""
    late_2026.now = datetime(2027, 3, 1, 2, tzinfo=UTC)
    case = late_2026.bring("scoring")
    late_2026.act(case, "freeze_panel", "prov")
    late_2026.now += timedelta(days=1)
    late_2026.sweep()
    assert late_2026.state(case) == "scoring.open"
