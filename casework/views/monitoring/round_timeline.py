"""A round as a line of time: its windows, and the dates that matter."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, select

from calendars import day_of
from casework.rounds import round_row
from casework.service import Service
from models.tables import case_file, deadline, name_list
from statemachines.loader import Loaded

__all__ = ["RoundMark", "timeline_of"]


@dataclass(frozen=True, slots=True)
class RoundMark:
    """A span or a date of a round, for a line of time: ``kind`` is window, deadline, publicity or granting.

    ``last`` is the same as ``first`` for a single date, None while the end is open; ``name`` is 中文 / English.
    """

    kind: str
    name: str
    first: date
    last: date | None


def timeline_of(service: Service, number: str) -> tuple[RoundMark, ...]:
    """The windows and dates of a round, the earliest first; raises NotFound for an unknown round."""
    with service.store.reading() as connection:
        row = round_row(connection, number)
        loaded = service.definition(connection, row["definition_digest"])
        marks = [*_window(row), *_deadlines(connection, number), *_lists(connection, number)]
        marks += _granting(connection, loaded, row)
    return tuple(sorted(marks, key=lambda each: (each.first, each.kind, each.name)))


def _window(row: Mapping[str, Any]) -> Iterator[RoundMark]:
    if row["opens_at"] is not None:
        last = _last_day(row["closes_at"]) if row["closes_at"] else None
        yield RoundMark("window", "申报 / submission", day_of(row["opens_at"]), last)


def _last_day(end: datetime) -> date:
    """A window that ends at midnight has the day before as its last."""
    return day_of(end - datetime.resolution)


NAMES = {"round.closes": "截止 / closing", "round.ends": "应办结 / to be over"}


def _deadlines(connection: Connection, number: str) -> Iterator[RoundMark]:
    known = select(deadline.c.rule, func.max(deadline.c.last_day)).where(
        deadline.c.subject == f"round:{number}", func.coalesce(deadline.c.state, "") != "cancelled"
    )
    for rule, last in connection.execute(known.group_by(deadline.c.rule)):
        yield RoundMark("deadline", NAMES.get(rule, rule), last, last)


def _lists(connection: Connection, number: str) -> Iterator[RoundMark]:
    known = select(name_list).where(name_list.c.round_no == number, name_list.c.published_on.is_not(None))
    for row in connection.execute(known.order_by(name_list.c.no)):
        yield RoundMark("publicity", f"公示 {row.no} / publicity {row.no}", row.published_on, row.window_last)


def _granting(connection: Connection, loaded: Loaded, row: Mapping[str, Any]) -> Iterator[RoundMark]:
    """From the first case granted to the last one."""
    states = loaded.procedures[row["procedure"]].states.values()
    granted = [state.id for state in states if state.end and state.end.title == "granted"]
    known = select(func.min(case_file.c.ended_at), func.max(case_file.c.ended_at)).where(
        case_file.c.round_no == row["no"], case_file.c.state.in_(granted)
    )
    first, last = connection.execute(known).one()
    if first is not None:
        yield RoundMark("granting", "认定 / certification", day_of(first), day_of(last))
