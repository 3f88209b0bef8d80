"""Expert panels as people see them: who was drawn and when, who has scored; scores only once they are unsealed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, bindparam, select

from casework.storage.prepared import Prepared
from casework.views.rows import filled
from models.tables import panel, panel_member, person, score

__all__ = ["PanelLine", "SeatLine", "panels_of"]

_PANELS = Prepared(
    select(panel).where(panel.c.case_no == bindparam("case_no")).order_by(panel.c.frozen_at, panel.c.no)
)
_SEATS = Prepared(
    select(
        panel_member.c.panel_no, panel_member.c.person_no, panel_member.c.place, panel_member.c.state,
        panel_member.c.reason, person.c.name, score.c.value, score.c.locked_at, score.c.unsealed_at,
    )
    .join(panel, panel.c.no == panel_member.c.panel_no)
    .join(person, person.c.no == panel_member.c.person_no)
    .outerjoin(
        score, (score.c.panel_no == panel_member.c.panel_no) & (score.c.person_no == panel_member.c.person_no)
    )
    .where(panel.c.case_no == bindparam("case_no"), panel_member.c.state != "pool")
    .order_by(panel_member.c.place, panel_member.c.person_no)
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SeatLine:
    """An expert who was drawn, or recused: ``place`` in the drawn order (0 for who was recused before the draw).

    ``state`` is drawn, scored or recused, ``reason`` why recused; ``scored_at`` when the score was handed in.
    ``score`` is None as long as it is sealed.
    """

    person_no: str
    name: str
    place: int
    state: str
    reason: str
    scored_at: datetime | None
    score: Decimal | None


@dataclass(frozen=True, slots=True)
class PanelLine:
    """A panel: ``size`` experts of a pool of ``pool``, drawn by the seal of ``seal_day``; ``seats`` in drawn order."""

    no: str
    stage: str
    visit: int
    state: str
    size: int
    pool: int
    frozen_at: datetime
    drawn_at: datetime | None
    seal_day: date | None
    seats: tuple[SeatLine, ...]


def panels_of(connection: Connection, case_no: str) -> tuple[PanelLine, ...]:
    """The panels of a case, the first one first; none where no expert was asked."""
    panels = _PANELS.rows(connection, case_no=case_no)
    seats = _SEATS.rows(connection, case_no=case_no) if panels else []
    return tuple(filled(PanelLine, row, pool=len(row.pool), seats=_seats(seats, row.no)) for row in panels)


def _seats(rows: Sequence[Any], panel_no: str) -> tuple[SeatLine, ...]:
    return tuple(
        filled(SeatLine, row, scored_at=row.locked_at, score=row.value if row.unsealed_at else None)
        for row in rows
        if row.panel_no == panel_no
    )
