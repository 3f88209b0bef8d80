"""Lists in public: published after the meeting, objected to, corrected now and then."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from calendars import day_of
from casework.acting import Done
from models.tables import list_entry, name_list
from rehearsal.life import Life
from rehearsal.policy import OBJECTIONS, chance
from rehearsal.scene import Deed, Scene
from statemachines.machine import PUBLIC
from statemachines.stages.award import Award

__all__ = ["drawn_up", "entries"]

DRAWN_UP = (1, 3)  # working days from the meeting to the publication
GATHERED = (10, 15)  # working days in which entries that come one by one are gathered
MISPRINTS = 0.25  # of the lists are first announced with a window that cannot be
CORRECTS = 0.15  # of the lists get a corrected notice
LONG = 8  # entries
DOUBLE = 0.25  # of the objections are followed by another one


def entries(scene: Scene, number: str) -> list[str]:
    """The cases on a list."""
    known = select(list_entry.c.case_no).where(list_entry.c.list_no == number).order_by(list_entry.c.case_no)
    with scene.looking() as connection:
        return list(connection.execute(known).scalars())


def drawn_up(scene: Scene, number: str, now: datetime) -> None:
    """A list has been begun: it is published in the days that follow."""
    if number not in scene.lists:
        scene.lists.add(number)
        days = GATHERED if _gathers(scene, number) else DRAWN_UP
        scene.appoint(scene.soon(now, *days), _published(scene, number))


def _gathers(scene: Scene, number: str) -> bool:
    """Whether entries come onto a list one by one, by awards, and not from one meeting."""
    name = _name(scene, number)
    stages = [stage for each in scene.loaded.programme.procedures.values() for stage in each.stages]
    return any(isinstance(stage, Award) and stage.list == name for stage in stages)


def _name(scene: Scene, number: str) -> str:
    with scene.looking() as connection:
        name = connection.execute(select(name_list.c.name).where(name_list.c.no == number)).scalar_one()
    return str(name)


def _published(scene: Scene, number: str) -> Deed:
    def deed(now: datetime) -> None:
        who, key = _officer(scene, number), f"list:{number}"
        if chance(scene.rng, MISPRINTS):
            today = day_of(now)
            printed = {
                "window_first": str(today - timedelta(days=1)),
                "window_last": str(today + timedelta(days=1)),
            }
            scene.attempt(key, "publish", who, now, printed)
        done = scene.attempt(key, "publish", who, now)
        if isinstance(done, Done):
            _in_public(scene, number, now)

    return deed


def _officer(scene: Scene, number: str) -> str:
    owner = scene.loaded.lists[_name(scene, number)].states["draft"].owner
    assert owner is not None
    return scene.rng.choice(scene.people.offices[owner][0].people)


def _in_public(scene: Scene, number: str, now: datetime) -> None:
    """People look at the list while it stands in public; one of them too late."""
    with scene.looking() as connection:
        known = select(name_list.c.closes_at).where(name_list.c.no == number)
        closes: datetime = connection.execute(known).scalar_one()
    if chance(scene.rng, CORRECTS):
        scene.appoint(scene.soon(now, 1, 2), _corrected(scene, number))
    there = [scene.lives[each] for each in entries(scene, number) if each in scene.lives]
    for life in scene.rng.sample(there, _how_many(scene, len(there))):
        _objected(scene, life, now, closes)
    if there:
        scene.appoint(scene.soon(closes, 1, 1), _objection(scene, scene.rng.choice(there)))


def _how_many(scene: Scene, entries: int) -> int:
    """How many entries of a list are objected to; a long one never passes without."""
    return max(int(entries * OBJECTIONS + scene.rng.random()), int(entries >= LONG))


def _objected(scene: Scene, life: Life, now: datetime, closes: datetime) -> None:
    moment = now + (closes - now) * scene.rng.uniform(0.1, 0.8)
    scene.appoint(moment.replace(microsecond=0), _objection(scene, life))
    if chance(scene.rng, DOUBLE):
        later = now + (closes - now) * scene.rng.uniform(0.8, 0.98)
        scene.appoint(later.replace(microsecond=0), _objection(scene, life))


def _corrected(scene: Scene, number: str) -> Deed:
    def deed(now: datetime) -> None:
        scene.attempt(f"list:{number}", "correct", _officer(scene, number), now, {"reason": "更正名称"})

    return deed


def _objection(scene: Scene, life: Life) -> Deed:
    words: dict[str, Any] = {"text": "演练：对该对象的条件有异议", "objector": "演练异议人"}

    def deed(now: datetime) -> None:
        scene.attempt(life.key, "object", PUBLIC, now, words, late=True)

    return deed
