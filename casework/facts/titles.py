"""Facts about titles: the results of past assessments."""

from sqlalchemy import bindparam, select

from casework.facts.asking import Asking
from casework.storage.prepared import Prepared
from models.tables import assessment, rectification
from statemachines.stages.assessment import Assessment

__all__ = ["failures_running"]

_PAST = Prepared(
    select(assessment.c.failed, rectification.c.accepted)
    .outerjoin(rectification, rectification.c.case_no == assessment.c.case_no)
    .where(
        assessment.c.title_no == bindparam("title_no"),
        assessment.c.kind == bindparam("kind"),
        assessment.c.failed.is_not(None),
        assessment.c.case_no != bindparam("case_no"),
    )
    .order_by(assessment.c.sequence.desc())
    .limit(bindparam("before"))
)


def failures_running(asking: Asking, argument: str) -> bool:
    """Whether the counted results just before this one all failed; with this one they are ``argument`` in a row.

    A failure that was rectified and accepted still counts, unless ``rectified_resets`` is set (A1-5).
    """
    stage = next(each for each in asking.definition.stages if isinstance(each, Assessment))
    this = {"title_no": asking.row["title_no"], "kind": stage.counts, "case_no": asking.row["no"]}
    rows = _PAST.rows(asking.connection, **this, before=int(argument) - 1)
    assert stage.running is not None  # only a grade that fails asks
    forgives = stage.running.rectified_resets.given
    failed = [row.failed and not (forgives and row.accepted) for row in rows]
    return len(failed) == int(argument) - 1 and all(failed)
