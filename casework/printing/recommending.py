"""Facts of a recommendation: what an organisation passed on in a round, in its own order."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, select

from calendars import day_of
from casework.printing.asking import Given, NoIssuer, NotForYou, name_of, named_body
from casework.rights.joint import with_partners
from casework.rights.mandates import acting_for, grants_of, organisations_of
from casework.rights.regions import region_name
from casework.views.standing import Standing
from models.tables import case_file, history, indicator_value, object, organisation
from papers.kinds.issue import Issue
from papers.kinds.recommendation import RecommendationFacts, Recommended
from statemachines.definition.base import chinese
from statemachines.stages.recommendation import Recommendation
from statemachines.stages.review import Review

__all__ = ["issuers_of_round", "recommendation_facts"]


@dataclass(frozen=True, slots=True)
class _Passed:
    """A case that an organisation recommended: with which rank, when."""

    row: Any
    rank: int | None
    at: datetime


def issuers_of_round(
    connection: Connection, here: Standing, stage: Recommendation, person: str, today: date
) -> tuple[str, ...]:
    """The codes of the organisations that recommended something in a round; of a person, those it acts for."""
    return tuple(_passed(connection, here, stage, person, today))


def recommendation_facts(
    connection: Connection, here: Standing, stage: Recommendation, given: Given, person: str, today: date
) -> RecommendationFacts:
    """What an organisation recommended; raises NoIssuer where it is not clear which one, NotForYou for another's."""
    groups = _passed(connection, here, stage, person, today)
    if given.issuer and given.issuer not in groups:
        raise NotForYou("recommendation", here.loaded.programme.role_name(stage.by.given))
    code = given.issuer or (next(iter(groups)) if len(groups) == 1 else "")
    if not code:
        raise NoIssuer(tuple(groups))
    passed = sorted(groups[code], key=lambda each: (each.rank is None, each.rank or 0, each.row.no))
    programme = here.loaded.programme
    day = given.day or day_of(max(each.at for each in passed))
    return RecommendationFacts(
        Issue(name_of(connection, code), day, given.number, given.note),
        named_body(connection, here, programme.notice.by), chinese(programme.name), _attests(here, stage),
        tuple(
            Recommended(
                each.rank, each.row.object, each.row.applicant, region_name(each.row.region),
                _figures(connection, here, each.row.no),
            )
            for each in passed
        ),
    )  # fmt: skip


def _passed(
    connection: Connection, here: Standing, stage: Recommendation, person: str, today: date
) -> dict[str, list[_Passed]]:
    """What each organisation recommended in a round, by its code."""
    own = None if not person else _own(connection, here, person, today)
    known = (
        select(
            case_file, history.c.payload, history.c.at, history.c.actor, history.c.source,
            object.c.name.label("object"), organisation.c.name.label("applicant"),
        )
        .join(history, history.c.subject == "case:" + case_file.c.no)
        .join(object, object.c.no == case_file.c.object_no)
        .join(organisation, organisation.c.code == case_file.c.applicant_code)
        .where(case_file.c.round_no == here.row["no"], history.c.action == "recommend")
        .order_by(case_file.c.no, history.c.seq)
    )  # fmt: skip
    programme, found = here.loaded.programme, dict[str, dict[str, _Passed]]()
    states = here.loaded.procedures[here.row["procedure"]].states
    for row in connection.execute(known).all():
        if row.source not in states or states[row.source].stage != stage.id:
            continue
        case = with_partners(connection, programme, row._asdict())
        codes = acting_for(connection, programme, stage.by.given, case, row.actor, day_of(row.at))
        for code in codes or organisations_of(connection, programme, stage.by.given, case):
            if own is None or code in own:
                rank = json.loads(row.payload).get("rank")
                found.setdefault(code, {})[row.no] = _Passed(
                    row, int(rank) if rank is not None else None, row.at
                )
    return {code: list(cases.values()) for code, cases in found.items()}


def _own(connection: Connection, here: Standing, person: str, today: date) -> frozenset[str]:
    """The organisations for which a person acts as a body of the programme."""
    bodies = here.loaded.programme.bodies
    grants = grants_of(connection, here.loaded.programme.programme, person, today)
    return frozenset(
        each.organisation_code
        for each in grants
        if each.active and each.body in bodies and bodies[each.body].role == each.role
    )


def _attests(here: Standing, stage: Recommendation) -> tuple[str, ...]:
    """What the body attests in the reviews before its recommendation."""
    found: list[str] = []
    for each in here.loaded.programme.procedures[here.row["procedure"]].stages:
        if each.id == stage.id:
            break
        if isinstance(each, Review) and each.by.given == stage.by.given:
            found += each.attests
    return tuple(dict.fromkeys(found))


def _figures(connection: Connection, here: Standing, case_no: str) -> tuple[str, ...]:
    """The indicators as they were stated last, actual figures before planned ones."""
    known = (
        select(indicator_value.c.indicator, indicator_value.c.value)
        .where(indicator_value.c.case_no == case_no)
        .order_by(indicator_value.c.planned.desc(), indicator_value.c.period, indicator_value.c.revision)
    )
    stated: Mapping[str, Decimal] = {row.indicator: row.value for row in connection.execute(known)}
    return tuple(
        f"{chinese(each.name)}：{_plain(stated[id])}{each.unit or ''}"
        for id, each in here.loaded.programme.indicators.items()
        if id in stated
    )


def _plain(value: Decimal) -> str:
    """A figure without zeros that say nothing."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
