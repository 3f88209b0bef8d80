"""The tables as a whole: documented, named, keyed, and the same for both databases."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Column, Connection, Date, DateTime, Enum, Table, create_engine, insert, literal, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import IntegrityError
from sqlalchemy.schema import CreateIndex, CreateTable

import models
import models.tables
from models.letter import WAITING
from models.tables import history, letter, seal, timer
from models.timer import PENDING
from models.types import UtcDateTime

TABLES = sorted(models.metadata.tables.values(), key=lambda table: table.name)
COLUMNS = [column for table in TABLES for column in table.columns]


@pytest.fixture
def connection() -> Iterator[Connection]:
    """A database in memory with all tables."""
    engine = create_engine("sqlite://")
    models.metadata.create_all(engine)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def test_columns_say_what_they_mean() -> None:
    """In more than their own names."""
    assert [str(column) for column in COLUMNS if column.comment in (None, "", column.name)] == []


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_table_is_listed_under_its_name(table: Table) -> None:
    """`models.tables` is what Core statements import from."""
    assert getattr(models.tables, table.name) is table


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_table_has_a_natural_key(table: Table) -> None:
    """No number made by the database, and nothing that may be missing, gets into a key."""
    assert table.primary_key.columns
    assert not any(column.nullable for column in table.primary_key.columns)
    assert table.autoincrement_column is None
    assert all(column.server_default is None for column in table.columns)


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_table_can_be_made_on_postgresql(table: Table) -> None:
    """Every name fits its 63 bytes, every constraint has one, no type is SQLite's alone."""
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy left its signature out
    statement = str(CreateTable(table).compile(dialect=dialect))
    indexes = [str(CreateIndex(index).compile(dialect=dialect)) for index in table.indexes]
    words = " ".join([statement, *indexes]).replace("(", " ").split()
    assert max(len(word) for word in words if word.startswith(("ck_", "fk_", "ix_", "pk_", "uq_"))) <= 63
    assert "CONSTRAINT pk_" in statement
    for kind in ("CHECK", "FOREIGN KEY", "UNIQUE"):
        assert statement.count(f"\t{kind}") == 0


def test_columns_of_time_are_days_or_moments_in_utc() -> None:
    """`_at` is a moment, `_on` is a day, and there is no third."""
    moments = [c for c in COLUMNS if c.name == "at" or c.name.endswith("_at")]
    days = [c for c in COLUMNS if c.name == "day" or c.name.endswith(("_on", "_day"))]
    assert [str(column) for column in moments if not isinstance(column.type, UtcDateTime)] == []
    assert [str(column) for column in days if not isinstance(column.type, Date)] == []
    assert [str(c) for c in COLUMNS if isinstance(c.type, DateTime)] == []


@pytest.mark.parametrize("column", [c for c in COLUMNS if isinstance(c.type, Enum)], ids=str)
def test_choice_is_stored_as_its_text_and_held_by_the_database(column: Column[object]) -> None:
    """The text of the choice, not the name of the Python constant; a CHECK refuses others."""
    assert isinstance(column.type, Enum)
    assert column.type.enum_class is not None
    assert column.type.enums == [member.value for member in column.type.enum_class]
    held = CreateTable(column.table).compile().string
    assert f"CONSTRAINT ck_{column.table.name}_{column.name} CHECK ({column.name} IN (" in held


def test_choice_unknown_is_refused(connection: Connection) -> None:
    """Also where a statement passes our types by."""
    with pytest.raises(IntegrityError, match="ck_organisation_kind"):
        connection.exec_driver_sql(
            "INSERT INTO organisation (code, name, name_en, kind, level, region, email)"
            " VALUES ('913701007884512345', '甲', '', 'guild', 'none', '370100', '')"
        )


def test_choice_comes_back_as_its_constant(connection: Connection) -> None:
    """So that `match` and `is` work on what was read."""
    connection.execute(insert(timer).values(timer_row("1")))
    assert connection.execute(select(timer.c.state)).scalar_one() is models.TimerState.PENDING


def timer_row(occurrence: str) -> dict[str, object]:
    due = datetime(2024, 3, 11, 9, tzinfo=UTC)
    return {"subject": "case:1", "rule": "r", "occurrence": occurrence, "action": "expire", "due_at": due}


def test_timer_is_unique_by_subject_rule_and_occurrence(connection: Connection) -> None:
    """Setting a timer twice is an error, not two letters."""
    connection.execute(insert(timer).values(timer_row("1")))
    with pytest.raises(IntegrityError):
        connection.execute(insert(timer).values(timer_row("1")))


def plan(connection: Connection, statement: str) -> str:
    """How SQLite would answer."""
    return " ".join(str(row[3]) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}"))


def test_due_timers_are_found_by_the_partial_index(connection: Connection) -> None:
    """However many timers were fired before."""
    due = select(timer.c.subject).where(PENDING, timer.c.due_at <= literal("2024")).order_by(timer.c.due_at)
    assert "ix_timer_due_at_pending" in plan(connection, literally(due))


def test_waiting_letters_are_found_by_the_partial_index(connection: Connection) -> None:
    """However many letters were sent before."""
    waiting = select(letter.c.entry).where(WAITING).order_by(letter.c.due_at)
    assert "ix_letter_due_at_waiting" in plan(connection, literally(waiting))


def literally(statement: object) -> str:
    compiled = statement.compile(compile_kwargs={"literal_binds": True})  # type: ignore[attr-defined]
    return str(compiled)


@pytest.mark.parametrize("statement", ["UPDATE {} SET {}", "DELETE FROM {}"])
@pytest.mark.parametrize(("table", "change"), [(history, "payload = ''"), (seal, "heads = ''")], ids=str)
def test_append_only_table_refuses_changes(
    connection: Connection, table: Table, change: str, statement: str
) -> None:
    """Also by hand: a changed past must not look like a bug."""
    now = datetime(2024, 3, 4, tzinfo=UTC)
    entry = {"subject": "case:1", "seq": 1, "at": now, "action": "open", "event": "opened", "actor": "li"}
    entry |= {"source": "", "target": "open", "payload": "{}", "hash": "0" * 64}
    connection.execute(insert(history).values(entry))
    sealed = {"day": date(2024, 3, 4), "digest": "0" * 64, "previous": "", "entries": 1, "heads": "[]"}
    connection.execute(insert(seal).values(sealed | {"sealed_at": now}))
    with pytest.raises(IntegrityError, match=f"{table.name} is append-only"):
        connection.exec_driver_sql(statement.format(table.name, change))
