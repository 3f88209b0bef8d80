"""One rehearsal, from an empty scratch database to its report."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from random import Random
from typing import Any

from calendars import day_of
from casework.asked import Asked
from casework.calls import open_round
from casework.entering.programmes import enter_programme
from casework.entropy import SeededEntropy
from casework.refused import BadInput
from casework.service import Service
from casework.storage.store import open_store, upgrade
from rehearsal import applying, arrangements, clock, drafting, following
from rehearsal.population import Population
from rehearsal.scene import Deed, Scene
from rehearsal.workdays import Workdays, midnight
from statemachines.asked import asked_values
from statemachines.definition.time import Fixed, parse_due
from statemachines.library import folder_of
from statemachines.loader import Loaded, load_folder
from statemachines.refusals import NeedsUnmet

__all__ = ["Order", "empty_database", "period", "rehearse", "size"]

FIRST_DAY = date(2020, 1, 1)  # of programmes whose notice bears no date; six years of it and after are known
ASSESSED_YEARS = 4  # after the year of certification, where the clock assesses titles
PATIENCE = 3  # years after which a round without assessments is given up
_PREFIX = "shenbao-rehearsal-"
OPENS_AFTER = (3, 6)  # working days from the start to the opening, where the notice gives no day


@dataclass(frozen=True)
class Order:
    """What is to be rehearsed. ``start`` and ``until`` are chosen by the definition where they are None.

    ``settings`` are values that the round sets, by their keys; what is not among them is set as suggested.
    """

    programme: str
    cases: int = 200
    seed: int = 1
    start: date | None = None
    until: date | None = None
    folder: Path | None = None
    settings: tuple[tuple[str, str], ...] = ()


def rehearse(order: Order, progress: clock.Progress = lambda day: None) -> dict[str, Any]:
    """Rehearse one programme and return its report, made of plain values.

    Raises:
        UnknownProgramme, DefinitionError: there is no such programme, or its definition cannot be used.
        BadInput, RoundNotReady: the round cannot be opened.
    """
    from rehearsal.reporting import report

    folder = folder_of(order.programme, order.folder)
    loaded = load_folder(folder)
    start, _ = _period(order, loaded)
    with _scratch() as url, open_store(url, durable=False) as store:
        rng = Random(f"{order.seed}:{order.programme}")
        service = Service(store, SeededEntropy(rng.getrandbits(64)), believes_estimates=True)
        scene, begins = _set(service, loaded, folder, order, rng)
        lived = clock.run(scene, begins, progress)
        return report(scene, order.cases, order.seed, start, day_of(lived))


@contextmanager
def _scratch() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix=_PREFIX) as folder:
        file = Path(folder) / "scratch.db"
        file.write_bytes(empty_database())
        yield f"sqlite:///{file}"


@cache
def empty_database() -> bytes:
    """A database with all tables and no rows, made by the migrations once for all rehearsals of this process."""
    with tempfile.TemporaryDirectory(prefix=_PREFIX) as folder:
        file = Path(folder) / "empty.db"
        with open_store(f"sqlite:///{file}", current=False, durable=False) as store:
            upgrade(store)
        return file.read_bytes()


def period(order: Order) -> tuple[date, date]:
    """The first and the last day to rehearse: as ordered, else as the definition suggests.

    Four years of assessments where the clock opens some, else long enough for every case to end.

    Raises:
        UnknownProgramme, DefinitionError: there is no such programme, or its definition cannot be used.
    """
    return _period(order, load_folder(folder_of(order.programme, order.folder)))


def _period(order: Order, loaded: Loaded) -> tuple[date, date]:
    start = order.start or loaded.programme.notice.dated or FIRST_DAY
    if order.until is not None:
        return start, order.until
    if not any(each.starts.by == "clock" for each in loaded.programme.procedures.values()):
        return start, date(start.year + PATIENCE, 12, 31)
    ends = loaded.programme.procedures[_in_rounds(loaded)].ends_by
    return start, date(start.year + (ends.by.years_later if ends else 0) + ASSESSED_YEARS, 12, 31)


def size(order: Order) -> int:
    """How much there is to live in a rehearsal, beside others: the stages its cases may go through.

    Raises UnknownProgramme, DefinitionError, BadInput as ``rehearse`` does.
    """
    loaded = load_folder(folder_of(order.programme, order.folder))
    procedures = loaded.programme.procedures
    yearly = sum(len(each.stages) for each in procedures.values() if each.starts.by == "clock")
    return order.cases * (len(procedures[_in_rounds(loaded)].stages) + ASSESSED_YEARS * yearly)


def _in_rounds(loaded: Loaded) -> str:
    """The first procedure that runs in rounds; raises BadInput where there is none."""
    for procedure in loaded.rounds:
        return procedure
    name = loaded.programme.programme
    raise BadInput(
        f"{name}: none of its procedures runs in rounds (starts: {{in: round}}): nothing to rehearse"
    )


def _set(service: Service, loaded: Loaded, folder: Path, order: Order, rng: Random) -> tuple[Scene, datetime]:
    """Set the stage: programme, people, round, and everybody's first appointment."""
    programme = loaded.programme
    procedure = _in_rounds(loaded)
    start, until = _period(order, loaded)
    days = Workdays(start.year, until.year + 2)
    begins = midnight(start) + timedelta(hours=8)
    arrangements.known_by(service, start)
    enter_programme(service, folder, begins)
    people = Population(programme, rng, begins, order.cases)
    people.settle()
    people.enter(service)
    scene = Scene(service, loaded, people, days, rng, midnight(until + timedelta(days=1)))
    scene.follow = partial(following.after_action, scene)
    scene.settings = {each.key: each.suggest for each in asked_values(programme, procedure)} | dict(
        order.settings
    )
    arrangements.announced(scene, start, until)
    opens = (
        days.on_or_after(start)
        if programme.notice.dated == start
        else days.after(start, rng.randint(*OPENS_AFTER))
    )
    _refuse_past(scene, procedure, opens)
    call: Deed = _opened(scene, procedure, order.cases)
    basis = programme.procedures[procedure].rests_on
    if basis is not None:
        call = drafting.started(scene, basis, call, order.cases)
    scene.appoint(days.moment(opens, rng), call)
    return scene, begins


def _refuse_past(scene: Scene, procedure: str, opens: date) -> None:
    """A round cannot open after a day that is set, or suggested, for it; raises BadInput."""
    programme = scene.loaded.programme
    for each in asked_values(programme, procedure):
        value = scene.settings[each.key]
        day = parse_due(value) if each.kind == "time" and value else None
        if isinstance(day, Fixed) and day.day < opens:
            raise BadInput(
                f"{programme.programme}: the round would open on {opens}, after the day suggested for {each.key}, "
                f"{day}; rehearse from an earlier day"
            )


def _opened(scene: Scene, procedure: str, cases: int) -> Deed:
    """Open the round with what is set, and let applicants come.

    A round that may not be opened yet, or not any more, is counted as refused.
    """

    def deed(now: datetime) -> None:
        programme = scene.loaded.programme
        body = programme.procedures[procedure].supervised_by.given
        asked = Asked("open", scene.people.offices[body][0].people[0], now)
        scene.tally.actions += 1
        try:
            done = open_round(
                scene.service, programme.programme, procedure, day_of(now).year, scene.settings, asked
            )
        except NeedsUnmet as error:
            scene.count(error)
            return
        closes = date.fromisoformat(done.last_day) if done.last_day else None
        number = done.subject.partition(":")[2]
        applying.call_for(scene, applying.Call(number, procedure, closes), cases, now)

    return deed
