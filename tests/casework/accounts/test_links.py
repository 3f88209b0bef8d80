"""One-time links: who makes them, that each works once, and which passwords are taken."""

import threading

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from casework.accounts import passwords
from casework.accounts.codes import drop_code
from casework.accounts.errors import (
    CodeRefused,
    LinkRefused,
    PasswordRefused,
    TooManyAttempts,
    WrongCredentials,
)
from casework.accounts.links import Link, link_for, make_first_link, make_link, use_link
from casework.accounts.sessions import end_sessions
from casework.entering import people
from casework.record.audit import verify
from casework.refused import BadInput, NotFound
from models.tables import account, account_link, history, person
from statemachines.refusals import NotYours
from tests.casework.accounts.conftest import PASSWORD, Door
from tests.world import PROVINCE, START

NEW = "另一个-更长的-句子"


def test_link_sets_a_password_once(door: Door) -> None:
    service, now = door.world.service, door.world.now
    token = make_link(service, "city", "admin", now)
    assert link_for(service, token, now) == Link("city", "city")
    done = use_link(service, token, PASSWORD, now)
    assert done.person == "city"
    assert done.device not in repr(done)
    assert link_for(service, token, now) is None
    with pytest.raises(LinkRefused):
        use_link(service, token, NEW, now)
    assert door.sign_in("city", device=done.device).device == done.device


