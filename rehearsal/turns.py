"""Whose turn it is: a case enters a state, its owner makes an appointment with it, keeps it, or lets it pass."""

from datetime import datetime

from rehearsal import drafting, meetings, panels, reviewing, signing
from rehearsal.life import Life
from rehearsal.policy import LEANINGS, SILENT, TOGETHER, UNUSUAL, WEIGHTS, WRONG_PERSON, chance
from rehearsal.scene import Deed, Scene
from rehearsal.seats import Seat, person_at, seats
from rehearsal.ways import choices, take
from rehearsal.workdays import midnight
from statemachines.machine import CLOCK

__all__ = ["arrived"]

PASSES = 50  # the mean mark with which a case goes on after the review of experts
TRIES = 4  # appointments with a case in one state, before it is left to lie


def arrived(scene: Scene, life: Life, now: datetime) -> None:
    """A case has entered a state: whoever owns it makes an appointment; where several act, each of them does."""
    owner = scene.state(life).owner
    if owner is None or owner == CLOCK:
        return
    drafting.opened(scene, life, now)
    signing.invited(scene, life, now)
    there = seats(scene, life, owner)
    for seat in there:
        _invited(scene, life, seat, now, alone=len(there) == 1)


def _invited(scene: Scene, life: Life, seat: Seat, now: datetime, *, alone: bool) -> None:
    usual = choices(scene, life, seat.role)
    if not usual:
        return
    if not TOGETHER.isdisjoint(usual):
        meetings.join(scene, life, seat, now)
    elif scene.pace(seat.role) == "expert":
        panels.invited(scene, life, seat.role, now)
    elif not _keeps_away(scene, life, usual[0]):
        moment, late = _appointment(scene, life, seat.role, usual[0], now)
        scene.appoint(moment, _turn(scene, life, seat, late=late, alone=alone))


def _keeps_away(scene: Scene, life: Life, usual: str) -> bool:
    """Whether the owner never comes: only where the clock goes on without, or with a case that was given up."""
    due = scene.state(life).due
    if usual == "resubmit":
        return life.mishap == "abandoned"
    if due is None or due.late not in ("proceed", "lapse"):
        return False
    if usual == "submit" and life.title is None:
        return life.mishap == "idle" and life.visit == 1
    return chance(scene.rng, SILENT.get(usual, 0.0))


def _appointment(scene: Scene, life: Life, owner: str, usual: str, now: datetime) -> tuple[datetime, bool]:
    """When the owner comes, and whether that is late."""
    if life.mishap == "late" and life.visit == 1 and life.last_day is not None:
        return scene.soon(midnight(life.last_day), 1, 3), True
    if life.mishap in ("false", "again") and life.visit == 1:
        return scene.soon(now, 1, 2), False
    return scene.when(owner, now, life.last_day, usual)


def _turn(scene: Scene, life: Life, seat: Seat, *, late: bool, alone: bool) -> Deed:
    """The appointment of somebody with a case as it stands now; who comes late tries all the same.

    Of several who act each has done its part with one action; who is ``alone`` goes on until the case moves.
    """
    standing, usual = life.standing, choices(scene, life, seat.role)[0]
    kept = 0

    def deed(now: datetime) -> None:
        nonlocal kept
        if life.standing != standing:
            if late and not kept:
                scene.attempt(life.key, usual, person_at(scene, life, seat), now, late=True)
            return
        kept += 1
        _somebody_else_tries(scene, life, seat.role, usual, now)
        if "judge" in choices(scene, life, seat.role):
            reviewing.review(scene, life, seat, now)
        else:
            _act(scene, life, seat, now)
        done = not alone and seat.key in life.acted
        if life.standing == standing and not done and kept < TRIES:
            scene.appoint(scene.soon(now, 1, 2), deed)

    return deed


def _somebody_else_tries(scene: Scene, life: Life, role: str, action: str, now: datetime) -> None:
    """Now and then somebody tries who may not: the applicant, or an officer from elsewhere."""
    if not chance(scene.rng, WRONG_PERSON):
        return
    if scene.pace(role) == "applicant":
        body = next(each for each, offices in scene.people.offices.items() if offices[0].people)
        scene.attempt(life.key, action, scene.person(body, life), now)
        return
    body = scene.body(role, life)
    here = scene.office(body, life.region)
    others = [office.people[0] for office in scene.people.offices[body] if office is not here]
    elsewhere = bool(others) and chance(scene.rng, 0.5)
    who = scene.rng.choice(others) if elsewhere else scene.people.contacts.get(life.applicant, "")
    if who:
        scene.attempt(life.key, action, who, now, elsewhere=elsewhere)


def _act(scene: Scene, life: Life, seat: Seat, now: datetime) -> None:
    """Choose one of the ways on and take it; what was refused twice is not tried again."""
    leaning = LEANINGS.get(scene.holders.get(life.title or "", ""), {})
    open_ = [action for action in choices(scene, life, seat.role) if life.tries[action] < 2]
    weights = [
        WEIGHTS.get(action, UNUSUAL if n else 1.0) * leaning.get(action, 1.0)
        for n, action in enumerate(open_)
    ]
    if "eliminate" in open_:  # by what the experts found, not by chance
        open_ = ["eliminate" if life.mark < PASSES else open_[0]]
        weights = [1.0]
    if sum(weights) > 0:
        take(scene, life, seat, scene.rng.choices(open_, weights)[0], now)
