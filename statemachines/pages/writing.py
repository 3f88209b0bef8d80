"""How things are written on a page: tables, roles, times, values; both languages side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from calendars import Unit
from statemachines.definition.programme import Programme
from statemachines.definition.stage import Stage
from statemachines.definition.time import Fixed, Length, Reminder
from statemachines.definition.values import Value

__all__ = ["Table", "roles", "section", "selector", "sources", "table", "time", "written"]

_UNITS = {Unit.WORKING: "个工作日", Unit.CALENDAR: "日", Unit.MONTH: "个月", Unit.YEAR: "年"}
_BOUNDS = {"exactly": "", "at least": "至少", "at most": "至多"}


class Table(list[str]):
    """The lines of a table in Markdown, none where it has no rows.

    ``head`` and ``rows`` are what they were made of, for whoever shows it in another way: in a cell, a line feed
    begins a new line and backquotes enclose an id.
    """

    def __init__(self, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        self.head = tuple(head)
        self.rows = tuple(tuple(row) for row in rows)
        body = [[_cell(text) for text in row] for row in self.rows]
        lines = (head, ["---"] * len(head), *body)
        super().__init__(["", *(f"| {' | '.join(row)} |" for row in lines), ""] if body else [])


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    """Return a table; marks that would break a cell are escaped in its lines."""
    return Table(head, rows)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", "<br>") or "—"


def section(title: str, lines: Sequence[str]) -> list[str]:
    """Return a headed section, or nothing where it would be empty."""
    return ["", f"## {title}", *lines] if lines else []


def roles(programme: Programme[Stage], keys: Iterable[str]) -> str:
    """Return the names of several, one below the other."""
    return "\n".join(programme.role_name(key) for key in keys)


def time(when: Fixed | Length) -> str:
    """Return a time in both languages, the second as the definition writes it."""
    if isinstance(when, Fixed):
        return str(when)
    length = f"{_BOUNDS[when.bound]}{when.n}{_UNITS[when.unit]}"
    if when.event:
        length = f"{when.event} {'后' if when.side == 'after' else '前'}{length}"
    return f"{length} / {when}"


def selector(chosen: Mapping[str, Sequence[str]]) -> str:
    """Return whom a part is for; an empty selector is for everybody."""
    return "；".join(f"{fact}：{'、'.join(values)}" for fact, values in chosen.items())


def sources(ids: Iterable[str]) -> str:
    """Return the ids of the lines of the sources that something rests on."""
    return ", ".join(ids)


def written(value: Any) -> str:
    """Return a value of a definition about as it stands there."""
    match value:
        case Value():
            return written(value.is_)
        case bool():
            return "是 / yes" if value else "否 / no"
        case Fixed() | Length():
            return time(value)
        case Reminder():
            return str(value)
        case tuple() | list():
            return "、".join(written(each) for each in value)
        case BaseModel():
            given = {name: getattr(value, name) for name in type(value).model_fields}
            return "，".join(
                f"{name} {written(each)}" for name, each in given.items() if each not in (None, (), {})
            )
        case _:
            return str(value)