def test_link_used_by_two_at_the_same_moment_works_for_one(door: Door) -> None:
    token = make_link(door.world.service, "city", "admin", door.world.now)
    got: list[str] = []
    start = threading.Barrier(2)

    def use(password: str) -> None:
        start.wait()
        try:
            use_link(door.world.service, token, password, door.world.now)
            got.append(password)
        except LinkRefused:
            got.append("")
        door.world.store.release()

    both = [threading.Thread(target=use, args=(each,)) for each in (PASSWORD, NEW)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert min(got) == ""
    assert door.sign_in("city", next(filter(None, got))).person == "city"


def test_link_is_past_after_three_days_and_replaced_by_the_next(door: Door) -> None:
    service = door.world.service
    first = make_link(service, "city", "admin", door.world.now)
    second = make_link(service, "city", "admin", door.world.now)
    assert link_for(service, first, door.world.now) is None
    door.wait(hours=71, minutes=59)
    assert link_for(service, second, door.world.now) is not None
    door.wait(minutes=1)
    assert link_for(service, second, door.world.now) is None
    with pytest.raises(LinkRefused):
        use_link(service, second, PASSWORD, door.world.now)
    make_link(service, "app", "admin", door.world.now)
    with door.world.store.reading() as connection:
        assert connection.execute(select(account_link.c.person_no)).scalars().all() == ["app"]


def test_link_keeps_no_token_in_the_database_or_the_register(door: Door) -> None:
    token = make_link(door.world.service, "city", "admin", door.world.now)
    use = make_link(door.world.service, "prov", "admin", door.world.now)
    use_link(door.world.service, use, PASSWORD, door.world.now)
    with door.world.store.reading() as connection:
        kept = str([connection.execute(select(each)).all() for each in (account_link, history, account)])
    assert not any(secret in kept for secret in (token, use, PASSWORD))


def test_link_is_made_by_administrators_for_who_is_there(door: Door) -> None:
    service, now = door.world.service, door.world.now
    before = door.world.counts()
    with pytest.raises(NotYours):
        make_link(service, "city", "prov", now)
    with pytest.raises(NotFound):
        make_link(service, "nobody", "admin", now)
    with pytest.raises(NotFound):
        make_link(service, "city", "nobody", now)
    assert door.world.counts() == before
    with door.world.store.writing() as connection:
        connection.execute(update(person).where(person.c.no == "city").values(active=False))
    with pytest.raises(BadInput):
        make_link(service, "city", "admin", now)


def test_link_of_somebody_who_has_left_is_worth_nothing(door: Door) -> None:
    token = make_link(door.world.service, "city", "admin", door.world.now)
    with door.world.store.writing() as connection:
        connection.execute(update(person).where(person.c.no == "city").values(active=False))
    assert link_for(door.world.service, token, door.world.now) is None
    with pytest.raises(LinkRefused):
        use_link(door.world.service, token, PASSWORD, door.world.now)


def test_link_used_signs_everybody_out_and_lets_the_person_in_again(door: Door) -> None:
    """The way back in for somebody whose name strangers keep guessing at."""
    stolen = door.sign_in("app")
    for n in range(6):
        for _ in range(5):
            with pytest.raises(WrongCredentials):
                door.sign_in("app", "not this one", address=f"198.51.100.{n}")
    with pytest.raises(TooManyAttempts):
        door.sign_in("app", address="203.0.113.1")
    device = door.password("app", NEW)
    assert door.session(stolen.token) is None
    assert door.sign_in("app", NEW, device=device).person == "app"
    with pytest.raises(WrongCredentials):  # the browser of before is a stranger now
        door.sign_in("app", PASSWORD, device=stolen.device)


def test_first_link_is_for_an_administrator_while_none_can_sign_in(door: Door) -> None:
    service, now = door.world.service, door.world.now
    with pytest.raises(NotYours, match="不是系统管理员"):
        make_first_link(service, "city", now)
    use_link(service, make_first_link(service, "admin", now), PASSWORD, now)
    with pytest.raises(NotYours, match="已有管理员"):
        make_first_link(service, "admin", now)
    with door.world.store.writing() as connection:
        connection.execute(update(person).where(person.c.no == "admin").values(active=False))
    second = {"no": "admin2", "name": "管理员", "organisation_code": PROVINCE}
    grant = {
        "person_no": "admin2",
        "role": "administrator",
        "organisation_code": PROVINCE,
        "granted_at": START,
    }
    people.enter(service, people=[second], grants=[grant])
    assert make_first_link(service, "admin2", now)


@pytest.mark.parametrize(
    "password",
    [
        "",
        "九个字符不够长一二",
        "x" * 257,
        "aaaaaaaaaaaaaaa",
        "ababababababab",
        "Password1234",
        "ＱＷＥＲＴＹＵＩＯＰ",
        "admin2026!",
        "Admin-2026-2026",
        "adminadminadmin",
        "管理员管理员管理员管理员",
        "管理员20261122",
        "has a NUL \0 in it",
        "half a pair \ud800",
    ],
)
def test_password_that_others_would_try_first_is_refused(password: str) -> None:
    with pytest.raises(PasswordRefused):
        passwords.require_fit(password, "admin", "管理员")


@pytest.mark.parametrize(
    "password", [PASSWORD, "正确 的 马 电池 订书钉", "x1" + "y" * 253 + "z", "admin likes tea"]
)
def test_password_that_is_long_enough_is_taken(password: str) -> None:
    passwords.require_fit(password, "admin", "管理员")


def test_password_is_the_same_in_full_width_and_refused_ones_keep_the_link(door: Door) -> None:
    service, now = door.world.service, door.world.now
    token = make_link(service, "city", "admin", now)
    with pytest.raises(PasswordRefused):
        use_link(service, token, "short", now)
    use_link(service, token, "Ａｂｃ１２３-云南-四川", now)
    assert door.sign_in("city", "Abc123-云南-四川").person == "city"


def test_register_tells_what_happened_to_accounts_and_no_secret(door: Door) -> None:
    service = door.world.service
    door.password("city")
    code = door.enrol("city")
    token = door.sign_in("city", code=code.at(door.world.now)).token
    with pytest.raises(NotYours):
        drop_code(service, "city", "prov", door.world.now)
    drop_code(service, "city", "admin", door.world.now)
    with pytest.raises(CodeRefused):
        drop_code(service, "city", "admin", door.world.now)
    assert door.session(token) is None
    end_sessions(service, "city", "admin", door.world.now)
    wanted = select(history.c.event, history.c.actor, history.c.payload).where(
        history.c.subject == "register"
    )
    with door.world.store.reading() as connection:
        found = [tuple(row) for row in connection.execute(wanted.order_by(history.c.seq))]
    assert found[-5:] == [
        ("link_made", "admin", '{"person":"city"}'),
        ("password_set", "city", '{"by_link":true,"person":"city"}'),
        ("code_confirmed", "city", '{"person":"city"}'),
        ("code_dropped", "admin", '{"person":"city"}'),
        ("sessions_ended", "admin", '{"person":"city","sessions":0}'),
    ]


def test_audit_finds_nothing_wrong_with_accounts(door: Door) -> None:
    door.password("city")
    door.enrol("city")
    assert verify(door.world.service).faults == ()


def test_account_cannot_be_half_there(door: Door) -> None:
    """The database holds what goes together together."""
    for halves in ({"password_at": None}, {"code_secret": "A"}, {"code_offered": "A"}, {"code_step": -1}):
        with pytest.raises(IntegrityError), door.world.store.writing() as connection:
            connection.execute(update(account).values(**halves))
    with door.world.store.writing() as connection:
        connection.execute(delete(account))
