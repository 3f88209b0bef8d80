"""Yunnan's big-data zones: from the call over three routes to the overall evaluation and the title."""

from datetime import date, time
from pathlib import Path
from typing import Any

import pytest

from statemachines.loader import Loaded, load_folder
from statemachines.machine import CLOCK, PUBLIC
from statemachines.refusals import NeedsUnmet, NotDeclared, NotYours
from statemachines.stages.publicity import Publicity
from statemachines.stages.recommendation import Recommendation
from statemachines.stages.review import Review

FOLDER = Path(__file__).parents[2] / "programmes" / "yunnan_bigdata_zones_2023"
ATTESTS = ["符合性", "有效性"]
COUNTY, PARK, NEW_AREA = "县级政府", "园区管委会", "滇中新区"
Step = tuple[str, str, dict[str, bool], dict[str, Any]]
TO_THE_BUREAU: dict[str, tuple[Step, ...]] = {
    COUNTY: (("submit", "applicant", {}, {}), ("submit", "county", {}, {})),
    PARK: (("submit", "applicant", {}, {}),),
    NEW_AREA: (("submit", "applicant", {}, {}),),
}
ONWARD: tuple[Step, ...] = (
    ("accept", "recommender", {}, {"attests": ATTESTS}),
    ("recommend", "recommender", {}, {}),
    ("pass_site_check", "province", {}, {"visited_on": "2023-11-28"}),
    ("freeze_panel", "province", {}, {}),
    ("draw_panel", CLOCK, {}, {}),
    ("score", "experts", {"scores_complete:scoring": True}, {"supports": True, "opinion": "同意"}),
    ("accept", "province", {}, {}),
    ("select", "province", {}, {}),
    ("publish", "province", {}, {}),
    ("close_publicity", CLOCK, {}, {}),
    ("certify", "province", {}, {}),
)


@pytest.fixture(scope="module")
def yunnan() -> Loaded:
    """The definition."""
    return load_folder(FOLDER)


@pytest.fixture
def on_route(yunnan: Loaded, walker: Any) -> Any:
    """Begins a case on a route, three days after the notice."""

    def begin(route: str) -> Any:
        way = (*TO_THE_BUREAU[route], *ONWARD)
        return walker(yunnan.procedures["apply"], date(2023, 11, 6), {}, {"route": route}, way)

    return begin


def stage(yunnan: Loaded, wanted: str) -> Any:
    """A stage by its id."""
    return next(each for each in yunnan.programme.procedures["apply"].stages if each.id == wanted)


@pytest.mark.parametrize("route", [COUNTY, PARK, NEW_AREA])
def test_case_walks_the_stages_in_the_order_of_the_notice(on_route: Any, route: str) -> None:
    """P0.6, P0.21: a county has one stage more; then site, experts, evaluation, list, publicity, certification."""
    case = on_route(route)
    expected = [
        "submission", "county_filing", "prefecture_check", "recommendation", "site_check", "scoring", "scoring.draw",
        "scoring.open", "evaluation", "selection", "publicity", "publicity.open", "certification", "certified",
    ]  # fmt: skip
    if route != COUNTY:
        expected.remove("county_filing")
    assert case.states() == expected
    assert case.last.end.title == "granted"


def test_notice_is_dated_3_november_2023(yunnan: Loaded) -> None:
    """R0-1, R0-3, R0-4: repaired; the province calls and certifies."""
    notice = yunnan.programme.notice
    assert (notice.by, notice.dated) == ("province", date(2023, 11, 3))


def test_object_is_a_county_or_a_park(yunnan: Loaded) -> None:
    """P0.1."""
    assert yunnan.programme.parties["zone"].is_ == "object"
    assert yunnan.programme.procedures["apply"].about == "zone"


@pytest.mark.parametrize(
    ("kind", "under", "route"),
    [
        ("government", set(), COUNTY),
        ("committee", set(), PARK),
        ("committee", {"new_area"}, NEW_AREA),
        ("government", {"new_area"}, NEW_AREA),
        ("enterprise", set(), "其他"),
    ],
)
def test_route_is_read_off_the_applicant(yunnan: Loaded, kind: str, under: set[str], route: str) -> None:
    """P0.3, P0.5, P0.6, R0-6: nobody chooses a route; who has none is not admitted."""
    fact = yunnan.programme.facts["route"]
    assert fact.named("530102", kind, under) == route
    assert (fact.others, fact.choose) == ("refuse", None)


