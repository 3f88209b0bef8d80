"""Shiyan's 17 rewards: each condition at its bound, each amount, each cap, as printed."""

from decimal import Decimal
from typing import Any

import pytest

from statemachines.awards import Before, NotStated, award, ceiling
from statemachines.criteria import evaluate_all, hard_failures, satisfied
from statemachines.loader import Loaded

WAN = 1_000_000  # fen in ten thousand yuan
PLATFORM, FIELD, NODE = "r1.1", "r1.2.1", "r1.3.1"  # the three alternatives of r1


def meets(shiyan: Loaded, reward: str, judged: dict[str, bool] | None = None, **figures: Any) -> bool:
    """Whether a claim meets its condition, with everything judged met that is not said otherwise."""
    programme = shiyan.programme
    values = {name: Decimal(str(value)) for name, value in figures.items()}
    every = {path: True for path, kind in shiyan.leaves.items() if kind == "judge"}
    found = evaluate_all(
        programme.criteria, values, {**every, **(judged or {})}, {"reward": reward}, programme.indicators
    )
    return satisfied(found)


def most(shiyan: Loaded, reward: str, level: str = "不分级", **figures: Any) -> int | None:
    amount = shiyan.programme.rewards[reward].amount
    assert amount is not None
    values = {name: Decimal(str(value)) for name, value in figures.items()}
    return ceiling(amount, values, {"reward": reward, "level": level})


FIRST = {PLATFORM: False, NODE: False}  # only the industry platform may count
THIRD = {PLATFORM: False, FIELD: False}  # only the node may count
SECOND_GOOD = {"local_firms": 101, "devices": 3001, "node_firms": 0, "registrations": 0, "resolutions": 0}
THIRD_GOOD = {"node_firms": 100, "registrations": 1, "resolutions": 60, "local_firms": 0, "devices": 0}
R8 = {"pue_cut": "0.02", "energy": 0, "cloud_share": 15, "cloud_firms": 301}
R9 = {"benefit": 300, "served": 0}
R12 = {"capital": 2000, "revenue_two_years": "1.01"}


@pytest.mark.parametrize(
    ("reward", "judged", "good", "bad"),
    [
        ("r1", FIRST, SECOND_GOOD, {"local_firms": 100}),
        ("r1", FIRST, SECOND_GOOD, {"devices": 3000}),
        ("r1", THIRD, THIRD_GOOD, {"node_firms": 99}),
        ("r1", THIRD, THIRD_GOOD, {"registrations": "0.9999"}),
        ("r1", THIRD, THIRD_GOOD, {"resolutions": "59.99"}),
        ("r2", {}, {"security_firms": 11, "security_revenue": 500}, {"security_firms": 10}),
        ("r2", {}, {"security_firms": 11, "security_revenue": 500}, {"security_revenue": "499.99"}),
        ("r8", {}, R8, {"pue_cut": "0.0199"}),
        ("r8", {}, {**R8, "pue_cut": 0, "energy": 300}, {"energy": "299.9"}),
        ("r8", {}, R8, {"cloud_share": "14.99"}),
        ("r8", {}, R8, {"cloud_firms": 300}),
        ("r9", {}, R9, {"benefit": "299.99"}),
        ("r9", {}, {"benefit": 0, "served": "30.0001"}, {"served": 30}),
        ("r10", {}, {"output": 1}, {"output": "0.9999"}),
        ("r11", {}, {"investment": 5}, {"investment": "4.99"}),
        ("r12", {}, R12, {"capital": "1999.99"}),
        ("r12", {}, R12, {"revenue_two_years": 1}),
        ("r17", {}, {"park_firms": 20, "park_revenue": 30}, {"park_firms": 19}),
        ("r17", {}, {"park_firms": 20, "park_revenue": 30}, {"park_revenue": "29.99"}),
    ],
)  # fmt: skip
def test_condition_holds_at_its_bound_and_not_below(
    shiyan: Loaded, reward: str, judged: dict[str, bool], good: dict[str, Any], bad: dict[str, Any]
) -> None:
    """P2.r1, P2.r2, P2.r8 to P2.r12, P2.r17, A2-7: 达到、以上、不低于 include the number, 超过、突破、超 do not."""
    assert meets(shiyan, reward, judged, **good)
    assert not meets(shiyan, reward, judged, **{**good, **bad})


