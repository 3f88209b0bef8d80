"""Invented organisations, places, figures and shares."""

from datetime import UTC, date, datetime
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from rehearsal.codes import ENTERPRISE, Codes
from rehearsal.figures import choices_of, invent, needs_of
from rehearsal.places import counties, home_of, prefectures
from rehearsal.policy import HOLDERS, MISHAPS, deck
from rehearsal.population import Population
from rehearsal.workdays import Workdays, midnight
from statemachines.criteria import evaluate_all, hard_failures, soft_failures
from statemachines.definition.programme import REWARD
from statemachines.library import all_ids, folder_of
from statemachines.loader import load_folder

PROGRAMMES = {id: load_folder(folder_of(id)).programme for id in all_ids()}
WITHOUT_CLAIMS = sorted(id for id, each in PROGRAMMES.items() if REWARD not in each.facts)


def test_codes_are_valid_and_differ() -> None:
    codes = Codes()
    given = [codes.next("370102", ENTERPRISE) for _ in range(50)]
    assert all(map(uscc.is_valid, given))
    assert len(set(given)) == 50


def test_shandong_has_sixteen_prefectures() -> None:
    codes = [place.code for place in prefectures("37")]
    assert len(codes) == 16
    assert (codes[0], codes[-1]) == ("370100", "371700")
    assert "371200" not in codes  # Laiwu became part of Jinan in 2018


def test_guiyang_has_its_ten_districts() -> None:
    names = {place.name for place in counties("5201")}
    assert {"南明区", "观山湖区", "清镇市"} <= names
    assert len(names) == 10


def test_prefecture_without_counties_stands_for_itself() -> None:
    assert [place.code for place in counties("4419")] == ["441900"]


@pytest.mark.parametrize(
    ("programme", "code"),
    [
        ("standard", "370000"),
        ("guiyang_bigdata_bases", "520100"),
        ("shandong_digital_clusters_2025", "370000"),
        ("yunnan_bigdata_zones_2023", "530000"),
        ("guangdong_pilot_zones_2019", "440000"),
        ("shiyan_digital_measures_2022", "420300"),
    ],
)
def test_home_is_where_the_programme_names_it(programme: str, code: str) -> None:
    assert home_of(PROGRAMMES[programme]).code == code


def test_every_body_has_an_office_for_every_applicant() -> None:
    for programme in PROGRAMMES.values():
        people = Population(programme, Random(3), datetime(2020, 1, 1, tzinfo=UTC), 10)
        people.settle()
        for number in range(20):
            applicant, _ = people.applicant(number)
            region = people.regions[applicant]
            for body, offices in people.offices.items():
                if programme.bodies[body].level == "county" and region.endswith("00"):
                    continue  # nobody of a county has to do with who applies for more than one
                assert any(region.startswith(office.prefix) for office in offices), (
                    programme.programme,
                    body,
                )


@pytest.mark.parametrize("programme", WITHOUT_CLAIMS)
@given(seed=st.integers(0, 10_000))
def test_invented_figures_meet_every_threshold(programme: str, seed: int) -> None:
    definition = PROGRAMMES[programme]
    figures = invent(definition, Random(seed))
    found = evaluate_all(definition.criteria, figures, {}, {"main_field": "高端软件"})
    assert not hard_failures(found)
    assert not soft_failures(found)


@pytest.mark.parametrize("programme", WITHOUT_CLAIMS)
@pytest.mark.parametrize("soft", [False, True])
@given(seed=st.integers(0, 10_000))
def test_invented_figures_miss_the_threshold_asked_for(programme: str, soft: bool, seed: int) -> None:
    definition = PROGRAMMES[programme]
    for criterion, need in needs_of(definition.criteria, soft=soft):
        found = evaluate_all(definition.criteria, invent(definition, Random(seed), need), {}, {})
        missed = soft_failures(found) if soft else hard_failures(found)
        assert [each.path.partition(".")[0] for each in missed] == [criterion]


@given(seed=st.integers(0, 10_000))
def test_choice_is_missed_by_one(seed: int) -> None:
    """P3.5: at least six of nine tasks; own ones do not count (A3-5)."""
    definition = PROGRAMMES["guangdong_pilot_zones_2019"]
    (tasks,) = choices_of(definition.criteria)
    names = {leaf.need.left for leaf in tasks.leaves() if leaf.need}
    enough, short = (invent(definition, Random(seed), failing) for failing in (None, tasks))
    assert 6 <= sum(enough[name] for name in names) <= 9
    assert sum(short[name] for name in names) == 5
    assert hard_failures(evaluate_all(definition.criteria, short, {}, {}))


@given(size=st.integers(1, 400), seed=st.integers(0, 100))
def test_deck_has_the_shares_it_is_given(size: int, seed: int) -> None:
    cards = deck(Random(seed), MISHAPS, size, "sound")
    assert len(cards) == size
    for name, share in MISHAPS.items():
        assert abs(cards.count(name) - share * size) <= 1


def test_holders_fail_by_both_roads() -> None:
    assert {"steady", "stumbling", "slipping"} == set(HOLDERS)


def test_workdays_count_make_up_days_and_holidays() -> None:
    days = Workdays(2020, 2021)
    assert days.after(date(2020, 4, 24), 1) == date(2020, 4, 26)  # a Sunday worked for Labour Day
    assert days.after(date(2020, 4, 26), -1) == date(2020, 4, 24)
    assert days.between(date(2020, 4, 30), date(2020, 5, 6)) == 1
    assert days.on_or_after(date(2020, 5, 1)) == date(2020, 5, 6)
    assert midnight(date(2020, 1, 1)) == datetime(2019, 12, 31, 16, tzinfo=UTC)


def test_workdays_end_with_the_last_year() -> None:
    assert Workdays(2020, 2020).after(date(2020, 12, 30), 50) == date(2020, 12, 31)
