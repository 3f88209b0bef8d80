"""The report put together."""

from collections import Counter
from datetime import date
from typing import Any

from sqlalchemy import func, select

from calendars import day_of
from models.tables import definition_text, history, letter, round, seal
from rehearsal.reporting import applicants, cases, money, policies, time, titles, values
from rehearsal.reporting.reading import Record
from rehearsal.scene import Scene
from rehearsal.verifying import verified
from statemachines.definition.base import chinese, english

__all__ = ["report"]


def report(scene: Scene, cases_asked: int, seed: int, start: date, end: date) -> dict[str, Any]:
    """Read the scratch database and tell what happened, in plain values that are the same for the same seed."""
    checked = verified(scene.service)
    with scene.service.store.reading() as connection:
        record = Record(scene, connection, start, end)
        programme = scene.loaded.programme
        return {
            "programme": programme.programme,
            "name": {"zh": chinese(programme.name), "en": english(programme.name)},
            "definition": connection.execute(select(definition_text.c.digest)).scalar_one(),
            "seed": seed,
            "cases_asked": cases_asked,
            "from": record.day(start),
            "until": record.day(end),
            "rounds": _rounds(record),
            "population": _population(scene),
            "cases": cases.by_state(record),
            "stopped": cases.stopped(record),
            "applicants": applicants.applicants(record),
            "joint": applicants.joint(record),
            "flags": applicants.flags(record),
            "policies": policies.policies(record),
            "money": money.money(record),
            "refusals": cases.refusals(record),
            "discretion": cases.discretion(record),
            "panels": cases.panels(record),
            "quotas": cases.quotas(record),
            "deadlines": time.deadlines(record),
            "reminders": time.reminders(record),
            "busiest_weeks": time.weeks(record),
            "publicity": time.publicity(record),
            "warnings": time.warnings(record),
            "titles": titles.titles(record),
            "assessments": titles.assessments(record),
            "letters": _letters(record),
            "seals": _seals(record),
            "history": _history(record),
            "calendar": _calendar(record),
            "suggested": values.suggested(record),
            "assumed": values.assumed(record),
            "verification": checked,
        }


def _rounds(record: Record) -> list[dict[str, Any]]:
    rows = record.connection.execute(select(round).order_by(round.c.no)).all()
    return [
        {
            "round": row.no, "opened": record.day(row.opens_at and day_of(row.opens_at)), "state": row.state,
            "closed": next((record.day(day_of(entry.at)) for entry in record.entries[f"round:{row.no}"]
                            if entry.event == "closed"), None),
        }
        for row in rows
    ]  # fmt: skip


def _population(scene: Scene) -> dict[str, Any]:
    people = scene.people
    return {
        "home": f"{people.home.name} {people.home.code}",
        "offices": {body: len(offices) for body, offices in sorted(people.offices.items())},
        "experts": len(people.experts),
        "applicants_and_operators": len(people.contacts),
        "ties_of_experts": people.ties,
    }


def _letters(record: Record) -> dict[str, int]:
    known = select(letter.c.template, func.count()).group_by(letter.c.template)
    return dict(sorted((row[0], row[1]) for row in record.connection.execute(known)))


def _seals(record: Record) -> dict[str, Any]:
    known = select(seal.c.day, seal.c.digest).order_by(seal.c.day)
    rows = record.connection.execute(known).all()
    first, last = (rows[0], rows[-1]) if rows else (None, None)
    return {
        "made": len(rows),
        "first": record.day(first.day) if first else None,
        "last": record.day(last.day) if last else None,
        "last_digest": last.digest if last else None,
    }


def _history(record: Record) -> dict[str, Any]:
    kinds = Counter(subject.partition(":")[0] for subject in record.entries)
    total = record.connection.execute(select(func.count()).select_from(history)).scalar_one()
    return {"entries": total, "subjects": dict(sorted(kinds.items())), "tried": record.scene.tally.actions}


def _calendar(record: Record) -> dict[str, Any]:
    reached = [year for year in record.invented if year <= record.end.year]
    return {"invented_years": reached, "deadlines_recomputed": record.scene.tally.recomputed}
