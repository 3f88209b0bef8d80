"""The way every action takes: plan it, write it, commit it; alone, or many behind one savepoint."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.exc import IntegrityError

from casework import cases, lists, rounds, titles
from casework.asked import Asked
from casework.record.chain import digest
from casework.recording import record
from casework.refused import BadInput, RequestReused
from casework.service import Service
from casework.steps import DayMoved, Plan, kind_of, number_of
from casework.storage.again import again
from casework.storage.errors import StoreError
from casework.storage.holding import hold
from casework.storage.texts import refuse_unstorable
from errors import ShenbaoError
from models.tables import history, request_key
from models.types import canonical_json

__all__ = ["Done", "Result", "act", "act_many", "carry_out", "once", "plan_action"]

Planner = Callable[[Service, Connection, str, Asked], Plan]
PLANNERS: Mapping[str, Planner] = {
    "case": cases.plan,
    "list": lists.plan,
    "title": titles.plan,
    "round": rounds.plan,
    "programme": rounds.plan_programme,
}


@dataclass(frozen=True, slots=True)
class Done:
    """What an action did: its history entry, the state it led to, and the letters and dates that follow from it.

    ``warnings`` say what is doubtful about it, ``moved`` which last days it moves, those of other subjects too.
    """

    subject: str
    seq: int
    event: str
    source: str
    state: str
    hash: str
    letters: tuple[str, ...] = ()
    last_day: str | None = None
    also: tuple[str, ...] = ()
    repeated: bool = False
    warnings: tuple[str, ...] = ()
    moved: tuple[DayMoved, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """One item of a bulk action: what was done, or why it was refused."""

    subject: str
    done: Done | None = None
    refused: ShenbaoError | None = field(default=None)


class _DryRun(Exception):
    """Undoes what a dry run has written."""


def plan_action(service: Service, connection: Connection, subject: str, asked: Asked) -> Plan:
    """Decide an action on a subject of any kind; raises what the decision refuses."""
    planner = PLANNERS.get(kind_of(subject))
    if planner is None or ":" not in subject:
        raise BadInput(
            f"“{subject}” is no subject; write case:NO, list:NO, title:NO, round:NO or programme:ID"
        )
    return planner(service, connection, number_of(subject), asked)


def act(service: Service, subject: str, asked: Asked, *, key: str = "", dry_run: bool = False) -> Done:
    """Carry out one action in one commit.

    ``key`` names the request: repeated with the same command, it has the effect of one and returns what was done
    then. ``dry_run`` does everything and keeps nothing.

    Raises:
        Refusal, Conflict, RequestReused, BadInput, NotFound, StoreError: refused or failed; nothing is kept.
    """

    def planned(connection: Connection) -> Plan:
        return plan_action(service, connection, subject, asked)

    return once(service, subject, asked, planned, key=key, dry_run=dry_run)


def once(
    service: Service, about: str, asked: Asked, planned: Callable[[Connection], Plan], *, key: str = "",
    dry_run: bool = False,
) -> Done:  # fmt: skip
    """Make a plan and carry it out in one commit; ``about`` and ``asked`` are what ``key`` must mean again.

    ``key`` and ``dry_run`` are as in ``act``. Raises what planning and writing raise; nothing is kept then.
    """
    refuse_unstorable("the request", [about, asked.person, asked.system_user, key])
    command = _command_digest(about, asked) if key else ""

    def carried_out() -> Done:
        result: Done | None = None
        with suppress(_DryRun), service.store.writing() as connection:
            result = _repeated(connection, key, command)
            if result is None:
                result = carry_out(service, connection, planned(connection), key=key, command_digest=command)
            if dry_run:
                raise _DryRun
        assert result is not None
        return result

    return again(carried_out)


def carry_out(
    service: Service, connection: Connection, plan: Plan, *, key: str = "", command_digest: str = ""
) -> Done:
    """Write a plan within the transaction it was made in, and tell what it did."""
    recorded = record(connection, service, plan.steps, key=key, command_digest=command_digest, main=plan.main)
    step, (subject, seq, entry_hash) = plan.steps[plan.main], recorded[plan.main]
    last = next((change.last for change in step.decision.deadlines if change.last), None)
    entry = step.decision.entry
    return Done(
        subject, seq, entry.event, entry.source, entry.target, entry_hash,
        tuple(rule.template for rule in step.decision.letters), last.day.isoformat() if last else None,
        tuple(name for name, _, _ in recorded if name != subject), warnings=tuple(entry.payload.get("warnings", ())),
        moved=plan.moved(),
    )  # fmt: skip


def act_many(
    service: Service, subjects: Sequence[str], asked: Asked, *, key: str = "", dry_run: bool = False
) -> list[Result]:
    """Carry out the same action on many subjects in one commit, each by itself.

    ``key`` names the request, as in ``act``: repeated, it does nothing again, subject by subject.

    They are decided one by one and written in bulk behind a savepoint; if that fails they are written again one by
    one, each behind its own, so that a poisoned one spoils only itself. ``dry_run`` tells what would happen.
    """
    refuse_unstorable("the request", [*subjects, asked.person, asked.system_user, key])

    def carried_out() -> list[Result]:
        results: list[Result] = []
        with suppress(_DryRun), service.store.writing() as connection:
            results = _all_at_once(service, connection, subjects, asked, key) or [
                _alone(service, connection, subject, asked, key) for subject in subjects
            ]
            if dry_run:
                raise _DryRun
        return results

    return again(carried_out)


def _all_at_once(
    service: Service, connection: Connection, subjects: Sequence[str], asked: Asked, key: str
) -> list[Result]:
    """Everything behind one savepoint; empty where writing failed and it has to be done one by one."""
    try:
        with service.store.savepoint(connection):
            results = []
            for subject in subjects:
                own, command = _own(key, subject, asked)
                try:
                    done = _repeated(connection, own, command)
                    plan = None if done else plan_action(service, connection, subject, asked)
                except StoreError:
                    raise
                except ShenbaoError as refused:
                    results.append(Result(subject, refused=refused))
                    continue
                if plan:
                    done = carry_out(service, connection, plan, key=own, command_digest=command)
                results.append(Result(subject, done))
            return results
    except StoreError:
        raise
    except (ShenbaoError, IntegrityError):
        return []


def _own(key: str, subject: str, asked: Asked) -> tuple[str, str]:
    """The key of one item of a bulk action, and the digest of its command; both empty without a key."""
    return (f"{key}:{subject}", _command_digest(subject, asked)) if key else ("", "")


def _alone(service: Service, connection: Connection, subject: str, asked: Asked, key: str) -> Result:
    own, command = _own(key, subject, asked)
    try:
        with service.store.savepoint(connection):
            done = _repeated(connection, own, command)
            if done is None:
                plan = plan_action(service, connection, subject, asked)
                done = carry_out(service, connection, plan, key=own, command_digest=command)
            return Result(subject, done)
    except StoreError:
        raise
    except ShenbaoError as refused:
        return Result(subject, refused=refused)
    except IntegrityError as error:
        return Result(subject, refused=BadInput(f"{subject}: the database refuses it: {error.orig}"))


def _command_digest(subject: str, asked: Asked) -> str:
    return digest(canonical_json([subject, asked.action, asked.person, _plain(asked.payload)]))


def _plain(payload: Mapping[str, Any]) -> Any:
    return {
        name: str(value) if isinstance(value, date | Decimal) else value for name, value in payload.items()
    }


def _repeated(connection: Connection, key: str, command: str) -> Done | None:
    """What was done when this key was used before; raises RequestReused where it was another command."""
    if not key:
        return None
    hold(connection, f"request:{key}")
    row = connection.execute(select(request_key).where(request_key.c.key == key)).one_or_none()
    if row is None:
        return None
    if row.digest != command:
        raise RequestReused(key, row.subject)
    entry = connection.execute(
        select(history).where(history.c.subject == row.subject, history.c.seq == row.seq)
    ).one()
    return Done(row.subject, row.seq, entry.event, entry.source, entry.target, entry.hash, repeated=True)
