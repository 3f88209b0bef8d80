"""Every action, end and guard fact of every machine has its words in both languages."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from statemachines.loader import load_folder
from statemachines.machine import Procedure
from statemachines.words import ACTIONS, ENDS, action_word, end_word, fact_word

PROGRAMMES = Path(__file__).parents[2] / "programmes"


def machines() -> Iterator[Procedure]:
    """The machines of every programme, with those of its lists, titles and rounds, and its own."""
    for file in PROGRAMMES.glob("*/programme.yaml"):
        loaded = load_folder(file.parent)
        for several in (loaded.procedures, loaded.lists, loaded.titles, loaded.rounds):
            yield from several.values()
        yield loaded.itself


MACHINES = [*machines()]


def test_every_action_has_its_words() -> None:
    """Also those of lists, titles, rounds and programmes."""
    actions = {way.action for machine in MACHINES for way in machine.transitions}
    assert {each for each in actions if each not in ACTIONS} == set()


def test_every_end_has_its_words() -> None:
    ends = {state.end.result for machine in MACHINES for state in machine.states.values() if state.end}
    assert {each for each in ends if each not in ENDS} == set()


def test_every_guard_fact_has_its_words() -> None:
    """No raw name of a fact is shown to people."""
    facts = {fact for machine in MACHINES for way in machine.transitions for fact in way.when}
    raw = {fact for fact in facts if fact_word(fact, holds=True) == fact}
    assert raw == set()


@pytest.mark.parametrize("table", [ACTIONS, ENDS])
def test_words_stand_in_both_languages(table: dict[str, str]) -> None:
    """The Chinese half has Chinese in it, the English half has none; nothing is said twice."""
    halves = [word.split(" / ") for word in table.values()]
    assert all(len(both) == 2 for both in halves)
    assert all(re.search(r"[\u4e00-\u9fff]", chinese) for chinese, _ in halves)
    assert not any(re.search(r"[\u4e00-\u9fff]", english) for _, english in halves)
    assert len(set(table.values())) == len(table)


def test_unknown_action_and_end_bear_their_own_names() -> None:
    """A sanction of a later programme still has a word."""
    assert (action_word("leap"), end_word("gone")) == ("leap", "gone")
    assert action_word("find_bribery", "en") == "find bribery"


@pytest.mark.parametrize(
    ("fact", "holds", "chinese", "english"),
    [
        ("payload.grade=合格", True, "合格", "合格"),
        ("payload.grade=合格", False, "非合格", "not 合格"),
        ("for:city=济南市|青岛市", True, "city=济南市|青岛市", "city=济南市|青岛市"),
        ("failures_running:3", True, "连续3次不合格", "3 failures running"),
        ("visits_left:submission:2", False, "次数已满", "too often"),
        ("something_new:stage", False, "非 something_new:stage", "not something_new:stage"),
    ],
)
def test_fact_word_says_whether_it_holds(fact: str, holds: bool, chinese: str, english: str) -> None:
    assert fact_word(fact, holds=holds) == chinese
    assert fact_word(fact, holds=holds, language="en") == english
