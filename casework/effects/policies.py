"""Comments on drafts, issued documents and the end of a policy's term, written down."""

from datetime import date

from sqlalchemy import bindparam, func, insert, select, update

from calendars import day_of
from casework.effects.life import asking_of
from casework.facts.policies import received_on
from casework.refused import BadInput
from casework.steps import Writing
from casework.storage.prepared import Prepared, inserting
from models.tables import contribution, issued_document, title
from statemachines.effects import Effect
from statemachines.stages.consultation import Consultation

__all__ = ["expire_title", "record_comment", "record_issue"]

_COUNT = Prepared(
    select(func.count()).where(
        contribution.c.case_no == bindparam("no"),
        contribution.c.stage == bindparam("stage"),
        contribution.c.kind == "comment",
    )
)
_NEW = inserting(contribution)


def record_comment(writing: Writing, effect: Effect) -> None:
    """Record a comment, numbered from 1, by its channel and day; its words are personal text of the history entry."""
    asking, stage = asking_of(writing), effect.settings["stage"]
    consultation = asking.stage(stage)
    assert isinstance(consultation, Consultation)
    said = {
        "channel": writing.payload.get("channel", consultation.own), "received_on": received_on(asking).isoformat(),
        "late": effect.settings["late"], "seq": writing.seq,
    }  # fmt: skip
    number = _COUNT.value(writing.connection, no=writing.case["no"], stage=stage) + 1
    _NEW.run(
        writing.connection, case_no=writing.case["no"], stage=stage, visit=number, kind="comment",
        contributor=writing.actor, at=writing.now, payload=said,
    )  # fmt: skip


def record_issue(writing: Writing, effect: Effect) -> None:
    """Record number, day and digest of the formal version; raises BadInput for what is no SHA-256."""
    given = writing.payload
    digest = given["text_digest"].lower()
    if len(digest) != 64 or set(digest) - set("0123456789abcdef"):
        raise BadInput(f"'text_digest' is {given['text_digest']!r}; write a SHA-256, 64 hexadecimal digits")
    granted = select(title.c.no).where(title.c.case_no == writing.case["no"])
    issued = given.get("issued_on")
    row = {
        "case_no": writing.case["no"], "title_no": writing.connection.execute(granted).scalar_one(),
        "document_no": given["document_no"], "text_digest": digest,
        "issued_on": date.fromisoformat(issued) if issued else day_of(writing.now),
    }  # fmt: skip
    writing.connection.execute(insert(issued_document), row)


def expire_title(writing: Writing, effect: Effect) -> None:
    """Record that a title ended with the last day of its validity, whenever the clock came to write it down."""
    this = title.c.no == writing.step.row["no"], title.c.ended_on.is_(None)
    writing.connection.execute(update(title).where(*this).values(ended_on=writing.step.row["valid_until"]))
