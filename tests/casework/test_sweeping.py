"""A sweep does all there is to do, and leaves no trace where there is nothing."""

from datetime import date, timedelta

import pytest

from casework.clock import sweeping
from casework.clock.sweeping import sweep
from tests.world import World


def test_sweep_goes_on_behind_reminders_that_are_skipped(world: World) -> None:
    """A month late the last reminder stands for all, and the draft lapses by the same sweep."""
    case = world.new_case()
    world.now += timedelta(days=40)
    swept = sweep(world.service, world.now)
    assert world.state(case) == "lapsed"
    assert len(swept.sealed) == 40
    assert swept.sealed[0] == date(2020, 1, 6)
    assert swept.timers.count("fired") >= 2
    assert not swept.nothing


def test_sweep_without_work_writes_nothing(world: World) -> None:
    world.new_case()
    world.advance()
    before = world.counts()
    assert sweep(world.service, world.now).nothing
    assert world.counts() == before


def test_sweep_passes_by_those_who_wait(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A draw that waits for its seal does not stand before timers that can fire."""
    monkeypatch.setattr(sweeping, "AT_ONCE", 1)
    monkeypatch.setattr(sweeping, "seal_missing", lambda service, now: [])
    world.bring("prefecture_review", "app2", "OBJ2")
    case = world.bring("scoring")
    world.act(case, "freeze_panel", "prov")
    world.now += timedelta(days=30)
    swept = sweep(world.service, world.now)
    assert swept.timers.count("waiting") == 1
    assert "overdue" in [each.event for each in swept.timers.timers]


def test_sweep_tells_how_far_it_is(world: World) -> None:
    world.new_case()
    world.now += timedelta(days=40)
    counts: list[int] = []
    sweep(world.service, world.now, counts.append)
    assert counts == sorted(counts)
    assert counts
