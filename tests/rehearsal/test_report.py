"""What a rehearsal tells, on small rounds of real programmes."""

import json
from datetime import date
from typing import Any

import pytest

from calendars import Calendar, working_days_between
from rehearsal.rendering import as_json_text, as_text
from rehearsal.reporting.reading import ESTIMATED

Report = dict[str, Any]


def test_report_counts_every_case_once(standard: Report, shandong: Report) -> None:
    for report, cases in ((standard, 24), (shandong, 40)):
        apply = report["cases"]["apply"]
        assert apply["total"] == cases == sum(apply["by_end"].values())
        arrived = apply["by_end"].get("certified", 0)
        assert sum(each["cases"] for each in report["stopped"]) == cases - arrived


def test_report_says_that_the_record_is_sound(standard: Report, shandong: Report) -> None:
    for report in (standard, shandong):
        assert report["verification"]["ok"] is True
        assert report["verification"]["faults"] == 0
        assert report["verification"]["checked"]["entries"] == report["history"]["entries"]


def test_titles_add_up_year_by_year(standard: Report) -> None:
    titles = standard["titles"]
    assert titles["granted"] == sum(each["granted"] for each in titles["by_year"]) > 0
    assert titles["in_force"] == titles["granted"] - titles["revoked"] == titles["by_year"][-1]["in_force"]
    assert sum(titles["revoked_because"].values()) == titles["revoked"]


def test_assessments_are_opened_by_the_clock_every_year(standard: Report) -> None:
    opened = {each["year"]: each["opened"] for each in standard["assessments"]}
    assert opened["2021"] == standard["titles"]["granted"]
    assert opened["2022"] == standard["titles"]["by_year"][1]["in_force"]


def test_days_are_sealed_without_a_gap(standard: Report) -> None:
    assert standard["seals"]["first"] == "2020-01-01"
    assert standard["seals"]["last"] == standard["until"] == "2022-12-31"
    assert standard["seals"]["made"] == 366 + 365 + 365
    assert standard["letters"]["daily_seal"] == standard["seals"]["made"]


def test_quotas_are_those_of_the_notice_and_hold(shandong: Report) -> None:
    places = {each["region"]: each["places"] for each in shandong["quotas"]}
    assert len(places) == 16
    assert places["3701"] == places["3702"] == 3
    assert set(places.values()) == {2, 3}
    assert all(each["used"] <= each["places"] for each in shandong["quotas"])


def test_deadline_of_the_recommendation_fires_on_the_day_of_the_notice(shandong: Report) -> None:
    due = {each["rule"]: each for each in shandong["deadlines"]}
    assert set(due["submission"]["days"]) == {"2025-06-10"}
    assert set(due["recommendation"]["days"]) == {"2025-06-20"}


def test_publicity_lasts_five_working_days(shandong: Report, standard: Report) -> None:
    for each in (*shandong["publicity"], *standard["publicity"]):
        first, last = (date.fromisoformat(each[name]) for name in ("first_day", "last_day"))
        assert each["published"] < each["first_day"]
        assert working_days_between(Calendar(), first, last) == 5


def test_people_go_wrong_in_many_ways(shandong: Report) -> None:
    """What is dealt to applicants happens in every round; what is left to chance, a long test looks for."""
    assert {"late", "incomplete"} <= set(shandong["refusals"])
    assert len(shandong["refusals"]) >= 5
    assert shandong["discretion"]["bans"]


def test_suggested_and_assumed_values_are_shown(shandong: Report) -> None:
    assert [each["key"] for each in shandong["suggested"]] == ["apply.submission.due"]
    assumed = {each["where"]: each for each in shandong["assumed"]}
    assert assumed["waivers.1.by"]["value"] == "province"
    assert all(each["why"] for each in shandong["assumed"])


def test_dates_on_an_invented_arrangement_are_marked(past_the_known_years: Report) -> None:
    report = past_the_known_years
    assert report["calendar"]["invented_years"] == [2027]
    assert report["calendar"]["deadlines_recomputed"] > 0
    assert report["until"] == f"2027-04-30{ESTIMATED}"
    days = [day for each in report["deadlines"] for day in each["days"]]
    assert all(day.endswith(ESTIMATED) is day.startswith("2027") for day in days)
    assert any(day.startswith("2027") for day in days)
    assert report["reminders"]["set_aside"] == 0
    assert report["verification"]["ok"] is True


def test_json_has_sorted_keys_and_chinese(standard: Report) -> None:
    text = as_json_text([standard])
    assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=2, sort_keys=True)
    assert "标准认定程序" in text


@pytest.mark.parametrize("width", [60, 100, 200])
def test_text_keeps_to_its_width(standard: Report, past_the_known_years: Report, width: int) -> None:
    from rich.cells import cell_len

    text = as_text([standard, past_the_known_years], width)
    assert max(map(cell_len, text.splitlines())) <= width
    assert "2027-04-30≈" in text
    assert "自查 verified" in text
    assert "\x1b" not in text


def test_text_in_colour_says_the_same(standard: Report) -> None:
    from rich.text import Text

    plain = as_text([standard], 100)
    coloured = Text.from_ansi(as_text([standard], 100, colour=True)).plain
    assert [line.rstrip() for line in coloured.splitlines()] == plain.splitlines()
