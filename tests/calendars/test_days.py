"""The day of a moment is its day in Shanghai."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from calendars import SHANGHAI, day_of


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 3, 5, 15, 59, 59, tzinfo=UTC), date(2026, 3, 5)),
        (datetime(2026, 3, 5, 16, 0, tzinfo=UTC), date(2026, 3, 6)),
        (datetime(2026, 3, 5, 23, 30, tzinfo=SHANGHAI), date(2026, 3, 5)),
        (datetime(2026, 3, 5, 12, 0, tzinfo=timezone(timedelta(hours=-8))), date(2026, 3, 6)),
    ],
)
def test_day_of_is_the_shanghai_day(moment: datetime, day: date) -> None:
    """Shanghai's midnight divides the days, wherever the moment was noted."""
    assert day_of(moment) == day


def test_day_of_refuses_a_naive_moment() -> None:
    """Its day would depend on the machine."""
    with pytest.raises(ValueError, match="aware"):
        day_of(datetime(2026, 3, 5, 12))  # noqa: DTZ001 - the fault is the point
