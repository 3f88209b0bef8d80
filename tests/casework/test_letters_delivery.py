"""What becomes of letters when the mail server refuses, is gone, or hangs up; and of leases that run out."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from casework.audit import verify
from casework.duties import close
from casework.letters import change_contact, try_again
from casework.letters.claiming import claim
from casework.letters.marking import ATTEMPTS
from casework.letters.writing import Office
from casework.refused import NotFound
from casework.views.duties import list_tasks
from casework.views.letters import LetterRow, count_letters, list_letters
from models.tables import letter, organisation, person, role_grant
from notifications.errors import BadAddress, MailUnavailable
from notifications.message import Letterhead, Mail
from notifications.transport import Answer
from statemachines.refusals import NotYours
from tests.letters import OFFICE, Collecting, give_addresses, send, text_of
from tests.proofs import check_everything
from tests.world import CITY, FIRM, PROVINCE, START, World


@pytest.fixture
def world(world: World) -> World:
    """The small world, where everybody has an address, with a submitted case: one letter to `app`, one to `city`."""
    give_addresses(world)
    with world.store.writing() as connection:
        row = {
            "person_no": "prov",
            "role": "administrator",
            "organisation_code": PROVINCE,
            "granted_at": START,
        }
        connection.execute(role_grant.insert(), row)
    world.bring("prefecture_review")
    return world


def refusing(what: str, **said: str) -> Any:
    """A mail server that refuses some people: `refused` for good or `deferred` for now."""

    def answer(mail: Mail) -> Answer:
        no = {address: said[address.split("@")[0]] for address in mail.to if address.split("@")[0] in said}
        return Answer(tuple(each for each in mail.to if each not in no), **{what: no})

    return answer


def letters(world: World) -> dict[str, LetterRow]:
    return {each.template: each for each in list_letters(world.service)}


def test_letter_refused_for_now_is_tried_again_later_with_the_same_message_id(world: World) -> None:
    box = Collecting(refusing("deferred", city="451 try later"))
    assert (send(world, box).sent, send(world, box).looked_at) == (1, 0)
    waiting = letters(world)["action_needed"]
    assert (waiting.state, waiting.attempts, waiting.last_error) == ("pending", 1, "city: 451 try later")
    assert timedelta(seconds=45) <= waiting.due_at - world.now <= timedelta(seconds=80)
    world.now = waiting.due_at
    box.answer = lambda mail: Answer(mail.to)
    assert send(world, box).sent == 1
    ids = [mail.message_id for mail in box.mails if mail.to == ("city@example.org",)]
    assert len(ids) == 2
    assert len(set(ids)) == 1
    assert letters(world)["action_needed"].reached == ["city"]


def test_letter_refused_for_now_too_often_becomes_a_task(world: World) -> None:
    box = Collecting(refusing("deferred", city="451 try later"))
    for _ in range(ATTEMPTS):
        send(world, box)
        world.now = max(each.due_at for each in letters(world).values())
    assert letters(world)["action_needed"].state == "failed"
    assert [each.rule for each in list_tasks(world.service)] == ["city"]


def test_letter_refused_for_good_becomes_a_task_for_the_body_above(world: World) -> None:
    done = send(world, Collecting(refusing("refused", city="550 no such user")))
    assert (done.sent, done.failed) == (1, 1)
    failed = letters(world)["action_needed"]
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
    assert count_letters(world.service)["failed"] == sum(counts)


def test_only_whom_it_did_not_reach_is_a_task(world: World) -> None:
    with world.store.writing() as connection:
        connection.execute(
            person.insert(),
            {"no": "city.b", "name": "乙", "organisation_code": CITY, "email": "b@example.org"},
        )
        row = {"person_no": "city.b", "role": "officer", "organisation_code": CITY, "granted_at": START}
        connection.execute(role_grant.insert(), row)
    box = Collecting(refusing("refused", city="550 no such user"))
    assert send(world, box).sent == 2
    sent = letters(world)["action_needed"]
    assert (sent.state, sent.reached) == ("sent", ["city.b"])
    assert [each.rule for each in list_tasks(world.service)] == ["city"]
    assert {mail.to for mail in box.mails} >= {("city@example.org", "b@example.org")}
    assert "city <city@example.org>, 乙 <b@example.org>" in [str(each["To"]) for each in box.messages]


def test_one_of_several_refused_for_now_is_tried_alone(world: World) -> None:
    with world.store.writing() as connection:
        connection.execute(
            person.insert(),
            {"no": "city.b", "name": "乙", "organisation_code": CITY, "email": "b@example.org"},
        )
        row = {"person_no": "city.b", "role": "officer", "organisation_code": CITY, "granted_at": START}
        connection.execute(role_grant.insert(), row)
    box = Collecting(refusing("deferred", city="451 later"))
    send(world, box)
    first = letters(world)["action_needed"]
    assert (first.state, first.reached) == ("pending", ["city.b"])
    world.now, box.answer, box.mails = first.due_at, lambda mail: Answer(mail.to), []
    send(world, box)
    assert [mail.to for mail in box.mails] == [("city@example.org",)]
    assert letters(world)["action_needed"].reached == ["city", "city.b"]


def test_mail_server_that_is_gone_loses_nothing_and_counts_against_no_letter(world: World) -> None:
    box = Collecting(lambda mail: MailUnavailable("mail server x:25", "connection refused"))
    done = send(world, box)
    assert (done.sent, done.returned, done.outage) == (0, 2, "mail server x:25: connection refused")
    waiting = letters(world).values()
    assert {(each.state, each.attempts, each.last_error) for each in waiting} == {("pending", 0, done.outage)}
    assert send(world, box).nothing
    world.now += timedelta(minutes=2)
    assert send(world, Collecting()).sent == 2


def test_lease_that_runs_out_lets_the_letter_go_out_again_with_the_same_message_id(world: World) -> None:
    """Whoever had claimed it was killed, perhaps after it was sent."""
    until = world.now + timedelta(seconds=20)
    claimed = claim(world.store, world.now, until, 10, "example.org")
    assert len(claimed) == 2
    assert send(world, Collecting()).nothing
    world.now = until
    box = Collecting()
    assert send(world, box).sent == 2
    assert {mail.message_id for mail in box.mails} == {each["message_id"] for each in claimed}


def test_who_lost_the_lease_marks_nothing(world: World) -> None:
    """Somebody else has claimed the letter in the meantime, and knows better."""

    def taken_over(mail: Mail) -> Answer:
        claim(world.store, world.now + timedelta(hours=1), world.now + timedelta(hours=2), 10, "example.org")
        return Answer(mail.to)

    done = send(world, Collecting(taken_over), limit=1)
    assert (done.sent, done.taken_over) == (0, 1)
    assert {each.state for each in letters(world).values()} == {"claimed"}


def test_letter_whose_turn_comes_late_is_claimed_anew(world: World) -> None:
    """Where the first ones took so long that the lease may run out while it is sent."""
    box = Collecting()
    box.connections = 1

    def slow(mail: Mail) -> Answer:
        box.patience *= 10  # as if the time that the lease was given for were nearly over
        return Answer(mail.to)

    box.answer = slow
    done = send(world, box)
    assert (done.sent, done.returned, done.looked_at) == (2, 1, 3)
    assert {each.attempts for each in letters(world).values()} == {1}


def test_nothing_is_open_while_a_letter_is_sent(world: World) -> None:
    """Others write meanwhile; on SQLite they would wait for whoever holds a transaction open."""

    def writing(mail: Mail) -> Answer:
        with world.store.writing() as connection:
            connection.execute(update(organisation).values(name_en="written meanwhile"))
        return Answer(mail.to)

    assert send(world, Collecting(writing)).sent == 2


def test_call_that_is_ended_gives_back_what_was_not_tried(world: World) -> None:
    class Enough(Exception):
        """Whoever waits for it."""

    def enough(count: int) -> None:
        raise Enough

    box = Collecting()
    box.connections = 1
    with pytest.raises(Enough):
        send(world, box, progress=enough)
    states = [each.state for each in letters(world).values()]
    assert sorted(states) == ["pending", "sent"]
    assert send(world, box).sent == 1


def test_letter_that_cannot_be_written_holds_up_nobody(world: World) -> None:
    with world.store.writing() as connection:
        connection.execute(
            update(letter).where(letter.c.template == "action_needed").values(facts={"seq": 1})
        )
    done = send(world, Collecting())
    assert (done.sent, done.failed) == (1, 1)
    assert letters(world)["action_needed"].last_error == "it cannot be written: KeyError: 'state'"
    assert [each.kind for each in list_tasks(world.service)] == ["undelivered_letter"]


def test_letter_about_nothing_that_is_there_holds_up_nobody(world: World) -> None:
    with world.store.writing() as connection:
        lost = (
            update(letter)
            .where(letter.c.template == "action_needed")
            .values(subject="case:standard-2020-9999")
        )
        connection.execute(lost)
    done = send(world, Collecting())
    assert (done.sent, done.failed) == (1, 1)
    assert [(each.rule, each.organisation_code) for each in list_tasks(world.service)] == [
        (f"org:{CITY}", PROVINCE)
    ]


def test_transport_that_fails_over_one_letter_holds_up_nobody(world: World) -> None:
    box = Collecting(
        lambda mail: ValueError("what is this?") if mail.to == ("city@example.org",) else Answer(mail.to)
    )
    done = send(world, box)
    assert (done.sent, done.deferred) == (1, 1)
    assert letters(world)["action_needed"].last_error == "city: ValueError: what is this?"


def test_letter_that_was_overtaken_is_withheld(world: World) -> None:
    """Who has acted already is not asked to."""
    case = letters(world)["action_needed"].subject
    world.act(case, "return_for_correction", "city", reason="缺页", clock="continue")
    done = send(world, Collecting())
    assert (done.sent, done.withheld) == (2, 1)
    assert letters(world)["action_needed"].last_error.startswith("overtaken")


def test_erased_words_stand_in_no_letter(world: World) -> None:
    """A letter looks the words up when it is written; what was erased by then it does not have."""
    case = letters(world)["action_needed"].subject
    world.act(case, "return_for_correction", "city", reason="张某的身份证复印件不清", clock="continue")
    with world.store.reading() as connection:
        facts = connection.execute(
            select(letter.c.facts).where(letter.c.template == "returned_for_correction")
        ).scalar_one()
    assert "张某" not in str(facts)
    box = Collecting()
    send(world, box)
    texts = [text_of(each) for each in box.messages]
    assert sum("理由：张某的身份证复印件不清" in text for text in texts) == 1


def test_seal_is_withheld_as_long_as_nobody_outside_keeps_it(world: World) -> None:
    world.advance(1)
    send(world, Collecting())
    (kept,) = list_letters(world.service, recipient="role:witness")
    assert kept.state == "withheld"
    assert "SHENBAO_WITNESS" in kept.last_error
    assert try_again(world.service, "prov", world.now, recipient="role:witness") == 1
    box = Collecting()
    assert send(world, box, Office(OFFICE.head, witness="records@example.com")).sent == 1
    assert box.mails[0].to == ("records@example.com",)


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
    assert letters(world)["action_needed"].state == "sent"
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


@pytest.mark.parametrize("gone", ["inactive", "ended"])
def test_who_has_left_gets_no_letter(world: World, gone: str) -> None:
    with world.store.writing() as connection:
        if gone == "inactive":
            connection.execute(update(person).where(person.c.no == "city").values(active=False))
        else:
            connection.execute(delete(role_grant).where(role_grant.c.person_no == "city"))
        connection.execute(
            update(organisation).where(organisation.c.code == CITY).values(email="office@example.org")
        )
    box = Collecting()
    assert send(world, box).sent == 2
    assert ("office@example.org",) in [mail.to for mail in box.mails]


def test_english_for_who_reads_english(world: World) -> None:
    with world.store.writing() as connection:
        connection.execute(update(person).where(person.c.no == "city").values(language="en"))
    box = Collecting()
    send(world, box)
    (english,) = [each for each in box.messages if each["Content-Language"] == "en"]
    assert english["Subject"] == "For you to act on: OBJ1 (prefecture review)"
    assert "Last day: Sunday, 19 January 2020" in text_of(english)


def test_two_deliver_at_once_and_nothing_goes_twice(world: World) -> None:
    claimed = [
        claim(world.store, world.now, world.now + timedelta(minutes=1), 1, "example.org") for _ in range(3)
    ]
    assert [len(each) for each in claimed] == [1, 1, 0]


def test_letterhead_is_the_one_of_the_settings(world: World) -> None:
    box = Collecting()
    send(world, box, Office(Letterhead("某局", "no-reply@example.cn", "office@example.cn")))
    message = box.messages[0]
    assert (str(message["From"]), str(message["Reply-To"])) == (
        "某局 <no-reply@example.cn>",
        "office@example.cn",
    )
    assert message["Message-ID"].endswith("@example.cn>")