@pytest.mark.parametrize(
    ("route", "body"), [(COUNTY, "county"), (PARK, "prefecture"), (NEW_AREA, "new_area")]
)
def test_papers_go_to_the_body_of_the_route(yunnan: Loaded, route: str, body: str) -> None:
    """P0.6, R0-7."""
    assert stage(yunnan, "submission").to == "receiver"
    assert yunnan.programme.body_of("receiver", {"route": route}) == body


@pytest.mark.parametrize(
    ("route", "body"), [(COUNTY, "prefecture"), (PARK, "prefecture"), (NEW_AREA, "new_area")]
)
def test_recommending_body_is_the_prefecture_or_the_new_area(yunnan: Loaded, route: str, body: str) -> None:
    """P0.4, P0.5, P0.9, A0-1."""
    assert yunnan.programme.body_of("recommender", {"route": route}) == body


def test_county_office_files_for_its_government(on_route: Any) -> None:
    """P0.6: not the government itself, and not the bureau."""
    case = on_route(COUNTY).bring("county_filing")
    for other in ("applicant", "recommender"):
        with pytest.raises(NotYours):
            case.do("submit", other)
    assert case.do("submit", "county").state == "prefecture_check"


def test_prefecture_answers_for_conformity_and_validity(on_route: Any) -> None:
    """P0.7, X5: one of the two is not enough; truth is the applicant's."""
    case = on_route(PARK).bring("prefecture_check")
    with pytest.raises(NeedsUnmet, match="负责"):
        case.do("accept", "recommender", attests=["符合性"])
    assert case.do("accept", "recommender", attests=ATTESTS).state == "recommendation"


@pytest.mark.parametrize(("route", "last"), [(COUNTY, 17), (PARK, 17), (NEW_AREA, 24)])
def test_submission_is_due_by_the_route(on_route: Any, route: str, last: int) -> None:
    """P0.8, R0-2, X1, X2, A0-2: 17 November, for the new area 24, until 24:00 in Shanghai."""
    case = on_route(route)
    (deadline,) = case.subject.deadlines
    assert deadline.last_day == date(2023, 11, last)
    with pytest.raises(NeedsUnmet, match="已过申报期限"):
        case.on(date(2023, 11, last + 1), time(0)).do("submit", "applicant")
    assert case.on(date(2023, 11, last), time(23, 59, 59)).do("submit", "applicant").state != "submission"


def test_county_filing_is_due_on_the_first_deadline(on_route: Any) -> None:
    """P0.8: what binds is the filing with the prefecture."""
    case = on_route(COUNTY).bring("county_filing")
    assert [each.last_day for each in case.subject.deadlines] == [date(2023, 11, 17)]


@pytest.mark.parametrize("state", ["prefecture_check", "recommendation"])
def test_check_and_recommendation_are_due_on_the_second_deadline(on_route: Any, state: str) -> None:
    """P0.9, R0-2."""
    case = on_route(PARK).bring(state)
    assert [each.last_day for each in case.subject.deadlines] == [date(2023, 11, 24)]


def test_late_recommendation_is_refused(on_route: Any) -> None:
    """P0.9, X1."""
    case = on_route(PARK).bring("recommendation").on(date(2023, 11, 25), time(0))
    with pytest.raises(NeedsUnmet, match="已过推荐期限"):
        case.do("recommend", "recommender")


def test_recommendation_reaches_the_province_without_a_quota(yunnan: Loaded, on_route: Any) -> None:
    """P0.10, P0.11: nothing is counted."""
    assert stage(yunnan, "recommendation").quota == ()
    case = on_route(PARK).bring("recommendation").do("recommend", "recommender")
    assert case.procedure.states[case.state].owner == "province"


def test_own_case_of_the_new_area_is_flagged_not_refused(on_route: Any) -> None:
    """A0-1: the switch stands on flag."""
    case = on_route(NEW_AREA).bring("prefecture_check")
    case.do("accept", "recommender", {"own_case:prefecture_check": True}, attests=ATTESTS)
    assert case.last.entry.payload["flags"] == ["self_review", "attested_by_new_area"]
    case.do("recommend", "recommender", {"own_case:recommendation": True})
    assert case.last.entry.payload["flags"] == ["self_recommendation"]


