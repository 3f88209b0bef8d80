"""Receipts of what the public said: found by the key of the request, which only whoever sent it knows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from casework.refused import NotFound
from casework.service import Service
from casework.speaking import PREFIX
from casework.steps import number_of
from models.tables import case_file, contribution, history, object, objection, request_key

__all__ = ["Receipt", "receipt_of"]


@dataclass(frozen=True, slots=True)
class Receipt:
    """That an objection or a comment was received; the words are not in it.

    ``object`` names what it is about, ``list_no`` the list it objects to (empty for a comment), ``case_no`` the case;
    ``late`` says of a comment that it came after the last day.
    """

    action: str
    number: str
    at: datetime
    hash: str
    case_no: str
    object: str
    list_no: str = ""
    late: bool = False


def receipt_of(service: Service, key: str) -> Receipt:
    """The receipt of the request with this key; raises NotFound."""
    known = (
        select(
            history.c.subject, history.c.seq, history.c.at, history.c.action, history.c.hash,
            object.c.name.label("object"),
        )
        .join(request_key, (request_key.c.subject == history.c.subject) & (request_key.c.seq == history.c.seq))
        .join(case_file, history.c.subject == "case:" + case_file.c.no)
        .join(object, object.c.no == case_file.c.object_no)
        .where(request_key.c.key == PREFIX + key)
    )  # fmt: skip
    with service.store.reading() as connection:
        row = connection.execute(known).one_or_none()
        if row is None:
            raise NotFound("receipt", key)
        return _objection(connection, row) if row.action == "object" else _comment(connection, row)


def _objection(connection: Connection, row: Any) -> Receipt:
    """Objections and their entries in the history of a case come in one order."""
    earlier = select(func.count()).where(
        history.c.subject == row.subject, history.c.action == "object", history.c.seq < row.seq
    )
    number = number_of(row.subject)
    mine = select(objection.c.no, objection.c.list_no).where(objection.c.case_no == number)
    in_order = mine.order_by(func.length(objection.c.no), objection.c.no)
    at = connection.execute(earlier).scalar_one()
    found = connection.execute(in_order.offset(at).limit(1)).one()
    return Receipt(row.action, found.no, row.at, row.hash, number, row.object, list_no=found.list_no)


def _comment(connection: Connection, row: Any) -> Receipt:
    number = number_of(row.subject)
    mine = select(contribution.c.visit, contribution.c.payload).where(
        contribution.c.case_no == number, contribution.c.kind == "comment", contribution.c.at == row.at
    )
    found = next(each for each in connection.execute(mine) if each.payload["seq"] == row.seq)
    said = f"{number}-{found.visit}"
    return Receipt(row.action, said, row.at, row.hash, number, row.object, late=found.payload["late"])
