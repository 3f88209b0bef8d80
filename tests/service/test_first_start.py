"""The first start on a server of PostgreSQL, killed half-way: nothing half-made is ever to be seen."""

import signal
from collections.abc import Iterator

import psycopg
import pytest

from casework.record.audit import verify
from casework.service import Service
from casework.storage.errors import DatabaseNotInitialisedError
from casework.storage.store import check, open_store
from models.tables import case_file
from tests.databases import Databases
from tests.services import Start, awaited

pytestmark = [pytest.mark.long, pytest.mark.only("postgresql")]


@pytest.fixture
def name(databases: Databases, database_kind: str) -> Iterator[str]:
    """An empty database on the server."""
    assert database_kind == "postgresql"
    name = databases.server.create()
    yield name
    databases.server.drop(name)


def asked(databases: Databases, name: str, question: str) -> int:
    """A number that the server tells; 0 while there is nothing to count."""
    try:
        with psycopg.connect(databases.server.url(name)) as connection:
            row = connection.execute(question.encode()).fetchone()
    except psycopg.errors.UndefinedTable:
        return 0
    return int(row[0]) if row else 0


def test_first_start_that_is_killed_leaves_nothing_and_the_next_one_succeeds(
    databases: Databases, name: str, start: Start
) -> None:
    url = databases.server.url(name)
    first = start(database_url=url, prefect="off")
    awaited(
        "the first cases", lambda: asked(databases, name, "SELECT count(*) FROM shenbao_new.case_file") > 3
    )
    first.process.send_signal(signal.SIGKILL)
    first.process.wait()
    assert asked(databases, name, "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()") == 0
    with pytest.raises(DatabaseNotInitialisedError):
        open_store(url)
    second = start(database_url=url, prefect="off", scheduler="off")
    assert second.ready()["ready"]
    assert asked(databases, name, "SELECT count(*) FROM pg_namespace WHERE nspname = 'shenbao_new'") == 0
    with open_store(url) as store:
        assert check(store) == []
        assert verify(Service(store)).faults == ()
        with store.reading() as connection:
            assert len(connection.execute(case_file.select()).all()) > 100
    assert second.end() == 0
