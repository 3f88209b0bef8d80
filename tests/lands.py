"""Real programmes in the small world: how they are entered, and the usual way of their cases."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from casework import applications
from casework.acting import Done
from casework.entering import people, programmes
from tests.world import World

PROGRAMMES = Path(__file__).parents[1] / "programmes"


def papers(*names: str, **more: Any) -> list[dict[str, Any]]:
    """Papers as they are handed in."""
    return [{"material": name, **more} for name in names]


def figures(values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Figures as they are stated."""
    return [{"indicator": name, "value": value} for name, value in values.items()]


def judged(*criteria: str, met: bool = True) -> list[dict[str, Any]]:
    """Judgements as a reviewer makes them."""
    return [{"criterion": name, "met": met, "reason": "核实"} for name in criteria]


@dataclass
class Land:
    """A programme in the world, with an open round; subjects are written in full, as `case:NO`."""

    world: World
    programme: str
    round_no: str
    steps: Mapping[str, Callable[[Land, str], Any]]
    counted: int = 0
    homes: dict[str, str] = field(default_factory=dict)

    def act(self, subject: str, action: str, person: str, **payload: Any) -> Done:
        """Carry out one action now."""
        return self.world.act(subject, action, person, **payload)

    def apply(self, person: str, applicant: str, object_no: str, **more: Any) -> str:
        """Begin a case."""
        application = applications.Application(self.round_no, applicant, object_no, **more)
        return applications.apply(self.world.service, application, self.world.asked("open", person)).subject

    def bring(self, case: str, state: str) -> str:
        """Take the usual way of a case until it stands in `state`."""
        for _ in range(40):
            here = self.world.state(case)
            if here == state:
                return case
            self.steps[here](self, case)
        raise ValueError(f"{case} does not come to “{state}”")


def enter(world: World, programme: str, day: date, mandates: list[tuple[str, str, str]], **rows: Any) -> None:
    """Enter a programme with its people."""
    world.now = datetime(day.year, day.month, day.day, 2, tzinfo=UTC)
    programmes.enter_programme(world.service, PROGRAMMES / programme, world.now)
    acts = [
        {"organisation_code": at, "programme": programme, "body": body, "region": r}
        for at, body, r in mandates
    ]
    people.enter(world.service, mandates=acts, **rows)


def someone(no: str, at: str, role: str, now: datetime) -> dict[str, list[dict[str, Any]]]:
    """A person with one role, as rows to enter."""
    return {
        "people": [{"no": no, "name": no, "organisation_code": at}],
        "grants": [{"person_no": no, "role": role, "organisation_code": at, "granted_at": now}],
    }


def organisation(
    at: str, name: str, region: str, kind: str = "operator", level: str = "none"
) -> dict[str, Any]:
    """An organisation, as a row to enter."""
    return {"code": at, "name": name, "kind": kind, "level": level, "region": region, "parent_code": None}
