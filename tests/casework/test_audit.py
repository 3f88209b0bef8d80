"""The audit of a whole record: in order as it was written, and every kind of tampering found and named."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from casework.auditing import report as reporting
from casework.record.audit import verify
from casework.refused import NotFound
from models.types import canonical_json
from statemachines.draw import draw_order
from tests.databases import Databases
from tests.world import World, make_world, opened

CASE = "case:standard-2020-0001"
LATER = datetime(2021, 3, 15, 2, tzinfo=UTC)


def make_lived(url: str) -> None:
    """A case from submission to certification, with an objection, one that lapsed, and the first assessment."""
    make_world(url)
    with opened(url) as world:
        assert world.bring("publicity.open") == CASE
        world.act(CASE, "object", "public", text="不符", objector="群众")
        world.act(CASE, "keep_entry", "prov", objection="standard-O0001", reason="核实无误")
        world.new_case("app2", "OBJ2")
        world.advance(40)
        world.act(CASE, "certify", "prov", plaque_no="P1")
        world.now = LATER
        world.sweep()


@pytest.fixture
def lived(databases: Databases, database_kind: str, tmp_path: Path) -> Iterator[World]:
    """A world in which something has happened; made once, copied for each test."""
    with databases.copied(database_kind, tmp_path, make_lived) as url, opened(url) as world:
        world.now = LATER
        yield world


def tamper(world: World, statement: str, *values: object) -> None:
    """Change the database past everything that guards it; `{case}` stands for the case."""
    with closing(sqlite3.connect(world.store.path, isolation_level=None)) as raw:
        raw.execute("PRAGMA ignore_check_constraints = ON")
        for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            raw.execute(f"DROP TRIGGER {name}")
        raw.execute(statement.replace("{case}", CASE), values)


def faults(world: World, subject: str | None = None) -> set[tuple[str, str]]:
    """Kind and place of what an audit finds."""
    return {(fault.kind, fault.where) for fault in verify(world.service, subject).faults}


def test_audit_finds_a_lived_record_in_order(lived: World) -> None:
    found = verify(lived.service)
    assert found.faults == ()
    assert found.ok
    for what in (
        "entries",
        "subjects",
        "personal texts",
        "timers",
        "scores",
        "panels",
        "seals",
        "letters",
        "definitions",
    ):
        assert found.counts[what] > 0, what


def test_audit_of_one_subject_looks_at_it_alone(lived: World) -> None:
    found = verify(lived.service, CASE)
    assert found.ok
    assert (found.counts["subjects"], found.counts["panels"], found.counts["scores"]) == (1, 1, 3)
    for subject in ("case:none", "nonsense", "register"):
        with pytest.raises(NotFound):
            verify(lived.service, subject)


def test_audit_of_nothing_is_in_order(world: World) -> None:
    assert verify(world.service).ok


@pytest.mark.only("sqlite")
def test_audit_counts_erased_texts_and_passes_them(lived: World) -> None:
    """To erase words is no tampering."""
    tamper(lived, "UPDATE personal_text SET text = NULL, erased_at = '2020-03-01 00:00:00.000000'")
    found = verify(lived.service)
    assert found.ok
    assert found.counts["erased texts"] == 3


TAMPERINGS = {
    "payload": (
        "UPDATE history SET payload = '{\"rank\":\"9\"}' WHERE subject = '{case}' AND seq = 3",
        "hash",
    ),
    "actor": ("UPDATE history SET actor = 'city2' WHERE subject = '{case}' AND seq = 4", "hash"),
    "moment": (
        "UPDATE history SET at = '2020-01-06 03:00:00.000000' WHERE subject = '{case}' AND seq = 4",
        "hash",
    ),
    "hash": ("UPDATE history SET hash = '" + "a" * 64 + "' WHERE subject = '{case}' AND seq = 4", "chain"),
    "previous": (
        "UPDATE history SET previous = '" + "b" * 64 + "' WHERE subject = '{case}' AND seq = 4",
        "chain",
    ),
    "gap": ("DELETE FROM history WHERE subject = '{case}' AND seq = 3", "sequence"),
    "cut short": ("DELETE FROM history WHERE subject = 'round:standard-2020-R1' AND seq > 1", "head"),
    "state": ("UPDATE case_file SET state = 'selection' WHERE no = 'standard-2020-0001'", "head"),
    "version": ("UPDATE case_file SET version = version + 1", "head"),
    "head": ("UPDATE title SET head = 'x'", "head"),
    "result": ("UPDATE case_file SET result = 'rejected' WHERE no = 'standard-2020-0001'", "head"),
    "row gone": ("DELETE FROM name_list", "head"),
    "words": ("UPDATE personal_text SET text = '好'", "personal_text"),
    "words gone": ("DELETE FROM personal_text", "personal_text"),
    "words added": (
        "INSERT INTO personal_text (subject, seq, field, salt, text) VALUES ('{case}', 1, 'reason', 's', 't')",
        "personal_text",
    ),
    "seal changed": ("UPDATE seal SET heads = '[]' WHERE day = '2020-01-06'", "seal"),
    "seal gone": ("DELETE FROM seal WHERE day = '2020-01-20'", "seal"),
    "score changed": ("UPDATE score SET value = '99'", "score"),
    "score gone": ("DELETE FROM score WHERE rowid = (SELECT min(rowid) FROM score)", "score"),
    "pool": ('UPDATE panel SET pool = \'["e1","e2","e3"]\'', "panel"),
    "seed": ("UPDATE panel SET seed = '" + "c" * 64 + "'", "panel"),
    "places": ("UPDATE panel_member SET place = 8 - place WHERE place > 0", "panel"),
    "letter": (
        "UPDATE letter SET entry = '" + "d" * 64 + "' WHERE rowid = (SELECT min(rowid) FROM letter)",
        "letter",
    ),
    "timer pending": (
        "UPDATE timer SET state = 'pending', fired_at = NULL WHERE subject = '{case}'",
        "timer",
    ),
    "timer fired twice": (
        "UPDATE timer SET state = 'fired', fired_at = '2020-01-09 00:00:00.000000' WHERE subject = '{case}'",
        "timer",
    ),
    "definition": ("UPDATE definition_text SET text = text || '\n# changed'", "definition"),
}


@pytest.mark.only("sqlite")
@pytest.mark.parametrize(("statement", "kind"), TAMPERINGS.values(), ids=TAMPERINGS)
def test_audit_finds_tampering(lived: World, statement: str, kind: str) -> None:
    tamper(lived, statement)
    assert kind in {found for found, _ in faults(lived)}


@pytest.mark.only("sqlite")
def test_audit_finds_a_pool_that_was_chosen_once_the_seed_was_known(lived: World) -> None:
    """Pool, members and their places fit each other, and are not what was frozen."""
    with lived.store.reading() as connection:
        seed = connection.execute(text("SELECT seed FROM panel")).scalar_one()
    chosen = ["e1", "e2", "e3", "e4", "e5", "e6"]
    tamper(lived, "UPDATE panel SET pool = ?", canonical_json(chosen))
    tamper(lived, "DELETE FROM panel_member WHERE person_no = 'e7'")
    for place, who in enumerate(draw_order(chosen, seed), 1):
        tamper(lived, "UPDATE panel_member SET place = ? WHERE person_no = ?", place, who)
    told = [fault.what for fault in verify(lived.service).faults if fault.kind == "panel"]
    assert told == ["its pool is not the one that the history froze"]


@pytest.mark.only("sqlite")
def test_audit_names_the_entry_that_was_changed(lived: World) -> None:
    """And the day whose seal no longer fits, where its hash was made to fit."""
    tamper(lived, "UPDATE history SET actor = 'prov' WHERE subject = '{case}' AND seq = 4")
    assert faults(lived) == {("hash", f"{CASE} entry 4")}
    assert faults(lived, CASE) == {("hash", f"{CASE} entry 4")}


def rewrite(world: World, change: Callable[[dict[str, object]], None]) -> None:
    """Rewrite the history of the case from entry 4 on, each hash and the head made to fit."""
    from casework.record.chain import entry_hash
    from models.tables import history

    tamper(world, "SELECT 1")
    with world.store.writing() as connection:
        entries = history.select().where(history.c.subject == CASE).order_by(history.c.seq)
        rows = [dict(row) for row in connection.execute(entries).mappings()]
        connection.execute(text("PRAGMA ignore_check_constraints = ON"))
        for before, row in zip([None, *rows], rows, strict=False):
            if row["seq"] == 4:
                change(row)
            row["previous"] = before["hash"] if before else ""
            del row["hash"]
            row["hash"] = entry_hash(row)
            this = history.c.subject == CASE, history.c.seq == row["seq"]
            connection.execute(
                history.update().where(*this).values(previous=row["previous"], hash=row["hash"])
            )
            connection.execute(history.update().where(*this).values(actor=row["actor"], action=row["action"]))
        connection.execute(
            text("UPDATE case_file SET head = :head WHERE no = :no"),
            {"head": rows[-1]["hash"], "no": CASE[5:]},
        )


@pytest.mark.only("sqlite")
def test_audit_finds_a_rewritten_history_by_its_seals(lived: World) -> None:
    """The chain fits, the seal of the day does not; letters hang on entries that are gone."""
    rewrite(lived, lambda row: row.update(actor="prov"))
    assert {kind for kind, _ in faults(lived)} == {"seal", "letter"}


@pytest.mark.only("sqlite")
def test_audit_replays_every_step(lived: World) -> None:
    """A history that fits in itself, with a step that nobody declared."""
    rewrite(lived, lambda row: row.update(action="approve"))
    assert ("replay", f"{CASE} entry 4") in faults(lived, CASE)


@pytest.mark.only("sqlite")
def test_audit_finds_a_subject_without_history(world: World) -> None:
    case = world.new_case()
    tamper(world, "DELETE FROM history WHERE subject = '{case}'")
    assert ("head", case) in faults(world)


@pytest.mark.only("sqlite")
def test_audit_tells_how_far_it_is_and_keeps_few_faults(
    lived: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However much is broken, memory stays what it is."""
    monkeypatch.setattr(reporting, "MOST", 2)
    tamper(lived, "UPDATE history SET os_user = 'x'")
    found = verify(lived.service, progress=lambda count: None)
    assert len(found.faults) == 2
    assert found.more > 10


def test_audit_takes_few_queries_for_many_subjects(world: World) -> None:
    """Subjects are looked up together."""
    counted = []
    for person, thing in (("app", "OBJ1"), ("app2", "OBJ2"), ("app", "OBJ3")):
        world.new_case(person, thing)
        verify(world.service)
        with world.queries() as seen:
            verify(world.service)
        counted.append(len(seen))
    assert counted[0] == counted[2]
