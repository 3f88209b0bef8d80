"""Which deadlines a page, or a file of it, is about, and where a page goes on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import Depends

from casework.refused import BadInput
from casework.views.deadlines import DeadlineRow, Place, list_deadlines
from web.filters import Word, asked_for
from web.house import House
from web.signed_in import Who

__all__ = ["DueFilter", "WantedDeadlines", "read_place", "written_place"]

MOMENT = "%Y%m%dT%H%M%S.%fZ"
APART = "~"  # no number and no rule has it


@dataclass(frozen=True, slots=True)
class DueFilter:
    """Deadlines that were asked for: of a programme, of a day, those that have passed; empty for all."""

    programme: str
    day: date | None
    overdue: bool

    def read(self, house: House, who: Who, after: Place | None, many: int) -> Sequence[DeadlineRow]:
        """So many of them within sight, the most urgent first, behind a place where one is given."""
        return list_deadlines(
            house.service, house.clock(), overdue=self.overdue, programme=self.programme, day=self.day, sight=who.sight,
            limit=many, after=after,
        )  # fmt: skip

    def address(self, **more: str) -> str:
        """The query part of an address that asks for the same, with more."""
        asked = {
            "programme": self.programme,
            "day": str(self.day or ""),
            "overdue": "true" if self.overdue else "",
        }
        return asked_for(asked, **more)


def written_place(place: Place) -> str:
    """A place in the order of urgency, as addresses have it."""
    ends_at, subject, rule = place
    return APART.join((ends_at.astimezone(UTC).strftime(MOMENT), subject, rule))


def read_place(text: str) -> Place | None:
    """The place that an address names, None for none; raises BadInput for what is no place."""
    if not text:
        return None
    try:
        moment, subject, rule = text.split(APART)
        return datetime.strptime(moment, MOMENT).replace(tzinfo=UTC), subject, rule
    except ValueError:
        raise BadInput(
            "after: 不是列表中的位置，请从第一页翻起 / no place in the list: begin at its first page"
        ) from None


async def _read(
    programme: Word = "", overdue: bool = False, day: Word = ""
) -> DueFilter:  # no thread is worth it
    try:
        return DueFilter(programme, date.fromisoformat(day) if day else None, overdue)
    except ValueError:
        raise BadInput(f"day: “{day}” is no day; write it as 2026-11-21") from None


WantedDeadlines = Annotated[DueFilter, Depends(_read)]
