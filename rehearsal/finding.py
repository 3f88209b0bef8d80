"""False material found out while the round is still open, and the banned who come again."""

from datetime import datetime

from rehearsal.applying import draft
from rehearsal.life import Life
from rehearsal.scene import Deed, Scene
from rehearsal.seats import seat_of
from rehearsal.ways import is_finding, take

__all__ = ["look_into"]

AGAIN_AFTER = (1, 2)  # working days
FALSE = "经核查，申报材料虚假"


def look_into(scene: Scene, life: Life, now: datetime) -> None:
    """Somebody looks into a case whose papers are false, some days after it was submitted."""
    if life.mishap == "false" and life.visit == 2 and life.title is None:
        scene.appoint(scene.soon(now, 2, 4), _found(scene, life))


def _found(scene: Scene, life: Life) -> Deed:
    def deed(now: datetime) -> None:
        for action, ways in scene.procedure(life).actions(life.state).items():
            if is_finding(ways):
                found = take(scene, life, seat_of(scene, life, ways[0].by[0]), action, now, reason=FALSE)
                if found and scene.call is not None and scene.call.waiting:
                    scene.appoint(scene.soon(now, *AGAIN_AFTER), _again(scene, life))
                return

    return deed


def _again(scene: Scene, life: Life) -> Deed:
    """Who was banned applies anew; every other time it is the object that comes back, with another applicant."""

    def deed(now: datetime) -> None:
        call = scene.call
        if call is None or not call.waiting:
            return
        number = call.waiting.pop()
        if len(call.waiting) % 2:
            applicant, operator = scene.people.applicant(number)
            draft(scene, call, applicant, operator, life.object_no, "again", now)
            return
        name = scene.people.new_object(life.region, scene.loaded.programme.procedures[life.procedure].about)
        draft(scene, call, life.applicant, life.operator, name, "again", now)

    return deed
