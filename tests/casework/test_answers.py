"""What is filled in and not handed in: kept by version, told where two meet, gone when the case moves on."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest

from casework.handed_in.answers import AnswersChanged, answers_of, forget_answers, keep_answers
from casework.refused import BadInput
from tests.proofs import row, rows
from tests.world import World

STEP = ("submit", "figures")
MINE, THEIRS = {"indicators.firms": ["12"]}, {"indicators.firms": ["13"]}


def keep(world: World, case: str, answers: dict[str, list[str]], seen: int, by: str = "app") -> int:
    """Keep a step now."""
    since = row(world, "case_file", no=case).entered_at
    return keep_answers(world.service, case, *STEP, answers, seen=seen, by=by, now=world.now, since=since)


def test_answers_are_kept_by_version(world: World) -> None:
    case = world.new_case()[5:]
    assert keep(world, case, MINE, 0) == 1
    assert keep(world, case, THEIRS, 1) == 2
    with world.store.reading() as connection:
        found = answers_of(connection, case, "submit", world.now)
    assert found["figures"].answers == THEIRS
    assert (found["figures"].version, found["figures"].by_name) == (2, "app")


def test_who_did_not_see_the_last_version_is_told_what_stands_there(world: World) -> None:
    case = world.new_case()[5:]
    keep(world, case, MINE, 0)
    with pytest.raises(AnswersChanged) as told:
        keep(world, case, THEIRS, 0, by="app2")
    assert told.value.kept.answers == MINE
    assert told.value.kept.by == "app"
    assert rows(world, "draft_answer")[0].answers == MINE


def test_same_answers_again_are_no_change(world: World) -> None:
    case = world.new_case()[5:]
    assert [keep(world, case, MINE, 0) for _ in range(2)] == [1, 1]


def test_answers_from_before_the_case_came_here_count_no_more(world: World) -> None:
    case = world.new_case()[5:]
    keep(world, case, MINE, 0)
    later = world.now + timedelta(minutes=1)
    with world.store.reading() as connection:
        assert answers_of(connection, case, "submit", later) == {}
    again = keep_answers(world.service, case, *STEP, THEIRS, seen=0, by="app", now=later, since=later)
    assert again == 2


def test_answers_are_forgotten_with_the_case_alone(world: World) -> None:
    case, other = world.new_case()[5:], world.new_case(object_no="OBJ3")[5:]
    for each in (case, other):
        keep(world, each, MINE, 0)
    forget_answers(world.service, case)
    assert [each.case_no for each in rows(world, "draft_answer")] == [other]


@pytest.mark.parametrize("answers", [{"a": ["x" * 600_000]}, {"a": ["\0"]}, {"a": ["\ud800"]}])
def test_what_cannot_be_kept_is_refused(world: World, answers: dict[str, list[str]]) -> None:
    case = world.new_case()[5:]
    with pytest.raises(BadInput):
        keep(world, case, answers, 0)
    assert rows(world, "draft_answer") == []


def test_of_two_at_the_same_moment_one_is_told(world: World) -> None:
    """Whoever comes second waits for the first, and then sees what stands there."""
    case, start, came = world.new_case()[5:], Barrier(2), list[str]()

    def one(answers: dict[str, list[str]]) -> None:
        start.wait()
        try:
            came.append(str(keep(world, case, answers, 0)))
        except AnswersChanged:
            came.append("told")

    both = [Thread(target=one, args=(answers,)) for answers in (MINE, THEIRS)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert sorted(came) == ["1", "told"]
