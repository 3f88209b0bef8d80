"""Rewards in a definition: what may be written, how each fault is told, and what the linter finds."""

from collections.abc import Callable

import pytest

from calendars import Calendar
from statemachines.definition.faults import DefinitionError
from statemachines.linter import check
from statemachines.loader import Loaded
from statemachines.pages.rewards import amount_in_words

SHIYAN = "shiyan_digital_measures_2022"
R17 = "amount: 500万元, once: project"
R5 = "amount: 30万元, once: enterprise, lead: commerce, responsible: "
R8 = "{each: 1000元, of: racks, at_most: 200万元}"
TERM = "validity_years: 3, source: [P2.5, A2-2, X8]}"
OTHER_TITLE = (TERM, f"{TERM}\n  other: {{name: 其他, held_by: policy}}")
Planted = Callable[..., Loaded]


def faults(planted: Planted, *replacements: tuple[str, str]) -> str:
    with pytest.raises(DefinitionError) as refused:
        planted(*replacements, programme=SHIYAN)
    return str(refused.value)


def found(planted: Planted, calendar: Calendar, *replacements: tuple[str, str]) -> list[tuple[str, str]]:
    loaded = planted(*replacements, programme=SHIYAN)
    return [(each.rule, each.where) for each in check(loaded, calendar)]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (R17, "amount: 500, once: project", "500"),
        (R17, "amount: 500万, once: project", "“500万” is no amount of money"),
        (R17, "amount: 0.001元, once: project", "not a whole number of fen"),
        (R17, "amount: {}, once: project", "exactly one of fixed"),
        (R17, "amount: {fixed: 5元, case_by_case: true}, once: project", "exactly one of fixed"),
        (R17, "amount: {fixed: 5元, of: racks}, once: project", "'of' names the indicator"),
        (R17, "amount: 500万元, once: always", "'enterprise' or 'project'"),
        (R17, "once: project", "a reward needs amount"),
        (R17, "refer: 另一文件", "has no name, condition, lead here"),
        ("percent: 10%", "percent: 0.1", "is no percentage"),
        (R8, R8.replace("racks", "rack"), "'rack' is no indicator of this programme; did you mean 'racks'?"),
        ("by: level, amounts: {国家级: 50万元", "by: levl, amounts: {国家级: 50万元", "did you mean 'level'?"),
        ("amounts: {国家级: 50万元", "amounts: {国际级: 50万元", "'国际级' is no choice of 'level'"),
        (R17 + ", lead: industry", R17 + ", lead: bureau", "'bureau' is no body"),
        ("by: task_year", "by: year", "'year' is no indicator"),
        ("choose: [r1, r2,", "choose: [r2,", "'r1' is not both a reward with an amount and a choice here"),
        ("percent: 50, by: county_finance", "percent: 49, by: county_finance", "do not make 100 %"),
        ("percent: 50, by: county_finance", "percent: 50, by: city_finance", "one body stands twice"),
        ("percent: 50, by: county_finance", "percent: 50, by: purse", "'purse' is no body"),
        ("rests_on: policy", "rests_on: polici", "'polici' is no title of this programme; did you mean 'policy'?"),
        ("in: claim, source: A2-6", "in: claims, source: A2-6", "did you mean 'claim'?"),
        ("own: 其他", "own: 网站", "choose one of the channels"),
        ("{need: park_firms >= 20}", "{need: park_firm >= 20}", "did you mean 'park_firms'?"),
        ("materials:\n", "criteria: {r1: {judge: 符合}}\n\nmaterials:\n", "the id of a reward and of a criterion"),
    ],
)  # fmt: skip
def test_fault_in_a_reward_is_told(planted: Planted, old: str, new: str, told: str) -> None:
    """With file and line, and what would be right."""
    message = faults(planted, (old, new))
    assert told in message
    assert message.startswith("programme.yaml:")


