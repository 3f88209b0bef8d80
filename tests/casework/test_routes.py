"""Yunnan's three routes, on a real database: who files with whom, by when, and what is flagged."""

from datetime import date, time

import pytest

from casework.refused import BadInput
from statemachines.refusals import NeedsUnmet, NotYours
from tests.zones import FILED, YUNNAN, Zones

LAST_SECOND = time(23, 59, 59)
ATTESTS = ("符合性", "有效性")


def checked(yunnan: Zones, applicant: str, by: str) -> str:
    """A case that its recommending body has checked."""
    case = yunnan.apply(applicant)
    yunnan.submit(case, applicant)
    yunnan.accept(case, by, *ATTESTS)
    return case


def test_county_goes_through_its_own_office(yunnan: Zones) -> None:
    """P0.6: government, county office, prefecture bureau, province."""
    case = yunnan.apply("wuhua")
    assert yunnan.submit(case, "wuhua").state == "county_filing"
    with pytest.raises(NotYours):
        yunnan.act(case, "submit", "kunming")
    assert yunnan.act(case, "submit", "wuhua-office").state == "prefecture_check"
    assert yunnan.accept(case, "kunming", *ATTESTS).state == "recommendation"
    assert yunnan.recommend(case, "kunming").state == "site_check"


def test_park_files_with_the_bureau_of_its_own_prefecture(yunnan: Zones) -> None:
    """P0.4, P0.6."""
    case = yunnan.apply("park")
    assert yunnan.submit(case, "park").state == "prefecture_check"
    with pytest.raises(NotYours):
        yunnan.accept(case, "kunming", *ATTESTS)
    assert yunnan.accept(case, "qujing", *ATTESTS).state == "recommendation"


def test_new_area_takes_the_place_of_the_prefecture_for_its_own(yunnan: Zones) -> None:
    """P0.5, P0.9, A0-1: a park under its committee is checked and recommended by the committee, by nobody else."""
    case = yunnan.apply("airport")
    assert yunnan.submit(case, "airport").state == "prefecture_check"
    for other in ("kunming", "qujing", "prov"):
        with pytest.raises(NotYours):
            yunnan.act(case, "accept", other, attests=list(ATTESTS))
    yunnan.accept(case, "dianzhong", *ATTESTS)
    assert yunnan.recommend(case, "dianzhong").state == "site_check"


def test_new_area_has_no_say_in_the_cases_of_prefectures(yunnan: Zones) -> None:
    """P0.5: its mandate is for its own."""
    case = yunnan.apply("park")
    yunnan.submit(case, "park")
    with pytest.raises(NotYours):
        yunnan.act(case, "accept", "dianzhong", attests=list(ATTESTS))


def test_new_area_may_recommend_itself_and_both_actions_are_flagged(yunnan: Zones) -> None:
    """A0-1, A0-8: allowed; the record says so."""
    case = yunnan.apply("dianzhong")
    yunnan.submit(case, "dianzhong")
    accepted = yunnan.accept(case, "dianzhong", *ATTESTS)
    assert yunnan.payload(accepted)["flags"] == ["self_review", "attested_by_new_area"]
    assert yunnan.payload(yunnan.recommend(case, "dianzhong"))["flags"] == ["self_recommendation"]


def test_new_area_that_recommends_another_flags_only_who_attested(yunnan: Zones) -> None:
    """A0-8."""
    case = yunnan.apply("airport")
    yunnan.submit(case, "airport")
    assert yunnan.payload(yunnan.accept(case, "dianzhong", *ATTESTS))["flags"] == ["attested_by_new_area"]
    assert "flags" not in yunnan.payload(yunnan.recommend(case, "dianzhong"))


def test_prefecture_flags_nothing(yunnan: Zones) -> None:
    """P0.7."""
    case = yunnan.apply("park")
    yunnan.submit(case, "park")
    assert "flags" not in yunnan.payload(yunnan.accept(case, "qujing", *ATTESTS))


def test_first_deadline_is_over_at_midnight(yunnan: Zones) -> None:
    """P0.8, X1: until 24:00 of 17 November; then the draft lapses."""
    park, county, late = yunnan.apply("park"), yunnan.apply("wuhua"), yunnan.apply("park", object_no="Z-firm")
    yunnan.at(date(2023, 11, 17), LAST_SECOND)
    yunnan.submit(park, "park")
    yunnan.submit(county, "wuhua")
    yunnan.act(county, "submit", "wuhua-office")
    yunnan.at(date(2023, 11, 18), time(0))
    assert [yunnan.state(each) for each in (park, county)] == ["prefecture_check"] * 2
    assert yunnan.state(late) == "lapsed"


