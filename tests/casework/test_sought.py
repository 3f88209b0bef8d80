"""Tails of names: of which rows they consist, and that an older database gets the same."""

from typing import Any

from sqlalchemy import select

from casework.entering import people
from casework.entering.sought import folded, tails_of_case, tails_of_name
from casework.storage import schema
from casework.storage.store import upgrade
from models.name_tail import Named
from models.tables import name_tail
from tests.world import World, code


def tails(rows: Any) -> list[str]:
    return [each["tail"] for each in rows]


def test_name_has_a_tail_from_each_character_on() -> None:
    """But for spaces, and each once; letters small and narrow."""
    assert tails(tails_of_name(Named.OBJECT, "O", "园Ａ 1")) == ["园a 1", "a 1", "1"]
    assert tails(tails_of_name(Named.OBJECT, "O", "")) == []
    long = tails(tails_of_name(Named.OBJECT, "O", "甲" * 150))
    assert (len(long), max(map(len, long))) == (100, 100)  # the first 51 are alike


def test_number_has_a_tail_from_each_part_on() -> None:
    """The last one also as it is without leading zeros."""
    assert tails(tails_of_case("A-2020-0012")) == ["a-2020-0012", "2020-0012", "0012", "12"]


def test_fold_knows_no_case_and_no_width() -> None:
    assert folded("Ａｂ１㎏ﾃﾞ") == "ab1kgデ"


def test_older_database_gets_the_same_tails(world: World) -> None:
    """The step writes for what is there what entering it writes today."""
    world.new_case()
    name = "Ａ 区" + "长" * 120
    people.enter(
        world.service,
        organisations=[
            {"code": code(900), "name": name, "kind": "enterprise", "level": "none", "region": ""}
        ],
    )
    asked = select(name_tail).order_by(name_tail.c.kind, name_tail.c.key, name_tail.c.tail)
    with world.store.reading() as connection:
        before = connection.execute(asked).all()
    assert {each.kind for each in before} == set(Named)
    schema.migrate(world.store, "downgrade", "0015")
    upgrade(world.store)
    with world.store.reading() as connection:
        assert connection.execute(asked).all() == before
