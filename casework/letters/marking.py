"""What became of a letter: its mark, and the tasks that follow, in one commit."""

from datetime import datetime
from typing import Any

from casework.letters.claiming import mark, waiting_until
from casework.letters.undelivered import open_contact_task
from casework.letters.writing import Ready, Stopped
from casework.service import Service
from notifications.transport import Answer

__all__ = ["ATTEMPTS", "mark_answer", "mark_stopped"]

ATTEMPTS = 30  # about four days of being refused for now; then somebody has to see to it


def mark_answer(service: Service, ready: Ready, answer: Answer, now: datetime) -> str:
    """Write down what a transport said; returns sent, deferred, failed or taken_over.

    Whoever was refused for good, or for now too often, is a task, also where others were reached.
    """
    new = _outcome(ready, answer, now)
    with service.store.writing() as connection:
        if not mark(connection, ready.row, **new):
            return "taken_over"
        given_up = answer.deferred if new["state"] in ("failed", "sent") else {}
        for address, why in {**answer.refused, **given_up}.items():
            who = ready.people[address].no
            open_contact_task(service, connection, ready.row, who, why, ready.subject, now)
    return "deferred" if new["state"] == "pending" else str(new["state"])


def mark_stopped(service: Service, stopped: Stopped, now: datetime) -> str:
    """Write down that a letter is not sent; returns withheld, failed or taken_over."""
    row = stopped.row
    with service.store.writing() as connection:
        if not mark(connection, row, state=stopped.state, due_at=now, last_error=stopped.why):
            return "taken_over"
        if stopped.state == "failed":
            open_contact_task(service, connection, row, row["recipient"], stopped.why, "", now)
    return stopped.state


def _outcome(ready: Ready, answer: Answer, now: datetime) -> dict[str, Any]:
    """The columns of a letter after an attempt."""
    row = ready.row
    accepted = [ready.people[address].no for address in answer.accepted]
    reached = sorted({*(row["reached"] or ()), *accepted}) or None
    problems = {**answer.refused, **answer.deferred}
    said = "; ".join(f"{ready.people[address].no}: {why}" for address, why in problems.items())
    whole = {"reached": reached, "last_error": said or row["last_error"], "due_at": now, "sent_at": None}
    if answer.deferred and row["attempts"] < ATTEMPTS:
        again = now + waiting_until(row["attempts"], row["message_id"])
        return {**whole, "state": "pending", "due_at": again}
    if reached:
        return {**whole, "state": "sent", "sent_at": now}
    return {**whole, "state": "failed"}
