"""Joint applications in Guangdong, on a real database: several districts, several cities, a word from each."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import insert

from casework.refused import BadInput
from models.base import metadata
from statemachines.refusals import NeedsUnmet, NotYours
from tests.zones import GUANGDONG, PAPERS, Zones, codes

LETTER = [{"material": "letter"}]
Made = Callable[..., str]


@pytest.mark.parametrize(
    ("applicant", "partners", "why"),
    [
        ("gz6", ("foshan",), "不能参加"),
        ("guangzhou", ("fs4",), "不能参加"),
        ("gz6", ("gz6",), "重复"),
        ("gz6", ("fs4", "fs4"), "重复"),
        ("gz6", ("shaoguan",), "不在申报范围内"),
    ],
)
def test_only_several_districts_of_the_delta_apply_jointly(
    guangdong: Zones, applicant: str, partners: tuple[str, ...], why: str
) -> None:
    """P3.8: districts and counties, two or more different ones."""
    guangdong.open_round()
    before = guangdong.counts()
    with pytest.raises(BadInput, match=why):
        guangdong.apply(applicant, *partners)
    assert guangdong.counts() == before


def test_joint_application_waits_for_the_word_of_every_applicant(guangdong: Zones) -> None:
    """P3.8: nobody is made a joint applicant by another."""
    case = guangdong.apply("gz6", "fs5", "zh2")
    guangdong.act(case, "join", "fs5-a")
    with pytest.raises(NeedsUnmet, match="已确认"):
        guangdong.act(case, "join", "fs5-a")
    with pytest.raises(NotYours):
        guangdong.act(case, "join", "fs4-a")
    with pytest.raises(NeedsUnmet, match="未全部确认"):
        guangdong.submit(case, "gz6")
    guangdong.act(case, "join", "zh2-a")
    assert guangdong.submit(case, "gz6").state == "city_review"


def test_opening_of_a_joint_application_names_the_partners(guangdong: Zones) -> None:
    """The first entry of its history, and so the chain, holds their codes."""
    from casework.views.histories import history_of

    case, no = guangdong.apply("gz6", "zh2", "fs5"), codes(GUANGDONG)
    assert history_of(guangdong.service, case)[0].payload["partners"] == sorted((no["fs5"], no["zh2"]))


def test_every_city_reviews_before_the_case_moves_on(guangdong: Zones) -> None:
    """P3.10, A3-2: contributions until all are there; nobody acts twice, no third city has a say."""
    case = guangdong.apply("gz6", "fs5")
    guangdong.act(case, "join", "fs5-a")
    guangdong.submit(case, "gz6")
    first = guangdong.accept(case, "foshan", "真实性")
    assert (first.event, first.state) == ("accepted_by_one", "city_review")
    with pytest.raises(NeedsUnmet, match="已办理"):
        guangdong.act(case, "accept", "foshan", attests=["真实性"])
    with pytest.raises(NotYours):
        guangdong.act(case, "accept", "zhuhai", attests=["真实性"])
    assert guangdong.accept(case, "guangzhou", "真实性").state == "recommendation"


def test_case_that_was_returned_is_reviewed_anew_by_every_city(guangdong: Zones) -> None:
    """What was corrected is another application than the one first accepted."""
    case = guangdong.apply("gz6", "fs5")
    guangdong.act(case, "join", "fs5-a")
    guangdong.submit(case, "gz6")
    guangdong.accept(case, "foshan", "真实性")
    guangdong.act(case, "return_for_correction", "guangzhou", reason="缺附件", clock="continue")
    guangdong.act(case, "resubmit", "gz6-a", materials=PAPERS[GUANGDONG])
    assert guangdong.accept(case, "guangzhou", "真实性").state == "city_review"
    assert guangdong.accept(case, "foshan", "真实性").state == "recommendation"


def test_every_city_recommends_and_each_gives_a_place(guangdong: Zones, joint: str) -> None:
    """A3-2: counted in each participating city, in no other."""
    first = guangdong.recommend(joint, "foshan")
    assert (first.event, first.state) == ("recommended_by_one", "recommendation")
    assert (guangdong.used("foshan"), guangdong.used("guangzhou")) == (1, 0)
    second = guangdong.act(joint, "recommend", "guangzhou", materials=LETTER)
    assert (second.event, second.state) == ("recommended", "scoring")
    assert [guangdong.used(city) for city in ("foshan", "guangzhou", "zhuhai")] == [1, 1, 0]


def test_each_city_writes_its_own_letter(guangdong: Zones, joint: str) -> None:
    """A3-2: the set is filed once; the letter of one city does not stand for that of another."""
    guangdong.recommend(joint, "foshan")
    with pytest.raises(NeedsUnmet, match="推荐材料不齐"):
        guangdong.act(joint, "recommend", "guangzhou")
    assert guangdong.act(joint, "recommend", "guangzhou", materials=LETTER).state == "scoring"


def test_city_does_not_recommend_twice(guangdong: Zones, joint: str) -> None:
    """A second recommendation would take a second place."""
    guangdong.recommend(joint, "foshan")
    with pytest.raises(NeedsUnmet, match="已办理"):
        guangdong.recommend(joint, "foshan")
    assert guangdong.used("foshan") == 1


def test_joint_application_is_counted_by_the_quota_of_each_city(
    guangdong: Zones, reviewed: Made, joint: str
) -> None:
    """A3-2: Foshan is full with two, though Guangzhou, where the lead applicant is, has three places."""
    for each in ("fs4", "fs7"):
        guangdong.recommend(reviewed("foshan", each), "foshan")
    with pytest.raises(NeedsUnmet, match="名额已满"):
        guangdong.recommend(joint, "foshan")
    guangdong.recommend(joint, "guangzhou")
    assert guangdong.state(joint) == "recommendation"


def test_city_that_declines_ends_the_case_and_frees_the_place_of_the_other(
    guangdong: Zones, joint: str
) -> None:
    """A3-2: without a letter of each there is no joint application."""
    guangdong.recommend(joint, "foshan")
    assert guangdong.act(joint, "decline", "guangzhou", reason="不予推荐").state == "not_recommended"
    assert (guangdong.used("foshan"), guangdong.used("guangzhou")) == (0, 0)


def test_two_districts_of_one_city_take_one_place(guangdong: Zones, reviewed: Made) -> None:
    """P3.8, A3-2: one city, one recommendation, one place."""
    case = reviewed("foshan", "fs4", "fs5")
    assert guangdong.recommend(case, "foshan").state == "scoring"
    assert guangdong.used("foshan") == 1


def test_joint_case_waits_in_the_queue_of_every_city(guangdong: Zones, joint: str) -> None:
    """Whoever has to act finds it, whatever the lead applicant's region is."""
    from casework.views.queue import queue_of

    for city in ("guangzhou", "foshan"):
        assert joint in [item.subject for item in queue_of(guangdong.service, city, guangdong.now).items]
    assert queue_of(guangdong.service, "zhuhai", guangdong.now).items == ()
    guangdong.recommend(joint, "foshan")
    assert queue_of(guangdong.service, "foshan", guangdong.now).items == ()  # it has done its part
    assert joint in [item.subject for item in queue_of(guangdong.service, "guangzhou", guangdong.now).items]


def test_banned_partner_bars_a_joint_application(guangdong: Zones) -> None:
    """A ban of any programme binds whoever applies, also as one of several."""
    no = codes(GUANGDONG)
    case = guangdong.apply("gz6", "fs5")
    guangdong.act(case, "join", "fs5-a")
    row = {
        "no": "S1", "programme": GUANGDONG, "cause": "false_material", "case_no": case.partition(":")[2],
        "party_role": "applicant", "party": no["fs5"], "found_on": date(2019, 3, 1), "from_on": date(2019, 3, 1),
        "until_on": date(2022, 3, 1), "announced": False, "flagged": False,
    }  # fmt: skip
    with guangdong.store.writing() as connection:
        connection.execute(insert(metadata.tables["sanction"]), row)
    with pytest.raises(NeedsUnmet, match="禁止申报期"):
        guangdong.submit(case, "gz6")
