"""The engine as administrators see it."""

from datetime import UTC, date, datetime, timedelta

from calendars import OverlayDay
from casework.clock import ledger
from casework.clock.ledger import Counts
from casework.holidays import calendars
from casework.views.monitoring.engine import engine
from models.run import RunState
from tests.world import World


def test_engine_tells_what_is_due_and_how_late(world: World) -> None:
    world.bring("prefecture_review")
    quiet = engine(world.service, world.now)
    assert (quiet.due, quiet.overdue, quiet.lag, quiet.set_aside) == (0, 0, 0.0, 0)
    assert quiet.pending > 0
    assert quiet.next is not None
    late = engine(world.service, quiet.next + timedelta(seconds=30))
    assert (late.due, late.overdue, late.lag) == (1, 0, 30.0)
    assert engine(world.service, quiet.next + timedelta(seconds=90)).overdue == 1


def test_engine_knows_its_last_sweep_and_how_runs_ended(world: World) -> None:
    """A sweep that had nothing to do leaves no trace, and one of another flow is no sweep."""
    assert engine(world.service, world.now).last_sweep is None
    swept = ledger.begin(world.service, "enforce_deadlines", "node:1", world.now)
    ledger.end(world.service, swept, world.now, Counts(did=3))
    later = world.now + timedelta(minutes=1)
    other = ledger.begin(world.service, "deliver_letters", "node:1", later)
    ledger.end(world.service, other, later, Counts(), RunState.FAILED, "OSError")
    found = engine(world.service, later)
    assert found.last_sweep is not None
    assert (found.last_sweep.no, found.last_sweep.did) == (swept, 3)
    assert found.by_state == {"done": 1, "failed": 1}
    assert [run.no for run in found.runs] == [other, swept]
    assert engine(world.service, later + timedelta(days=8)).by_state == {}


def test_engine_names_its_calendar_database_and_seal(world: World) -> None:
    found = engine(world.service, world.now)
    assert found.database == {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[world.store.database.dialect]
    assert found.calendar.version.startswith(f"chinesecalendar-{found.calendar.library}+overlay:")
    assert (found.calendar.overlay, found.calendar.provisional) == (0, 0)
    assert found.calendar.known_until >= 2025
    assert found.seal is None
    day = OverlayDay(date(2020, 1, 8), False, "省放假通知", date(2020, 1, 6))
    calendars.adopt(world.service, [day], world.now)
    world.advance()
    found = engine(world.service, world.now)
    assert found.calendar.overlay == 1
    assert found.seal is not None
    assert (found.seal.day, found.seal.sealed_at) == (date(2020, 1, 6), world.now)
    assert found.seal.entries > 0


def test_engine_counts_dates_that_are_only_provisional(world: World) -> None:
    world.now = datetime.now(UTC) + timedelta(days=3 * 366)
    world.open_round(year=world.now.year, **{"apply.submission.due": "5 workdays after round.opened"})
    assert engine(world.service, world.now).calendar.provisional == 1
