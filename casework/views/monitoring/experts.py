"""Experts: who has how much to score, how far each panel is, and how far apart its scores are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from statistics import mean, pstdev
from typing import Any

from sqlalchemy import Connection, and_, case, func, literal, select

from calendars import day_of
from casework.rights.sight import EVERYTHING, Sight
from casework.service import Service
from casework.views.rows import chunks
from models.tables import (
    case_file,
    deadline,
    object,
    organisation,
    panel,
    panel_member,
    person,
    role_grant,
    score,
)

__all__ = ["ExpertLoad", "PanelProgress", "expert_loads", "panel_progress"]

OPEN = ("frozen", "drawn", "extended")


@dataclass(frozen=True, slots=True)
class ExpertLoad:
    """An expert: in how many open panels, of which ``to_score`` wait for a score; how many were scored and recused."""

    person_no: str
    name: str
    organisation: str
    active: bool
    open_panels: int
    to_score: int
    scored: int
    recused: int


@dataclass(frozen=True, slots=True)
class PanelProgress:
    """A panel: ``scored`` of ``seats`` have scored, until ``last_day``; ``overdue`` once that has passed.

    ``mean``, ``spread`` (the highest less the lowest) and ``deviation`` (standard deviation of these very scores) are
    of unsealed scores only, None as long as any is sealed.
    """

    no: str
    case_no: str
    object: str
    stage: str
    state: str
    scored: int
    seats: int
    recused: int
    drawn_at: datetime | None
    last_day: date | None
    overdue: bool
    mean: Decimal | None
    spread: Decimal | None
    deviation: Decimal | None


def expert_loads(service: Service, *, sight: Sight = EVERYTHING) -> tuple[ExpertLoad, ...]:
    """Everybody who is an expert or was on a panel, those with most to score first.

    Panels are counted whose cases may be seen; who has none of them has nothing.
    """
    state, running = panel_member.c.state, panel.c.state.in_(OPEN)
    seats = (
        select(
            panel_member.c.person_no, _sum(and_(running, state.in_(("drawn", "scored")))).label("open_panels"),
            _sum(and_(running, state == "drawn")).label("to_score"), _sum(state == "scored").label("scored"),
            _sum(state == "recused").label("recused"),
        )
        .join(panel, panel.c.no == panel_member.c.panel_no)
        .where(state != "pool", _in_sight(sight))
        .group_by(panel_member.c.person_no)
        .subquery()
    )  # fmt: skip
    granted = select(role_grant.c.person_no).where(
        role_grant.c.role == "expert", role_grant.c.ended_at.is_(None)
    )
    known = (
        select(
            person.c.no, person.c.name, organisation.c.name, person.c.active,
            *(func.coalesce(seats.c[name], 0) for name in ("open_panels", "to_score", "scored", "recused")),
        )
        .join(organisation, organisation.c.code == person.c.organisation_code)
        .outerjoin(seats, seats.c.person_no == person.c.no)
        .where(person.c.no.in_(granted) | seats.c.person_no.is_not(None))
        .order_by(func.coalesce(seats.c.to_score, 0).desc(), person.c.no)
    )  # fmt: skip
    with service.store.reading() as connection:
        return tuple(ExpertLoad(*row) for row in connection.execute(known))


def _sum(which: Any) -> Any:
    return func.sum(case((which, 1), else_=0))


def _in_sight(sight: Sight) -> Any:
    if sight == EVERYTHING:
        return literal(True)
    return panel.c.case_no.in_(select(case_file.c.no).where(sight.cases()))


def panel_progress(
    service: Service, now: datetime, *, complete: bool = False, programme: str = "", person: str = "",
    sight: Sight = EVERYTHING, limit: int | None = None,
) -> tuple[PanelProgress, ...]:  # fmt: skip
    """Panels that are open, the most urgent first; with ``complete`` those that are done, the last drawn first.

    Of one programme, or with one expert among the seats, where asked.
    """
    due = and_(
        deadline.c.subject == literal("case:").concat(case_file.c.no), deadline.c.rule == case_file.c.state,
        func.coalesce(deadline.c.state, "").in_(("running", "expired")),
    )  # fmt: skip
    known = (
        select(
            panel.c.no, panel.c.case_no, object.c.name.label("object"), panel.c.stage, panel.c.state, panel.c.drawn_at,
            func.max(deadline.c.last_day).label("last_day"),
        )
        .join(case_file, case_file.c.no == panel.c.case_no)
        .join(object, object.c.no == case_file.c.object_no)
        .outerjoin(deadline, due)
        .where(panel.c.state == "complete" if complete else panel.c.state.in_(OPEN), _in_sight(sight))
        .group_by(panel.c.no, panel.c.case_no, object.c.name, panel.c.stage, panel.c.state, panel.c.drawn_at)
    )  # fmt: skip
    known = known.where(case_file.c.programme == programme) if programme else known
    if person:
        mine = select(panel_member.c.panel_no).where(
            panel_member.c.person_no == person, panel_member.c.state.in_(("drawn", "scored"))
        )
        known = known.where(panel.c.no.in_(mine))
    latest, urgent = panel.c.drawn_at.desc(), func.max(deadline.c.last_day).nulls_last()
    with service.store.reading() as connection:
        rows = connection.execute(
            known.order_by(latest if complete else urgent, panel.c.no).limit(limit)
        ).all()
        seats = _seats(connection, [row.no for row in rows])
        return tuple(_progress(row, seats.get(row.no, []), now) for row in rows)


def _seats(connection: Connection, panels: Sequence[str]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for piece in chunks(panels):
        known = (
            select(panel_member.c.panel_no, panel_member.c.state, score.c.value, score.c.unsealed_at)
            .outerjoin(
                score,
                (score.c.panel_no == panel_member.c.panel_no)
                & (score.c.person_no == panel_member.c.person_no),
            )
            .where(panel_member.c.panel_no.in_(piece), panel_member.c.state != "pool")
        )
        for row in connection.execute(known):
            found.setdefault(row.panel_no, []).append(row)
    return found


def _progress(row: Any, seats: Sequence[Any], now: datetime) -> PanelProgress:
    states = [str(each.state) for each in seats]
    scored, open_ = states.count("scored"), states.count("drawn")
    unsealed = [each.value for each in seats if each.unsealed_at is not None]
    shown = sorted(unsealed) if unsealed and len(unsealed) == scored and not open_ else []
    overdue = row.last_day is not None and row.last_day < day_of(now) and str(row.state) != "complete"
    return PanelProgress(
        row.no, row.case_no, row.object, row.stage, str(row.state), scored, scored + open_, states.count("recused"),
        row.drawn_at, row.last_day, overdue, _rounded(mean(shown)) if shown else None,
        shown[-1] - shown[0] if shown else None, _rounded(pstdev(shown)) if shown else None,
    )  # fmt: skip


def _rounded(value: Decimal) -> Decimal:
    return round(value, 2)
