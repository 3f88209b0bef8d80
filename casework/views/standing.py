"""Where a subject stands: its row, its definition and the machine it walks on."""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from casework.cases import case_row
from casework.lists import list_row
from casework.refused import BadInput, NotFound
from casework.rights.joint import with_partners
from casework.rounds import round_row
from casework.service import Service
from casework.steps import Row, kind_of, number_of
from casework.titles import title_row
from models.tables import case_file, programme
from statemachines.loader import Loaded
from statemachines.machine import Field, Procedure

__all__ = ["Standing", "fields_of", "standing"]


@dataclass(frozen=True, slots=True)
class Standing:
    """A subject with everything that says what may happen to it; ``parties`` is the row as mandates weigh it."""

    key: str
    row: Row
    parties: Row
    loaded: Loaded
    machine: Procedure

    @property
    def state(self) -> str:
        """The state it is in."""
        return str(self.row["state"])

    @property
    def state_name(self) -> str:
        """What that state is called, 中文 / English."""
        return self.machine.states[self.state].name


def standing(service: Service, connection: Connection, subject: str) -> Standing:
    """Look a subject up; raises NotFound, and BadInput for what is no subject."""
    kind, number = kind_of(subject), number_of(subject) if ":" in subject else ""
    look = {"case": _case, "list": _list, "title": _title, "round": _round, "programme": _programme}.get(kind)
    if look is None or not number:
        raise BadInput(
            f"“{subject}” is no subject; write case:NO, list:NO, title:NO, round:NO or programme:ID"
        )
    row, parties, loaded, machine = look(service, connection, number)
    return Standing(subject, row, parties, loaded, machine)


Found = tuple[Row, Row, Loaded, Procedure]


def _case(service: Service, connection: Connection, number: str) -> Found:
    row = case_row(connection, number)
    loaded = service.definition(connection, row["definition_digest"])
    row = with_partners(connection, loaded.programme, row)
    return row, row, loaded, loaded.procedures[row["procedure"]]


def _list(service: Service, connection: Connection, number: str) -> Found:
    row = list_row(connection, number)
    loaded = service.definition(connection, row["definition_digest"])
    return row, row, loaded, loaded.lists[row["name"]]


def _title(service: Service, connection: Connection, number: str) -> Found:
    row = title_row(connection, number)
    granted = select(case_file.c.definition_digest).where(case_file.c.no == row["case_no"])
    loaded = service.definition(connection, connection.execute(granted).scalar_one())
    return row, {**row, "applicant_code": row["holder_code"]}, loaded, loaded.titles[row["kind"]]


def _round(service: Service, connection: Connection, number: str) -> Found:
    row = round_row(connection, number)
    loaded = service.definition(connection, row["definition_digest"])
    return row, row, loaded, loaded.rounds[row["procedure"]]


def _programme(service: Service, connection: Connection, number: str) -> Found:
    row = connection.execute(select(programme).where(programme.c.id == number)).mappings().one_or_none()
    if row is None:
        raise NotFound("programme", number, "; `shenbao programme list` shows them")
    loaded = service.definition(connection, row["current_digest"])
    return dict(row), {}, loaded, loaded.itself


def fields_of(service: Service, subject: str, action: str) -> tuple[Field, ...]:
    """The fields that an action of a subject declares, in whatever state; empty for an action nobody declared.

    Raises NotFound and BadInput as ``standing`` does.
    """
    with service.store.reading() as connection:
        machine = standing(service, connection, subject).machine
    ways = [way for way in machine.transitions if way.action == action]
    return tuple({field.name: field for way in ways for field in way.fields}.values())
