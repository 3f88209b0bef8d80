"""Quotas, counted anew from the histories: which office recommended which case."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from casework.views.standing import standing
from models.tables import case_file, history, mandate, organisation, person, quota_use
from statemachines.definition.selector import matches
from statemachines.stages.recommendation import Recommendation
from tests.walks.walker import Walk

__all__ = ["quotas_are_kept"]


class _Place(NamedTuple):
    """A place taken: in which round, of whose quota, under which name."""

    round_no: str
    whose: str
    quota: str


def quotas_are_kept(walk: Walk, connection: Connection) -> Iterator[str]:
    """Nobody recommended more than its quota allows, and the places counted are those that were taken."""
    taken: dict[_Place, set[str]] = defaultdict(set)
    most: dict[_Place, int] = {}
    for number in connection.execute(select(case_file.c.no).order_by(case_file.c.no)).scalars():
        for place, at_most in _places(walk, connection, number):
            taken[place].add(number)
            most[place] = min(at_most, most.get(place, at_most))
    for place, cases in taken.items():
        if len(cases) > most[place]:
            yield f"{place}: {len(cases)} recommended, {most[place]} places: {', '.join(sorted(cases))}"
    counted = {_Place(*row[:3]): row.used for row in connection.execute(select(
        quota_use.c.round_no, quota_use.c.organisation_code, quota_use.c.quota, quota_use.c.used))}  # fmt: skip
    for place in counted.keys() | taken.keys():
        if counted.get(place, 0) != len(taken.get(place, ())):
            yield f"{place}: counted as {counted.get(place, 0)}, taken by {sorted(taken.get(place, ()))}"


def _places(walk: Walk, connection: Connection, number: str) -> Iterator[tuple[_Place, int]]:
    here = standing(walk.service, connection, f"case:{number}")
    programme = here.loaded.programme
    for stage in programme.procedures[here.row["procedure"]].stages:
        if isinstance(stage, Recommendation):
            body = programme.body_of(stage.by.given, here.row["facts"])
            for whose, region in _recommended_by(connection, here, stage, body):
                facts = {**here.row["facts"], **_seen_from(programme.facts, region)}
                quota = next((each for each in stage.quota if matches(each.for_, facts)), None)
                if quota is not None:
                    name = f"{stage.id}.{quota.counts}" if quota.counts else stage.id
                    yield _Place(here.row["round_no"], whose, name), quota.max


def _seen_from(facts: Any, region: str) -> dict[str, str]:
    return {name: fact.named(region) for name, fact in facts.items() if fact.regions}


def _recommended_by(
    connection: Connection, here: Any, stage: Recommendation, body: str
) -> Iterator[tuple[str, str]]:
    """The offices whose recommendation stands, each with its own region; none once an office has declined."""
    entries = connection.execute(
        select(history.c.action, history.c.event, history.c.target, person.c.organisation_code)
        .join(person, person.c.no == history.c.actor)
        .where(history.c.subject == here.key, history.c.source == stage.id)
        .order_by(history.c.seq)
    ).all()
    if any(each.action == "decline" for each in entries):
        return
    joint = bool(here.row.get("partners"))
    offices = [each.organisation_code for each in entries if each.action == "recommend"]
    lead = [here.row["region"], *(each.region for each in here.row.get("partners", ()))]
    for code in dict.fromkeys(offices):
        mandates = select(mandate.c.region, organisation.c.region.label("home")).join(
            organisation, organisation.c.code == mandate.c.organisation_code
        )
        row = connection.execute(
            mandates.where(mandate.c.organisation_code == code, mandate.c.body == body)
        ).first()
        counts = stage.joint_counts.given if joint else "each"
        if row is not None and (counts == "each" or (counts == "lead" and lead[0].startswith(row.region))):
            yield code, row.home
