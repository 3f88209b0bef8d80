"""Histories for people: entry by entry, with the personal text that has not been erased."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from casework.refused import NotFound
from casework.service import Service
from casework.steps import STANDS_IN_FOR
from casework.storage.prepared import Prepared
from models.tables import history, personal_text

__all__ = ["HistoryLine", "history_of"]

_ENTRIES = Prepared(select(history).where(history.c.subject == bindparam("subject")).order_by(history.c.seq))
_TEXTS = Prepared(select(personal_text).where(personal_text.c.subject == bindparam("subject")))


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """An entry. ``payload`` is what the action recorded, personal words in the place of their digests.

    ``erased`` names the fields whose words were erased; ``os_user`` is empty where no terminal was used;
    ``stands_in_for`` is the number of the absent person for whom the actor acted, empty for nobody.
    """

    subject: str
    seq: int
    at: datetime
    action: str
    event: str
    actor: str
    acting_as: str
    os_user: str
    stands_in_for: str
    source: str
    target: str
    payload: Mapping[str, Any]
    erased: tuple[str, ...]
    hash: str


def history_of(service: Service, subject: str) -> tuple[HistoryLine, ...]:
    """The whole history of a subject (`case:NO`, …, `register`), in order; raises NotFound where there is none.

    What experts wrote beside a score is as sealed as the score, until their panel is complete.
    """
    with service.store.reading() as connection:
        rows = _ENTRIES.rows(connection, subject=subject)
        words: dict[int, dict[str, str | None]] = {}
        for each in _TEXTS.rows(connection, subject=subject):
            words.setdefault(each.seq, {})[each.field] = each.text
    if not rows:
        raise NotFound("history of", subject)
    told = max((row.seq for row in rows if '"unsealed":' in row.payload), default=0)
    sealed = {row.seq for row in rows if row.action == "score" and row.seq > told}
    return tuple(_line(row, {} if row.seq in sealed else words.get(row.seq, {})) for row in rows)


def _line(row: Any, words: Mapping[str, str | None]) -> HistoryLine:
    known = {name: text for name, text in words.items() if text is not None}
    erased = tuple(sorted(set(words) - set(known)))
    recorded = {name: value for name, value in json.loads(row.payload).items() if name not in erased}
    absent = str(recorded.pop(STANDS_IN_FOR, ""))
    return HistoryLine(
        row.subject, row.seq, row.at, row.action, row.event, row.actor, row.acting_as, row.os_user, absent, row.source,
        row.target, {**recorded, **known}, erased, row.hash,
    )  # fmt: skip
