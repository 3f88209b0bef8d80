"""Secret addresses at which calendar programs, which cannot sign in, read somebody's deadlines."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select, update

from casework.accounts.rights import require_person
from casework.accounts.tokens import digest_of, new_token
from casework.record.register import enter_in_register
from casework.refused import BadInput, NotFound
from casework.service import Service
from casework.storage.holding import hold
from casework.storage.numbers import next_number
from models.tables import feed, person, programme

__all__ = ["Feed", "end_feed", "feed_of", "feeds_of", "make_feed"]

MOST = 10  # in force at a time, of one person: a calendar, a telephone, and some that were forgotten


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed in force: whose deadlines, and of which programme (empty for all), in which language."""

    no: str
    person: str
    programme: str
    made_at: datetime
    language: str


_FEED = (
    select(feed.c.no, feed.c.person_no, feed.c.programme, feed.c.made_at, person.c.language)
    .join(person, person.c.no == feed.c.person_no)
    .where(feed.c.ended_at.is_(None))
)


def make_feed(service: Service, person_no: str, programme_id: str, now: datetime) -> str:
    """Make a secret address for a person's deadlines, of one programme or (empty) of all; returns its token.

    It is shown this once: the database keeps its digest alone.

    Raises:
        NotFound: an unknown person or programme.
        BadInput: the person has as many as anybody needs; one must be ended first.
    """
    with service.store.writing() as connection:
        require_person(connection, person_no)
        known = select(programme.c.id).where(programme.c.id == programme_id)
        if programme_id and connection.execute(known).first() is None:
            raise NotFound("programme", programme_id)
        hold(connection, f"feeds:{person_no}")
        mine = select(func.count()).select_from(feed).where(
            feed.c.person_no == person_no, feed.c.ended_at.is_(None)
        )  # fmt: skip
        if connection.execute(mine).scalar_one() >= MOST:
            raise BadInput(
                f"已有 {MOST} 个订阅，请先停用一个 / there are {MOST} feeds: end one of them first"
            )
        token, number = new_token(service.entropy), f"F{next_number(connection, 'feed'):06}"
        row = {
            "no": number, "digest": digest_of(token), "person_no": person_no, "programme": programme_id, "made_at": now,
        }  # fmt: skip
        connection.execute(insert(feed), row)
        said = {"feed": number, "person": person_no, "programme": programme_id}
        enter_in_register(connection, "make_feed", "feed_made", now, said, actor=person_no)
    return token


def feed_of(service: Service, token: str) -> Feed | None:
    """The feed in force with this token, of somebody who has not left; None where there is none."""
    known = _FEED.where(feed.c.digest == digest_of(token), person.c.active)
    with service.store.reading() as connection:
        row = connection.execute(known).one_or_none()
    return Feed(*row) if row else None


def feeds_of(service: Service, person_no: str) -> Sequence[Feed]:
    """A person's feeds in force, in the order made."""
    with service.store.reading() as connection:
        return [
            Feed(*row)
            for row in connection.execute(_FEED.where(feed.c.person_no == person_no).order_by(feed.c.no))
        ]


def end_feed(service: Service, number: str, person_no: str, now: datetime) -> None:
    """End a feed of one's own; its address is worth nothing from now on. Raises NotFound where there is no such."""
    with service.store.writing() as connection:
        this = update(feed).where(
            feed.c.no == number, feed.c.person_no == person_no, feed.c.ended_at.is_(None)
        )
        if connection.execute(this.values(ended_at=now)).rowcount != 1:
            raise NotFound("feed", number)
        said = {"feed": number, "person": person_no}
        enter_in_register(connection, "end_feed", "feed_ended", now, said, actor=person_no)
