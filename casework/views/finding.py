"""Conditions by which cases are found in lists and counts: words that people type, and what is late."""

from datetime import datetime

from sqlalchemy import ColumnElement, Integer, and_, cast, exists, literal, not_, or_, select

from models.tables import case_file, deadline, object, organisation

__all__ = ["is_overdue", "mentions"]

_OPEN = ("running", "paused", "expired")


def mentions(words: str) -> ColumnElement[bool]:
    """Whether a case's number, or the name of its applicant or object, contains each of these words.

    Case does not matter; what LIKE would take for a pattern is escaped.
    """
    return and_(*(_contains(each) for each in words.split()))


def _contains(word: str) -> ColumnElement[bool]:
    applicants = select(organisation.c.code).where(organisation.c.name.icontains(word, autoescape=True))
    objects = select(object.c.no).where(object.c.name.icontains(word, autoescape=True))
    return or_(
        case_file.c.no.icontains(word, autoescape=True),
        case_file.c.applicant_code.in_(applicants),
        case_file.c.object_no.in_(objects),
    )


def is_overdue(now: datetime) -> ColumnElement[bool]:
    """Whether a case runs, and the deadline of its state has passed; that of the whole case where the state has none.

    A paused deadline has not passed. Of a state that was entered again the last deadline counts.
    """
    mine, whole = _last_of(_of_state()), _last_of(deadline.c.rule == "overall")
    passed = (deadline.c.state != "paused", deadline.c.ends_at <= now)
    own = exists().where(_of_state(), _of_case(), deadline.c.state.in_(_OPEN))
    return and_(
        case_file.c.ended_at.is_(None),
        or_(exists().where(*mine, *passed), and_(not_(own), exists().where(*whole, *passed))),
    )


def _of_case() -> ColumnElement[bool]:
    return deadline.c.subject == literal("case:").concat(case_file.c.no)


def _of_state() -> ColumnElement[bool]:
    """A deadline bears the id of its state, but for that of an opening consultation."""
    return deadline.c.rule.in_((case_file.c.state, case_file.c.state + ".opens"))


def _last_of(which: ColumnElement[bool]) -> list[ColumnElement[bool]]:
    later = deadline.alias("later")
    after = exists().where(
        later.c.subject == deadline.c.subject, later.c.rule == deadline.c.rule, later.c.state.in_(_OPEN),
        cast(later.c.occurrence, Integer) > cast(deadline.c.occurrence, Integer),
    )  # fmt: skip
    return [_of_case(), which, deadline.c.state.in_(_OPEN), not_(after)]
