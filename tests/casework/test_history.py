"""The record: append-only, chained, replayable, the same for the same seed; personal text can be erased."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from casework.entering import people
from casework.entropy import SeededEntropy
from casework.record import personal
from casework.record.chain import digest
from casework.refused import BadInput, NotFound
from casework.service import Service
from statemachines.refusals import NotYours
from tests.databases import Databases
from tests.proofs import check_everything, heads, history, row, rows
from tests.world import FIGURES, PAPERS, PROVINCE, World, make_world, opened


@pytest.mark.parametrize("table", ["history", "seal"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET {} = ''", "DELETE FROM {}"])
def test_what_is_append_only_cannot_be_changed(world: World, table: str, statement: str) -> None:
    world.bring("prefecture_review")
    world.advance(2)
    column = {"history": "payload", "seal": "heads"}[table]
    before = world.counts()
    with pytest.raises(IntegrityError, match="append-only"), world.store.writing() as connection:
        connection.execute(text(statement.format(table, column)))
    assert world.counts() == before


@pytest.mark.only("sqlite")
def test_replacing_an_entry_is_refused_too(world: World) -> None:
    """SQLite's INSERT OR REPLACE deletes by the way."""
    case = world.new_case()
    entry = history(world, case)[0]
    with pytest.raises(IntegrityError, match="append-only"), world.store.writing() as connection:
        connection.execute(
            text("INSERT OR REPLACE INTO history SELECT * FROM history WHERE subject = :s"),
            {"s": entry.subject},
        )


def test_whole_life_replays_to_the_stored_state(world: World) -> None:
    world.bring("certified")
    world.new_case("app2", "OBJ2")
    world.advance(40)
    check_everything(world)


def test_personal_text_stands_outside_the_chain(world: World) -> None:
    """History holds its salted digest, the words stand beside it."""
    case = world.bring("prefecture_review")
    world.act(case, "reject", "city", reason="王某某材料不实")
    entry = history(world, case)[-1]
    assert "王某某" not in entry.payload
    words = row(world, "personal_text", subject=case, field="reason")
    assert words.text == "王某某材料不实"
    assert json.loads(entry.payload)["reason"] == {"digest": digest(words.salt + words.text)}


def administrator(world: World) -> None:
    people.enter(
        world.service,
        people=[{"no": "admin", "name": "管理员", "organisation_code": PROVINCE}],
        grants=[
            {
                "person_no": "admin",
                "role": "administrator",
                "organisation_code": PROVINCE,
                "granted_at": world.now,
            }
        ],
    )


def test_erased_words_leave_the_chain_whole_and_the_register_says_who(world: World) -> None:
    administrator(world)
    case = world.bring("prefecture_review")
    seq = world.act(case, "reject", "city", reason="王某某材料不实").seq
    before = history(world, case)
    personal.erase(world.service, case, seq, "reason", "admin", world.now)
    words = row(world, "personal_text", subject=case, seq=seq)
    assert (words.text, words.salt, words.erased_at) == (None, "", world.now)
    assert history(world, case) == before
    entry = history(world, "register")[-1]
    assert (entry.event, entry.actor) == ("personal_erased", "admin")
    assert json.loads(entry.payload) == {"subject": case, "seq": seq, "field": "reason"}
    check_everything(world)


@pytest.mark.parametrize(
    ("who", "field", "fault"),
    [
        ("prov", "reason", NotYours),
        ("nobody", "reason", NotFound),
        ("admin", "nothing", NotFound),
        ("admin", "reason", BadInput),
    ],
)
def test_erasure_is_refused_to_others_for_what_is_not_there_and_twice(
    world: World, who: str, field: str, fault: type[Exception]
) -> None:
    administrator(world)
    case = world.bring("prefecture_review")
    seq = world.act(case, "reject", "city", reason="不实").seq
    if fault is BadInput:
        personal.erase(world.service, case, seq, field, who, world.now)
    before = world.counts()
    with pytest.raises(fault):
        personal.erase(world.service, case, seq, field, who, world.now)
    assert world.counts() == before


def test_reason_of_an_assessment_out_of_turn_stays_personal(world: World) -> None:
    """It is kept with the title's entry, and not copied into the first entry of the case it opens."""
    world.bring("certified")
    title = f"title:{row(world, 'title').no}"
    done = world.act(title, "open_assessment_out_of_turn", "prov", reason="群众李某反映")
    assert all("李某" not in entry.payload for entry in rows(world, "history"))
    assert [entry.event for entry in history(world, done.also[0])] == ["opened"]


@pytest.fixture
def other_world(databases: Databases, database_kind: str, tmp_path: Path) -> Iterator[World]:
    """The same beginning in a database of its own."""
    folder = tmp_path / "other"
    folder.mkdir()
    with databases.copied(database_kind, folder, make_world) as url, opened(url) as own:
        yield own


def life(world: World, seed: int) -> dict[str, str]:
    """The heads of everything after the same life with another or the same source of salts."""
    world.service = Service(world.store, SeededEntropy(seed))
    world.bring("certified")
    case = world.bring("prefecture_review", "app2", "OBJ2")
    world.act(case, "reject", "city2", reason="不符")
    world.advance(3)
    return {**heads(world), "seal": rows(world, "seal")[-1].digest}


def test_same_seed_gives_the_same_heads_in_two_databases(world: World, other_world: World) -> None:
    assert life(world, 7) == life(other_world, 7)


def test_another_seed_gives_other_salts(world: World, other_world: World) -> None:
    mine, others = life(world, 7), life(other_world, 8)
    assert mine.keys() == others.keys()
    assert mine != others


def test_letters_are_written_with_the_commit_and_none_for_a_refused_action(world: World) -> None:
    case = world.new_case()
    before = len(rows(world, "letter"))
    with pytest.raises(Exception, match="材料不齐"):
        world.act(case, "submit", "app")
    assert len(rows(world, "letter")) == before
    done = world.act(case, "submit", "app", materials=PAPERS, indicators=FIGURES)
    written = rows(world, "letter", entry=done.hash)
    assert (
        {each.template for each in written} == set(done.letters) == {"submission_received", "action_needed"}
    )
    assert len({(each.entry, each.template, each.recipient) for each in rows(world, "letter")}) == len(
        rows(world, "letter")
    )


def test_letter_holds_the_facts_of_its_moment(world: World) -> None:
    case = world.new_case()
    done = world.act(case, "submit", "app", materials=PAPERS)
    letter = next(each for each in rows(world, "letter", entry=done.hash) if each.template == "action_needed")
    assert letter.facts["last_day"] == done.last_day
    assert (letter.facts["event"], letter.facts["state"]) == ("submitted", "prefecture_review")


def test_every_table_key_is_public(world: World) -> None:
    """No number made by the database stands in a history entry."""
    world.bring("certified")
    for entry in rows(world, "history"):
        known: dict[str, Any] = json.loads(entry.payload)
        assert "id" not in known
