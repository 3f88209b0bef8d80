"""Cases that a body starts by itself, outside any round: the draft of a policy."""

from collections.abc import Mapping

from sqlalchemy import Connection, bindparam, select

from calendars import day_of
from casework.acting import Done, once
from casework.asked import Asked
from casework.declared import chosen_facts
from casework.facts.policies import require_basis
from casework.opening import begin_case
from casework.refused import BadInput, NotFound
from casework.rights.mandates import acting_for
from casework.service import Service
from casework.steps import Plan, Row
from casework.storage.holding import hold
from casework.storage.prepared import Prepared
from models.tables import case_file, object
from models.types import canonical_json
from statemachines.loader import Loaded
from statemachines.refusals import NeedsUnmet, NotYours

__all__ = ["start_case"]

_OBJECT = Prepared(select(object.c.kind, object.c.region).where(object.c.no == bindparam("no")))
_OPEN = Prepared(
    select(case_file.c.no).where(
        case_file.c.object_no == bindparam("object_no"),
        case_file.c.programme == bindparam("programme"),
        case_file.c.procedure == bindparam("procedure"),
        case_file.c.ended_at.is_(None),
    )
)


def start_case(
    service: Service, programme: str, procedure: str, object_no: str, asked: Asked, *,
    facts: Mapping[str, str] | None = None, key: str = "", dry_run: bool = False,
) -> Done:  # fmt: skip
    """Start a case of a procedure that a body starts by itself; ``key`` and ``dry_run`` are as in ``acting.act``.

    Raises:
        NotFound: an unknown programme or object.
        BadInput: the procedure is started otherwise, or is not about such an object.
        NotYours: the person does not act for the body that starts it.
        NeedsUnmet: a case of it is open for this object, or what it rests on is not in force.
    """

    def planned(connection: Connection) -> Plan:
        return _plan(service, connection, programme, procedure, object_no, facts or {}, asked)

    about = canonical_json([programme, procedure, object_no, dict(facts or {})])
    return once(service, about, asked, planned, key=key, dry_run=dry_run)


def _plan(
    service: Service, connection: Connection, programme: str, procedure: str, object_no: str,
    given: Mapping[str, str], asked: Asked,
) -> Plan:  # fmt: skip
    digest, loaded = service.current(connection, programme)
    row = _about(connection, loaded, procedure, object_no)
    today = day_of(asked.now)
    require_basis(connection, loaded, procedure, f"object:{object_no}", today)
    whole = {
        **row, "definition_digest": digest, "facts": chosen_facts(loaded.programme, procedure, given),
        "applicant_code": _starter(connection, loaded, procedure, row, asked),
    }  # fmt: skip
    command = asked.command(connection, loaded, whole)
    step = begin_case(
        service, connection, command, loaded, procedure, whole, label=f"{procedure}-{today.year}", settings={},
        events={},
    )  # fmt: skip
    return Plan((step,))


def _about(connection: Connection, loaded: Loaded, procedure_id: str, object_no: str) -> Row:
    """What the case is about; one case at a time."""
    programme = loaded.programme.programme
    procedure = loaded.programme.procedures.get(procedure_id)
    if procedure is None or procedure.starts.by not in loaded.programme.bodies or procedure.needs:
        raise BadInput(f"{programme}: “{procedure_id}” is no procedure that a body starts by itself")
    found = _OBJECT.first(connection, no=object_no)
    if found is None:
        raise NotFound("object", object_no, "; enter it first")
    if found.kind != procedure.about:
        raise BadInput(f"{object_no} is a “{found.kind}”; “{procedure_id}” is about a “{procedure.about}”")
    hold(connection, f"object:{object_no}")
    if _OPEN.first(connection, object_no=object_no, programme=programme, procedure=procedure_id):
        reason = "同一对象已有在办件 / a case about it is open already"
        raise NeedsUnmet("open", f"object:{object_no}", "", [("no_duplicate", reason)], ())
    return {
        "object_no": object_no, "region": found.region, "round_no": None, "operator_code": None, "title_no": None,
    }  # fmt: skip


def _starter(connection: Connection, loaded: Loaded, procedure: str, row: Row, asked: Asked) -> str:
    """The organisation for which this person starts the case; raises NotYours."""
    body = loaded.programme.procedures[procedure].starts.by
    mine = acting_for(connection, loaded.programme, body, row, asked.person, day_of(asked.now))
    if not mine:
        reason = f"只有 {body} 在其辖区内可以 / only {body} may, within its region"
        raise NotYours("open", f"object:{row['object_no']}", "", reason, ())
    return next(iter(mine))
