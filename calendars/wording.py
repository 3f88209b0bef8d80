"""Dates that explain themselves: the trace as text."""

from datetime import date

from calendars.days import ONE_DAY, written
from calendars.rules import LastDay, Rule, Step, Unit

_UNITS = {
    "zh": {Unit.WORKING: "个工作日", Unit.CALENDAR: "个自然日", Unit.MONTH: "个月", Unit.YEAR: "年"},
    "en": {
        Unit.WORKING: "working days",
        Unit.CALENDAR: "calendar days",
        Unit.MONTH: "months",
        Unit.YEAR: "years",
    },
}
_MEASURES_ZH = {Unit.WORKING: "日", Unit.CALENDAR: "日", Unit.MONTH: "个月", Unit.YEAR: "年"}
# The trace keeps its reasons in Chinese; sources of an overlay stay as the notice is called.
_REASONS_EN = {
    "工作日": "working day",
    "周六": "Saturday",
    "周日": "Sunday",
    "调休上班": "make-up working day",
    "元旦": "New Year's Day",
    "除夕": "New Year's Eve (lunar)",
    "春节": "Spring Festival",
    "清明": "Tomb-sweeping Day",
    "劳动节": "Labour Day",
    "端午": "Dragon Boat Festival",
    "中秋": "Mid-autumn Festival",
    "国庆节": "National Day",
    "推定": "estimated",
    "中止计时": "clock stopped",
    "末日顺延": "the end rolls on",
    "自然日": "calendar day",
    "起算当日": "the start day",
    "起算当日不计入": "the start day is not counted",
    "载明的日期": "date printed in the notice",
    "到期月的对应日": "corresponding day of the last month",
    "到期年的对应日": "corresponding day of the last year",
}


def explain(last: LastDay, language: str = "zh") -> str:
    """The trace of a period as text for people, one day a line.

    language: "zh" or "en"; any other raises ValueError. Source: design.md, rule 7.
    """
    if language not in _UNITS:
        raise ValueError(f"language {language!r} must be one of {', '.join(_UNITS)}")
    heading = in_short(last.rule, last.start, language) + ("：" if language == "zh" else ":")
    lines = [heading, *_step_lines(last, language), _ending(last, language)]
    if last.provisional:
        lines.append(_PROVISIONAL[language])
    lines.append(_VERSION[language].format(last.calendar_version))
    return "\n".join(lines)


_PROVISIONAL = {
    "zh": "暂定：所依据的放假安排尚未公布，或可能被下一年度的通知改动；不得据此作逾期处理。",
    "en": "Provisional: it rests on days that no announced arrangement settles; nothing may expire from it.",
}
_VERSION = {"zh": "日历版本：{}", "en": "Calendar: {}"}


def in_short(rule: Rule, start: date, language: str = "zh") -> str:
    """A period in one line, as it is counted from its first day: “2026年3月4日 周三起10个工作日，当日不计入”."""
    if rule.n == 0:
        return written(start, language)
    if language == "zh":
        side = "起" if rule.direction == "after" else "前"
        counted = "当日计入" if rule.count_first_day else "当日不计入"
        return f"{written(start)}{side}{rule.n}{_UNITS['zh'][rule.unit]}，{counted}"
    counted = "that day counted" if rule.count_first_day else "that day not counted"
    return f"{_amount(rule)} {rule.direction} {written(start, language)}, {counted}"


def _amount(rule: Rule) -> str:
    """A number of units in English: 1 working day, 5 working days."""
    unit = _UNITS["en"][rule.unit]
    return f"{rule.n} {unit if rule.n != 1 else unit.removesuffix('s')}"


def _step_lines(last: LastDay, language: str) -> list[str]:
    """One line a step, and an ellipsis where days were left out."""
    lines: list[str] = []
    before: date | None = None
    for step in last.steps:
        if before is not None and abs(step.day - before) > ONE_DAY:
            lines.append("  ……" if language == "zh" else "  ...")
        lines.append(_step_line(step, last.rule.unit, language))
        before = step.day
    return lines


def _step_line(step: Step, unit: Unit, language: str) -> str:
    """The day, its number or a dash, and the reasons."""
    if language == "zh":
        number = "不计" if step.counted is None else f"第{step.counted}{_MEASURES_ZH[unit]}"
        return f"  {written(step.day)}  {number}  {step.why}"
    number = "-" if step.counted is None else str(step.counted)
    return f"  {written(step.day, language)}  {number}  {in_words(step.why, language)}"


def in_words(why: str, language: str) -> str:
    """The reasons of a step or a day in a language; names of sources stay as they are."""
    if language == "zh":
        return why
    return ", ".join(_REASONS_EN.get(word, word) for part in why.split("；") for word in part.split("、"))


def _ending(last: LastDay, language: str) -> str:
    """The last day and its hour."""
    shown = "24:00" if last.rule.cutoff is None else last.rule.cutoff.strftime("%H:%M")
    if language == "zh":
        return f"末日：{written(last.day)}，截止{shown}"
    return f"Last day: {written(last.day, language)}, until {shown}"
