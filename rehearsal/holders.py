"""Titles and their holders: how each will fare, assessments the clock opens, and one out of turn now and then."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, select

from casework.storage.prepared import Prepared
from models.tables import case_file, title
from rehearsal.life import Life
from rehearsal.policy import HOLDERS, OUT_OF_TURN, TRACKED, chance
from rehearsal.scene import Deed, Scene
from rehearsal.turns import arrived
from statemachines.machine import CLOCK

__all__ = ["assessment_opened", "granted"]

TIMES = 2  # that a body looks at a title, in a rehearsal
_OPEN = Prepared(
    select(case_file)
    .where(case_file.c.title_no == bindparam("title_no"), case_file.c.ended_at.is_(None))
    .order_by(case_file.c.opened_at, case_file.c.no)
)


def granted(scene: Scene, number: str, now: datetime) -> None:
    """A title was granted: its holder is dealt a card of the deck, which goes round and round.

    Where a body looks at titles whenever it sees fit, it will look at this one a year later, and once more.
    """
    if number in scene.holders:
        return
    with scene.looking() as connection:
        kind = connection.execute(select(title.c.kind).where(title.c.no == number)).scalar_one()
    following = {key: each for key, each in scene.loaded.programme.procedures.items() if each.needs == kind}
    if not following:
        return
    place = len(scene.holders) % len(HOLDERS)
    if place == 0:
        scene.deal = list(HOLDERS)
        scene.rng.shuffle(scene.deal)
    scene.holders[number] = scene.deal[place]
    moment = now
    for key, each in following.items():
        for _ in range(TIMES if each.starts.by in scene.loaded.programme.bodies else 0):
            moment = scene.soon(moment + timedelta(days=scene.rng.randint(*TRACKED)), 0, 5)
            scene.appoint(moment, _tracked(scene, number, f"open_{key}", each.starts.by))
    if any(each.starts.by == CLOCK for each in following.values()) and chance(scene.rng, OUT_OF_TURN):
        scene.appoint(now + timedelta(days=scene.rng.randint(400, 500)), _out_of_turn(scene, number))


def _tracked(scene: Scene, number: str, action: str, body: str) -> Deed:
    def deed(now: datetime) -> None:
        scene.attempt(f"title:{number}", action, scene.rng.choice(scene.people.offices[body][0].people), now)

    return deed


def _out_of_turn(scene: Scene, number: str) -> Deed:
    def deed(now: datetime) -> None:
        with scene.looking() as connection:
            row = connection.execute(select(title.c.kind, title.c.state).where(title.c.no == number)).one()
        machine = scene.loaded.titles[row.kind]
        ways = machine.actions(row.state).get("open_assessment_out_of_turn")
        if ways is None:
            return
        who = scene.rng.choice(scene.people.offices[ways[0].by[0]][0].people)
        payload = {"reason": "不再符合标准的线索"}
        scene.attempt(f"title:{number}", "open_assessment_out_of_turn", who, now, payload)

    return deed


def assessment_opened(scene: Scene, number: str, now: datetime) -> None:
    """A case about a title has begun: it is kept in mind, and its first turn taken."""
    with scene.looking() as connection:
        rows = _OPEN.rows(connection, title_no=number)
    for row in rows:
        if row.no in scene.lives:
            continue
        scene.assessed[number] += 1
        life = Life(
            row.no, row.procedure, row.region, row.applicant_code, row.operator_code, row.object_no, dict(row.facts),
            title=number,
        )  # fmt: skip
        scene.lives[life.no] = life
        scene.refresh([life.no])
        arrived(scene, life, now)
