"""The pipeline board: how many cases stand in which stage, prefecture by prefecture, and how many of them are late."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    Subquery,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
)

from calendars import Calendar, day_of
from calendars.days import end_of
from casework.refused import NotFound
from casework.rights.regions import prefecture_of, region_name
from casework.rights.sight import EVERYTHING, Sight
from casework.service import Service
from casework.views.deadlines import STILL_OPEN
from models.tables import case_file, deadline, definition_text
from statemachines.machine import Procedure, State
from statemachines.words import ENDS

__all__ = ["BoardFilter", "Cell", "Pipeline", "PipelineRow", "PipelineStage", "pipeline", "soon", "stages_of"]

AT_RISK = 3  # working days
ONE_DAY = date.resolution
OPENS = ".opens"  # a consultation that is to begin is due by a rule of its own


@dataclass(frozen=True, slots=True)
class BoardFilter:
    """Which board: of one procedure of a programme, of one round where one is named. Hashable, to be kept by."""

    programme: str
    procedure: str
    round_no: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """How many cases there are; of these how many are overdue, and at risk: the last day is near, or today."""

    count: int = 0
    overdue: int = 0
    at_risk: int = 0

    def __add__(self, other: "Cell") -> "Cell":
        return Cell(self.count + other.count, self.overdue + other.overdue, self.at_risk + other.at_risk)


@dataclass(frozen=True, slots=True)
class PipelineStage:
    """A column: a stage with its states, or an end (``ended``), whose id is the result. ``name`` is 中文 / English."""

    id: str
    name: str
    states: tuple[str, ...]
    ended: bool


@dataclass(frozen=True, slots=True)
class PipelineRow:
    """A prefecture (GB/T 2260, 6 digits; empty for what lies in no region): its cells in the order of the stages.

    ``prefix`` is the beginning of its regions' codes, as filters take it; ``running`` and ``total`` sum its cells up.
    """

    region: str
    name: str
    prefix: str
    cells: tuple[Cell, ...]
    running: Cell
    total: int


@dataclass(frozen=True, slots=True)
class Pipeline:
    """The board as it was at ``as_of``: its columns, its rows by region, and the row of all of them."""

    wanted: BoardFilter
    stages: tuple[PipelineStage, ...]
    rows: tuple[PipelineRow, ...]
    totals: PipelineRow
    as_of: datetime


Counts = dict[tuple[str, str], Cell]  # by state and region


def pipeline(service: Service, wanted: BoardFilter, now: datetime, sight: Sight = EVERYTHING) -> Pipeline:
    """Count the cases of a procedure that may be seen: by stage and prefecture, ended ones by their result.

    At risk is what runs and has its last day within three working days, by the nationwide calendar. A few grouped
    statements, however many cases there are; whoever shows it often keeps it (``casework.views.monitoring.kept``).

    Raises NotFound for an unknown programme or procedure.
    """
    with service.store.reading() as connection:
        _, loaded = service.current(connection, wanted.programme)
        machine = loaded.procedures.get(wanted.procedure)
        if machine is None:
            known = ", ".join(loaded.procedures)
            raise NotFound("procedure", wanted.procedure, f"; {wanted.programme} has {known}")
        counts = _counted(connection, wanted, sight)
        days = service.calendar(connection, "")
        for which in _late(machine, wanted, sight, now, soon(days, day_of(now))):
            for state, region, overdue, at_risk in connection.execute(which):
                if (state, region) in counts:
                    counts[state, region] += Cell(0, overdue, at_risk)
        states = _states(service, connection, machine, {state for state, _ in counts})
    stages = tuple(_stages(states.values()))
    return Pipeline(
        wanted, stages, tuple(_rows(stages, counts)), _row("", "合计 / total", "", stages, counts), now
    )


def soon(calendar: Calendar, today: date, days: int = AT_RISK) -> date:
    """The day by which ``days`` working days after today are over; of years not known, the likely one."""
    day = today
    while days:
        day += ONE_DAY
        days -= calendar.estimate(day).working
    return day


def _of_board(known: Select[Any], wanted: BoardFilter, sight: Sight) -> Select[Any]:
    known = known.where(case_file.c.programme == wanted.programme, case_file.c.procedure == wanted.procedure)
    if wanted.round_no:
        known = known.where(case_file.c.round_no == wanted.round_no)
    return known if sight == EVERYTHING else known.where(sight.cases(all_at_once=True))


def _counted(connection: Connection, wanted: BoardFilter, sight: Sight) -> Counts:
    known = select(case_file.c.state, case_file.c.region, func.count())
    groups = _of_board(known, wanted, sight).group_by(case_file.c.region, case_file.c.state)
    return {(state, region): Cell(count) for state, region, count in connection.execute(groups)}


def _late(
    machine: Procedure, wanted: BoardFilter, sight: Sight, now: datetime, near: date
) -> Iterator[Select[Any]]:
    """By state and region how many are overdue and at risk: by the deadline of the state, or else of the whole case."""
    rules: list[ColumnElement[str]] = [case_file.c.state]
    if any(state.due and state.due.id.endswith(OPENS) for state in machine.states.values()):
        rules.append(case_file.c.state + OPENS)
    near_ends = _near(now, near)
    late = _grouped(near_ends, wanted, sight)
    yield late.where(near_ends.c.rule.in_(rules))
    if machine.overall is not None:
        other = deadline.alias("other")
        has_own = exists().where(
            other.c.subject == near_ends.c.subject, other.c.rule.in_(rules), _open(other)
        )
        yield late.where(near_ends.c.rule == machine.overall.id, ~has_own)


def _open(which: Any) -> ColumnElement[bool]:
    """In this form the index of states is of no use, which without statistics SQLite would begin with."""
    return func.coalesce(which.c.state, "").in_(("running", "paused", "expired"))


def _near(now: datetime, near: date) -> Subquery:
    """The deadlines that are overdue or at risk, by subject and rule.

    The offset keeps them together, and they are joined both ways: without statistics SQLite may begin with the cases,
    and would then go through all of these for each.
    """
    overdue = deadline.c.ends_at <= now
    at_risk = and_(deadline.c.ends_at > now, deadline.c.state == "running")
    later = deadline.alias("later")
    entered_again = exists().where(
        later.c.subject == deadline.c.subject, later.c.rule == deadline.c.rule, _open(later),
        cast(later.c.occurrence, Integer) > cast(deadline.c.occurrence, Integer),
    )  # fmt: skip
    known = select(deadline.c.subject, deadline.c.rule, case((overdue, 1), else_=0).label("overdue")).where(
        STILL_OPEN, deadline.c.ends_at <= end_of(near, None), deadline.c.subject.startswith("case:"),
        deadline.c.state != "paused", deadline.c.last_day <= near, or_(overdue, at_risk), ~entered_again,
    )  # fmt: skip
    return known.offset(0).subquery()


def _grouped(near_ends: Subquery, wanted: BoardFilter, sight: Sight) -> Select[Any]:
    overdue = near_ends.c.overdue
    known = (
        select(case_file.c.state, case_file.c.region, func.sum(overdue), func.sum(1 - overdue))
        .select_from(near_ends)
        .join(
            case_file,
            and_(
                case_file.c.no == func.substr(near_ends.c.subject, 6),
                near_ends.c.subject == literal("case:").concat(case_file.c.no),
            ),
        )
        .where(case_file.c.ended_at.is_(None))
    )
    return _of_board(known, wanted, sight).group_by(case_file.c.state, case_file.c.region)


def _states(
    service: Service, connection: Connection, machine: Procedure, found: Iterable[str]
) -> Mapping[str, State]:
    """The states in the order of the procedure; behind them those that only older definitions have, where any is."""
    states = dict(machine.states)
    if set(found) <= set(states):
        return states
    older = select(definition_text.c.digest).where(definition_text.c.programme == machine.programme)
    for digest in connection.execute(older.order_by(definition_text.c.loaded_at.desc())).scalars().all():
        procedure = service.definition(connection, digest).procedures.get(machine.id)
        states = {**(procedure.states if procedure else {}), **states}
    return {
        **machine.states, **{id: state for id, state in states.items() if id not in machine.states and id in found}
    }  # fmt: skip


def stages_of(machine: Procedure) -> tuple[PipelineStage, ...]:
    """The stages of a procedure in their order, each with its states, then its ends."""
    return tuple(_stages(machine.states.values()))


def _stages(states: Collection[State]) -> Iterator[PipelineStage]:
    by_stage: dict[str, list[State]] = {}
    for state in states:
        if state.end is None:
            by_stage.setdefault(state.stage, []).append(state)
    for stage, those in by_stage.items():
        yield PipelineStage(stage, _stage_name(those), tuple(each.id for each in those), ended=False)
    for state in states:
        if state.end is not None:
            name = ENDS.get(state.end.result, state.name)
            yield PipelineStage(state.id, name, (state.id,), ended=True)


def _stage_name(states: Sequence[State]) -> str:
    """What a stage is called: the name of its states up to the colon, in both languages."""
    return " / ".join(half.partition("：")[0].partition(":")[0] for half in states[0].name.split(" / "))


def _rows(stages: Sequence[PipelineStage], counts: Counts) -> Iterator[PipelineRow]:
    regions = {region: prefecture_of(region) for _, region in counts}
    for prefecture in sorted(set(regions.values())):
        mine = {key: cell for key, cell in counts.items() if regions[key[1]] == prefecture}
        name = region_name(prefecture) or "不分地区 / no region"
        yield _row(prefecture, name, prefecture.rstrip("0"), stages, mine)


def _row(region: str, name: str, prefix: str, stages: Sequence[PipelineStage], counts: Counts) -> PipelineRow:
    by_state: dict[str, Cell] = {}
    for (state, _), cell in counts.items():
        by_state[state] = by_state.get(state, Cell()) + cell
    cells = tuple(_sum(by_state.get(state, Cell()) for state in stage.states) for stage in stages)
    running = _sum(cell for cell, stage in zip(cells, stages, strict=True) if not stage.ended)
    return PipelineRow(region, name, prefix, cells, running, sum(cell.count for cell in cells))


def _sum(cells: Iterable[Cell]) -> Cell:
    return sum(cells, Cell())
