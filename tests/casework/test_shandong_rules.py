"""Shandong's notice of 2025 as casework holds it: deadline, quotas, waivers, veto, papers."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from casework.refused import BadInput, Conflict, QuotaTaken
from statemachines.refusals import BadPayload, NeedsUnmet, Refusal
from tests.lands import Land, figures, judged, papers
from tests.proofs import Other, check_everything, row, rows
from tests.shandong import CLUSTER_FIGURES, JUDGED, cluster, operator, recommend, shandong
from tests.world import World


@pytest.fixture
def land(world: World) -> Land:
    """Shandong's round of 2025, the day after the notice."""
    return shandong(world)


def test_whole_way_to_the_certificate(land: Land) -> None:
    case = land.bring(cluster(land), "certified")
    assert row(land.world, "title", case_no=case[5:]).state == "in_force"
    assert land.world.state(case) == "certified"
    land.world.advance(3)
    check_everything(land.world)


@pytest.mark.parametrize(("moment", "taken"), [("15:59:59", True), ("16:00:00", False)])
def test_recommendation_is_taken_until_midnight_of_20_june_in_shanghai(
    land: Land, moment: str, taken: bool
) -> None:
    """23:59:59 in Shanghai is in time, 24:00 is not (P4.12, X1); nobody needs to have swept."""
    case = land.bring(cluster(land), "recommendation")
    land.world.now = datetime.fromisoformat(f"2025-06-20T{moment}+00:00")
    if taken:
        assert recommend(land, case).state == "province_review"
    else:
        with pytest.raises(NeedsUnmet, match="已过推荐期限"):
            recommend(land, case)


def test_submission_is_refused_in_a_round_that_is_over(land: Land) -> None:
    case = cluster(land)
    land.world.now = datetime(2025, 6, 10, 16, tzinfo=UTC)
    with pytest.raises(NeedsUnmet, match="已过申报期限"):
        land.bring(case, "city_review")
    land.world.sweep()
    assert land.world.state(case) == "lapsed"
    assert land.world.state(f"round:{land.round_no}") == "closed"


@pytest.mark.parametrize(("region", "places"), [("370102", 3), ("370202", 3), ("370602", 2)])
def test_quota_is_three_for_jinan_and_qingdao_and_two_elsewhere(land: Land, region: str, places: int) -> None:
    cases = [land.bring(cluster(land, region), "recommendation") for _ in range(places + 1)]
    for case in cases[:places]:
        recommend(land, case)
    with pytest.raises(NeedsUnmet, match="推荐名额已满"):
        recommend(land, cases[-1])
    assert land.world.state(cases[-1]) == "recommendation"


def test_quotas_of_cities_are_apart(land: Land) -> None:
    for region in ("370602", "370602", "370102"):
        recommend(land, land.bring(cluster(land, region), "recommendation"))
    assert {use.used for use in rows(land.world, "quota_use")} == {2, 1}


def test_two_officers_race_for_the_last_place_and_one_wins(land: Land) -> None:
    """Two processes recommend two clusters of Yantai at once, one place is left."""
    cases = [land.bring(cluster(land, "370602"), "recommendation") for _ in range(3)]
    recommend(land, cases[0])
    body = """
say(act(arguments[0], "recommend", "city3", materials=[{"material": "summary"}, {"material": "letter"}]))
"""
    others = [Other(land.world, body, case) for case in cases[1:]]
    for other in others:
        other.go()
    said = sorted(other.ended() for other in others)
    assert said[1] == "recommended"
    assert said[0] in ("NeedsUnmet", "QuotaTaken")
    assert row(land.world, "quota_use").used == 2
    check_everything(land.world)


