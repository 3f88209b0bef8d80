"""Letters of a decision as rows of the outbox: who gets which, with the facts of the moment."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, or_, select, text

from casework.clock.owing import ASKING, still_owing
from casework.facts import Asking
from casework.facts.papers import missing_materials
from casework.facts.why import unmet_criteria
from casework.rights.joint import with_partners
from casework.rights.mandates import organisations_of
from casework.service import Service
from casework.steps import Row, Step
from casework.storage.prepared import Prepared
from models.tables import case_file, letter, list_entry, organisation, panel, panel_member, timer
from statemachines.definition.programme import Programme
from statemachines.definition.stage import Stage
from statemachines.definition.time import SUPERIOR
from statemachines.machine import LetterRule
from statemachines.subject import DeadlineChange, OpenDeadline

__all__ = ["letters_of", "recipients", "spoken_of"]

# Letters that say what is wanting: looked up at that moment, since it is mended afterwards.
TELLS_MISSING = frozenset({"rejected", "returned_for_correction"})
# Letters that go into the digest of a programme that has one.
DIGESTED = frozenset({"reminder", "reminder_copy"})

_DIGEST = Prepared(
    select(timer.c.occurrence).where(
        timer.c.subject == bindparam("subject"),
        timer.c.action == "send_digest",
        text("timer.state = 'pending'"),
    )
)
_LISTED = Prepared(
    select(case_file)
    .join(list_entry, list_entry.c.case_no == case_file.c.no)
    .where(
        list_entry.c.list_no == bindparam("no"),
        or_(*(list_entry.c.state == state for state in ("published", "held"))),
    )
    .order_by(case_file.c.no)
)
_INVITED = Prepared(
    select(letter.c.recipient).where(
        letter.c.subject == bindparam("subject"), letter.c.template == "panel_invitation"
    )
)
_DRAWN = Prepared(
    select(panel_member.c.person_no)
    .join(panel, panel.c.no == panel_member.c.panel_no)
    .where(panel.c.case_no == bindparam("case_no"), panel_member.c.state == "drawn")
    .order_by(panel_member.c.place)
)
_PARENT = Prepared(select(organisation.c.parent_code).where(organisation.c.code == bindparam("code")))


def letters_of(
    connection: Connection, service: Service, step: Step, row: dict[str, Any]
) -> Iterator[dict[str, Any]]:
    """The letters one history entry causes: one row for each template and recipient."""
    sent: set[tuple[str, str]] = set()
    for rule in step.decision.letters:
        if rule.template in DIGESTED and _has_digest(connection, step):
            continue
        more = {"missing": _missing(connection, service, step)} if rule.template in TELLS_MISSING else {}
        invited = _invited(connection, step) if rule.template == "panel_invitation" else ()
        for recipient, role in recipients(connection, service, step, rule):
            if recipient in invited:
                continue
            if (rule.template, recipient) not in sent:
                sent.add((rule.template, recipient))
                yield {
                    "entry": row["hash"], "template": rule.template, "recipient": recipient, "subject": step.key,
                    "facts": {**_facts(step, row), **more, "role": role}, "created_at": row["at"], "due_at": row["at"],
                }  # fmt: skip


def _has_digest(connection: Connection, step: Step) -> bool:
    """Whether a digest of the programme is to come; the case's own definition has asked for one, too."""
    if not step.loaded.programme.reminding.digest:
        return False
    return _DIGEST.first(connection, subject=f"programme:{step.loaded.programme.programme}") is not None


def _invited(connection: Connection, step: Step) -> frozenset[str]:
    """Experts who were asked to this case before; they are not asked twice."""
    return frozenset(row.recipient for row in _INVITED.rows(connection, subject=step.key))


