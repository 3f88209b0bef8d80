"""Cases that a body starts by itself, outside any round, such as the draft of a policy: who may, and the form of it."""

from datetime import date, datetime

from sqlalchemy import Connection, exists, select

from calendars import day_of
from casework.refused import NotFound
from casework.rights.mandates import acting_for, actor_on
from casework.service import Service
from casework.views.forms.applying import fact_fields
from casework.views.forms.form_lines import Line
from casework.views.forms.forms import ActionForm, FormField
from models.tables import case_file, object
from statemachines.loader import Loaded

__all__ = ["may_start", "starting_form"]

MOST = 500  # objects to choose from


def may_start(service: Service, programme_id: str, person: str, now: datetime) -> tuple[str, ...]:
    """The procedures of a programme of which the person may start cases; raises NotFound for an unknown programme."""
    with service.store.reading() as connection:
        _, loaded = service.current(connection, programme_id)
        actor = actor_on(connection, loaded.programme, person, {}, day_of(now))
    return tuple(each for each, body in _started_by_bodies(loaded).items() if body in actor.acts_as)


def starting_form(
    service: Service, programme_id: str, procedure: str, person: str, now: datetime
) -> ActionForm:
    """What is asked of whoever starts a case: what it is about, and the facts of it.

    Raises NotFound for an unknown programme, and for a procedure of which no body starts cases.
    """
    with service.store.reading() as connection:
        _, loaded = service.current(connection, programme_id)
        bodies = _started_by_bodies(loaded)
        if procedure not in bodies:
            known = ", ".join(bodies) or "none"
            raise NotFound("procedure", procedure, f"; a body starts cases of: {known}")
        about = loaded.programme.procedures[procedure].about
        lines = tuple(_objects(connection, loaded, procedure, person, day_of(now)))
    fields = (
        FormField("object_no", loaded.programme.role_name(about), "text", True, "", lines),
        *fact_fields(loaded, procedure),
    )
    machine = loaded.procedures[procedure]
    begins = {machine.initial: machine.states[machine.initial].name}
    return ActionForm("", programme_id, loaded.programme.name, "open", "立案 / start a case", begins, fields)


def _started_by_bodies(loaded: Loaded) -> dict[str, str]:
    """By procedure the body that starts its cases; those about a title in force are started from the title."""
    programme = loaded.programme
    return {
        key: each.starts.by
        for key, each in programme.procedures.items()
        if each.starts.by in programme.bodies and not each.needs
    }


def _objects(connection: Connection, loaded: Loaded, procedure: str, person: str, today: date) -> list[Line]:
    """What a case may be about: where the person acts for the body, and none is open already."""
    programme = loaded.programme
    own = object.c.programme == programme.programme, object.c.kind == programme.procedures[procedure].about
    open_one = exists().where(
        case_file.c.object_no == object.c.no, case_file.c.procedure == procedure,
        case_file.c.programme == programme.programme, case_file.c.ended_at.is_(None),
    )  # fmt: skip
    known = select(object.c.no, object.c.name, object.c.region).where(*own, ~open_one)
    found = connection.execute(known.order_by(object.c.no).limit(MOST)).all()
    body = programme.procedures[procedure].starts.by
    mine = {
        region
        for region in {row.region for row in found}
        if acting_for(connection, programme, body, {"region": region, "operator_code": None}, person, today)
    }
    return [Line(row.no, f"{row.name}（{row.no}）") for row in found if row.region in mine]
