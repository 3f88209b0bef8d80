"""待处理事项、信件: what did not arrive, for whom it is to see to, and nothing of other prefectures."""

import re

import pytest

from models.letter import LetterState
from tests.letters import Collecting, refusing, send, with_letters
from tests.web.conftest import Visitors
from tests.world import World


@pytest.fixture
def refused(world: World) -> World:
    """The small world with a letter that the officer of 甲市 did not get."""
    world = with_letters(world)
    send(world, Collecting(refusing("refused", city="550 no such user")))
    return world


@pytest.mark.parametrize("state", list(LetterState))
def test_letters_are_filtered_by_state(world: World, signed_in: Visitors, state: LetterState) -> None:
    world.bring("prefecture_review")
    page = signed_in("admin").get(f"/letters?state={state}").text
    assert ("收件回执" in page) is (state is LetterState.PENDING)


def test_letters_bear_the_names_of_those_they_go_to(world: World, signed_in: Visitors) -> None:
    world.bring("prefecture_review")
    page = signed_in("admin").get("/letters?state=").text
    assert re.search(r"<td>收件回执</td><td>甲申报单位</td>", page)


def test_unknown_state_of_letters_is_told(signed_in: Visitors) -> None:
    answer = signed_in("admin").get("/letters?state=lost")
    assert answer.status_code == 400
    assert "pending" in answer.text


def test_contact_to_fix_is_told_with_its_reason_and_who_sees_to_it(
    refused: World, signed_in: Visitors
) -> None:
    page = signed_in("admin").get("/letters").text
    contacts = page.partition("需核实的联系方式")[2].partition("信件列表")[0]
    assert "city@example.org" in contacts
    assert "550 no such user" in contacts
    assert "省级主管部门" in contacts
    assert re.search(r'<dt>发送失败</dt><dd class="late"><a href="/letters\?state=failed">1</a>', page)


def test_task_tells_what_it_is_about_and_for_whom(refused: World, signed_in: Visitors) -> None:
    page = signed_in("prov").get("/tasks").text
    row = " ".join(re.sub(r"<[^>]+>", " ", page.partition("<tbody>")[2]).split())
    assert "信件未送达，需核实联系方式：city" in row
    assert "OBJ1" in row
    assert "省级主管部门" in row
    assert "信件未送达" in signed_in("prov").get("/tasks?mine=true").text


def test_officer_of_another_prefecture_sees_no_such_task(refused: World, signed_in: Visitors) -> None:
    assert "信件未送达" in signed_in("city").get("/tasks").text
    assert "没有未办的待处理事项" in signed_in("city").get("/tasks?mine=true").text
    assert "没有未办的待处理事项" in signed_in("city2").get("/tasks").text


def test_letters_are_for_administrators(signed_in: Visitors) -> None:
    assert signed_in("prov").get("/letters").status_code == 403


def test_tasks_and_letters_in_english(refused: World, signed_in: Visitors) -> None:
    page = signed_in("admin").get("/language/en?next=/letters").text
    assert "Contacts to fix" in page
    assert "A letter did not arrive" in signed_in("admin").get("/tasks").text


@pytest.mark.parametrize("path", ["/letters", "/tasks"])
def test_as_many_questions_for_three_as_for_one(world: World, signed_in: Visitors, path: str) -> None:
    counts = []
    for number, person in ((1, "app"), (2, "app2"), (3, "app")):
        world.bring("prefecture_review", object_no=f"OBJ{number}", person=person)
        box = Collecting(refusing("refused", city="550 no such user", city2="550", app="550"))
        send(world, box)
        signed_in("admin").get(path)
        with world.queries() as asked:
            signed_in("admin").get(path)
        counts.append(len(asked))
    assert counts[0] == counts[2]
