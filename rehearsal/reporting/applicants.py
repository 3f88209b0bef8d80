"""Who applied: cases by what tells applicants apart, joint ones among them, and doubts that were flagged."""

import json
from collections import Counter
from typing import Any

from sqlalchemy import select

from models.tables import case_party, history
from rehearsal.reporting.reading import Record

__all__ = ["applicants", "flags", "joint"]

Rows = list[dict[str, Any]]


def applicants(record: Record) -> Rows:
    """Cases of the round by every fact that tells applicants apart, and how many of them arrived."""
    facts = {name for name, each in record.scene.loaded.programme.facts.items() if each.kinds or each.under}
    came: Counter[tuple[str, str]] = Counter()
    arrived: Counter[tuple[str, str]] = Counter()
    for row in record.cases:
        for name in facts if row.round_no is not None else ():
            came[name, row.facts[name]] += 1
            arrived[name, row.facts[name]] += record.arrived(row)
    return [
        {"fact": fact, "name": name, "cases": n, "arrived": arrived[fact, name]}
        for (fact, name), n in sorted(came.items())
    ]


def joint(record: Record) -> dict[str, int] | None:
    """Joint applications, those over several cities among them; None where a programme takes none."""
    if record.scene.loaded.programme.party("joint") is None:
        return None
    parties: dict[str, list[str]] = {}
    for row in record.connection.execute(select(case_party).order_by(*case_party.primary_key)):
        parties.setdefault(row.case_no, []).append(record.scene.people.regions[row.organisation_code])
    cases = [row for row in record.cases if row.no in parties]
    wide = [row for row in cases if any(each[:4] != row.region[:4] for each in parties[row.no])]
    return {
        "cases": len(cases),
        "arrived": sum(map(record.arrived, cases)),
        "across_cities": len(wide),
        "across_cities_arrived": sum(map(record.arrived, wide)),
    }


def flags(record: Record) -> dict[str, int]:
    """How often each doubt was recorded: a body in a case of its own, a choice beyond the total."""
    flagged = select(history.c.payload).where(history.c.payload.contains('"flags"'))
    payloads = map(json.loads, record.connection.execute(flagged).scalars())
    found = Counter(name for payload in payloads for name in payload.get("flags", ()))
    return dict(sorted(found.items()))