def test_county_office_is_bound_by_the_first_deadline_too(yunnan: Zones) -> None:
    """P0.8: what counts is the filing with the prefecture."""
    case = yunnan.apply("wuhua")
    yunnan.submit(case, "wuhua")
    assert yunnan.state(case) == "county_filing"
    yunnan.at(date(2023, 11, 18), time(0))
    assert yunnan.state(case) == "lapsed"


def test_first_deadline_does_not_bind_the_new_area(yunnan: Zones) -> None:
    """A0-2: its committee submits until 24:00 of 24 November; the round stays open for it."""
    case, late = yunnan.apply("dianzhong"), yunnan.apply("airport")
    yunnan.at(date(2023, 11, 18), time(0))
    assert yunnan.state(f"round:{yunnan.rounds[-1]}") == "open"
    yunnan.at(date(2023, 11, 24), LAST_SECOND)
    assert yunnan.submit(case, "dianzhong").state == "prefecture_check"
    yunnan.at(date(2023, 11, 25), time(0))
    assert yunnan.state(late) == "lapsed"
    assert yunnan.state(f"round:{yunnan.rounds[-1]}") == "closed"


def test_park_cannot_use_the_days_of_the_new_area(yunnan: Zones) -> None:
    """A0-2: the round is open still, the park's own deadline has passed."""
    case = yunnan.apply("park")
    yunnan.now = yunnan.now.replace(day=20)  # before the clock has looked
    with pytest.raises(NeedsUnmet, match="已过申报期限"):
        yunnan.submit(case, "park")


@pytest.mark.parametrize(("applicant", "by"), [("park", "qujing"), ("airport", "dianzhong")])
def test_recommendations_are_refused_after_the_second_deadline(
    yunnan: Zones, applicant: str, by: str
) -> None:
    """P0.9, X1."""
    first, second = checked(yunnan, applicant, by), yunnan.apply(applicant, object_no="Z-firm")
    yunnan.submit(second, applicant)
    yunnan.accept(second, by, *ATTESTS)
    yunnan.at(date(2023, 11, 24), LAST_SECOND)
    assert yunnan.recommend(first, by).state == "site_check"
    yunnan.at(date(2023, 11, 25), time(0))
    with pytest.raises(NeedsUnmet, match="已过推荐期限"):
        yunnan.recommend(second, by)


def test_enterprise_cannot_apply(yunnan: Zones) -> None:
    """P0.3: county governments and park committees only."""
    with pytest.raises(BadInput, match="不在申报范围内"):
        yunnan.apply("firm")


def test_fewer_than_three_bound_copies_are_refused(yunnan: Zones) -> None:
    """P0.19, A0-4: three bound copies and the electronic table; the electronic form is optional."""
    case = checked(yunnan, "park", "qujing")
    with pytest.raises(BadInput, match="2 copies"):
        yunnan.act(
            case, "recommend", "qujing", materials=[{"material": "bound", "copies": 2}, {"material": "table"}]
        )
    with pytest.raises(NeedsUnmet, match="推荐材料不齐"):
        yunnan.act(case, "recommend", "qujing", materials=FILED[YUNNAN][:1])
    assert yunnan.recommend(case, "qujing").state == "site_check"


def test_prefecture_passes_on_as_many_as_it_likes(yunnan: Zones) -> None:
    """P0.11: no quota is stated, so none is counted."""
    for number in ("park", "firm", "wuhua", "airport"):
        case = yunnan.apply("park", object_no=f"Z-{number}")
        yunnan.submit(case, "park")
        yunnan.accept(case, "qujing", *ATTESTS)
        assert yunnan.recommend(case, "qujing").state == "site_check"


def test_case_of_the_new_area_comes_to_its_title(yunnan: Zones) -> None:
    """P0.21 to P0.23: site, experts, evaluation, list, publicity of five working days, certification."""
    case = checked(yunnan, "airport", "dianzhong")
    yunnan.recommend(case, "dianzhong")
    yunnan.act(case, "pass_site_check", "prov", visited_on="2023-11-27")
    yunnan.score(case)
    assert yunnan.accept(case, "prov").state == "selection"
    yunnan.act(case, "select", "prov")
    yunnan.at(date(2023, 12, 1))
    published = yunnan.act(yunnan.list_of(case), "publish", "prov")
    assert published.last_day == "2023-12-08"
    yunnan.at(date(2023, 12, 9), time(0))
    assert yunnan.act(case, "certify", "prov").state == "certified"
