"""Judging a window that an announcement prints (公示自X日至Y日)."""

from dataclasses import dataclass, replace
from datetime import date

from calendars.counting import last_day, working_days_between
from calendars.days import plain_day, written
from calendars.lookup import Calendar
from calendars.rules import Rule, Unit
from calendars.wording import in_words


@dataclass(frozen=True, slots=True)
class WindowVerdict:
    """What is wrong with a printed window (errors), what is doubtful (warnings), and its working days.

    ok: no errors; working_days: the working days from its first to its last day, both included.
    """

    ok: bool
    errors: tuple[str, ...]
    warnings: tuple[str, ...]
    working_days: int


def check_window(
    calendar: Calendar,
    published: date,
    start: date,
    end: date,
    n: int,
    *,
    unit: Unit = Unit.WORKING,
    count_publication_day: bool = False,
    language: str = "zh",
) -> WindowVerdict:
    """Whether a printed window is in order for a publicity period of n units.

    published: the day of the announcement; start, end: the printed first and last day; n: the programme's
    length; language: of the texts, "zh" or "en". Errors: it starts before publication, ends before it starts,
    or ends on a rest day with working days. Warnings: it is shorter than n under the configured reading (the
    publication day counts or not), or a window of calendar days ends on a rest day. Raises UnknownYear for
    years without an arrangement, ValueError for a datetime, a length below 1 or another language. Source:
    periods.md, "How a publicity period is counted"; X3; Civil Code Art. 203 and 204.
    """
    for day in (published, start, end):
        plain_day(day)
    if n < 1:
        raise ValueError(f"a publicity period of {n}: the length must be at least 1")
    say = _Writer(language)
    errors = [say("early", start, published)] if start < published else []
    if end < start:
        return WindowVerdict(False, (*errors, say("reversed", end, start)), (), 0)
    warnings = []
    if end < (
        wanted := _wanted_end(calendar, published, start, Rule(n, unit, "after", count_publication_day))
    ):
        warnings.append(say("short", wanted, end))
    if not (status := calendar.status(end)).working:
        (errors if unit is Unit.WORKING else warnings).append(say("rest", end, status.why))
    return WindowVerdict(
        not errors, tuple(errors), tuple(warnings), working_days_between(calendar, start, end)
    )


def _wanted_end(calendar: Calendar, published: date, start: date, rule: Rule) -> date:
    """The day the window should reach: counted by the reading, or from its own first day if that is later."""
    if start > published:
        rule = replace(rule, count_first_day=True)
    return last_day(calendar, max(start, published), replace(rule, roll_end=False)).day


_TEXTS = {
    "zh": {
        "early": "公示自{}开始，早于发布日{}",
        "reversed": "公示止于{}，早于开始日{}",
        "short": "公示期不足：按设定的计算方式应至{}，公告只到{}",
        "rest": "公示末日{}是休息日（{}）",
    },
    "en": {
        "early": "the window starts on {}, before its publication on {}",
        "reversed": "the window ends on {}, before its start on {}",
        "short": "the window is too short: as configured it should last until {}, but it ends on {}",
        "rest": "the window's last day, {}, is a rest day ({})",
    },
}


class _Writer:
    """Writes the findings in one language."""

    def __init__(self, language: str) -> None:
        if language not in _TEXTS:
            raise ValueError(f"language {language!r} must be one of {', '.join(_TEXTS)}")
        self._language = language

    def __call__(self, finding: str, *facts: date | str) -> str:
        shown = [
            in_words(fact, self._language) if isinstance(fact, str) else written(fact, self._language)
            for fact in facts
        ]
        return _TEXTS[self._language][finding].format(*shown)
