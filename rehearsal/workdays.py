"""Working days of the virtual world, for people who plan: known ones, else as likely as the calendar can say."""

from bisect import bisect_left, bisect_right
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from calendars import SHANGHAI, Calendar

__all__ = ["Workdays", "midnight"]

LAST_YEAR = 2100  # that the calendar can estimate


def midnight(day: date) -> datetime:
    """The first moment of a Shanghai day, in UTC."""
    return datetime.combine(day, time(0), SHANGHAI).astimezone(UTC)


class Workdays:
    """Counts working days between two years, those included."""

    def __init__(self, first: int, last: int) -> None:
        calendar = Calendar()
        day, end = date(first, 1, 1), date(min(last, LAST_YEAR), 12, 31)
        self._days: list[date] = []
        while day <= end:
            if calendar.estimate(day).working:
                self._days.append(day)
            day += timedelta(days=1)

    def after(self, day: date, n: int) -> date:
        """The n-th working day after a day; negative numbers count back."""
        at = bisect_right(self._days, day) + n - 1 if n > 0 else bisect_left(self._days, day) + n
        return self._days[max(0, min(at, len(self._days) - 1))]

    def between(self, first: date, last: date) -> int:
        """How many working days lie after ``first`` up to ``last``; negative where ``last`` comes before."""
        return bisect_right(self._days, last) - bisect_right(self._days, first)

    def on_or_after(self, day: date) -> date:
        """The day itself where it is worked, else the next that is."""
        at = bisect_left(self._days, day)
        return self._days[min(at, len(self._days) - 1)]

    def month_after(self, day: date) -> date:
        """The first of the month after next week, as policies take effect."""
        later = day + timedelta(days=10)
        return (later.replace(day=1) + timedelta(days=32)).replace(day=1)

    def minute(self, day: date, rng: Random) -> datetime:
        """Some minute of a whole day, in UTC: the public keeps no office hours."""
        return midnight(day) + timedelta(minutes=rng.randrange(24 * 60))

    def moment(self, day: date, rng: Random) -> datetime:
        """Some minute of the office hours of a day, in UTC."""
        minute = rng.randrange(9 * 60, 17 * 60 + 30)
        return datetime.combine(day, time(minute // 60, minute % 60), SHANGHAI).astimezone(UTC)
