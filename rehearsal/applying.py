"""Applicants at work: they draft within the window, each with its own mishap or none."""

from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random

from calendars import day_of
from casework.applications import Application, apply
from casework.asked import Asked
from errors import ShenbaoError
from rehearsal.figures import invent, needs_of
from rehearsal.life import Life
from rehearsal.policy import DISPUTED, MISHAPS, chance, deck
from rehearsal.scene import Deed, Scene
from rehearsal.turns import arrived
from statemachines.definition.criteria import Comparison

__all__ = ["Call", "call_for"]

FAVOUR = 12  # points by which a case in a field of priority is better
LEFT_OVER = 0.85  # of the window has passed when nobody else is found out
WINDOW = 40  # working days in which applicants come where nobody set a deadline


@dataclass
class Call:
    """A round that takes applications, and what applicants remember of each other."""

    round_no: str
    procedure: str
    closes: date | None
    waiting: list[int] = field(default_factory=list)  # applications of banned parties, for later
    taken: list[tuple[str, str]] = field(default_factory=list)  # objects with an open case, and their region


def call_for(scene: Scene, call: Call, cases: int, now: datetime) -> None:
    """Let so many applicants come, each on some day of the window."""
    scene.call = call
    mishaps = deck(scene.rng, MISHAPS, cases, "sound")
    can_ban = any(
        each.bans and each.ends == "case" and each.found_by for each in scene.loaded.programme.sanctions
    )
    last = call.closes or scene.days.after(day_of(now), WINDOW)
    window = max(3, scene.days.between(day_of(now), last))
    for number, mishap in enumerate(mishaps, 1):
        if mishap in ("false", "again") and not can_ban:
            mishap = "sound"
        if mishap == "again":
            call.waiting.append(number)
            continue
        share = _share(scene.rng, mishap)
        day = scene.days.after(day_of(now), max(1, round(window * share)))
        scene.appoint(scene.days.moment(day, scene.rng), _drafted(scene, call, number, mishap))
    late = scene.days.after(day_of(now), max(1, round(window * LEFT_OVER)))
    scene.appoint(scene.days.moment(late, scene.rng), _left_over(scene, call))


def _left_over(scene: Scene, call: Call) -> Deed:
    """Applications kept for banned parties that nobody has made come in as any other."""

    def deed(now: datetime) -> None:
        while call.waiting:
            _drafted(scene, call, call.waiting.pop(), "sound")(now)

    return deed


def _share(rng: Random, mishap: str) -> float:
    """How far into the window an applicant begins: who is to be found out comes early, who doubles another late."""
    if mishap == "false":
        return rng.uniform(0, 0.15)
    return rng.uniform(0.7, 0.9) if mishap == "duplicate" else rng.uniform(0, 0.75)


def _drafted(scene: Scene, call: Call, number: int, mishap: str) -> Deed:
    def deed(now: datetime) -> None:
        applicant, operator = scene.people.applicant(number)
        region = scene.people.regions[applicant]
        twice = mishap == "duplicate" and call.taken
        name, _ = scene.rng.choice(call.taken) if twice else (scene.people.new_object(region), region)
        if number % 8 == 0:
            experts = scene.people.experts
            scene.people.tie(experts[number % len(experts)], applicant, ended=number % 16 == 0)
        draft(scene, call, applicant, operator, name, mishap, now)

    return deed


def draft(
    scene: Scene, call: Call, applicant: str, operator: str | None, object_no: str, mishap: str, now: datetime
) -> None:
    """Begin a case; its figures are invented with it."""
    scene.people.enter(scene.service)
    facts = _chosen(scene, mishap)
    application = Application(call.round_no, applicant, object_no, operator, facts)
    scene.tally.actions += 1
    try:
        done = apply(scene.service, application, Asked("open", scene.people.contacts[applicant], now))
    except ShenbaoError as error:
        scene.count(error)
        return
    region = scene.people.regions[applicant]
    named = scene.people.facts_of(applicant)
    life = Life(
        done.subject.partition(":")[2], call.procedure, region, applicant, operator, object_no, facts | named
    )
    _invent(scene, life, mishap)
    scene.lives[life.no] = life
    call.taken.append((object_no, region))
    life.enter(done.state, date.fromisoformat(done.last_day) if done.last_day else None)
    arrived(scene, life, now)


def _chosen(scene: Scene, mishap: str) -> dict[str, str]:
    """The facts that an applicant chooses; those of a waiver, where the case is to need one."""
    programme, rng = scene.loaded.programme, scene.rng
    wanted = programme.waivers[0].for_ if mishap == "priority" and programme.waivers else {}
    return {
        name: rng.choice(wanted.get(name, fact.choose))
        for name, fact in programme.facts.items()
        if fact.choose and fact.default is None
    }


def _invent(scene: Scene, life: Life, mishap: str) -> None:
    """Give a case its quality and its figures; a mishap that the definition has no room for does not happen."""
    programme, rng = scene.loaded.programme, scene.rng
    needs = {soft: needs_of(programme.criteria, soft=soft) for soft in (False, True)}
    failing: Comparison | None = None
    if mishap in ("short", "soft") and needs[mishap == "soft"]:
        failing = rng.choice(needs[mishap == "soft"])[1]
    life.mishap, life.quality = mishap, min(98.0, max(40.0, rng.gauss(78, 8)))
    if mishap == "priority" and programme.waivers:
        failing = rng.choice([need for key, need in needs[False] if key in programme.waivers[0].of] or [None])
        life.quality = min(98.0, life.quality + FAVOUR)
    life.disputed = chance(rng, DISPUTED)
    life.truth = invent(programme, rng, failing)
    if mishap in ("typo", "gap") and needs[False]:
        life.flaw = rng.choice(needs[False])[1].left
