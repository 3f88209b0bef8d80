"""What a day is here: a day in Asia/Shanghai, and how it is written for people."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
ONE_DAY = timedelta(days=1)

WEEKDAYS_ZH = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@lru_cache(maxsize=4096)
def day_of(moment: datetime) -> date:
    """The Shanghai day a moment falls on.

    moment: an aware datetime in any zone. Raises ValueError when it is naive, because the day of a naive
    time depends on the machine it is read on. Source: periods.md, "Publication late in the day".
    """
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise ValueError(f"{moment!r} has no time zone; pass an aware datetime, e.g. datetime.now(UTC)")
    return moment.astimezone(SHANGHAI).date()


def plain_day(day: date) -> date:
    """The day itself, refused with ValueError when it is a datetime: those need `day_of` first."""
    if isinstance(day, datetime):
        raise ValueError(f"{day!r} is a moment, not a day; pass calendars.day_of(moment)")
    return day


def end_of(day: date, cutoff: time | None) -> datetime:
    """The first moment after a day, in UTC: 24:00 in Shanghai, or the cut-off on that day.

    cutoff: close of business in Shanghai, None for 24:00. Source: Civil Code Art. 203, X1.
    """
    if cutoff is None:
        return datetime.combine(day + ONE_DAY, time(0), SHANGHAI).astimezone(UTC)
    return datetime.combine(day, cutoff, SHANGHAI).astimezone(UTC)


def written(day: date, language: str = "zh") -> str:
    """A day as people write it: 2026年11月21日 周六, or 2026-11-21 Sat where language is "en"."""
    if language == "en":
        return f"{day.isoformat()} {WEEKDAYS_EN[day.weekday()]}"
    return f"{day.year}年{day.month}月{day.day}日 {WEEKDAYS_ZH[day.weekday()]}"
