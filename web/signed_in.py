"""Who is asking: the session behind the cookie, weighed against the permission matrix before any route begins."""

from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Request
from starlette.requests import HTTPConnection

from casework.accounts.looking import look
from casework.accounts.sessions import Session, session_of
from casework.rights.sight import Sight
from models.person import Role
from web.cookies import SESSION, give
from web.house import House
from web.permissions import MATRIX, Entry

__all__ = ["Forbidden", "SignInNeeded", "Signed", "Who", "guard"]

CLOSED = Entry()


class SignInNeeded(Exception):
    """Nobody has signed in, or has to set the second factor up first; ``to`` is the page for it."""

    def __init__(self, to: str) -> None:
        self.to = to


class Forbidden(Exception):
    """Somebody who may not come in here."""


@dataclass(frozen=True, slots=True)
class Who:
    """Who has signed in; ``no`` is empty for nobody."""

    no: str = ""
    name: str = ""
    roles: frozenset[str] = frozenset()
    sight: Sight = field(default_factory=Sight)
    language: str = ""
    csrf: str = ""
    demonstration: bool = False

    @property
    def administers(self) -> bool:
        """Whether the whole house is this person's matter."""
        return Role.ADMINISTRATOR in self.roles

    @property
    def applies(self) -> bool:
        """Whether this person applies, and has no office besides: such a one needs nothing of the console."""
        return Role.APPLICANT in self.roles and not self.office and Role.EXPERT not in self.roles

    @property
    def office(self) -> bool:
        """Whether this person acts for an authority."""
        return self.administers or not self.roles.isdisjoint((Role.OFFICER, Role.APPROVER, Role.INSPECTOR))


def guard(request: Request) -> None:
    """Let a request in, or raise SignInNeeded or Forbidden; runs before every route.

    What administrators look at is recorded before they see it.
    """
    entry = MATRIX.get(request.scope["route"].name, CLOSED)
    house: House = request.app.state.house
    token = request.cookies.get(SESSION, "")
    session = session_of(house.service, token, house.clock()) if token else None
    if session and session.token_to_set:
        give(request, SESSION, session.token_to_set)
    request.state.who = _who(session)
    if entry.public:
        return
    if session is None:
        raise SignInNeeded("/sign-in")
    if session.code_due and not entry.without_code:
        raise SignInNeeded("/account")
    who: Who = request.state.who
    if not entry.admits(who.roles):
        raise Forbidden
    if who.administers and request.method == "GET":
        look(house.service, who.no, request.scope["route"].name, _subject(request), house.clock())


def _who(session: Session | None) -> Who:
    if session is None:
        return Who()
    return Who(
        session.person, session.name, session.roles, session.sight, session.language, session.csrf,
        session.demonstration,
    )  # fmt: skip


def _subject(request: Request) -> str:
    """What the page is about: the number in its path, empty for a list."""
    return str(request.path_params.get("number", ""))[:100]


async def _of(request: HTTPConnection) -> Who:  # no thread is worth it
    who: Who = request.state.who
    return who


Signed = Annotated[Who, Depends(_of)]
