"""Guangdong's pilot zones: who applies, who reviews, and how cities recommend."""

from datetime import date, time
from typing import Any

import pytest

from statemachines.definition.selector import matches
from statemachines.loader import Loaded
from statemachines.refusals import NeedsUnmet, NotYours


@pytest.fixture
def case(guangdong_case: Any) -> Any:
    """The hand-made case of this folder."""
    return guangdong_case


@pytest.fixture
def whole_city(guangdong_city: Any) -> Any:
    """The whole of a city."""
    return guangdong_city


def stage(guangdong: Loaded, wanted: str) -> Any:
    """A stage by its id."""
    return next(each for each in guangdong.programme.procedures["apply"].stages if each.id == wanted)


def test_case_walks_the_stages_in_the_order_of_the_notice(case: Any) -> None:
    """P3.10, P3.13: city, experts, defence, inspection, list, publicity, letter."""
    assert case.states() == [
        "submission", "city_review", "recommendation", "scoring", "scoring.draw", "scoring.open", "defence",
        "defence.held", "site_check", "selection", "publicity", "publicity.open", "certification", "certified",
    ]  # fmt: skip
    assert case.last.end.title == "granted"


def test_notice_is_dated_27_february_2019(guangdong: Loaded) -> None:
    """P3.1, X2."""
    notice = guangdong.programme.notice
    assert (notice.by, notice.dated) == ("province", date(2019, 2, 27))


def test_nine_cities_of_the_delta_are_admitted_and_nobody_else(guangdong: Loaded) -> None:
    """P3.1: the list is general knowledge, and says so."""
    city = guangdong.programme.facts["city"]
    assert (len(city.regions), city.others) == (9, "refuse")
    assert city.named("440106") == "广州市"
    assert city.named("440205") == "其他"
    assert "P3.1" in (city.assumed or "")


@pytest.mark.parametrize(
    ("kind", "unit"), [("authority", "全市"), ("government", "区县"), ("committee", "其他")]
)
def test_city_bureau_or_district_government_applies(guangdong: Loaded, kind: str, unit: str) -> None:
    """P3.2: read off the applicant."""
    fact = guangdong.programme.facts["unit"]
    assert fact.named("440600", kind) == unit
    assert fact.others == "refuse"


def quota(guangdong: Loaded, **facts: str) -> tuple[int, str | None]:
    quotas = stage(guangdong, "recommendation").quota
    holds = next(each for each in quotas if matches(each.for_, facts))
    return holds.max, holds.counts


@pytest.mark.parametrize(("city", "most"), [("广州市", 3), ("深圳市", 3), ("佛山市", 2), ("肇庆市", 2)])
def test_quota_is_three_for_guangzhou_and_shenzhen_and_two_elsewhere(
    guangdong: Loaded, city: str, most: int
) -> None:
    """P3.3: districts."""
    assert quota(guangdong, unit="区县", city=city) == (most, None)


@pytest.mark.parametrize("city", ["广州市", "佛山市"])
def test_whole_city_is_counted_apart(guangdong: Loaded, city: str) -> None:
    """A3-1: max_city_applications, one, assumed."""
    assert quota(guangdong, unit="全市", city=city) == (1, "max_city_applications")
    assert "A3-1" in (stage(guangdong, "recommendation").quota[0].assumed or "")


def test_joint_application_is_of_districts(guangdong: Loaded) -> None:
    """P3.8: optional, and not for a whole city."""
    partner = guangdong.programme.parties["partner"]
    assert (partner.is_, partner.optional, partner.for_) == ("joint", True, {"unit": ("区县",)})


def test_joint_applicants_agree_before_it_is_handed_in(case: Any) -> None:
    """P3.8: assumed, nobody is made one by another."""
    with pytest.raises(NeedsUnmet, match="未全部确认"):
        case.do("submit", "applicant", {"all_signed:submission": False})
    assert case.do("join", "partner").state == "submission"
    with pytest.raises(NeedsUnmet, match="已确认"):
        case.do("join", "partner", {"own_signature:submission": False})


@pytest.mark.parametrize("state", ["city_review", "recommendation"])
def test_case_waits_until_every_city_has_acted(case: Any, state: str) -> None:
    """A3-2: a contribution, recorded without moving the case, and nobody acts twice."""
    case.bring(state)
    action, given = ("accept", {"attests": ["真实性"]}) if state == "city_review" else ("recommend", {})
    case.do(action, "city", {f"others_left:{state}": True}, **given)
    assert case.state == state
    assert case.last.entry.event.endswith("_by_one")
    assert case.last.letters == ()
    with pytest.raises(NeedsUnmet, match="已办理"):
        case.do(action, "city", {f"own_turn:{state}": False}, **given)
    assert case.do(action, "city", **given).state != state


def test_joint_counts_is_a_switch(guangdong: Loaded) -> None:
    """A3-2: each, lead or none; each is assumed."""
    counts = stage(guangdong, "recommendation").joint_counts
    assert counts.given == "each"
    assert "A3-2" in (counts.assumed or "")


def test_city_answers_for_truth(case: Any) -> None:
    """P3.10, X5."""
    case.bring("city_review")
    with pytest.raises(NeedsUnmet, match="负责"):
        case.do("accept", "city", attests=[])
    with pytest.raises(NotYours):
        case.do("accept", "province", attests=["真实性"])


def test_city_that_applies_itself_is_flagged_when_it_reviews_and_recommends(whole_city: Any) -> None:
    """A3-4: allowed by the text."""
    whole_city.bring("city_review")
    whole_city.do("accept", "city", {"own_case:city_review": True}, attests=["真实性"])
    assert whole_city.last.entry.payload["flags"] == ["self_review"]
    whole_city.do("recommend", "city", {"own_case:recommendation": True})
    assert whole_city.last.entry.payload["flags"] == ["self_recommendation"]


def test_district_submits_by_the_day_of_the_round_and_a_city_by_the_printed_one(
    guangdong: Loaded, case: Any, whole_city: Any
) -> None:
    """P3.11: district to city is not stated, so a round sets it."""
    due = stage(guangdong, "submission").due
    assert (due.ask, due.is_) == ("round", None)
    assert case.subject.deadlines[0].last_day == date(2019, 4, 12)
    assert whole_city.subject.deadlines[0].last_day == date(2019, 4, 26)


@pytest.mark.parametrize(("day", "hour", "in_time"), [(26, time(23, 59, 59), True), (27, time(0), False)])
def test_recommendation_closes_at_midnight_after_26_april(
    case: Any, day: int, hour: time, in_time: bool
) -> None:
    """P3.11, X1, X2."""
    case.bring("recommendation").on(date(2019, 4, day), hour)
    if in_time:
        assert case.do("recommend", "city").state == "scoring"
    else:
        with pytest.raises(NeedsUnmet, match="已过推荐期限"):
            case.do("recommend", "city")


def test_five_copies_and_a_letter_of_each_city_go_to_the_province(guangdong: Loaded) -> None:
    """P3.10, P3.12: forms are not stated."""
    papers = guangdong.programme.materials
    assert {key: (each.from_, each.copies, each.form) for key, each in papers.items()} == {
        "application": ("applicant", None, ()),
        "tasks": ("applicant", None, ()),
        "set": ("city", 5, ()),
        "letter": ("city", None, ()),
    }
    assert papers["letter"].each == "bodies"
