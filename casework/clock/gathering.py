"""Timers of one commit, gathered: read together, decided one by one, written with one statement a table."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, update

from casework import cases
from casework.acting import plan_action
from casework.asked import Asked
from casework.cases import Known, read_cases
from casework.recording import record
from casework.service import Service
from casework.steps import Plan, Row, kind_of, number_of
from casework.storage.prepared import Prepared
from models.tables import timer

__all__ = ["Gathered", "marking"]


def marking(*columns: str) -> Prepared:
    """An UPDATE of these columns of one timer."""
    this = (timer.c[name] == bindparam(f"of_{name}") for name in ("subject", "rule", "occurrence"))
    new = {name: bindparam(f"new_{name}", type_=timer.c[name].type) for name in columns}
    return Prepared(update(timer).where(*this).values(new))


_FIRED = marking("state", "fired_at")


class Gathered:
    """Plans that are decided and not written yet, with the timers they came from.

    They wait only for as long as nothing can tell: what is decided meanwhile is a case's own matter, asks no fact and
    brings nothing for others. Whatever else is to be decided finds all of them written.
    """

    def __init__(self, service: Service, connection: Connection, rows: Sequence[Any], now: datetime) -> None:
        self._service, self._connection, self._now = service, connection, now
        self._waiting: list[tuple[Plan, Any]] = []
        self._own = self._own_matters(rows)

    def _own_matters(self, rows: Sequence[Any]) -> dict[str, Known]:
        """Of the subjects whose timer is a case's own matter, what is known of them."""
        due = {number_of(row.subject): row.action for row in rows if kind_of(row.subject) == "case"}
        if len(due) < 2:
            return {}
        found = read_cases(self._service, self._connection, list(due))
        return {f"case:{no}": known for no, known in found.items() if self._is_own(known.row, due[no])}

    def _is_own(self, row: Row, action: str) -> bool:
        loaded = self._service.definition(self._connection, row["definition_digest"])
        ways = loaded.procedures[row["procedure"]].actions(row["state"]).get(action, ())
        return all(not (way.when or way.needs or way.flags or way.effects or way.via) for way in ways)

    def plan(self, row: Any, asked: Asked) -> Plan:
        """Decide what a timer is to do; raises what the decision refuses."""
        known = self._own.get(row.subject)
        if known is None:
            return plan_action(self._service, self._connection, row.subject, asked)
        return cases.plan(self._service, self._connection, number_of(row.subject), asked, known=known)

    def before(self, subject: str) -> None:
        """Something is about to be decided: write what waits, where it may rest on more than its own."""
        if subject not in self._own:
            self.write()

    def add(self, row: Any, plan: Plan) -> None:
        """Take the plan of a timer; one that is more than a case's own matter is written at once."""
        self._waiting.append((plan, row))
        if row.subject not in self._own:
            self.write()
            self._forget({step.key for step in plan.steps})

    def _forget(self, moved: set[str]) -> None:
        """What was read of these subjects, and of cases in these rounds, holds no longer."""
        for subject, known in list(self._own.items()):
            if not moved.isdisjoint((subject, f"round:{known.row['round_no']}")):
                del self._own[subject]

    def write(self) -> None:
        """Write the plans in the order they were made, and mark their timers as fired.

        Raises Conflict where a subject was moved since its plan was made.
        """
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        record(self._connection, self._service, [step for plan, _ in waiting for step in plan.steps])
        fired = {"new_state": "fired", "new_fired_at": self._now}
        _FIRED.run_many(
            self._connection,
            [
                {"of_subject": row.subject, "of_rule": row.rule, "of_occurrence": row.occurrence, **fired}
                for _, row in waiting
            ],
        )
