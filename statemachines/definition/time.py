"""The one grammar of time: a date with its hour, a day of every year, or a length before or after an event."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from calendars import Unit
from statemachines.definition.base import Strict

__all__ = [
    "OWNER", "SUPERIOR", "Due", "Fixed", "Length", "Offset", "Period", "Reminder", "WrittenReminder", "Yearly",
    "parse_due",
]  # fmt: skip

OWNER = "owner"  # who has to act in the state
SUPERIOR = "superior"  # the organisation above the owner's

_UNITS = {"workday": Unit.WORKING, "day": Unit.CALENDAR, "month": Unit.MONTH, "year": Unit.YEAR}
_LENGTH = re.compile(
    r"(?:(?P<bound>at least|at most) )?(?P<n>\d+) (?P<unit>workday|day|month|year)s?"
    r"(?: (?P<side>after|before) (?P<event>[a-z][a-z0-9_.]*))?"
)
_FIXED = re.compile(r"(?P<day>\d{4}-\d{2}-\d{2})(?: (?P<hour>\d{2}:\d{2}))?", re.ASCII)
MOST = 36_525  # a century of days; longer periods are typing errors
_OFFSET = re.compile(r"(?P<sign>[+-]?)(?P<n>\d+) (?P<unit>workday|day)s?(?: (?P<what>escalate))?")
Bound = Literal["exactly", "at least", "at most"]


@dataclass(frozen=True)
class Fixed:
    """A date printed in the notice; ``hour`` is None for the end of the day (X1)."""

    day: date
    hour: time | None = None

    def __str__(self) -> str:
        return f"{self.day}" if self.hour is None else f"{self.day} {self.hour:%H:%M}"


@dataclass(frozen=True)
class Length:
    """So many working or calendar days, months or years after or before an event.

    ``event`` is None for the event that opens the deadline (for a stage: entering it); otherwise an event of the
    case (``submitted``) or of what it belongs to (``round.closes``, ``title.granted``).
    """

    n: int
    unit: Unit
    side: Literal["after", "before"] = "after"
    event: str | None = None
    bound: Bound = "exactly"

    def __str__(self) -> str:
        unit = {v: k for k, v in _UNITS.items()}[self.unit]
        text = f"{self.n} {unit}{'' if self.n == 1 else 's'}"
        text = text if self.bound == "exactly" else f"{self.bound} {text}"
        return f"{text} {self.side} {self.event}" if self.event else text


@dataclass(frozen=True)
class Offset:
    """When a reminder goes out, counted from the last day of the deadline: negative before, positive after."""

    n: int
    unit: Unit
    escalate: bool = False

    def __str__(self) -> str:
        unit = "workday" if self.unit is Unit.WORKING else "day"
        sign = "+" if self.n > 0 else ""
        return f"{sign}{self.n} {unit}{'' if abs(self.n) == 1 else 's'}{' escalate' if self.escalate else ''}"


class Yearly(Strict):
    """A day of every year: ``{yearly: 05-31}``, with ``years_later: 1`` for the year after the round's own."""

    yearly: Annotated[str, Field(pattern=r"^\d\d-\d\d$")]
    years_later: int = 0

    def in_year(self, year: int) -> date:
        """Return the day in the round of ``year``."""
        month, day = map(int, self.yearly.split("-"))
        return date(year + self.years_later, month, day)


def parse_due(raw: Any) -> Fixed | Length:
    """Read a time as the grammar writes it; raises ValueError with what would be right."""
    if isinstance(raw, Fixed | Length):
        return raw
    if isinstance(raw, datetime):
        return Fixed(raw.date(), raw.time())
    if isinstance(raw, date):
        return Fixed(raw)
    if isinstance(raw, str):
        return _due_text(raw)
    raise ValueError(
        f"{raw!r} is not a time: write 2025-06-20, “2025-06-20 17:00” or “5 workdays after submitted”"
    )


