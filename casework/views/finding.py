"""Conditions by which cases are found in lists and counts: words that people type, and what is late."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    String,
    Subquery,
    and_,
    bindparam,
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

from casework.entering.sought import begins, folded, reach
from casework.storage.prepared import Prepared
from models.name_tail import Named
from models.tables import case_file, deadline, name_tail

__all__ = ["Words", "is_at_risk", "is_overdue", "mentions", "words_of"]

FEW = 2000  # cases; where more than so many fit a word, a page is soon full
_NAMED = {Named.OBJECT: case_file.c.object_no, Named.ORGANISATION: case_file.c.applicant_code}
_OPEN = ("running", "paused", "expired")


@dataclass(frozen=True, slots=True)
class Words:
    """Words that people look for: of each, whether few cases fit it, and what the question for it is asked with."""

    few: tuple[bool, ...]
    given: Mapping[str, str]


def words_of(connection: Connection, text: str) -> Words:
    """The words of a text, and how many cases fit each.

    Case and width do not matter (ＡＢＣ１ is abc1).
    """
    few: list[bool] = []
    given: dict[str, str] = {}
    for at, word in enumerate(folded(text).split()):
        first, last = reach(word)
        few.append(all(each.value(connection, first=first, last=last) <= FEW for each in _HOW_MANY))
        given |= {f"first{at}": first, f"last{at}": last}
    return Words(tuple(few), given)


def mentions(few: Sequence[bool]) -> ColumnElement[bool]:
    """Whether each of some words is a part of the name of a case's applicant or object, or where a part of its number
    begins.

    Where few cases fit a word, the index of names leads to them; where many do, each is asked whether it does, and
    a page is soon full.
    """
    return and_(true(), *(_has(at, each) for at, each in enumerate(few)))


def _has(at: int, few: bool) -> ColumnElement[bool]:
    reach = bindparam(f"first{at}", type_=String), bindparam(f"last{at}", type_=String)
    if few:
        return case_file.c.no.in_(select(_fitting(*reach).c.no))
    tails = (_tail_of(key, kind, *reach) for kind, key in {Named.CASE: case_file.c.no, **_NAMED}.items())
    return or_(*(exists(each) for each in tails))


def _fitting(first: ColumnElement[str], last: ColumnElement[str]) -> Subquery:
    """The cases that fit a word, some more than once."""
    return union_all(
        select(name_tail.c.key.label("no")).where(begins(Named.CASE, first, last)),
        *(_cases_named(kind, first, last) for kind in _NAMED),
    ).subquery()


def _cases_named(kind: Named, first: ColumnElement[str], last: ColumnElement[str]) -> Select[Any]:
    """The cases whose object, or applicant, has a name that fits a word."""
    known = select(case_file.c.no).join(name_tail, name_tail.c.key == _NAMED[kind])
    return known.where(begins(kind, first, last))


def _tail_of(
    key: ColumnElement[str], kind: Named, first: ColumnElement[str], last: ColumnElement[str]
) -> Select[Any]:
    """Asked for each case by itself: without the offset PostgreSQL would first gather every name that fits."""
    known = select(name_tail.c.key).where(name_tail.c.key == key, begins(kind, first, last))
    return known.correlate(case_file).offset(0)


def _how_many() -> Iterator[Prepared]:
    """How many names fit a word, and how many cases have an applicant whose name does, up to one more than few.

    A number belongs to one case and an object to a few, but an organisation may have applied for years.
    """
    reach = bindparam("first", type_=String), bindparam("last", type_=String)
    names = union_all(*(select(name_tail.c.key).where(begins(kind, *reach)) for kind in Named)).subquery()
    for found in (names, _cases_named(Named.ORGANISATION, *reach).subquery()):
        some = select(literal(1).label("one")).select_from(found).limit(FEW + 1).subquery()
        yield Prepared(select(func.count()).select_from(some))


_HOW_MANY = tuple(_how_many())


def is_overdue(now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """Whether a case runs, and the deadline of its state has passed; that of the whole case where the state has none.

    A paused deadline has not passed. Of a state that was entered again the last deadline counts.
    """
    return _due(deadline.c.state != "paused", deadline.c.ends_at <= now)


def is_at_risk(now: ColumnElement[datetime], near: ColumnElement[date]) -> ColumnElement[bool]:
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
