"""Traces that people read."""

import json
from datetime import date, time

import pytest

from calendars import Calendar, Pause, Rule, Unit, as_record, explain, fixed_day, last_day
from calendars.wording import in_words

CALENDAR = Calendar()


def test_explanation_in_chinese_tells_each_day() -> None:
    """The rule, the days, the end, and the calendar it was computed with."""
    last = last_day(CALENDAR, date(2026, 11, 20), Rule(2, Unit.WORKING))
    assert explain(last).splitlines() == [
        "2026年11月20日 周五起2个工作日，当日不计入：",
        "  2026年11月20日 周五  不计  起算当日不计入",
        "  2026年11月21日 周六  不计  周六",
        "  2026年11月22日 周日  不计  周日",
        "  2026年11月23日 周一  第1日  工作日",
        "  2026年11月24日 周二  第2日  工作日",
        "末日：2026年11月24日 周二，截止24:00",
        f"日历版本：{CALENDAR.version}",
    ]


def test_explanation_in_english_translates_the_reasons() -> None:
    """No Chinese is left where no notice is named."""
    rule = Rule(10, Unit.CALENDAR, count_first_day=True, cutoff=time(17, 30))
    text = explain(last_day(CALENDAR, date(2026, 9, 22), rule), "en")
    assert text.startswith("10 calendar days after 2026-09-22 Tue, that day counted:\n")
    assert "  2026-10-01 Thu  10  National Day, calendar day\n" in text
    assert "  2026-10-08 Thu  -  working day, the end rolls on\n" in text
    assert "Last day: 2026-10-08 Thu, until 17:30" in text
    assert text.isascii()


def test_explanation_of_one_unit_is_singular() -> None:
    """1 working day, not 1 working days."""
    text = explain(last_day(CALENDAR, date(2024, 3, 4), Rule(1, Unit.WORKING, "before")), "en")
    assert text.startswith("1 working day before 2024-03-04 Mon")


def test_explanation_shows_that_it_is_provisional() -> None:
    """In both languages, with the estimated days marked."""
    last = last_day(CALENDAR, date(2026, 12, 30), Rule(2, Unit.WORKING), allow_estimate=True)
    assert "2027年1月4日 周一  第2日  工作日；推定" in explain(last)
    assert "暂定" in explain(last)
    assert "Provisional" in explain(last, "en")
    certain = last_day(CALENDAR, date(2026, 3, 4), Rule(2, Unit.WORKING))
    assert "暂定" not in explain(certain)


def test_explanation_leaves_gaps_visible() -> None:
    """Days left out of a long pause are an ellipsis."""
    pauses = [Pause(date(2024, 3, 6), date(2024, 4, 8))]
    text = explain(last_day(CALENDAR, date(2024, 3, 4), Rule(3, Unit.WORKING), pauses=pauses))
    assert text.count("……") == 1
    assert "2024年4月7日 周日  不计  中止计时" in text


def test_explanation_of_a_printed_date_names_it_as_such() -> None:
    """Nothing was counted."""
    text = explain(fixed_day(CALENDAR, date(2023, 11, 17)))
    assert "2023年11月17日 周五  不计  载明的日期" in text


def test_explanation_refuses_another_language() -> None:
    """The two languages of the product."""
    with pytest.raises(ValueError, match="zh, en"):
        explain(fixed_day(CALENDAR, date(2023, 11, 17)), "fr")


def test_every_reason_of_the_library_has_an_english_word() -> None:
    """A holiday that has no translation would show up in Chinese on an English page."""
    reasons = {status.why for year in range(2016, 2027) for status in CALENDAR.special_days(year)}
    assert {why for why in reasons if not in_words(why, "en").isascii()} == set()


def test_record_is_json_and_keeps_everything() -> None:
    """What is needed to explain the date and to compute it again."""
    pauses = [Pause(date(2024, 3, 6), date(2024, 3, 8))]
    rule = Rule(5, Unit.WORKING, cutoff=time(17, 30))
    record = json.loads(json.dumps(as_record(last_day(CALENDAR, date(2024, 3, 4), rule, pauses=pauses))))
    assert record["last_day"] == "2024-03-13"
    assert record["rule"]["cutoff"] == "17:30:00"
    assert record["pauses"] == [["2024-03-06", "2024-03-08"]]
    assert record["steps"][-1] == ["2024-03-13", 5, "工作日"]
