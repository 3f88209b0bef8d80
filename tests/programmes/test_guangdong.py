"""Guangdong's pilot zones: from the call over the cities to defence, inspection, selection, letter and tracking."""

from datetime import date, time
from pathlib import Path
from typing import Any

import pytest

from statemachines.definition.selector import matches
from statemachines.loader import Loaded, load_folder
from statemachines.machine import CLOCK, PUBLIC
from statemachines.refusals import BadPayload, NeedsUnmet, NotDeclared, NotYours

FOLDER = Path(__file__).parents[2] / "programmes" / "guangdong_pilot_zones_2019"
SETTINGS = {"apply.submission.due": "2019-04-12", "apply.publicity.length": "5 workdays"}
DISTRICT = {"unit": "区县", "city": "佛山市"}
CITY = {"unit": "全市", "city": "佛山市"}
Step = tuple[str, str, dict[str, bool], dict[str, Any]]
WAY: tuple[Step, ...] = (
    ("submit", "applicant", {}, {}),
    ("accept", "city", {}, {"attests": ["真实性"]}),
    ("recommend", "city", {}, {}),
    ("freeze_panel", "province", {}, {}),
    ("draw_panel", CLOCK, {}, {}),
    ("score", "experts", {"scores_complete:scoring": True}, {"supports": True, "opinion": "同意"}),
    ("schedule_defence", "province", {}, {"due": "2019-05-20"}),
    ("pass_defence", "province", {}, {"held_on": "2019-05-20"}),
    ("pass_site_check", "province", {}, {"visited_on": "2019-06-01"}),
    ("select", "province", {"total_free:selection": True}, {}),
    ("publish", "province", {}, {}),
    ("close_publicity", CLOCK, {}, {}),
    ("certify", "province", {}, {"letter_no": "粤工信函〔2019〕1号"}),
)


@pytest.fixture(scope="module")
def guangdong() -> Loaded:
    """The definition."""
    return load_folder(FOLDER)


@pytest.fixture
def case(guangdong: Loaded, walker: Any) -> Any:
    """A district of Foshan, five days after the notice."""
    return walker(guangdong.procedures["apply"], date(2019, 3, 4), SETTINGS, DISTRICT, WAY)


@pytest.fixture
def whole_city(guangdong: Loaded, walker: Any) -> Any:
    """The whole of Foshan."""
    return walker(guangdong.procedures["apply"], date(2019, 3, 4), SETTINGS, CITY, WAY)


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


def test_defence_is_scheduled_with_a_day_and_told_to_all_who_apply(case: Any) -> None:
    """P3.13: after the experts; the day is the deadline of its state."""
    case.bring("defence")
    with pytest.raises(BadPayload, match="答辩日期"):
        case.do("schedule_defence", "province")
    case.do("schedule_defence", "province", due="2019-05-20", place="省厅")
    assert case.state == "defence.held"
    assert [each.last_day for each in case.subject.deadlines] == [date(2019, 5, 20)]
    assert case.letters == [("defence_scheduled", ("applicant", "partner"))]


@pytest.mark.parametrize("action", ["pass_defence", "fail_defence"])
def test_result_of_the_defence_is_recorded_and_informs_the_selection(case: Any, action: str) -> None:
    """P3.13: a bad one does not end the case by itself."""
    case.bring("defence.held")
    with pytest.raises(BadPayload, match="held_on"):
        case.do(action, "province")
    more = {"reason": "未答清"} if action == "fail_defence" else {}
    case.do(action, "province", held_on="2019-05-20", **more)
    assert case.state == "site_check"
    assert case.effect("contribute") == {"stage": "defence", "kind": "report"}


def test_who_is_eliminated_at_review_need_not_defend(case: Any, guangdong: Loaded) -> None:
    """A3-7: with a reason; the switch may also have everybody heard."""
    assert stage(guangdong, "defence").eliminated.given == "excused"
    case.bring("defence")
    with pytest.raises(BadPayload, match="reason"):
        case.do("eliminate", "province")
    assert case.do("eliminate", "province", reason="专家不赞成").state == "eliminated"


