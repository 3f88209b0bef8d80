"""Feeds are secret and can be ended; what administrators looked at stays."""

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from casework.accounts.feeds import Feed, end_feed, feed_of, feeds_of, make_feed
from casework.accounts.listing import accounts
from casework.accounts.looking import Look, look, looks
from casework.refused import BadInput, NotFound
from models.tables import feed, history, person
from models.tables import look as look_table
from tests.casework.accounts.conftest import Door


def test_feed_is_found_by_its_token_until_it_is_ended(door: Door) -> None:
    service, now = door.world.service, door.world.now
    token = make_feed(service, "city", "standard", now)
    other = make_feed(service, "city", "", now)
    assert feed_of(service, token) == Feed("F000001", "city", "standard", now, "zh")
    assert [each.no for each in feeds_of(service, "city")] == ["F000001", "F000002"]
    end_feed(service, "F000001", "city", now)
    assert feed_of(service, token) is None
    assert feed_of(service, other) is not None
    assert [each.no for each in feeds_of(service, "city")] == ["F000002"]
    with pytest.raises(NotFound):
        end_feed(service, "F000001", "city", now)


def test_feed_is_ended_by_its_owner_alone_and_with_whoever_leaves(door: Door) -> None:
    service, now = door.world.service, door.world.now
    token = make_feed(service, "city", "", now)
    with pytest.raises(NotFound):
        end_feed(service, "F000001", "prov", now)
    with door.world.store.writing() as connection:
        connection.execute(update(person).where(person.c.no == "city").values(active=False))
    assert feed_of(service, token) is None


def test_feed_is_refused_for_what_is_not_there_and_beyond_ten(door: Door) -> None:
    service, now = door.world.service, door.world.now
    before = door.world.counts()
    for person_no, programme in (("nobody", ""), ("city", "no_such")):
        with pytest.raises(NotFound):
            make_feed(service, person_no, programme, now)
    assert door.world.counts() == before
    for _ in range(10):
        make_feed(service, "city", "", now)
    with pytest.raises(BadInput):
        make_feed(service, "city", "", now)
    end_feed(service, "F000003", "city", now)
    assert make_feed(service, "city", "", now)


def test_feed_keeps_no_token_in_the_database(door: Door) -> None:
    token = make_feed(door.world.service, "city", "", door.world.now)
    with door.world.store.reading() as connection:
        kept = str([connection.execute(select(each)).all() for each in (feed, history)])
    assert token not in kept


def test_looks_are_listed_and_cannot_be_changed(door: Door) -> None:
    service = door.world.service
    look(service, "admin", "case", "case:1", door.world.now)
    look(service, "admin", "case", "case:1", door.world.now)  # twice in the same moment
    door.wait(minutes=1)
    look(service, "city", "board", "", door.world.now)
    assert looks(service, limit=1) == [Look("city", door.world.now, "board", "")]
    assert len(looks(service, person_no="admin")) == 2
    assert len(looks(service, subject="case:1")) == 2
    for statement in (delete(look_table), update(look_table).values(page="")):
        with pytest.raises(IntegrityError), door.world.store.writing() as connection:
            connection.execute(statement)


def test_accounts_are_listed_with_as_many_queries_for_any_number(door: Door) -> None:
    door.password("city")
    door.sign_in("app")
    with door.world.queries() as many:
        found = {each.no: each for each in accounts(door.world.service, door.world.now)}
    with door.world.queries() as one:
        alone = accounts(door.world.service, door.world.now, person_no="city")
    assert len(many) == len(one)
    assert alone == [found["city"]]
    assert (found["city"].roles, found["city"].code_due, found["city"].sessions) == (("officer",), True, 0)
    assert (found["app"].code_due, found["app"].sessions) == (False, 1)
    assert (found["prov"].password_at, found["prov"].code_due) == (None, False)
    assert found["city"].password_at == door.world.now