@pytest.mark.parametrize("reward", ["r3", "r4", "r5", "r6", "r7", "r13", "r14", "r15", "r16"])
def test_condition_without_a_number_is_left_to_judgement(shiyan: Loaded, reward: str) -> None:
    """P2.r3 to P2.r7, P2.r13 to P2.r16."""
    assert meets(shiyan, reward)
    assert not meets(shiyan, reward, {reward: False})


def test_one_of_three_alternatives_suffices(shiyan: Loaded) -> None:
    """P2.r1: a national platform needs no figures; without it, the figures of one platform or one node."""
    assert meets(shiyan, "r1")
    assert not meets(shiyan, "r1", {PLATFORM: False, FIELD: False, NODE: False})
    mixed = {"local_firms": 101, "devices": 0, "node_firms": 100, "registrations": 1, "resolutions": 0}
    assert not meets(shiyan, "r1", {PLATFORM: False}, **mixed)


def test_condition_is_asked_of_the_claims_of_its_reward_only(shiyan: Loaded) -> None:
    """P2.9: nothing else bars a claim."""
    found = evaluate_all(shiyan.programme.criteria, {}, {}, {"reward": "r5"}, shiyan.programme.indicators)
    assert [each.path for each in found if each.result != "not_applicable"] == ["r5"]
    assert hard_failures(found) == ()


def test_two_years_are_counted_from_registration(shiyan: Loaded) -> None:
    """P2.r12: from when is not said."""
    years = shiyan.programme.indicators["revenue_two_years"].years
    assert years is not None
    assert years.given == "注册登记之日起两年内"
    assert "P2.r12" in (years.assumed or "")


@pytest.mark.parametrize(
    ("reward", "wan"),
    [
        ("r1", 200), ("r5", 30), ("r7", 50), ("r10", 100), ("r12", 200), ("r13", 5), ("r15", 50), ("r17", 500),
    ],
)  # fmt: skip
def test_fixed_amount_is_as_printed(shiyan: Loaded, reward: str, wan: int) -> None:
    """P2.r1, P2.r5, P2.r7, P2.r10, P2.r12, P2.r13, P2.r15, P2.r17."""
    assert most(shiyan, reward) == wan * WAN


@pytest.mark.parametrize(
    ("reward", "national", "provincial"), [("r3", 50, 30), ("r4", 30, 15), ("r6", 50, 20)]
)
def test_levels_and_amounts_pair_in_order(
    shiyan: Loaded, reward: str, national: int, provincial: int
) -> None:
    """P2.r3, P2.r4, P2.r6, A2-6; without a level there is no amount."""
    assert most(shiyan, reward, "国家级") == national * WAN
    assert most(shiyan, reward, "省级") == provincial * WAN
    with pytest.raises(NotStated, match="level"):
        most(shiyan, reward)


@pytest.mark.parametrize(
    ("contract", "fen"),
    [
        ("0", 0), ("12345.67", 123_456), ("1000000", 10 * WAN), ("1000000.01", 10 * WAN), ("9999999", 10 * WAN),
    ],
)  # fmt: skip
def test_tenth_of_the_contract_is_a_ceiling(shiyan: Loaded, contract: str, fen: int) -> None:
    """P2.r2, A2-5: at most 10 %, at most 100,000; decided by people."""
    assert most(shiyan, "r2", contract=contract) == fen
    amount = shiyan.programme.rewards["r2"].amount
    assert amount is not None
    assert amount.by_people


@pytest.mark.parametrize(
    ("reward", "racks", "fen"),
    [
        ("r8", 0, 0), ("r8", 1999, 199_900_000), ("r8", 2000, 200 * WAN), ("r8", 2001, 200 * WAN),
        ("r9", 1, 300_000), ("r9", 166, 49_800_000), ("r9", 167, 50 * WAN),
    ],
)  # fmt: skip
def test_racks_in_use_count_up_to_the_cap(shiyan: Loaded, reward: str, racks: int, fen: int) -> None:
    """P2.r8, P2.r9."""
    assert most(shiyan, reward, racks=racks) == fen