def test_attestation_of_the_new_area_is_flagged(on_route: Any) -> None:
    """A0-8: for its own route only."""
    new_area, park = (on_route(route).bring("recommendation") for route in (NEW_AREA, PARK))
    assert new_area.last.entry.payload["flags"] == ["attested_by_new_area"]
    assert "flags" not in park.last.entry.payload


def test_switches_of_the_new_area_are_there(yunnan: Loaded) -> None:
    """A0-1: self_recommendation, allow, flag or deny; flag is assumed."""
    recommendation, check = stage(yunnan, "recommendation"), stage(yunnan, "prefecture_check")
    assert isinstance(recommendation, Recommendation)
    assert isinstance(check, Review)
    assert recommendation.self_recommendation.given == check.self_review.given == "flag"
    assert "A0-1" in (recommendation.self_recommendation.assumed or "")


def test_site_is_checked_always_and_before_the_experts(yunnan: Loaded, on_route: Any) -> None:
    """P0.21, A0-3: unconditional, in the printed order; nobody decides whether."""
    ids = [each.id for each in yunnan.programme.procedures["apply"].stages]
    assert ids.index("site_check") + 1 == ids.index("scoring")
    assert set(on_route(PARK).bring("site_check").actions("province")) == {
        "extend", "fail_site_check", "pass_site_check", "receive_copies",
    }  # fmt: skip


def test_order_of_site_and_experts_is_that_of_the_stages(walker: Any) -> None:
    """A0-3: the switch is to swap the two stages of the definition."""
    from statemachines.loader import load_text

    text = (FOLDER / "programme.yaml").read_text("utf-8")
    begin, middle, end = (text.index(f"      - {each}:") for each in ("site_check", "scoring", "evaluation"))
    swapped = load_text(text[:begin] + text[middle:end] + text[begin:middle] + text[end:])
    case = walker(
        swapped.procedures["apply"], date(2023, 11, 6), {}, {"route": PARK}, (*TO_THE_BUREAU[PARK], *ONWARD)
    )
    assert case.bring("recommendation").do("recommend", "recommender").state == "scoring"


def test_report_of_the_site_informs_the_evaluation(on_route: Any) -> None:
    """P0.21."""
    case = on_route(PARK).bring("site_check")
    case.do("fail_site_check", "province", visited_on="2023-11-28", reason="设施未到位")
    assert case.state == "scoring"


def test_province_judges_every_condition_itself(yunnan: Loaded, on_route: Any) -> None:
    """P0.12, P0.21: being in the front rank of the province is seen from the province."""
    assert stage(yunnan, "evaluation").checks.given == "all"
    case = on_route(PARK).bring("evaluation")
    with pytest.raises(NeedsUnmet, match="条件未满足"):
        case.do("accept", "province", {"criteria_met:evaluation": False})


def test_people_select_on_merit(on_route: Any) -> None:
    """P0.21, X7."""
    case = on_route(PARK).bring("selection")
    assert all(CLOCK not in way.by for way in case.procedure.actions("selection")["select"])
    assert case.do("leave_out", "province", reason="排序靠后").state == "not_selected"


def test_publicity_lasts_five_working_days_on_the_site_of_the_department(yunnan: Loaded) -> None:
    """P0.21, P0.22, X3."""
    publicity = stage(yunnan, "publicity")
    assert isinstance(publicity, Publicity)
    window = publicity.window("apply")
    assert (str(window.when), window.count_first_day, window.assumed) == ("5 workdays", False, None)
    assert "官方网站" in publicity.where.given


def test_objection_holds_the_entry_and_conditions_decide(yunnan: Loaded, on_route: Any) -> None:
    """P0.23, X4: the notice tells only of nobody objecting; the rest is assumed."""
    assert "X4" in (stage(yunnan, "publicity").objection.keep_if.assumed or "")
    case = on_route(PARK).bring("publicity.open").do("object", PUBLIC, text="数据不实")
    with pytest.raises(NotDeclared):
        case.do("certify", "province")
    assert case.do("drop_entry", "province", objection="O-1", reason="不再符合条件").state == "dropped"


def test_nothing_is_said_of_what_follows_the_title(yunnan: Loaded) -> None:
    """P0.24, X8, X9."""
    programme = yunnan.programme
    assert programme.titles["zone"].validity_years is None
    assert set(programme.procedures) == {"apply"}
    assert programme.sanctions == ()
    assert "X9" in programme.not_modelled
    assert "withdraw" not in {way.action for way in yunnan.procedures["apply"].transitions}
