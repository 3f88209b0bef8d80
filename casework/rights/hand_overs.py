"""Duties handed over (移交): an absent officer's stage actions and tasks in other hands, until a day or by hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert, or_, select, update

from calendars import day_of
from casework.record.register import enter_in_register
from casework.refused import BadInput, NotFound
from casework.rights.standing_in import LENT
from casework.service import Service
from casework.storage.holding import hold
from casework.storage.numbers import next_number
from models.tables import hand_over, organisation, person, role_grant
from statemachines.refusals import NotYours

__all__ = ["HandOverRow", "hand_over_duties", "list_hand_overs", "take_back"]


@dataclass(frozen=True, slots=True)
class HandOverRow:
    """One absence: whose duties, who stands in, on which days; when it was taken back."""

    no: str
    person_no: str
    stand_in_no: str
    from_on: date
    until_on: date
    ended_at: datetime | None


def hand_over_duties(
    service: Service, absent: str, stand_in: str, by: str, now: datetime, *, until: date, since: date | None = None
) -> str:  # fmt: skip
    """Let somebody stand in for an officer from a day (today, where none is given) until another; returns the number.

    The stand-in may do what the officer may, finds it in the queue with the officer's tasks, and gets the letters; the
    officer keeps the rights. Nobody applies, scores or administers for another.

    Raises:
        NotFound: an unknown person.
        NotYours: ``by`` is neither the officer nor an administrator.
        BadInput: the days make no sense, there is nothing to hand over, the stand-in belongs elsewhere, has left or is
            absent as well, or the officer's duties are in other hands on one of these days.
    """
    first = since or day_of(now)
    with service.store.writing() as connection:
        hold(connection, "hand_overs")
        people = {no: _person(connection, no) for no in (absent, stand_in, by)}
        _refuse_stranger(connection, absent, by)
        _check_days(first, until, day_of(now))
        _check_stand_in(connection, people[absent], people[stand_in])
        _check_free(connection, absent, stand_in, first, until)
        number = f"H{next_number(connection, 'hand_over'):06}"
        row = {
            "no": number,
            "person_no": absent,
            "stand_in_no": stand_in,
            "from_on": first,
            "until_on": until,
        }
        said = {"hand_over": number, "from": absent, "to": stand_in, "first": str(first), "last": str(until)}
        seq, _ = enter_in_register(connection, "hand_over", "handed_over", now, said, actor=by)
        connection.execute(insert(hand_over), {**row, "given_seq": seq})
    return number


def take_back(service: Service, number: str, by: str, now: datetime) -> None:
    """End a hand-over before its last day. Raises NotFound where no such one is open, and NotYours as giving does."""
    with service.store.writing() as connection:
        known = select(hand_over).where(hand_over.c.no == number, hand_over.c.ended_at.is_(None))
        row = connection.execute(known).one_or_none()
        if row is None or row.until_on < day_of(now):
            raise NotFound("hand-over in force", number, "; `shenbao person hand-overs` shows them")
        _person(connection, by)
        if by != row.stand_in_no:
            _refuse_stranger(connection, row.person_no, by)
        said = {"hand_over": number}
        seq, _ = enter_in_register(connection, "take_back", "taken_back", now, said, actor=by)
        this = update(hand_over).where(hand_over.c.no == number)
        connection.execute(this.values(ended_at=now, ended_seq=seq))


def list_hand_overs(service: Service, on: date | None = None) -> tuple[HandOverRow, ...]:
    """The hand-overs in the order given; ``on`` leaves those that are in force that day or later."""
    known = select(*(hand_over.c[name] for name in HandOverRow.__slots__)).order_by(hand_over.c.no)
    if on is not None:
        known = known.where(hand_over.c.ended_at.is_(None), hand_over.c.until_on >= on)
    with service.store.reading() as connection:
        return tuple(HandOverRow(*row) for row in connection.execute(known))


def _person(connection: Connection, no: str) -> Mapping[str, Any]:
    row = connection.execute(select(person).where(person.c.no == no)).mappings().one_or_none()
    if row is None:
        raise NotFound("person", no)
    return dict(row)


def _roles(connection: Connection, no: str) -> list[Any]:
    known = select(role_grant.c.role, role_grant.c.organisation_code)
    return list(
        connection.execute(known.where(role_grant.c.person_no == no, role_grant.c.ended_at.is_(None))).all()
    )


def _refuse_stranger(connection: Connection, absent: str, by: str) -> None:
    if by != absent and all(row.role != "administrator" for row in _roles(connection, by)):
        reason = "只有本人或管理员可以 / only the officer, or an administrator"
        raise NotYours("hand_over", f"person:{absent}", "", reason, ())


def _check_days(first: date, until: date, today: date) -> None:
    if until < first or first < today:
        raise BadInput(
            f"from {first} until {until}: it begins today ({today}) or later, and ends after it began"
        )


def _check_stand_in(connection: Connection, absent: Mapping[str, Any], stand_in: Mapping[str, Any]) -> None:
    """The stand-in is a colleague of the same organisation, or of the one above it."""
    no = stand_in["no"]
    if no == absent["no"]:
        raise BadInput(f"{no} cannot stand in for {no}: name somebody else")
    if not stand_in["active"]:
        raise BadInput(f"{no} has left: name somebody who may act")
    codes = {row.organisation_code for row in _roles(connection, absent["no"]) if row.role in LENT}
    if not codes:
        raise BadInput(f"{absent['no']} has no duties of an office ({', '.join(LENT)}) to hand over")
    above = select(organisation.c.parent_code).where(organisation.c.code.in_(codes))
    if stand_in["organisation_code"] not in codes | set(connection.execute(above).scalars()):
        raise BadInput(
            f"{no} belongs elsewhere: a stand-in is of the same organisation, or of the one above it"
        )


def _check_free(connection: Connection, absent: str, stand_in: str, first: date, until: date) -> None:
    """Neither is absent, nor stands in for the other, on one of these days: duties are not handed on."""
    known = select(hand_over).where(
        hand_over.c.ended_at.is_(None), hand_over.c.from_on <= until, hand_over.c.until_on >= first,
        or_(hand_over.c.person_no.in_((absent, stand_in)), hand_over.c.stand_in_no == absent),
    )  # fmt: skip
    other = connection.execute(known.order_by(hand_over.c.no)).first()
    if other is not None:
        days = f"from {other.from_on} until {other.until_on}"
        raise BadInput(
            f"{other.no}: {other.stand_in_no} stands in for {other.person_no} {days}; take it back first"
        )
