"""Letters that cannot be delivered: somebody gets a task, and hears of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from casework.letters.addressing import organisation_row
from casework.letters.facts import Correspondence
from casework.service import Service
from casework.storage.errors import StoreError
from casework.tasks import open_task
from errors import ShenbaoError

__all__ = ["open_contact_task"]


def open_contact_task(
    service: Service,
    connection: Connection,
    row: Mapping[str, Any],
    who: str,
    why: str,
    subject: str,
    now: datetime,
) -> str:
    """Open the task “contact to fix” for a letter that did not reach ``who``; returns its number.

    It is for the body that handles the matter, for that body's own letters for the one above it, and for the
    administrators where there is neither. Of a letter that told of such a task only the administrators hear.
    """
    told = row["template"] == "contact_to_fix"
    organisation = None if told else _superior(service, connection, row)
    facts = {
        "rule": who, "who": _name(connection, who), "template": row["template"], "subject": subject or row["template"],
        "why": why,
    }  # fmt: skip
    return open_task(
        service,
        connection,
        row["subject"],
        "undelivered_letter",
        facts,
        now,
        organisation=organisation,
        tell=not told,
    )


def _superior(service: Service, connection: Connection, row: Mapping[str, Any]) -> str | None:
    handling = _handling(service, connection, row)
    recipient = row["recipient"]
    if not recipient.startswith("org:") or row["facts"].get("role") == "applicant":
        return handling
    mine = organisation_row(connection, recipient.removeprefix("org:"))
    above = mine.parent_code if mine else None
    return above or (handling if mine is None or handling != mine.code else None)


def _handling(service: Service, connection: Connection, row: Mapping[str, Any]) -> str | None:
    """Who handles what a letter is about; nobody, where what it is about cannot be read either."""
    try:
        return Correspondence(service, connection).handled_by(row)
    except StoreError:
        raise
    except (ShenbaoError, LookupError):
        return None


def _name(connection: Connection, who: str) -> str:
    """An organisation by its name; people by their numbers, since a task's facts stay."""
    found = organisation_row(connection, who.removeprefix("org:")) if who.startswith("org:") else None
    return f"{found.name}（{found.code}）" if found else who
