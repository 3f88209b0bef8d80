"""The console on the small world, and people who have signed in to it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field

import pyotp
import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from httpx import Response
from prometheus_client import CollectorRegistry
from sqlalchemy import func, select
from starlette.testclient import TestClient

from calendars import day_of
from casework.accounts import passwords
from casework.accounts.codes import begin_code, confirm_code
from casework.accounts.links import make_link, use_link
from casework.accounts.rights import needs_code
from casework.entering import people
from casework.rights.sight import roles_of
from models.tables import organisation
from tests.world import World
from web.app import create_app
from web.house import House

PASSWORD = "晨光-坐公交去-单位"
HERE = "http://127.0.0.1"


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The smallest that argon2 allows."""
    monkeypatch.setattr(passwords, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@dataclass
class Visitor:
    """Somebody with a browser of their own; forms are sent with the secret of the session, as pages do."""

    client: TestClient
    csrf: str = ""

    def get(self, path: str) -> Response:
        """Look at a page; where one is sent on, at the page behind."""
        answer: Response = self.client.get(path)
        return answer

    def post(self, path: str, data: Mapping[str, str | Sequence[str]] | None = None) -> Response:
        """Send a form; the answer itself, wherever it leads on."""
        sent = {"csrf": self.csrf, **(data or {})}
        answer: Response = self.client.post(path, data=sent, follow_redirects=False)
        return answer


@dataclass
class Visitors:
    """The people of a world, each in a browser."""

    app: FastAPI
    world: World
    stack: ExitStack
    codes: dict[str, pyotp.TOTP] = field(default_factory=dict)
    inside: dict[str, Visitor] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)

    def nobody(self) -> Visitor:
        """Somebody who has not signed in."""
        return Visitor(self.stack.enter_context(TestClient(self.app, base_url=HERE)))

    def __call__(self, person: str) -> Visitor:
        """A person, by number, who has signed in through the form; once, however often asked for."""
        if person in self.inside:
            return self.inside[person]
        self.give_password(person)
        visitor = self.nobody()
        sent = {"name": person, "password": PASSWORD, "code": self.code_of(person)}
        answer = visitor.post("/sign-in", sent)
        assert answer.status_code == 303, answer.text
        found = re.search(r'name="csrf" value="([^"]+)"', visitor.get("/account").text)
        assert found
        visitor.csrf = found[1]
        self.inside[person] = visitor
        return visitor

    def anew(self, person: str) -> Visitor:
        """A person whose session may be over, signed in once more."""
        self.inside.pop(person, None)
        return self(person)

    def give_password(self, person: str, *, code: bool = True) -> None:
        """Let a person sign in, if that was not done before; officers get a second factor too."""
        if person in self.known:
            return
        self.known.add(person)
        now = self.world.now
        use_link(self.world.service, make_link(self.world.service, person, "admin", now), PASSWORD, now)
        with self.world.store.reading() as connection:
            roles = roles_of(connection, person, day_of(now))
        if code and needs_code(roles) and person not in self.codes:
            made = pyotp.TOTP(begin_code(self.world.service, person, now).secret)
            confirm_code(self.world.service, person, made.at(now), now)
            self.codes[person] = made

    def code_of(self, person: str) -> str:
        """The next code of a person's authenticator: no code is taken twice."""
        if person not in self.codes:
            return ""
        return self.codes[person].at(self.world.now, counter_offset=1)


@pytest.fixture
def house(world: World) -> House:
    """The house of a world, with its clock and an administrator `admin` at an authority of it."""
    first = select(func.min(organisation.c.code)).where(organisation.c.kind == "authority")
    with world.store.reading() as connection:
        at = connection.execute(first).scalar_one()
    people.enter(
        world.service,
        people=[{"no": "admin", "name": "管理员", "organisation_code": at}],
        grants=[
            {
                "person_no": "admin", "role": "administrator", "organisation_code": at, "granted_at": world.now,
            }
        ],
    )  # fmt: skip
    return House(world.service, lambda: world.now, CollectorRegistry(), {"database": lambda: ""})


@pytest.fixture
def signed_in(world: World, house: House) -> Iterator[Visitors]:
    """Whoever is asked for, signed in."""
    with ExitStack() as stack:
        yield Visitors(create_app(house, ["127.0.0.1"]), world, stack)


@pytest.fixture
def browser(signed_in: Visitors) -> Visitor:
    """The officer of the province, who sees every case of the small world."""
    return signed_in("prov")


@pytest.fixture
def nobody(signed_in: Visitors) -> Visitor:
    """Somebody who has not signed in."""
    return signed_in.nobody()
