"""Which line of the overlay prevails, and what a whole year made of lines gives."""

from datetime import UTC, date, datetime

import pytest

from calendars import Calendar, CalendarError, OverlayDay, arrangement, invented_arrangement

DAY = date(2026, 4, 20)  # a Monday like any other
EARLY, LATE = date(2026, 1, 5), date(2026, 3, 1)


def test_overlay_beats_the_library() -> None:
    """A line changes the day and its source is the reason."""
    calendar = Calendar([OverlayDay(DAY, False, "2026年补充通知", LATE)])
    assert not calendar.is_working(DAY)
    assert calendar.status(DAY).why == "2026年补充通知"


def test_overlay_that_changes_nothing_keeps_the_plain_reason() -> None:
    """The reason stays 工作日 where the notice merely confirms it."""
    calendar = Calendar([OverlayDay(DAY, True, "2026年补充通知", LATE)])
    assert calendar.status(DAY).why == "工作日"


@pytest.mark.parametrize("turned", [False, True])
def test_later_notice_beats_an_earlier_one(turned: bool) -> None:
    """The day a notice was published decides, not the order of the lines."""
    lines = [OverlayDay(DAY, False, "先", EARLY), OverlayDay(DAY, True, "后", LATE)]
    assert Calendar(lines[::-1] if turned else lines).is_working(DAY)


def test_regional_line_beats_a_later_national_one() -> None:
    """A region's own arrangement stands whatever the date of the national one."""
    lines = [OverlayDay(DAY, False, "广西三月三", EARLY, "450000"), OverlayDay(DAY, True, "全国", LATE)]
    assert not Calendar(lines, region="450000").is_working(DAY)


def test_narrower_region_beats_a_wider_one() -> None:
    """A prefecture's line stands above its province's."""
    lines = [OverlayDay(DAY, False, "自治州", EARLY, "532900"), OverlayDay(DAY, True, "省", LATE, "530000")]
    assert not Calendar(lines, region="532901").is_working(DAY)


@pytest.mark.parametrize(
    ("region", "rests"),
    [("450000", True), ("450100", True), ("450123", True), ("440100", False), ("614500", False), ("", False)],
)
def test_region_covers_what_lies_below_it(region: str, rests: bool) -> None:
    """450000 covers Guangxi's cities and counties, and nobody else."""
    calendar = Calendar([OverlayDay(DAY, False, "广西三月三", LATE, "450000")], region=region)
    assert calendar.is_working(DAY) is not rests


def test_line_of_a_county_does_not_cover_its_province() -> None:
    """The prefix rule runs downward only."""
    calendar = Calendar([OverlayDay(DAY, False, "县庆", LATE, "450123")], region="450000")
    assert calendar.is_working(DAY)


def test_contradicting_lines_are_refused_with_both_sources() -> None:
    """Two notices of equal standing that disagree are an input error, not a matter of luck."""
    lines = [OverlayDay(DAY, False, "甲", LATE), OverlayDay(DAY, True, "乙", LATE)]
    with pytest.raises(CalendarError, match=r"2026-04-20.*'甲'.*'乙'"):
        Calendar(lines)


@pytest.mark.parametrize("region", ["45", "4500000", "45000x", "٤٥٠٠٠٠"])
def test_region_that_is_no_code_is_refused(region: str) -> None:
    """Six ASCII digits, or nothing."""
    with pytest.raises(ValueError, match="GB/T 2260"):
        OverlayDay(DAY, False, "通知", LATE, region)
    with pytest.raises(ValueError, match="GB/T 2260"):
        Calendar(region=region)


def test_line_for_a_moment_is_refused() -> None:
    """A datetime would never match a day."""
    with pytest.raises(ValueError, match="day_of"):
        OverlayDay(datetime(2026, 4, 20, tzinfo=UTC), False, "通知", LATE)


def test_version_changes_with_the_lines_in_force_only() -> None:
    """Lines of another region change nothing here, and the order of lines never shows."""
    one, two = OverlayDay(DAY, False, "甲", LATE), OverlayDay(date(2026, 4, 21), False, "乙", LATE)
    other = OverlayDay(DAY, False, "广西三月三", LATE, "450000")
    plain = Calendar().version
    assert plain.startswith("chinesecalendar-1.11.0+overlay:")
    assert Calendar([other]).version == plain
    assert Calendar([one]).version != plain
    assert Calendar([one, two]).version == Calendar([two, one]).version


def test_version_tells_hidden_years() -> None:
    """A calendar that hides years is another calendar."""
    assert Calendar(known_through=2024).version == Calendar().version + "+through:2024"


def test_arrangement_makes_the_year_known() -> None:
    """A notice's lists become every day of the year, and a day of the December before."""
    days = arrangement(
        2027,
        rest=[date(2026, 12, 31), date(2027, 1, 1), date(2027, 2, 11)],
        make_up=[date(2027, 2, 20)],
        source="2027年通知",
        known_on=date(2026, 11, 4),
    )
    calendar = Calendar(days)
    assert len(days) == 366
    assert calendar.knows(2027)
    assert not calendar.is_working(date(2026, 12, 31))
    assert not calendar.is_working(date(2027, 2, 11))
    assert calendar.is_working(date(2027, 2, 20))
    assert not calendar.is_working(date(2027, 3, 6))
    assert calendar.is_working(date(2027, 3, 5))
    assert not calendar.status(date(2027, 3, 5)).estimated


def test_year_with_a_missing_line_stays_unknown() -> None:
    """All but one day is not the whole year."""
    days = arrangement(2027, [], [], source="2027年通知", known_on=date(2026, 11, 4))
    assert not Calendar(days[:-1]).knows(2027)


def test_arrangement_refuses_a_day_in_both_lists() -> None:
    """A day cannot be off and worked."""
    day = date(2027, 2, 20)
    with pytest.raises(ValueError, match="2027-02-20"):
        arrangement(2027, [day], [day], source="2027年通知", known_on=date(2026, 11, 4))


def test_invented_arrangement_is_known_and_estimated() -> None:
    """A rehearsal can compute with it, and every answer says what it is."""
    calendar = Calendar(invented_arrangement(2027, date(2026, 11, 4)))
    assert calendar.knows(2027)
    status = calendar.status(date(2027, 10, 4))
    assert (status.working, status.estimated) == (True, True)
    assert not calendar.is_working(date(2027, 10, 1))


def test_invented_arrangement_never_overrides_what_the_library_knows() -> None:
    """When the true arrangement is there, the invented one is passed over."""
    calendar = Calendar(invented_arrangement(2026, date(2025, 11, 4)))
    assert not calendar.is_working(date(2026, 10, 6))
    assert calendar.version == Calendar().version


def test_announced_line_beats_an_invented_one() -> None:
    """Even where the invented one is newer."""
    day = date(2027, 10, 5)
    lines = [
        *invented_arrangement(2027, date(2026, 11, 4)),
        OverlayDay(day, False, "通知", date(2026, 11, 1)),
    ]
    assert Calendar(lines).status(day).why == "通知"
    assert not Calendar(lines).status(day).estimated
