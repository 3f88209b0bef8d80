"""`shenbao calendar`: what it prints where, and its exit status."""

import json
from collections.abc import Iterable
from datetime import date

import pytest
from typer.testing import CliRunner

import cli.calendar
from calendars import OverlayDay, arrangement

RUNNER = CliRunner()


def run(*arguments: str) -> tuple[int, str, str]:
    """The exit status, stdout and stderr of a command."""
    result = RUNNER.invoke(cli.calendar.app, list(arguments))
    return result.exit_code, result.stdout, result.stderr


def with_overlay(monkeypatch: pytest.MonkeyPatch, lines: Iterable[OverlayDay]) -> None:
    """Put lines where the composition root puts the overlay table."""
    monkeypatch.setattr(cli.calendar, "load_overlay", lambda: lines)


def test_last_day_prints_the_date_alone() -> None:
    """The example of the notices: five working days from Monday 4 March 2024."""
    assert run("last-day", "2024-03-04", "5") == (0, "2024-03-11\n", "")


@pytest.mark.parametrize(
    ("options", "day"),
    [
        (["--count-publication-day"], "2024-03-08"),
        (["--unit", "calendar"], "2024-03-11"),
        (["--unit", "calendar", "--no-roll"], "2024-03-09"),
    ],
)
def test_last_day_follows_its_options(options: list[str], day: str) -> None:
    """The switches of a programme, on the terminal."""
    assert run("last-day", "2024-03-04", "5", *options) == (0, f"{day}\n", "")


def test_last_day_explains_before_the_last_line() -> None:
    """The trace comes first; the date still stands alone at the end."""
    status, out, _ = run("last-day", "2024-03-04", "5", "--explain")
    lines = out.splitlines()
    assert status == 0
    assert lines[0] == "2024年3月4日 周一起5个工作日，当日不计入："
    assert lines[-1] == "2024-03-11"


def test_last_day_explains_in_english() -> None:
    """For engineers."""
    _, out, _ = run("last-day", "2024-03-04", "5", "--explain", "--language", "en")
    assert out.startswith("5 working days after 2024-03-04 Mon")


def test_last_day_as_json_carries_the_trace() -> None:
    """One object, with rule, trace and version of the calendar."""
    status, out, _ = run("last-day", "2024-03-04", "5", "--json")
    record = json.loads(out)
    assert status == 0
    assert (record["last_day"], record["provisional"], record["rule"]["n"]) == ("2024-03-11", False, 5)
    assert len(record["steps"]) == 8


@pytest.mark.parametrize("options", [[], ["--json"], ["--explain"]])
def test_last_day_in_an_unknown_year_prints_nothing_on_stdout(options: list[str]) -> None:
    """Exit status 3 and the reason on stderr, so that a script never takes a guess for a date."""
    status, out, err = run("last-day", "2026-12-30", "5", *options)
    assert (status, out) == (3, "")
    assert "2027 is not known" in err


def test_last_day_in_late_december_warns_that_it_is_provisional() -> None:
    """On stderr; the date is still the only thing on stdout."""
    status, out, err = run("last-day", "2026-12-20", "5")
    assert (status, out) == (0, "2026-12-25\n")
    assert "provisional" in err


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["2024-3-4", "5"], "2024-03-04"),
        (["20240304", "5"], "2024-03-04"),
        (["2024-02-30", "5"], "2024-02-30"),
        (["2024-03-04", "0"], "DAYS"),
        (["2024-03-04", "five"], "DAYS"),
        (["2024-03-04", "5", "--unit", "week"], "working or calendar"),
        (["2024-03-04", "5", "--region", "45"], "GB/T 2260"),
        (["2024-03-04", "5", "--language", "fr"], "zh or en"),
    ],
)
def test_last_day_refuses_bad_input(arguments: list[str], reason: str) -> None:
    """Exit status 2, what is wrong on stderr, nothing on stdout."""
    status, out, err = run("last-day", *arguments)
    assert (status, out) == (2, "")
    assert reason in err


