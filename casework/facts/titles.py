"""Facts about titles: the results of past assessments."""

from sqlalchemy import select

from casework.facts.asking import Asking
from models.tables import assessment, rectification
from statemachines.stages.assessment import Assessment

__all__ = ["failures_running"]


def failures_running(asking: Asking, argument: str) -> bool:
    """Whether the counted results just before this one all failed; with this one they are ``argument`` in a row.

    A failure that was rectified and accepted still counts, unless ``rectified_resets`` is set (A1-5).
    """
    stage = next(each for each in asking.definition.stages if isinstance(each, Assessment))
    past = (
        select(assessment.c.failed, rectification.c.accepted)
        .outerjoin(rectification, rectification.c.case_no == assessment.c.case_no)
        .where(
            assessment.c.title_no == asking.row["title_no"],
            assessment.c.kind == stage.counts,
            assessment.c.failed.is_not(None),
            assessment.c.case_no != asking.row["no"],
        )
        .order_by(assessment.c.sequence.desc())
        .limit(int(argument) - 1)
    )
    rows = asking.connection.execute(past).all()
    assert stage.running is not None  # only a grade that fails asks
    forgives = stage.running.rectified_resets.given
    failed = [row.failed and not (forgives and row.accepted) for row in rows]
    return len(failed) == int(argument) - 1 and all(failed)
