"""Holiday arrangements as files: what a notice prints, read into days, and adopted by whoever may."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from sqlalchemy import select

from calendars import OverlayDay, arrangement
from casework.holidays.calendars import Adopted, adopt
from casework.service import Service
from models.tables import person, role_grant
from statemachines.definition.faults import DefinitionError, Fault
from statemachines.definition.reading import read
from statemachines.refusals import NotYours

__all__ = ["adopt_as", "read_arrangement"]

LONGEST = 31  # days that a span may have: who writes more has mistyped a year


def _span(raw: Any) -> tuple[date, ...]:
    """A day, or “2027-02-05 to 2027-02-12”, both included."""
    if type(raw) is date:
        return (raw,)
    try:
        first, last = (date.fromisoformat(part.strip()) for part in str(raw).split(" to "))
    except ValueError:
        raise ValueError(f"{raw!r} is no day; write 2027-02-05, or 2027-02-05 to 2027-02-12") from None
    length = (last - first).days + 1
    if not 1 <= length <= LONGEST:
        raise ValueError(f"{raw!r} has {length} days; a span has 1 to {LONGEST}")
    return tuple(first + timedelta(days=n) for n in range(length))


Span = Annotated[tuple[date, ...], BeforeValidator(_span)]
Code = Annotated[str, BeforeValidator(lambda raw: str(raw) if type(raw) is int else raw)]


class _Arrangement(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    notice: Annotated[str, Field(min_length=1)]
    known_on: date
    year: int | None = None
    region: Annotated[Code, Field(pattern=r"^(\d{6})?$")] = ""
    rest: tuple[Span, ...] = ()
    work: tuple[Span, ...] = ()


def read_arrangement(file: Path, text: str | None = None) -> tuple[OverlayDay, ...]:
    """Read what a notice prints: with ``year`` the whole of it, without only the days named, as amendments do.

    Raises DefinitionError with every fault, each by file and line.
    """
    document = read(file, text)
    if not isinstance(document.data, dict):
        keys = ", ".join(_Arrangement.model_fields)
        raise DefinitionError([Fault(document.file, 1, 1, "", f"write keys: {keys}")])
    try:
        given = _Arrangement.model_validate(document.data)
        return tuple(_days(given))
    except ValidationError as error:
        faults = [
            Fault(
                document.file,
                *document.place(tuple(each["loc"])),
                ".".join(map(str, each["loc"])),
                _what(each),
            )
            for each in error.errors(include_url=False)
        ]
        raise DefinitionError(faults) from None
    except ValueError as error:
        raise DefinitionError([Fault(document.file, 1, 1, "", str(error))]) from None


def _what(each: Any) -> str:
    if each["type"] == "extra_forbidden":
        return f"unknown key; there are: {', '.join(_Arrangement.model_fields)}"
    return str(each["msg"]).removeprefix("Value error, ")


def _days(given: _Arrangement) -> Iterator[OverlayDay]:
    rest, work = ([day for span in spans for day in span] for spans in (given.rest, given.work))
    if given.year is not None:
        yield from arrangement(
            given.year, rest, work, source=given.notice, known_on=given.known_on, region=given.region
        )
        return
    if both := sorted(set(rest) & set(work)):
        raise ValueError(f"{both[0]} is named both as a day off and as a make-up working day")
    if not rest and not work:
        raise ValueError("no day is named: write rest, work, or the year whose days they are")
    for days, working in ((rest, False), (work, True)):
        yield from (OverlayDay(day, working, given.notice, given.known_on, given.region) for day in days)


def adopt_as(
    service: Service, days: tuple[OverlayDay, ...], person_no: str, now: datetime, *, dry_run: bool = False
) -> Adopted:
    """Adopt an arrangement on somebody's behalf.

    Raises NotYours for who is no administrator, and what ``adopt`` raises.
    """
    known = (
        select(role_grant.c.person_no)
        .join(person, person.c.no == role_grant.c.person_no)
        .where(
            person.c.no == person_no, person.c.active, role_grant.c.role == "administrator",
            role_grant.c.ended_at.is_(None),
        )
    )  # fmt: skip
    with service.store.reading() as connection:
        if connection.execute(known).first() is None:
            reason = "只有管理员可以 / only an administrator makes an arrangement known"
            raise NotYours("adopt_calendar", "register", "", reason, ())
    return adopt(service, days, now, by=person_no, dry_run=dry_run)
