"""How the reminders of a programme go out: during working hours only, or together in one digest a day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from statemachines.definition.base import Sourced
from statemachines.definition.values import Value

__all__ = ["DIGEST_AT", "Hours", "Reminding"]

DIGEST_AT = time(8, 30)

_HOURS = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)", re.ASCII)


@dataclass(frozen=True)
class Hours:
    """The hours of a working day in Shanghai in which a letter may go out; the last moment is not among them."""

    begin: time
    end: time

    def __str__(self) -> str:
        return f"{self.begin:%H:%M}-{self.end:%H:%M}"


BEFORE_DIGEST = Hours(time(8), DIGEST_AT)


def _hours(raw: Any) -> Any:
    if isinstance(raw, Hours):
        return raw
    found = _HOURS.fullmatch(str(raw))
    if not found:
        raise ValueError(f"“{raw}” are no working hours: write 09:00-17:30")
    hours = Hours(*(time(int(found[at]), int(found[at + 1])) for at in (1, 3)))
    if hours.end <= max(hours.begin, DIGEST_AT):
        raise ValueError(
            f"“{raw}” are no working hours: the second moment comes after the first, and after 08:30"
        )
    return hours


WorkingHours = Annotated[
    Hours,
    BeforeValidator(_hours),
    WithJsonSchema({"type": "string", "pattern": f"^{_HOURS.pattern}$", "examples": ["09:00-17:30"]}),
]


class Reminding(Sourced):
    """How reminders go out. Escalations are letters of their own in any case."""

    working_hours: Value[WorkingHours] | None = Field(
        default=None, description="what falls due outside of them goes out on the next working morning"
    )
    digest: Value[Literal["daily"]] | None = Field(
        default=None,
        description="daily: all reminders of a day in one letter a person, at 08:30 on working days",
    )

    def hours(self, *, escalate: bool) -> Hours | None:
        """When a reminder or an escalation may fire, None for any time; before a digest fires what goes into it."""
        if self.digest and not escalate:
            return BEFORE_DIGEST
        return self.working_hours.given if self.working_hours else None

    def digest_hours(self) -> Hours:
        """When a digest may go out; it is due at the first of these moments."""
        if self.working_hours is None:
            return Hours(DIGEST_AT, time(23, 59))
        hours = self.working_hours.given
        return Hours(max(DIGEST_AT, hours.begin), hours.end)
