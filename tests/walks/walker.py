"""One walk: whoever there is does whatever the states declare, a little that they do not, and time passes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Any

from sqlalchemy import select

from calendars import day_of
from casework import acting, applications, calls, starting
from casework.acting import Done
from casework.asked import Asked
from casework.clock.sweeping import sweep
from casework.entropy import SeededEntropy
from casework.refused import Inconsistent
from casework.service import Service
from casework.storage.store import open_store
from casework.views.standing import Standing, standing
from errors import ShenbaoError
from models.tables import case_file, name_list, round, title
from statemachines.asked import asked_values
from statemachines.machine import CLOCK, Transition
from tests.walks.cast import Applicant, Cast
from tests.walks.giving import Giver
from tests.walks.roles import officers, people_of

__all__ = ["Walk", "walking"]

# What ends a case early, and what is done beside its way: chosen seldom, so that walks get far.
FATAL = (
    "refuse_", "drop_", "reject", "decline", "withdraw", "leave_out", "shelve", "eliminate", "close", "finish",
)  # fmt: skip
ASIDE = (
    "fail_", "return_", "recuse", "extend", "set_due", "provide", "object", "correct", "request_waiver", "waive",
    "override_soft", "record_comment", "comment", "dispense", "open_",
)  # fmt: skip
SKIPS = (1, 1, 1, 1, 1, 2, 3, 9)  # days that pass at once
BATCH = 4  # applications in the beginning
TRIES = 3  # actions on one subject, until one is done
IDLE = (1, 30, 120)  # where no case is open


@dataclass
class Walk:
    """The world of one walk. ``sloppy``: how often people do what they may not, or give what is not asked for."""

    cast: Cast
    service: Service
    now: datetime
    sloppy: float
    crowd: tuple[Applicant, ...]
    told: list[str] = field(default_factory=list)  # what was tried, and what came of it
    steps: int = 0
    more_rounds: bool = True  # may be opened today, for all we know

    def begin(self, seed: int) -> None:
        """Open the rounds, let some apply, and start what bodies start by themselves."""
        self._open_rounds()
        for number in range(BATCH):
            self._apply(Random(f"{number}:{seed}"))
        for key, each in self.cast.programme.procedures.items():
            if each.starts.by in self.cast.programme.bodies and each.needs is None:
                asked = self._asked("open", officers(self.cast, each.starts.by, [])[0])
                self._try("start", partial(
                    starting.start_case, self.service, self.cast.programme.programme, key,
                    self.cast.objects[each.about][0], asked,
                ))  # fmt: skip

    def _open_rounds(self) -> bool:
        programme = self.cast.programme
        for key in self.cast.loaded.rounds:
            settings = {each.key: each.suggest for each in asked_values(programme, key)}
            asked = self._asked(
                "open", officers(self.cast, programme.procedures[key].supervised_by.given, [])[0]
            )
            self.more_rounds = self._try("open round", partial(
                calls.open_round, self.service, programme.programme, key, day_of(self.now).year, settings, asked
            ))  # fmt: skip
        return self.more_rounds

    def step(self, seed: int) -> None:
        """One thing happens, or time passes; which, the seed says. For 0 nothing does, so that walks can shrink."""
        self.steps += 1
        if not seed:
            return
        dice = Random(f"{self.steps}:{seed}")
        subjects = self._subjects()
        busy = any(each.startswith("case:") for each in subjects)
        if dice.random() < (0.04 if busy else 0.3):
            self._wait(dice.choice(SKIPS if busy else IDLE))
        elif self.more_rounds and dice.random() < (0.05 if busy else 0.7):
            self._apply(dice)
        elif not (subjects and self._something(dice, dice.choices([*subjects], [*subjects.values()])[0])):
            self._wait(dice.choice(SKIPS))

    def _wait(self, days: int) -> None:
        self.told.append(f"{days} days pass")
        self.now += timedelta(days=days)
        self.more_rounds = True
        sweep(self.service, self.now)

    def _subjects(self) -> dict[str, float]:
        """What may be acted on, and how often it is: cases most, rounds seldom, since closing one ends its intake."""
        running = {
            "case": (case_file.c.no, case_file.c.ended_at.is_(None), 4.0),
            "list": (name_list.c.no, name_list.c.state != "closed", 2.0),
            "title": (title.c.no, title.c.ended_on.is_(None), 0.5),
            "round": (round.c.no, round.c.state != "over", 0.03),
        }
        with self.service.store.reading() as connection:
            return {
                f"{kind}:{each}": weight
                for kind, (no, still, weight) in running.items()
                for each in connection.execute(select(no).where(still).order_by(no)).scalars()
            }

    def _apply(self, dice: Random) -> bool:
        """Somebody applies in a round: the facts as they come, now and then together with others."""
        open_ones = select(round.c.no, round.c.procedure).where(round.c.state == "open")
        with self.service.store.reading() as connection:
            rounds = connection.execute(open_ones.order_by(round.c.no)).all()
        if not rounds:
            return self.more_rounds and self._open_rounds()
        chosen = dice.choice(rounds)
        crowd = self.crowd if dice.random() < 0.8 else dice.choice(self.cast.applicants)
        code, operator = dice.choice(crowd)
        kind = self.cast.programme.procedures[chosen.procedure].about
        about = dice.choice(self.cast.objects[kind][: 2 if self.cast.programme.rewards else None])
        others = [each for crowd in self.cast.applicants for each, _ in crowd if each != code]
        joint = self.cast.programme.party("joint") is not None and dice.random() < 0.4
        application = applications.Application(
            chosen.no, code, about, operator, self._facts(dice, chosen.procedure),
            tuple(dice.sample(others, dice.choice((1, 1, 2)))) if joint else (),
        )  # fmt: skip
        asked = self._asked("open", self.cast.people.contacts[code])
        return self._try("apply", partial(applications.apply, self.service, application, asked))

    def _facts(self, dice: Random, procedure: str) -> dict[str, str]:
        """Of many choices the first few: claims of the same reward have to meet."""
        return {
            name: dice.choice(fact.choose if dice.random() < 0.5 else fact.choose[:3])
            for name, fact in self.cast.programme.facts.items()
            if fact.choose and (not fact.in_ or procedure in fact.in_)
        }

    def _something(self, dice: Random, subject: str) -> bool:
        """Somebody takes an action on a subject, mostly one that is declared, as one who may; whether it was done."""
        with self.service.store.reading() as connection:
            here = standing(self.service, connection, subject)
        ways = {
            action: mine
            for action, every in here.machine.actions(here.state).items()
            if (mine := [way for way in every if way.by != (CLOCK,) and way.via is None])
        }
        if dice.random() < self.sloppy:
            way = dice.choice(here.machine.transitions)
            return self._take(dice, here, [way])
        weights = [_weight(action) for action in ways]
        if not ways or (max(weights) < 1 and dice.random() < 0.7):
            return False  # nothing leads on from here but time
        tried = dice.choices(list(ways), weights, k=TRIES)
        return any(self._take(dice, here, ways[action]) for action in dict.fromkeys(tried))

    def _take(self, dice: Random, here: Standing, ways: list[Transition]) -> bool:
        who, action = self._who(dice, here, ways), ways[0].action
        giver = Giver(self.service, here, day_of(self.now), dice, self.sloppy)
        asked = self._asked(action, who, **giver.given(ways))
        return self._try(
            action, partial(acting.act, self.service, here.key, asked), f"{here.key} in {here.state}"
        )

    def _who(self, dice: Random, here: Standing, ways: list[Transition]) -> str:
        roles = [role for way in ways for role in way.by if role != CLOCK]
        people = [*people_of(self.cast, self.service, here, dice.choice(roles))] if roles else []
        if not people or dice.random() < self.sloppy:
            people = [*self.cast.people.contacts.values(), *self.cast.people.experts]
        return dice.choice(people)

    def _asked(self, action: str, person: str, **payload: Any) -> Asked:
        return Asked(action, person, self.now, payload)

    def _try(self, what: str, do: Callable[[], Done], where: str = "") -> bool:
        """Whether it was done; a refusal is an answer, a record that contradicts itself is none."""
        try:
            done = do()
        except Inconsistent:
            raise
        except ShenbaoError as refused:
            self.told.append(f"{what} {where}: {type(refused).__name__}: {refused}")
            return False
        self.told.append(f"{what} {where}: {done.event} → {done.subject} {done.state}")
        return True


def _weight(action: str) -> float:
    if action.startswith("find_"):
        return 0.004  # who is banned does nothing more
    return 0.02 if action.startswith(FATAL) else 0.1 if action.startswith(ASIDE) else 1.0


@contextmanager
def walking(cast: Cast, url: str, seed: int = 1, sloppy: float = 0.0, crowd: int = 0) -> Iterator[Walk]:
    """A walk in a database that the cast has made, or in a copy of it; most apply from one ``crowd`` of the cast's."""
    with open_store(url, durable=False) as store:
        some = cast.applicants[crowd % len(cast.applicants)]
        walk = Walk(cast, Service(store, SeededEntropy(1)), cast.begins, sloppy, some)
        walk.begin(seed)
        yield walk
