"""Reminders that cannot be: told to nobody the programme knows, or twice at one moment; each with its place."""

from __future__ import annotations

from collections.abc import Iterator

from statemachines.definition.faults import nearest
from statemachines.definition.programme import Programme
from statemachines.definition.stage import Stage
from statemachines.definition.time import OWNER, SUPERIOR, Reminder
from statemachines.definition.values import Value

__all__ = ["broken_reminders"]

Path = tuple[str | int, ...]
Reminders = Value[tuple[Reminder, ...]] | None


def broken_reminders(programme: Programme[Stage]) -> Iterator[tuple[Path, str]]:
    """Yield the path and the fault of every reminder that leads nowhere."""
    for key, procedure in programme.procedures.items():
        path: Path = ("procedures", key)
        yield from _reminders(programme, (*path, "reminders"), procedure.reminders)
        for index, stage in enumerate(procedure.stages):
            yield from _reminders(programme, (*path, "stages", index, stage.id, "reminders"), stage.reminders)


def _reminders(programme: Programme[Stage], path: Path, given: Reminders) -> Iterator[tuple[Path, str]]:
    reminders = (given and given.is_) or ()
    moments = [each.at for each in reminders]
    for index, each in enumerate(reminders):
        if each.at in moments[:index]:
            yield path, f"'{each.at}' stands twice; name everybody who gets it in one reminder"
        yield from ((path, fault) for role in (*each.to, *each.copy_to) for fault in _fault(programme, role))


def _fault(programme: Programme[Stage], role: str) -> Iterator[str]:
    known = {*programme.bodies, *programme.parties, OWNER, SUPERIOR}
    if role not in known:
        yield f"'{role}' is no body or party of this programme, nor owner or superior{nearest(role, known)}"
    elif role in programme.parties and programme.parties[role].is_ == "object":
        yield f"'{role}' is what a case is about: nobody can be written to there; name the applicant or the operator"