def test_place_that_was_taken_in_between_is_a_conflict(land: Land) -> None:
    """Both decided that a place was free; the second finds it taken when it writes."""
    from casework.acting import carry_out, plan_action

    world = land.world
    cases = [land.bring(cluster(land, "370602"), "recommendation") for _ in range(3)]
    recommend(land, cases[0])
    payload = {"materials": papers("summary", "letter")}
    with world.store.reading() as connection:
        stale = plan_action(world.service, connection, cases[2], world.asked("recommend", "city3", **payload))
    recommend(land, cases[1])
    with pytest.raises(QuotaTaken, match="推荐名额"), world.store.writing() as connection:
        carry_out(world.service, connection, stale)
    assert issubclass(QuotaTaken, Conflict)
    assert world.state(cases[2]) == "recommendation"


def weak(land: Land, main_field: str) -> str:
    """A case at the city's review whose revenue is too small (condition 二)."""
    case = cluster(land, main_field=main_field)
    land.act(
        case, "submit", operator(land, case), materials=papers("application", "evidence"),
        indicators=figures({**CLUSTER_FIGURES, "revenue": "49.99"}),
    )  # fmt: skip
    land.act(case, "judge", "city", findings=judged(*JUDGED))
    return case


def test_failed_threshold_bars_acceptance(land: Land) -> None:
    with pytest.raises(NeedsUnmet, match="条件未满足"):
        land.act(weak(land, "高端软件"), "accept", "city", attests=["真实性", "合规性"])


def test_waiver_is_only_for_the_fields_and_conditions_named(land: Land) -> None:
    with pytest.raises(NeedsUnmet, match="不可放宽"):
        land.act(weak(land, "高端软件"), "request_waiver", "city", criterion="scale", reason="核心领域")
    with pytest.raises(NeedsUnmet, match="不可放宽"):
        land.act(weak(land, "集成电路"), "request_waiver", "city", criterion="standing", reason="核心领域")


def test_city_passes_on_with_a_waiver_requested_and_the_province_decides(land: Land) -> None:
    """Asked for by the city it carries the case to the province, where it counts only once it is granted (A4-2)."""
    case = weak(land, "人工智能")
    with pytest.raises(Refusal):
        land.act(case, "waive", "city", criterion="scale", reason="市局不得放宽")
    land.act(case, "request_waiver", "city", criterion="scale", reason="前沿领域")
    land.act(case, "accept", "city", attests=["真实性", "合规性"])
    recommend(land, case)
    land.act(case, "judge", "prov", findings=judged(*JUDGED))
    with pytest.raises(NeedsUnmet, match="条件未满足"):
        land.act(case, "accept", "prov")
    land.act(case, "waive", "prov", criterion="scale", reason="同意放宽")
    assert land.act(case, "accept", "prov").state == "scoring"
    kinds = {
        found.kind for found in rows(land.world, "finding", case_no=case[5:]) if found.criterion == "scale"
    }
    assert kinds == {"waiver_requested", "waiver"}


def test_waiver_that_is_not_granted_ends_in_rejection(land: Land) -> None:
    case = weak(land, "集成电路")
    land.act(case, "request_waiver", "city", criterion="scale", reason="核心领域")
    land.act(case, "accept", "city", attests=["真实性", "合规性"])
    recommend(land, case)
    assert land.act(case, "reject", "prov", reason="不同意放宽").state == "rejected"


def test_soft_rule_may_be_overridden_with_a_reason_and_only_a_soft_one(land: Land) -> None:
    """In principle twenty firms (P4.4, X6)."""
    case = cluster(land)
    land.act(
        case, "submit", operator(land, case), materials=papers("application", "evidence"),
        indicators=figures({**CLUSTER_FIGURES, "firms": 19}),
    )  # fmt: skip
    land.act(case, "judge", "city", findings=judged(*JUDGED))
    with pytest.raises(NeedsUnmet):
        land.act(case, "accept", "city", attests=["真实性", "合规性"])
    before = land.world.counts()
    with pytest.raises(BadInput, match=r"scale\.2"):
        land.act(case, "override_soft", "city", criterion="scale.1", reason="想放宽硬条件")
    with pytest.raises(BadPayload, match="reason"):
        land.act(case, "override_soft", "city", criterion="scale.2")
    assert land.world.counts() == before
    land.act(case, "override_soft", "city", criterion="scale.2", reason="龙头突出")
    assert land.act(case, "accept", "city", attests=["真实性", "合规性"]).state == "recommendation"


