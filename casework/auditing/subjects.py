"""The rows and machines of many subjects at once, in a few queries."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, select

from casework.refused import Inconsistent
from casework.service import Service
from errors import ShenbaoError
from models.tables import (
    case_file,
    definition_text,
    history,
    name_list,
    programme,
    register,
    round,
    title,
)
from statemachines.loader import Loaded
from statemachines.machine import Procedure

__all__ = ["Known", "known_subjects", "subjects_without_history"]


@dataclass(frozen=True, slots=True)
class Known:
    """What the subject's own row says of it, and the machines it may have walked on (a programme: several)."""

    state: str
    version: int
    head: str
    machines: tuple[Procedure, ...] = ()
    result: str | None = None
    fault: str = ""


_granted = case_file.alias("granted")
_SELECTS: dict[str, Select[Any]] = {
    "case": select(case_file.c.no, *(case_file.c[n] for n in ("state", "version", "head")), case_file.c.result,
                   case_file.c.definition_digest, case_file.c.procedure.label("machine")),
    "list": select(name_list.c.no, *(name_list.c[n] for n in ("state", "version", "head")),
                   round.c.definition_digest, name_list.c.name.label("machine"))
            .outerjoin(round, round.c.no == name_list.c.round_no),
    "title": select(title.c.no, *(title.c[n] for n in ("state", "version", "head")),
                    _granted.c.definition_digest, title.c.kind.label("machine"))
             .outerjoin(_granted, _granted.c.no == title.c.case_no),
    "round": select(round.c.no, *(round.c[n] for n in ("state", "version", "head")),
                    round.c.definition_digest, round.c.procedure.label("machine")),
    "programme": select(programme.c.id.label("no"), *(programme.c[n] for n in ("state", "version", "head")),
                        programme.c.current_digest.label("definition_digest"), programme.c.id.label("machine")),
}  # fmt: skip
_KEYS: dict[str, ColumnElement[str]] = {
    "case": case_file.c.no, "list": name_list.c.no, "title": title.c.no, "round": round.c.no,
    "programme": programme.c.id,
}  # fmt: skip


def known_subjects(service: Service, connection: Connection, subjects: Sequence[str]) -> dict[str, Known]:
    """What the rows of these subjects say; a subject without a row is not in it."""
    found: dict[str, Known] = {}
    for kind, known in _SELECTS.items():
        numbers = [subject.partition(":")[2] for subject in subjects if subject.startswith(f"{kind}:")]
        if numbers:
            for row in connection.execute(known.where(_KEYS[kind].in_(numbers))):
                found[f"{kind}:{row.no}"] = _known(service, connection, kind, row)
    if "register" in subjects:
        for row in connection.execute(select(register)):
            found["register"] = Known(row.state, row.version, row.head)
    return found


def _known(service: Service, connection: Connection, kind: str, row: Any) -> Known:
    result = row.result if kind == "case" else None
    try:
        machines = tuple(_machines(service, connection, kind, row))
    except (
        ShenbaoError,
        KeyError,
    ) as error:  # a definition that is gone or no longer fits is a finding, not an end
        return Known(row.state, row.version, row.head, (), result, f"no machine to replay it on: {error}")
    return Known(row.state, row.version, row.head, machines, result)


def _machines(service: Service, connection: Connection, kind: str, row: Any) -> Iterator[Procedure]:
    if kind == "programme":  # its definition may have been replaced on the way: the newest first
        texts = select(definition_text.c.digest).where(definition_text.c.programme == row.no)
        for digest in connection.execute(texts.order_by(definition_text.c.loaded_at.desc())).scalars():
            yield service.definition(connection, digest).itself
        return
    if row.definition_digest is None:
        raise Inconsistent("it belongs to nothing that has a definition")
    loaded: Loaded = service.definition(connection, row.definition_digest)
    held = {"case": loaded.procedures, "list": loaded.lists, "title": loaded.titles, "round": loaded.rounds}
    yield held[kind][row.machine]


def subjects_without_history(connection: Connection) -> Iterator[str]:
    """The subjects that have a row and not one entry."""
    for kind, key in _KEYS.items():
        subject = f"{kind}:" + key
        entries = select(history.c.seq).where(history.c.subject == subject)
        for number in connection.execute(select(key).where(~entries.exists())).scalars():
            yield f"{kind}:{number}"
