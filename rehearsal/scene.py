"""The stage of a rehearsal: the service, the people, the virtual clock's appointments, and every case in mind."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from heapq import heappop, heappush
from random import Random
from typing import Any

from sqlalchemy import Connection, bindparam, select

from calendars import day_of
from casework.acting import Done, act
from casework.asked import Asked
from casework.service import Service
from casework.storage.prepared import Prepared
from errors import ShenbaoError
from models.tables import case_file, deadline
from rehearsal.life import Life
from rehearsal.policy import BEHIND, NO_DEADLINE, PACES, SLOW
from rehearsal.population import Office, Population
from rehearsal.tally import Tally, kind_of_refusal
from rehearsal.workdays import Workdays
from statemachines.definition.stage import Stage
from statemachines.loader import Loaded
from statemachines.machine import Procedure, State

__all__ = ["Deed", "Scene"]

_STANDS = Prepared(select(case_file.c.state).where(case_file.c.no == bindparam("no")))
_LAST_DAY = Prepared(
    select(deadline.c.last_day)
    .where(
        deadline.c.subject == bindparam("subject"),
        deadline.c.state == "running",
        deadline.c.rule != "overall",
    )
    .order_by(deadline.c.last_day.desc())
)
Deed = Callable[[datetime], None]
Appointments = list[tuple[datetime, int, Deed]]
Follow = Callable[[Done, datetime], None]


def _nothing(done: Done, now: datetime) -> None:
    """Nothing follows until the parts of the rehearsal are put together."""


@dataclass
class Scene:
    """Everything that the parts of a rehearsal share."""

    service: Service
    loaded: Loaded
    people: Population
    days: Workdays
    rng: Random
    end: datetime
    tally: Tally = field(default_factory=Tally)
    lives: dict[str, Life] = field(default_factory=dict)
    appointments: Appointments = field(default_factory=list)
    announcements: Appointments = field(default_factory=list)
    follow: Follow = field(default=_nothing)
    settings: dict[str, str | None] = field(default_factory=dict)  # what the round sets, by key
    call: Any = None  # the round that takes applications
    basis: Deed | None = None  # opens the round, where that waits for a policy in force
    comments: int = 0  # that are made on its draft
    ended: int = 0  # cases of the round that came to an end
    deal: list[str] = field(default_factory=list)  # the cards of the next holders
    meetings: dict[str, Any] = field(default_factory=dict)  # that were called and not held yet, by office
    held: int = 0  # meetings called so far, where a deadline refuses
    recommended: Counter[str] = field(default_factory=Counter)  # places used, by office
    lists: set[str] = field(default_factory=set)  # that somebody is about to publish, or has published
    holders: dict[str, str] = field(default_factory=dict)  # how the holder of a title fares
    assessed: Counter[str] = field(default_factory=Counter)  # assessments opened, by title
    numbers: Counter[str] = field(default_factory=Counter)  # plaques and letters numbered so far
    _made: int = 0

    def looking(self) -> AbstractContextManager[Connection]:
        """A connection to look with: the one held for writing, as nobody else is at this database.

        A reader gets a connection of its own each time, which costs more than what a rehearsal asks it.
        """
        return self.service.store.writing()

    def appoint(self, moment: datetime, deed: Deed) -> None:
        """Note what is to happen at a moment; of two at the same moment the one noted first goes first."""
        self._made += 1
        heappush(self.appointments, (moment, self._made, deed))

    def announce(self, moment: datetime, deed: Deed) -> None:
        """Note what is made known at a moment, provided that anything happens until then."""
        self._made += 1
        heappush(self.announcements, (moment, self._made, deed))

    def next_of(self, kept: Appointments) -> datetime | None:
        """The moment of the first of the appointments, or announcements; None where there is none."""
        return kept[0][0] if kept else None

    def next_appointment(self, now: datetime) -> Deed:
        """Take out what comes next; an announcement before an appointment of the same moment."""
        first = bool(self.announcements) and self.announcements[0][0] <= now
        return heappop(self.announcements if first else self.appointments)[2]

    def attempt(
        self, subject: str, action: str, person: str, now: datetime, payload: Mapping[str, Any] | None = None,
        *, late: bool = False, elsewhere: bool = False,
    ) -> Done | ShenbaoError:  # fmt: skip
        """Let a person try an action, and what follows from it; a refusal is counted and handed back."""
        self.tally.actions += 1
        try:
            done = act(self.service, subject, Asked(action, person, now, payload or {}))
        except ShenbaoError as error:
            self.count(error, late=late, elsewhere=elsewhere)
            return error
        self.follow(done, now)
        return done

    def count(self, error: ShenbaoError, *, late: bool = False, elsewhere: bool = False) -> None:
        """Count a refusal by its kind."""
        self.tally.refusals[kind_of_refusal(error, late=late, elsewhere=elsewhere)] += 1

    def procedure(self, life: Life) -> Procedure:
        """The procedure a case runs."""
        return self.loaded.procedures[life.procedure]

    def state(self, life: Life) -> State:
        """The state a case stands in."""
        return self.procedure(life).states[life.state]

    def stage(self, life: Life) -> Stage | None:
        """The stage of the definition that the state of a case belongs to."""
        stages = self.loaded.programme.procedures[life.procedure].stages
        wanted = self.state(life).stage
        return next((stage for stage in stages if stage.id == wanted), None)

    def office(self, body: str, region: str) -> Office:
        """The office that acts as a body for a region: the one with the narrowest mandate."""
        offices = [each for each in self.people.offices[body] if region.startswith(each.prefix)]
        return max(offices, key=lambda each: len(each.prefix))

    def person(self, role: str, life: Life) -> str:
        """Somebody who may act as a role on a case."""
        party = self.loaded.programme.parties.get(role)
        if party is not None:
            code = life.operator if party.is_ == "operator" and life.operator else life.applicant
            return self.people.contacts[code]
        body = self.body(role, life)
        if self.loaded.programme.bodies[body].role == "expert":
            return self.rng.choice(self.people.experts)
        return self.rng.choice(self.office(body, life.region).people)

    def body(self, role: str, life: Life) -> str:
        """The body that a role is on a case."""
        return self.loaded.programme.body_of(role, life.facts)

    def pace(self, role: str) -> str:
        """Which pace a role goes at."""
        body = self.loaded.programme.bodies.get(role)
        return "applicant" if body is None else body.role

    def when(
        self, role: str, now: datetime, last_day: date | None, action: str = ""
    ) -> tuple[datetime, bool]:
        """When somebody of a role will act, and whether that is late."""
        pace, today = SLOW.get(action) or PACES[self.pace(role)], day_of(now)
        left = self.days.between(today, last_day) if last_day else NO_DEADLINE
        if last_day and left < 1:
            return self.days.moment(self.days.after(today, self.rng.randint(*BEHIND)), self.rng), True
        if last_day and self.rng.random() < pace.late:
            return self.days.moment(self.days.after(last_day, self.rng.randint(*BEHIND)), self.rng), True
        share = self.rng.uniform(pace.early, pace.latest)
        return self.days.moment(self.days.after(today, max(1, round(left * share))), self.rng), False

    def soon(self, now: datetime, first: int, last: int) -> datetime:
        """A moment some working days from now."""
        return self.days.moment(self.days.after(day_of(now), self.rng.randint(first, last)), self.rng)

    def refresh(self, numbers: Iterable[str]) -> list[Life]:
        """Read where cases stand now; returns those that have moved, in the order given."""
        moved: list[Life] = []
        wanted = [self.lives[number] for number in numbers if number in self.lives]
        if not wanted:
            return moved
        with self.looking() as connection:
            for life in wanted:
                row = _STANDS.first(connection, no=life.no)
                if row is not None and row.state != life.state:
                    life.enter(row.state, _LAST_DAY.value(connection, subject=life.key))
                    moved.append(life)
        return moved
