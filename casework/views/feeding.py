"""What a calendar program gets to read: the days of a feed, without the name of anybody."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from calendars import day_of
from casework.accounts.feeds import Feed
from casework.rights.sight import sight_of
from casework.service import Service
from casework.views.deadlines import DeadlineRow, deadlines_of, list_deadlines
from casework.views.naming import names_of
from casework.views.queue import QueueItem, queue_of

__all__ = ["FeedDay", "days_of_feed"]

MOST = 2000  # days; no calendar program shows more


@dataclass(frozen=True, slots=True)
class FeedDay:
    """A last day: of which deadline, and what it is called, 中文 / English.

    ``provisional`` says that the calendar may yet move it, ``paused`` that its clock is stopped.
    """

    subject: str
    rule: str
    occurrence: str
    name: str
    last_day: date
    provisional: bool
    overdue: bool
    paused: bool


def days_of_feed(service: Service, feed: Feed, now: datetime) -> tuple[FeedDay, ...]:
    """The last days of a feed, the most urgent first.

    A feed of a programme has every deadline there that its person may see; one of all programmes has those of the
    person's own queue.
    """
    if feed.programme:
        with service.store.reading() as connection:
            sight = sight_of(connection, feed.person, day_of(now))
        rows = list(list_deadlines(service, now, programme=feed.programme, sight=sight, limit=MOST))
    else:
        rows = list(_of_queue(service, feed.person, now))
    with service.store.reading() as connection:
        names = names_of(service, connection, (each.subject for each in rows))
    return tuple(
        FeedDay(
            each.subject, each.rule, each.occurrence,
            names[each.subject].rule(each.rule) if each.subject in names else each.rule,
            each.last_day, each.provisional, each.overdue, each.state == "paused",
        )
        for each in rows
    )  # fmt: skip


def _of_queue(service: Service, person: str, now: datetime) -> Iterator[DeadlineRow]:
    items = [each for each in queue_of(service, person, now, MOST).items if each.last_day]
    with service.store.reading() as connection:
        due = deadlines_of(connection, [each.subject for each in items], now)
    for each in items:
        yield from _of_item(each, due.get(each.subject, ()))


def _of_item(item: QueueItem, due: tuple[DeadlineRow, ...]) -> list[DeadlineRow]:
    """The deadline that the queue shows for an item."""
    mine = [each for each in due if each.last_day == item.last_day]
    return sorted(mine, key=lambda each: each.rule == "overall")[:1]
