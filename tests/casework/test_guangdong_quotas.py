"""Guangdong's recommendations, on a real database: places of cities and districts, deadlines, two at once."""

import threading
from collections.abc import Callable
from datetime import date, time

import pytest

from casework.acting import Done, act_many
from casework.refused import BadInput
from errors import ShenbaoError
from statemachines.refusals import NeedsUnmet
from tests.zones import Zones

Made = Callable[..., str]


def test_districts_of_guangzhou_have_three_places_and_of_foshan_two(guangdong: Zones, reviewed: Made) -> None:
    """P3.3."""
    for city, districts in {"guangzhou": ("gz3", "gz4", "gz5"), "foshan": ("fs4", "fs5")}.items():
        for each in districts:
            assert guangdong.recommend(reviewed(city, each), city).state == "scoring"
    for city, applicant in (("guangzhou", "gz6"), ("foshan", "fs7")):
        with pytest.raises(NeedsUnmet, match="名额已满"):
            guangdong.recommend(reviewed(city, applicant), city)
    assert (guangdong.used("guangzhou"), guangdong.used("foshan")) == (3, 2)


def test_whole_city_stands_outside_the_quota_of_its_districts(guangdong: Zones, reviewed: Made) -> None:
    """A3-1: one of them, counted apart; a second is refused."""
    for each in ("fs4", "fs5"):
        guangdong.recommend(reviewed("foshan", each), "foshan")
    assert guangdong.recommend(reviewed("foshan", "foshan"), "foshan").state == "scoring"
    assert guangdong.used("foshan", "recommendation.max_city_applications") == 1
    second = reviewed("foshan", "foshan", object_no="Z-fs7")
    with pytest.raises(NeedsUnmet, match="名额已满"):
        guangdong.recommend(second, "foshan")


def test_city_that_applies_reviews_itself_and_is_flagged(guangdong: Zones) -> None:
    """A3-4: allowed; the record says so."""
    case = guangdong.apply("foshan")
    guangdong.submit(case, "foshan")
    assert guangdong.payload(guangdong.accept(case, "foshan", "真实性"))["flags"] == ["self_review"]
    assert guangdong.payload(guangdong.recommend(case, "foshan"))["flags"] == ["self_recommendation"]


def test_whole_city_submits_until_the_second_deadline(guangdong: Zones) -> None:
    """P3.11: the round's own day binds the districts; a city has the printed one."""
    city, district = guangdong.apply("foshan"), guangdong.apply("fs4")
    guangdong.at(date(2019, 4, 13), time(0))
    assert guangdong.state(district) == "lapsed"
    guangdong.at(date(2019, 4, 26), time(23, 59, 59))
    assert guangdong.submit(city, "foshan").state == "city_review"


@pytest.mark.parametrize(("hour", "day", "in_time"), [(time(23, 59, 59), 26, True), (time(0), 27, False)])
def test_recommendation_closes_at_midnight_after_26_april(
    guangdong: Zones, reviewed: Made, hour: time, day: int, in_time: bool
) -> None:
    """P3.11, X1, X2: 24:00 in Shanghai."""
    case = reviewed("foshan", "fs4")
    guangdong.at(date(2019, 4, day), hour)
    if in_time:
        assert guangdong.recommend(case, "foshan").state == "scoring"
    else:
        with pytest.raises(NeedsUnmet, match="已过推荐期限"):
            guangdong.recommend(case, "foshan")


def test_district_outside_the_delta_cannot_apply(guangdong: Zones) -> None:
    """P3.1."""
    with pytest.raises(BadInput, match="不在申报范围内"):
        guangdong.apply("shaoguan")


def test_last_place_goes_to_one_of_two_at_once(guangdong: Zones, reviewed: Made) -> None:
    """P3.3: two officers press at the same moment; one is told that the quota is full, nothing is exceeded."""
    guangdong.recommend(reviewed("foshan", "fs4"), "foshan")
    cases = [reviewed("foshan", "fs5"), reviewed("guangzhou", "gz6", "fs7", others=("foshan",))]
    done, refused = raced(guangdong, cases)
    assert len(done) == 1
    assert "名额已满" in str(refused[0])
    assert guangdong.used("foshan") == 2


def raced(guangdong: Zones, cases: list[str]) -> tuple[list[Done], list[ShenbaoError]]:
    """What two threads do that recommend a case each: what came through, and what was refused."""
    start = threading.Barrier(len(cases))
    done: list[Done] = []
    refused: list[ShenbaoError] = []

    def press(case: str) -> None:
        start.wait()
        try:
            done.append(guangdong.recommend(case, "foshan"))
        except ShenbaoError as error:
            refused.append(error)

    threads = [threading.Thread(target=press, args=(case,)) for case in cases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return done, refused


def test_bulk_recommendation_stops_at_the_quota(guangdong: Zones, reviewed: Made) -> None:
    """P3.3: three at once for two places."""
    cases = [reviewed("foshan", each) for each in ("fs4", "fs5", "fs7")]
    papers = [{"material": "set", "copies": 5}, {"material": "letter"}]
    results = act_many(guangdong.service, cases, guangdong.asked("recommend", "foshan", materials=papers))
    assert [result.refused is None for result in results] == [True, True, False]
    assert isinstance(results[2].refused, ShenbaoError)
    assert guangdong.used("foshan") == 2


def test_round_shows_what_each_city_has_left(guangdong: Zones, reviewed: Made) -> None:
    """P3.3, A3-1: the places of districts, and the one of the whole city apart."""
    from casework.views.rounds import show_round

    guangdong.recommend(reviewed("foshan", "fs4"), "foshan")
    guangdong.recommend(reviewed("foshan", "foshan"), "foshan")
    lines = show_round(guangdong.service, guangdong.rounds[-1]).quotas
    own = {each.stage: (each.most, each.used, each.free) for each in lines if each.organisation == "foshan"}
    assert own == {"recommendation": (2, 1, 1), "recommendation.max_city_applications": (1, 1, 0)}
