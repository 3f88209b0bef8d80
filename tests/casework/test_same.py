"""The same on both databases: what is refused, how texts sort, and every hash of the same run."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from casework import acting
from casework.clock import timers
from casework.entering import people
from casework.record import seals
from casework.record.register import enter_in_register
from casework.refused import BadInput, DaySealed
from casework.storage.again import again
from casework.storage.errors import DatabaseContendedError
from casework.storage.prepared import Prepared, inserting
from casework.storage.store import Store
from models.tables import counter, letter, score
from statemachines.refusals import BadPayload
from tests import world as worlds
from tests.databases import KINDS, Databases
from tests.proofs import rows
from tests.world import World


def test_the_same_life_of_a_case_has_the_same_hashes_on_both(databases: Databases, tmp_path: Path) -> None:
    """From the first draft to the certificate, with seals, a drawn panel and the day the next deadline passes."""
    lives = []
    for kind in KINDS:
        with databases.copied(kind, tmp_path, worlds.make_world) as url, worlds.opened(url) as world:
            world.bring("certified")
            world.new_case("app2", "OBJ2")
            world.advance(40)
            lives.append(
                {
                    "history": [tuple(row) for row in rows(world, "history")],
                    "seals": [tuple(row) for row in rows(world, "seal")],
                    "timers": [tuple(row) for row in rows(world, "timer")],
                    "deadlines": [tuple(row) for row in rows(world, "deadline")],
                    "letters": [tuple(row) for row in rows(world, "letter")],
                }
            )
    assert len(lives[0]["history"]) > 20
    assert lives[0] == lives[1]


def test_texts_sort_by_their_bytes(store: Store) -> None:
    given = ["a", "B", "é", "中", "Z", "_", "a b", "ab", "𠮷"]
    with store.writing() as connection:
        connection.execute(insert(counter), [{"name": name, "value": 1} for name in given])
    with store.reading() as connection:
        found = list(connection.execute(select(counter.c.name).order_by(counter.c.name)).scalars())
    assert found == sorted(given)


def test_prepared_statements_speak_to_both_drivers(store: Store) -> None:
    """Named parameters, converted values, the types that differ, and errors of one kind."""
    new = inserting(counter)
    read = Prepared(select(counter).where(counter.c.name == bindparam("of")))
    move = Prepared(
        update(counter)
        .where(counter.c.name == bindparam("of"))
        .values(value=bindparam("to"))
        .returning(counter.c.value)
    )
    posted = Prepared(select(letter.c.facts, letter.c.due_at, letter.c.sent_at))
    with store.writing() as connection:
        assert new.run(connection, name="50 % of “a”", value=1) == 1
        new.run_many(connection, [{"name": name, "value": 2} for name in ("b", "c")])
        assert move.value(connection, of="b", to=7) == 7
        assert move.value(connection, of="nobody", to=7) is None
        assert [tuple(row) for row in read.rows(connection, of="50 % of “a”")] == [("50 % of “a”", 1)]
        assert read.first(connection, of="nobody") is None
        row = {"entry": "e", "template": "t", "recipient": "r", "subject": "s"}
        when = dict.fromkeys(("created_at", "due_at"), worlds.START)
        inserting(letter).run(connection, **row, **when, facts={"b": [1, None], "a": "甲"})
        assert tuple(posted.first(connection)) == ({"a": "甲", "b": [1, None]}, worlds.START, None)
        with pytest.raises(IntegrityError), store.savepoint(connection):
            new.run(connection, name="b", value=1)
        assert Prepared(select(score.c.value)).rows(connection) == []


def test_exact_numbers_come_back_digit_by_digit(world: World) -> None:
    case = world.bring("scoring.open")
    world.let_score(case, world.drawn(case)[0], score="80.10")
    with world.store.reading() as connection:
        value = Prepared(select(score.c.value)).value(connection)
    assert (value, str(value)) == (Decimal("80.10"), "80.10")


@pytest.mark.parametrize("bad", ["a\0b", "half \ud83d"])
def test_text_that_no_database_keeps_is_refused_in_words(world: World, bad: str) -> None:
    """In a payload, a number, a key, a setting, a row of the roster; nothing is kept."""
    case = world.bring("prefecture_review")
    before = world.counts()
    asked: Any = world.asked(
        "judge", "city", findings=[{"criterion": "standing", "met": True, "reason": bad}]
    )
    refusals = (BadInput, BadPayload)
    with pytest.raises(refusals):
        acting.act(world.service, case, asked)
    with pytest.raises(BadInput, match=r"take it out|write it anew"):
        acting.act(world.service, case, world.asked("accept", "city"), key=bad)
    with pytest.raises(BadInput):
        acting.act(world.service, f"case:{bad}", world.asked("accept", "city"))
    with pytest.raises(BadInput):
        world.open_round("prov", 2020, **{"apply.submission.due": bad})
    with pytest.raises(BadInput):
        people.enter(world.service, people=[{"no": "x", "name": bad, "organisation_code": worlds.CITY}])
    assert world.counts() == before


def test_nothing_is_entered_on_a_day_that_is_sealed(world: World) -> None:
    """Whoever took the time before midnight and comes to write it after the seal is told to do it again."""
    case = world.bring("prefecture_review")
    late = world.asked("accept", "city", attests=["真实性"])
    world.act(case, "judge", "city", findings=[{"criterion": "standing", "met": True, "reason": "属实"}])
    world.advance()
    before = world.counts()
    with pytest.raises(DaySealed, match="do it again") as caught:
        acting.act(world.service, case, late)
    assert str(caught.value.day) == "2020-01-06"
    with pytest.raises(DaySealed), world.store.writing() as connection:
        enter_in_register(connection, "open_task", "task_opened", late.now, {})
    assert world.counts() == before
    assert world.act(case, "accept", "city", attests=["真实性"]).state == "province_review"


def test_sweeper_held_up_over_midnight_fires_nothing(world: World) -> None:
    """Its moment is past; the next sweep has the right one."""
    world.new_case()
    world.now += timedelta(days=40)
    seals.seal_missing(world.service, world.now + timedelta(days=1))
    before = world.counts()
    with pytest.raises(DaySealed):
        timers.fire_due(world.service, world.now)
    assert world.counts() == before


@pytest.mark.only("postgresql")
def test_seal_waits_for_an_entry_that_is_still_being_written(world: World) -> None:
    """An entry of the evening that commits after midnight is in the seal of its evening."""
    import threading

    world.open_round()
    tomorrow = world.now + timedelta(days=1)
    sealing = threading.Thread(target=seals.seal_missing, args=(world.service, tomorrow))
    with world.store.writing() as connection:
        enter_in_register(connection, "open_task", "task_opened", world.now, {"task": "late"})
        sealing.start()
        waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
        while not _one(world, waiting):
            pass
    sealing.join()
    (sealed,) = rows(world, "seal")
    entries = [row for row in rows(world, "history") if row.at <= world.now]
    assert sealed.entries == len(entries)
    assert '"register"' in sealed.heads


def _one(world: World, query: str) -> Any:
    with world.store.reading() as connection:
        return connection.exec_driver_sql(query).scalar_one()


def test_again_gives_up_after_some_times() -> None:
    tries: list[int] = []

    def work() -> str:
        tries.append(1)
        if len(tries) < 3:
            raise DatabaseContendedError("here")
        return "done"

    assert again(work) == "done"
    tries.clear()
    with pytest.raises(DatabaseContendedError):
        again(work, times=2)
