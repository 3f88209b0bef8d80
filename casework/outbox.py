"""Letters of a decision as rows of the outbox: who gets which, with the facts of the moment."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, select

from casework.mandates import organisations_of
from casework.steps import Step
from models.tables import letter, panel, panel_member
from statemachines.subject import OpenDeadline

__all__ = ["letters_of"]


def letters_of(connection: Connection, step: Step, row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The letters one history entry causes: one row for each template and recipient."""
    sent: set[tuple[str, str]] = set()
    for rule in step.decision.letters:
        invited = _invited(connection, step) if rule.template == "panel_invitation" else ()
        for recipient in (each for role in rule.to for each in _recipients(connection, step, role)):
            if recipient in invited:
                continue
            if (rule.template, recipient) not in sent:
                sent.add((rule.template, recipient))
                yield {
                    "entry": row["hash"], "template": rule.template, "recipient": recipient, "subject": step.key,
                    "facts": _facts(step, row), "created_at": row["at"], "due_at": row["at"],
                }  # fmt: skip


def _invited(connection: Connection, step: Step) -> frozenset[str]:
    """Experts who were asked to this case before; they are not asked twice."""
    known = select(letter.c.recipient).where(
        letter.c.subject == step.key, letter.c.template == "panel_invitation"
    )
    return frozenset(connection.execute(known).scalars())


def _recipients(connection: Connection, step: Step, role: str) -> Iterator[str]:
    """An organisation gets the letter; experts get it themselves, those drawn for the case."""
    body = step.loaded.programme.bodies.get(role)
    if body is not None and body.role == "expert" and step.key.startswith("case:"):
        members = select(panel_member.c.person_no).join(panel, panel.c.no == panel_member.c.panel_no)
        drawn = members.where(panel.c.case_no == step.row["no"], panel_member.c.state == "drawn").order_by(
            panel_member.c.place
        )
        yield from connection.execute(drawn).scalars()
        return
    codes = organisations_of(connection, step.loaded.programme, role, step.row)
    yield from (f"org:{code}" for code in codes)


def _facts(step: Step, row: dict[str, Any]) -> dict[str, Any]:
    opened = next((change.last for change in step.decision.deadlines if change.last is not None), None)
    running = _running(step)
    last = opened.day if opened else running.last_day if running else None
    provisional = opened.provisional if opened else running.provisional if running else False
    return {
        "programme": step.loaded.programme.programme, "seq": row["seq"], "event": row["event"], "state": row["target"],
        "last_day": last.isoformat() if last else None, "provisional": provisional, **_moved(step),
    }  # fmt: skip


def _moved(step: Step) -> dict[str, Any]:
    """The last day as it was before this entry moved it."""
    before = next((change.before for change in step.decision.deadlines if change.before is not None), None)
    return {"last_day_before": before.isoformat()} if before else {}


def _running(step: Step) -> OpenDeadline | None:
    """The deadline a letter speaks of: the one opened last, one that runs before one that has passed."""
    mine = [each for each in step.decision.subject.deadlines if each.state != "paused"]
    return max(mine, key=lambda each: (each.state == "running", int(each.occurrence)), default=None)
