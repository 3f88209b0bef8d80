"""Titles in the report: granted, in force, revoked and why, by year; assessments and rectifications with them."""

from collections import Counter
from typing import Any

from calendars import day_of
from rehearsal.reporting.reading import Record
from statemachines.stages.assessment import Assessment
from statemachines.stages.issue import Issue

__all__ = ["assessments", "titles"]

GRADED = ("confirmed", "failed", "failed_twice_running", "noted")
RECTIFIED = ("rectification_reported", "rectification_accepted", "rectification_refused")
REMOVED = ("defence_stated", "removal_proposed", "removal_declined", "revoked")
Rows = list[dict[str, Any]]


def titles(record: Record) -> dict[str, Any]:
    """Titles by year and, for those revoked, by the road that led there; a policy in force is none of them."""
    years: Rows = []
    rows = _certified(record)
    if rows:
        first, last = min(row.granted_on for row in rows).year, record.end.year
        years = [_year(record, year) for year in range(first, last + 1)]
    causes = Counter(_cause(record, row) for row in rows if row.ended_on)
    return {
        "granted": len(rows),
        "in_force": sum(row.ended_on is None for row in rows),
        "revoked": sum(row.ended_on is not None for row in rows),
        "revoked_because": dict(sorted(causes.items())),
        "by_year": years,
    }


def _certified(record: Record) -> list[Any]:
    stages = (stage for each in record.scene.loaded.programme.procedures.values() for stage in each.stages)
    issued = {stage.grants for stage in stages if isinstance(stage, Issue)}
    return [row for row in record.titles if row.kind not in issued]


def _year(record: Record, year: int) -> dict[str, Any]:
    rows = _certified(record)
    return {
        "year": record.year(year),
        "granted": sum(row.granted_on.year == year for row in rows),
        "revoked": sum(row.ended_on is not None and row.ended_on.year == year for row in rows),
        "in_force": sum(
            row.granted_on.year <= year and (row.ended_on is None or row.ended_on.year > year) for row in rows
        ),
    }


def _cause(record: Record, title: Any) -> str:
    """The event that led to the removal: the last of the declared causes in the case that ended the title."""
    causes = {cause for stage in _stages(record) if stage.removal for cause in stage.removal.causes}
    ending = [row for row in record.cases if row.title_no == title.no and row.result == "revoked"]
    events = [entry.event for row in ending for entry in record.of_case(row) if entry.event in causes]
    return events[-1] if events else "unknown"


def _stages(record: Record) -> list[Assessment]:
    procedures = record.scene.loaded.programme.procedures.values()
    return [stage for each in procedures for stage in each.stages if isinstance(stage, Assessment)]


def assessments(record: Record) -> Rows:
    """What happened in assessments, by year and event: opened, graded, rectified, removed."""
    by_clock = [key for key, each in record.scene.loaded.programme.procedures.items() if each.needs]
    found: dict[int, Counter[str]] = {}
    for entry in record.on_cases(by_clock):
        found.setdefault(day_of(entry.at).year, Counter())[_counted_as(entry)] += 1
    wanted = (
        "opened",
        *GRADED,
        *RECTIFIED,
        *REMOVED,
        "report_late",
        "rectification_late",
        "hearing_silent",
        "overdue",
    )
    return [
        {"year": record.year(year), **{name: counts[name] for name in wanted}}
        for year, counts in sorted(found.items())
    ]


def _counted_as(entry: Any) -> str:
    """The event; where the clock went on without the holder, what the holder missed."""
    if entry.event != "deadline_passed":
        return str(entry.event)
    part = entry.source.rpartition(".")[2]
    return {"hearing": "hearing_silent", "rectification": "rectification_late"}.get(part, "report_late")
