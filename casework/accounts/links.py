"""One-time links: the only way to a first password. Nobody is ever told a password that somebody else chose."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, or_, select

from casework.accounts import attempts, passwords
from casework.accounts.devices import forget_devices, remember
from casework.accounts.errors import LinkRefused
from casework.accounts.keeping import keep
from casework.accounts.rights import is_administrator, require_administrator, require_person
from casework.accounts.sessions import end_all
from casework.accounts.tokens import digest_of, new_token
from casework.record.register import enter_in_register
from casework.refused import BadInput
from casework.service import Service
from models.person import Role
from models.tables import account, account_link, person, role_grant
from statemachines.refusals import NotYours

__all__ = ["LASTS", "Link", "UsedLink", "link_for", "make_first_link", "make_link", "use_link"]

LASTS = timedelta(hours=72)  # handed over on a Friday, it is good on Monday


@dataclass(frozen=True, slots=True)
class Link:
    """A link that can be used: whose it is."""

    person: str
    name: str


@dataclass(frozen=True, slots=True)
class UsedLink:
    """A password was set: whose, and the token of the browser, which is known from now on."""

    person: str
    device: str = field(repr=False)


def make_link(service: Service, person_no: str, by: str, now: datetime) -> str:
    """Make a link with which a person sets a password, once and within three days; returns its token.

    An older link of the person is worth nothing from now on. The password that is there, and whoever is signed in, stay
    until the link is used.

    Raises:
        NotFound: an unknown person.
        NotYours: ``by`` is no administrator.
        BadInput: the person has left.
    """
    with service.store.writing() as connection:
        require_administrator(connection, by, "make_link", f"person:{person_no}")
        return _made(service, connection, person_no, by, now)


def make_first_link(service: Service, person_no: str, now: datetime) -> str:
    """Make the link of the first administrator, at the terminal; returns its token.

    Whoever has the database in hand may do this, but only while no administrator can sign in: afterwards a link is
    made by an administrator, whose name stands in the record.

    Raises:
        NotFound: an unknown person.
        NotYours: the person does not administer, or an administrator has a password.
        BadInput: the person has left.
    """
    with service.store.writing() as connection:
        require_person(connection, person_no)
        if not is_administrator(connection, person_no):
            reason = "此人不是系统管理员 / the first link is for an administrator"
            raise NotYours("make_link", f"person:{person_no}", "", reason, ())
        if _somebody_administers(connection):
            reason = "已有管理员可登录，请由其生成 / an administrator can sign in already, and makes links"
            raise NotYours("make_link", f"person:{person_no}", "", reason, ())
        return _made(service, connection, person_no, person_no, now)


def _somebody_administers(connection: Connection) -> bool:
    known = (
        select(account.c.person_no)
        .join(person, person.c.no == account.c.person_no)
        .join(role_grant, role_grant.c.person_no == person.c.no)
        .where(
            account.c.password.is_not(None), person.c.active, role_grant.c.role == Role.ADMINISTRATOR,
            role_grant.c.ended_at.is_(None),
        )
    )  # fmt: skip
    return connection.execute(known).first() is not None


def _made(service: Service, connection: Connection, person_no: str, by: str, now: datetime) -> str:
    if not require_person(connection, person_no)["active"]:
        raise BadInput(f"{person_no} has left, and cannot sign in")
    token = new_token(service.entropy)
    past = or_(account_link.c.person_no == person_no, account_link.c.expires_at <= now)
    connection.execute(delete(account_link).where(past))
    row = {
        "digest": digest_of(token),
        "person_no": person_no,
        "made_at": now,
        "expires_at": now + LASTS,
    }
    connection.execute(insert(account_link), row)
    enter_in_register(connection, "make_link", "link_made", now, {"person": person_no}, actor=by)
    return token


def link_for(service: Service, token: str, now: datetime) -> Link | None:
    """Whose link this is; None where it was used, replaced, is past, or never was one."""
    known = (
        select(person.c.no, person.c.name)
        .join(account_link, account_link.c.person_no == person.c.no)
        .where(
            account_link.c.digest == digest_of(token), account_link.c.expires_at > now, person.c.active
        )
    )  # fmt: skip
    with service.store.reading() as connection:
        row = connection.execute(known).one_or_none()
    return Link(*row) if row else None


def use_link(service: Service, token: str, password: str, now: datetime) -> UsedLink:
    """Set the password of the person whose link this is; whoever was signed in as that person is signed out.

    Raises:
        LinkRefused: the link is not good, or somebody used it just now.
        PasswordRefused: the password is not taken; the link stays good.
    """
    link = link_for(service, token, now)
    if link is None:
        raise LinkRefused
    passwords.require_fit(password, link.person, link.name)
    kept = passwords.hashed(service.entropy, password)
    with service.store.writing() as connection:
        this = delete(account_link).where(
            account_link.c.digest == digest_of(token), account_link.c.expires_at > now
        )
        if connection.execute(this).rowcount != 1:
            raise LinkRefused
        keep(connection, link.person, password=kept, password_at=now)
        attempts.forget(connection, link.person)
        end_all(connection, link.person)
        forget_devices(connection, link.person)
        device = remember(connection, service.entropy, link.person, "", now)
        said = {"person": link.person, "by_link": True}
        enter_in_register(connection, "set_password", "password_set", now, said, actor=link.person)
    return UsedLink(link.person, device)
