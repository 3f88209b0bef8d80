"""Who asks for a paper, and what the officer gives to it beside the facts."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from casework.rights.mandates import acting_for, organisations_of
from casework.views.standing import Standing
from errors import ShenbaoError
from models.tables import organisation
from statemachines.definition.base import chinese

__all__ = ["Given", "NoIssuer", "NotForYou", "issuers_for", "name_of", "named_body"]


@dataclass(frozen=True, slots=True)
class Given:
    """What the officer gives: the document number and the note, empty for a blank, and the date.

    ``day`` None is the day of what the paper tells. ``issuer`` is the code of the organisation that issues it, empty
    for the only one there is.
    """

    number: str = ""
    note: str = ""
    day: date | None = None
    issuer: str = ""


class NotForYou(ShenbaoError):
    """Somebody who does not act for the body that issues a paper. Attribute: ``kind`` of the paper."""

    def __init__(self, kind: str, body: str) -> None:
        self.kind = kind
        super().__init__(f"只有{chinese(body)}的经办人可以印制 / only officers of the issuing body print it")


class NoIssuer(ShenbaoError):
    """It is not known which organisation issues a paper. Attribute: ``codes`` of those that could."""

    def __init__(self, codes: tuple[str, ...]) -> None:
        self.codes = codes
        several = "、".join(codes) or "无 / none"
        super().__init__(f"请指明由哪个单位印发：{several} / name the organisation that issues it")


def issuers_for(
    connection: Connection, here: Standing, role: str, person: str, today: date
) -> tuple[str, ...]:
    """The codes of the organisations that issue a paper in this role; for a person, those that the person acts for.

    An empty person is the terminal's user, who may print for all. A round lies in no region: there every organisation
    that acts as the body counts.
    """
    programme = here.loaded.programme
    if person:
        return tuple(acting_for(connection, programme, role, here.parties, person, today))
    return tuple(organisations_of(connection, programme, role, here.parties))


def name_of(connection: Connection, code: str) -> str:
    """What an organisation is called in Chinese."""
    return str(
        connection.execute(select(organisation.c.name).where(organisation.c.code == code)).scalar_one()
    )


def named_body(connection: Connection, here: Standing, role: str) -> str:
    """The organisation that is a body for this subject, by name; what the definition calls it where none acts as it."""
    codes = organisations_of(connection, here.loaded.programme, role, here.parties)
    code = next(iter(codes), "")
    return name_of(connection, code) if code else chinese(here.loaded.programme.role_name(role))
