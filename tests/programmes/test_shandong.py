"""Shandong's digital industry clusters: from the call over the city's recommendation to the experts' scores."""

from datetime import date, time
from typing import Any

import pytest

from statemachines.definition.selector import matches
from statemachines.loader import Loaded
from statemachines.machine import CLOCK
from statemachines.refusals import BadPayload, NeedsUnmet, NotYours
from statemachines.stages.recommendation import Recommendation

POINTS = {f"points.{item}": 18 for item in ("positioning", "scale", "chain", "innovation", "services")}

ATTESTS = ["真实性", "合规性"]


@pytest.fixture
def case(shandong_case: Any) -> Any:
    """The hand-made case of this folder."""
    return shandong_case


def test_case_walks_the_stages_in_the_order_of_the_notice(case: Any) -> None:
    """P4.12, P4.14 to P4.18: city first, then re-review, experts, list, publicity, certification."""
    assert case.states() == [
        "submission", "city_review", "recommendation", "province_review", "scoring", "scoring.draw", "scoring.open",
        "site_check", "selection", "publicity", "publicity.open", "certification", "certified",
    ]  # fmt: skip
    assert case.effect("grant_title") == {"title": "cluster"}
    assert case.last.end.title == "granted"


def test_notice_is_dated_and_issued_by_the_province(shandong: Loaded) -> None:
    """P4, X2: the year of the deadlines is the notice's own."""
    assert (shandong.programme.notice.by, shandong.programme.notice.dated) == ("province", date(2025, 5, 14))


def test_operating_body_applies_for_a_cluster_apart_from_it(shandong: Loaded, case: Any) -> None:
    """P4.2: the operator acts, the case is about the cluster."""
    parties = shandong.programme.parties
    assert (parties["operator"].is_, parties["cluster"].is_) == ("applicant", "object")
    assert shandong.programme.procedures["apply"].about == "cluster"
    with pytest.raises(NotYours):
        case.do("submit", "city")


@pytest.mark.parametrize(("state", "by"), [("city_review", "city"), ("province_review", "province")])
def test_soft_rule_is_overridden_with_a_reason_by_city_and_province(case: Any, state: str, by: str) -> None:
    """X6."""
    case.bring(state)
    with pytest.raises(BadPayload, match="reason"):
        case.do("override_soft", by, criterion="scale.2")
    assert case.do("override_soft", by, criterion="scale.2", reason="新兴领域").state == state


def test_city_requests_a_waiver_and_only_the_province_grants_it(case: Any) -> None:
    """A4-2: the city recommends with “waiver requested”."""
    case.bring("city_review")
    assert "waive" not in case.actions("city")
    assert case.do("request_waiver", "city", criterion="scale", reason="前沿领域").effect(
        "record_waiver"
    ) == {"requested": True}
    case.do("accept", "city", attests=ATTESTS).do("recommend", "city")
    assert "request_waiver" not in case.actions("province")
    assert case.do("waive", "province", criterion="scale", reason="予以放宽").effect("record_waiver") == {
        "requested": False
    }


def test_waiver_outside_the_list_is_refused(case: Any) -> None:
    """A4-2: what may be waived is asked as a fact of the case."""
    case.bring("province_review")
    with pytest.raises(NeedsUnmet, match="不可放宽"):
        case.do("waive", "province", {"waiver_allowed": False}, criterion="safety", reason="予以放宽")


def test_waiver_needs_a_reason(case: Any) -> None:
    """A4-2."""
    case.bring("province_review")
    with pytest.raises(BadPayload, match="reason"):
        case.do("waive", "province", criterion="scale")


def test_papers_are_electronic_or_scanned_and_never_on_paper(shandong: Loaded) -> None:
    """P4.10, R4-2."""
    materials = shandong.programme.materials
    assert materials["application"].form == materials["evidence"].form == ("electronic", "scan")
    assert all("paper" not in each.form and each.copies is None for each in materials.values())


def test_evidence_is_asked_for_every_figure(shandong: Loaded) -> None:
    """P4.10."""
    assert shandong.programme.materials["evidence"].each == "indicators"


def test_sensitive_material_goes_by_the_confidential_channel_only(shandong: Loaded) -> None:
    """P4.11, R4-1: recorded, never uploaded, and nobody has to have any."""
    confidential = {
        key for key, each in shandong.programme.materials.items() if each.channel == "confidential"
    }
    assert confidential == {"sensitive"}
    assert "市工业和信息化局" in (shandong.programme.materials["sensitive"].instruction or "")
    assert shandong.programme.materials["sensitive"].optional


def test_submission_without_its_papers_is_refused(case: Any) -> None:
    """P4.10."""
    with pytest.raises(NeedsUnmet, match="材料不齐"):
        case.do("submit", "operator", {"materials_complete:submission": False})


