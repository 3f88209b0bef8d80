"""The one function that writes decisions down, one or many, within the transaction it is given."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, insert, update

from casework.chain import digest, entry_hash
from casework.clockwork import write_deadlines
from casework.effects import EFFECTS
from casework.outbox import letters_of
from casework.refused import Conflict
from casework.service import Service
from casework.steps import KINDS, Step, Writing, kind_of, number_of
from models.tables import history, letter, personal_text, request_key
from models.types import canonical_json

__all__ = ["Recorded", "record"]

Recorded = tuple[str, int, str]

_MOVES = {
    kind: update(table)
    .where(
        table.c["id" if kind == "programme" else "no"] == bindparam("b_no"),
        table.c.version == bindparam("b_version"),
    )
    .values(state=bindparam("b_state"), version=bindparam("b_next"), head=bindparam("b_head"))
    for kind, table in KINDS.items()
}
_CASE_ENTERS = _MOVES["case"].values(entered_at=bindparam("b_at"))
_CASE_ENDS = _CASE_ENTERS.values(ended_at=bindparam("b_at"), result=bindparam("b_result"))


def record(
    connection: Connection,
    service: Service,
    steps: Sequence[Step],
    *,
    key: str = "",
    command_digest: str = "",
) -> list[Recorded]:
    """Write the decisions of ``steps``: state, history, deadlines, timers, letters and effects, all or none.

    Returns subject, number and hash of each entry. ``key`` marks the request that asked for the first of them.

    Raises:
        Conflict: a subject was moved since it was read; nothing of this call may be kept.
    """
    written = [_entry(service, step) for step in steps]
    rows = [row for row, _ in written]
    for step, row in zip(steps, rows, strict=True):
        _move(connection, step, row)
    connection.execute(insert(history), rows)
    personal = [text for _, texts in written for text in texts]
    if personal:
        connection.execute(insert(personal_text), personal)
    write_deadlines(connection, steps, rows)
    for step, row in zip(steps, rows, strict=True):
        writing = Writing(connection, service, step, row["seq"], row["hash"])
        for effect in step.decision.effects:
            EFFECTS[effect.name](writing, effect)
    _post(connection, steps, rows)
    if key:
        first = rows[0]
        connection.execute(
            insert(request_key),
            {
                "key": key,
                "subject": first["subject"],
                "seq": first["seq"],
                "digest": command_digest,
                "at": first["at"],
            },
        )
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


def _move(connection: Connection, step: Step, row: dict[str, Any]) -> None:
    """Insert the new subject, or move it by one version-checked UPDATE."""
    kind = kind_of(step.key)
    if step.is_new:
        new = {**step.row, "state": row["target"], "version": 1, "head": row["hash"]}
        connection.execute(insert(KINDS[kind]), new)
        return
    version = step.decision.subject.version
    values: dict[str, Any] = {
        "b_no": number_of(step.key), "b_version": version, "b_next": row["seq"], "b_state": row["target"],
        "b_head": row["hash"],
    }  # fmt: skip
    statement = _MOVES[kind]
    if kind == "case" and step.decision.moved:
        values["b_at"] = row["at"]
        statement = _CASE_ENTERS
        if step.decision.end:
            statement = _CASE_ENDS
            values["b_result"] = step.decision.end.result
    if connection.execute(statement, values).rowcount != 1:
        raise Conflict(step.key, version)


def _post(connection: Connection, steps: Sequence[Step], rows: Iterable[dict[str, Any]]) -> None:
    """Put the letters of all decisions into the outbox."""
    letters = [
        each for step, row in zip(steps, rows, strict=True) for each in letters_of(connection, step, row)
    ]
    if letters:
        connection.execute(insert(letter), letters)
