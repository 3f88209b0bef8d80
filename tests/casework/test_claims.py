"""Claims of rewards: only under a policy in force, reviewed by their lead, heard, paid, and given once."""

from datetime import date, time
from typing import Any

import pytest

from casework.views.case import case_detail
from statemachines.refusals import NeedsUnmet, NotYours
from tests.shiyan import ORGANISATIONS, PAPERS, Shiyan

NODE = {"node_firms": 100, "registrations": 1, "resolutions": 60}  # r1, 2 million


def shares(shiyan: Shiyan, case: str) -> dict[str, int]:
    """The shares of a claim, in fen."""
    return {row.payer: row.amount_fen for row in shiyan.rows("payment", case_no=case.partition(":")[2])}


def award(shiyan: Shiyan, case: str, who: str = "industry", **given: Any) -> str:
    """Award a claim; returns where it stands then."""
    return shiyan.act(case, "award", who, **given).state


def test_no_round_of_claims_opens_under_a_draft(shiyan: Shiyan) -> None:
    """A2-2: the reason says that a draft gives no right to anything."""
    shiyan.draft()
    shiyan.until(date(2022, 7, 20))
    before = shiyan.counts()
    with pytest.raises(NeedsUnmet, match="征求意见稿不能作为依据"):
        shiyan.claims()
    assert shiyan.counts() == before


def test_no_round_of_claims_opens_before_the_day_of_effect(shiyan: Shiyan) -> None:
    """A2-2: issued is not in force."""
    case = shiyan.draft()
    shiyan.until(date(2022, 7, 20))
    shiyan.issue(case, date(2022, 8, 1))
    with pytest.raises(NeedsUnmet, match="尚未施行"):
        shiyan.at(date(2022, 7, 31), time(23, 59, 59)).claims()
    shiyan.at(date(2022, 8, 1), time(0)).claims()


def test_claim_is_refused_once_the_policy_has_expired(shiyan: Shiyan) -> None:
    """P2.5: on the last day it is still taken, at 24:00 neither opened nor submitted any more."""
    shiyan.in_force()
    shiyan.at(date(2025, 8, 1), time(9)).claims()
    case = shiyan.claim("r5")
    shiyan.at(date(2025, 8, 2), time(0))
    with pytest.raises(NeedsUnmet, match="已失效"):
        shiyan.act(case, "submit", "firm", materials=PAPERS)
    for opening in (shiyan.claims, lambda: shiyan.claim("r5", "P2")):
        with pytest.raises(NeedsUnmet, match="已失效"):
            opening()
    shiyan.at(date(2025, 8, 1), time(23, 59, 59))
    assert shiyan.act(case, "submit", "firm", materials=PAPERS).state == "review"


def test_claim_goes_from_submission_to_both_payments(shiyan: Shiyan) -> None:
    """P2.6, P2.9, P2.10: lead unit, responsible units, publicity, then each purse pays its half."""
    case = shiyan.in_force().to_award("r1", NODE)
    assert award(shiyan, case) == "publicity"
    assert shiyan.public(case) == "disbursement"
    assert shares(shiyan, case) == {"city_finance": 100_000_000, "county_finance": 100_000_000}
    assert shiyan.pay(case, "county_finance") == "disbursement"
    assert shiyan.pay(case, "city_finance") == "paid"
    paid = shiyan.rows("payment")
    assert all(row.paid_on and row.recorded_at and row.organisation_code for row in paid)


@pytest.mark.parametrize(
    ("reward", "lead", "other"), [("r5", "commerce", "industry"), ("r13", "industry", "commerce")]
)
def test_claim_is_reviewed_by_the_lead_of_its_reward(
    shiyan: Shiyan, reward: str, lead: str, other: str
) -> None:
    """P2.9: the commerce bureau for r3 to r5, the industry bureau for the others."""
    case = shiyan.in_force().submitted(reward)
    with pytest.raises(NotYours):
        shiyan.act(case, "reject", other, reason="不符")
    assert shiyan.act(case, "reject", lead, reason="不符").state == "rejected"


def test_responsible_units_of_the_reward_are_heard(shiyan: Shiyan) -> None:
    """P2.9: r6 names the science bureau and the county; others are not asked, nobody answers twice."""
    case = shiyan.in_force().submitted("r6", level="国家级")
    shiyan.act(case, "judge", "industry", findings=[{"criterion": "r6", "met": True, "reason": "获奖证书"}])
    shiyan.act(case, "accept", "industry", attests=["条件", "佐证"])
    with pytest.raises(NeedsUnmet, match="未征求"):
        shiyan.act(case, "give_opinion", "market", supports=True)
    assert shiyan.act(case, "give_opinion", "county", supports=False, opinion="已享受").state == "opinion"
    with pytest.raises(NeedsUnmet, match="已答复"):
        shiyan.act(case, "give_opinion", "county", supports=True)
    assert shiyan.act(case, "give_opinion", "science", supports=True).state == "award"


def test_county_elsewhere_is_not_heard(shiyan: Shiyan) -> None:
    """A2-3: the county where the enterprise is registered."""
    case = shiyan.in_force().submitted("r15", {"task_year": 2022})
    shiyan.act(case, "judge", "industry", findings=[{"criterion": "r15", "met": True, "reason": "考核"}])
    shiyan.act(case, "accept", "industry", attests=["条件", "佐证"])
    with pytest.raises(NotYours):
        shiyan.act(case, "give_opinion", "county2", supports=True)
    assert shiyan.act(case, "give_opinion", "county", supports=True).state == "award"


