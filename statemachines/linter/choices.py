"""Bodies that are another one from case to case: each of those is meant in some case."""

from __future__ import annotations

from collections.abc import Iterator

from statemachines.definition.programme import Programme
from statemachines.definition.stage import Stage
from statemachines.linter.finding import Finding
from statemachines.linter.routes import routes, unheld
from statemachines.machine import Procedure

__all__ = ["bodies"]


def bodies(programme: Programme[Stage], procedure: Procedure) -> Iterator[Finding]:
    """Every entry of a body's ``is`` is meant on some route, as long as the body acts in the procedure."""
    acting = {role for way in procedure.transitions for role in way.by}
    walked = routes(programme, procedure)
    for key, body in programme.bodies.items():
        for place in unheld([each.for_ for each in body.is_], walked) if key in acting else ():
            message = f"第{place}项不会适用 / entry {place} never holds: one before it takes every case"
            yield Finding("route", procedure.id, f"bodies.{key}.is", message)
