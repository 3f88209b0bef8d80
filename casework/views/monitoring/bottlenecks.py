"""Bottlenecks: how long cases stay in each stage while somebody has to act, by stage and by prefecture."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil
from typing import Any

from sqlalchemy import ColumnElement, Connection, Float, Integer, case, cast, extract, func, literal, select

from calendars import SHANGHAI
from casework.refused import NotFound
from casework.rights.regions import prefecture_of, region_name
from casework.rights.sight import EVERYTHING, Sight
from casework.service import Service
from casework.views.monitoring.pipeline import BoardFilter, PipelineStage, stages_of
from models.tables import case_file, history
from statemachines.machine import Procedure

__all__ = ["Bottlenecks", "Stay", "bottlenecks"]

HOUR, HOURS_A_DAY = 3600, 24
A_DAY = timedelta(days=1)
Hours = Counter[int]  # how many cases stayed so many hours


@dataclass(frozen=True, slots=True)
class Stay:
    """How long cases stayed in a stage: how many there are, and days, of which half and nine tenths took no more.

    ``region`` is a prefecture, empty for all of them together. Days are of 24 hours, counted by the hour.
    """

    stage: str
    stage_name: str
    region: str
    region_name: str
    count: int
    median: float
    p90: float


@dataclass(frozen=True, slots=True)
class Bottlenecks:
    """The stays that ended within a period, both days included: by stage in the order of the procedure, and apart by
    prefecture.
    """

    first: date
    last: date
    by_stage: tuple[Stay, ...]
    by_prefecture: tuple[Stay, ...]


def bottlenecks(
    service: Service, wanted: BoardFilter, first: date, last: date, *, sight: Sight = EVERYTHING
) -> Bottlenecks:
    """How long cases stayed in the stages that they left for another one, or for their end, within a period.

    Worked out from the history: all stays of a case in the states of a stage are taken together, without those in
    which the clock stood still because the case had been returned. The database sums up by hours, so that little comes
    out of it, however many entries there are.

    Raises NotFound for an unknown programme or procedure.
    """
    begins, ends = (datetime.combine(day, datetime.min.time(), SHANGHAI) for day in (first, last + A_DAY))
    with service.store.reading() as connection:
        _, loaded = service.current(connection, wanted.programme)
        machine = loaded.procedures.get(wanted.procedure)
        if machine is None:
            known = ", ".join(loaded.procedures)
            raise NotFound("procedure", wanted.procedure, f"; {wanted.programme} has {known}")
        stages = [each for each in stages_of(machine) if not each.ended]
        known_hours = _hours(connection, machine, wanted, begins, ends, sight)
        counted: dict[tuple[str, str], Hours] = {}
        for stage, region, hours, count in known_hours:
            for place in ("", prefecture_of(region)) if region else ("",):
                counted.setdefault((stage, place), Counter())[hours] += count
    regions = sorted({place for _, place in counted if place})
    return Bottlenecks(
        first, last, tuple(_stays(stages, [""], counted)), tuple(_stays(stages, regions, counted))
    )


def _stays(
    stages: Iterable[PipelineStage], regions: Iterable[str], counted: dict[tuple[str, str], Hours]
) -> Iterator[Stay]:
    places = list(regions)
    for stage in stages:
        for place in places:
            if hours := counted.get((stage.id, place)):
                half, most = _share(hours, 0.5), _share(hours, 0.9)
                yield Stay(stage.id, stage.name, place, region_name(place), hours.total(), half, most)


def _share(hours: Hours, share: float) -> float:
    """The days within which this share of the cases was done: the nearest rank."""
    rank, seen = ceil(share * hours.total()), 0
    for value in sorted(hours):
        seen += hours[value]
        if seen >= rank:
            return round(value / HOURS_A_DAY, 1)
    raise ValueError("nothing was counted")


def _hours(
    connection: Connection, machine: Procedure, wanted: BoardFilter, begins: datetime, ends: datetime, sight: Sight
) -> Iterable[Any]:  # fmt: skip
    """By stage, region and whole hours, how many cases stayed so long."""
    stood_still = {way.target for way in machine.transitions if way.stops_clock and way.target}
    moved = select(history.c.subject).where(
        history.c.at >= begins, history.c.at < ends, history.c.source != history.c.target, history.c.source != "",
        history.c.subject.startswith(f"case:{wanted.programme}-", autoescape=True),
    )  # fmt: skip
    entered = func.lag(history.c.at).over(partition_by=history.c.subject, order_by=history.c.seq)
    moves = (
        select(history.c.subject, history.c.source.label("state"), history.c.at, entered.label("entered"))
        .where(history.c.subject.in_(moved), history.c.source != history.c.target)
        .subquery()
    )
    stages = {state.id: state.stage for state in machine.states.values()}
    stage = case(stages, value=moves.c.state, else_=moves.c.state)
    counts = case((moves.c.state.in_(sorted(stood_still)), 0.0), else_=_seconds(connection, moves))
    whole = (
        select(moves.c.subject, stage.label("stage"), func.sum(counts).label("seconds"))
        .where(moves.c.state != "")
        .group_by(moves.c.subject, stage)
        .having(func.max(moves.c.at) >= begins, func.max(moves.c.at) < ends)
        .subquery()
    )
    hours = cast(whole.c.seconds / literal(HOUR, Float), Integer)
    found = (
        select(whole.c.stage, case_file.c.region, hours, func.count())
        .join(case_file, case_file.c.no == func.substr(whole.c.subject, 6))
        .where(case_file.c.programme == wanted.programme, case_file.c.procedure == wanted.procedure)
        .group_by(whole.c.stage, case_file.c.region, hours)
    )
    found = found.where(case_file.c.round_no == wanted.round_no) if wanted.round_no else found
    return connection.execute(found if sight == EVERYTHING else found.where(sight.cases())).all()


def _seconds(connection: Connection, moves: Any) -> ColumnElement[float]:
    """From when a state was entered until it was left."""
    if connection.dialect.name == "sqlite":
        days = func.julianday(moves.c.at, type_=Float) - func.julianday(moves.c.entered, type_=Float)
        return days * HOUR * HOURS_A_DAY
    return cast(extract("epoch", moves.c.at) - extract("epoch", moves.c.entered), Float)
