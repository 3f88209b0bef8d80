"""The one function that writes decisions down, one or many, within the transaction it is given."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Column, Connection, Table, bindparam, select, update

from casework.clock.clockwork import write_deadlines
from casework.effects import EFFECTS
from casework.entering.sought import note_cases
from casework.outbox import letters_of
from casework.record.chain import digest, entry_hash
from casework.record.sealed_days import refuse_sealed
from casework.refused import Conflict
from casework.service import Service
from casework.steps import KINDS, Step, Writing, kind_of, number_of
from casework.storage.prepared import Prepared, inserting
from models.tables import history, letter, personal_text, request_key
from models.types import canonical_json

__all__ = ["Recorded", "record"]

Recorded = tuple[str, int, str]


def _key_of(table: Table) -> Column[Any]:
    return table.c["id" if table.name == "programme" else "no"]


def _moving(table: Table, *more: str) -> Prepared:
    """The version-checked UPDATE of a subject, with more columns than state, version and head where asked."""
    key = _key_of(table)
    new = {
        name: bindparam(f"new_{name}", type_=table.c[name].type)
        for name in ("state", "version", "head", *more)
    }
    return Prepared(
        update(table).where(key == bindparam("no"), table.c.version == bindparam("read")).values(new)
    )


_MOVES = {kind: _moving(table) for kind, table in KINDS.items()}
_CASE_ENTERS = _moving(KINDS["case"], "entered_at")
_CASE_ENDS = _moving(KINDS["case"], "entered_at", "ended_at", "result")
_NEW = {kind: inserting(table) for kind, table in KINDS.items()}
_HEADS = {
    kind: Prepared(select(table.c.head).where(_key_of(table) == bindparam("no")))
    for kind, table in KINDS.items()
}
_HISTORY, _PERSONAL, _LETTER, _KEY = map(inserting, (history, personal_text, letter, request_key))


def record(
    connection: Connection,
    service: Service,
    steps: Sequence[Step],
    *,
    key: str = "",
    command_digest: str = "",
    main: int = 0,
) -> list[Recorded]:
    """Write the decisions of ``steps``: state, history, deadlines, timers, letters and effects, all or none.

    Returns subject, number and hash of each entry. ``key`` marks the request that asked for the one at ``main``.

    Raises:
        Conflict: a subject was moved since it was read; nothing of this call may be kept.
        DaySealed: the day of the action was sealed in the meantime.
    """
    for step in steps[:1]:  # all steps of a call are of one moment
        refuse_sealed(connection, step.key, step.decision.subject.version, step.decision.command.now)
    written = [_entry(service, step) for step in steps]
    rows = [row for row, _ in written]
    _move(connection, steps, rows)
    note_cases(
        connection, [number_of(step.key) for step in steps if step.is_new and kind_of(step.key) == "case"]
    )
    _HISTORY.run_many(connection, rows)
    _PERSONAL.run_many(connection, [text for _, texts in written for text in texts])
    write_deadlines(connection, steps, rows)
    for step, row in zip(steps, rows, strict=True):
        writing = Writing(connection, service, step, row["seq"], row["hash"])
        for effect in step.decision.effects:
            EFFECTS[effect.name](writing, effect)
    _post(connection, service, steps, rows)
    if key:
        _KEY.run(connection, **rows[main], key=key, digest=command_digest)
    return [(row["subject"], row["seq"], row["hash"]) for row in rows]


def _entry(service: Service, step: Step) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The history row of a decision, and the rows of its personal text."""
    decision, entry = step.decision, step.decision.entry
    seq = decision.subject.version + 1
    texts: list[dict[str, Any]] = [
        {"subject": step.key, "seq": seq, "field": name, "salt": service.entropy.salt(), "text": text}
        for name, text in sorted(entry.personal.items())
    ]
    digests = {each["field"]: {"digest": digest(each["salt"] + each["text"])} for each in texts}
    row = {
        "subject": step.key,
        "seq": seq,
        "at": decision.command.now,
        "action": entry.action,
        "event": entry.event,
        "actor": decision.command.actor.no,
        "acting_as": entry.acting_as,
        "os_user": decision.command.actor.system_user,
        "source": entry.source,
        "target": entry.target,
        "payload": canonical_json({**entry.payload, **digests}),
        "previous": "" if step.is_new else step.row["head"],
    }
    return {**row, "hash": entry_hash(row)}, texts


def _move(connection: Connection, steps: Sequence[Step], rows: Sequence[dict[str, Any]]) -> None:
    """Insert the new subjects, and move the others by version-checked UPDATEs; neighbours of one kind together."""
    moves = (_moving_of(step, row) for step, row in zip(steps, rows, strict=True))
    for statement, alike in groupby(moves, key=itemgetter(0)):
        values = [each for _, each in alike]
        if statement.run_many(connection, values) != len(values):
            raise _conflict(connection, steps, rows)


def _moving_of(step: Step, row: dict[str, Any]) -> tuple[Prepared, dict[str, Any]]:
    """The statement that inserts or moves the subject of a step, and its values."""
    kind = kind_of(step.key)
    if step.is_new:
        return _NEW[kind], {**step.row, "state": row["target"], "version": 1, "head": row["hash"]}
    this = {"no": number_of(step.key), "read": step.decision.subject.version}
    new = {"new_state": row["target"], "new_version": row["seq"], "new_head": row["hash"]}
    if kind != "case" or not step.decision.moved:
        return _MOVES[kind], {**this, **new}
    new["new_entered_at"] = row["at"]
    if not step.decision.end:
        return _CASE_ENTERS, {**this, **new}
    ended = {"new_ended_at": row["at"], "new_result": step.decision.end.result}
    return _CASE_ENDS, {**this, **new, **ended}


def _conflict(connection: Connection, steps: Sequence[Step], rows: Sequence[dict[str, Any]]) -> Conflict:
    """The refusal that names the first subject that was not moved.

    Where every head is as it should be, somebody made the very same entry at the very same moment.
    """
    lost = (
        step
        for step, row in zip(steps, rows, strict=True)
        if _HEADS[kind_of(step.key)].value(connection, no=number_of(step.key)) != row["hash"]
    )
    step = next(lost, steps[0])
    return Conflict(step.key, step.decision.subject.version)


def _post(
    connection: Connection, service: Service, steps: Sequence[Step], rows: Iterable[dict[str, Any]]
) -> None:
    """Put the letters of all decisions into the outbox."""
    posted = (letters_of(connection, service, step, row) for step, row in zip(steps, rows, strict=True))
    _LETTER.run_many(connection, [each for letters in posted for each in letters])
