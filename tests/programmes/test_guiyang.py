"""Guiyang's cluster bases, the procedure `apply`: the six steps of Article 4."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from statemachines.asked import unset
from statemachines.deciding import begin
from statemachines.loader import Loaded
from statemachines.machine import CLOCK
from statemachines.refusals import BadPayload, NeedsUnmet, NotYours, Undecidable
from statemachines.stages.publicity import Publicity
from statemachines.stages.review import Review


@pytest.fixture
def case(guiyang_case: Any) -> Any:
    """The hand-made case of this folder."""
    return guiyang_case


def stage(guiyang: Loaded, stage_id: str) -> Any:
    return next(each for each in guiyang.programme.procedures["apply"].stages if each.id == stage_id)


def test_case_walks_the_six_steps_of_article_4_in_order(case: Any) -> None:
    """P1.17 to P1.22, A1-9: filing, building, refreshed figures, two reviews, publicity, approval, plaque."""
    assert case.states() == [
        "submission", "filing", "construction", "completion", "initial_review",
        "scoring", "scoring.draw", "scoring.open", "selection", "publicity", "publicity.open",
        "approval", "approval.decision", "certification", "certified",
    ]  # fmt: skip
    assert case.effect("grant_title") == {"title": "base"}


def test_district_applies_for_a_base(guiyang: Loaded, case: Any) -> None:
    """P1.2, P1.3: the district is the applicant; base and operating body are others."""
    assert {key: each.is_ for key, each in guiyang.programme.parties.items()} == {
        "district": "applicant", "operator": "operator", "base": "object",
    }  # fmt: skip
    assert guiyang.programme.parties["operator"].optional
    with pytest.raises(NotYours):
        case.do("submit", "operator")


def test_people_select_and_may_leave_out_a_case_that_meets_everything(case: Any) -> None:
    """P1.13, X7: rather few than poor."""
    case.bring("selection")
    assert all(way.by == ("bureau",) for way in case.procedure.actions("selection")["select"])
    assert case.do("leave_out", "bureau", reason="宁缺毋滥").state == "not_selected"


def test_deadline_of_the_call_is_asked_for(case: Any) -> None:
    """P1.17: the measures give none."""
    rule = case.procedure.states["submission"].due
    assert (rule.when, rule.ask, rule.setting) == (None, "round", "apply.submission.due")


@pytest.mark.parametrize(
    "missing", ["apply.publicity.length", "apply.publicity.where", "apply.submission.due"]
)
def test_round_must_set_what_the_measures_leave_open(
    guiyang: Loaded, guiyang_settings: dict[str, str], missing: str
) -> None:
    """A1-2: length and place of the publicity have no default, only a suggestion."""
    assert unset(guiyang.programme, "apply", guiyang_settings) == ()
    settings = {key: value for key, value in guiyang_settings.items() if key != missing}
    assert [each.key for each in unset(guiyang.programme, "apply", settings)] == [missing]


def test_case_cannot_open_while_its_deadline_is_unset(case: Any) -> None:
    """P1.17."""
    unset_yet = replace(case.subject, settings={})
    with pytest.raises(Undecidable, match=r"apply\.submission\.due"):
        begin(case.procedure, unset_yet, case.last.command, case.calendar)


def test_filing_only_hints_at_figures_that_fall_short(case: Any, guiyang: Loaded) -> None:
    """P1.18, A1-11: building comes first, so that figures at filing are a forecast."""
    filing = stage(guiyang, "filing")
    assert isinstance(filing, Review)
    assert filing.hard.given is False
    assert filing.checks is not None
    assert set(filing.checks.given) == {"operator", "firms", "income", "area"}
    case.bring("filing")
    needs = {need.fact for way in case.procedure.actions("filing")["accept"] for need in way.needs}
    assert needs == set()


def test_filing_tells_the_district(case: Any) -> None:
    """P1.18: in good time."""
    case.bring("construction")
    assert ("review_passed", ("district",)) in case.letters


def test_filing_sets_the_day_by_which_to_build(case: Any) -> None:
    """P1.19: no length is stated, so that each filing names its own day, which must not have passed."""
    case.bring("filing")
    with pytest.raises(BadPayload, match="due"):
        case.do("accept", "bureau")
    with pytest.raises(BadPayload, match="2020-03-01"):
        case.do("accept", "bureau", due="2020-03-01")
    case.do("accept", "bureau", due="2020-12-31")
    (deadline,) = case.subject.deadlines
    assert (deadline.rule, deadline.last_day) == ("construction", date(2020, 12, 31))


def test_building_is_reported_by_the_district_and_never_by_the_clock(case: Any) -> None:
    """P1.19: an overdue base is chased, not dropped."""
    case.bring("construction").on(date(2021, 1, 1))
    assert case.do("expire", CLOCK).state == "construction"
    assert case.do("report_completion", "district").state == "completion"


def test_preliminary_review_makes_the_criteria_hard(case: Any, guiyang: Loaded) -> None:
    """P1.20, A1-11."""
    assert stage(guiyang, "initial_review").checks.given == "all"
    case.bring("initial_review")
    with pytest.raises(NeedsUnmet, match="条件未满足"):
        case.do("accept", "bureau", {"criteria_met:initial_review": False})


def test_both_reviews_are_always_held(guiyang: Loaded) -> None:
    """P1.20: no case skips the preliminary or the expert review."""
    assert all(not each.for_ for each in guiyang.programme.procedures["apply"].stages)
    (entry,) = {way.source for way in guiyang.procedures["apply"].transitions if way.target == "selection"}
    assert entry == "scoring.open"


def test_no_site_visit_before_certification(guiyang: Loaded) -> None:
    """A1-7."""
    assert "site_check" not in {each.kind for each in guiyang.programme.procedures["apply"].stages}


def test_experts_give_opinions_not_scores(case: Any) -> None:
    """P1.20: nothing is said of points."""
    case.bring("scoring.open")
    with pytest.raises(BadPayload, match="score"):
        case.do("score", "experts", score=90, supports=True, opinion="同意")
    assert case.do("score", "experts", supports=False, opinion="产业链不完整").state == "scoring.open"


def test_publicity_is_by_the_bureau_for_a_length_the_round_set(guiyang: Loaded) -> None:
    """P1.21, A1-2, A1-13, X3."""
    publicity = stage(guiyang, "publicity")
    assert isinstance(publicity, Publicity)
    window = publicity.window("apply")
    assert (window.when, window.ask, window.setting) == (None, "round", "apply.publicity.length")
    assert str(window.suggest) == "5 workdays"
    assert publicity.where.ask == "round"
    assert window.count_first_day is False
    assert "A1-13" in (publicity.by.assumed or "")


def test_objection_is_measured_by_the_conditions_as_assumed(guiyang: Loaded, case: Any) -> None:
    """X4: the measures speak only of the case without objections."""
    keep_if = stage(guiyang, "publicity").objection.keep_if
    assert keep_if.given == "conditions_met"
    assert "X4" in keep_if.assumed
    case.bring("publicity.open").do("object", "public", text="数据不实")
    assert case.do("drop_entry", "bureau", objection="O-1", reason="不再符合条件").state == "dropped"


def test_office_approves_what_the_bureau_proposes(case: Any) -> None:
    """P1.22, A1-6: two steps, two roles, neither of which can take the other's."""
    case.bring("approval")
    with pytest.raises(NotYours):
        case.do("propose", "office")
    case.do("propose", "bureau")
    assert case.actions("bureau") == ()
    with pytest.raises(NotYours):
        case.do("approve", "bureau")
    assert case.do("approve", "office").state == "certification"


def test_office_may_refuse_with_a_reason(case: Any) -> None:
    """P1.22."""
    case.bring("approval.decision")
    with pytest.raises(BadPayload, match="reason"):
        case.do("refuse_approval", "office")
    assert case.do("refuse_approval", "office", reason="暂缓").state == "not_approved"


def test_bureau_hands_over_a_plaque_without_a_term(guiyang: Loaded, case: Any) -> None:
    """P1.22, X8."""
    assert stage(guiyang, "certification").gives == ("plaque",)
    assert guiyang.programme.titles["base"].validity_years is None
    case.bring("certification")
    with pytest.raises(NotYours):
        case.do("certify", "office")
    assert case.do("certify", "bureau", plaque_no="7").last.end.title == "granted"
