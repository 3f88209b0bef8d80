"""Sessions end when they should, change their tokens without losing anybody, and are seen with few writes."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from casework.accounts.changing import change_password
from casework.accounts.errors import PasswordRefused, TooManyAttempts, WrongCredentials
from casework.accounts.sessions import end_sessions, same, sign_out
from casework.refused import NotFound
from models.tables import account_session, hand_over, person
from statemachines.refusals import NotYours
from tests.casework.accounts.conftest import PASSWORD, Door
from tests.world import World

NEW = "另一个-更长的-句子"


def test_session_keeps_no_token_in_the_database(door: Door) -> None:
    done = door.sign_in("app")
    with door.world.store.reading() as connection:
        found = str(connection.execute(select(account_session)).all())
    assert done.token not in found
    assert door.session("") is None
    assert door.session("f" * 64) is None
    assert door.session("\ud800") is None


def test_session_ends_when_it_was_idle_for_two_hours(door: Door) -> None:
    token = door.sign_in("app").token
    for _ in range(3):
        door.wait(minutes=119)
        session = door.session(token)
        assert session is not None
        token = session.token_to_set or token
    door.wait(minutes=120)
    assert door.session(token) is None


def test_session_ends_after_twelve_hours_however_busy(door: Door) -> None:
    token, opened = door.sign_in("app").token, door.world.now
    while (session := door.session(token)) is not None:
        token = session.token_to_set or token
        door.wait(minutes=30)
    assert door.world.now - opened == timedelta(hours=12)


def test_token_changes_after_a_quarter_of_an_hour_and_forms_stay_good(door: Door) -> None:
    token = door.sign_in("app").token
    first = door.session(token)
    assert first is not None
    assert first.token_to_set is None
    door.wait(minutes=15)
    changed = door.session(token)
    assert changed is not None
    assert changed.token_to_set not in (None, token)
    assert changed.csrf == first.csrf
    after = door.session(changed.token_to_set or "")
    assert after is not None
    assert (after.token_to_set, after.csrf) == (None, first.csrf)


def test_requests_under_way_bring_the_same_new_token(door: Door) -> None:
    """Whichever answer the browser takes last, or loses, it holds the token that is valid."""
    token = door.sign_in("app").token
    door.wait(minutes=15)
    answers = [door.session(token) for _ in range(3)]
    assert len({each and each.token_to_set for each in answers}) == 1
    door.wait(minutes=30)  # the browser got none of the answers
    late = door.session(token)
    assert late is not None
    assert late.token_to_set == (answers[0] and answers[0].token_to_set)
    assert door.session(late.token_to_set or "") is not None
    door.wait(seconds=59)
    assert door.session(token) is not None


def test_token_that_comes_back_long_after_it_was_replaced_ends_the_session(door: Door) -> None:
    """Two hold it: its owner and a thief; nobody can tell which is which."""
    token = door.sign_in("app").token
    door.wait(minutes=15)
    changed = door.session(token)
    assert changed is not None
    following = changed.token_to_set or ""
    assert door.session(following) is not None
    door.wait(minutes=1)
    assert door.session(token) is None
    assert door.session(following) is None


def test_session_is_written_to_once_a_minute_at_most(door: Door) -> None:
    token = door.sign_in("app").token

    def written() -> list[str]:
        with door.world.queries() as seen:
            assert door.session(token) is not None
        return [each for each in seen if each.startswith(("UPDATE", "INSERT", "DELETE"))]

    assert written() == []
    door.wait(seconds=59)
    assert written() == []
    door.wait(seconds=1)
    assert len(written()) == 1
    assert written() == []


def test_sign_out_ends_the_session_on_the_server(door: Door) -> None:
    one, other = door.sign_in("app").token, door.sign_in("app").token
    sign_out(door.world.service, one, door.world.now)
    assert door.session(one) is None
    assert door.session(other) is not None
    sign_out(door.world.service, one, door.world.now)


def test_sign_out_with_a_token_under_way_ends_the_session(door: Door) -> None:
    token = door.sign_in("app").token
    door.wait(minutes=15)
    changed = door.session(token)
    sign_out(door.world.service, token, door.world.now)
    assert changed is not None
    assert door.session(changed.token_to_set or "") is None


def test_session_ends_with_the_person_who_leaves(door: Door) -> None:
    token = door.sign_in("app").token
    with door.world.store.writing() as connection:
        connection.execute(update(person).where(person.c.no == "app").values(active=False))
    assert door.session(token) is None


def test_sessions_are_ended_by_an_administrator_and_the_register_says_so(door: Door) -> None:
    tokens = [door.sign_in("app").token for _ in range(2)]
    service, now = door.world.service, door.world.now
    with pytest.raises(NotYours):
        end_sessions(service, "app", "city", now)
    with pytest.raises(NotFound):
        end_sessions(service, "nobody", "admin", now)
    assert end_sessions(service, "app", "admin", now) == 2
    assert [door.session(each) for each in tokens] == [None, None]


def test_sessions_of_one_person_are_twenty_at_most(door: Door) -> None:
    tokens = []
    for _ in range(21):
        tokens.append(door.sign_in("app").token)
        door.wait(seconds=1)
    alive = [door.session(each) is not None for each in tokens]
    assert alive == [False] + [True] * 20


def test_sessions_that_are_past_are_thrown_out_when_somebody_signs_in(door: Door) -> None:
    door.password("app2")
    door.sign_in("app2")
    door.wait(hours=12)
    door.sign_in("app")
    with door.world.store.reading() as connection:
        assert connection.execute(select(account_session.c.person_no)).scalars().all() == ["app"]


def test_password_changed_ends_every_session(door: Door) -> None:
    token, service = door.sign_in("app").token, door.world.service
    with pytest.raises(WrongCredentials):
        change_password(service, "app", "not this one", NEW, door.world.now)
    with pytest.raises(PasswordRefused):
        change_password(service, "app", PASSWORD, "short", door.world.now)
    assert door.session(token) is not None
    change_password(service, "app", PASSWORD, NEW, door.world.now)
    assert door.session(token) is None
    with pytest.raises(WrongCredentials):
        door.sign_in("app")
    assert door.sign_in("app", NEW).person == "app"


def test_present_password_is_guessed_ten_times_an_hour_at_most(door: Door) -> None:
    for _ in range(10):
        with pytest.raises(WrongCredentials):
            change_password(door.world.service, "app", "not this one", NEW, door.world.now)
    with pytest.raises(TooManyAttempts):
        change_password(door.world.service, "app", PASSWORD, NEW, door.world.now)


def test_who_stands_in_for_an_officer_needs_a_code_meanwhile(door: Door) -> None:
    """A role that was handed over decides over others as the officer's own does."""
    session = door.session(door.sign_in("app").token)
    assert session is not None
    assert not session.code_due
    lend(door.world, "city", "app")
    session = door.session(door.sign_in("app").token)
    assert session is not None
    assert session.code_due
    assert session.roles == {"applicant", "officer"}


def lend(world: World, absent: str, stand_in: str) -> None:
    """A hand-over as the register would give it; who may stand in is not the matter here."""
    from casework.record.register import enter_in_register

    today = world.now.date()
    with world.store.writing() as connection:
        seq, _ = enter_in_register(connection, "hand_over", "handed_over", world.now, {})
        row = {
            "no": "H000001", "person_no": absent, "stand_in_no": stand_in, "from_on": today, "until_on": today,
            "given_seq": seq,
        }  # fmt: skip
        connection.execute(hand_over.insert(), row)


def test_texts_are_compared_whole_and_empty_ones_never_agree() -> None:
    assert same("abc", "abc")
    assert not same("abc", "abd")
    assert not same("abc", "")
    assert not same("", "")
    assert not same("中", "\ud800")
