"""Who has to act in a state: one body as a rule; several where each acts for itself (joint cases, opinions, shares)."""

from dataclasses import dataclass

from rehearsal.life import Life
from rehearsal.population import Office
from rehearsal.scene import Scene
from statemachines.awards import shares_for
from statemachines.definition.programme import REWARD
from statemachines.definition.stage import Stage
from statemachines.stages.disbursement import Disbursement
from statemachines.stages.opinion import Opinion

__all__ = ["Seat", "person_at", "seat_of", "seats"]


@dataclass(frozen=True)
class Seat:
    """A role that acts on a case, and the office at which it does where it is a body that sits in offices."""

    role: str
    office: Office | None = None

    @property
    def key(self) -> str:
        """What tells the seats of one state apart."""
        return self.office.code if self.office else self.role


def seats(scene: Scene, life: Life, owner: str) -> list[Seat]:
    """Everybody who has to act before a case moves on from where it stands, the owner of the state first."""
    stage = scene.stage(life)
    if isinstance(stage, Opinion | Disbursement):
        return [seat_of(scene, life, body) for body in _asked(scene, life, stage)]
    every = [seat_of(scene, life, owner, region) for region in _regions(life, stage)]
    return list(dict.fromkeys(every))


def seat_of(scene: Scene, life: Life, role: str, region: str | None = None) -> Seat:
    """The seat of a role on a case; of a body its office for a region, that of the applicant unless given."""
    if role in scene.loaded.programme.parties or scene.pace(role) == "expert":
        return Seat(role)
    return Seat(role, scene.office(scene.body(role, life), region or life.region))


def person_at(scene: Scene, life: Life, seat: Seat) -> str:
    """Somebody who may act from a seat."""
    return scene.rng.choice(seat.office.people) if seat.office else scene.person(seat.role, life)


def _asked(scene: Scene, life: Life, stage: Opinion | Disbursement) -> tuple[str, ...]:
    """The bodies that are heard on a case, or that pay a share of it."""
    programme = scene.loaded.programme
    if isinstance(stage, Opinion):
        return programme.rewards[life.facts[REWARD]].responsible if stage.of == "responsible" else stage.of
    assert programme.funding is not None  # a disbursement has shares
    return tuple(share.by for share in shares_for(programme.funding, life.facts))


def _regions(life: Life, stage: Stage | None) -> tuple[str, ...]:
    """Where a body acts on a case: at every place that takes part, where the stage asks that of each."""
    until = getattr(stage, "until", None)
    if until is not None and until.given == "each":
        return (life.region, *life.partners.values())
    return (life.region,)
