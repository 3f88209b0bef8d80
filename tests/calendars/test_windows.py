"""Printed publicity windows, judged."""

from datetime import UTC, date, datetime

import pytest

from calendars import Calendar, Unit, UnknownYear, check_window

CALENDAR = Calendar()
MON, TUE, FRI, SAT, NEXT_MON = (date(2024, 3, day) for day in (4, 5, 8, 9, 11))


def test_window_of_five_days_with_the_publication_day_counted_is_in_order() -> None:
    """What most announcements print: Monday to Friday, published on Monday."""
    verdict = check_window(CALENDAR, MON, MON, FRI, 5, count_publication_day=True)
    assert (verdict.ok, verdict.errors, verdict.warnings, verdict.working_days) == (True, (), (), 5)


def test_same_window_is_short_when_the_publication_day_does_not_count() -> None:
    """By the statutory reading it should last until the next Monday: a warning, no error."""
    verdict = check_window(CALENDAR, MON, MON, FRI, 5)
    assert verdict.ok
    assert verdict.warnings == (
        "公示期不足：按设定的计算方式应至2024年3月11日 周一，公告只到2024年3月8日 周五",
    )


@pytest.mark.parametrize("count_publication_day", [False, True])
def test_window_that_starts_after_publication_counts_from_its_own_start(count_publication_day: bool) -> None:
    """Tuesday to Monday is five working days under both readings."""
    verdict = check_window(CALENDAR, MON, TUE, NEXT_MON, 5, count_publication_day=count_publication_day)
    assert (verdict.ok, verdict.warnings) == (True, ())
    short = check_window(CALENDAR, MON, TUE, FRI, 5, count_publication_day=count_publication_day)
    assert len(short.warnings) == 1


def test_window_before_publication_fails() -> None:
    """One real announcement starts a day before its own signature."""
    verdict = check_window(CALENDAR, TUE, MON, NEXT_MON, 5)
    assert not verdict.ok
    assert verdict.errors == ("公示自2024年3月4日 周一开始，早于发布日2024年3月5日 周二",)
    assert len(verdict.warnings) == 1  # the length is counted from publication, not from the early start


def test_window_that_ends_before_it_starts_fails() -> None:
    """Exchanged dates, with no count of days."""
    verdict = check_window(CALENDAR, MON, FRI, TUE, 5)
    assert (verdict.ok, len(verdict.errors), verdict.working_days) == (False, 1, 0)


def test_window_that_ends_on_a_rest_day_fails_with_working_days() -> None:
    """A period of working days cannot end on a Saturday."""
    verdict = check_window(CALENDAR, date(2024, 3, 1), MON, SAT, 5)
    assert not verdict.ok
    assert verdict.errors == ("公示末日2024年3月9日 周六是休息日（周六）",)


def test_window_that_ends_on_a_make_up_saturday_is_in_order() -> None:
    """11 May 2024 was worked."""
    assert check_window(CALENDAR, date(2024, 5, 6), date(2024, 5, 7), date(2024, 5, 11), 5).ok


def test_window_of_calendar_days_that_ends_on_a_rest_day_is_warned_of() -> None:
    """共7天 to a Sunday: the law would move the end."""
    sunday = date(2024, 3, 10)
    verdict = check_window(CALENDAR, MON, MON, sunday, 7, unit=Unit.CALENDAR, count_publication_day=True)
    assert (verdict.ok, len(verdict.warnings), verdict.working_days) == (True, 1, 5)


def test_window_findings_can_be_english() -> None:
    """For the English pages and the terminal."""
    verdict = check_window(
        CALENDAR, date(2024, 9, 27), date(2024, 9, 27), date(2024, 10, 1), 5, language="en"
    )
    assert verdict.errors == ("the window's last day, 2024-10-01 Tue, is a rest day (National Day)",)
    with pytest.raises(ValueError, match="zh, en"):
        check_window(CALENDAR, MON, MON, FRI, 5, language="fr")


def test_window_in_an_unknown_year_is_refused() -> None:
    """No verdict without an arrangement."""
    with pytest.raises(UnknownYear):
        check_window(CALENDAR, date(2027, 3, 1), date(2027, 3, 1), date(2027, 3, 5), 5)


def test_window_refuses_bad_input() -> None:
    """No length, or a moment for a day."""
    with pytest.raises(ValueError, match="at least 1"):
        check_window(CALENDAR, MON, MON, FRI, 0)
    with pytest.raises(ValueError, match="day_of"):
        check_window(CALENDAR, datetime(2024, 3, 4, tzinfo=UTC), MON, FRI, 5)
