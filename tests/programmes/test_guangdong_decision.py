"""Guangdong's pilot zones: defence, inspection, selection, publicity, letter of reply, tracking."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from statemachines.loader import Loaded
from statemachines.machine import PUBLIC
from statemachines.refusals import BadPayload, NotDeclared

FILE = Path(__file__).parents[2] / "programmes" / "guangdong_pilot_zones_2019" / "programme.yaml"


@pytest.fixture
def case(guangdong_case: Any) -> Any:
    """The hand-made case of this folder."""
    return guangdong_case


def stage(guangdong: Loaded, wanted: str) -> Any:
    """A stage by its id."""
    return next(each for each in guangdong.programme.procedures["apply"].stages if each.id == wanted)


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

    text = FILE.read_text("utf-8").replace("{is: excused, assumed", "{is: heard, assumed")
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
    case = walker(procedure, date(2020, 3, 2), {}, {"unit": "区县", "city": "佛山市"})
    case.do("submit", "city").do("grade", "province", grade="进展滞后")
    assert (case.state, case.last.end.title) == ("confirmed", "kept")


def test_title_has_no_term_no_revocation_and_no_sanction(guangdong: Loaded) -> None:
    """P3.18, X8, X9."""
    programme = guangdong.programme
    assert programme.titles["zone"].validity_years is None
    assert programme.sanctions == ()
    assert "X9" in programme.not_modelled
    assert "withdraw" not in {way.action for way in guangdong.procedures["apply"].transitions}
