"""What becomes of letters that the mail server refuses: tried again, a task for somebody, sent to where they arrive."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from casework.duties import close
from casework.letters import change_contact
from casework.letters.marking import ATTEMPTS
from casework.record.audit import verify
from casework.refused import NotFound
from casework.views.duties import list_tasks
from models.tables import person, role_grant
from notifications.errors import BadAddress
from notifications.transport import Answer
from statemachines.refusals import NotYours
from tests.letters import Collecting, by_template, letter_counts, refusing, send, text_of, with_letters
from tests.proofs import check_everything
from tests.world import CITY, FIRM, PROVINCE, START, World


@pytest.fixture
def world(world: World) -> World:
    """The small world with two letters that wait: one to `app`, one to `city`."""
    return with_letters(world)


def second_officer(world: World) -> None:
    """`city.b`, an officer of the city beside `city`."""
    with world.store.writing() as connection:
        connection.execute(
            person.insert(),
            {"no": "city.b", "name": "乙", "organisation_code": CITY, "email": "b@example.org"},
        )
        row = {"person_no": "city.b", "role": "officer", "organisation_code": CITY, "granted_at": START}
        connection.execute(role_grant.insert(), row)


def test_letter_refused_for_now_is_tried_again_later_with_the_same_message_id(world: World) -> None:
    box = Collecting(refusing("deferred", city="451 try later"))
    assert (send(world, box).sent, send(world, box).looked_at) == (1, 0)
    waiting = by_template(world)["action_needed"]
    assert (waiting.state, waiting.attempts, waiting.last_error) == ("pending", 1, "city: 451 try later")
    assert timedelta(seconds=45) <= waiting.due_at - world.now <= timedelta(seconds=80)
    world.now = waiting.due_at
    box.answer = lambda mail: Answer(mail.to)
    assert send(world, box).sent == 1
    ids = [mail.message_id for mail in box.mails if mail.to == ("city@example.org",)]
    assert len(ids) == 2
    assert len(set(ids)) == 1
    assert by_template(world)["action_needed"].reached == ["city"]


def test_letter_refused_for_now_too_often_becomes_a_task(world: World) -> None:
    box = Collecting(refusing("deferred", city="451 try later"))
    for _ in range(ATTEMPTS):
        send(world, box)
        world.now = max(each.due_at for each in by_template(world).values())
    assert by_template(world)["action_needed"].state == "failed"
    assert [each.rule for each in list_tasks(world.service)] == ["city"]


def test_letter_refused_for_good_becomes_a_task_for_the_body_above(world: World) -> None:
    done = send(world, Collecting(refusing("refused", city="550 no such user")))
    assert (done.sent, done.failed) == (1, 1)
    failed = by_template(world)["action_needed"]
    assert (failed.state, failed.reached, failed.last_error) == ("failed", None, "city: 550 no such user")
    (task,) = list_tasks(world.service)
    assert (task.kind, task.subject, task.rule) == ("undelivered_letter", failed.subject, "city")
    assert (task.body, task.organisation_code) == ("officer", PROVINCE)
    world.now += timedelta(minutes=1)
    box = Collecting()
    assert send(world, box).sent == 1
    (told,) = box.messages
    assert told["To"] == "prov <prov@example.org>"
    assert told["Subject"] == "函件未送达，请更正联系方式：city"
    assert "550 no such user" in text_of(told)
    check_everything(world)


def test_letter_to_an_applicant_without_an_address_becomes_a_task_for_who_handles_the_case(
    world: World,
) -> None:
    with world.store.writing() as connection:
        connection.execute(update(person).where(person.c.no == "app").values(email=""))
    assert send(world, Collecting()).failed == 1
    (task,) = list_tasks(world.service)
    assert (task.rule, task.organisation_code) == (f"org:{FIRM}", PROVINCE)
    assert task.facts["why"] == f"{FIRM} has no active applicant with an address, and none of its own"


def test_letter_about_an_undelivered_letter_causes_no_other_without_end(world: World) -> None:
    box = Collecting(lambda mail: Answer(refused=dict.fromkeys(mail.to, "550 nobody here")))
    counts = []
    for _ in range(6):
        counts.append(send(world, box).looked_at)
        world.now += timedelta(minutes=1)
    assert counts[-1] == 0
    assert letter_counts(world)["failed"] == sum(counts)


def test_only_whom_it_did_not_reach_is_a_task(world: World) -> None:
    second_officer(world)
    box = Collecting(refusing("refused", city="550 no such user"))
    assert send(world, box).sent == 2
    sent = by_template(world)["action_needed"]
    assert (sent.state, sent.reached) == ("sent", ["city.b"])
    assert [each.rule for each in list_tasks(world.service)] == ["city"]
    assert {mail.to for mail in box.mails} >= {("city@example.org", "b@example.org")}
    assert "city <city@example.org>, 乙 <b@example.org>" in [str(each["To"]) for each in box.messages]


def test_one_of_several_refused_for_now_is_tried_alone(world: World) -> None:
    second_officer(world)
    box = Collecting(refusing("deferred", city="451 later"))
    send(world, box)
    first = by_template(world)["action_needed"]
    assert (first.state, first.reached) == ("pending", ["city.b"])
    world.now, box.answer, box.mails = first.due_at, lambda mail: Answer(mail.to), []
    send(world, box)
    assert [mail.to for mail in box.mails] == [("city@example.org",)]
    assert by_template(world)["action_needed"].reached == ["city", "city.b"]


def test_task_is_for_the_officers_of_the_body_above(world: World) -> None:
    send(world, Collecting(refusing("refused", city="550 no such user")))
    shown = {
        who: [each.no for each in list_tasks(world.service, person=who)] for who in ("prov", "city2", "app")
    }
    assert shown == {"prov": ["T000001"], "city2": [], "app": []}
    with pytest.raises(NotYours):
        close(world.service, "T000001", "city2", world.now)
    close(world.service, "T000001", "prov", world.now)
    assert verify(world.service).faults == ()


def test_contact_put_right_lets_the_letter_arrive(world: World) -> None:
    send(world, Collecting(refusing("refused", city="550 no such user")))
    assert change_contact(world.service, "city", "new@example.org", "prov", world.now) == 1
    assert list_tasks(world.service) == ()
    box = Collecting()
    send(world, box)
    assert ("new@example.org",) in [mail.to for mail in box.mails]
    assert by_template(world)["action_needed"].state == "sent"
    check_everything(world)


@pytest.mark.parametrize(
    ("who", "address", "by", "error"),
    [
        ("city", "nowhere", "prov", BadAddress),
        ("nobody", "a@example.org", "prov", NotFound),
        ("org:000000000000000000", "a@example.org", "prov", NotFound),
        ("city", "a@example.org", "app", NotYours),
        ("city", "a@example.org", "nobody", NotFound),
    ],
)
def test_contact_is_not_changed_by_anybody_to_anything(
    world: World, who: str, address: str, by: str, error: type[Exception]
) -> None:
    before = world.counts()
    with pytest.raises(error):
        change_contact(world.service, who, address, by, world.now)
    assert world.counts() == before