def test_last_day_takes_the_overlay_of_a_region(monkeypatch: pytest.MonkeyPatch) -> None:
    """A day off of Guangxi moves an end there, and nowhere else."""
    with_overlay(monkeypatch, [OverlayDay(date(2024, 3, 11), False, "三月三", date(2024, 1, 5), "450000")])
    assert run("last-day", "2024-03-04", "5", "--region", "450100")[1] == "2024-03-12\n"
    assert run("last-day", "2024-03-04", "5")[1] == "2024-03-11\n"


def test_last_day_answers_once_the_overlay_knows_the_year(monkeypatch: pytest.MonkeyPatch) -> None:
    """The hook is read at each call, not when the module is imported."""
    assert run("last-day", "2026-12-30", "5")[0] == 3
    lines = arrangement(2027, [date(2027, 1, 1)], [], source="2027年通知", known_on=date(2026, 11, 4))
    with_overlay(monkeypatch, lines)
    assert run("last-day", "2026-12-30", "5") == (0, "2027-01-07\n", "")


def test_contradicting_overlay_is_a_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """It names the day and both sources."""
    day, known = date(2024, 3, 11), date(2024, 1, 5)
    with_overlay(monkeypatch, [OverlayDay(day, False, "甲", known), OverlayDay(day, True, "乙", known)])
    status, out, err = run("last-day", "2024-03-04", "5")
    assert (status, out) == (2, "")
    assert "2024-03-11" in err


def test_check_window_passes_with_a_warning() -> None:
    """Too short under the statutory reading: exit status 0, and said."""
    status, out, _ = run("check-window", "2024-03-04", "2024-03-04", "2024-03-08", "--days", "5")
    assert status == 0
    assert out.startswith("warning: 公示期不足")
    assert out.endswith("ok: 5 working days\n")


def test_check_window_passes_without_a_word_when_the_publication_day_counts() -> None:
    """The common practice, configured."""
    window = ["2024-03-04", "2024-03-04", "2024-03-08", "--days", "5", "--count-publication-day"]
    assert run("check-window", *window) == (0, "ok: 5 working days\n", "")


def test_check_window_fails_with_status_1() -> None:
    """A window before its publication, to a Saturday."""
    window = ["2024-03-05", "2024-03-04", "2024-03-09", "--days", "5", "--language", "en"]
    status, out, _ = run("check-window", *window)
    assert status == 1
    assert out.count("error: ") == 2
    assert "failed" in out


def test_check_window_as_json() -> None:
    """The verdict as one object, with the same exit status."""
    window = ["2024-03-05", "2024-03-04", "2024-03-08", "--days", "3", "--unit", "calendar", "--json"]
    status, out, _ = run("check-window", *window)
    verdict = json.loads(out)
    assert status == 1
    assert (verdict["ok"], len(verdict["errors"]), verdict["working_days"]) == (False, 1, 5)


def test_check_window_in_an_unknown_year() -> None:
    """No verdict, exit status 3, nothing on stdout."""
    status, out, err = run("check-window", "2027-03-01", "2027-03-01", "2027-03-05", "--days", "5")
    assert (status, out) == (3, "")
    assert "2027" in err


def test_show_lists_days_off_and_make_up_days() -> None:
    """Minus for rest, plus for a weekend that is worked."""
    status, out, _ = run("show", "2026")
    lines = out.splitlines()
    assert status == 0
    assert "- 2026年10月1日 周四  国庆节" in lines
    assert "+ 2026年10月10日 周六  调休上班" in lines
    assert len([line for line in lines if line.startswith("+")]) == 6


def test_show_as_json() -> None:
    """The same days for a program."""
    days = json.loads(run("show", "2026", "--json")[1])["days"]
    assert {"day": "2026-10-10", "working": True, "why": "调休上班"} in days


def test_show_refuses_an_unknown_year_and_a_wrong_language() -> None:
    """Status 3 and 2, and nothing half-printed."""
    assert run("show", "2027")[:2] == (3, "")
    assert run("show", "2026", "--language", "fr")[:2] == (2, "")
