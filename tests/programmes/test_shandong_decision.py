"""Shandong's digital industry clusters: site check, list, publicity, title, and what false material leads to."""

from datetime import date
from typing import Any

import pytest

from calendars import Calendar, Rule, last_day
from statemachines.definition.time import Length
from statemachines.loader import Loaded
from statemachines.machine import CLOCK, PUBLIC
from statemachines.refusals import BadPayload, NeedsUnmet, NotDeclared
from statemachines.stages.publicity import Publicity


@pytest.fixture
def case(shandong_case: Any) -> Any:
    """The hand-made case of this folder."""
    return shandong_case


def test_site_check_is_held_only_when_the_province_says_why(case: Any) -> None:
    """P4.16, A4-3: either way with a reason, after the scoring."""
    case.bring("site_check")
    with pytest.raises(BadPayload, match="reason"):
        case.do("require_site_check", "province")
    assert case.do("require_site_check", "province", reason="数据存疑").state == "site_check.visit"


@pytest.mark.parametrize("action", ["pass_site_check", "fail_site_check"])
def test_report_of_the_site_check_informs_the_selection(case: Any, action: str) -> None:
    """A4-3: a bad report does not end the case by itself."""
    case.bring("site_check").do("require_site_check", "province", reason="数据存疑")
    more = {"reason": "与申报不符"} if action == "fail_site_check" else {}
    assert case.do(action, "province", visited_on="2025-08-01", **more).state == "selection"


def test_people_select_and_may_leave_out_a_case_that_meets_everything(case: Any) -> None:
    """P4.17, X7."""
    case.bring("selection")
    assert all(CLOCK not in way.by for way in case.procedure.actions("selection")["select"])
    assert case.do("leave_out", "province", reason="综合排序靠后").state == "not_selected"


def publicity(shandong: Loaded) -> Publicity:
    stages = shandong.programme.procedures["apply"].stages
    return next(stage for stage in stages if isinstance(stage, Publicity))


def test_publicity_lasts_five_working_days_from_the_next_day(shandong: Loaded) -> None:
    """P4.17, X3: published on 26 September 2025, a Friday, it ends after the holiday, on 10 October."""
    window = publicity(shandong).window("apply")
    assert isinstance(window.when, Length)
    assert (str(window.when), window.count_first_day, window.assumed) == ("5 workdays", False, None)
    rule = Rule(window.when.n, window.when.unit, count_first_day=window.count_first_day)
    assert last_day(Calendar(), date(2025, 9, 26), rule).day == date(2025, 10, 10)


def test_list_stands_on_the_site_of_the_department(shandong: Loaded) -> None:
    """P4.17: the place is the notice's, not a round's."""
    where = publicity(shandong).where
    assert "省工业和信息化厅官方网站" in where.given
    assert where.ask is None


def test_objection_holds_the_entry_and_conditions_decide(case: Any, shandong: Loaded) -> None:
    """P4.18, X4: verified and the conditions still met, the entry goes on; else it is dropped."""
    assert publicity(shandong).objection.keep_if.given == "conditions_met"
    case.bring("publicity.open").do("object", PUBLIC, text="数据不实")
    assert case.state == "publicity.held"
    with pytest.raises(NotDeclared):
        case.do("certify", "province")
    settled = {"objection": "O-1", "reason": "核实后仍符合条件"}
    assert case.do("keep_entry", "province", {"window_open": False}, **settled).state == "certification"


def test_objection_that_shows_a_condition_unmet_drops_the_entry(case: Any) -> None:
    """P4.18."""
    case.bring("publicity.open").do("object", PUBLIC, text="数据不实")
    case.do("drop_entry", "province", objection="O-1", reason="不再符合条件")
    assert case.state == "dropped"
    assert case.effect("drop_from_list") == {"list": "proposed"}


def test_objection_after_the_window_is_refused(case: Any) -> None:
    """P4.18."""
    case.bring("publicity.open")
    with pytest.raises(NeedsUnmet, match="公示期已满"):
        case.do("object", PUBLIC, {"window_open": False}, text="数据不实")


def test_false_material_ends_the_case_in_every_state(case: Any) -> None:
    """P4.19: found by the province, with a reason."""
    procedure = case.procedure
    open_states = {state.id for state in procedure.states.values() if state.end is None}
    ways = {way.source: way for way in procedure.transitions if way.action == "find_false_material"}
    assert set(ways) == open_states
    assert all(way.by == ("province",) and way.target == "false_material" for way in ways.values())
    assert case.do("find_false_material", "province", reason="伪造合同").last.end.result == "false_material"
    assert case.effect("sanction") == {"sanction": "false_material"}


def test_false_material_bars_operator_and_cluster_for_three_years(shandong: Loaded) -> None:
    """P4.19, A4-4: from the finding to the corresponding day, announced to the public."""
    (sanction,) = shandong.programme.sanctions
    assert sanction.bans is not None
    assert sanction.announce == "public"
    assert sanction.bans.parties.given == ("operator", "cluster")
    assert sanction.bans.from_.given == "finding"
    assert "A4-4" in (sanction.bans.from_.assumed or "")
    assert str(sanction.bans.for_) == "3 years"


def test_barred_party_cannot_submit(case: Any) -> None:
    """P4.19."""
    with pytest.raises(NeedsUnmet, match="禁止申报期"):
        case.do("submit", "operator", {"not_banned": False})


def test_title_has_no_term_and_no_assessment(shandong: Loaded) -> None:
    """P4.20, X8: neither is stated, so neither is invented."""
    assert shandong.programme.titles["cluster"].validity_years is None
    assert set(shandong.programme.procedures) == {"apply"}
    assert shandong.programme.rewards == {}


def test_features_that_the_notice_does_not_name_are_off(shandong: Loaded) -> None:
    """X9: no withdrawal."""
    procedure = shandong.procedures["apply"]
    assert "withdraw" not in {way.action for way in procedure.transitions}
    assert "X9" in shandong.programme.not_modelled
