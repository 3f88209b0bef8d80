"""How the list of deadlines is found among many cases: each case by its index, never all of them for each deadline."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Connection, Table, event, insert, select, text

from casework.views.deadlines import list_deadlines
from casework.views.monitoring.pipeline import BoardFilter, pipeline
from models.tables import case_file, deadline
from tests.world import World

pytestmark = pytest.mark.only("sqlite")
MANY = 2000


@pytest.fixture
def crowded(world: World) -> World:
    """The small world with very many cases, each with a deadline that runs."""
    key = world.bring("prefecture_review")
    with world.store.writing() as connection:
        copied(connection, case_file, case_file.c.no == key[5:], lambda n: {"no": f"{key[5:]}-{n}"})
        running = (deadline.c.subject == key) & (deadline.c.state == "running")
        copied(connection, deadline, running, lambda n: {"subject": f"{key}-{n}"})
    return world


def copied(connection: Connection, table: Table, one: Any, new: Callable[[int], dict[str, str]]) -> None:
    """Copy one row very many times, each with another key."""
    row = connection.execute(select(table).where(one)).one()._mapping
    connection.execute(insert(table), [{**row, **new(n)} for n in range(MANY)])


@contextmanager
def asked(world: World) -> Iterator[list[tuple[str, Any]]]:
    """What the database is asked meanwhile."""
    found: list[tuple[str, Any]] = []

    def noted(_: object, __: object, statement: str, parameters: Any, *___: object) -> None:
        if "deadline" in statement:
            found.append((statement, parameters))

    event.listen(world.store.engine, "before_cursor_execute", noted)
    yield found
    event.remove(world.store.engine, "before_cursor_execute", noted)


def plan_of(world: World, statement: str, parameters: Any) -> list[str]:
    """How SQLite goes about a query, step by step."""
    with world.store.reading() as connection:
        return [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]


@pytest.mark.parametrize("more", [{}, {"overdue": True}, {"programme": "standard"}, {"limit": 50}])
def test_deadlines_find_their_cases_by_the_index(crowded: World, more: dict[str, Any]) -> None:
    with asked(crowded) as queries:
        list_deadlines(crowded.service, crowded.now, **more)
    (query,) = queries
    plan = plan_of(crowded, *query)
    of_cases = [step for step in plan if "case_file" in step]
    assert of_cases, plan
    assert all("SEARCH case_file USING" in step and "(no=?)" in step for step in of_cases), plan


def test_plan_would_tell_a_scan(crowded: World) -> None:
    """What the test above rests on is able to fail: joined the other way round, all cases are read each time."""
    other = (
        "SELECT * FROM deadline LEFT JOIN case_file ON deadline.subject = 'case:' || case_file.no "
        "WHERE deadline.state = 'running'"
    )
    assert any("SCAN case_file" in step for step in plan_of(crowded, other, ()))


def test_every_case_is_found(crowded: World) -> None:
    assert len(list_deadlines(crowded.service, crowded.now)) > MANY
    with crowded.store.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM case_file")).scalar_one() == MANY + 1


def test_board_goes_through_what_is_late_once(crowded: World) -> None:
    """Without statistics, which nobody gathers: whichever comes first, the other is found by a key."""
    with asked(crowded) as queries:
        pipeline(crowded.service, BoardFilter("standard", "apply"), crowded.now)
    assert queries
    for query in queries:
        plan = plan_of(crowded, *query)
        joined = [step for step in plan if "case_file" in step or step.endswith("(subject=?)")]
        assert any("no=?" in step or "subject=?" in step for step in joined), plan
        assert len([step for step in plan if step.startswith("SCAN")]) <= 1, plan
