"""答辩安排: day, order, time and place, told to the applicant; no two cases have one place of a day."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from casework.record.audit import verify
from statemachines.refusals import BadPayload
from tests.databases import Databases
from tests.web.conftest import Visitors
from tests.worlds import named_world
from tests.zones import GUANGDONG, Zones

DAY = date(2019, 6, 3)


@pytest.fixture
def world(databases: Databases, database_kind: str, tmp_path: Path) -> Iterator[Zones]:
    """Guangdong's zones of 2019: the programme that has a defence."""
    with named_world(databases, database_kind, tmp_path, GUANGDONG) as made:
        assert isinstance(made, Zones)
        yield made


def waiting(world: Zones, applicant: str) -> str:
    """A case of Guangzhou whose defence is to be set."""
    case = world.apply(applicant)
    world.submit(case, applicant)
    world.accept(case, "guangzhou", "真实性")
    world.recommend(case, "guangzhou")
    world.score(case)
    return case


def test_order_time_and_place_are_set_and_told(world: Zones, signed_in: Visitors) -> None:
    second, first = waiting(world, "gz3"), waiting(world, "gz4")
    world.act(second, "schedule_defence", "prov", due=DAY, turn=2, starts="09:40", place="省厅 301")
    world.act(first, "schedule_defence", "prov", due=DAY, turn=1, starts="09:00", place="省厅 301")
    page = signed_in("prov").get("/defences").text
    assert page.index(first[5:]) < page.index(second[5:])
    for said in ("09:00", "省厅 301", "2019年6月3日 周一"):
        assert said in page, said
    mine = signed_in("gz4-a").get(f"/cases/{first[5:]}").text
    assert "第 1 位" in mine
    assert "09:00" in mine
    assert first[5:] not in signed_in("gz3-a").get(f"/cases/{second[5:]}").text
    world.act(first, "pass_defence", "prov", held_on=world.now.date())
    assert first[5:] not in signed_in("prov").get("/defences").text
    assert not verify(world.service).faults


@pytest.mark.parametrize(
    ("given", "field"),
    [({"turn": 0}, "turn"), ({"turn": "1.5"}, "turn"), ({"turn": 1000}, "turn"), ({"starts": "9点"}, "starts"),
     ({"starts": "24:00"}, "starts")],
)  # fmt: skip
def test_what_is_no_place_or_time_is_refused(world: Zones, given: dict[str, Any], field: str) -> None:
    case = waiting(world, "gz3")
    before = world.counts()
    with pytest.raises(BadPayload) as refused:
        world.act(case, "schedule_defence", "prov", due=DAY, **given)
    assert list(refused.value.by_field) == [field]
    assert world.counts() == before


def test_one_place_of_a_day_is_given_once(world: Zones) -> None:
    one, other = waiting(world, "gz3"), waiting(world, "gz4")
    world.act(one, "schedule_defence", "prov", due=DAY, turn=1, place="省厅 301")
    with pytest.raises(BadPayload, match=one[5:]):
        world.act(other, "schedule_defence", "prov", due=DAY, turn=1, place="省厅 301")
    world.act(other, "schedule_defence", "prov", due=DAY, turn=1, place="省厅 302")


def test_page_asks_as_often_for_three_as_for_one(world: Zones, signed_in: Visitors) -> None:
    counts = []
    for turn, applicant in enumerate(("gz3", "gz4", "gz5"), 1):
        world.act(waiting(world, applicant), "schedule_defence", "prov", due=DAY, turn=turn)
        signed_in.inside.clear()
        prov = signed_in("prov")
        for _ in range(2):
            prov.get("/defences")
        with world.queries() as asked:
            prov.get("/defences")
        counts.append(len(asked))
    assert len(set(counts)) == 1
