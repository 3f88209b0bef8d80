"""Rounds opened by people, in a commit of their own."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from casework.acting import Done, once
from casework.asked import Asked
from casework.rounds import opening
from casework.service import Service
from casework.steps import Plan
from casework.storage.texts import refuse_unstorable
from models.types import canonical_json

__all__ = ["open_round"]


def open_round(
    service: Service, programme: str, procedure: str, year: int, settings: Mapping[str, Any], asked: Asked,
    *, key: str = "", dry_run: bool = False,
) -> Done:  # fmt: skip
    """Open a round of a procedure in one commit; ``key`` and ``dry_run`` are as in ``acting.act``.

    Raises:
        NotFound: the programme is not in the database.
        RoundNotReady: an asked value is not set.
        BadInput: the procedure has no rounds, a setting is unknown or of the wrong kind.
        NotYours: the person does not act for the supervising body.
    """

    refuse_unstorable("a setting", settings)

    def planned(connection: Connection) -> Plan:
        return opening(service, connection, programme, procedure, year, settings, asked)

    about = canonical_json([programme, procedure, year, dict(settings)])
    return once(service, about, asked, planned, key=key, dry_run=dry_run)
