"""The report of an on-site check: its findings are about conditions of the notice, its photographs are named in it."""

from dataclasses import replace
from typing import Any

from casework.facts.asking import Asking
from casework.handed_in.upload_places import PHOTO
from casework.handed_in.upload_rows import uploads_of
from casework.refused import BadInput
from casework.steps import Step
from statemachines.definition.faults import nearest

__all__ = ["REPORT", "visited"]

REPORT = "report_site_check"  # the effect of the actions that report


def visited(asking: Asking, step: Step) -> Step:
    """The step of a report, with the SHA-256 of every photograph that was sent for this visit in its entry.

    Raises BadInput for a finding about no condition of the programme, or without a verdict.
    """
    if not any(each.name == REPORT for each in step.decision.effects):
        return step
    entry = step.decision.entry
    for each in entry.payload.get("checked") or ():
        _require_finding(asking, each)
    photographs = [
        each.digest
        for each in uploads_of(asking.connection, asking.subject.key, PHOTO)
        if each.at >= asking.row["entered_at"]
    ]
    if not photographs:
        return step
    told = replace(entry, payload={**entry.payload, "photographs": sorted(set(photographs))})
    return replace(step, decision=replace(step.decision, entry=told))


def _require_finding(asking: Asking, given: dict[str, Any]) -> None:
    path, known = str(given.get("criterion")), asking.loaded.leaves
    if path not in known:
        raise BadInput(f"'checked': “{path}” 不是本项目的条件 / is no condition here{nearest(path, known)}")
    if not isinstance(given.get("met"), bool):
        raise BadInput(f"'checked': “{path}” 须注明是否符合 / 'met' must be true or false")
