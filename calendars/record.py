"""A last day as plain data, to store or to print as JSON."""

from typing import Any

from calendars.rules import LastDay, Rule


def as_record(last: LastDay) -> dict[str, Any]:
    """A last day as JSON-ready data: days and moments in ISO 8601, the rule and the trace included."""
    return {
        "last_day": last.day.isoformat(),
        "ends_at": last.ends_at.isoformat(),
        "provisional": last.provisional,
        "start": last.start.isoformat(),
        "rule": _rule_record(last.rule),
        "pauses": [[pause.first.isoformat(), pause.resumed.isoformat()] for pause in last.pauses],
        "calendar_version": last.calendar_version,
        "steps": [[step.day.isoformat(), step.counted, step.why] for step in last.steps],
    }


def _rule_record(rule: Rule) -> dict[str, Any]:
    return {
        "n": rule.n,
        "unit": rule.unit.value,
        "direction": rule.direction,
        "count_first_day": rule.count_first_day,
        "roll_end": rule.roll_end,
        "cutoff": None if rule.cutoff is None else rule.cutoff.isoformat(),
    }
