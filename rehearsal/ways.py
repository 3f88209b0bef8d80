"""The ways on from where a case stands, and taking one of them."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from casework.acting import Done
from rehearsal.life import Life
from rehearsal.payloads import invented
from rehearsal.policy import HASTY, PREPARING, STANDING, chance
from rehearsal.scene import Scene
from rehearsal.seats import Seat, person_at
from statemachines.machine import Transition

__all__ = ["choices", "is_finding", "take"]


def choices(scene: Scene, life: Life, role: str) -> list[str]:
    """The actions by which a role moves a case on, in the order of the definition."""
    procedure = scene.procedure(life)
    ways = procedure.actions(life.state)
    return [
        action
        for action in procedure.open_to(life.state, frozenset({role}))
        if action not in STANDING and not is_finding(ways[action])
    ]


def is_finding(ways: Sequence[Transition]) -> bool:
    """Whether an action is a finding of misconduct, which has its own time."""
    return any(effect.name == "sanction" for way in ways for effect in way.effects)


def take(scene: Scene, life: Life, seat: Seat, action: str, now: datetime, **given: Any) -> bool:
    """Take one way as somebody at a seat, with an invented payload; returns whether it was let through."""
    role = seat.role
    ways = [way for way in scene.procedure(life).actions(life.state)[action] if role in way.by]
    payload = invented(scene, life, action, ways, now, **given)
    if life.tries[action] == 0 and payload.get("materials"):
        _spoil(scene, life, role, payload)
    life.tries[action] += 1
    stated = {str(each["indicator"]): Decimal(each["value"]) for each in payload.get("indicators") or ()}
    before, life.stated = life.stated, {**life.stated, **stated}
    standing = life.standing
    outcome = scene.attempt(life.key, action, person_at(scene, life, seat), now, payload)
    if not isinstance(outcome, Done):
        life.stated = before
        return False
    if life.standing == standing:
        life.tries[action] = 0
        if action not in PREPARING:
            life.acted.add(seat.key)
    return True


def _spoil(scene: Scene, life: Life, role: str, payload: dict[str, Any]) -> None:
    """What goes wrong with papers at the first try; an office forgets one now and then."""
    applies = scene.pace(role) == "applicant" and life.visit == 1
    if (applies and life.mishap == "incomplete") or (not applies and chance(scene.rng, HASTY)):
        payload["materials"] = payload["materials"][1:]
    elif applies and life.mishap == "channel":
        known = scene.loaded.programme.materials.items()
        secret = [key for key, each in known if each.channel == "confidential"]
        payload["materials"] += [{"material": key, "file_name": "敏感材料.pdf"} for key in secret]
