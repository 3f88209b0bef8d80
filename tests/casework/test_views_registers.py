"""Deadlines, rounds, lists, titles, tasks, sanctions and queues as people see them."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from casework import calls
from casework.entering import people, programmes
from casework.refused import NotFound
from casework.tasks import open_task
from casework.views.deadlines import list_deadlines
from casework.views.duties import list_sanctions, list_tasks
from casework.views.lists import list_lists, show_list
from casework.views.queue import queue_of
from casework.views.rounds import list_rounds, show_round
from casework.views.titles import list_titles, show_title
from casework.views.traces import explain_deadlines
from models.tables import quota_use
from statemachines.asked import asked_values
from tests.world import CITY, FIRM, PROVINCE, STANDARD, World

Look = Callable[[World], Any]


def test_deadlines_come_by_urgency(world: World) -> None:
    """The review of 10 working days ends before the round, which a draft waits for."""
    case = world.bring("prefecture_review")
    rows = list_deadlines(world.service, world.now)
    assert [(row.subject, row.rule) for row in rows] == [
        (case, "prefecture_review"),
        (f"round:{world.rounds[0]}", "round.closes"),
    ]
    assert (rows[0].days_left, rows[0].overdue, rows[0].provisional) == (13, False, False)
    assert list_deadlines(world.service, world.now, programme="other") == ()
    assert len(list_deadlines(world.service, world.now, programme="standard", limit=1)) == 1


def test_deadlines_overdue_stay_until_the_state_is_left(world: World) -> None:
    case = world.bring("prefecture_review")
    world.now += timedelta(days=16)
    assert [row.subject for row in list_deadlines(world.service, world.now, overdue=True)] == [case]
    world.sweep()
    assert [row.state for row in list_deadlines(world.service, world.now, overdue=True)] == ["expired"]
    world.act(case, "judge", "city", findings=[{"criterion": "standing", "met": True}])
    world.act(case, "accept", "city", attests=["真实性"])
    assert list_deadlines(world.service, world.now, overdue=True) == ()


def test_deadlines_that_are_paused_are_not_overdue(world: World) -> None:
    case = world.bring("prefecture_review")
    world.act(case, "return_for_correction", "city", reason="缺", clock="continue")
    world.now += timedelta(days=60)
    assert "prefecture_review" not in [
        row.rule for row in list_deadlines(world.service, world.now, overdue=True)
    ]


def test_deadlines_on_an_unknown_year_are_provisional(world: World) -> None:
    """Nothing expires from them, and whoever looks is told."""
    world.now = datetime.now(UTC) + timedelta(days=3 * 366)
    world.open_round(year=world.now.year, **{"apply.submission.due": "5 workdays after round.opened"})
    assert [row.provisional for row in list_deadlines(world.service, world.now)] == [True]


def test_explain_deadlines_counts_day_by_day(world: World) -> None:
    case = world.bring("prefecture_review")
    world.now += timedelta(days=2)
    world.act(case, "return_for_correction", "city", reason="缺", clock="continue")
    world.now += timedelta(days=5)
    world.act(case, "resubmit", "app")
    traces = {each.deadline.rule: each for each in explain_deadlines(world.service, case, world.now, "en")}
    assert "10 working days after 2020-01-06 Mon" in traces["prefecture_review"].text
    assert "clock stopped" in traces["prefecture_review"].text
    assert [change.kind for change in traces["prefecture_review"].changes] == ["paused", "resumed"]
    with pytest.raises(NotFound, match="none"):
        explain_deadlines(world.service, "case:none", world.now)


def test_rounds_count_their_cases(world: World) -> None:
    number = world.open_round()
    world.new_case()
    world.now += timedelta(days=40)
    world.sweep()
    found = show_round(world.service, number)
    assert (found.state, found.cases, found.running) == ("closed", 1, 0)
    assert found.settings == {"apply.submission.due": "30 days after round.opened"}
    assert list_rounds(world.service) == (found,)
    assert list_rounds(world.service, "other") == ()
    with pytest.raises(NotFound, match="none"):
        show_round(world.service, "none")


def test_rounds_show_quotas_used_and_free(world: World) -> None:
    """With the quotas of a real notice (P4.13: three for 济南市 and 青岛市, two elsewhere); `standard` has none."""
    id = "shandong_digital_clusters_2025"
    programmes.enter_programme(world.service, STANDARD.with_name(id), world.now)
    bodies = {(PROVINCE, "province", "37"), (CITY, "city", "3701"), (FIRM, "city", "3703")}
    rows = [{"organisation_code": at, "programme": id, "body": b, "region": r} for at, b, r in bodies]
    people.enter(world.service, mandates=rows)
    with world.store.reading() as connection:
        asked = asked_values(world.service.current(connection, id)[1].programme, "apply")
    settings = {each.key: each.suggest for each in asked}
    done = calls.open_round(world.service, id, "apply", 2025, settings, world.asked("open", "prov"))
    with world.store.writing() as connection:
        row = {"round_no": done.subject[6:], "organisation_code": CITY, "quota": "recommendation", "used": 1}
        connection.execute(insert(quota_use), row)
    quotas = show_round(world.service, done.subject[6:]).quotas
    assert [(each.organisation_code, each.most, each.used, each.free) for each in quotas] == [
        (CITY, 3, 1, 2),
        (FIRM, 2, 0, 2),
    ]


def test_lists_show_entries_and_objections(world: World) -> None:
    case = world.bring("publicity.open")
    world.act(case, "object", "public", text="不符", objector="群众")
    number = world.list_of(case)[5:]
    found = show_list(world.service, number)
    assert (found.list.state, found.list.entries, found.list.place) == (
        "published",
        1,
        "官方网站 / official web site",
    )
    assert [(each.case_no, each.state) for each in found.entries] == [(case[5:], "held")]
    assert [(each.no, each.state) for each in found.objections] == [("standard-O0001", "open")]
    assert list_lists(world.service, state="draft") == ()
    with pytest.raises(NotFound, match="none"):
        show_list(world.service, "none")


def test_titles_show_their_assessments(world: World) -> None:
    world.bring("certified")
    (row,) = list_titles(world.service, world.now)
    assert (row.no, row.holder, row.plaque_no, row.state) == (
        "standard-T0001",
        "甲申报单位",
        "P1",
        "in_force",
    )
    world.now = datetime(2021, 3, 15, 2, tzinfo=UTC)
    world.sweep()
    case = "case:standard-assess-2021-0001"
    world.act(case, "submit", "app")
    world.act(case, "grade", "prov", grade="不合格", due="2021-05-01")
    found = show_title(world.service, row.no, world.now)
    assert [(a.case_no, a.failed, a.rectify_by) for a in found.assessments] == [
        (case[5:], True, date(2021, 5, 1))
    ]
    assert found.title.next_assessment is not None
    assert found.title.next_assessment.year == 2022
    assert list_titles(world.service, world.now, state="revoked") == ()
    with pytest.raises(NotFound, match="none"):
        show_title(world.service, "none", world.now)


def test_tasks_and_sanctions_are_listed(world: World) -> None:
    case = world.bring("province_review")
    with world.store.writing() as connection:
        open_task(world.service, connection, case, "timer_set_aside", {"rule": "r"}, world.now)
    assert [(task.kind, task.subject) for task in list_tasks(world.service)] == [("timer_set_aside", case)]
    world.act(case, "find_false_material", "prov", reason="伪造")
    today = date(2020, 1, 7)
    assert [each.party for each in list_sanctions(world.service, on=today)] == [FIRM, "OBJ1"]
    assert len(list_sanctions(world.service, party=FIRM, programme="standard")) == 1
    assert list_sanctions(world.service, on=date(2024, 1, 7)) == ()


def test_queue_holds_what_waits_for_the_person(world: World) -> None:
    """Not what others have to do, though a standing action may be open there."""
    case = world.bring("prefecture_review")
    (item,) = queue_of(world.service, "city", world.now).items
    assert (item.subject, item.state) == (case, "prefecture_review")
    assert "accept" in item.actions
    for person in ("prov", "city2", "app", "e1"):
        assert queue_of(world.service, person, world.now).items == ()
    with pytest.raises(NotFound, match="nobody"):
        queue_of(world.service, "nobody", world.now)


def test_queue_of_an_expert_holds_the_cases_drawn(world: World) -> None:
    case = world.bring("scoring.open")
    drawn = world.drawn(case)
    queues = {
        person: queue_of(world.service, person, world.now).items for person in ("e1", "e2", "e3", "e4", "e5")
    }
    assert {person for person, items in queues.items() if items} == set(drawn) & set(queues)


def test_queue_holds_drafts_of_lists(world: World) -> None:
    case = world.bring("publicity")
    assert world.list_of(case) in [item.subject for item in queue_of(world.service, "prov", world.now).items]


LOOKS: dict[str, Look] = {
    "deadlines": lambda world: list_deadlines(world.service, world.now),
    "rounds": lambda world: list_rounds(world.service),
    "queue": lambda world: queue_of(world.service, "city", world.now),
}


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_views_ask_no_more_for_three_items_than_for_one(world: World, look: Look) -> None:
    """No query for each row."""
    counted = []
    for person, thing in (("app", "OBJ1"), ("app", "OBJ3"), ("app2", "OBJ2")):
        world.open_round()
        world.bring("prefecture_review", person, thing)
        look(world)
        with world.queries() as seen:
            look(world)
        counted.append(len(seen))
    assert counted[0] == counted[1] == counted[2]


def test_titles_and_lists_ask_no_more_for_two_items_than_for_one(world: World) -> None:
    """No query for each row."""
    counted = []
    for person, thing in (("app", "OBJ1"), ("app2", "OBJ2")):
        world.bring("certified", person, thing)
        list_titles(world.service, world.now)
        with world.queries() as seen:
            list_titles(world.service, world.now)
            list_lists(world.service)
        counted.append(len(seen))
    assert counted == [3, 3]
