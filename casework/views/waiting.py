"""Which running cases may wait for somebody, said to the database: so that nobody's queue walks through all of them."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Integer, and_, cast, false, func, literal, or_, select

from casework.facts.together import NOT_COUNTED
from casework.service import Service
from casework.views.rows import chunks
from models.tables import (
    case_file,
    case_party,
    contribution,
    deadline,
    definition_text,
    history,
    organisation,
    panel,
    panel_member,
)
from statemachines.definition.programme import Programme
from statemachines.definition.stage import Stage
from statemachines.loader import Loaded

__all__ = ["acted_at", "last_day_of", "may_wait"]

_OPEN = ("running", "paused", "expired")


def may_wait(
    service: Service, connection: Connection, programme: str, grants: Sequence[Any], person: str
) -> ColumnElement[bool]:
    """The condition on `case_file` for the cases of a programme that could wait for somebody with these grants.

    It leaves out what cannot; whether a case does wait, its definition, its facts and its parties say.
    """
    known = select(definition_text.c.digest).where(definition_text.c.programme == programme)
    digests = connection.execute(known.order_by(definition_text.c.digest)).scalars().all()
    states: set[str] = set()
    ways: dict[tuple[str, str], ColumnElement[bool]] = {}
    for loaded in (service.definition(connection, digest) for digest in digests):
        for grant in grants:
            roles = set(_roles(loaded.programme, grant))
            owed = _owed(loaded, roles)
            if grant.active and owed:
                states |= owed
                way = _reach(loaded.programme, grant, person)
                place = grant.organisation_code if grant.role == "applicant" else grant.region
                ways[str(grant.role), f"{place} {loaded.programme.party('joint')}"] = way
    if not ways:
        return false()
    return and_(
        case_file.c.programme == programme, case_file.c.ended_at.is_(None), case_file.c.state.in_(sorted(states)),
        or_(*ways.values()),
    )  # fmt: skip


def _roles(programme: Programme[Stage], grant: Any) -> Iterator[str]:
    """The roles that a grant may give on some case or other."""
    if grant.role == "applicant":
        yield from programme.parties
    body = programme.bodies.get(grant.body)
    if body is not None and body.role == grant.role:
        yield grant.body
        yield from (
            key
            for key, each in programme.bodies.items()
            if any(other.is_ == grant.body for other in each.is_)
        )


def _owed(loaded: Loaded, roles: Collection[str]) -> set[str]:
    machines = loaded.procedures.values()
    return {
        state.id for each in machines for state in each.states.values() if set(state.owed_by) & set(roles)
    }


def _reach(programme: Programme[Stage], grant: Any, person: str) -> ColumnElement[bool]:
    """Where a grant reaches: one's own applications, the panels one was drawn for, or the region of an office."""
    if grant.role == "applicant":
        joint = select(case_party.c.case_no).where(case_party.c.organisation_code == grant.organisation_code)
        return or_(
            case_file.c.applicant_code == grant.organisation_code,
            case_file.c.operator_code == grant.organisation_code,
            case_file.c.no.in_(joint),
        )
    if grant.role == "expert":
        drawn = select(panel.c.case_no).join(panel_member, panel_member.c.panel_no == panel.c.no)
        return case_file.c.no.in_(
            drawn.where(panel_member.c.person_no == person, panel_member.c.state == "drawn")
        )
    if not grant.region:
        return case_file.c.no.is_not(None)
    here = _within(case_file.c.region, grant.region)
    if programme.party("joint") is None:
        return here
    partly = select(case_party.c.case_no).join(
        organisation, organisation.c.code == case_party.c.organisation_code
    )
    return or_(here, case_file.c.no.in_(partly.where(_within(organisation.c.region, grant.region))))


def last_day_of() -> ColumnElement[date]:
    """The last day of a case's state; that of the whole case where the state has none; NULL for neither.

    It is the day that ``casework.views.cases.due_of`` finds among the deadlines of a case.
    """
    return func.coalesce(
        *map(_last_day, (case_file.c.state, case_file.c.state + ".opens", literal("overall")))
    )


def _last_day(rule: ColumnElement[str]) -> Any:
    known = select(deadline.c.last_day).where(
        deadline.c.subject == literal("case:").concat(case_file.c.no), deadline.c.rule == rule,
        func.coalesce(deadline.c.state, "").in_(_OPEN),  # so that the index of subjects is taken
    )  # fmt: skip
    return known.order_by(cast(deadline.c.occurrence, Integer).desc()).limit(1).scalar_subquery()


def _within(region: ColumnElement[str], prefix: str) -> ColumnElement[bool]:
    """Codes are six digits, so the regions of a prefix lie in a row, and an index finds them."""
    return region.between(prefix.ljust(6, "0"), prefix.ljust(6, "9"))


def acted_at(connection: Connection, cases: Sequence[str]) -> dict[tuple[str, str], set[str]]:
    """By case and stage the organisations that have acted at the present visit; two statements for 500 cases."""
    found: dict[tuple[str, str], set[str]] = {}
    for piece in chunks(cases):
        entered = (
            select(history.c.subject, history.c.target, func.count())
            .where(history.c.subject.in_([f"case:{no}" for no in piece]))
            .where(history.c.source != history.c.target)
            .group_by(history.c.subject, history.c.target)
        )
        visits = {(key[5:], stage): count for key, stage, count in connection.execute(entered)}
        given = select(contribution).where(
            contribution.c.case_no.in_(piece), contribution.c.kind.not_in(NOT_COUNTED)
        )
        for each in connection.execute(given):
            if visits.get((each.case_no, each.stage)) == each.visit:
                found.setdefault((each.case_no, each.stage), set()).add(each.contributor)
    return found
