"""Cases in the report: by final state, who was stopped where and why, what was waived, found and refused."""

from collections import Counter
from typing import Any

from sqlalchemy import func, select

from models.tables import finding, objection, panel, panel_member, quota_use, sanction
from rehearsal.reporting.reading import Record
from rehearsal.tally import REFUSALS
from statemachines.definition.base import chinese
from statemachines.definition.selector import matches
from statemachines.stages.recommendation import Recommendation

__all__ = ["by_state", "discretion", "panels", "quotas", "refusals", "stopped"]

SILENT = {"lapsed": "逾期未办 / the deadline passed"}
Rows = list[dict[str, Any]]


def by_state(record: Record) -> dict[str, Any]:
    """How many cases of each procedure ended how; those still open by their state."""
    found: dict[str, Counter[str]] = {}
    for row in record.cases:
        name = row.result or f"open: {row.state}"
        found.setdefault(row.procedure, Counter())[name] += 1
    return {
        procedure: {"total": counts.total(), "by_end": dict(sorted(counts.items()))}
        for procedure, counts in sorted(found.items())
    }


def stopped(record: Record) -> Rows:
    """Cases of rounds that did not arrive: where, by what, for which reason, how many; the most frequent first."""
    found: Counter[tuple[str, str, str, str]] = Counter()
    for row in record.cases:
        if row.title_no is not None or record.arrived(row):
            continue
        entry = record.of_case(row)[-1]
        where = entry.source if row.result else row.state
        event = entry.event if row.result else "open"
        known = record.reasons.get((entry.subject, entry.seq)) if row.result else "仍在办 / still open"
        found[row.procedure, where, event, known or SILENT.get(event, "")] += 1
    rows = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return [
        {"procedure": p, "state": s, "where": record.name(p, s), "event": event, "reason": why, "cases": n}
        for (p, s, event, why), n in rows
    ]


def refusals(record: Record) -> dict[str, int]:
    """Refusals met, by kind."""
    return {kind: n for kind in REFUSALS if (n := record.scene.tally.refusals[kind])}


def discretion(record: Record) -> dict[str, Any]:
    """What people decided at their discretion: waivers, overrides, bans, objections."""
    kinds = select(finding.c.kind, func.count()).group_by(finding.c.kind)
    counts: dict[str, int] = {str(kind): n for kind, n in record.connection.execute(kinds)}
    bans = record.connection.execute(select(sanction).order_by(sanction.c.no)).all()
    objections = Counter(
        {None: "open", True: "kept", False: "dropped"}[row.conditions_met]
        for row in record.connection.execute(select(objection.c.conditions_met))
    )
    return {
        "waivers_requested": counts.get("waiver_requested", 0),
        "waivers": counts.get("waiver", 0),
        "overrides": counts.get("override", 0),
        "bans": [
            {"party": row.party_role, "from": record.day(row.from_on), "until": record.day(row.until_on)}
            for row in bans
        ],
        "objections": dict(sorted(objections.items())),
    }


def panels(record: Record) -> dict[str, int]:
    """Expert panels: how many, who stepped back, how often further experts joined."""
    members = Counter(record.connection.execute(select(panel_member.c.state)).scalars())
    drawn = select(panel_member.c.panel_no, func.count()).where(panel_member.c.place > 0)
    stood_back = drawn.where(panel_member.c.state == "recused").group_by(panel_member.c.panel_no)
    declared = sum(n for _, n in record.connection.execute(stood_back))
    sizes = record.connection.execute(select(panel.c.no, panel.c.size)).all()
    scored = Counter(
        record.connection.execute(
            select(panel_member.c.panel_no).where(panel_member.c.state == "scored")
        ).scalars()
    )
    return {
        "panels": len(sizes),
        "recused_by_rule": members["recused"] - declared,
        "recused_themselves": declared,
        "with_more_experts": sum(scored[row.no] > row.size for row in sizes),
    }


def quotas(record: Record) -> Rows:
    """Places of quotas used, by office; offices that used none stand there too."""
    known = select(quota_use.c.round_no, quota_use.c.organisation_code, quota_use.c.quota, quota_use.c.used)
    used = {(row.quota, row.organisation_code): row.used for row in record.connection.execute(known)}
    people, loaded = record.scene.people, record.scene.loaded.programme
    rows = []
    for procedure in loaded.procedures.values():
        for stage in procedure.stages:
            if not isinstance(stage, Recommendation) or not stage.quota:
                continue
            for office in people.offices[stage.by.given]:
                facts = {
                    name: fact.named(people.regions[office.code])
                    for name, fact in loaded.facts.items()
                    if fact.of
                }
                places = next((each.max for each in stage.quota if matches(each.for_, facts)), None)
                counted = {stage.id: places}
                counted |= {f"{stage.id}.{each.counts}": each.max for each in stage.quota if each.counts}
                rows += [
                    {"stage": name, "office": chinese(people.names[office.code]), "region": office.prefix,
                     "places": most, "used": used.get((name, office.code), 0)}
                    for name, most in counted.items()
                ]  # fmt: skip
    return rows
