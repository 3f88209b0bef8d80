"""Files handed in: an action that hands in the papers of a stage takes along what was sent for them.

The history entry names each file by its number, digest and size: the chain proves what was handed in. Its name, which
may tell of people, stands in the table of files alone.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, select

from calendars import day_of
from casework.handed_in.upload_places import MATERIAL, open_papers, paper_named
from casework.refused import BadInput
from casework.rights.mandates import provider_of
from casework.steps import Row
from casework.storage.holding import hold
from casework.storage.prepared import Prepared
from models.tables import upload
from statemachines.loader import Loaded
from statemachines.stages.submission import PROVIDE
from statemachines.subject import Command

__all__ = ["FILE", "records_of", "with_uploads"]

FILE = "upload"  # in a record of the field `materials`: number of the file; only this module writes it

_WAITING = Prepared(
    select(upload.c.no, upload.c.slot, upload.c.digest, upload.c.size, upload.c.from_code)
    .where(
        upload.c.subject == bindparam("subject"), upload.c.withdrawn_at.is_(None), upload.c.revision.is_(None),
        upload.c.slot.startswith(MATERIAL),
    )
    .order_by(upload.c.slot, upload.c.no)
)  # fmt: skip


def with_uploads(connection: Connection, loaded: Loaded, row: Row, command: Command) -> Command:
    """The command with the files that wait to be handed in, where it is one that hands papers in and moves on.

    Raises BadInput where a record names a file itself.
    """
    ways = loaded.procedures[row["procedure"]].actions(row["state"]).get(command.action, ())
    asks = any(field.name == "materials" for way in ways for field in way.fields)
    if not asks or command.action == PROVIDE:
        return command
    given = command.payload.get("materials") or []
    if not isinstance(given, list) or not all(isinstance(each, dict) for each in given):
        return command  # it is refused, in the words of the decision
    if any(FILE in each for each in given):
        raise BadInput(
            f"“{FILE}”：由系统填写 / is written by the system: send the file for its paper instead"
        )
    hold(connection, f"uploads:case:{row['no']}")
    actor = command.actor
    mine = records_of(connection, loaded, row, actor.acts_as, actor.no, day_of(command.now))
    if not mine:
        return command
    return replace(command, payload={**command.payload, "materials": _merged(given, mine)})


def records_of(
    connection: Connection, loaded: Loaded, row: Row, acts_as: frozenset[str], person: str, today: date
) -> list[dict[str, Any]]:
    """The files that an action of this person would hand in now, as records of the field `materials`."""
    waiting = _WAITING.rows(connection, subject=f"case:{row['no']}")
    if not waiting:
        return []
    papers = set(open_papers(loaded, row, acts_as))
    found = []
    for each in waiting:
        name = each.slot.removeprefix(MATERIAL)
        if not papers.isdisjoint((name, name.partition(".")[0])):
            role = paper_named(loaded, name).from_
            if provider_of(connection, loaded.programme, role, row, person, today) == each.from_code:
                found.append(
                    {"material": name, FILE: each.no, "file_digest": each.digest, "file_size": each.size}
                )
    return found


def _merged(given: Sequence[dict[str, Any]], mine: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """What was stated of a paper (form, copies) said of its files; papers without files as they were stated."""
    sent = {each["material"] for each in mine}
    stated = {each.get("material"): each for each in given if each.get("material") in sent}
    rest = [each for each in given if each.get("material") not in sent]
    return [*rest, *({**stated.get(each["material"], {}), **each} for each in mine)]
