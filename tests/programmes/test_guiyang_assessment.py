"""Guiyang's cluster bases, the procedure `assess`: assessment, rectification, removal agreed by the office."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from statemachines.loader import Loaded
from statemachines.machine import CLOCK
from statemachines.refusals import BadPayload, NotDeclared, NotYours
from statemachines.stages.assessment import Assessment

STARTED = date(2021, 6, 2)
RUNNING = "failures_running:2"
COMPREHENSIVE, PLAIN = "综合考评", "考核评估"


@pytest.fixture
def opened(guiyang: Loaded, walker: Any) -> Callable[..., Any]:
    """Open an assessment of one kind."""
    return lambda kind=COMPREHENSIVE: walker(
        guiyang.procedures["assess"], STARTED, {}, {"assessment_kind": kind}
    )


@pytest.fixture
def graded(opened: Callable[..., Any]) -> Callable[..., Any]:
    """Bring an assessment to its grading, and grade it."""

    def grade(grade: str, kind: str = COMPREHENSIVE, failures_before: bool = False, **payload: Any) -> Any:
        case = (
            opened(kind).do("submit", "district").do("dispense_with_site_check", "bureau", reason="资料齐全")
        )
        return case.do("grade", "bureau", {RUNNING: failures_before}, grade=grade, **payload)

    return grade


@pytest.fixture
def rectifying(graded: Callable[..., Any]) -> Any:
    """A base under an order to rectify by 30 September 2021."""
    return graded("不合格", due="2021-09-30")


@pytest.fixture
def hearing(graded: Callable[..., Any]) -> Any:
    """A base that failed twice running; its holder is to be heard."""
    return graded("不合格", failures_before=True)


def stage(guiyang: Loaded) -> Assessment:
    found = next(each for each in guiyang.programme.procedures["assess"].stages if each.id == "assessment")
    assert isinstance(found, Assessment)
    return found


def test_assessment_starts_by_itself_every_twelve_months(guiyang: Loaded) -> None:
    """P1.23, A1-3: the interval is ours, and says so."""
    procedure = guiyang.programme.procedures["assess"]
    assert (procedure.starts.by, procedure.starts.after, procedure.needs) == (CLOCK, "title.granted", "base")
    assert procedure.starts.every is not None
    assert str(procedure.starts.every.given) == "12 months"
    assert "A1-3" in (procedure.starts.every.assumed or "")


def test_two_kinds_examine_four_and_seven_items(guiyang: Loaded) -> None:
    """P1.24: the four items, and the same four with three more."""
    items = stage(guiyang).items
    assert {kind: len(each) for kind, each in items.items()} == {COMPREHENSIVE: 7, PLAIN: 4}
    assert items[COMPREHENSIVE][:4] == items[PLAIN]
    assert items[COMPREHENSIVE][4:] == ("体制机制创新", "示范带动", "下步发展思路")


def test_kind_is_chosen_when_the_assessment_opens(guiyang: Loaded) -> None:
    """P1.24: comprehensive unless said otherwise, which is assumed."""
    fact = guiyang.programme.facts["assessment_kind"]
    assert (fact.choose, fact.default) == ((COMPREHENSIVE, PLAIN), COMPREHENSIVE)
    assert fact.assumed


def test_report_comes_first_and_its_absence_does_not_stop_the_assessment(opened: Callable[..., Any]) -> None:
    """P1.25: information report, document check, site visit."""
    assert opened().do("submit", "district").state == "site_check"
    case = opened()
    assert case.on(date(2021, 7, 3)).do("expire", CLOCK).state == "site_check"


@pytest.mark.parametrize("action", ["pass_site_check", "fail_site_check"])
def test_site_visit_is_held_where_the_bureau_wants_one_and_informs_the_grade(
    opened: Callable[..., Any], action: str
) -> None:
    """P1.25: 等方式."""
    case = opened().do("submit", "district").do("require_site_check", "bureau", reason="抽查")
    more = {"reason": "停工"} if action == "fail_site_check" else {}
    assert case.do(action, "bureau", visited_on="2021-06-15", **more).state == "assessment"


def test_pass_confirms_the_title(graded: Callable[..., Any]) -> None:
    """P1.26."""
    case = graded("合格")
    assert (case.state, case.last.end.title) == ("confirmed", "kept")


def test_plain_assessment_has_no_consequence(graded: Callable[..., Any]) -> None:
    """P1.24, A1-5: only 综合考评 counts, whatever the grade."""
    case = graded("不合格", PLAIN, failures_before=True)
    assert (case.state, case.last.end.title) == ("noted", "kept")
    assert case.effect("grade_assessment") == {"failed": None}


def test_failure_orders_rectification_by_a_day_of_its_own(rectifying: Any) -> None:
    """P1.26, A1-4."""
    assert rectifying.state == "assessment.rectification"
    (deadline,) = rectifying.subject.deadlines
    assert deadline.last_day == date(2021, 9, 30)


def test_order_to_rectify_without_a_day_is_refused(graded: Callable[..., Any]) -> None:
    """A1-4: the measures give no length, so each order bears its date."""
    with pytest.raises(BadPayload, match="due"):
        graded("不合格")


def test_accepted_rectification_keeps_the_title(rectifying: Any) -> None:
    """P1.26."""
    rectifying.do("report_rectification", "district", report="已整改")
    case = rectifying.do("accept_rectification", "bureau")
    assert (case.state, case.last.end.title) == ("rectified", "kept")


def test_refused_rectification_leads_to_the_hearing(rectifying: Any) -> None:
    """P1.26: 整改验收仍不合格, the first road to removal."""
    rectifying.do("report_rectification", "district", report="已整改")
    assert rectifying.do("refuse_rectification", "bureau", reason="仍不达标").state == "assessment.hearing"


def test_rectification_that_was_never_reported_goes_to_acceptance(rectifying: Any) -> None:
    """P1.26: the clock moves on to people, it refuses nothing."""
    rectifying.on(date(2021, 10, 1)).do("expire", CLOCK)
    assert rectifying.state == "assessment.acceptance"
    with pytest.raises(NotYours):
        rectifying.do("refuse_rectification", CLOCK, reason="逾期")


def test_second_failure_running_leads_to_the_hearing_without_an_order(hearing: Any) -> None:
    """P1.26, A1-5: the second road to removal; no rectification is ordered, so no day is asked."""
    assert hearing.state == "assessment.hearing"
    assert hearing.effect("grade_assessment") == {"failed": True}


def test_accepted_rectification_does_not_wipe_the_failure_out(guiyang: Loaded) -> None:
    """A1-5: unless the switch says so."""
    running = stage(guiyang).running
    assert running is not None
    assert running.failures == 2
    assert running.rectified_resets.given is False
    assert "A1-5" in (running.rectified_resets.assumed or "")


def test_holder_is_heard_before_removal_is_proposed(hearing: Any) -> None:
    """P1.26, P1.27, A1-12: the hearing is assumed; removal follows Article 8 and no shorter way."""
    with pytest.raises(NotDeclared):
        hearing.do("propose_removal", "bureau", reason="连续两次不合格")
    hearing.do("state_defence", "district", statement="申辩意见")
    assert hearing.do("propose_removal", "bureau", reason="连续两次不合格").state == "assessment.removal"


def test_holder_who_stays_silent_is_not_waited_for(hearing: Any) -> None:
    """Five working days, assumed: from Wednesday 2 June 2021 over the weekend."""
    (deadline,) = hearing.subject.deadlines
    assert deadline.last_day == date(2021, 6, 9)
    assert hearing.on(date(2021, 6, 10)).do("expire", CLOCK).state == "assessment.proposal"


def test_removal_is_agreed_by_the_office(hearing: Any) -> None:
    """P1.26: the bureau proposes, the office agrees, the plaque is cancelled."""
    hearing.do("state_defence", "district", statement="申辩意见")
    hearing.do("propose_removal", "bureau", reason="连续两次不合格")
    with pytest.raises(NotYours):
        hearing.do("agree_removal", "bureau")
    case = hearing.do("agree_removal", "office")
    assert (case.state, case.last.end.title) == ("revoked", "revoked")
    assert case.effect("end_title") == {"title": "base"}


def test_office_may_decline_and_the_title_is_kept(hearing: Any) -> None:
    """P1.26."""
    hearing.do("state_defence", "district", statement="申辩意见")
    hearing.do("propose_removal", "bureau", reason="连续两次不合格")
    case = hearing.do("decline_removal", "office", reason="情况已改观")
    assert (case.state, case.last.end.title) == ("kept", "kept")


def test_clock_never_decides_a_revocation(guiyang: Loaded) -> None:
    """P1.26: every way into the end, and every way into the road to it, is taken by people."""
    procedure = guiyang.procedures["assess"]
    revoked = {state.id for state in procedure.states.values() if state.end and state.end.title == "revoked"}
    assert revoked == {"revoked"}
    into = [way for way in procedure.transitions if way.target in revoked]
    assert [(way.action, way.by) for way in into] == [("agree_removal", ("office",))]
    roads = {way.event: way.by for way in procedure.transitions if way.target == "assessment.hearing"}
    assert roads == {"rectification_refused": ("bureau",), "failed_twice_running": ("bureau",)}
    proposals = {way.by for way in procedure.transitions if way.target == "assessment.removal"}
    assert proposals == {("bureau",)}


def test_only_the_two_causes_of_article_8_are_declared(guiyang: Loaded) -> None:
    """P1.26, A1-12: a title is not withdrawn without rectification."""
    removal = stage(guiyang).removal
    assert removal is not None
    assert removal.causes == ("rectification_refused", "failed_twice_running")
    assert (removal.proposed_by, removal.approved_by, removal.ends) == ("bureau", "office", "base")
    assert removal.hearing.by.assumed
    assert removal.hearing.within.assumed
