"""Applicants at work: they draft within the window, each with its own mishap or none."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random

from calendars import day_of
from casework.applications import Application, apply
from casework.asked import Asked
from errors import ShenbaoError
from rehearsal.figures import choices_of, invent, needs_of
from rehearsal.life import Life
from rehearsal.policy import DISPUTED, JOINT, MISHAPS, STACKED, chance, deck
from rehearsal.rewards import chosen_reward, claimed, support
from rehearsal.scene import Deed, Scene
from rehearsal.turns import arrived
from statemachines.definition.criteria import Comparison, Criterion
from statemachines.definition.programme import REWARD
from statemachines.definition.selector import matches
from statemachines.definition.time import Fixed

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
    taken: list[Life] = field(default_factory=list)  # cases that were begun


def call_for(scene: Scene, call: Call, cases: int, now: datetime) -> None:
    """Let so many applicants come, each on some day of the time it has."""
    scene.call = call
    mishaps = deck(scene.rng, MISHAPS, cases, "sound")
    can_ban = any(
        each.bans and each.ends == "case" and each.found_by for each in scene.loaded.programme.sanctions
    )
    for number, mishap in enumerate(mishaps, 1):
        if mishap in ("false", "again") and not can_ban:
            mishap = "sound"
        if mishap == "again":
            call.waiting.append(number)
            continue
        applicant, operator = scene.people.applicant(number)
        share, window = _share(scene.rng, mishap), _window(scene, call, applicant, now)
        day = scene.days.after(day_of(now), max(1, round(window * share)))
        deed = _drafted(scene, call, number, mishap, applicant, operator)
        scene.appoint(scene.days.moment(day, scene.rng), deed)
    last = call.closes or scene.days.after(day_of(now), WINDOW)
    late = scene.days.after(day_of(now), max(1, round(scene.days.between(day_of(now), last) * LEFT_OVER)))
    scene.appoint(scene.days.moment(late, scene.rng), _left_over(scene, call))


def _window(scene: Scene, call: Call, applicant: str, now: datetime) -> int:
    """How many working days an applicant has: up to a day of its own, where the notice gives it one."""
    stage = scene.loaded.programme.procedures[call.procedure].stages[0]
    due = stage.due and stage.due.for_case(scene.people.facts_of(applicant))
    own = (due.suggest if due.ask else due.is_) if due else None
    last = own.day if isinstance(own, Fixed) else call.closes or scene.days.after(day_of(now), WINDOW)
    return max(3, scene.days.between(day_of(now), last))


def _left_over(scene: Scene, call: Call) -> Deed:
    """Applications kept for banned parties that nobody has made come in as any other."""

    def deed(now: datetime) -> None:
        while call.waiting:
            number = call.waiting.pop()
            _drafted(scene, call, number, "sound", *scene.people.applicant(number))(now)

    return deed


def _share(rng: Random, mishap: str) -> float:
    """How far into the window an applicant begins: who is to be found out comes early, who doubles another late."""
    if mishap == "false":
        return rng.uniform(0, 0.15)
    return rng.uniform(0.7, 0.9) if mishap == "duplicate" else rng.uniform(0, 0.75)


def _drafted(
    scene: Scene, call: Call, number: int, mishap: str, applicant: str, operator: str | None
) -> Deed:
    def deed(now: datetime) -> None:
        other = scene.rng.choice(call.taken) if call.taken else None
        about = scene.loaded.programme.procedures[call.procedure].about
        rewards = REWARD in scene.loaded.programme.facts
        if other is not None and rewards and (mishap == "duplicate" or chance(scene.rng, STACKED)):
            same = other.facts if mishap == "duplicate" else None
            draft(scene, call, other.applicant, other.operator, other.object_no, mishap, now, same)
            return
        twice = mishap == "duplicate" and other is not None and not rewards
        name = (
            other.object_no
            if twice and other
            else scene.people.new_object(scene.people.regions[applicant], about)
        )
        if number % 8 == 0 and scene.people.experts:
            experts = scene.people.experts
            scene.people.tie(experts[number % len(experts)], applicant, ended=number % 16 == 0)
        draft(scene, call, applicant, operator, name, mishap, now)

    return deed


def draft(
    scene: Scene, call: Call, applicant: str, operator: str | None, object_no: str, mishap: str, now: datetime,
    chosen: Mapping[str, str] | None = None,
) -> None:  # fmt: skip
    """Begin a case, with the facts given or others; its figures are invented with it."""
    named = scene.people.facts_of(applicant)
    facts = {key: chosen[key] for key in chosen if key not in named} if chosen else _chosen(scene, mishap)
    joint = partners(scene, applicant, facts | named)
    scene.people.allow(applicant, object_no)
    scene.people.enter(scene.service)
    application = Application(call.round_no, applicant, object_no, operator, facts, tuple(joint))
    scene.tally.actions += 1
    try:
        done = apply(scene.service, application, Asked("open", scene.people.contacts[applicant], now))
    except ShenbaoError as error:
        scene.count(error)
        return
    region = scene.people.regions[applicant]
    life = Life(
        done.subject.partition(":")[2], call.procedure, region, applicant, operator, object_no, facts | named,
        partners=joint,
    )  # fmt: skip
    _invent(scene, life, mishap, now)
    scene.lives[life.no] = life
    call.taken.append(life)
    life.enter(done.state, date.fromisoformat(done.last_day) if done.last_day else None)
    arrived(scene, life, now)


def partners(scene: Scene, applicant: str, facts: Mapping[str, str]) -> dict[str, str]:
    """Who applies together with an applicant, now and then, where the programme lets it: codes and regions."""
    role = scene.loaded.programme.party("joint")
    if role is None or not matches(scene.loaded.programme.parties[role].for_, facts):
        return {}
    return scene.people.neighbours(applicant) if chance(scene.rng, JOINT) else {}


def _chosen(scene: Scene, mishap: str) -> dict[str, str]:
    """The facts that an applicant chooses; those of a waiver, where the case is to need one."""
    programme, rng = scene.loaded.programme, scene.rng
    wanted = programme.waivers[0].for_ if mishap == "priority" and programme.waivers else {}
    chosen = chosen_reward(programme, rng) if REWARD in programme.facts else {}
    return chosen | {
        name: rng.choice(wanted.get(name, fact.choose))
        for name, fact in programme.facts.items()
        if fact.choose and fact.default is None and name not in chosen
    }


def _invent(scene: Scene, life: Life, mishap: str, now: datetime) -> None:
    """Give a case its quality and its figures; a mishap that the definition has no room for does not happen."""
    programme, rng = scene.loaded.programme, scene.rng
    criteria = {key: each for key, each in programme.criteria.items() if matches(each.for_, life.facts)}
    needs = {soft: needs_of(criteria, soft=soft) for soft in (False, True)}
    failing: Comparison | Criterion | None = None
    barring: list[Comparison | Criterion] = [need for _, need in needs[False]]
    barring += choices_of(criteria)
    if mishap == "short" and barring:
        failing = rng.choice(barring)
    if mishap == "soft" and needs[True]:
        failing = rng.choice(needs[True])[1]
    life.mishap, life.quality = mishap, min(98.0, max(40.0, rng.gauss(78, 8)))
    if mishap == "priority" and programme.waivers:
        failing = rng.choice([need for key, need in needs[False] if key in programme.waivers[0].of] or [None])
        life.quality = min(98.0, life.quality + FAVOUR)
    life.disputed = chance(rng, DISPUTED)
    life.truth = invent(programme, rng, failing, criteria)
    if REWARD in programme.facts:
        life.truth |= claimed(programme, life.facts, rng, day_of(now).year)
        life.elsewhere = support(programme, life, rng)
    if mishap in ("typo", "gap") and needs[False]:
        life.flaw = rng.choice(needs[False])[1].left
