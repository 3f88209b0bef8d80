"""What an expert writes before handing it in: kept on the server, shown to nobody else, gone with the score."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select

from casework.refused import BadInput, NotFound
from casework.service import Service
from casework.storage.prepared import inserting
from models.tables import panel_member, score_draft

__all__ = ["keep_draft", "seat_of"]

MOST = 200_000  # characters of a whole draft
_NEW = inserting(score_draft)


def seat_of(connection: Connection, panel_no: str, person: str) -> Any:
    """The seat of an expert on a panel; raises NotFound for who was never drawn, as if there were no such panel."""
    this = panel_member.c.panel_no == panel_no, panel_member.c.person_no == person
    row = connection.execute(select(panel_member).where(*this)).one_or_none()
    if row is None or row.state == "pool" or (row.state == "recused" and not row.place):
        raise NotFound("review", panel_no)
    return row


def keep_draft(
    service: Service, panel_no: str, person: str, answers: Mapping[str, Sequence[str]], now: datetime
) -> None:
    """Keep what an expert has filled in so far, in the place of what was kept before.

    Raises:
        NotFound: the person is not on this panel.
        BadInput: nothing may be written there (any longer), or it is too long.
    """
    if sum(len(text) for texts in answers.values() for text in texts) > MOST:
        raise BadInput(f"草稿不得超过 {MOST} 字 / a draft has at most {MOST} characters")
    with service.store.writing() as connection:
        seat = seat_of(connection, panel_no, person)
        if seat.state != "drawn" or seat.declared_at is None:
            raise BadInput("须先声明，且尚未提交 / declare first; what was handed in is fixed")
        this = score_draft.c.panel_no == panel_no, score_draft.c.person_no == person
        connection.execute(delete(score_draft).where(*this))
        kept = {name: list(texts) for name, texts in answers.items()}
        _NEW.run(connection, panel_no=panel_no, person_no=person, answers=kept, at=now)
