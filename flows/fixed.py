"""Errands at fixed times of Shanghai's clock."""

from dataclasses import dataclass
from typing import Any

__all__ = ["FIXED", "Fixed"]


@dataclass(frozen=True, slots=True)
class Fixed:
    """An errand and when it is run: fields of APScheduler's cron trigger, Asia/Shanghai."""

    errand: str
    at: dict[str, Any]


FIXED = (
    Fixed("seal_history", {"hour": 0, "minute": 0, "second": 5}),
    Fixed("refresh_calendar", {"hour": 6, "minute": 0}),
    Fixed("daily_digest", {"hour": 8, "minute": 30}),
    Fixed("open_and_close_rounds", {"hour": 0, "minute": 10}),
    Fixed("open_assessment_cycle", {"hour": 0, "minute": 15}),
)
