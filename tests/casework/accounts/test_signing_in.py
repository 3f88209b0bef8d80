"""Signing in: who gets in, who does not, and that no refusal says more than it may."""

import threading
from typing import Literal

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select, update

from casework.accounts import passwords
from casework.accounts.codes import begin_code, confirm_code
from casework.accounts.errors import CodeNeeded, CodeRefused, TooManyAttempts, WrongCode, WrongCredentials
from models.tables import account, person
from tests.casework.accounts.conftest import PASSWORD, Door


def kept(door: Door, who: str = "app") -> str:
    with door.world.store.reading() as connection:
        return str(
            connection.execute(select(account.c.password).where(account.c.person_no == who)).scalar_one()
        )


def leave(door: Door, who: str) -> None:
    with door.world.store.writing() as connection:
        connection.execute(update(person).where(person.c.no == who).values(active=False))


def test_sign_in_with_the_right_password_opens_a_session(door: Door) -> None:
    done = door.sign_in(" app ")
    session = door.session(done.token)
    assert session is not None
    assert (session.person, session.name, session.roles) == ("app", "app", frozenset({"applicant"}))
    assert (session.code_due, session.demonstration, session.token_to_set) == (False, False, None)


def test_sign_in_refuses_in_the_same_words_whatever_is_wrong(door: Door) -> None:
    door.password("app2")
    leave(door, "app2")
    wrong = [
        ("app", "not this one"),
        ("nobody", PASSWORD),
        ("city", PASSWORD),
        ("app2", PASSWORD),
        ("a\0", "x"),
    ]
    said = set()
    for name, password in wrong:
        with pytest.raises(WrongCredentials) as refused:
            door.sign_in(name, password)
        said.add(str(refused.value))
        assert vars(refused.value) == {}
    assert len(said) == 1


def test_sign_in_hashes_for_unknown_names_too(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that the time of the answer does not tell who is known."""
    hashed: list[str] = []

    class Noting(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:
            hashed.append(str(hash))
            return super().verify(hash, password)

    monkeypatch.setattr(passwords, "HASHER", Noting(time_cost=1, memory_cost=8, parallelism=1))
    for name in ("app", "nobody", "city"):
        with pytest.raises(WrongCredentials):
            door.sign_in(name, "not this one")
    assert len(hashed) == 3
    assert len({each.rpartition("$")[0].rpartition("$")[0] for each in hashed}) == 1  # the same parameters


def test_hashing_holds_no_transaction(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """Others write meanwhile, also on SQLite, where there is one writer at a time."""
    wrote: list[str] = []

    class Writing(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:
            def write() -> None:
                with door.world.store.writing():
                    wrote.append("meanwhile")
                door.world.store.release()

            other = threading.Thread(target=write)
            other.start()
            other.join()
            return super().verify(hash, password)

    monkeypatch.setattr(passwords, "HASHER", Writing(time_cost=1, memory_cost=8, parallelism=1))
    door.sign_in("app")
    assert wrote == ["meanwhile"]


def test_sign_in_hashes_anew_when_the_parameters_have_changed(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "HASHER", PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    before = kept(door)
    assert passwords.outdated(before)
    door.sign_in("app")
    assert not passwords.outdated(kept(door))
    assert passwords.is_right(kept(door), PASSWORD)


def test_officer_without_a_code_may_only_set_one_up(door: Door) -> None:
    door.password("city")
    session = door.session(door.sign_in("city").token)
    assert session is not None
    assert session.code_due
    code = door.enrol("city")
    with pytest.raises(CodeNeeded):
        door.sign_in("city")
    done = door.session(door.sign_in("city", code=code.at(door.world.now)).token)
    assert done is not None
    assert not done.code_due


def test_code_is_good_once_and_half_a_minute_either_way(door: Door) -> None:
    door.password("city")
    code = door.enrol("city")
    now = door.world.now
    for seconds in (-90, 60, 90):
        with pytest.raises(WrongCode):
            door.sign_in("city", code=code.at(now.timestamp() + seconds).__str__())
    early = code.at(now.timestamp() - 30)
    door.sign_in("city", code=f"{early[:3]} {early[3:]}")
    with pytest.raises(WrongCode):
        door.sign_in("city", code=early)
    door.sign_in("city", code=code.at(now.timestamp() + 30))
    with pytest.raises(WrongCode):  # an earlier one than the last that was taken
        door.sign_in("city", code=code.at(now))


def test_code_used_by_two_at_the_same_moment_lets_one_in(door: Door) -> None:
    door.password("city")
    code = door.enrol("city").at(door.world.now)
    got: list[object] = []
    start = threading.Barrier(2)

    def enter() -> None:
        start.wait()
        try:
            got.append(door.sign_in("city", code=code))
        except WrongCode as refused:
            got.append(refused)
        door.world.store.release()

    both = [threading.Thread(target=enter) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert sorted(type(each).__name__ for each in got) == ["SignedIn", "WrongCode"]


def test_codes_are_guessed_twenty_times_a_day_at_most(door: Door) -> None:
    """Whoever knows the password is held up, however often a code is not given in between."""
    device = door.password("city")
    code = door.enrol("city")
    for _ in range(20):
        with pytest.raises(CodeNeeded):
            door.sign_in("city", device=device)
        with pytest.raises(WrongCode):
            door.sign_in("city", code="000000", device=device)
    right = code.at(door.world.now)
    with pytest.raises(TooManyAttempts) as refused:
        door.sign_in("city", code=right, device=device)
    assert refused.value.until > door.world.now
    door.wait(hours=25)
    assert door.sign_in("city", code=code.at(door.world.now), device=device).person == "city"


def test_code_is_set_up_once_and_shown_the_same_for_a_while(door: Door) -> None:
    service, now = door.world.service, door.world.now
    first = begin_code(service, "city", now)
    assert begin_code(service, "city", now) == first
    assert first.secret in first.uri
    assert first.secret not in repr(first)
    with pytest.raises(WrongCode):
        confirm_code(service, "city", "000000", now)
    door.wait(minutes=15)
    assert begin_code(service, "city", door.world.now) != first
    door.enrol("city")
    with pytest.raises(CodeRefused):
        begin_code(service, "city", door.world.now)


def test_confirming_a_code_signs_out_who_came_in_without(door: Door) -> None:
    import pyotp

    door.password("city")
    mine, other = door.sign_in("city"), door.sign_in("city")
    door.wait(minutes=15)
    changed = door.session(mine.token)  # the request that confirms came with the token before
    assert changed is not None
    made = begin_code(door.world.service, "city", door.world.now)
    code = pyotp.TOTP(made.secret).at(door.world.now)
    confirm_code(door.world.service, "city", code, door.world.now, token=mine.token)
    assert door.session(other.token) is None
    session = door.session(changed.token_to_set or "")
    assert session is not None
    assert not session.code_due


def test_nothing_secret_is_shown_by_accident(door: Door) -> None:
    done = door.sign_in("app")
    session = door.session(done.token)
    assert session is not None
    assert done.token not in repr(done)
    assert done.device not in repr(done)
    assert session.csrf not in repr(session)
