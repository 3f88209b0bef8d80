"""Invented cases for somebody who looks around: the very people of a rehearsal, played up to this moment.

They live in the database of a service, so nothing is invented that would outlast them: no holiday arrangement, no
randomness that could be repeated, and no letter of theirs goes out.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from random import Random

from calendars import day_of
from casework import calls
from casework.accounts.demonstration import open_accounts
from casework.asked import Asked
from casework.entering.demonstrating import settle_letters
from casework.entering.programmes import enter_programme
from casework.service import Service
from rehearsal import applying, clock, following
from rehearsal.guests import guests
from rehearsal.population import Population
from rehearsal.scene import Deed, Scene
from rehearsal.workdays import Workdays, midnight
from statemachines.asked import asked_values
from statemachines.library import folder_of
from statemachines.loader import load_folder

__all__ = ["demonstrate"]

PROGRAMME, PROCEDURE = "standard", "apply"


@dataclass(frozen=True)
class _Round:
    """A round that opened so many days ago, and how many applied."""

    days_ago: int
    cases: int


# From titles that are assessed by now to applications that are being written.
ROUNDS = tuple(
    _Round(*each) for each in ((500, 30), (138, 20), (118, 20), (98, 20), (75, 20), (45, 20), (15, 16))
)


def demonstrate(service: Service, now: datetime, seed: int = 1) -> str:
    """Play rounds of the standard programme from a year and a half ago up to ``now``, into an empty database.

    Returns the password with which one person of each role signs in.
    """
    folder, rng = folder_of(PROGRAMME), Random(seed)
    loaded = load_folder(folder)
    begins = midnight(day_of(now) - timedelta(days=ROUNDS[0].days_ago + 7))
    enter_programme(service, folder, begins)
    people = Population(loaded.programme, rng, begins, sum(each.cases for each in ROUNDS))
    people.settle()
    people.enter(service)
    days = Workdays(begins.year, now.year + 2)
    scene = Scene(service, loaded, people, days, rng, now)
    scene.follow = partial(following.after_action, scene)
    for each in ROUNDS:
        day = days.on_or_after(day_of(now) - timedelta(days=each.days_ago))
        scene.appoint(days.moment(day, rng), _opened(scene, each.cases))
    clock.run(scene, begins, lambda day: None)
    chosen = guests(service, people)
    settle_letters(service)
    return open_accounts(service, chosen, now)


def _opened(scene: Scene, cases: int) -> Deed:
    """Open a round with the values that the definition suggests, and let applicants come."""

    def deed(now: datetime) -> None:
        programme = scene.loaded.programme
        body = programme.procedures[PROCEDURE].supervised_by.given
        asked = Asked("open", scene.people.offices[body][0].people[0], now)
        values = {each.key: each.suggest for each in asked_values(programme, PROCEDURE)}
        done = calls.open_round(scene.service, PROGRAMME, PROCEDURE, day_of(now).year, values, asked)
        closes = date.fromisoformat(done.last_day) if done.last_day else None
        applying.call_for(scene, applying.Call(done.subject.partition(":")[2], PROCEDURE, closes), cases, now)

    return deed
