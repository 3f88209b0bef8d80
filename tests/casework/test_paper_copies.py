"""Copies on paper, recorded as received: how many, when, by whom."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from casework.record.audit import verify
from casework.refused import BadInput
from casework.views.materials import papers_of
from models.tables import paper_copies
from statemachines.refusals import BadPayload, NotDeclared, NotYours
from tests.world import World
from tests.zones import Zones


def recommended(zones: Zones, applicant: str, city: str, *attests: str) -> str:
    """A case that was recommended to the province."""
    case = zones.apply(applicant)
    zones.submit(case, applicant)
    zones.accept(case, city, *attests)
    zones.recommend(case, city)
    return case


@pytest.fixture
def case(guangdong: Zones) -> str:
    return recommended(guangdong, "fs4", "foshan", "真实性")


def test_province_records_five_copies_in_two_parcels(guangdong: Zones, case: str) -> None:
    """P3.10, P3.12: 一式五份."""
    first = guangdong.now.date()
    guangdong.act(case, "receive_copies", "prov", paper="set", copies=3, received_on=first)
    guangdong.now += timedelta(days=1)
    done = guangdong.act(
        case, "receive_copies", "prov", paper="set", copies=2, received_on=guangdong.now.date()
    )
    assert (done.event, done.state) == ("copies_received", "scoring")
    found = papers_of(guangdong.service, case.partition(":")[2], "prov", guangdong.now)
    line = found.line("set")
    assert line is not None
    assert (line.copies, line.copies_received) == (5, 5)
    assert [(each.copies, each.received_on, each.by) for each in line.received] == [
        (3, first, "prov"), (2, guangdong.now.date(), "prov"),
    ]  # fmt: skip
    with guangdong.store.reading() as connection:
        assert [row.by_person for row in connection.execute(select(paper_copies))] == ["prov", "prov"]
    assert verify(guangdong.service).faults == ()


@pytest.mark.parametrize("person", ["foshan", "guangzhou", "fs4-a"])
def test_nobody_else_says_that_the_province_received_them(guangdong: Zones, case: str, person: str) -> None:
    with pytest.raises(NotYours):
        guangdong.act(case, "receive_copies", person, paper="set", copies=5, received_on=guangdong.now.date())


@pytest.mark.parametrize("copies", [0, -1, 100, 2.5, "1e1000"])
def test_number_that_is_none_of_copies_is_refused(guangdong: Zones, case: str, copies: object) -> None:
    before = guangdong.counts()
    with pytest.raises((BadInput, BadPayload), match="copies"):
        guangdong.act(
            case, "receive_copies", "prov", paper="set", copies=copies, received_on=guangdong.now.date()
        )
    assert guangdong.counts() == before


@pytest.mark.parametrize("days", [1, -4000])
def test_day_that_cannot_be_is_refused(guangdong: Zones, case: str, days: int) -> None:
    day = guangdong.now.date() + timedelta(days=days)
    with pytest.raises(BadInput, match="received_on"):
        guangdong.act(case, "receive_copies", "prov", paper="set", copies=5, received_on=day)


@pytest.mark.parametrize("paper", ["application", "nothing"])
def test_paper_of_which_no_copies_are_asked_is_refused(guangdong: Zones, case: str, paper: str) -> None:
    with pytest.raises(BadPayload, match="choose one of set"):
        guangdong.act(case, "receive_copies", "prov", paper=paper, copies=5, received_on=guangdong.now.date())


def test_copies_are_not_received_before_they_are_asked(guangdong: Zones) -> None:
    case = guangdong.apply("fs4")
    with pytest.raises(NotDeclared):
        guangdong.act(case, "receive_copies", "prov", paper="set", copies=5, received_on=guangdong.now.date())


def test_programme_without_copies_has_no_such_action(world: World) -> None:
    case = world.bring("province_review")
    with pytest.raises(NotDeclared):
        world.act(case, "receive_copies", "prov", paper="evidence", copies=1, received_on=world.now.date())