def test_fault_in_a_condition_points_at_its_reward(planted: Planted) -> None:
    """The condition is a criterion of the programme, but stands in the reward."""
    message = faults(planted, ("{need: park_firms >= 20}", "{need: park_firm >= 20}"))
    assert ": rewards.r17.condition.all.1.need:" in message


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        (R8, "{each: 1000元, of: racks}", ("reward", "rewards.r8.amount")),
        ("at_most: 10万元, decided", "decided", ("reward", "rewards.r2.amount")),
        ("for: {reward: [r3, r4, r5]}", "for: {reward: [r3, r4]}", ("reward", "award")),
        (R5 + "[county, development", R5 + "[county, commerce", ("reward", "rewards.r5.responsible")),
        ("opens: 2022-06-07", "opens: 2022-07-08", ("window", "consultation.due")),
        ("opens: 2022-06-07", "opens: 2022-06-05", ("window", "consultation.opens")),
        ("grants: policy", "grants: other", ("basis", "rests_on")),
    ],
)  # fmt: skip
def test_linter_finds_the_planted_fault(
    planted: Planted, calendar: Calendar, old: str, new: str, where: tuple[str, str]
) -> None:
    more = (OTHER_TITLE,) if new == "grants: other" else ()
    assert where in found(planted, calendar, (old, new), *more)


def test_linter_finds_money_that_nobody_pays(altered: Callable[..., str], calendar: Calendar) -> None:
    """Rewards without 'funding'; and payments that no stage has awarded."""
    from statemachines.loader import load_text

    text = altered(programme=SHIYAN)
    start, end = text.index("funding:"), text.index("not_modelled:")
    rules = [
        each.where for each in check(load_text(text[:start] + text[end:]), calendar) if each.rule == "reward"
    ]
    assert "rewards" in rules
    start, end = text.index("      - award:"), text.index("      - publicity:")
    rules = [
        each.where for each in check(load_text(text[:start] + text[end:]), calendar) if each.rule == "reward"
    ]
    assert "disbursement" in rules


@pytest.mark.parametrize(
    ("reward", "words"),
    [
        ("r1", "200万元"), ("r3", "国家级：50万元\n省级：30万元"), ("r11", "一事一议 / case by case"),
        ("r2", "合同额的10% / of the value，最高10万元 / at most，在此限额内核定 / decided up to it"),
        ("r8", "每个1000元（在用物理机架） / for each，最高200万元 / at most"),
    ],
)  # fmt: skip
def test_amount_is_told_in_words(planted: Planted, reward: str, words: str) -> None:
    programme = planted(programme=SHIYAN).programme
    amount = programme.rewards[reward].amount
    assert amount is not None
    assert amount_in_words(programme, amount) == words


def test_shares_of_an_exception_hold_for_whom_it_selects(planted: Planted) -> None:
    """A2-3: a county that is paid for otherwise; the first exception that selects holds."""
    from statemachines.awards import Before, award

    own = "exceptions: [{for: {county: [茅箭区]}, shares: [{percent: 100, by: city_finance}]}]"
    higher = "  other_policies: higher"
    funding = planted((higher, f"  {own}\n{higher}"), programme=SHIYAN).programme.funding
    assert funding is not None
    assert award(funding, 101, Before(), {"county": "茅箭区"}).shares == (("city_finance", 101),)
    assert award(funding, 101, Before(), {"county": "房县"}).shares == (
        ("city_finance", 51),
        ("county_finance", 50),
    )


def test_rewards_that_add_up_do_so_where_the_switch_says(planted: Planted) -> None:
    """A2-4: `intra_policy_stacking`; other policies still count."""
    from statemachines.awards import Before, award

    funding = planted(
        ("intra_policy_stacking: {is: false", "intra_policy_stacking: {is: true"), programme=SHIYAN
    )
    assert funding.programme.funding is not None
    assert award(funding.programme.funding, 50, Before((30,), 30), {}).granted == 50
    assert award(funding.programme.funding, 50, Before((30,), 20, 10), {}).granted == 50
