"""Conditions by which cases are found in lists and counts: words that people type, and what is late."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    Subquery,
    and_,
    cast,
    exists,
    func,
    literal,
    not_,
    or_,
    select,
    true,
    union_all,
)

from casework.entering.sought import begins, folded
from models.name_tail import Named
from models.tables import case_file, deadline, name_tail

__all__ = ["is_at_risk", "is_overdue", "mentions"]

FEW = 2000  # cases; where more than so many fit a word, a page is soon full
_NAMED = {Named.OBJECT: case_file.c.object_no, Named.ORGANISATION: case_file.c.applicant_code}
_OPEN = ("running", "paused", "expired")


def mentions(connection: Connection, words: str) -> ColumnElement[bool]:
    """Whether each of these words is a part of the name of a case's applicant or object, or where a part of its number
    begins.

    Case and width do not matter (ＡＢＣ１ is abc1).
    """
    return and_(true(), *(_has(connection, each) for each in folded(words).split()))


def _has(connection: Connection, word: str) -> ColumnElement[bool]:
    """Where few cases fit a word, the index of names leads to them; where many do, each is asked whether it does, and
    a page is soon full.
    """
    names = union_all(*(select(name_tail.c.key).where(begins(kind, word)) for kind in Named))
    fitting = union_all(
        select(name_tail.c.key.label("no")).where(begins(Named.CASE, word)),
        *(
            select(case_file.c.no).join(name_tail, name_tail.c.key == whose).where(begins(kind, word))
            for kind, whose in _NAMED.items()
        ),
    ).subquery()
    if _are_few(connection, names.subquery()) and _are_few(connection, fitting):
        return case_file.c.no.in_(select(fitting.c.no))
    return or_(
        *(exists(_tail_of(key, kind, word)) for kind, key in {Named.CASE: case_file.c.no, **_NAMED}.items())
    )


def _are_few(connection: Connection, found: Subquery) -> bool:
    some = select(literal(1)).select_from(found).limit(FEW + 1).subquery()
    return bool(connection.execute(select(func.count()).select_from(some)).scalar_one() <= FEW)


def _tail_of(key: ColumnElement[str], kind: Named, word: str) -> Select[Any]:
    """Asked for each case by itself: without the offset PostgreSQL would first gather every name that fits."""
    known = select(name_tail.c.key).where(name_tail.c.key == key, begins(kind, word))
    return known.correlate(case_file).offset(0)


def is_overdue(now: datetime) -> ColumnElement[bool]:
    """Whether a case runs, and the deadline of its state has passed; that of the whole case where the state has none.

    A paused deadline has not passed. Of a state that was entered again the last deadline counts.
    """
    return _due(deadline.c.state != "paused", deadline.c.ends_at <= now)


def is_at_risk(now: datetime, near: date) -> ColumnElement[bool]:
    """Whether a case runs, and the deadline that counts for it ends by a day that is near, or today."""
    return _due(deadline.c.state == "running", deadline.c.ends_at > now, deadline.c.last_day <= near)


def _due(*which: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether a case runs and this holds of the deadline of its state; of the whole case's where the state has none."""
    mine, whole = _last_of(_of_state()), _last_of(deadline.c.rule == "overall")
    own = exists().where(_of_state(), _of_case(), deadline.c.state.in_(_OPEN))
    return and_(
        case_file.c.ended_at.is_(None),
        or_(exists().where(*mine, *which), and_(not_(own), exists().where(*whole, *which))),
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
