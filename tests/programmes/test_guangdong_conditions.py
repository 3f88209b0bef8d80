"""Guangdong's pilot zones: six of nine tasks, and a basis in principle."""

from decimal import Decimal
from pathlib import Path

import pytest

from statemachines.criteria import (
    Finding,
    evaluate_all,
    hard_failures,
    open_questions,
    satisfied,
    soft_failures,
)
from statemachines.loader import Loaded, load_folder

FOLDER = Path(__file__).parents[2] / "programmes" / "guangdong_pilot_zones_2019"
TASKS = (
    "governance_data", "open_data", "society", "public_services", "trades", "manufacturing", "start_ups", "industry",
    "standards",
)  # fmt: skip


@pytest.fixture(scope="module")
def guangdong() -> Loaded:
    """The definition."""
    return load_folder(FOLDER)


def found(guangdong: Loaded, *chosen: str, basis: bool = True, **figures: int) -> tuple[Finding, ...]:
    """The findings on an application that has chosen these tasks and says of the others that it has not."""
    values = {task: Decimal(task in chosen) for task in TASKS} | {
        name: Decimal(value) for name, value in figures.items()
    }
    return evaluate_all(guangdong.programme.criteria, values, {"basis": basis}, {})


def test_nine_tasks_stand_in_the_order_of_the_notice(guangdong: Loaded) -> None:
    """P3.6."""
    leaves = guangdong.programme.criteria["tasks"].leaves()
    assert tuple(leaf.need.left for leaf in leaves if leaf.need) == TASKS


@pytest.mark.parametrize(("number", "enough"), [(9, True), (6, True), (5, False), (0, False)])
def test_six_of_the_nine_suffice(guangdong: Loaded, number: int, enough: bool) -> None:
    """P3.5, A3-5."""
    assert satisfied(found(guangdong, *TASKS[:number])) == enough


def test_any_six_suffice(guangdong: Loaded) -> None:
    """P3.5: which ones is the applicant's choice."""
    assert satisfied(found(guangdong, *TASKS[3:]))


def test_own_extra_tasks_do_not_count(guangdong: Loaded) -> None:
    """A3-5: five and ten of one's own are five."""
    failed = hard_failures(found(guangdong, *TASKS[:5], own_tasks=10))
    assert [each.path for each in failed] == ["tasks"]


def test_task_that_is_not_stated_leaves_the_question_open(guangdong: Loaded) -> None:
    """P3.5: nothing is assumed of what was left blank."""
    stated = {task: Decimal(1) for task in TASKS[:5]}
    findings = evaluate_all(guangdong.programme.criteria, stated, {"basis": True}, {})
    assert [each.path for each in open_questions(findings)] == [f"tasks.{n}" for n in (6, 7, 8, 9)]


def test_basis_is_asked_only_in_principle(guangdong: Loaded) -> None:
    """P3.7, X6: a warning, set aside with a reason."""
    findings = found(guangdong, *TASKS, basis=False)
    assert hard_failures(findings) == ()
    assert [each.path for each in soft_failures(findings)] == ["basis"]
    assert satisfied(findings, overridden={"basis"})


def test_no_other_threshold_is_there(guangdong: Loaded) -> None:
    """P3.9."""
    assert set(guangdong.programme.criteria) == {"tasks", "basis"}