def test_city_files_a_sealed_table_and_a_scanned_letter(shandong: Loaded) -> None:
    """P4.12."""
    filed = {
        key: each.form for key, each in shandong.programme.materials.items() if "recommendation" in each.at
    }
    assert filed == {"summary": ("sealed", "scan"), "letter": ("scan",)}
    assert all(shandong.programme.materials[key].from_ == "city" for key in filed)


def test_city_answers_for_truth_and_for_compliance(case: Any) -> None:
    """P4.12, X5: attesting one of the two is not enough."""
    case.bring("city_review")
    with pytest.raises(NeedsUnmet, match="负责"):
        case.do("accept", "city", attests=["真实性"])
    assert case.do("accept", "city", attests=ATTESTS).state == "recommendation"


def test_city_reviews_before_the_province_sees_the_case(case: Any) -> None:
    """P4.12, P4.14."""
    case.bring("city_review")
    assert case.actions("province") == ("extend", "find_false_material")
    with pytest.raises(NotYours):
        case.do("accept", "province")


@pytest.mark.parametrize(
    ("day", "hour", "in_time"),
    [
        (date(2025, 6, 20), time(23, 59, 59), True),
        (date(2025, 6, 21), time(0), False),
    ],
)
def test_recommendation_closes_at_midnight_after_20_june_2025(
    case: Any, day: date, hour: time, in_time: bool
) -> None:
    """P4.12, X1, X2: the day is included until 24:00 in Shanghai; later ones are refused."""
    case.bring("recommendation").on(day, hour)
    if in_time:
        assert case.do("recommend", "city").state == "province_review"
    else:
        with pytest.raises(NeedsUnmet, match="已过推荐期限"):
            case.do("recommend", "city")


def test_quota_is_three_for_jinan_and_qingdao_and_two_elsewhere(shandong: Loaded) -> None:
    """P4.13: the first quota that matches the city holds."""
    stages = shandong.programme.procedures["apply"].stages
    (stage,) = (each for each in stages if isinstance(each, Recommendation))

    def quota(city: str) -> int:
        return next(each.max for each in stage.quota if matches(each.for_, {"city": city}))

    assert {city: quota(city) for city in ("济南市", "青岛市", "烟台市", "菏泽市")} == {
        "济南市": 3, "青岛市": 3, "烟台市": 2, "菏泽市": 2,
    }  # fmt: skip


def test_recommendation_beyond_the_quota_is_refused(case: Any) -> None:
    """P4.13."""
    case.bring("recommendation")
    with pytest.raises(NeedsUnmet, match="名额已满"):
        case.do("recommend", "city", {"quota_free:recommendation": False})
    assert case.do("decline", "city", reason="名额已满").state == "not_recommended"


def test_province_re_reviews_and_may_stop_a_case_before_the_experts(case: Any) -> None:
    """P4.14: the criteria are examined again."""
    case.bring("province_review")
    with pytest.raises(NeedsUnmet, match="条件未满足"):
        case.do("accept", "province", {"criteria_met:province_review": False})
    assert case.do("reject", "province", reason="条件不足").state == "rejected"


def test_experts_give_scores(case: Any) -> None:
    """P4.15, R4-3: 综合打分, points by the conditions, and the panel closes when the last one is in."""
    case.bring("scoring.open")
    with pytest.raises(BadPayload, match=r"points\.chain"):
        case.do("score", "experts", opinion="很好")
    assert case.do("score", "experts", **POINTS).state == "scoring.open"
    assert case.do("score", "experts", {"scores_complete:scoring": True}, **POINTS).state == "site_check"


def test_deadline_to_the_city_is_asked_and_a_missed_one_lapses(case: Any) -> None:
    """P4.20: the notice gives none, so the round sets it; rehearsals take the suggestion."""
    rule = case.procedure.states["submission"].due
    assert (rule.when, rule.ask, rule.setting) == (None, "round", "apply.submission.due")
    with pytest.raises(NeedsUnmet, match="已过申报期限"):
        case.on(date(2025, 6, 11), time(0)).do("submit", "operator")
    assert case.do("expire", CLOCK).state == "lapsed"


def test_return_for_correction_stops_the_clock_and_is_bounded(case: Any) -> None:
    """An assumption of ours, marked as one: twice at most, three working days."""
    case.bring("city_review").do("return_for_correction", "city", reason="缺附件", clock="continue")
    assert case.state == "city_review.returned"
    assert case.do("resubmit", "operator").state == "city_review"
    used_up = {"visits_left:city_review.returned:2": False}
    with pytest.raises(NeedsUnmet, match="次数已满"):
        case.do("return_for_correction", "city", used_up, reason="再退", clock="continue")
