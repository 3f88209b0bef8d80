"""The promises can be broken: each fault that is planted here is found by walks, and told in words."""

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random
from tempfile import mkdtemp
from typing import Any
from unittest.mock import Mock

import pytest
from sqlalchemy import Table, update

from casework import cases, deciding
from casework.clock import clockwork
from casework.effects import EFFECTS, life
from casework.facts import FACTS, quotas
from models.tables import case_file, list_entry
from statemachines import awards
from statemachines.subject import Decision
from tests.databases import Databases
from tests.walks.cast import cast_of
from tests.walks.promises import broken
from tests.walks.test_walks import make_of
from tests.walks.walker import Walk, walking

pytestmark = [pytest.mark.only("sqlite"), pytest.mark.long]
PROGRAMMES = Path(__file__).parents[2] / "programmes"
SHANDONG, SHIYAN = "shandong_digital_clusters_2025", "shiyan_digital_measures_2022"
WALKS, STEPS = 12, 200

Found = Callable[..., bool]


@pytest.fixture
def found(databases: Databases, database_kind: str, tmp_path: Path) -> Found:
    """Whether walks through a programme find what is wanted, by a pattern of the words it is told in."""

    def found(programme: str | Path, wanted: str, after: Callable[[Walk], None] = lambda walk: None) -> bool:
        cast = cast_of(PROGRAMMES / programme)
        for number in range(WALKS):
            with (
                databases.copied(database_kind, Path(mkdtemp(dir=tmp_path)), make_of(cast)) as url,
                walking(cast, url, number, sloppy=0.02, crowd=number) as here,
            ):
                dice = Random(number)
                for _ in range(STEPS):
                    here.step(dice.randrange(1, 10_000))
                after(here)
                if any(re.search(wanted, what) for what in broken(here)):
                    return True
        return False

    return found


def rewritten(table: Table, **values: Any) -> Callable[[Walk], None]:
    """Write something else into every row of a table behind casework's back."""

    def rewrite(walk: Walk) -> None:
        with walk.service.store.writing() as connection:
            connection.execute(update(table).values(**values))

    return rewrite


def test_undeclared_state_is_found(found: Found) -> None:
    assert found("standard", "which nobody declared", rewritten(case_file, state="nowhere"))


def test_state_that_no_history_leads_to_is_found(found: Found) -> None:
    told = "is stored in “selection”, its history leads to"
    assert found("standard", told, rewritten(case_file, state="selection"))


def test_way_that_nobody_declared_is_found(found: Found, monkeypatch: pytest.MonkeyPatch) -> None:
    decided = deciding.decided

    def astray(*of: Any) -> Decision:
        decision = decided(*of)
        if decision.entry.event != "accepted":
            return decision
        return replace(decision, entry=replace(decision.entry, target="certification"))

    monkeypatch.setattr(cases, "decided", astray)
    assert found("standard", "no way “accept” from prefecture_review to certification")


def test_timer_left_behind_is_found(found: Found, monkeypatch: pytest.MonkeyPatch) -> None:
    """An effect that does not cancel what waited."""
    monkeypatch.setattr(clockwork._CANCEL, "run_many", Mock())
    assert found("standard", r"^case:\S+: the timer submission\S* \S+ is pending")


def test_deadline_left_running_is_found(found: Found, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clockwork._CLOSE, "run_many", Mock())
    assert found("standard", "is running")


def test_ended_case_in_public_is_found(found: Found) -> None:
    assert found("standard", "while in public", rewritten(list_entry, state="published"))


def test_quota_exceeded_is_found(found: Found, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three places for two: the check of the need and of the effect look at the wrong number."""
    wanted = quotas.places_wanted

    def generous(*of: Any) -> list[quotas.Place]:
        return [place._replace(max=99) for place in wanted(*of)]

    monkeypatch.setattr(quotas, "places_wanted", generous)
    monkeypatch.setattr(life, "places_wanted", generous)
    assert found(SHANDONG, r"([345] recommended, 2|[45] recommended, 3) places")


def test_place_that_is_not_counted_is_found(found: Found, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(EFFECTS, "use_quota", lambda writing, effect: None)
    assert found(SHANDONG, "counted as 0, taken by")


def test_fen_that_gets_lost_is_found(found: Found, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rounded down on both sides: one fen of an odd amount is nobody's."""
    monkeypatch.setattr(
        awards, "split", lambda amount, percents, rest: tuple(amount * p // 100 for p in percents)
    )
    assert found(SHIYAN, "are not the shares")


def test_cap_that_is_passed_over_is_found(found: Found, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(awards, "capped", lambda amount, most: amount)
    assert found(SHIYAN, "whose rule gives")


def test_same_project_paid_twice_is_found(found: Found, monkeypatch: pytest.MonkeyPatch) -> None:
    """就高不重复: what the project has already is not taken off."""
    monkeypatch.setattr(awards, "still_due", lambda entitled, *of, stacking: entitled[-1])
    assert found(SHIYAN, "are left when the higher counts")


def test_reward_given_once_given_again_is_found(found: Found, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(FACTS, "reward_free", lambda asking, _: True)
    monkeypatch.setattr(awards, "still_due", lambda entitled, *of, stacking: entitled[-1])
    assert found(SHIYAN, "once is right")


def test_yearly_places_exceeded_are_found(
    found: Found, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One place a year instead of ten, and more claims of that reward."""
    folder = Path(shutil.copytree(PROGRAMMES / SHIYAN, tmp_path / SHIYAN))
    text = (PROGRAMMES / SHIYAN / "programme.yaml").read_text("utf-8")
    fewer = {
        "choose: [r1, ": "choose: [r15, r1, ",
        "r14, r15, ": "r14, ",
        "yearly: {at_most: 10": "yearly: {at_most: 1",
    }
    for printed, instead in fewer.items():
        assert text.count(printed) == 1
        text = text.replace(printed, instead)
    (folder / "programme.yaml").write_text(text, "utf-8")
    monkeypatch.setitem(FACTS, "yearly_place_free", lambda asking, _: True)
    assert found(folder, "times in 2022, at most 1")
