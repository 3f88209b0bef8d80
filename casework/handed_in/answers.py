"""What is filled in and not handed in yet: kept step by step, so that two who fill in one form lose nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from casework.refused import BadInput, Conflict
from casework.service import Service
from casework.storage.holding import hold
from casework.storage.prepared import Prepared
from casework.storage.texts import refuse_unstorable
from models.tables import draft_answer, person
from models.types import canonical_json

__all__ = ["AnswersChanged", "Kept", "answers_of", "forget_answers", "keep_answers"]

MOST = 500_000  # characters of one step, as JSON
Answers = Mapping[str, Sequence[str]]

_KEPT = Prepared(
    select(
        draft_answer.c.step, draft_answer.c.answers, draft_answer.c.version, draft_answer.c.by_person,
        person.c.name, draft_answer.c.at,
    )
    .join(person, person.c.no == draft_answer.c.by_person)
    .where(draft_answer.c.case_no == bindparam("case_no"), draft_answer.c.action == bindparam("action"))
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kept:
    """What was kept of one step: the values of its fields as typed, and by whom they were kept last."""

    answers: Answers
    version: int
    by: str
    by_name: str
    at: datetime


class AnswersChanged(Conflict):
    """Somebody else kept this step in the meantime. Attribute: ``kept``, what stands there now."""

    def __init__(self, case_no: str, kept: Kept) -> None:
        super().__init__(f"case:{case_no}", kept.version)
        self.kept = kept
        who = kept.by_name
        self.args = (
            f"{who} 刚刚保存过这一步，您填写的尚未保存 / {who} has just kept this step: what you typed is not kept yet",
        )


def answers_of(connection: Connection, case_no: str, action: str, since: datetime) -> dict[str, Kept]:
    """What is kept for an action of a case, by step; nothing that is older than ``since``."""
    rows = _KEPT.rows(connection, case_no=case_no, action=action)
    return {
        row.step: Kept(row.answers, row.version, row.by_person, row.name, row.at)
        for row in rows
        if row.at >= since
    }


def keep_answers(
    service: Service, case_no: str, action: str, step: str, answers: Answers, *, seen: int, by: str, now: datetime,
    since: datetime,
) -> int:  # fmt: skip
    """Keep the answers of a step, and return their version.

    ``seen`` is the version that was shown when they were typed, 0 for none; ``since`` is when the case came into its
    present state. Who may do this is for the caller to know.

    Raises:
        AnswersChanged: another version stands there, with other answers.
        BadInput: more than can be kept.
    """
    refuse_unstorable("the form", answers)
    if len(canonical_json(answers)) > MOST:
        raise BadInput(f"填写内容过长 / more than {MOST} characters in one step")
    this = {"case_no": case_no, "action": action, "step": step}
    with service.store.writing() as connection:
        hold(connection, f"draft:{case_no}:{action}:{step}")
        there = answers_of(connection, case_no, action, datetime.min.replace(tzinfo=now.tzinfo)).get(step)
        mine = {name: list(values) for name, values in answers.items()}
        if there and there.at >= since:
            if there.answers == mine:
                return there.version
            if there.version != seen:
                raise AnswersChanged(case_no, there)
        version = there.version + 1 if there else 1
        row = {"answers": mine, "version": version, "by_person": by, "at": now}
        where = [draft_answer.c[name] == value for name, value in this.items()]
        connection.execute(
            update(draft_answer).where(*where).values(row)
            if there
            else insert(draft_answer).values({**this, **row})
        )
    return version


def forget_answers(service: Service, case_no: str) -> None:
    """Forget what was kept of a case: it has been handed in."""
    with service.store.writing() as connection:
        known: Any = delete(draft_answer).where(draft_answer.c.case_no == case_no)
        connection.execute(known)
