"""What follows in people's minds from an action that was done, by somebody or by the clock."""

from datetime import date, datetime

from casework.acting import Done
from casework.clock.firing import Fired
from rehearsal import drafting, finding, holders, lists
from rehearsal.life import Life
from rehearsal.policy import EXTENDS, chance
from rehearsal.scene import Deed, Scene
from rehearsal.seats import seat_of
from rehearsal.turns import arrived
from rehearsal.ways import take

__all__ = ["after_action", "after_timer"]

GIVEN_UP = (8, 15)  # working days after its deadline that a body waits for a correction
CERTAIN = ("remind", "escalate")  # timers that only write


def after_action(scene: Scene, done: Done, now: datetime) -> None:
    """Whoever has to go on from here makes an appointment."""
    kind, _, number = done.subject.partition(":")
    life = scene.lives.get(number) if kind == "case" else None
    if life is not None and done.state != life.state:
        life.enter(done.state, date.fromisoformat(done.last_day) if done.last_day else None)
        _moved(scene, life, now)
    also = [name.partition(":") for name in done.also]
    for moved in scene.refresh([each for what, _, each in also if what == "case"]):
        _moved(scene, moved, now)
    for what, _, each in also:
        if what == "list":
            lists.drawn_up(scene, each, now)
        elif what == "title":
            holders.granted(scene, each, now)
    if kind == "title":
        holders.assessment_opened(scene, number, now)


def _moved(scene: Scene, life: Life, now: datetime) -> None:
    if scene.state(life).end is not None:
        life.ended = True
        _perhaps_finished(scene, life, now)
        return
    finding.look_into(scene, life, now)
    arrived(scene, life, now)


def _perhaps_finished(scene: Scene, life: Life, now: datetime) -> None:
    """When the last case of the round has ended, its office closes the books."""
    call = scene.call
    if call is None or life.title is not None:
        return
    scene.ended += 1
    if scene.ended in (1, len(scene.lives) // 2) or not any(not each.ended for each in scene.lives.values()):
        scene.appoint(scene.soon(now, 3, 6), _finished(scene, call.round_no, call.procedure))


def _finished(scene: Scene, round_no: str, procedure: str) -> Deed:
    def deed(now: datetime) -> None:
        body = scene.loaded.programme.procedures[procedure].supervised_by.given
        who = scene.rng.choice(scene.people.offices[body][0].people)
        scene.attempt(f"round:{round_no}", "finish", who, now)

    return deed


def after_timer(scene: Scene, fired: Fired, now: datetime) -> None:
    """The clock has acted: cases that it moved, assessments that it opened, deadlines that were missed."""
    kind, _, number = fired.subject.partition(":")
    if fired.action in CERTAIN:
        return
    if kind == "case":
        for life in scene.refresh([number]):
            _moved(scene, life, now)
        if fired.event == "overdue":
            _missed(scene, scene.lives[number], now)
    elif kind == "list":
        for life in scene.refresh(lists.entries(scene, number)):
            _moved(scene, life, now)
    elif kind == "title":
        drafting.took_effect(scene, fired.event, now)
        holders.assessment_opened(scene, number, now)


def _missed(scene: Scene, life: Life, now: datetime) -> None:
    """A deadline was missed: it is extended now and then; what an applicant never corrects is rejected in the end."""
    if chance(scene.rng, EXTENDS):
        scene.appoint(scene.soon(now, 1, 2), _extended(scene, life))
    elif scene.pace(scene.state(life).owner or "") == "applicant":
        scene.appoint(scene.soon(now, *GIVEN_UP), _rejected(scene, life))


def _rejected(scene: Scene, life: Life) -> Deed:
    standing = life.standing

    def deed(now: datetime) -> None:
        ways = scene.procedure(life).actions(life.state).get("reject")
        if life.standing == standing and ways:
            take(scene, life, seat_of(scene, life, ways[0].by[0]), "reject", now, reason="逾期未补正")

    return deed


def _extended(scene: Scene, life: Life) -> Deed:
    standing = life.standing

    def deed(now: datetime) -> None:
        ways = scene.procedure(life).actions(life.state).get("extend")
        if life.standing == standing and ways:
            take(scene, life, seat_of(scene, life, ways[0].by[0]), "extend", now)

    return deed
