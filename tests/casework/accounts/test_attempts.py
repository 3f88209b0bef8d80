"""Attempts are counted where they cannot lock others out, one by one, however many come at once."""

import threading

import pytest
from sqlalchemy import func, select

from casework.accounts.errors import TooManyAttempts, WrongCredentials
from models.tables import sign_in_attempt
from tests.casework.accounts.conftest import PASSWORD, Door


def fail(door: Door, name: str = "app", times: int = 1, **more: str) -> None:
    for _ in range(times):
        with pytest.raises(WrongCredentials):
            door.sign_in(name, "not this one", **more)


def rows(door: Door) -> int:
    with door.world.store.reading() as connection:
        return connection.execute(select(func.count()).select_from(sign_in_attempt)).scalar_one()


def test_stranger_is_held_up_after_five_attempts_until_the_window_ends(door: Door) -> None:
    began = door.world.now
    fail(door, times=5)
    with pytest.raises(TooManyAttempts) as refused:
        door.sign_in("app")
    assert (refused.value.until - began).total_seconds() == 15 * 60
    door.wait(minutes=14)
    with pytest.raises(TooManyAttempts):
        door.sign_in("app")
    door.wait(minutes=1)
    assert door.sign_in("app").person == "app"


def test_unknown_names_are_counted_as_known_ones_are(door: Door) -> None:
    """Else the limit would tell who is known."""
    fail(door, "nobody", 5)
    with pytest.raises(TooManyAttempts):
        door.sign_in("nobody")


def test_success_empties_the_count_of_name_and_address_together(door: Door) -> None:
    for _ in range(3):
        fail(door, times=4)
        door.sign_in("app")


def test_known_browser_gets_in_while_strangers_attack_the_name(door: Door) -> None:
    device = door.sign_in("app").device
    for n in range(30):
        fail(door, address=f"198.51.100.{n}")
    with pytest.raises(TooManyAttempts):
        door.sign_in("app", address="203.0.113.1")
    assert door.sign_in("app", device=device).device == device


def test_known_browser_is_counted_for_itself(door: Door) -> None:
    device = door.sign_in("app").device
    fail(door, times=10, device=device)
    with pytest.raises(TooManyAttempts):
        door.sign_in("app", device=device)
    assert door.sign_in("app").person == "app"  # strangers' counts are not touched by it


def test_browser_of_one_person_is_a_stranger_for_another(door: Door) -> None:
    """Else whoever has an account could guess at all others."""
    door.password("app2")
    device = door.sign_in("app2").device
    fail(door, times=5, device=device)
    with pytest.raises(TooManyAttempts):
        door.sign_in("app", device=device)


def test_address_is_limited_over_all_names_and_own_successes_do_not_empty_it(door: Door) -> None:
    door.password("app2")
    for n in range(25):
        for k in range(4):
            fail(door, f"name-{n}-{k}", address="2001:db8::1")
        if n < 24:
            door.sign_in("app2", address=f"2001:db8::{n:x}")
    with pytest.raises(TooManyAttempts):
        door.sign_in("app2", address="2001:db8::ffff")
    assert door.sign_in("app2", address="2001:db8:0:1::1").person == "app2"


def test_attempts_at_the_same_moment_are_all_counted(door: Door) -> None:
    """Of twelve at once, five are looked at."""
    got: list[str] = []
    start = threading.Barrier(12)

    def enter() -> None:
        start.wait()
        try:
            door.sign_in("app", "not this one")
        except (WrongCredentials, TooManyAttempts) as refused:
            got.append(type(refused).__name__)
        door.world.store.release()

    crowd = [threading.Thread(target=enter) for _ in range(12)]
    for each in crowd:
        each.start()
    for each in crowd:
        each.join()
    assert sorted(got) == ["TooManyAttempts"] * 7 + ["WrongCredentials"] * 5


def test_rows_that_are_past_are_thrown_out(door: Door) -> None:
    for n in range(20):
        fail(door, f"name-{n}", address=f"198.51.100.{n}")
    assert rows(door) == 60
    door.wait(hours=2)
    fail(door, "another")
    assert rows(door) == 3


def test_names_and_addresses_are_not_kept(door: Door) -> None:
    fail(door)
    with door.world.store.reading() as connection:
        found = connection.execute(select(sign_in_attempt)).all()
    assert not any(word in str(found) for word in ("app", "192.0.2.1", PASSWORD))
