"""What `shenbao programme list` and `show` tell, as plain data."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from statemachines.asked import asked_values
from statemachines.loader import Loaded
from statemachines.machine import Procedure

__all__ = ["record", "summary"]

Record = dict[str, Any]


def summary(loaded: Loaded) -> Record:
    """Return id, name, date of the notice and procedures of a programme."""
    programme = loaded.programme
    dated = programme.notice.dated
    return {
        "id": programme.programme,
        "name": programme.name,
        "dated": dated.isoformat() if dated else None,
        "procedures": [*loaded.procedures],
    }


def record(loaded: Loaded) -> Record:
    """Return a programme with the states, ends and asked values of its procedures."""
    programme = loaded.programme
    procedures = {
        key: _procedure(procedure) | {"asked": [asdict(each) for each in asked_values(programme, key)]}
        for key, procedure in loaded.procedures.items()
    }
    return summary(loaded) | {"procedures": procedures, "not_modelled": dict(programme.not_modelled)}


def _procedure(procedure: Procedure) -> Record:
    states = [
        {
            "id": state.id,
            "name": state.name,
            "owner": state.owner,
            "due": _due(procedure, state.id),
            "waits": state.waits,
            "actions": [*procedure.actions(state.id)],
        }
        for state in procedure.states.values()
        if not state.end
    ]
    ends = [state.id for state in procedure.states.values() if state.end]
    return {"name": procedure.name, "initial": procedure.initial, "states": states, "ends": ends}


def _due(procedure: Procedure, state: str) -> str | None:
    due = procedure.states[state].due
    if due is None:
        return None
    return str(due.when) if due.when else f"set by {due.ask}"