def test_page_of_a_claim_opens_to_who_pays_it(shiyan: Shiyan) -> None:
    """A need that rests on what will be filled in hinders nothing before."""
    case = shiyan.in_force().to_award("r1", NODE)
    award(shiyan, case)
    shiyan.public(case)
    (pay,) = case_detail(shiyan.service, case[5:], shiyan.asked("", "county_finance")).open_to_person
    assert (pay.action, pay.hindered) == ("pay", ())


def test_silent_units_hold_nobody_up(shiyan: Shiyan) -> None:
    """P2.10: after ten working days (assumed) the claim goes on."""
    case = shiyan.in_force().to_award("r1", NODE)
    assert any(row.event == "deadline_passed" for row in shiyan.rows("history", subject=case))


@pytest.mark.parametrize(
    ("reward", "figures"),
    [("r1", {**NODE, "node_firms": 99}), ("r17", {"park_firms": 20, "park_revenue": "29.99"})],
)
def test_claim_below_its_threshold_is_not_accepted(
    shiyan: Shiyan, reward: str, figures: dict[str, Any]
) -> None:
    """A2-7: of three alternatives none is met, or one of two conditions fails."""
    case = shiyan.in_force().submitted(reward, figures)
    found = [{"criterion": path, "met": path != "r1.1", "reason": "核实"} for path in shiyan.leaves(reward)]
    shiyan.act(case, "judge", "industry", findings=found)
    with pytest.raises(NeedsUnmet, match="条件未满足"):
        shiyan.act(case, "accept", "industry", attests=["条件", "佐证"])


def test_same_reward_of_a_project_is_claimed_once(shiyan: Shiyan) -> None:
    """Once: not while a claim is open; another level or another project is another claim."""
    shiyan.in_force().submitted("r3", level="省级")
    with pytest.raises(NeedsUnmet, match="该奖项已申报"):
        shiyan.submitted("r3", level="省级")
    shiyan.submitted("r3", level="国家级")
    shiyan.submitted("r3", level="省级", project="P2")


def test_reward_once_for_an_enterprise_is_not_claimed_for_another_project(shiyan: Shiyan) -> None:
    """P2.r5: one enterprise, one recognition; another enterprise is free to claim."""
    case = shiyan.in_force().to_award("r5", lead="commerce")
    award(shiyan, case, "commerce")
    shiyan.public(case)
    shiyan.pay(case, "city_finance", "county_finance")
    with pytest.raises(NeedsUnmet, match="一次性"):
        shiyan.submitted("r5", project="P2")
    shiyan.submitted("r5", project="P3", firm="firm2")


@pytest.mark.only("sqlite")
def test_ten_tasks_a_year_and_no_eleventh(shiyan: Shiyan) -> None:
    """P2.r15: counted by the year the task was published."""
    shiyan.in_force()
    cases = [shiyan.submitted("r15", {"task_year": 2022}, f"P{n}") for n in range(1, 12)]
    cases.append(shiyan.submitted("r15", {"task_year": 2023}, "P12"))
    for case in cases:
        shiyan.act(case, "judge", "industry", findings=[{"criterion": "r15", "met": True, "reason": "考核"}])
        shiyan.act(case, "accept", "industry", attests=["条件", "佐证"])
        shiyan.act(case, "give_opinion", "county", supports=True)
    for case in cases[:10]:
        assert award(shiyan, case) == "publicity"
    with pytest.raises(NeedsUnmet, match="名额已满"):
        award(shiyan, cases[10])
    assert award(shiyan, cases[11]) == "publicity"


def test_award_refused_pays_nothing(shiyan: Shiyan) -> None:
    """P2.10: with a reason, told to the enterprise."""
    case = shiyan.in_force().to_award("r1", NODE)
    assert shiyan.act(case, "refuse_award", "industry", reason="经费不足").state == "not_awarded"
    assert shiyan.rows("reward_claim") == []


def test_reward_that_is_not_on_the_list_cannot_be_claimed(shiyan: Shiyan) -> None:
    """P2.8."""
    shiyan.in_force()
    with pytest.raises(Exception, match="reward"):
        shiyan.claim("r18")


def test_every_unit_asked_hears_of_it_and_only_those_who_owe_an_answer_are_reminded(shiyan: Shiyan) -> None:
    """P2.9: r6 asks the science bureau and the county; once one has answered, the other alone is reminded."""

    def told(template: str) -> list[str]:
        found = shiyan.rows("letter", subject=case, template=template)
        return sorted(each.recipient for each in found if each.facts["state"] == "opinion")

    case = shiyan.in_force().submitted("r6", level="国家级")
    shiyan.act(case, "judge", "industry", findings=[{"criterion": "r6", "met": True, "reason": "获奖证书"}])
    shiyan.act(case, "accept", "industry", attests=["条件", "佐证"])
    county, science = (f"org:{ORGANISATIONS[body]}" for body in ("county", "science"))
    assert told("action_needed") == sorted((county, science))
    shiyan.act(case, "give_opinion", "county", supports=True)
    while not told("reminder"):
        shiyan.advance()
    assert told("reminder") == [science]
