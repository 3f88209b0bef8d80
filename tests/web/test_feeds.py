"""日历订阅: what a calendar program reads at a secret address, and what it does not."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from icalendar import Calendar
from sqlalchemy import update

from models.tables import deadline, person
from tests.web.conftest import Visitor, Visitors
from tests.world import World


def address_of(visitor: Visitor, programme: str = "") -> str:
    """Make an address through the page; its path."""
    page = visitor.post("/account/feeds", {"programme": programme}).text
    found = re.search(r'value="http://[^/]+(/feeds/[^"]+\.ics)"', page)
    assert found, page
    return found[1]


def events(visitor: Visitor, path: str) -> dict[str, dict[str, Any]]:
    """The events at an address by uid."""
    answer = visitor.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/calendar")
    every = Calendar.from_ical(answer.content).walk("VEVENT")
    return {str(each["uid"]): {name.lower(): each[name] for name in each} for each in every}


def test_feed_of_a_queue_has_its_deadlines_as_whole_days(
    world: World, signed_in: Visitors, nobody: Visitor
) -> None:
    case = world.bring("prefecture_review")
    found = events(nobody, address_of(signed_in("city")))
    ((uid, event),) = found.items()
    assert uid == f"{case.replace(':', '.')}.prefecture_review.2@shenbao"
    assert str(event["summary"]) == f"市级审核 {case[5:]}"
    assert event["dtstart"].dt == date(2020, 1, 19)
    assert event["dtend"].dt - event["dtstart"].dt == timedelta(days=1)
    assert event["dtstart"].params["VALUE"] == "DATE"
    assert event["dtstamp"].dt == world.now
    assert str(event["url"]).endswith(f"/cases/{case[5:]}")
    assert events(nobody, address_of(signed_in("prov"))) == {}


def test_feed_of_a_programme_has_what_its_person_may_see(
    world: World, signed_in: Visitors, nobody: Visitor
) -> None:
    world.bring("prefecture_review")
    mine = events(nobody, address_of(signed_in("city"), "standard"))
    foreign = events(nobody, address_of(signed_in("city2"), "standard"))
    assert any("case.standard-2020-0001" in uid for uid in mine)
    assert not any("case." in uid for uid in foreign)
    assert not any("case." in uid for uid in events(nobody, address_of(signed_in("app2"), "standard")))


def test_uid_stays_when_the_day_moves(world: World, signed_in: Visitors, nobody: Visitor) -> None:
    case = world.bring("prefecture_review")
    path = address_of(signed_in("city"))
    before = events(nobody, path)
    world.act(case, "extend", "prov", until="2020-02-28", reason="节后")
    after = events(nobody, path)
    assert before.keys() == after.keys()
    assert [each["dtstart"].dt for each in after.values()] == [date(2020, 2, 28)]


def test_estimated_day_is_marked_and_tentative(world: World, signed_in: Visitors, nobody: Visitor) -> None:
    world.bring("prefecture_review")
    with world.store.writing() as connection:
        connection.execute(update(deadline).values(provisional=True))
    (event,) = events(nobody, address_of(signed_in("city"))).values()
    assert str(event["summary"]).startswith("【暂定】")
    assert str(event["status"]) == "TENTATIVE"


def test_nobody_is_named_in_a_feed(world: World, signed_in: Visitors, nobody: Visitor) -> None:
    world.bring("prefecture_review")
    answer = nobody.get(address_of(signed_in("city"), "standard"))
    text = Calendar.from_ical(answer.content).to_ical().decode().replace("\r\n ", "")
    assert "standard-2020-0001" in text
    assert not [each for each in ("甲申报单位", "OBJ1", "甲市", "app") if each in text]
    assert answer.headers["cache-control"].startswith("private")
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))


def test_address_is_shown_once_and_is_worth_nothing_once_ended(
    world: World, signed_in: Visitors, nobody: Visitor
) -> None:
    visitor = signed_in("city")
    path = address_of(visitor)
    page = visitor.get("/account/feeds").text
    assert path not in page
    assert "我的待办" in page
    assert nobody.get(path).status_code == 200
    (end,) = re.findall(r'action="(/account/feeds/[^"]+/end)"', page)
    assert signed_in("prov").post(end).status_code == 404
    assert nobody.get(path).status_code == 200
    assert visitor.post(end).headers["location"] == "/account/feeds"
    assert nobody.get(path).status_code == 404


@pytest.mark.parametrize("token", ["x", "a" * 64, "..", "%00"])
def test_unknown_address_is_not_there(nobody: Visitor, token: str) -> None:
    assert nobody.get(f"/feeds/{token}.ics").status_code == 404


def test_feed_of_somebody_who_has_left_is_not_there(
    world: World, signed_in: Visitors, nobody: Visitor
) -> None:
    path = address_of(signed_in("city"))
    with world.store.writing() as connection:
        connection.execute(update(person).where(person.c.no == "city").values(active=False))
    assert nobody.get(path).status_code == 404


def test_too_many_addresses_and_unknown_programmes_are_refused(world: World, signed_in: Visitors) -> None:
    visitor = signed_in("city")
    answer = visitor.post("/account/feeds", {"programme": "nothing"})
    assert answer.status_code == 422
    for _ in range(10):
        address_of(visitor)
    answer = visitor.post("/account/feeds")
    assert answer.status_code == 422
    assert "请先停用一个" in answer.text


def test_feed_asks_the_database_as_often_for_three_cases_as_for_one(
    world: World, signed_in: Visitors, nobody: Visitor
) -> None:
    path, counts = address_of(signed_in("city"), "standard"), []
    for objects in (("OBJ1",), ("OBJ2", "OBJ3")):
        for object_no in objects:
            world.bring("prefecture_review", "app2" if object_no == "OBJ2" else "app", object_no)
        nobody.get(path)
        with world.queries() as asked:
            nobody.get(path)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_page_asks_the_database_as_often_for_three_addresses_as_for_one(
    world: World, signed_in: Visitors
) -> None:
    visitor, counts = signed_in("city"), []
    for more in (1, 2):
        for _ in range(more):
            address_of(visitor)
        with world.queries() as asked:
            page = visitor.get("/account/feeds").text
        counts.append((page.count("/end"), len(asked)))
    assert [number for number, _ in counts] == [1, 3]
    assert counts[0][1] == counts[1][1]
