"""Assessment cycles: which titles are assessed when, with what results so far, and who is close to revocation."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import takewhile
from typing import Any

from sqlalchemy import Connection, and_, func, literal, select

from calendars import day_of
from casework.rights.sight import EVERYTHING, Sight
from casework.service import Service
from casework.views.rows import chunks
from models.tables import assessment, case_file, deadline, object, organisation, rectification, title
from statemachines.definition.base import chinese
from statemachines.loader import Loaded
from statemachines.stages.assessment import Assessment

__all__ = ["AssessmentResult", "CycleRow", "list_cycles"]

A_DAY = date.resolution


@dataclass(frozen=True, slots=True)
class AssessmentResult:
    """One assessment: of which kind, opened in which year, the grade, whether it counts as failed (None: not graded).

    ``rectified`` is the verdict of the acceptance of the rectification that followed, None for none.
    """

    case_no: str
    kind: str
    year: int
    grade: str | None
    failed: bool | None
    rectified: bool | None
    state: str
    ended: bool


@dataclass(frozen=True, slots=True)
class CycleRow:
    """A title with its assessments, the first one first.

    ``next_due`` is the day from which the next one opens, None where none is set; ``days_left`` until then.
    ``open_case`` is the assessment that runs now, with its state. ``failures`` counts the failed results in a row, as
    the rules count, up to the last one; ``limit`` of them lead to revocation, None where no rule says so.
    """

    no: str
    programme: str
    kind_name: str
    object: str
    holder: str
    region: str
    state: str
    state_name: str
    granted_on: date
    next_due: date | None
    provisional: bool
    days_left: int | None
    open_case: str | None
    open_state_name: str
    results: tuple[AssessmentResult, ...]
    failures: int
    limit: int | None

    @property
    def one_from_revocation(self) -> bool:
        """Whether one more failure leads to revocation."""
        return self.limit is not None and self.state == "in_force" and self.failures == self.limit - 1


def list_cycles(
    service: Service, now: datetime, *, programme: str = "", close_to_revocation: bool = False,
    sight: Sight = EVERYTHING, limit: int | None = None,
) -> tuple[CycleRow, ...]:  # fmt: skip
    """Titles in force by when they are assessed next, those without such a day behind; ended ones are left out.

    ``close_to_revocation`` leaves those that are one failure from it, by the rule of the definition that the next
    assessment would start under.
    """
    known = _titles(sight)
    known = known.where(title.c.programme == programme) if programme else known
    if close_to_revocation:
        failed = select(assessment.c.title_no).where(assessment.c.failed.is_(True))
        known = known.where(title.c.no.in_(failed))
    else:
        known = known.limit(limit)
    with service.store.reading() as connection:
        rows = connection.execute(known).all()
        results = _results(connection, [row.no for row in rows])
        loaded = {id: service.current(connection, id)[1] for id in sorted({row.programme for row in rows})}
        granted = {row.definition_digest for row in rows}
        grants = {digest: service.definition(connection, digest) for digest in sorted(granted)}
        found = (
            _row(row, results.get(row.no, []), loaded[row.programme], grants[row.definition_digest], now)
            for row in rows
        )
        wanted = (each for each in found if each.one_from_revocation or not close_to_revocation)
        return tuple(wanted)[:limit]


def _titles(sight: Sight) -> Any:
    due = and_(
        deadline.c.subject == literal("title:").concat(title.c.no), deadline.c.rule == "title.assess",
        func.coalesce(deadline.c.state, "") == "running",
    )  # fmt: skip
    known = (
        select(
            title, object.c.name.label("object_name"), organisation.c.name.label("holder"), case_file.c.region,
            case_file.c.definition_digest, deadline.c.last_day, deadline.c.provisional,
        )
        .join(object, object.c.no == title.c.object_no)
        .join(organisation, organisation.c.code == title.c.holder_code)
        .join(case_file, case_file.c.no == title.c.case_no)
        .outerjoin(deadline, due)
        .where(title.c.ended_on.is_(None))
        .order_by(deadline.c.last_day.nulls_last(), title.c.no)
    )  # fmt: skip
    return known if sight == EVERYTHING else known.where(sight.titles())


def _results(connection: Connection, titles: Sequence[str]) -> Mapping[str, list[Any]]:
    """The assessments of titles, graded or not, with the case of each."""
    found: dict[str, list[Any]] = {}
    for piece in chunks(titles):
        known = (
            select(
                case_file.c.no, case_file.c.title_no, case_file.c.procedure, case_file.c.state, case_file.c.opened_at,
                case_file.c.ended_at, case_file.c.definition_digest, assessment.c.kind, assessment.c.grade,
                assessment.c.failed, assessment.c.sequence, rectification.c.accepted,
            )
            .outerjoin(assessment, assessment.c.case_no == case_file.c.no)
            .outerjoin(rectification, rectification.c.case_no == case_file.c.no)
            .where(case_file.c.title_no.in_(piece))
            .order_by(case_file.c.opened_at, case_file.c.no)
        )  # fmt: skip
        for row in connection.execute(known):
            found.setdefault(row.title_no, []).append(row)
    return found


def _row(row: Any, results: Sequence[Any], current: Loaded, granted: Loaded, now: datetime) -> CycleRow:
    stage = _assessed_by(current, row.kind)
    running = [each for each in results if each.ended_at is None]
    open_case = running[-1] if running else None
    name = current.procedures[open_case.procedure].states.get(open_case.state) if open_case else None
    lines = tuple(
        AssessmentResult(
            each.no, each.kind or "", day_of(each.opened_at).year, each.grade, each.failed, each.accepted, each.state,
            each.ended_at is not None,
        )
        for each in results
    )  # fmt: skip
    return CycleRow(
        row.no, row.programme, chinese(granted.programme.titles[row.kind].name), row.object_name, row.holder,
        row.region, row.state, granted.titles[row.kind].states[row.state].name, row.granted_on, row.last_day,
        bool(row.provisional), (row.last_day - day_of(now)) // A_DAY if row.last_day else None,
        open_case.no if open_case else None, name.name if name else "", lines,
        _failures(stage, results) if stage else 0, stage.running.failures if stage and stage.running else None,
    )  # fmt: skip


def _assessed_by(loaded: Loaded, kind: str) -> Assessment | None:
    """The stage that assesses titles of a kind with consequences."""
    stages: Iterable[Any] = (
        stage
        for procedure in loaded.programme.procedures.values()
        if procedure.needs == kind
        for stage in procedure.stages
    )
    return next((each for each in stages if isinstance(each, Assessment) and each.running), None)


def _failures(stage: Assessment, results: Sequence[Any]) -> int:
    """How many of the last results that count failed in a row, as the next decision will count them."""
    assert stage.running is not None
    forgives = stage.running.rectified_resets.given
    counted = [each for each in results if each.kind == stage.counts and each.failed is not None]
    latest = sorted(counted, key=lambda each: each.sequence, reverse=True)
    return sum(1 for _ in takewhile(lambda each: each.failed and not (forgives and each.accepted), latest))
