"""Time in the report: deadlines that fired, reminders, busiest weeks, windows of publicity, warnings."""

from collections import Counter
from typing import Any

from sqlalchemy import select

from calendars import day_of
from models.tables import list_entry, name_list
from rehearsal.reporting.reading import Record

__all__ = ["deadlines", "publicity", "reminders", "warnings", "weeks"]

BUSIEST = 5
Rows = list[dict[str, Any]]


def deadlines(record: Record) -> Rows:
    """What the clock did when a time was over: by rule and event, with the last days and how many."""
    found: dict[tuple[str, str, str], Counter[str]] = {}
    for (of, rule, event, day), n in sorted(record.scene.tally.fired.items()):
        name, _, what = rule.partition(":")
        if not _only_writes(what):
            written = record.day(day)
            assert written is not None
            found.setdefault((of, name, event), Counter())[written] += n
    return [
        {
            "of": of, "rule": rule, "where": record.name(of, rule) if of in record.scene.loaded.procedures else rule,
            "event": event, "count": days.total(), "first": min(days), "last": max(days),
            "days": dict(sorted(days.items())),
        }
        for (of, rule, event), days in sorted(found.items())
    ]  # fmt: skip


def _only_writes(what: str) -> bool:
    """Whether a timer is a reminder or an escalation: its rule ends with an offset, not with an action."""
    return not what[:1].isalpha()


def reminders(record: Record) -> dict[str, int]:
    """How often the clock reminded and escalated, and what became of all timers."""
    fired = record.scene.tally.fired
    return {
        "reminders": sum(n for (_, _, event, _), n in fired.items() if event == "reminded"),
        "escalations": sum(n for (_, _, event, _), n in fired.items() if event == "escalated"),
        "skipped": record.scene.tally.outcomes["skipped"],
        "set_aside": record.scene.tally.outcomes["set_aside"],
        "failed": record.scene.tally.outcomes["failed"],
    }


def weeks(record: Record) -> dict[str, Rows]:
    """The busiest weeks of experts and of reviewers: ISO week and actions taken."""
    bodies = record.scene.loaded.programme.bodies
    found: dict[str, Counter[str]] = {"experts": Counter(), "reviewers": Counter()}
    for entries in record.entries.values():
        for entry in entries:
            body = bodies.get(entry.acting_as)
            if body is not None:
                group = "experts" if body.role == "expert" else "reviewers"
                found[group][record.week(day_of(entry.at))] += 1
    return {
        group: [
            {"week": week, "actions": n}
            for week, n in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:BUSIEST]
        ]
        for group, counts in sorted(found.items())
    }


def publicity(record: Record) -> Rows:
    """Every list: when it was published, its window, and what became of its entries."""
    lists = record.connection.execute(select(name_list).order_by(name_list.c.no)).all()
    entries: dict[str, Counter[str]] = {}
    for row in record.connection.execute(select(list_entry.c.list_no, list_entry.c.state)):
        entries.setdefault(row.list_no, Counter())[str(row.state)] += 1
    return [
        {
            "list": row.no, "published": record.day(row.published_on), "first_day": record.day(row.window_first),
            "last_day": record.day(row.window_last), "place": row.place, "state": row.state,
            "entries": dict(sorted(entries.get(row.no, Counter()).items())),
        }
        for row in lists
    ]  # fmt: skip


def warnings(record: Record) -> Rows:
    """What the clock warned the round and the programme of."""
    return [
        {"subject": subject, "event": entry.event, "day": record.day(day_of(entry.at))}
        for subject, entries in sorted(record.entries.items())
        for entry in entries
        if subject.startswith(("round:", "programme:")) and entry.event.startswith("warned")
    ]
