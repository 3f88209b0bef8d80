"""Guiyang's cluster bases: bodies, conditions, materials, dates of a round, and what the plan leaves to other rules."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from statemachines.criteria import evaluate_all, hard_failures, satisfied
from statemachines.loader import Loaded

GOOD = {"firms": 20, "companies": 40, "software": 30_000, "revenue": 100_000, "area": 20_000}
JUDGED = {"operator": True, "influence": True}


def bars(guiyang: Loaded, judged: dict[str, bool] | None = None, **figures: Any) -> list[str]:
    """The criteria that bar a good base whose figures or judgements differ as given."""
    values = {name: Decimal(value) for name, value in {**GOOD, **figures}.items()}
    findings = evaluate_all(guiyang.programme.criteria, values, {**JUDGED, **(judged or {})}, {})
    assert satisfied(findings) == (not hard_failures(findings))
    return [each.path for each in hard_failures(findings)]


def test_plan_bears_no_date(guiyang: Loaded) -> None:
    """P1.32, R1-3: it is missing in our copy, and none is invented."""
    assert guiyang.programme.notice.dated is None


def test_bodies_handle_and_approve_apart(guiyang: Loaded) -> None:
    """P1.1, A1-6: the bureau is the handling body, the office approves."""
    bodies = guiyang.programme.bodies
    assert (bodies["bureau"].role, bodies["office"].role) == ("officer", "approver")


def test_good_base_at_every_bound_is_satisfied(guiyang: Loaded) -> None:
    """P1.5 to P1.9: 及以上 and 以上 include the number itself."""
    assert bars(guiyang) == []


@pytest.mark.parametrize(
    ("figures", "barred"),
    [
        pytest.param({"firms": 19, "companies": 38}, "firms", id="P1.5"),
        pytest.param({"companies": 41}, "firms", id="P1.6"),
        pytest.param({"software": "29999.99"}, "income", id="P1.7"),
        pytest.param({"area": "19999.9"}, "area", id="P1.8"),
        pytest.param({"revenue": "99999.99"}, "income", id="P1.9"),
    ],
)
def test_figure_below_its_threshold_bars_the_case(
    guiyang: Loaded, figures: dict[str, Any], barred: str
) -> None:
    """P1.5 to P1.9; revenue is stated in 万元, so that a billion yuan is 100,000."""
    assert bars(guiyang, **figures) == [barred]
    assert guiyang.programme.indicators["revenue"].unit == "万元"


@pytest.mark.parametrize("path", ["operator", "influence"])
def test_condition_without_a_number_is_left_to_judgement(guiyang: Loaded, path: str) -> None:
    """P1.3, P1.10."""
    assert bars(guiyang, {path: False}) == [path]
    assert guiyang.programme.criteria[path].judge


def test_yearly_targets_limit_nothing(guiyang: Loaded) -> None:
    """P1.11, P1.12: targets are no caps, and no district has a quota."""
    assert {"P1.11", "P1.12"} <= set(guiyang.programme.not_modelled)
    needs = {need.fact for way in guiyang.procedures["apply"].transitions for need in way.needs}
    assert not any(fact.startswith("quota_free") for fact in needs)


def test_nine_materials_are_handed_in_at_the_first_step(guiyang: Loaded) -> None:
    """P1.14, A1-9: all nine, by the district, none of them optional."""
    materials = guiyang.programme.materials
    assert list(materials) == [
        "report", "plan", "overall", "firms", "services", "projects", "licence", "policies", "evidence",
    ]  # fmt: skip
    for material in materials.values():
        assert "submission" in material.at
        assert material.from_ == "district"
        assert not material.optional


def test_form_and_copies_of_the_materials_are_left_open(guiyang: Loaded) -> None:
    """P1.15: not stated."""
    assert all(each.form == () and each.copies is None for each in guiyang.programme.materials.values())


def test_four_tables_come_again_with_refreshed_figures(guiyang: Loaded) -> None:
    """A1-9, P1.16."""
    again = {key for key, each in guiyang.programme.materials.items() if "completion" in each.at}
    assert again == {"overall", "firms", "services", "projects"}


def test_figures_may_be_plans_or_results(guiyang: Loaded) -> None:
    """A1-10: a forecast at filing, actual figures before the review."""
    assert all(each.planned for each in guiyang.programme.indicators.values())


def test_call_opens_by_the_end_of_march(guiyang: Loaded) -> None:
    """P1.4, X6: the round of a year warns when no call was opened by 31 March."""
    opened = guiyang.programme.procedures["apply"].starts.call_opened
    assert opened is not None
    assert opened.in_year(2020) == date(2020, 3, 31)


def test_round_ends_before_june_of_the_following_year_and_only_warns(guiyang: Loaded) -> None:
    """P1.4, A1-1, X6: plaques out by 31 May; June itself does not count unless the switch says so."""
    ends = guiyang.programme.procedures["apply"].ends_by
    assert ends is not None
    assert ends.by.in_year(2020) == date(2021, 5, 31)
    assert ends.soft == "原则上"
    assert ends.june_inclusive.given is False
    assert "A1-1" in (ends.june_inclusive.assumed or "")


def test_misconduct_in_the_review_is_referred_and_bars_nobody(guiyang: Loaded) -> None:
    """P1.28, P1.29: other rules apply; of an applicant's fraud nothing is said."""
    (sanction,) = guiyang.programme.sanctions
    assert sanction.refer == "按照有关规定追究相应责任"
    assert sanction.bans is None
    assert sanction.ends is None
    for procedure in guiyang.procedures.values():
        assert not any(way.action.startswith("find_") for way in procedure.transitions)
    assert "P1.29" in guiyang.programme.not_modelled


def test_money_is_by_reference_without_an_amount(guiyang: Loaded) -> None:
    """P1.30, P1.31."""
    (reward,) = guiyang.programme.rewards.values()
    assert reward.amount is None
    assert reward.refer is not None
    assert "软件和信息技术服务业" in reward.refer
    assert "P1.31" in guiyang.programme.not_modelled


def test_features_that_the_measures_do_not_name_are_off(guiyang: Loaded) -> None:
    """X9: no withdrawal."""
    actions = {way.action for procedure in guiyang.procedures.values() for way in procedure.transitions}
    assert "withdraw" not in actions
    assert {"X1", "X2", "X9"} <= set(guiyang.programme.not_modelled)
