"""Types mean the same on both databases."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, Connection, Integer, MetaData, Table, create_engine, insert, select, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import StatementError

from models.types import Exact, Json, UtcDateTime, canonical_json

TABLE = Table(
    "thing",
    MetaData(),
    Column("no", Integer, primary_key=True),
    Column("at", UtcDateTime),
    Column("facts", Json),
    Column("value", Exact),
)
SHANGHAI = timezone(timedelta(hours=8))


@pytest.fixture
def connection() -> Iterator[Connection]:
    """A database in memory with one table of all our types."""
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        TABLE.create(connection)
        yield connection
    engine.dispose()


def stored(connection: Connection, **values: Any) -> Any:
    """The row as Python reads it back."""
    connection.execute(insert(TABLE).values(no=1, **values))
    return connection.execute(select(TABLE)).one()


def raw(connection: Connection, name: str) -> Any:
    """The value as the database holds it."""
    return connection.execute(text("SELECT * FROM thing")).mappings().one()[name]


def test_moment_comes_back_in_utc(connection: Connection) -> None:
    """Whatever the time zone it went in with."""
    moment = datetime(2024, 3, 4, 7, 30, 0, 5, tzinfo=SHANGHAI)
    row = stored(connection, at=moment)
    assert row.at == moment
    assert row.at.tzinfo is UTC
    assert raw(connection, "at") == "2024-03-03 23:30:00.000005"


def test_moment_without_time_zone_is_refused(connection: Connection) -> None:
    """A naive moment means another hour on another machine."""
    with pytest.raises(StatementError, match="has no time zone"):
        stored(connection, at=datetime(2024, 3, 4))  # noqa: DTZ001 - that is the point


@given(st.lists(st.datetimes(min_value=datetime(1, 1, 3), max_value=datetime(9999, 12, 29)), min_size=2))  # noqa: DTZ001
def test_moment_texts_sort_as_time_does(moments: list[datetime]) -> None:
    """Also with and without microseconds, and in the first millennium."""
    kind = UtcDateTime()
    dialect = create_engine("sqlite://").dialect
    aware = sorted(moment.replace(tzinfo=SHANGHAI) for moment in moments)
    texts = [kind.process_bind_param(moment, dialect) for moment in aware]
    assert texts == sorted(texts)
    assert [kind.process_result_value(text, dialect) for text in texts] == aware


def test_json_is_stored_as_canonical_text(connection: Connection) -> None:
    """The stored text is the one that hashes are taken over."""
    facts = {"名": "集群", "a": [1, None, True], "Z": {}}
    assert stored(connection, facts=facts).facts == facts
    assert raw(connection, "facts") == '{"Z":{},"a":[1,null,true],"名":"集群"}' == canonical_json(facts)


def test_json_none_is_null(connection: Connection) -> None:
    """Not the text `null`, which would be something."""
    assert stored(connection, facts=None).facts is None
    assert raw(connection, "facts") is None


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_canonical_json_refuses_what_json_cannot_say(value: float) -> None:
    """Python would write NaN, which no other reader takes."""
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical_json({"share": value})


@pytest.mark.parametrize("digits", ["0.10", "12345678901234567890.123456789", "-0.5", "1E+3", "100"])
def test_exact_keeps_every_digit(connection: Connection, digits: str) -> None:
    """No digit is lost or made up, and exponents are written out as PostgreSQL does."""
    value = stored(connection, value=Decimal(digits)).value
    assert value == Decimal(digits)
    assert raw(connection, "value") == format(Decimal(digits), "f") == str(value)


@pytest.mark.parametrize("value", [0.1, "0.1", True])
def test_exact_refuses_what_is_not_exact(connection: Connection, value: object) -> None:
    """A float is already another number than the one that was written."""
    with pytest.raises(StatementError, match="is not exact"):
        stored(connection, value=value)


@pytest.mark.parametrize("digits", ["NaN", "Infinity"])
def test_exact_refuses_what_is_no_number(connection: Connection, digits: str) -> None:
    """They compare with nothing."""
    with pytest.raises(StatementError, match="not a number"):
        stored(connection, value=Decimal(digits))


def test_types_are_the_native_ones_on_postgresql() -> None:
    """So that the database can compare, index and search them."""
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy left its signature out
    names = [str(TABLE.c[name].type.compile(dialect=dialect)) for name in ("at", "facts", "value")]
    assert names == ["TIMESTAMP WITH TIME ZONE", "JSONB", "NUMERIC"]
