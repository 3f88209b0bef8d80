"""The lifecycle that is measured: eleven durable steps of a case of `standard`, each through a public function."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from benchmarks.town import FIRM, OPENED, Town, object_no
from casework import acting
from casework.applications import Application, apply
from casework.asked import Asked
from casework.clock import timers
from casework.record import seals
from casework.service import Service
from models.tables import panel_member

__all__ = ["DRAWN", "STEPS", "DurableStep", "Run"]

_MET = [{"criterion": "standing", "met": True, "reason": "属实"}]
_PAPERS = [{"material": "application"}, {"material": "evidence"}]
_FIGURES = [{"indicator": "firms", "value": 12}, {"indicator": "revenue", "value": 20000}]


@dataclass(frozen=True)
class DurableStep:
    """An action in a commit of its own; ``name`` tells two of one action apart, ``day`` counts from the opening."""

    name: str
    action: str
    person: str
    day: int
    payload: Mapping[str, Any] = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        """The moment of the action."""
        return OPENED + timedelta(days=self.day, hours=2)


DRAWN = "the first expert drawn"
STEPS = (
    DurableStep("open", "open", "app", 0),
    DurableStep("submit", "submit", "app", 1, {"materials": _PAPERS, "indicators": _FIGURES}),
    DurableStep("return", "return_for_correction", "city", 2, {"reason": "缺盖章", "clock": "continue"}),
    DurableStep("resubmit", "resubmit", "app", 3),
    DurableStep("judge, city", "judge", "city", 4, {"findings": _MET}),
    DurableStep("accept, city", "accept", "city", 4, {"attests": ["真实性"]}),
    DurableStep("judge, province", "judge", "prov", 5, {"findings": _MET}),
    DurableStep("accept, province", "accept", "prov", 5),
    DurableStep("freeze panel", "freeze_panel", "prov", 7),
    DurableStep("declare", "declare_no_conflict", DRAWN, 8),
    DurableStep("score", "score", DRAWN, 8, {"score": "80"}),
)


class Run:
    """The cases of one run, in the order they were opened, and the expert who scores each."""

    def __init__(self, service: Service, town: Town) -> None:
        self.service, self.town = service, town
        self.cases: list[str] = []
        self.experts: dict[str, str] = {}

    def take(self, step: DurableStep) -> None:
        """Take a step with every case, one commit a case. This is what is timed."""
        now = step.now
        if step.action == "open":
            for at in range(self.town.cases):
                application = Application(self.town.round_no, FIRM, object_no(at))
                done = apply(self.service, application, Asked("open", step.person, now))
                self.cases.append(done.subject)
            return
        for case in self.cases:
            person = self.experts[case] if step.person == DRAWN else step.person
            acting.act(self.service, case, Asked(step.action, person, now, step.payload))

    def prepare(self, step: DurableStep) -> None:
        """Do what has to happen before a step and belongs to no case alone: the seal, the draw. Not timed."""
        if step.person != DRAWN:
            return
        seals.seal_missing(self.service, step.now)
        while timers.fire_due(self.service, step.now).count("fired"):
            pass
        first = select(panel_member.c.panel_no, panel_member.c.person_no).where(panel_member.c.place == 1)
        with self.service.store.reading() as connection:
            drawn = {row.panel_no: row.person_no for row in connection.execute(first)}
        self.experts = {case: drawn[f"{case.partition(':')[2]}-scoring-1"] for case in self.cases}
