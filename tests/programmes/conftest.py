"""Hand-made cases that walk through the real programmes, one decision after the other, without a database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest

from calendars import SHANGHAI, Calendar
from statemachines.deciding import begin, decide, facts_to_load
from statemachines.loader import Loaded, load_folder
from statemachines.machine import CLOCK, Procedure
from statemachines.subject import Actor, Command, DeadlineChange, Decision, OpenDeadline, Subject

POINTS = {f"points.{item}": 18 for item in ("positioning", "scale", "chain", "innovation", "services")}
PROGRAMMES = Path(__file__).parents[2] / "programmes"


def at(day: date, hour: time = time(10)) -> datetime:
    """A moment of a Shanghai day."""
    return datetime.combine(day, hour, SHANGHAI)


Step = tuple[str, str, dict[str, bool], dict[str, Any]]  # action, role, facts, payload

SHANDONG: tuple[Step, ...] = (
    ("submit", "operator", {}, {}),
    ("accept", "city", {}, {"attests": ["真实性", "合规性"]}),
    ("recommend", "city", {}, {}),
    ("accept", "province", {}, {}),
    ("freeze_panel", "province", {}, {}),
    ("draw_panel", CLOCK, {}, {}),
    ("score", "experts", {"scores_complete:scoring": True}, POINTS),
    ("dispense_with_site_check", "province", {}, {"reason": "材料充分"}),
    ("select", "province", {}, {"rank": 1}),
    ("publish", "province", {}, {}),
    ("close_publicity", CLOCK, {}, {}),
    ("certify", "province", {}, {}),
)
GUIYANG: tuple[Step, ...] = (
    ("submit", "district", {}, {}),
    ("accept", "bureau", {}, {"due": "2020-12-31"}),
    ("report_completion", "district", {}, {}),
    ("submit", "district", {}, {}),
    ("accept", "bureau", {}, {}),
    ("freeze_panel", "bureau", {}, {}),
    ("draw_panel", CLOCK, {}, {}),
    ("score", "experts", {"scores_complete:scoring": True}, {"supports": True, "opinion": "同意"}),
    ("select", "bureau", {}, {}),
    ("publish", "bureau", {}, {}),
    ("close_publicity", CLOCK, {}, {}),
    ("propose", "bureau", {}, {}),
    ("approve", "office", {}, {}),
    ("certify", "bureau", {}, {"plaque_no": "1"}),
)
GUANGDONG: tuple[Step, ...] = (
    ("submit", "applicant", {}, {}),
    ("accept", "city", {}, {"attests": ["真实性"]}),
    ("recommend", "city", {}, {}),
    ("freeze_panel", "province", {}, {}),
    ("draw_panel", CLOCK, {}, {}),
    ("score", "experts", {"scores_complete:scoring": True}, {"supports": True, "opinion": "同意"}),
    ("schedule_defence", "province", {}, {"due": "2019-05-20"}),
    ("pass_defence", "province", {}, {"held_on": "2019-05-20"}),
    ("pass_site_check", "province", {}, {"visited_on": "2019-06-01"}),
    ("select", "province", {"total_free:selection": True}, {}),
    ("publish", "province", {}, {}),
    ("close_publicity", CLOCK, {}, {}),
    ("certify", "province", {}, {"letter_no": "粤工信函〔2019〕1号"}),
)


class Walk:
    """One case; every need holds and no guard fact does, unless a step says otherwise."""

    def __init__(
        self,
        procedure: Procedure,
        today: date,
        settings: dict[str, Any],
        facts: dict[str, str],
        way: Sequence[Step] = (),
    ) -> None:
        """Stand in the initial state on that day; ``way`` is the usual way to the end."""
        self.procedure, self.way = procedure, way
        self.now = at(today)
        self.calendar = Calendar()
        self.subject = Subject("C-1", procedure.initial, 1, facts, settings, {"round.opened": today})
        self.last: Decision = begin(
            procedure, self.subject, self._command("open", "clock", {}), self.calendar
        )
        self._follow(self.last.deadlines)

    @property
    def state(self) -> str:
        """Where the case stands."""
        return self.subject.state

    @property
    def letters(self) -> list[tuple[str, tuple[str, ...]]]:
        """The letters of the last step: template and receivers."""
        return [(letter.template, letter.to) for letter in self.last.letters]

    def on(self, day: date, hour: time = time(10)) -> Walk:
        """Let time pass until this moment."""
        self.now = at(day, hour)
        return self

    def bring(self, state: str) -> Walk:
        """Take the usual way from the beginning up to a state."""
        for action, by, facts, payload in self.way:
            if self.state == state:
                break
            self.do(action, by, facts, **payload)
        assert self.state == state
        return self

    def states(self) -> list[str]:
        """Take the usual way to its end, and return every state on it."""
        first = self.state
        return [
            first,
            *(self.do(action, by, facts, **payload).state for action, by, facts, payload in self.way),
        ]

    def do(self, action: str, by: str, facts: dict[str, bool] | None = None, **payload: Any) -> Walk:
        """Take one action as one role; raises the refusal where there is one."""
        known = {**self._usual(action), **(facts or {})}
        assert set(facts or {}) <= facts_to_load(self.procedure, self.state, action), "a fact nobody asks for"
        self.last = decide(
            self.procedure, self.subject, self._command(action, by, payload), known, self.calendar
        )
        self.subject = replace(self.subject, state=self.last.entry.target, version=self.subject.version + 1)
        self._follow(self.last.deadlines)
        return self

    def actions(self, by: str) -> tuple[str, ...]:
        """What this role may do here."""
        return self.procedure.open_to(self.state, frozenset({by}))

    def effect(self, name: str) -> dict[str, Any]:
        """The settings of an effect of the last step."""
        return next(effect.settings for effect in self.last.effects if effect.name == name)

    def _command(self, action: str, by: str, payload: dict[str, Any]) -> Command:
        return Command(action, Actor("p-1", frozenset({by})), self.now, payload)

    def _usual(self, action: str) -> dict[str, bool]:
        ways = self.procedure.actions(self.state).get(action, ())
        needs = {need.fact for way in ways for need in way.needs}
        return {name: name in needs for name in facts_to_load(self.procedure, self.state, action)}

    def _follow(self, changes: Iterable[DeadlineChange]) -> None:
        held = {each.rule: each for each in self.subject.deadlines}
        for change in changes:
            held.pop(change.rule, None)
            if change.kind in ("opened", "extended") and change.last is not None:
                last = change.last
                held[change.rule] = OpenDeadline(
                    change.rule, change.occurrence, "running", change.revision, last.start, last.rule,
                    last.pauses, last.day, last.ends_at, last.provisional,
                )  # fmt: skip
        self.subject = replace(self.subject, deadlines=tuple(held.values()))


@pytest.fixture(scope="session")
def walker() -> type[Walk]:
    """The class above, for the modules beside this file."""
    return Walk


@pytest.fixture(scope="session")
def shandong() -> Loaded:
    """Shandong's clusters of 2025."""
    return load_folder(PROGRAMMES / "shandong_digital_clusters_2025")


