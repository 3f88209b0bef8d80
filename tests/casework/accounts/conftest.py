"""People with passwords: the small world with an administrator, and hashes that cost nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pyotp
import pytest
from argon2 import PasswordHasher

from casework.accounts import passwords
from casework.accounts.codes import begin_code, confirm_code
from casework.accounts.links import make_link, use_link
from casework.accounts.sessions import Session, session_of
from casework.accounts.signing_in import SignedIn, sign_in
from casework.entering import people
from tests.world import PROVINCE, START, World

PASSWORD = "晨光-坐公交去-单位"


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The smallest that argon2 allows: tests are about what happens around it."""
    monkeypatch.setattr(passwords, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@dataclass
class Door:
    """The way in, at the moment of its world."""

    world: World

    def password(self, person: str, password: str = PASSWORD) -> str:
        """Set a person's password by a link; returns the browser's token."""
        token = make_link(self.world.service, person, "admin", self.world.now)
        return use_link(self.world.service, token, password, self.world.now).device

    def sign_in(
        self, person: str, password: str = PASSWORD, code: str = "", *, device: str = "", address: str = "192.0.2.1"
    ) -> SignedIn:  # fmt: skip
        """Try to get in."""
        return sign_in(
            self.world.service, person, password, code, address=address, device=device, now=self.world.now
        )

    def session(self, token: str) -> Session | None:
        """Who is signed in with a token."""
        return session_of(self.world.service, token, self.world.now)

    def enrol(self, person: str) -> pyotp.TOTP:
        """Set up a second factor; its first code is used up, and a minute goes by."""
        made = pyotp.TOTP(begin_code(self.world.service, person, self.world.now).secret)
        confirm_code(self.world.service, person, made.at(self.world.now), self.world.now)
        self.wait(minutes=1)
        return made

    def wait(self, **delta: float) -> None:
        """Let time go by."""
        self.world.now += timedelta(**delta)


@pytest.fixture
def door(world: World) -> Door:
    """The world with an administrator `admin` and a password for `app`."""
    people.enter(
        world.service,
        people=[{"no": "admin", "name": "管理员", "organisation_code": PROVINCE}],
        grants=[
            {
                "person_no": "admin",
                "role": "administrator",
                "organisation_code": PROVINCE,
                "granted_at": START,
            }
        ],
    )
    made = Door(world)
    made.password("app")
    return made
