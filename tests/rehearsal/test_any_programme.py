"""A programme that is data alone is rehearsed as well as those that come with shenbao."""

from datetime import date
from pathlib import Path

import pytest

from casework.refused import BadInput
from rehearsal import Order, rehearse, rehearse_all
from rehearsal.running import period
from statemachines.library import UnknownProgramme


def test_seventh_programme_is_rehearsed_by_its_data(seventh: Path) -> None:
    report = rehearse(Order("seventh", cases=30, folder=seventh))
    assert report["from"] == "2021-03-01"
    assert report["population"]["home"].startswith("云南省")
    assert report["cases"]["apply"]["by_end"]["certified"] > 0
    assert {each["rule"] for each in report["deadlines"]} >= {"submission", "publicity"}
    assert report["titles"]["revoked"] == 0
    assert report["verification"]["ok"] is True


def test_rehearsals_side_by_side_come_in_the_order_asked_for(seventh: Path) -> None:
    orders = [Order("seventh", cases=n, folder=seventh, until=date(2021, 3, 20)) for n in (3, 1)]
    reports = rehearse_all(orders)
    assert [report["cases_asked"] for report in reports] == [3, 1]
    assert reports[1] == rehearse(orders[1])


def test_one_case_is_enough(seventh: Path) -> None:
    report = rehearse(Order("seventh", cases=1, folder=seventh, until=date(2021, 4, 30)))
    assert report["cases"]["apply"]["total"] == 1


def test_rehearsal_that_ends_before_the_round_opens_has_none() -> None:
    report = rehearse(Order("standard", cases=3, until=date(2020, 1, 1)))
    assert report["rounds"] == []
    assert report["cases"] == {}


def test_period_follows_the_notice_or_the_years_of_assessment() -> None:
    assert period(Order("shandong_digital_clusters_2025")) == (date(2025, 5, 14), date(2028, 12, 31))
    assert period(Order("standard")) == (date(2020, 1, 1), date(2024, 12, 31))
    assert period(Order("guiyang_bigdata_bases")) == (date(2020, 1, 1), date(2025, 12, 31))
    assert period(Order("standard", start=date(2022, 5, 1))) == (date(2022, 5, 1), date(2026, 12, 31))


def test_round_does_not_open_after_its_own_deadline() -> None:
    late = Order("shandong_digital_clusters_2025", cases=3, start=date(2026, 6, 1))
    with pytest.raises(BadInput, match=r"apply\.submission\.due"):
        rehearse(late)


def test_unknown_programme_is_refused_with_the_nearest_id() -> None:
    with pytest.raises(UnknownProgramme, match="did you mean 'standard'"):
        rehearse(Order("standart"))
