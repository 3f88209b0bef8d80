"""Arrangements as files: read strictly, tried first, adopted by administrators."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from casework.holidays.arrangements import adopt_as, read_arrangement
from casework.refused import BadInput
from statemachines.definition.faults import DefinitionError
from statemachines.refusals import NotYours
from tests.proofs import check_everything, rows
from tests.world import PROVINCE, START, World

WHOLE = """
notice: 国办通知
known_on: 2026-11-05
year: 2027
rest: [2027-01-01 to 2027-01-03, 2027-02-05 to 2027-02-12]
work: [2027-01-31, 2027-02-14]
"""
AMENDMENT = "{notice: 某省通知, known_on: 2020-01-06, region: 370000, rest: [2020-01-09], work: [2020-01-11]}"


@pytest.fixture
def administrator(world: World) -> World:
    """A world with an administrator, `prov`."""
    from casework.entering import people

    row = {"person_no": "prov", "role": "administrator", "organisation_code": PROVINCE, "granted_at": START}
    people.enter(world.service, grants=[row])
    return world


def read(text: str) -> dict[date, bool]:
    return {each.day: each.working for each in read_arrangement(Path("notice.yaml"), text)}


def test_file_of_a_whole_year_says_what_every_day_of_it_is() -> None:
    days = read(WHOLE)
    assert len(days) == 365
    assert not days[date(2027, 1, 3)]
    assert days[date(2027, 1, 31)]  # a Sunday
    assert days[date(2027, 3, 1)]


def test_file_of_an_amendment_says_what_the_named_days_are() -> None:
    assert read(AMENDMENT) == {date(2020, 1, 9): False, date(2020, 1, 11): True}


@pytest.mark.parametrize(
    ("text", "place", "says"),
    [
        ("{notice: n, known_on: 2020-01-06, rest: [9.1.2020]}", 1, "2020"),
        ("notice: n\nknown_on: 2020-01-06\nrest:\n  - 2020-01-09 to 2021-01-09\n", 4, "367 days"),
        ("notice: n\nknown_on: 2020-01-06\nrests: [2020-01-09]\n", 3, "unknown key"),
        ("notice: n\nrest: [2020-01-09]\n", 1, "Field required"),
        ("{notice: n, known_on: 2020-01-06, rest: [2020-01-09], work: [2020-01-09]}", 1, "both"),
        ("{notice: n, known_on: 2020-01-06}", 1, "no day is named"),
        ("- 2020-01-09", 1, "write keys"),
        ("{notice: n, known_on: 2020-01-06, region: shandong, rest: [2020-01-09]}", 1, "pattern"),
    ],
)
def test_file_that_cannot_be_meant_is_refused_by_line(text: str, place: int, says: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        read(text)
    assert says in str(refused.value)
    assert f"notice.yaml:{place}" in str(refused.value)


def test_dry_run_tells_what_would_move_and_keeps_nothing(administrator: World) -> None:
    world = administrator
    case = world.bring("prefecture_review")
    before = world.counts()
    days = read_arrangement(Path("notice.yaml"), AMENDMENT)[:1]
    tried = adopt_as(world.service, days, "prov", world.now, dry_run=True)
    assert tried.days == 1
    assert (case, "prefecture_review") in [(each.subject, each.rule) for each in tried.moved]
    assert world.counts() == before
    done = adopt_as(world.service, days, "prov", world.now)
    assert done.moved == tried.moved
    assert [each.actor for each in rows(world, "history", subject="register")] == ["prov"]
    check_everything(world)


def test_only_administrators_adopt(world: World) -> None:
    days = read_arrangement(Path("notice.yaml"), AMENDMENT)
    with pytest.raises(NotYours, match="管理员"):
        adopt_as(world.service, days, "prov", world.now)
    assert rows(world, "calendar_day") == []


def test_arrangement_known_later_than_today_is_refused(administrator: World) -> None:
    administrator.now = datetime(2026, 11, 4, 2, tzinfo=UTC)
    with pytest.raises(BadInput, match="still to come"):
        adopt_as(administrator.service, read_arrangement(Path("n.yaml"), WHOLE), "prov", administrator.now)