@pytest.mark.parametrize("reward", ["r11", "r14", "r16"])
def test_case_by_case_has_no_amount_in_the_definition(shiyan: Loaded, reward: str) -> None:
    """P2.r11, P2.r14, P2.r16: 一事一议."""
    amount = shiyan.programme.rewards[reward].amount
    assert amount is not None
    assert (amount.case_by_case, amount.at_most) == (True, None)
    assert most(shiyan, reward) is None


def test_amount_without_its_figure_is_not_computed(shiyan: Loaded) -> None:
    """P2.r8."""
    with pytest.raises(NotStated, match="racks"):
        most(shiyan, "r8")


def test_ten_tasks_a_year(shiyan: Loaded) -> None:
    """P2.r15: by the year the task was published."""
    yearly = shiyan.programme.rewards["r15"].yearly
    assert yearly is not None
    assert (yearly.at_most, yearly.by) == (10, "task_year")


def test_what_is_given_once_is_as_printed(shiyan: Loaded) -> None:
    """P2.r1 to P2.r17: 一次性 is printed for these; r10 says “first reaches”, taken as once (assumed).

    To the enterprise where it is rewarded for what it is, for a project where that was won, built or newly introduced.
    """
    rewards = shiyan.programme.rewards
    once = {key: each.once.given for key, each in rewards.items() if each.once}
    project = dict.fromkeys(("r3", "r6", "r7", "r10", "r17"), "project")
    assert once == {**dict.fromkeys(("r1", "r4", "r5", "r12", "r13"), "enterprise"), **project}
    assert [key for key, each in rewards.items() if each.once and each.once.assumed] == ["r10"]


@pytest.mark.parametrize(
    ("measure", "rewards", "lead", "responsible"),
    [
        (3, ("r1", "r2"), "industry", {"county"}),
        (7, ("r3", "r4", "r5"), "commerce", {"county", "development", "industry"}),
        (9, ("r6", "r7"), "industry", {"county", "science"}),
        (10, ("r8", "r9"), "industry", {"county", "development", "science", "market"}),
        (11, ("r10", "r11"), "industry", {"county", "development", "assets"}),
        (12, ("r12", "r13"), "industry", {"county", "development"}),
        (13, ("r14",), "industry", {"county", "science"}),
        (16, ("r15", "r16"), "industry", {"county"}),
        (18, ("r17",), "industry", {"county"}),
    ],
)
def test_lead_and_responsible_units_are_those_of_the_measure(
    shiyan: Loaded, measure: int, rewards: tuple[str, ...], lead: str, responsible: set[str]
) -> None:
    """P2.9: as the measure prints them; both are also who acts on a claim of the reward."""
    programme = shiyan.programme
    assert tuple(key for key, each in programme.rewards.items() if each.measure == measure) == rewards
    for key in rewards:
        reward = programme.rewards[key]
        assert (reward.lead, set(reward.responsible)) == (lead, responsible)
        assert programme.body_of("lead", {"reward": key}) == lead


def test_city_and_county_pay_half_each(shiyan: Loaded) -> None:
    """P2.6, A2-3: the odd fen is the city's."""
    funding = shiyan.programme.funding
    assert funding is not None
    assert award(funding, 101, Before(), {}).shares == (("city_finance", 51), ("county_finance", 50))


def test_higher_counts_once(shiyan: Loaded) -> None:
    """P2.7, A2-4: against other policies and, by default, among the items of this one."""
    funding = shiyan.programme.funding
    assert funding is not None
    assert funding.intra_policy_stacking.given is False
    assert "A2-4" in (funding.intra_policy_stacking.assumed or "")
    assert award(funding, 50, Before(elsewhere=30), {}).granted == 20
    assert award(funding, 50, Before((30,), 30), {}).granted == 20
    assert award(funding, 30, Before((50,), 50), {}).granted == 0


def test_award_is_never_above_its_own_right(shiyan: Loaded) -> None:
    """A2-4: what an award that was dropped left open is not given to another item."""
    funding = shiyan.programme.funding
    assert funding is not None
    assert award(funding, 10, Before((50,), 20), {}).granted == 10
