"""An expert's own reviews: what waits for them, in order of urgency; of each the parties, before anything else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, and_, func, literal, select

from calendars import day_of
from casework.panels.reviewing import seat_of
from casework.refused import NotFound
from casework.service import Service
from casework.views.rows import filled
from casework.views.standing import standing
from models.tables import (
    case_file,
    case_party,
    deadline,
    history,
    object,
    organisation,
    panel,
    panel_member,
    personal_text,
    programme,
    score,
    score_draft,
)
from statemachines.stages.scoring import Criterion, Scoring

__all__ = ["Party", "ReviewDetail", "ReviewRow", "review", "reviews_of"]

OPEN = ("drawn", "extended")


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A seat on a panel. ``state`` is to_declare, to_score, sealed, unsealed, recused, or missed for one never scored.

    ``last_day`` is that of the panel while it scores.
    """

    panel_no: str
    case_no: str
    programme: str
    programme_name: str
    object: str
    applicant: str
    stage: str
    state: str
    drafted_at: datetime | None
    last_day: date | None
    overdue: bool

    @property
    def waits(self) -> bool:
        """Whether the expert has something to do."""
        return self.state in ("to_declare", "to_score")


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody who takes part in a case: the role, 中文 / English, and the name."""

    role: str
    name: str


@dataclass(frozen=True, slots=True)
class ReviewDetail:
    """One review: the parties, by which a tie is known; the rubric; what was kept or handed in so far.

    ``words`` are the comments that were handed in, by field; ``points`` and ``total`` the own score.
    """

    row: ReviewRow
    parties: tuple[Party, ...]
    rubric: Mapping[str, Criterion]
    stage_name: str
    draft: Mapping[str, Sequence[str]]
    total: Decimal | None
    points: Mapping[str, str]
    words: Mapping[str, str]
    handed_in_at: datetime | None


_DUE = and_(
    deadline.c.subject == literal("case:").concat(case_file.c.no), deadline.c.rule == case_file.c.state,
    deadline.c.state.in_(("running", "expired")),
)  # fmt: skip
_LAST = select(func.max(deadline.c.last_day)).where(_DUE).correlate(case_file).scalar_subquery()
_ROWS = (
    select(
        panel.c.no.label("panel_no"), panel.c.case_no, panel.c.stage, panel.c.state.label("panel_state"),
        panel_member.c.state.label("seat"), panel_member.c.declared_at, case_file.c.programme, case_file.c.ended_at,
        programme.c.name.label("programme_name"), object.c.name.label("object"),
        organisation.c.name.label("applicant"), score.c.unsealed_at, score_draft.c.at.label("drafted_at"),
        _LAST.label("last_day"),
    )
    .join(panel_member, panel_member.c.panel_no == panel.c.no)
    .join(case_file, case_file.c.no == panel.c.case_no)
    .join(programme, programme.c.id == case_file.c.programme)
    .join(object, object.c.no == case_file.c.object_no)
    .join(organisation, organisation.c.code == case_file.c.applicant_code)
    .outerjoin(score, and_(score.c.panel_no == panel.c.no, score.c.person_no == panel_member.c.person_no))
    .outerjoin(
        score_draft,
        and_(score_draft.c.panel_no == panel.c.no, score_draft.c.person_no == panel_member.c.person_no),
    )
    .where(panel_member.c.place > 0, panel_member.c.state != "pool")
)  # fmt: skip


def reviews_of(service: Service, person: str, now: datetime, *, limit: int) -> tuple[ReviewRow, ...]:
    """The reviews of an expert: what waits first, the most urgent before the others; then what is done."""
    known = _ROWS.where(panel_member.c.person_no == person).order_by(panel.c.drawn_at.desc(), panel.c.no)
    with service.store.reading() as connection:
        rows = [_row(each, now) for each in connection.execute(known)]
    rows.sort(key=lambda each: (not each.waits, each.last_day or date.max))
    return tuple(rows[:limit])


def _row(row: Any, now: datetime) -> ReviewRow:
    state = _state(row)
    waits = state in ("to_declare", "to_score")
    last = row.last_day if waits else None
    return filled(ReviewRow, row, state=state, last_day=last, overdue=bool(last and last < day_of(now)))


def _state(row: Any) -> str:
    if row.seat == "recused":
        return "recused"
    if row.seat == "scored":
        return "unsealed" if row.unsealed_at else "sealed"
    if row.ended_at is not None or row.panel_state not in OPEN:
        return "missed"
    return "to_score" if row.declared_at else "to_declare"


def review(service: Service, person: str, panel_no: str, now: datetime) -> ReviewDetail:
    """One review of an expert; raises NotFound for any other panel, as if there were none.

    Who has not declared gets the names of the parties and nothing that they have sent in.
    """
    with service.store.reading() as connection:
        seat_of(connection, panel_no, person)
        mine = _ROWS.where(panel_member.c.person_no == person, panel.c.no == panel_no)
        row = connection.execute(mine).one_or_none()
        if row is None:
            raise NotFound("review", panel_no)
        here = standing(service, connection, f"case:{row.case_no}")
        stage = next(each for each in _stages(here) if each.id == row.stage)
        assert isinstance(stage, Scoring)
        own = and_(score.c.panel_no == panel_no, score.c.person_no == person)
        given = connection.execute(select(score).where(own)).one_or_none()
        kept = and_(score_draft.c.panel_no == panel_no, score_draft.c.person_no == person)
        draft = connection.execute(select(score_draft.c.answers).where(kept)).scalar_one_or_none()
        return ReviewDetail(
            _row(row, now), tuple(_parties(connection, here)), stage.items, stage.name or stage.id, draft or {},
            given.value if given else None, (given.points if given else None) or {},
            _words(connection, row.case_no, given) if given else {}, given.locked_at if given else None,
        )  # fmt: skip


def _stages(here: Any) -> Sequence[Any]:
    stages: Sequence[Any] = here.loaded.programme.procedures[here.row["procedure"]].stages
    return stages


def _parties(connection: Connection, here: Any) -> list[Party]:
    """By name all who apply, or have the thing itself."""
    names, row = here.loaded.programme, here.row
    about = connection.execute(
        select(object.c.name, object.c.kind).where(object.c.no == row["object_no"])
    ).one()
    codes = {"applicant": row["applicant_code"], "operator": row["operator_code"]}
    found = [
        Party(
            names.parties[about.kind].name if about.kind in names.parties else "申报对象 / object", about.name
        )
    ]
    called = {"applicant": "申报主体 / applicant", "operator": "运营机构 / operator"}
    for role, code in codes.items():
        if code:
            found.append(Party(called[role], _name(connection, code)))
    joint = select(case_party.c.organisation_code).where(case_party.c.case_no == row["no"])
    others = connection.execute(joint.order_by(case_party.c.organisation_code)).scalars().all()
    return [*found, *(Party("联合申报单位 / joint applicant", _name(connection, code)) for code in others)]


def _name(connection: Connection, code: str) -> str:
    return str(
        connection.execute(select(organisation.c.name).where(organisation.c.code == code)).scalar_one()
    )


def _words(connection: Connection, case_no: str, given: Any) -> dict[str, str]:
    """The comments of this very score: those of the entry that sealed it."""
    known = (
        select(personal_text.c.field, personal_text.c.text)
        .join(history, and_(history.c.subject == personal_text.c.subject, history.c.seq == personal_text.c.seq))
        .where(
            personal_text.c.subject == f"case:{case_no}", personal_text.c.text.is_not(None),
            history.c.action == "score", history.c.actor == given.person_no, history.c.at == given.locked_at,
        )
    )  # fmt: skip
    return {str(field): str(text) for field, text in connection.execute(known)}
