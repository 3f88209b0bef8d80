"""Answers kept for some seconds."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from casework.views.monitoring.kept import Kept

NOW = datetime(2025, 11, 20, 2, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def test_answer_is_kept_while_it_is_young_enough_and_found_anew_after() -> None:
    kept: Kept[int] = Kept()
    found = iter(range(10))
    assert [kept.get("q", at(s), lambda: next(found)) for s in (0, 4.9, 10, 14.9, 25)] == [0, 0, 1, 1, 2]
    assert kept.get("other", at(25), lambda: next(found)) == 3
    assert kept.get("q", at(-100), lambda: next(found)) == 4


def test_everybody_gets_the_old_answer_while_the_new_one_is_found_beside() -> None:
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

    assert kept.get("q", at(6), slowly) == "old"
    assert begun.wait(30)
    assert kept.get("q", at(7), nobody) == "old"
    waited: list[str] = []
    waiter = threading.Thread(target=lambda: waited.append(kept.get("q", at(10.5), nobody)))
    waiter.start()
    assert not waited
    go_on.set()
    waiter.join(30)
    assert waited == ["new"]


def test_error_of_what_is_found_beside_reaches_who_asks_once_the_answer_is_too_old() -> None:
    kept: Kept[int] = Kept()
    kept.get("q", NOW, lambda: 1)
    assert kept.get("q", at(6), lambda: 1 // 0) == 1
    with pytest.raises(ZeroDivisionError):
        kept.get("q", at(10), lambda: 1 // 0)
    assert kept.get("q", at(10), lambda: 2) == 2


def test_answer_that_took_long_is_kept_the_longer() -> None:
    took = iter((0.0, 2.0, 10.0, 10.0))
    kept: Kept[int] = Kept(patience=10, watch=lambda: next(took))
    found = iter(range(10))
    assert [kept.get("q", at(s), lambda: next(found)) for s in (0, 24.9, 30, 34.9)] == [0, 0, 1, 1]


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
