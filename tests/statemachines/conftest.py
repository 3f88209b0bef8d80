"""Definitions with planted faults, and small machines made by hand."""

from collections.abc import Callable
from pathlib import Path

import pytest

from calendars import Calendar
from statemachines.compile import build
from statemachines.loader import Loaded, load_text
from statemachines.machine import End, Procedure, State, Transition

PROGRAMMES = Path(__file__).parents[2] / "programmes"
DONE = State("done", "s", "done", end=End("done", "none"))

Planted = Callable[..., Loaded]
Machines = Callable[..., Procedure]


def text_of(programme: str) -> str:
    """The definition of a programme of this repository."""
    return (PROGRAMMES / programme / "programme.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def calendar() -> Calendar:
    """The calendar as the library knows it."""
    return Calendar()


@pytest.fixture(scope="session")
def altered() -> Callable[..., str]:
    """The text of a programme with replacements, each of which must meet something."""

    def alter(*replacements: tuple[str, str], programme: str = "standard") -> str:
        text = text_of(programme)
        for old, new in replacements:
            assert old in text, f"{old!r} is not in the definition"
            text = text.replace(old, new, 1)
        return text

    return alter


@pytest.fixture(scope="session")
def planted(altered: Callable[..., str]) -> Planted:
    """A programme with replacements, loaded."""

    def plant(*replacements: tuple[str, str], programme: str = "standard") -> Loaded:
        return load_text(altered(*replacements, programme=programme))

    return plant


@pytest.fixture(scope="session")
def machine() -> Machines:
    """A procedure of these states and transitions, with an end called ``done``; the first state is the initial one."""

    def make(
        states: list[State], ways: list[Transition], choices: tuple[frozenset[str], ...] = ()
    ) -> Procedure:
        return build(
            programme="p",
            id="apply",
            name="apply",
            initial=states[0].id,
            states={state.id: state for state in (*states, DONE)},
            transitions=tuple(ways),
            choices=choices,
        )

    return make
