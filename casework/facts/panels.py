"""Facts about expert panels: who may sit on one, whether it is complete, whether its members disagree."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from casework.facts.asking import Asking
from casework.mandates import within
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
from statemachines.stages.scoring import Scoring

__all__ = [
    "further_left",
    "own_score_open",
    "panel_of",
    "panel_possible",
    "pool_for",
    "replacement_left",
    "scores_complete",
    "scores_disagree",
    "sealed_after_freeze",
]


def pool_for(asking: Asking, stage: str) -> tuple[list[str], dict[str, str]]:
    """Experts who may be drawn for a case, and those recused with the reason."""
    scoring = _scoring(asking, stage)
    experts = list(_experts(asking, scoring.by.given))
    codes = [row.organisation_code for row in experts]
    parties = [asking.row[name] for name in ("applicant_code", "operator_code") if asking.row[name]]
    members = _members(asking, {*codes, *parties})
    case = CaseParties(tuple(members[code] for code in parties), _level(asking, scoring.organised_by.given))
    ties = _ties(asking, [row.person_no for row in experts])
    free: list[str] = []
    recused: dict[str, str] = {}
    for row in experts:
        known = ExpertTies(members[row.organisation_code], tuple(ties.get(row.person_no, ())))
        reason = recusal(known, case, asking.today, scoring.panel.given.recused_years)
        if reason is None:
            free.append(row.person_no)
        else:
            recused[row.person_no] = reason
    return free, recused


def _scoring(asking: Asking, stage: str) -> Scoring:
    found = asking.stage(stage)
    assert isinstance(found, Scoring)
    return found


def _experts(asking: Asking, body: str) -> Iterator[Any]:
    """People who hold the role of an expert at an organisation that acts as the body for the region of the case."""
    known = (
        select(role_grant.c.person_no, person.c.organisation_code, mandate.c.region)
        .join(person, person.c.no == role_grant.c.person_no)
        .join(mandate, mandate.c.organisation_code == role_grant.c.organisation_code)
        .where(
            role_grant.c.role == "expert", role_grant.c.ended_at.is_(None), person.c.active,
            mandate.c.programme == asking.loaded.programme.programme, mandate.c.body == body,
        )
        .order_by(role_grant.c.person_no)
    )  # fmt: skip
    yield from (row for row in asking.connection.execute(known) if within(asking.row, row.region))


def _members(asking: Asking, codes: set[str]) -> dict[str, Member]:
    known = select(organisation.c.code, organisation.c.parent_code, organisation.c.region)
    rows = asking.connection.execute(known.where(organisation.c.code.in_(codes)))
    return {row.code: Member(row.code, frozenset({row.parent_code} - {None}), row.region) for row in rows}


def _ties(asking: Asking, people: list[str]) -> dict[str, list[Tie]]:
    known: dict[str, list[Tie]] = {}
    for row in asking.connection.execute(select(interest).where(interest.c.person_no.in_(people))):
        known.setdefault(row.person_no, []).append(Tie(row.organisation_code, row.kind, row.until))
    return known


def _level(asking: Asking, body: str) -> Any:
    return asking.loaded.programme.bodies[body].level


def panel_possible(asking: Asking, stage: str) -> bool:
    """Whether enough experts are left once those with a tie are recused."""
    return len(pool_for(asking, stage)[0]) >= _scoring(asking, stage).panel.given.size


def panel_of(asking: Asking, stage: str) -> Any:
    """The row of the panel of the present visit of a stage; None where there is none."""
    last = select(panel).where(panel.c.case_no == asking.row["no"], panel.c.stage == stage)
    return asking.connection.execute(last.order_by(panel.c.visit.desc()).limit(1)).one_or_none()


def sealed_after_freeze(asking: Asking, stage: str) -> bool:
    """Whether the seal of the day on which the pool was frozen is there: nobody knew it when the pool was frozen."""
    found = panel_of(asking, stage)
    return found is not None and first_seal(asking, found.frozen_at) is not None


def first_seal(asking: Asking, frozen_at: Any) -> tuple[date, str] | None:
    """Day and digest of the first seal made after a moment."""
    known = (
        select(seal.c.day, seal.c.digest).where(seal.c.sealed_at > frozen_at).order_by(seal.c.day).limit(1)
    )
    row = asking.connection.execute(known).one_or_none()
    return (row.day, row.digest) if row else None


def _places(asking: Asking, stage: str, *states: str) -> list[str]:
    found = panel_of(asking, stage)
    if found is None:
        return []
    known = select(panel_member.c.person_no).where(
        panel_member.c.panel_no == found.no, panel_member.c.state.in_(states)
    )
    return list(asking.connection.execute(known).scalars())


def own_score_open(asking: Asking, stage: str) -> bool:
    """Whether this person was drawn for the panel and has not scored yet."""
    return asking.command.actor.no in _places(asking, stage, "drawn")


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
    known = select(score.c.value).where(score.c.panel_no == found.no)
    given = [
        *asking.connection.execute(known).scalars(),
        Decimal(str(asking.command.payload.get("score", 0))),
    ]
    return disagree(given, limit.beyond)


def further_left(asking: Asking, stage: str) -> bool:
    """Whether another expert may and can still be drawn because the first ones disagree."""
    limit = _scoring(asking, stage).panel.given.disagreement
    found = panel_of(asking, stage)
    if limit is None or found is None:
        return False
    drawn = len(_places(asking, stage, "drawn", "scored"))
    return drawn < found.size + limit.further and bool(_places(asking, stage, "pool"))