def test_everybody_is_heard_where_the_switch_says_so() -> None:
    """A3-7: then nobody is eliminated before the defence."""
    from statemachines.loader import load_text

    text = (
        (FOLDER / "programme.yaml").read_text("utf-8").replace("{is: excused, assumed", "{is: heard, assumed")
    )
    procedure = load_text(text).procedures["apply"]
    assert "eliminate" not in procedure.actions("defence")
    assert "eliminated" not in procedure.states


def test_inspection_is_always_held_and_follows_the_defence(case: Any) -> None:
    """P3.13, A3-7."""
    case.bring("site_check")
    assert "dispense_with_site_check" not in case.actions("province")
    assert case.do("pass_site_check", "province", visited_on="2019-06-01").state == "selection"


def test_beyond_five_a_reason_is_asked_and_flagged(case: Any, guangdong: Loaded) -> None:
    """P3.4, P3.14, A3-6: a soft cap, over all rounds."""
    total = stage(guangdong, "selection").total.given
    assert (total.from_, total.to, total.soft) == (3, 5, "争取")
    case.bring("selection")
    with pytest.raises(BadPayload, match="reason"):
        case.do("select", "province", {"total_free:selection": False})
    case.do("select", "province", {"total_free:selection": False}, reason="条件特别成熟")
    assert (case.state, case.last.entry.payload["flags"]) == ("publicity", ["beyond_total"])


def test_within_five_no_reason_is_asked(case: Any) -> None:
    """A3-6."""
    case.bring("selection").do("select", "province", {"total_free:selection": True})
    assert (case.state, "flags" in case.last.entry.payload) == ("publicity", False)


def test_people_choose_and_may_leave_out(case: Any) -> None:
    """P3.13, P3.14, X7: total control lets the province stop."""
    case.bring("selection")
    assert case.do("leave_out", "province", reason="尚不成熟").state == "not_selected"


def test_length_of_the_publicity_is_asked_of_the_round(guangdong: Loaded) -> None:
    """P3.15, A3-3, X3: no default in the code."""
    publicity = stage(guangdong, "publicity")
    assert (publicity.length.ask, publicity.length.is_) == ("round", None)
    assert publicity.window("apply").setting == "apply.publicity.length"
    assert publicity.count_publication_day.given is False
    assert "P3.15" in (publicity.where.assumed or "")


def test_objection_holds_the_entry(case: Any) -> None:
    """P3.15, X4: assumed."""
    case.bring("publicity.open").do("object", PUBLIC, text="不实")
    with pytest.raises(NotDeclared):
        case.do("certify", "province", letter_no="1")


def test_letter_of_reply_bears_a_number(case: Any, guangdong: Loaded) -> None:
    """P3.16: a letter, no plaque; the number is assumed."""
    certification = stage(guangdong, "certification")
    assert certification.gives == ("letter",)
    assert "P3.16" in (certification.numbered.assumed or "")
    case.bring("certification")
    with pytest.raises(BadPayload, match="letter_no"):
        case.do("certify", "province")


def test_tracking_is_begun_by_the_province_at_no_stated_interval(guangdong: Loaded) -> None:
    """P3.17: an action on the title, none of the clock's."""
    starts = guangdong.programme.procedures["track"].starts
    assert (starts.by, starts.every) == ("province", None)
    (way,) = guangdong.titles["zone"].actions("in_force")["open_track"]
    assert (way.by, way.target) == (("province",), None)


def test_tracking_has_no_consequences_for_the_title(guangdong: Loaded, walker: Any) -> None:
    """P3.17, P3.18: the city reports, the province evaluates; whatever the grade, the title is kept."""
    procedure = guangdong.procedures["track"]
    assert {state.end.title for state in procedure.states.values() if state.end} == {"kept"}
    case = walker(procedure, date(2020, 3, 2), {}, DISTRICT)
    case.do("submit", "city").do("grade", "province", grade="进展滞后")
    assert (case.state, case.last.end.title) == ("confirmed", "kept")


def test_title_has_no_term_no_revocation_and_no_sanction(guangdong: Loaded) -> None:
    """P3.18, X8, X9."""
    programme = guangdong.programme
    assert programme.titles["zone"].validity_years is None
    assert programme.sanctions == ()
    assert "X9" in programme.not_modelled
    assert "withdraw" not in {way.action for way in guangdong.procedures["apply"].transitions}
