"""Duties handed over: the stand-in may act, sees it in the queue and gets the letters, until the day or by hand."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, update

from casework import duties
from casework.entering import people
from casework.letters.addressing import addressees
from casework.record.audit import verify
from casework.refused import BadInput, NotFound
from casework.rights import hand_overs
from casework.tasks import open_task
from casework.views.histories import history_of
from casework.views.queue import queue_of
from cli.case_texts import history_lines
from models.tables import hand_over as hand_over_table
from models.tables import role_grant
from statemachines.refusals import NotYours
from tests.proofs import check_everything, events, history, row
from tests.world import CITY, CITY2, FIRM, START, World

MET = [{"criterion": "standing", "met": True, "reason": "属实"}]
UNTIL = date(2020, 1, 10)


@pytest.fixture
def office(world: World) -> World:
    """The world with a colleague of `city` who has no role of her own, and an administrator."""
    world_people = [
        {"no": "colleague", "name": "同事", "organisation_code": CITY, "email": "colleague@example.org"},
        {"no": "admin", "name": "管理员", "organisation_code": CITY2, "email": ""},
    ]
    admin = {"person_no": "admin", "role": "administrator", "organisation_code": CITY2, "granted_at": START}
    people.enter(world.service, people=world_people, grants=[admin])
    return world


def hand_over(world: World, **more: Any) -> str:
    given = {"until": UNTIL, "by": "city", "stand_in": "colleague", "absent": "city", **more}
    return hand_overs.hand_over_duties(world.service, now=world.now, **given)


def waiting(world: World, person: str) -> list[tuple[str, str]]:
    """The queue of a person: what waits, and for whom it is done."""
    return [(item.subject, item.handed_by) for item in queue_of(world.service, person, world.now).items]


def test_stand_in_may_act_and_both_see_it_in_their_queues(office: World) -> None:
    case = office.bring("prefecture_review")
    with pytest.raises(NotYours):
        office.act(case, "judge", "colleague", findings=MET)
    number = hand_over(office)
    assert waiting(office, "city") == [(case, "")]
    assert waiting(office, "colleague") == [(case, "city")]
    assert queue_of(office.service, "city", office.now).stand_in == "colleague"
    office.act(case, "judge", "colleague", findings=MET)
    assert office.act(case, "accept", "colleague", attests=["真实性"]).state == "province_review"
    assert history(office, case)[-1].actor == "colleague"
    entry = history(office, "register")[-1]
    assert (entry.event, entry.actor) == ("handed_over", "city")
    assert entry.payload == (
        f'{{"first":"2020-01-06","from":"city","hand_over":"{number}","last":"2020-01-10","to":"colleague"}}'
    )
    check_everything(office)
    assert verify(office.service).faults == ()


def test_entry_of_a_stand_in_says_for_whom(office: World) -> None:
    """Only where the right is the absent officer's; the officer's own entries are as they always were."""
    case, other = office.bring("prefecture_review"), office.bring("prefecture_review", object_no="OBJ2")
    hand_over(office)
    office.act(case, "judge", "colleague", findings=MET)
    office.act(other, "judge", "city", findings=MET)
    mine, own = history_of(office.service, case)[-1], history_of(office.service, other)[-1]
    assert (mine.actor, mine.stands_in_for, "stands_in_for" in mine.payload) == ("colleague", "city", False)
    assert (own.actor, own.stands_in_for) == ("city", "")
    assert '"stands_in_for":"city"' in history(office, case)[-1].payload
    assert "stands_in_for" not in history(office, other)[-1].payload
    assert f"by {mine.actor} for city as prefecture" in "\n".join(history_lines([mine]))
    check_everything(office)
    assert verify(office.service).faults == ()


def test_stand_in_with_the_same_right_acts_for_herself(office: World) -> None:
    case = office.bring("prefecture_review")
    grant = {"person_no": "colleague", "role": "officer", "organisation_code": CITY, "granted_at": START}
    people.enter(office.service, grants=[grant])
    hand_over(office)
    office.act(case, "judge", "colleague", findings=MET)
    assert history_of(office.service, case)[-1].stands_in_for == ""


def test_hand_over_ends_with_its_last_day(office: World) -> None:
    """On the last day still, on the day after no more; nothing has to run for that."""
    case = office.bring("prefecture_review")
    hand_over(office)
    office.now += timedelta(days=4)
    assert waiting(office, "colleague") == [(case, "city")]
    office.now += timedelta(days=1)
    assert waiting(office, "colleague") == []
    with pytest.raises(NotYours):
        office.act(case, "judge", "colleague", findings=MET)


def test_hand_over_begins_with_its_first_day(office: World) -> None:
    office.bring("prefecture_review")
    hand_over(office, since=date(2020, 1, 8))
    assert waiting(office, "colleague") == []
    office.now += timedelta(days=2)
    assert waiting(office, "colleague")


@pytest.mark.parametrize("by", ["city", "colleague", "admin"])
def test_hand_over_is_ended_by_hand(office: World, by: str) -> None:
    """By the officer, the stand-in or an administrator, and once only."""
    case = office.bring("prefecture_review")
    number = hand_over(office)
    with pytest.raises(NotYours):
        hand_overs.take_back(office.service, number, "prov", office.now)
    hand_overs.take_back(office.service, number, by, office.now)
    assert waiting(office, "colleague") == []
    assert waiting(office, "city") == [(case, "")]
    assert events(office, "register")[-1] == "taken_back"
    with pytest.raises(NotFound):
        hand_overs.take_back(office.service, number, by, office.now)


def test_letters_go_to_the_stand_in(office: World) -> None:
    """Instead of the absent officer, to the day."""
    hand_over(office)

    def written_to(day: date) -> list[str]:
        with office.store.reading() as connection:
            return [each.no for each in addressees(connection, f"org:{CITY}", "officer", day, "")[0]]

    assert written_to(UNTIL) == ["colleague"]
    assert written_to(UNTIL + timedelta(days=1)) == []  # `city` has no address


def test_tasks_of_the_absent_officer_are_the_stand_ins(office: World) -> None:
    """In both queues; the stand-in may close them and give them to somebody else."""
    with office.store.writing() as connection:
        facts = {"rule": "x", "who": "x", "template": "x", "subject": "x", "why": "x"}
        numbers = [
            open_task(
                office.service, connection, f"case:{n}", "undelivered_letter", facts, office.now,
                organisation=CITY, tell=False,
            )
            for n in range(2)
        ]  # fmt: skip
    for number in numbers:
        duties.assign(office.service, number, "city", "city", office.now)
    assert row(office, "task", no=numbers[0]).person_no == "city"
    with pytest.raises(NotYours):
        duties.close(office.service, numbers[0], "colleague", office.now)
    hand_over(office)
    for person in ("city", "colleague"):
        assert [each.no for each in queue_of(office.service, person, office.now).tasks] == numbers
    duties.close(office.service, numbers[0], "colleague", office.now)
    duties.assign(office.service, numbers[1], "prov", "colleague", office.now)
    assert row(office, "task", no=numbers[1]).person_no == "prov"
    assert events(office, "register")[-2:] == ["task_closed", "task_assigned"]
    with pytest.raises(NotFound, match="nobody"):
        duties.assign(office.service, numbers[1], "nobody", "prov", office.now)


def test_hand_over_that_cannot_be_is_refused(office: World) -> None:
    """Each with what is wrong; nothing is kept of it."""
    for more, said in (
        ({"until": date(2020, 1, 5)}, "ends after it began"),
        ({"since": date(2020, 1, 5)}, "begins today"),
        ({"stand_in": "city"}, "somebody else"),
        ({"stand_in": "app"}, "belongs elsewhere"),
        ({"stand_in": "city2"}, "belongs elsewhere"),
        ({"absent": "app", "stand_in": "prov", "by": "admin"}, "no duties of an office"),
    ):
        with pytest.raises(BadInput, match=said):
            hand_over(office, **more)
    for by in ("prov", "colleague"):
        with pytest.raises(NotYours):
            hand_over(office, by=by)
    with pytest.raises(NotFound):
        hand_over(office, stand_in="nobody")
    assert hand_overs.list_hand_overs(office.service) == ()


def test_duties_are_not_handed_on(office: World) -> None:
    """Who is absent stands in for nobody, and nobody has two stand-ins on one day."""
    hand_over(office, by="admin")
    for more in ({"stand_in": "prov"}, {"absent": "city", "since": UNTIL, "until": date(2020, 2, 1)}):
        with pytest.raises(BadInput, match="take it back first"):
            hand_over(office, **more)
    hand_over(office, since=date(2020, 1, 11), until=date(2020, 1, 20))
    assert len(hand_overs.list_hand_overs(office.service)) == 2


def test_hand_over_without_its_entry_is_found_by_the_audit(office: World) -> None:
    hand_over(office)
    assert verify(office.service).faults == ()
    with office.store.writing() as connection:
        connection.execute(update(hand_over_table).values(given_seq=1, ended_at=office.now, ended_seq=1))
    assert [fault.kind for fault in verify(office.service).faults] == ["hand_over"]


def test_what_the_officer_loses_the_stand_in_loses(office: World) -> None:
    """Nothing is copied: the stand-in has what the officer has at that moment."""
    case = office.bring("prefecture_review")
    hand_over(office)
    with office.store.writing() as connection:
        connection.execute(delete(role_grant).where(role_grant.c.person_no == "city"))
    with pytest.raises(NotYours):
        office.act(case, "judge", "colleague", findings=MET)


def test_applicant_is_not_stood_in_for(office: World) -> None:
    """An applicant's rights are the applicant's own, even of one who is also an officer."""
    grant = {"person_no": "city", "role": "applicant", "organisation_code": FIRM, "granted_at": START}
    people.enter(office.service, grants=[grant])
    case = office.new_case()
    hand_over(office)
    assert (case, "") in waiting(office, "city")
    assert waiting(office, "colleague") == []
