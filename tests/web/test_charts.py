"""Where the parts of a chart are: pure arithmetic."""

from datetime import date

from web.charts import Length, Span, bars, columns, funnel, time_line


def test_longest_bar_is_as_wide_as_the_drawing() -> None:
    drawn = bars([Length("甲", 10, "10 天"), Length("乙", 2.5), Length("丙", 0)])
    assert [bar.width for bar in drawn.bars] == [100, 25, 0]
    assert [bar.text for bar in drawn.bars] == ["10 天", "2.5", "0"]
    assert [bar.top for bar in drawn.bars] == [0, 36, 72]
    assert drawn.height == 108


def test_thin_line_beyond_a_bar_is_measured_with_the_bars() -> None:
    drawn = bars([Length("甲", 5, reach=20), Length("乙", 10, reach=10)])
    assert [(bar.width, bar.reach) for bar in drawn.bars] == [(25, 100), (50, 50)]


def test_nothing_is_drawn_of_nothing() -> None:
    assert bars([]).bars == ()
    assert [bar.width for bar in bars([Length("甲", 0)]).bars] == [0]
    assert funnel([]).height == 0
    assert columns([]).columns == ()
    assert time_line([], date(2026, 1, 1)).stretches == ()


def test_funnel_says_what_share_of_the_first_came_so_far() -> None:
    drawn = funnel([("收到", 40), ("推荐", 10), ("认定", 0)])
    assert [bar.text for bar in drawn.bars] == ["40 · 100%", "10 · 25%", "0 · 0%"]
    assert [bar.width for bar in drawn.bars] == [100, 25, 0]


def test_columns_stand_side_by_side_on_one_floor() -> None:
    drawn = columns([Length("11-02", 4), Length("11-09", 8, kind="late")])
    assert [(each.left, each.width) for each in drawn.columns] == [(7.5, 35), (57.5, 35)]
    assert [each.top + each.height for each in drawn.columns] == [drawn.floor] * 2
    assert [each.height for each in drawn.columns] == [55, 110]


def test_of_many_columns_only_some_are_named() -> None:
    named = [each.named for each in columns([Length(str(n), n) for n in range(25)]).columns]
    assert named.count(True) <= 10
    assert named[0]


def test_time_line_lays_spans_over_the_months_they_cover() -> None:
    drawn = time_line(
        [Span("申报", date(2026, 1, 16), date(2026, 2, 14)), Span("公示", date(2026, 3, 1), date(2026, 4, 25))],
        date(2026, 2, 15),
    )  # fmt: skip
    assert [(each.left, each.width) for each in drawn.stretches] == [(0, 30), (44, 56)]
    assert [(tick.label, tick.left) for tick in drawn.ticks] == [
        ("2026-02", 16), ("2026-03", 44), ("2026-04", 75),
    ]  # fmt: skip
    assert drawn.today == 30
    assert time_line([Span("x", date(2026, 1, 1), date(2026, 1, 2))], date(2027, 1, 1)).today is None


def test_time_line_of_years_names_few_months() -> None:
    assert len(time_line([Span("x", date(2010, 1, 1), date(2020, 1, 1))], date(2026, 1, 1)).ticks) <= 8
