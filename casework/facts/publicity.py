"""Facts about lists in public: their window, their entries, and the objections that are still open."""

from datetime import date

from sqlalchemy import func, select

from calendars import Calendar, Rule, WindowVerdict, check_window, last_day
from casework.facts.asking import Asking
from models.tables import list_entry, name_list, objection
from statemachines.definition.time import Length, parse_due
from statemachines.machine import DueRule

__all__ = ["list_not_empty", "list_of", "other_objections", "window_allowed", "window_open", "window_verdict"]


def list_of(asking: Asking, *states: str) -> str | None:
    """The number of the list a case stands on, among lists in these states (any state where none is named)."""
    known = (
        select(name_list.c.no)
        .join(list_entry, list_entry.c.list_no == name_list.c.no)
        .where(list_entry.c.case_no == asking.row["no"], list_entry.c.state != "dropped")
        .order_by(name_list.c.no.desc())
    )
    found = known.where(name_list.c.state.in_(states)) if states else known
    return asking.connection.execute(found.limit(1)).scalar_one_or_none()


def window_open(asking: Asking, _: str) -> bool:
    """Whether the publicity period of the case's list still runs."""
    closes = (
        select(name_list.c.closes_at)
        .join(list_entry, list_entry.c.list_no == name_list.c.no)
        .where(list_entry.c.case_no == asking.row["no"], name_list.c.state == "published")
    )
    last = asking.connection.execute(closes).scalars().first()
    return last is not None and asking.command.now < last


def other_objections(asking: Asking, _: str) -> bool:
    """Whether objections to the case are open besides the one being settled."""
    still = select(func.count()).where(
        objection.c.case_no == asking.row["no"],
        objection.c.state == "open",
        objection.c.no != str(asking.command.payload.get("objection")),
    )
    return bool(asking.connection.execute(still).scalar_one())


def list_not_empty(asking: Asking, _: str) -> bool:
    """Whether the list has an entry."""
    entries = select(func.count()).where(
        list_entry.c.list_no == asking.row["no"], list_entry.c.state != "dropped"
    )
    return bool(asking.connection.execute(entries).scalar_one())


def window_allowed(asking: Asking, _: str) -> bool:
    """Whether the announcement is not dated ahead, and its window possible: one that it prints, or one not yet over."""
    given = asking.command.payload
    if bool(given.get("window_first")) != bool(given.get("window_last")):
        return False
    published = _day(given.get("published_on") or asking.today)
    if published > asking.today:
        return False
    verdict = window_verdict(asking)
    return verdict.ok if verdict else _counted(asking, published) >= asking.today


def _counted(asking: Asking, published: date) -> date:
    """The last day of the window where the announcement prints none."""
    rule = asking.loaded.lists[asking.row["name"]].states["published"].due
    length = _length(asking, rule)
    counted = Rule(length.n, length.unit, count_first_day=bool(rule and rule.count_first_day))
    return last_day(_calendar(asking), published, counted, allow_estimate=True).day


def _calendar(asking: Asking) -> Calendar:
    return asking.service.calendar(asking.connection, asking.row.get("region") or "")


def window_verdict(asking: Asking) -> WindowVerdict | None:
    """What the rule says of a printed window; None where the announcement prints none."""
    given = asking.command.payload
    if not given.get("window_first") or not given.get("window_last"):
        return None
    rule = asking.loaded.lists[asking.row["name"]].states["published"].due
    length = _length(asking, rule)
    published = _day(given.get("published_on") or asking.today)
    first, last = _day(given["window_first"]), _day(given["window_last"])
    counts_first = bool(rule and rule.count_first_day)
    return check_window(
        _calendar(asking),
        published,
        first,
        last,
        length.n,
        unit=length.unit,
        count_publication_day=counts_first,
    )


def _day(raw: date | str) -> date:
    return raw if isinstance(raw, date) else date.fromisoformat(raw)


def _length(asking: Asking, rule: DueRule | None) -> Length:
    assert rule is not None
    when = parse_due(asking.subject.settings[rule.setting]) if rule.ask == "round" else rule.when
    assert isinstance(when, Length)  # the definition asks for a period
    return when