def test_veto_bars_whatever_else_is_met(land: Land) -> None:
    case = land.bring(cluster(land), "city_review")
    land.act(case, "judge", "city", findings=[*judged(*JUDGED[:-1]), *judged("safety", met=False)])
    with pytest.raises(NeedsUnmet, match="条件未满足"):
        land.act(case, "accept", "city", attests=["真实性", "合规性"])


def test_city_answers_for_truth_and_compliance_both(land: Land) -> None:
    case = land.bring(cluster(land), "city_review")
    land.act(case, "judge", "city", findings=judged(*JUDGED))
    with pytest.raises(NeedsUnmet, match="负责"):
        land.act(case, "accept", "city", attests=["真实性"])
    land.act(case, "accept", "city", attests=["真实性", "合规性"])
    assert row(land.world, "contribution").payload == {"attests": ["真实性", "合规性"]}


@pytest.mark.parametrize(
    ("paper", "says"),
    [
        ({"material": "sensitive", "file_name": "机密.pdf"}, "机要渠道"),
        ({"material": "sensitive", "file_digest": "ab" * 32}, "机要渠道"),
        ({"material": "application", "form": "paper"}, "electronic"),
        ({"material": "aplication"}, "application"),
        ({"material": "application", "copies": -1}, "copies"),
        ({"material": "application", "copies": "three"}, "copies"),
        ({"material": "application", "file_name": 7}, "file_name"),
    ],
)
def test_paper_that_may_not_come_this_way_is_refused(land: Land, paper: dict[str, Any], says: str) -> None:
    """Confidential material is never uploaded (P4.11), paper is not taken (P4.10); nothing is kept."""
    case = cluster(land)
    before = land.world.counts()
    with pytest.raises(BadInput, match=says):
        land.act(case, "provide", operator(land, case), materials=[paper])
    assert land.world.counts() == before


def test_confidential_material_is_recorded_without_a_file(land: Land) -> None:
    case = cluster(land)
    land.act(case, "provide", operator(land, case), materials=papers("sensitive"))
    kept = row(land.world, "material", case_no=case[5:])
    assert (kept.channel, kept.file_name, kept.file_digest) == ("confidential", "", "")


def test_evidence_for_each_figure_stands_for_the_evidence(land: Land) -> None:
    case = cluster(land)
    parts = [f"evidence.{name}" for name in CLUSTER_FIGURES]
    all_but_one = papers("application", *parts[1:])
    with pytest.raises(NeedsUnmet, match="材料不齐"):
        land.act(
            case, "submit", operator(land, case), materials=all_but_one, indicators=figures(CLUSTER_FIGURES)
        )
    land.act(
        case,
        "submit",
        operator(land, case),
        materials=papers("application", *parts),
        indicators=figures(CLUSTER_FIGURES),
    )
    assert land.world.state(case) == "city_review"


def test_whether_a_site_check_is_necessary_is_decided_with_a_reason(land: Land) -> None:
    case = land.bring(cluster(land), "site_check")
    with pytest.raises(BadPayload, match="reason"):
        land.act(case, "dispense_with_site_check", "prov")
    land.act(case, "require_site_check", "prov", reason="数据存疑")
    assert (
        land.act(case, "fail_site_check", "prov", visited_on="2025-05-20", reason="不实").state == "selection"
    )
    visit = row(land.world, "site_visit", case_no=case[5:])
    assert (visit.needed, visit.passed, visit.visited_on) == (True, False, date(2025, 5, 20))
