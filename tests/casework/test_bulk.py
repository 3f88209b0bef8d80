"""Timers that are due together are decided one by one and written in bulk, and it makes no difference to the record."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from casework.clock import gathering
from casework.record.audit import verify
from tests.databases import Databases
from tests.proofs import history, poison, rows
from tests.world import World, make_world, opened


def drafts(world: World, number: int) -> list[str]:
    """Drafts whose reminders are all sent; their time is over by now, and nothing else is due."""
    cases = [world.new_case() for _ in range(number)]
    over = min(each.due_at for each in rows(world, "timer", action="expire") if each.subject in cases)
    world.now = over - timedelta(seconds=1)
    world.sweep()
    world.now = over
    return cases


def statements(world: World) -> int:
    """How many statements the sweep of this moment takes."""
    with world.queries() as seen:
        world.sweep()
    return len(seen)


def test_firing_many_takes_as_many_statements_as_firing_a_few(world: World) -> None:
    drafts(world, 3)
    few = statements(world)
    world.rounds.clear()
    cases = drafts(world, 30)
    assert statements(world) - few < 30
    assert {world.state(case) for case in cases} == {"lapsed"}


def test_bulk_leaves_the_same_record_as_one_by_one(
    databases: Databases, database_kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same entries with the same hashes, deadlines, timers and letters."""
    told = ("history", "timer", "deadline", "deadline_change", "letter", "case_file", "round")
    left: list[dict[str, list[Any]]] = []
    for together in (True, False):
        folder = tmp_path / str(together)
        folder.mkdir()
        if not together:
            monkeypatch.setattr(gathering.Gathered, "_is_own", lambda *_: False)
        with databases.copied(database_kind, folder, make_world) as url, opened(url) as world:
            cases = drafts(world, 5)
            assert [each.outcome for each in world.sweep() if each.subject in cases] == ["fired"] * 5
            assert verify(world.service).faults == ()
            left.append({name: rows(world, name) for name in told})
    assert left[0] == left[1]


def test_poisoned_timer_in_bulk_spoils_only_itself(world: World) -> None:
    cases = drafts(world, 4)
    poison(world, cases[2])
    outcomes = {each.subject: each.outcome for each in world.sweep() if each.subject in cases}
    assert [outcomes[case] for case in cases] == ["fired", "fired", "failed", "fired"]
    assert [len(history(world, case)) for case in (cases[0], cases[3])] == [len(history(world, cases[1]))] * 2


def test_what_rests_on_others_finds_them_written(world: World) -> None:
    """A draw asks for a seal and a round looks at its cases: neither waits among the gathered, nor before them."""
    cases = drafts(world, 3)
    case = world.rounds[-1]
    seen: list[int] = []
    write = gathering.Gathered.write

    def noting(self: gathering.Gathered) -> None:
        seen.append(len(self._waiting))
        write(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gathering.Gathered, "write", noting)
        fired = [each.subject for each in world.sweep()]
    assert fired == [*cases, f"round:{case}"]
    assert seen[:2] == [3, 1]  # the cases before the round is decided on, then the round at once
