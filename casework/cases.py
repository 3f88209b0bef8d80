"""Cases: opened, moved by actions, and what a move of a case does to the list, the title and the round."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, bindparam, func, select

from calendars import Calendar, day_of
from casework.asked import Asked
from casework.awarding import awarded
from casework.clock.clockwork import deadlines_of, open_deadlines
from casework.deciding import decided
from casework.drafts import draft_list
from casework.facts import Asking
from casework.handed_in.handing_in import with_uploads
from casework.handed_in.tabling import tabled, with_tables
from casework.panels.sealing import sealed
from casework.refused import NotFound
from casework.rights.joint import with_partners
from casework.rights.offered import offered
from casework.scheduling import scheduled
from casework.service import Service
from casework.steps import Plan, Row, Step
from casework.storage.among import among
from casework.storage.prepared import Prepared
from casework.titles import begin_title, revoke_title
from casework.visiting import visited
from models.tables import case_file, history, round, title
from statemachines.loader import Loaded
from statemachines.machine import Procedure
from statemachines.refusals import NotDeclared
from statemachines.subject import OpenDeadline, Subject

__all__ = ["Known", "case_row", "plan", "read_cases", "subject_of"]

_CASES = select(
    case_file, round.c.settings.label("round_settings"), round.c.opens_at.label("round_opens_at")
).outerjoin(round, round.c.no == case_file.c.round_no)
_CASE = Prepared(_CASES.where(case_file.c.no == bindparam("no")))
_SEVERAL = _CASES.where(among(case_file.c.no, "numbers"))


_GRANTED_ON = Prepared(select(title.c.granted_on).where(title.c.no == bindparam("title_no")))
_LAST_OF = Prepared(
    select(func.max(history.c.at)).where(
        history.c.subject == bindparam("subject"), history.c.event == bindparam("event")
    )
)


@dataclass(frozen=True, slots=True)
class Known:
    """What was read of a case before anything is decided on it: its row, its deadlines, the calendar of its region."""

    row: Row
    deadlines: tuple[OpenDeadline, ...]
    calendar: Calendar


def read_cases(service: Service, connection: Connection, numbers: Sequence[str]) -> dict[str, Known]:
    """What is known of many cases, in as many readings as of one; a case that is not there is not in it."""
    rows: dict[str, Row] = {
        row["no"]: dict(row) for row in connection.execute(_SEVERAL, {"numbers": numbers}).mappings()
    }
    deadlines = deadlines_of(connection, [f"case:{number}" for number in rows])
    regions = sorted({row["region"] for row in rows.values()})
    calendars = {region: service.calendar(connection, region) for region in regions}
    return {
        number: Known(row, deadlines.get(f"case:{number}", ()), calendars[row["region"]])
        for number, row in rows.items()
    }


def case_row(connection: Connection, number: str) -> Row:
    """The row of a case, with the settings of its round; raises NotFound."""
    row = _CASE.first(connection, no=number)
    if row is None:
        raise NotFound("case", number, "; `shenbao case list` shows them")
    found: Row = row._asdict()
    return found


def subject_of(
    connection: Connection, loaded: Loaded, procedure: Procedure, row: Row, known: Known | None = None
) -> Subject:
    """The snapshot of a case that a decision is taken on; ``known`` are deadlines that were read before."""
    key = f"case:{row['no']}"
    return Subject(
        key, row["state"], row["version"], row["facts"], row["round_settings"] or {},
        _events(connection, procedure, key, row), known.deadlines if known else open_deadlines(connection, key),
    )  # fmt: skip


def _events(connection: Connection, procedure: Procedure, key: str, row: Row) -> Mapping[str, date]:
    """The days that this procedure's rules of time count from; only those are looked up."""
    events: dict[str, date] = {}
    for name in procedure.anchors:
        if name == "round.opened" and row["round_opens_at"]:
            events[name] = day_of(row["round_opens_at"])
        elif name.startswith("title."):
            day = _GRANTED_ON.value(connection, title_no=row["title_no"])
            events |= {name: day} if day else {}
        else:
            at = _LAST_OF.value(connection, subject=key, event=name)
            events |= {name: day_of(at)} if at else {}
    return events


def plan(
    service: Service, connection: Connection, number: str, asked: Asked, *, via: str | None = None,
    known: Known | None = None,
) -> Plan:  # fmt: skip
    """Decide an action on a case, and what it brings for other subjects.

    ``via`` names the kind of subject whose action carries this one; without it, an action that belongs to a list is
    refused here. ``known`` is what was read before, where nothing of it can have changed since.
    """
    row = known.row if known else case_row(connection, number)
    loaded = service.definition(connection, row["definition_digest"])
    row = with_partners(connection, loaded.programme, row)
    procedure = loaded.procedures[row["procedure"]]
    subject = subject_of(connection, loaded, procedure, row, known)
    command = with_uploads(connection, loaded, row, asked.command(connection, loaded, row))
    command = with_tables(connection, loaded, row, command)
    asking = Asking(connection, service, loaded, row["procedure"], subject, row, command)
    _refuse_carried(asking, procedure, via)
    calendar = known.calendar if known else service.calendar(connection, row["region"])
    decision = decided(asking, procedure, calendar)
    step = awarded(asking, sealed(asking, Step(decision, loaded, row, found=asking.found)))
    step = scheduled(asking, visited(asking, tabled(asking, step)))
    before = tuple(_before(asking, step))
    return Plan((*before, step, *_after(asking, step)), len(before))


def _refuse_carried(asking: Asking, procedure: Procedure, via: str | None) -> None:
    subject, command = asking.subject, asking.command
    ways = procedure.actions(subject.state).get(command.action, ())
    carrier = next((way.via for way in ways if way.via), None)
    if carrier and carrier != via:
        allowed = offered(asking, procedure, procedure.open_to(subject.state, command.actor.acts_as))
        reason = f"这一动作通过 {carrier} 办理 / it is done on the {carrier}, not on one case"
        raise NotDeclared(command.action, subject.key, subject.state, reason, allowed)


def _before(asking: Asking, step: Step) -> Iterator[Step]:
    """What has to exist before the effects of a step are written: the draft of a list."""
    for effect in step.decision.effects:
        if effect.name == "add_to_list":
            yield from draft_list(asking, effect.settings["list"])


def _after(asking: Asking, step: Step) -> Iterator[Step]:
    """What the end of a case does to a title."""
    for effect in step.decision.effects:
        if effect.name == "grant_title":
            yield begin_title(asking, step, effect.settings["title"])
        elif effect.name == "end_title":
            yield from revoke_title(asking)
