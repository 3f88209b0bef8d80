"""Letters tried again by people, and the contacts that were wrong put right."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, select, text, update

from casework.letters.addressing import organisation_row
from casework.record.register import enter_in_register
from casework.record.seals import WITNESS
from casework.refused import BadInput, NotFound
from casework.service import Service
from casework.tasks import close_task
from models.letter import STUCK
from models.tables import letter, organisation, person, role_grant, task
from notifications.addresses import checked
from statemachines.refusals import NotYours

__all__ = ["change_contact", "try_again"]


def try_again(service: Service, by: str, now: datetime, *, recipient: str = "", subject: str = "") -> int:
    """Let letters that failed, or were withheld for want of a setting, be tried again; returns how many.

    Those to one recipient, or about one subject, where asked; letters that were overtaken stay withheld. Their tasks
    are closed. It is entered in the register.

    Raises:
        NotFound: there is no such person.
        NotYours: the person is neither an administrator nor an officer above the recipient.
    """
    with service.store.writing() as connection:
        _require_may_mend(connection, by, recipient)
        return _again(connection, by, now, recipient, subject)


def change_contact(service: Service, who: str, address: str, by: str, now: datetime) -> int:
    """Write down where a person or an organisation (`org:CODE`) gets letters; returns how many are tried again.

    The register says whose address was changed by whom; the address itself stands outside of the chain.

    Raises:
        BadAddress: it is no address for mail.
        BadInput: the witness's address is a setting.
        NotFound: there is no such person or organisation.
        NotYours: the person is neither an administrator, nor an officer above the organisation, nor who is written to.
    """
    if who == WITNESS:
        raise BadInput("the address of the witness is a setting: SHENBAO_WITNESS")
    plain = checked(address)
    with service.store.writing() as connection:
        _require_may_mend(connection, by, who)
        code = who.removeprefix("org:")
        table, key = (organisation, organisation.c.code) if code != who else (person, person.c.no)
        if connection.execute(update(table).where(key == code).values(email=plain)).rowcount != 1:
            raise NotFound("organisation" if code != who else "person", code)
        enter_in_register(connection, "change_contact", "contact_changed", now, {"who": who}, actor=by)
        return _again(connection, by, now, who, "")


def _again(connection: Connection, by: str, now: datetime, recipient: str, subject: str) -> int:
    stuck = update(letter).where(STUCK, text("letter.last_error NOT LIKE 'overtaken:%'"))
    wanted: list[ColumnElement[bool]] = (
        [letter.c.recipient.in_(_recipients(connection, recipient))] if recipient else []
    )
    wanted += [letter.c.subject == subject] if subject else []
    count = connection.execute(stuck.where(*wanted).values(state="pending", due_at=now, attempts=0)).rowcount
    for number in _tasks(connection, recipient, subject):
        close_task(connection, number, by, now)
    if count:
        known = {"recipient": recipient, "subject": subject, "letters": count}
        enter_in_register(connection, "try_letters_again", "letters_tried_again", now, known, actor=by)
    return count


def _recipients(connection: Connection, who: str) -> list[str]:
    """A person's letters, and those to the organisations the person is written to for."""
    if who.startswith("org:"):
        return [who]
    known = select(role_grant.c.organisation_code).where(
        role_grant.c.person_no == who, role_grant.c.ended_at.is_(None)
    )
    return [who, *(f"org:{code}" for code in connection.execute(known.distinct()).scalars())]


def _tasks(connection: Connection, recipient: str, subject: str) -> list[str]:
    """The open tasks about these letters; their rule is whoever was not reached."""
    known = select(task.c.no).where(task.c.kind == "undelivered_letter", task.c.closed_at.is_(None))
    known = known.where(task.c.rule.in_(_recipients(connection, recipient))) if recipient else known
    known = known.where(task.c.subject == subject) if subject else known
    return list(connection.execute(known.order_by(task.c.no)).scalars())


def _require_may_mend(connection: Connection, by: str, who: str) -> None:
    """Administrators may, the officers above the one written to, and everybody for themselves."""
    acting = connection.execute(select(person).where(person.c.no == by)).one_or_none()
    if acting is None:
        raise NotFound("person", by, "; `--as` names the number of a person")
    grants = select(role_grant.c.role, role_grant.c.organisation_code)
    mine = connection.execute(
        grants.where(role_grant.c.person_no == by, role_grant.c.ended_at.is_(None))
    ).all()
    above = _above(connection, who)
    may = any(
        each.role == "administrator" or (each.role == "officer" and each.organisation_code in above)
        for each in mine
    )
    if not acting.active or not (may or by == who):
        reason = "只有系统管理员和上级经办人可以 / only an administrator or an officer above may"
        raise NotYours("change_contact", who or "letters", "", reason, ())


def _above(connection: Connection, who: str) -> set[Any]:
    """The organisations that see to the contacts of another: itself, the one above it, and those with a task for it."""
    if not who:
        return set()
    code = who.removeprefix("org:")
    if code == who:
        found = connection.execute(
            select(person.c.organisation_code).where(person.c.no == who)
        ).scalar_one_or_none()
        code = found or ""
    mine = organisation_row(connection, code)
    given = select(task.c.organisation_code).where(task.c.rule == who, task.c.closed_at.is_(None))
    found_tasks = connection.execute(given).scalars()
    return {code, mine.parent_code if mine else None, *found_tasks} - {None, ""}
