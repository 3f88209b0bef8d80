"""Cases in words, for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from casework.views.actions import OpenAction
    from casework.views.case import CaseDetail, CriterionLine
    from casework.views.histories import HistoryLine
    from casework.views.panels import PanelLine, SeatLine
    from casework.views.traces import DeadlineChanged, DeadlineTrace

__all__ = ["changed", "explained", "history_lines", "moment", "shown"]

SHANGHAI = timezone(
    timedelta(hours=8)
)  # without daylight saving since 1991; no need to load a time zone to print
MARKS = {"met": "✓", "failed": "✗", "unknown": "?", "not_applicable": "·"}


def moment(at: datetime | None) -> str:
    """A moment as Shanghai's clocks show it, to the minute; empty for none."""
    return "" if at is None else at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


def shown(found: CaseDetail) -> Iterator[str]:
    """A case in full."""
    case = found.case
    yield f"{case.no}  {case.programme}/{case.procedure}  {case.state}  {case.state_name}"
    yield f"  applicant  {case.applicant} {case.applicant_code}"
    if found.operator_code:
        yield f"  operator   {found.operator_code}"
    yield f"  object     {case.object} {case.object_no}"
    yield f"  region     {case.region or '-'}    round {case.round_no or '-'}    title {found.title_no or '-'}"
    yield f"  opened     {moment(case.opened_at)}    in this state since {moment(case.entered_at)}"
    if case.ended_at:
        yield f"  ended      {moment(case.ended_at)}  {case.result}"
    yield from (f"  fact       {name} = {value}" for name, value in found.facts.items())
    yield from (f"  figure     {name} = {value}" for name, value in found.figures.items())
    yield from _criteria(found.criteria)
    yield from _papers(found)
    yield from _panels(found.panels)
    for due in found.deadlines:
        provisional = ", provisional" if due.provisional else ""
        yield f"  deadline   {due.rule}: {due.last_day} ({due.state}{', overdue' if due.overdue else ''}{provisional})"
    yield from _actions(found)


def explained(found: CaseDetail, traces: Sequence[DeadlineTrace], person: str) -> Iterator[str]:
    """Where a case is, what comes next, who must act until when, what is missing."""
    case = found.case
    yield f"{case.no}: {case.state_name} [{case.state}]"
    if case.ended_at:
        yield f"已办结 / ended {moment(case.ended_at)}: {case.result}"
        return
    yield f"等待 / waits for: {case.owner or found.waits or '-'}"
    if case.last_day:
        late = "，已逾期 / overdue" if case.overdue else "，暂定 / provisional" if case.provisional else ""
        yield f"期限 / until: {case.last_day}{late}"
    yield from _traces(traces)
    yield from _criteria(found.criteria)
    yield from _papers(found)
    yield from _panels(found.panels)
    yield from _actions(found)
    if person:
        yield f"{person} 可办 / open to {person}: {', '.join(a.action for a in found.open_to_person) or '无 / nothing'}"
        for action in found.open_to_person:
            yield from (f"  {action.action}: {why}" for why in action.hindered)


def _traces(traces: Sequence[DeadlineTrace]) -> Iterator[str]:
    for trace in traces:
        yield f"  [{trace.deadline.rule}, {trace.deadline.state}]"
        yield from (f"  {line}" for line in trace.text.splitlines())
        yield from (f"  {changed(each)}" for each in trace.changes)


def changed(change: DeadlineChanged) -> str:
    """One change of a deadline."""
    return (
        f"{change.on_day} {change.kind} (entry {change.seq}): {change.before or '-'} → {change.after or '-'}"
    )


def _criteria(lines: Sequence[CriterionLine]) -> Iterator[str]:
    if lines:
        yield "条件 / criteria:"
    for line in lines:
        aside = " (已放宽 / set aside)" if line.set_aside else f" ({line.soft})" if line.soft else ""
        stated = f" | {line.stated}" if line.stated else ""
        yield f"  {'  ' * line.depth}{MARKS[line.result]} {line.path}: {line.required}{stated}{aside}"


def _papers(found: CaseDetail) -> Iterator[str]:
    if found.missing:
        yield f"缺材料 / papers missing: {', '.join(found.missing)}"
    for paper in found.materials:
        there = f"×{paper.revisions}" if paper.revisions else "-" if paper.required else "optional"
        yield f"  paper      {paper.id} {paper.name} ({', '.join(paper.stages)}): {there}"


def _panels(panels: Sequence[PanelLine]) -> Iterator[str]:
    for each in panels:
        drawn = (
            f"drawn {moment(each.drawn_at)} by the seal of {each.seal_day}"
            if each.drawn_at
            else "not drawn yet"
        )
        given = sum(seat.state == "scored" for seat in each.seats)
        wanted = given + sum(seat.state == "drawn" for seat in each.seats)
        yield f"专家组 / panel {each.no} ({each.stage}): {each.state}, pool of {each.pool}, {drawn}"
        if each.drawn_at:
            yield f"  {given} of {wanted} have scored"
        yield from (_seat(seat) for seat in each.seats)


def _seat(seat: SeatLine) -> str:
    place = f"{seat.place:>2}" if seat.place else " -"
    if seat.state == "recused":
        return f"  {place} {seat.person_no} {seat.name}: recused{f', {seat.reason}' if seat.reason else ''}"
    if seat.scored_at is None:
        return f"  {place} {seat.person_no} {seat.name}: not scored yet"
    value = "sealed" if seat.score is None else f"{seat.score:f}"
    return f"  {place} {seat.person_no} {seat.name}: scored {moment(seat.scored_at)}, {value}"


def _actions(found: CaseDetail) -> Iterator[str]:
    if found.next_actions:
        yield "下一步 / what may come next:"
    yield from (_action(each) for each in found.next_actions)


def _action(each: OpenAction) -> str:
    via = f" (on the {each.via})" if each.via else ""
    leads = f" → {', '.join(each.leads_to)}" if each.leads_to else ""
    fields = () if each.by == ("clock",) else each.fields  # nobody is asked for what the clock gives
    asks = ", ".join(f.name if f.required else f"[{f.name}]" for f in fields)
    return f"  {each.action}  {each.name}  by {', '.join(each.by)}{via}{leads}{f'  asks: {asks}' if asks else ''}"


def history_lines(found: Sequence[HistoryLine]) -> Iterator[str]:
    """A history, two lines an entry or three."""
    for line in found:
        user = f" ({line.os_user})" if line.os_user else ""
        way = line.target if line.source in ("", line.target) else f"{line.source} → {line.target}"
        who = f"{line.actor} for {line.stands_in_for}" if line.stands_in_for else line.actor
        yield f"{line.seq:>4}  {moment(line.at)}  {line.event}  {way}  by {who} as {line.acting_as or '-'}{user}"
        for name, value in line.payload.items():
            yield f"      {name}: {value}"
        yield from (f"      {name}: 已删除 / erased" for name in line.erased)
        yield f"      {line.hash}"
