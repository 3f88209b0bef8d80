"""Facts about expert panels: who may sit on one, whether it is complete, whether its members disagree."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import bindparam, select

from calendars import day_of
from casework.facts.asking import Asking
from casework.rights.joint import partners
from casework.rights.mandates import within
from casework.storage.prepared import Prepared
from models.tables import (
    interest,
    mandate,
    organisation,
    panel,
    panel_member,
    person,
    role_grant,
    score,
    seal,
)
from statemachines.recusal import CaseParties, ExpertTies, Member, Tie, recusal
from statemachines.scores import disagree
from statemachines.stages.scoring import POINTS, Scoring

__all__ = [
    "conflict_declared",
    "conflict_undeclared",
    "further_left",
    "own_score_open",
    "panel_of",
    "panel_possible",
    "pool_for",
    "replacement_left",
    "scores_complete",
    "scores_disagree",
    "sealed_after_freeze",
    "total_of",
]


_EXPERTS = Prepared(
    select(
        role_grant.c.person_no, organisation.c.code, organisation.c.parent_code, organisation.c.region,
        mandate.c.region.label("mandated"),
    )
    .join(person, person.c.no == role_grant.c.person_no)
    .join(organisation, organisation.c.code == person.c.organisation_code)
    .join(mandate, mandate.c.organisation_code == role_grant.c.organisation_code)
    .where(
        role_grant.c.role == "expert", role_grant.c.ended_at.is_(None), person.c.active,
        mandate.c.programme == bindparam("programme"), mandate.c.body == bindparam("body"),
    )
)  # fmt: skip
_TIES = Prepared(
    select(interest)
    .join(role_grant, role_grant.c.person_no == interest.c.person_no)
    .join(mandate, mandate.c.organisation_code == role_grant.c.organisation_code)
    .where(
        role_grant.c.role == "expert",
        mandate.c.programme == bindparam("programme"),
        mandate.c.body == bindparam("body"),
    )
)
_PARTY = Prepared(
    select(organisation.c.code, organisation.c.parent_code, organisation.c.region).where(
        organisation.c.code == bindparam("code")
    )
)
_PANEL = Prepared(
    select(panel)
    .where(panel.c.case_no == bindparam("case_no"), panel.c.stage == bindparam("stage"))
    .order_by(panel.c.visit.desc())
    .limit(1)
)
_MEMBERS = Prepared(
    select(panel_member.c.person_no, panel_member.c.state, panel_member.c.declared_at).where(
        panel_member.c.panel_no == bindparam("panel")
    )
)
_SEAL = Prepared(
    select(seal.c.day, seal.c.digest)
    .where(seal.c.day >= bindparam("since", type_=seal.c.day.type))
    .order_by(seal.c.day)
    .limit(1)
)
_SCORES = Prepared(select(score.c.value).where(score.c.panel_no == bindparam("panel")))


def pool_for(asking: Asking, stage: str) -> tuple[list[str], dict[str, str]]:
    """Experts who may be drawn for a case, and those recused with the reason; both in the order of their numbers."""
    pool: tuple[list[str], dict[str, str]] = asking.once(("pool", stage), lambda: _pool(asking, stage))
    return pool


def _pool(asking: Asking, stage: str) -> tuple[list[str], dict[str, str]]:
    scoring = _scoring(asking, stage)
    of = {"programme": asking.loaded.programme.programme, "body": scoring.by.given}
    codes = (
        asking.row["applicant_code"],
        asking.row["operator_code"],
        *(p.code for p in partners(asking.row)),
    )
    parties = tuple(_member(_PARTY.first(asking.connection, code=code)) for code in codes if code)
    case = CaseParties(parties, asking.loaded.programme.bodies[scoring.organised_by.given].level)
    ties: dict[str, list[Tie]] = {}
    for row in _TIES.rows(asking.connection, **of):
        ties.setdefault(row.person_no, []).append(Tie(row.organisation_code, row.kind, row.until))
    verdicts = {
        row.person_no: recusal(
            ExpertTies(_member(row), tuple(ties.get(row.person_no, ()))), case, asking.today,
            scoring.panel.given.recused_years,
        )
        for row in _EXPERTS.rows(asking.connection, **of)
        if within(asking.row, row.mandated)
    }  # fmt: skip
    free = sorted(who for who, reason in verdicts.items() if reason is None)
    return free, {who: reason for who, reason in sorted(verdicts.items()) if reason is not None}


def _member(row: Any) -> Member:
    return Member(row.code, frozenset({row.parent_code} - {None}), row.region)


def _scoring(asking: Asking, stage: str) -> Scoring:
    found = asking.stage(stage)
    assert isinstance(found, Scoring)
    return found


def panel_possible(asking: Asking, stage: str) -> bool:
    """Whether enough experts are left once those with a tie are recused."""
    return len(pool_for(asking, stage)[0]) >= _scoring(asking, stage).panel.given.size


def panel_of(asking: Asking, stage: str) -> Any:
    """The row of the panel of the present visit of a stage; None where there is none."""
    return asking.once(
        ("panel", stage), lambda: _PANEL.first(asking.connection, case_no=asking.row["no"], stage=stage)
    )


def sealed_after_freeze(asking: Asking, stage: str) -> bool:
    """Whether the seal of the day on which the pool was frozen is there: nobody knew it when the pool was frozen."""
    found = panel_of(asking, stage)
    return found is not None and first_seal(asking, found.frozen_at) is not None


def first_seal(asking: Asking, frozen_at: datetime) -> tuple[date, str] | None:
    """Day and digest of the first seal that nobody could know at a moment: that of its own day, or a later one.

    A seal of an earlier day may be made later, but what it binds was there to be read.
    """
    row = _SEAL.first(asking.connection, since=day_of(frozen_at))
    return (row.day, row.digest) if row else None


def _places(asking: Asking, stage: str, *states: str) -> list[str]:
    return [row.person_no for row in _members(asking, stage) if row.state in states]


def _members(asking: Asking, stage: str) -> list[Any]:
    found = panel_of(asking, stage)
    if found is None:
        return []
    members: list[Any] = asking.once(
        ("members", stage), lambda: _MEMBERS.rows(asking.connection, panel=found.no)
    )
    return members


def own_score_open(asking: Asking, stage: str) -> bool:
    """Whether this person was drawn for the panel and has not scored yet."""
    return asking.command.actor.no in _places(asking, stage, "drawn")


def conflict_declared(asking: Asking, stage: str) -> bool:
    """Whether this person, drawn for the panel, has declared that nothing ties them to the applicant."""
    mine = asking.command.actor.no
    return any(row.person_no == mine and row.declared_at is not None for row in _members(asking, stage))


def conflict_undeclared(asking: Asking, stage: str) -> bool:
    """Whether this person has not declared yet whether there is a tie."""
    return not conflict_declared(asking, stage)


def replacement_left(asking: Asking, stage: str) -> bool:
    """Whether somebody of the frozen pool is left to take a place."""
    return bool(_places(asking, stage, "pool"))


def scores_complete(asking: Asking, stage: str) -> bool:
    """Whether the score that is being handed in is the last one missing."""
    return _places(asking, stage, "drawn") == [asking.command.actor.no]


def scores_disagree(asking: Asking, stage: str) -> bool:
    """Whether the scores, with the one being handed in, differ more than the programme accepts."""
    limit = _scoring(asking, stage).panel.given.disagreement
    found = panel_of(asking, stage)
    if limit is None or found is None or not scores_complete(asking, stage):
        return False
    sealed = [row.value for row in _SCORES.rows(asking.connection, panel=found.no)]
    given = [*sealed, total_of(asking.command.payload)]
    return disagree(given, limit.beyond)


def total_of(payload: Mapping[str, Any]) -> Decimal:
    """The score that is given: the sum of the items of the rubric, or the one figure."""
    items = [Decimal(str(value)) for name, value in payload.items() if name.startswith(POINTS)]
    return sum(items, Decimal()) if items else Decimal(str(payload.get("score", 0)))


def further_left(asking: Asking, stage: str) -> bool:
    """Whether another expert may and can still be drawn because the first ones disagree."""
    limit = _scoring(asking, stage).panel.given.disagreement
    found = panel_of(asking, stage)
    if limit is None or found is None:
        return False
    drawn = len(_places(asking, stage, "drawn", "scored"))
    return drawn < found.size + limit.further and bool(_places(asking, stage, "pool"))