def _due_text(text: str) -> Fixed | Length:
    found = _LENGTH.fullmatch(text)
    if found:
        return Length(
            _number(found["n"]),
            _UNITS[found["unit"]],
            "before" if found["side"] == "before" else "after",
            found["event"],
            {"at least": "at least", "at most": "at most"}.get(found["bound"] or "", "exactly"),  # type: ignore[arg-type]
        )
    printed = _FIXED.fullmatch(text)
    try:
        if not printed or printed["hour"] == "00:00":
            raise ValueError
        hour = printed["hour"] and time.fromisoformat(printed["hour"])
        return Fixed(date.fromisoformat(printed["day"]), hour or None)
    except ValueError:
        raise ValueError(
            f"“{text}” is not a time: write 2025-06-20, “2025-06-20 17:00”, 5 workdays, 12 months after title.granted"
        ) from None


def _number(text: str) -> int:
    if len(text) > 5 or int(text) > MOST:
        raise ValueError(f"“{text}” is too long a time: at most {MOST}")
    return int(text)


def _offset(raw: Any) -> Any:
    if isinstance(raw, Offset):
        return raw
    found = _OFFSET.fullmatch(str(raw))
    if not found:
        raise ValueError(f"“{raw}” is not a reminder: write -7 workdays, 0 days or +1 workday escalate")
    n = _number(found["n"]) * (-1 if found["sign"] == "-" else 1)
    return Offset(n, _UNITS[found["unit"]], found["what"] is not None)


def _written(*patterns: re.Pattern[str], **more: Any) -> dict[str, Any]:
    """The JSON Schema of a text of one of these forms; its regular expressions know no named groups."""
    forms = "|".join(re.sub(r"\?P<\w+>", "", pattern.pattern) for pattern in patterns)
    return {"type": "string", "pattern": f"^(?:{forms})$", **more}


_TIME_SCHEMA = _written(
    _FIXED, _LENGTH, examples=["2025-06-20", "5 workdays", "12 months after title.granted"]
)
_PERIOD_SCHEMA = _written(_LENGTH, examples=["5 workdays", "3 years"])
Due = Annotated[Fixed | Length, BeforeValidator(parse_due), WithJsonSchema(_TIME_SCHEMA)]
Period = Annotated[Length, BeforeValidator(parse_due), WithJsonSchema(_PERIOD_SCHEMA)]


def _several(raw: Any) -> Any:
    return (raw,) if isinstance(raw, str) else raw


_Several = Annotated[tuple[str, ...], BeforeValidator(_several, json_schema_input_type=str | list[str])]
_REMINDER = _written(_OFFSET, examples=["-7 workdays", "+1 workday escalate"])


class Reminder(Strict):
    """A reminder (催办) or an escalation (督办): ``-7 workdays``, or ``{at: -7 workdays, to: …, copy: …, late: …}``."""

    at: Annotated[Offset, BeforeValidator(_offset), WithJsonSchema(_REMINDER)]
    to: _Several = Field(
        default=(),
        description="who gets it: bodies, parties, owner (who has to act), superior (the organisation above)",
    )
    copy_to: _Several = Field(
        default=(), alias="copy", description="who gets a copy: the same words as in 'to'"
    )
    late: Literal["send", "collapse", "skip"] | None = Field(
        default=None,
        description="after an outage: send it, let the last of several stand for all, or leave it out after a day",
    )

    @property
    def escalate(self) -> bool:
        """Whether it goes to the level above too."""
        return self.at.escalate

    @property
    def policy(self) -> Literal["send", "collapse", "skip"]:
        """What becomes of it where it is late: an escalation is sent, of several reminders the last, unless it says."""
        return self.late or ("send" if self.escalate else "collapse")

    def __str__(self) -> str:
        named = {"to": self.to, "copy": self.copy_to, "late": (self.late,) if self.late else ()}
        more = "; ".join(f"{name} {', '.join(map(str, given))}" for name, given in named.items() if given)
        return f"{self.at} ({more})" if more else str(self.at)


def _reminder(raw: Any) -> Any:
    return raw if isinstance(raw, Reminder | dict) else {"at": raw}


_Short = Annotated[str, WithJsonSchema(_REMINDER)]
WrittenReminder = Annotated[Reminder, BeforeValidator(_reminder, json_schema_input_type=_Short | Reminder)]
