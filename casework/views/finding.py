"""Conditions by which cases are found in lists and counts: words that people type, and what is late."""

from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    and_,
    cast,
    exists,
    func,
    literal,
    not_,
    or_,
    select,
)

from models.tables import case_file, deadline, object, organisation

__all__ = ["is_overdue", "mentions"]

FEW = (
    2000  # names; looked up by index they cost less than a walk through the cases, even where few may be seen
)
_OPEN = ("running", "paused", "expired")


def mentions(connection: Connection, words: str) -> ColumnElement[bool]:
    """Whether a case's number, or the name of its applicant or object, contains each of these words.

    Case does not matter; what LIKE would take for a pattern is escaped.
    """
    return and_(*(_contains(connection, each) for each in words.split()))


def _contains(connection: Connection, word: str) -> ColumnElement[bool]:
    """A word that few names contain is looked up there, and the indexes lead to the cases; one that many contain is
    looked for from case to case, where a page is soon full.
    """
    places = [(object.c.no, object.c.name, case_file.c.object_no)]
    places.append((organisation.c.code, organisation.c.name, case_file.c.applicant_code))
    if word.isascii():
        places.append((case_file.c.no, case_file.c.no, case_file.c.no))
    found = [
        connection.execute(select(key).where(_like(connection, text, word)).limit(FEW + 1)).scalars().all()
        for key, text, _ in places
    ]
    if all(len(keys) <= FEW for keys in found):
        return or_(*(ours.in_(keys) for (*_, ours), keys in zip(places, found, strict=True)))
    return or_(
        _like(connection, case_file.c.no, word),
        *(
            exists().where(key == ours, _like(connection, text, word)).correlate(case_file)
            for key, text, ours in places[:2]
        ),
    )


def _like(connection: Connection, text: ColumnElement[str], word: str) -> ColumnElement[bool]:
    """A word without letters of two cases, as Chinese is, is compared byte by byte, which costs half; SQLite's LIKE
    takes upper and lower case for the same, and costs less than lowering each name.
    """
    sqlite = connection.dialect.name == "sqlite"
    if word.lower() == word.upper():
        return (func.instr(text, word) if sqlite else func.strpos(text, word)) > 0
    return text.contains(word, autoescape=True) if sqlite else text.icontains(word, autoescape=True)


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
