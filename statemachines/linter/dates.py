"""Windows are possible: days exist, stand in the order of the stages, and lengths can be counted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from calendars import Calendar, CalendarError, Rule, last_day
from statemachines.asked import all_values
from statemachines.definition.procedure import Procedure as Definition
from statemachines.definition.programme import Programme
from statemachines.definition.stage import Stage
from statemachines.definition.time import Fixed, Length, Yearly
from statemachines.linter.finding import Finding
from statemachines.linter.routes import Route, routes
from statemachines.machine import Procedure
from statemachines.stages.consultation import Consultation
from statemachines.stages.publicity import Publicity

__all__ = ["windows"]


def windows(programme: Programme[Stage], procedure: Procedure, calendar: Calendar) -> Iterator[Finding]:
    """Yield the times of one procedure that cannot be."""
    procedure_id = procedure.id
    definition = programme.procedures[procedure_id]
    yield from _after_the_notice(programme, procedure_id)
    yield from dict.fromkeys(
        finding
        for route in routes(programme, procedure)
        for finding in _in_order(procedure_id, definition, route)
    )
    yield from _yearly(procedure_id, definition)
    yield from _countable(programme, procedure_id, calendar)
    yield from (
        fault
        for stage in definition.stages
        if isinstance(stage, Publicity)
        for fault in _publicity(procedure_id, stage)
    )
    yield from (
        fault
        for stage in definition.stages
        if isinstance(stage, Consultation)
        for fault in _consultation(procedure_id, stage, programme.notice.dated)
    )


def _times(definition: Definition[Stage], stage: Stage | None = None) -> Iterator[tuple[str, Fixed | Length]]:
    """The given and the suggested times of a stage, or those that stand outside the stages."""
    values = all_values(stage) if stage else all_values(definition, skip=("stages",))
    for path, value in values:
        for time in (value.is_, value.suggest):
            if isinstance(time, Fixed | Length):
                yield ".".join(map(str, path)), time


def _of_all(definition: Definition[Stage]) -> Iterator[tuple[str, Fixed | Length]]:
    yield from _times(definition)
    for stage in definition.stages:
        yield from ((f"{stage.id}.{path}", time) for path, time in _times(definition, stage))


def _after_the_notice(programme: Programme[Stage], procedure_id: str) -> Iterator[Finding]:
    dated = programme.notice.dated
    for path, time in _of_all(programme.procedures[procedure_id]):
        if dated and isinstance(time, Fixed) and time.day < dated:
            message = f"早于通知日期 / {time} lies before the notice's own date, {dated}"
            yield Finding("window", procedure_id, path, message)


def _in_order(procedure_id: str, definition: Definition[Stage], route: Route) -> Iterator[Finding]:
    before: tuple[str, Fixed] | None = None
    for stage in (stage for stage in definition.stages if route.selects(stage.for_)):
        chosen = stage.due and stage.due.for_case(route.facts)
        due = chosen and (chosen.is_ or chosen.suggest)
        if not isinstance(due, Fixed):
            continue
        if before and due.day < before[1].day:
            message = f"期限先于前一环节 / {due} lies before the deadline of “{before[0]}”, {before[1]}"
            yield Finding("window", procedure_id, f"{stage.id}.due", message)
        before = (stage.id, due)


def _yearly(procedure_id: str, definition: Definition[Stage]) -> Iterator[Finding]:
    call = definition.starts.call_opened
    over = definition.ends_by.by if definition.ends_by else None
    faulty = [
        (name, each)
        for name, each in (("starts.call_opened", call), ("ends_by", over))
        if each and not _exists(each)
    ]
    for name, each in faulty:
        message = f"日期不存在 / {each.yearly} is no day of every year"
        yield Finding("window", procedure_id, name, message)
    if call and over and not faulty and over.in_year(2001) <= call.in_year(2001):
        message = (
            f"办结早于启动 / rounds are to be over by {over.in_year(2001):%m-%d}, before the call is opened"
        )
        yield Finding("window", procedure_id, "ends_by", message)


def _exists(day: Yearly) -> bool:
    """Whether the day is there in every year: 29 February is not."""
    try:
        return bool(day.in_year(2001))
    except ValueError:
        return False


def _countable(programme: Programme[Stage], procedure_id: str, calendar: Calendar) -> Iterator[Finding]:
    start = programme.notice.dated or date(calendar.known_years()[-1], 1, 1)
    for path, time in _of_all(programme.procedures[procedure_id]):
        if isinstance(time, Length):
            try:
                last_day(calendar, start, Rule(time.n, time.unit, time.side), allow_estimate=True)
            except (CalendarError, ValueError) as error:
                yield Finding("window", procedure_id, path, f"无法计算 / cannot be counted: {error}")


def _publicity(procedure_id: str, stage: Publicity) -> Iterator[Finding]:
    for length in (stage.length.is_, stage.length.suggest):
        if length is not None and length.n < 1:
            message = f"公示期须至少一天 / a publicity period of {length} is no period"
            yield Finding("window", procedure_id, f"{stage.id}.length", message)
        if length is not None and length.event is not None:
            message = "公示期自公布起算 / it counts from publication, not from another event"
            yield Finding("window", procedure_id, f"{stage.id}.length", message)


def _consultation(procedure_id: str, stage: Consultation, dated: date | None) -> Iterator[Finding]:
    """A consultation opens when its notice is out, and before it closes."""
    if dated and stage.opens < dated:
        message = f"早于通知日期 / {stage.opens} lies before the notice's own date, {dated}"
        yield Finding("window", procedure_id, f"{stage.id}.opens", message)
    last = stage.due and stage.due.is_
    if isinstance(last, Fixed) and last.day < stage.opens:
        message = f"截止先于开始 / {last} lies before the first day, {stage.opens}"
        yield Finding("window", procedure_id, f"{stage.id}.due", message)