def recipients(
    connection: Connection, service: Service, step: Step, rule: LetterRule
) -> Iterator[tuple[str, str]]:
    """Who gets a letter, and as what (officer, applicant, …): organisations, and of experts those drawn.

    What asks for something goes to those who still owe it: experts who have not scored, bodies that have not answered.
    """
    programme = step.loaded.programme
    for role in rule.to:
        body = programme.bodies.get(programme.body_of(role, step.row.get("facts") or {}))
        if body is not None and body.role == "expert" and step.key.startswith("case:"):
            yield from ((no, "expert") for no in _drawn(connection, step))
            continue
        codes: Sequence[str] = _codes(connection, step, role)
        if rule.template in ASKING:
            codes = still_owing(connection, service, step, role, codes)
        party = body is None and role != SUPERIOR
        yield from (
            (f"org:{code}", "applicant" if party else body.role if body else "officer") for code in codes
        )


def _codes(connection: Connection, step: Step, role: str) -> list[str]:
    """The organisations of a role; of the superior those above the ones that have to act."""
    programme = step.loaded.programme
    if role in programme.parties and step.key.startswith("list:"):
        listed = _listed(connection, programme, step.row["no"])
        return [code for row in listed for code in organisations_of(connection, programme, role, row)]
    if role != SUPERIOR:
        return list(organisations_of(connection, programme, role, step.row))
    owed = step.loaded.procedures[step.row["procedure"]].states[step.decision.entry.target].owed_by
    below = {code for each in owed for code in organisations_of(connection, programme, each, step.row)}
    return [code for code in (_PARENT.value(connection, code=each) for each in sorted(below)) if code]


def _listed(connection: Connection, programme: Programme[Stage], number: str) -> Iterator[Row]:
    """The cases that stand in public on a list, those held by an objection too."""
    for row in _LISTED.rows(connection, no=number):
        yield with_partners(connection, programme, row._asdict())


def _drawn(connection: Connection, step: Step) -> Sequence[str]:
    return [row.person_no for row in _DRAWN.rows(connection, case_no=step.row["no"])]


def _missing(connection: Connection, service: Service, step: Step) -> list[str]:
    """The papers that were not there, and the conditions that were not met, in the words of the definition."""
    decision = step.decision
    procedure = step.loaded.procedures[step.row["procedure"]]
    stage = procedure.states[decision.entry.source].stage
    asking = Asking(
        connection, service, step.loaded, procedure.id, decision.subject, step.row, decision.command
    )
    papers = [step.loaded.programme.materials[key].name for key in missing_materials(asking, stage)]
    return [*papers, *unmet_criteria(asking, stage)]


def _facts(step: Step, row: dict[str, Any]) -> dict[str, Any]:
    facts = {
        "programme": step.loaded.programme.programme, "seq": row["seq"], "event": row["event"], "state": row["target"],
        "last_day": None, "provisional": False,
    }  # fmt: skip
    opened = next((change for change in step.decision.deadlines if change.last is not None), None)
    if opened is not None and opened.last is not None:
        return {**facts, **_deadline(opened, opened.last.day, opened.last.provisional), **_moved(step)}
    running = spoken_of(step)
    return {**facts, **_deadline(running, running.last_day, running.provisional)} if running else facts


def _deadline(which: DeadlineChange | OpenDeadline, last_day: date, provisional: bool) -> dict[str, Any]:
    """The deadline a letter speaks of, with its key: how it was counted is looked up when the letter is written."""
    key = {"rule": which.rule, "occurrence": which.occurrence}
    return {**key, "last_day": last_day.isoformat(), "provisional": provisional}


def _moved(step: Step) -> dict[str, Any]:
    """The last day as it was before this entry moved it."""
    before = next((change.before for change in step.decision.deadlines if change.before is not None), None)
    return {"last_day_before": before.isoformat()} if before else {}


def spoken_of(step: Step) -> OpenDeadline | None:
    """The deadline a letter speaks of: the one opened last, one that runs before one that has passed."""
    mine = [each for each in step.decision.subject.deadlines if each.state != "paused"]
    return max(mine, key=lambda each: (each.state == "running", int(each.occurrence)), default=None)
