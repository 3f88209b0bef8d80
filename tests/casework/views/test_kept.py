"""Answers kept for some seconds."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from casework.views.kept import Kept

NOW = datetime(2025, 11, 20, 2, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def test_answer_is_kept_while_it_is_fresh_and_found_anew_after() -> None:
    kept: Kept[int] = Kept()
    found = iter(range(10))
    assert [kept.get("q", at(s), lambda: next(found)) for s in (0, 4.9, 5, 9, 10)] == [0, 0, 1, 1, 2]
    assert kept.get("other", at(10), lambda: next(found)) == 3
    assert kept.get("q", at(-100), lambda: next(found)) == 4


def test_others_get_the_old_answer_while_one_finds_the_new_one() -> None:
    """Until it is too old: then they wait, and nobody finds it a second time."""
    kept: Kept[str] = Kept()
    kept.get("q", NOW, lambda: "old")
    begun, go_on = threading.Event(), threading.Event()

    def slowly() -> str:
        begun.set()
        assert go_on.wait(30)
        return "new"

    def nobody() -> str:
        raise AssertionError("asked twice")

    finder = threading.Thread(target=kept.get, args=("q", at(6), slowly))
    finder.start()
    assert begun.wait(30)
    assert kept.get("q", at(7), nobody) == "old"
    waited: list[str] = []
    waiter = threading.Thread(target=lambda: waited.append(kept.get("q", at(10.5), nobody)))
    waiter.start()
    assert not waited
    go_on.set()
    for each in (finder, waiter):
        each.join(30)
    assert waited == ["new"]


def test_answer_that_took_long_is_kept_the_longer() -> None:
    took = iter((0.0, 2.0, 10.0, 10.0))
    kept: Kept[int] = Kept(patience=10, watch=lambda: next(took))
    found = iter(range(10))
    assert [kept.get("q", at(s), lambda: next(found)) for s in (0, 24.9, 25, 29.9)] == [0, 0, 1, 1]


def test_error_is_raised_and_not_kept() -> None:
    kept: Kept[int] = Kept()
    with pytest.raises(ZeroDivisionError):
        kept.get("q", NOW, lambda: 1 // 0)
    assert kept.get("q", NOW, lambda: 1) == 1


def test_questions_asked_longest_ago_are_given_up() -> None:
    kept: Kept[int] = Kept(most=2)
    for question in ("a", "b", "a", "c"):
        kept.get(question, NOW, lambda: 1)
    assert [kept.get(each, NOW, lambda: 2) for each in ("a", "c", "b")] == [1, 1, 2]
