"""Several processes at once, as in service: the second is told so, and nothing happens twice; on both databases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from casework.entering import people, programmes
from casework.record.audit import verify
from models.tables import history
from tests.proofs import Other, check_everything, rows
from tests.world import FIGURES, PAPERS, STANDARD, World

MET = [{"criterion": "standing", "met": True, "reason": "属实"}]


@contextmanager
def others(world: World, *bodies: str) -> Iterator[list[Other]]:
    """Processes that begin at the same moment."""
    started = [Other(world, body) for body in bodies]
    for each in started:
        each.go()
    yield started


def said(world: World, *bodies: str) -> list[list[str]]:
    """What processes that run at the same time print."""
    with others(world, *bodies) as started:
        return [each.ended().splitlines() for each in started]


def each_case(world: World, cases: list[str], act: str) -> str:
    return f"for case in {cases!r}:\n    say({act})"


def test_two_officers_on_one_case_move_it_once(world: World) -> None:
    """The same moment, the same cases: one acceptance each, and a refusal in words for the other officer."""
    cases = [world.bring("prefecture_review", object_no=object_no) for object_no in ("OBJ1", "OBJ3")]
    for case in cases:
        world.act(case, "judge", "city", findings=MET)
    body = each_case(world, cases * 5, "act(case, 'accept', 'city', attests=['真实性'])")
    outcomes = Counter(line for lines in said(world, body, body) for line in lines)
    assert outcomes.pop("accepted") == len(cases)
    assert set(outcomes) <= {"Conflict", "NotDeclared", "NotYours"}
    for case in cases:
        assert [entry.event for entry in rows(world, "history", subject=case)].count("accepted") == 1
    check_everything(world)


def test_numbers_given_out_together_have_neither_gaps_nor_doubles(world: World) -> None:
    """Also the very first ones."""
    round_no = world.open_round()
    body = f"""
from casework import applications
from tests.world import FIRM
for _ in range(8):
    asked = Asked("open", "app", now)
    say(applications.apply(service, applications.Application({round_no!r}, FIRM, "OBJ1"), asked).subject)
"""
    opened = [line for lines in said(world, body, body) for line in lines]
    assert sorted(opened) == [f"case:standard-2020-{number:04}" for number in range(1, 17)]
    check_everything(world)


def test_request_with_one_key_from_two_processes_has_the_effect_of_one(world: World) -> None:
    round_no = world.open_round()
    body = f"""
from casework import applications
from tests.world import FIRM
for at in range(5):
    application = applications.Application({round_no!r}, FIRM, "OBJ1")
    done = applications.apply(service, application, Asked("open", "app", now), key=f"key {{at}}")
    say(f"{{done.subject}} {{done.hash}}")
"""
    one, other = said(world, body, body)
    assert one == other
    assert len(set(one)) == len(rows(world, "case_file")) == len(rows(world, "request_key")) == 5


def test_duplicates_submitted_together_are_refused_but_for_one(world: World) -> None:
    """Two drafts about one object: the second submission reads what the first has written."""
    for _ in range(4):
        world.new_case()
    cases = [f"case:{row.no}" for row in rows(world, "case_file")]
    act = "act(case, 'submit', 'app', materials=PAPERS, indicators=FIGURES)"
    bodies = [
        "from tests.world import PAPERS, FIGURES\n" + each_case(world, part, act)
        for part in (cases[::2], cases[1::2])
    ]
    outcomes = Counter(line for lines in said(world, *bodies) for line in lines)
    assert outcomes["submitted"] == 1
    assert sum(row.state != "submission" for row in rows(world, "case_file")) == 1


def with_quota(folder: Path, places: int) -> Path:
    """The programme `standard` with a recommendation under a quota."""
    text = (STANDARD / "programme.yaml").read_text("utf-8")
    stage = f"      - recommendation: {{by: prefecture, due: 10 workdays, quota: [{{max: {places}}}], source: S.4}}\n"
    mark = "      - province_review:"
    assert text.count(mark) == 1
    (folder / "programme.yaml").write_text(text.replace(mark, stage + mark), "utf-8")
    (folder / "sources.yaml").write_text((STANDARD / "sources.yaml").read_text("utf-8"), "utf-8")
    return folder


def test_last_place_of_a_quota_is_taken_once(world: World, tmp_path: Path) -> None:
    """Two officers of one city pass on more cases than there are places."""
    programmes.enter_programme(world.service, with_quota(tmp_path, 3), world.now)
    world.open_round()
    cases = [_recommendable(world, f"Q{at}") for at in range(6)]
    bodies = [each_case(world, part, "act(case, 'recommend', 'city')") for part in (cases[::2], cases[1::2])]
    outcomes = Counter(line for lines in said(world, *bodies) for line in lines)
    assert outcomes["recommended"] == 3
    assert set(outcomes) <= {"recommended", "NeedsUnmet", "QuotaTaken"}
    assert [row.used for row in rows(world, "quota_use")] == [3]
    check_everything(world)


def _recommendable(world: World, object_no: str) -> str:
    place = {
        "no": object_no,
        "programme": "standard",
        "kind": "object",
        "name": object_no,
        "region": "370102",
    }
    people.enter(world.service, objects=[place])
    case = world.new_case(object_no=object_no)
    world.act(case, "submit", "app", materials=PAPERS, indicators=FIGURES)
    world.act(case, "judge", "city", findings=MET)
    world.act(case, "accept", "city", attests=["真实性"])
    return case


SWEEPING = """
while found := timers.fire_due(service, now, 20).timers:
    say(sum(each.outcome == "fired" for each in found))
"""


@pytest.mark.long
def test_five_sweepers_fire_each_timer_once_though_one_is_killed(world: World) -> None:
    """Five hundred timers fall due at once; one sweeper is killed in the middle of its work."""
    while len(pending := rows(world, "timer", state="pending")) < 500:
        world.new_case()
    world.now += timedelta(days=60)
    world.service.store.close()
    with others(world, *[SWEEPING] * 5) as sweepers:
        victim = next(each for each in sweepers if each.said())  # who comes late may find nothing left to do
        victim.kill()
        for each in sweepers:
            if each is not victim:
                each.ended()
    world.sweep()
    left = rows(world, "timer", state="pending")
    assert [row for row in left if row.due_at <= world.now] == []
    fired = rows(world, "timer", state="fired")
    with world.store.reading() as connection:
        by_clock = connection.execute(select(history).where(history.c.actor == "clock")).all()
    lapsed = Counter(entry.subject for entry in by_clock if entry.event == "lapsed")
    assert set(lapsed.values()) == {1}
    assert len(lapsed) == len(rows(world, "case_file"))
    once = Counter((row.subject, row.rule, row.occurrence) for row in fired)
    assert len(pending) >= 500
    assert set(once.values()) == {1}
    assert len([entry for entry in by_clock if entry.source]) == len(fired)
    check_everything(world)
    assert verify(world.service).faults == ()
