"""`shenbao queue`: what waits for one person."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from cli.options import AsJson
from cli.output import emit, table
from cli.service import service

if TYPE_CHECKING:
    from casework.views.queue import Queue, QueueItem

__all__ = ["queue_command"]


def queue_command(
    person: Annotated[str, typer.Argument(metavar="PERSON", help="Number of the person.")],
    as_json: AsJson = False,
) -> None:
    """Show what waits for a person (待办列表): cases and lists, the most urgent first, and tasks."""
    from casework.views.queue import queue_of
    from cli import clock

    with service() as working:
        found = queue_of(working, person, clock.now())
    emit(as_json, found, _lines(found))


def _lines(found: Queue) -> Iterator[str]:
    if found.stand_in:
        yield f"现由 {found.stand_in} 代办 / {found.stand_in} stands in now"
    heads = ("subject", "state", "name", "until", "actions", "for")
    rows = [
        (each.subject, each.state, each.state_name, _until(each), " ".join(each.actions), each.handed_by)
        for each in found.items
    ]
    yield from table(heads, rows)
    if found.tasks:
        yield ""
        tasks = [(each.no, each.kind, each.subject, each.rule) for each in found.tasks]
        yield from table(("task", "kind", "subject", "rule"), tasks)


def _until(item: QueueItem) -> str:
    mark = " overdue" if item.overdue else " provisional" if item.provisional else ""
    return f"{item.last_day}{mark}" if item.last_day else ""