@pytest.fixture(scope="session")
def guiyang() -> Loaded:
    """Guiyang's bases."""
    return load_folder(PROGRAMMES / "guiyang_bigdata_bases")


@pytest.fixture(scope="session")
def shiyan() -> Loaded:
    """Shiyan's draft measures of 2022."""
    return load_folder(PROGRAMMES / "shiyan_digital_measures_2022")


@pytest.fixture
def shandong_case(shandong: Loaded) -> Walk:
    """A case of a cluster in Jinan, opened the day after the notice."""
    settings = {"apply.submission.due": "2025-06-10"}
    facts = {"city": "济南市", "main_field": "高端软件"}
    return Walk(shandong.procedures["apply"], date(2025, 5, 15), settings, facts, SHANDONG)


@pytest.fixture
def guiyang_settings() -> dict[str, str]:
    """What a round of Guiyang has to set."""
    return {
        "apply.submission.due": "60 days after round.opened",
        "apply.publicity.length": "5 workdays",
        "apply.publicity.where": "官方网站",
    }


@pytest.fixture
def guiyang_case(guiyang: Loaded, guiyang_settings: dict[str, str]) -> Walk:
    """A base's application, opened in the first quarter of 2020."""
    return Walk(guiyang.procedures["apply"], date(2020, 3, 2), guiyang_settings, {}, GUIYANG)


@pytest.fixture(scope="session")
def guangdong() -> Loaded:
    """Guangdong's pilot zones of 2019."""
    return load_folder(PROGRAMMES / "guangdong_pilot_zones_2019")


@pytest.fixture
def guangdong_case(guangdong: Loaded) -> Walk:
    """A district of Foshan, five days after the notice."""
    settings = {"apply.submission.due": "2019-04-12", "apply.publicity.length": "5 workdays"}
    facts = {"unit": "区县", "city": "佛山市"}
    return Walk(guangdong.procedures["apply"], date(2019, 3, 4), settings, facts, GUANGDONG)


@pytest.fixture
def guangdong_city(guangdong: Loaded) -> Walk:
    """The whole of Foshan, on the same day."""
    facts = {"unit": "全市", "city": "佛山市"}
    settings = {"apply.publicity.length": "5 workdays"}
    return Walk(guangdong.procedures["apply"], date(2019, 3, 4), settings, facts, GUANGDONG)
