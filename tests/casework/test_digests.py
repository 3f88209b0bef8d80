"""Digests: the reminders of a day in one letter a person, at 08:30 on working days; no trace where there are none."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import update

from casework.clock.digests import send_digests
from casework.record.audit import verify
from models.tables import person
from tests.proofs import check_everything, events, row, rows
from tests.reminding import REVIEW, with_text
from tests.world import CITY, PROVINCE, World

DAILY = ("procedures:\n  apply:", "reminding: {digest: daily}\n\nprocedures:\n  apply:")
PROGRAMME = "programme:standard"


@pytest.fixture
def daily(world: World, tmp_path: Path) -> World:
    """The world with one digest a day, and addresses for the people of the offices."""
    with_text(
        world,
        tmp_path,
        DAILY,
        (REVIEW, f"{REVIEW} reminders: [{{at: -2 workdays, copy: province}}, 0 days],"),
    )
    with world.store.writing() as connection:
        for no in ("city", "prov"):
            connection.execute(update(person).where(person.c.no == no).values(email=f"{no}@example.org"))
    return world


def at(world: World, day: int, hour: int, minute: int = 0) -> list[tuple[str, str]]:
    """Let it be this moment of January 2020 in Shanghai, and sweep; returns what the clock did, as action, outcome."""
    world.now = datetime(2020, 1, day, hour - 8, minute, tzinfo=UTC)
    return [(each.action, each.outcome) for each in world.sweep()]


def test_reminders_of_a_day_are_one_letter_a_person(daily: World) -> None:
    """Two cases, two readers: each gets one letter on the one entry of the programme, and no other."""
    cases = [daily.bring("prefecture_review", object_no=no) for no in ("OBJ1", "OBJ3")]
    at(daily, 15, 9)
    assert at(daily, 16, 8) == [("remind", "fired")] * 2
    assert not rows(daily, "letter", template="reminder")
    assert at(daily, 16, 8, 30) == [("send_digest", "fired")]
    letters = {each.recipient: each for each in rows(daily, "letter", template="digest")}
    assert set(letters) == {"city", "prov"}
    assert {each.entry for each in letters.values()} == {rows(daily, "history", subject=PROGRAMME)[-1].hash}
    read = letters["city"].facts["matters"]
    assert [each["number"] for each in read] == [case.partition(":")[2] for case in cases]
    assert [(each["last_day"], each["copy"]) for each in read] == [("2020-01-19", False)] * 2
    assert [each["copy"] for each in letters["prov"].facts["matters"]] == [True] * 2
    assert not rows(daily, "letter", template="reminder_copy")
    (pending,) = rows(daily, "timer", subject=PROGRAMME, rule="digest", state="pending")
    assert (pending.occurrence, pending.due_at) == ("2020-01-17", datetime(2020, 1, 17, 0, 30, tzinfo=UTC))
    check_everything(daily)
    assert verify(daily.service).faults == ()


def test_what_was_done_before_the_digest_is_not_in_it(daily: World) -> None:
    """The office returns one case between eight and half past: nobody is reminded of it."""
    case, other = (daily.bring("prefecture_review", object_no=no) for no in ("OBJ1", "OBJ3"))
    at(daily, 16, 8)
    daily.act(case, "judge", "city", findings=[{"criterion": "standing", "met": True, "reason": "属实"}])
    daily.act(case, "accept", "city", attests=["真实性"])
    at(daily, 16, 8, 30)
    (letter,) = rows(daily, "letter", template="digest", recipient="city")
    assert [each["number"] for each in letter.facts["matters"]] == [other.partition(":")[2]]


def test_empty_digest_leaves_nothing_behind(daily: World) -> None:
    """Its timer moves to the next working day: no entry, no letter, no further row."""
    daily.bring("prefecture_review")
    before, counts = events(daily, PROGRAMME), daily.counts()
    assert at(daily, 7, 8, 30) == [("send_digest", "put_off")]
    assert (events(daily, PROGRAMME), daily.counts()) == (before, {**counts, **_sealed(daily, counts)})
    assert row(daily, "timer", subject=PROGRAMME, rule="digest").occurrence == "2020-01-08"


def _sealed(world: World, before: dict[str, int]) -> dict[str, int]:
    """What the daily seal brings, which has nothing to do with the digest."""
    now = world.counts()
    return {
        name: now[name] for name in ("seal", "history", "letter", "register") if now[name] != before[name]
    }


def test_digest_after_an_outage_is_one_and_waits_for_the_reminders_due(daily: World) -> None:
    """Nothing ran for three days: the reminders of those days and one digest, in one sweep, on a working day."""
    daily.bring("prefecture_review")
    at(daily, 13, 8, 30)
    done = at(daily, 17, 14)
    assert done == [("remind", "fired"), ("send_digest", "fired")]
    assert row(daily, "letter", template="digest", recipient="city").facts["matters"]
    assert at(daily, 17, 15) == []


def test_late_digest_does_not_go_out_on_a_rest_day(daily: World) -> None:
    """Monday's missed digest is not sent on Saturday 25 January, in the spring festival, but on 3 February."""
    daily.bring("prefecture_review")
    daily.now = datetime(2020, 1, 25, 4, tzinfo=UTC)
    assert ("send_digest", "put_off") in [(each.action, each.outcome) for each in daily.sweep()]
    (pending,) = rows(daily, "timer", subject=PROGRAMME, rule="digest", state="pending")
    assert pending.due_at == datetime(2020, 2, 3, 0, 30, tzinfo=UTC)


def test_escalation_stays_a_letter_of_its_own(world: World, tmp_path: Path) -> None:
    with_text(world, tmp_path, DAILY)
    case = world.bring("prefecture_review")
    world.advance(20)
    letters = [each.recipient for each in rows(world, "letter", subject=case, template="escalation")]
    assert sorted(letters) == sorted((f"org:{CITY}", f"org:{PROVINCE}"))


def test_programme_that_wants_no_digest_any_more_sends_letters_again(daily: World, tmp_path: Path) -> None:
    """Its timer is cancelled; a case under the older definition reminds by letters of its own."""
    case = daily.bring("prefecture_review")
    with_text(daily, tmp_path)
    assert not rows(daily, "timer", subject=PROGRAMME, rule="digest", state="pending")
    at(daily, 16, 8)
    assert rows(daily, "letter", subject=case, template="reminder")
    at(daily, 16, 9)
    assert not rows(daily, "letter", template="digest")


def test_missing_timer_is_provided_by_the_daily_look(daily: World) -> None:
    """Whatever became of it, the next digest comes; called again it does nothing."""
    with daily.store.writing() as connection:
        connection.exec_driver_sql("DELETE FROM timer WHERE rule = 'digest'")
    first, second = (send_digests(daily.service, daily.now) for _ in range(2))
    assert (first.seen, first.sent, first.provided) == (1, (), (PROGRAMME,))
    assert (second.sent, second.provided) == ((), ())
