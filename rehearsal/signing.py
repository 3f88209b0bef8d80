"""Joint applications: who applies together, and each of them saying so before the lead applicant hands it in."""

from datetime import datetime

from rehearsal.life import Life
from rehearsal.policy import UNSIGNED, chance
from rehearsal.scene import Deed, Scene

__all__ = ["invited"]

WITHIN = (1, 6)  # working days in which a joint applicant says yes


def invited(scene: Scene, life: Life, now: datetime) -> None:
    """Where joint applicants have to agree, each does on some day; one now and then never does."""
    if not life.partners or "join" not in scene.procedure(life).actions(life.state):
        return
    for code in life.partners:
        if not chance(scene.rng, UNSIGNED):
            scene.appoint(scene.soon(now, *WITHIN), _joined(scene, life, code))


def _joined(scene: Scene, life: Life, code: str) -> Deed:
    standing = life.standing

    def deed(now: datetime) -> None:
        if life.standing == standing:
            scene.attempt(life.key, "join", scene.people.contacts[code], now)

    return deed
