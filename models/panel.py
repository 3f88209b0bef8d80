"""Expert panels: a frozen pool, a draw anybody can repeat, sealed scores."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint

from models.base import Base, column
from models.types import Exact, Json, UtcDateTime, choice


class PanelState(StrEnum):
    """Where a panel stands."""

    FROZEN = "frozen"  # the pool is fixed, the seal that seeds the draw is not there yet
    DRAWN = "drawn"
    EXTENDED = "extended"  # a further expert was drawn because the first ones disagree
    COMPLETE = "complete"  # all scores are unsealed


class MemberState(StrEnum):
    """Where an expert of the pool stands."""

    POOL = "pool"
    RECUSED = "recused"
    DRAWN = "drawn"
    SCORED = "scored"


class Panel(Base, table=True):
    """An expert panel (专家组) of one visit of a stage."""

    __tablename__ = "panel"
    __table_args__ = (
        CheckConstraint("size >= 1", name="size_from_one"),
        CheckConstraint("visit >= 1", name="visit_from_one"),
        UniqueConstraint("case_no", "stage", "visit"),
        Index(None, "state"),
    )

    no: str = column("public number", key=True)
    case_no: str = column("the case", to="case_file.no")
    stage: str = column("id of the stage")
    visit: int = column("which visit of the stage, from 1")
    size: int = column("how many experts are drawn")
    state: PanelState = column("where it stands", choice(PanelState, "state"), default=PanelState.FROZEN)
    frozen_at: datetime = column("when the pool was frozen", UtcDateTime)
    pool: list[Any] = column("the frozen pool: numbers of persons, sorted", Json)
    seal_day: date | None = column("day of the seal that seeds the draw, NULL until drawn", default=None)
    seed: str = column("digest of that seal, empty until drawn", default="")
    drawn_at: datetime | None = column("when it was drawn, NULL until then", UtcDateTime, default=None)


class PanelMember(Base, table=True):
    """An expert of a panel's pool."""

    __tablename__ = "panel_member"
    __table_args__ = (Index(None, "person_no", "state"),)

    panel_no: str = column("the panel", key=True, to="panel.no")
    person_no: str = column("the expert", key=True, to="person.no")
    place: int = column("place in the drawn order from 1; 0 until drawn", default=0)
    state: MemberState = column(
        "where the expert stands", choice(MemberState, "state"), default=MemberState.POOL
    )
    reason: str = column("why recused, empty otherwise", default="")
    declared_at: datetime | None = column(
        "when the expert declared to have no tie, NULL until then: before it the case is not shown",
        UtcDateTime,
        default=None,
    )


class Score(Base, table=True):
    """An expert's score: history holds its salted digest until the panel is complete; no page shows it before."""

    __tablename__ = "score"

    panel_no: str = column("the panel", key=True, to="panel.no")
    person_no: str = column("the expert", key=True, to="person.no")
    digest: str = column("SHA-256 over salt and score, hexadecimal: what history holds until unsealing")
    salt: str = column("the salt; history gets it at unsealing")
    value: Decimal = column(
        "points, exactly; for opinions 1 in favour and 0 against; shown once unsealed", Exact
    )
    points: dict[str, str] | None = column(
        "points by item of the rubric, as written; NULL where one figure was given", Json, default=None
    )
    locked_at: datetime = column("when it was handed in; fixed from then on", UtcDateTime)
    unsealed_at: datetime | None = column("when it was unsealed, NULL until then", UtcDateTime, default=None)


class ScoreDraft(Base, table=True):
    """What an expert has written and not handed in: nobody else's, no part of the record, gone with the score."""

    __tablename__ = "score_draft"

    panel_no: str = column("the panel", key=True, to="panel.no")
    person_no: str = column("the expert", key=True, to="person.no")
    answers: dict[str, Any] = column("the fields of the form by name, each with its values as typed", Json)
    at: datetime = column("when it was kept last", UtcDateTime)
