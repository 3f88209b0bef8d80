"""Rosters entered again and again: what is there and the same is passed over, what is there and differs is refused."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, select

from casework.entering.people import TABLES, enter
from casework.refused import BadInput
from casework.service import Service
from models.tables import programme
from statemachines.definition.faults import nearest

__all__ = ["enter_new"]

UNCOMPARED = ("granted_at",)  # the moment of the first entry stays


def enter_new(service: Service, rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, int]:
    """Enter the rows that are not there yet, all or none; returns how many of each kind.

    Raises BadInput for a row that is there with other values, a mandate for a body that its programme does not have,
    and whatever ``people.enter`` refuses.
    """
    with service.store.reading() as connection:
        _check_mandates(service, connection, rows.get("mandates", ()))
        new = {name: list(_new(connection, TABLES[name], given)) for name, given in rows.items() if given}
    if any(new.values()):
        enter(service, **new)
    return {name: len(given) for name, given in new.items()}


def _new(
    connection: Connection, table: Table, given: Sequence[Mapping[str, Any]]
) -> Iterator[Mapping[str, Any]]:
    keys = [column.name for column in table.primary_key]
    known = {tuple(row[key] for key in keys): row for row in connection.execute(select(table)).mappings()}
    seen: set[tuple[Any, ...]] = set()
    for row in given:
        key = tuple(row[name] for name in keys)
        if key in seen:
            raise BadInput(f"{table.name} {', '.join(map(str, key))}: listed twice")
        seen.add(key)
        there = known.get(key)
        if there is None:
            yield row
            continue
        other = [name for name in row if name not in UNCOMPARED and row[name] != there[name]]
        if other:
            now = ", ".join(f"{name} is “{there[name]}”" for name in other)
            raise BadInput(f"{table.name} {', '.join(map(str, key))} is there already, and differs: {now}")


def _check_mandates(service: Service, connection: Connection, given: Sequence[Mapping[str, Any]]) -> None:
    ids = connection.execute(select(programme.c.id)).scalars().all()
    for row in given:
        if row["programme"] not in ids:
            raise BadInput(f"mandate: no programme '{row['programme']}'{nearest(row['programme'], ids)}")
        bodies = service.current(connection, row["programme"])[1].programme.bodies
        if row["body"] not in bodies:
            raise BadInput(
                f"mandate: {row['programme']} has no body '{row['body']}'{nearest(row['body'], bodies)}"
            )
