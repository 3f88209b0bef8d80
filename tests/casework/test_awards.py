"""Awards: within the rule of their reward, shared to the fen, and never twice for one project."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest

from statemachines.refusals import BadPayload, NeedsUnmet, NotYours
from tests.shiyan import Shiyan

NODE = {"node_firms": 100, "registrations": 1, "resolutions": 60}  # r1, 2 million
SECURITY = {"security_firms": 11, "security_revenue": 500}  # r2
CENTRE = {"pue_cut": "0.02", "cloud_share": 15, "cloud_firms": 301}  # r8


def shares(shiyan: Shiyan, case: str) -> dict[str, int]:
    """The shares of a claim, in fen."""
    return {row.payer: row.amount_fen for row in shiyan.rows("payment", case_no=case.partition(":")[2])}


def award(shiyan: Shiyan, case: str, who: str = "industry", **given: Any) -> str:
    """Award a claim; returns where it stands then."""
    return shiyan.act(case, "award", who, **given).state


def claim_of(shiyan: Shiyan, case: str) -> Any:
    return shiyan.row("reward_claim", case_no=case.partition(":")[2])


def test_history_shows_how_an_award_was_worked_out(shiyan: Shiyan) -> None:
    """Ceiling, right, what counted against it, and the shares, all in whole fen."""
    case = shiyan.in_force().to_award("r1", NODE)
    award(shiyan, case, elsewhere="500000", elsewhere_policy="市级技改政策")
    entry = next(row for row in shiyan.rows("history", subject=case) if row.event == "awarded")
    assert '"ceiling_fen":200000000' in entry.payload
    assert '"granted_fen":150000000' in entry.payload
    assert '"shares_fen":{"city_finance":75000000,"county_finance":75000000}' in entry.payload


def test_each_share_is_paid_once_by_its_own_purse(shiyan: Shiyan) -> None:
    """P2.6, A2-3: the county of registration pays, no other county, and nobody twice or ahead."""
    case = shiyan.in_force().to_award("r5", lead="commerce")
    award(shiyan, case, "commerce")
    shiyan.public(case)
    with pytest.raises(NotYours):
        shiyan.pay(case, "county_finance2")
    with pytest.raises(NeedsUnmet, match="拨付日期"):
        shiyan.act(case, "pay", "city_finance", paid_on=date(2030, 1, 1))
    shiyan.pay(case, "county_finance")
    with pytest.raises(NeedsUnmet, match="没有待拨付的份额"):
        shiyan.pay(case, "county_finance")


def test_maximum_is_decided_by_people_up_to_the_ceiling(shiyan: Shiyan) -> None:
    """P2.r2, A2-5: ten per cent of 555,555.55 yuan is 55,555.55 yuan, rounded down; not an entitlement."""
    case = shiyan.in_force().to_award("r2", {**SECURITY, "contract": "555555.59"})
    for amount, why in [
        ("", "amount"),
        ("0", "金额"),
        ("55555.56", "金额"),
        ("1.001", "金额"),
        ("-1", "金额"),
    ]:
        with pytest.raises((BadPayload, NeedsUnmet), match=why):
            award(shiyan, case, amount=amount)
    award(shiyan, case, amount="55555.55")
    assert claim_of(shiyan, case).ceiling_fen == 5_555_555
    assert shares(shiyan, case) == {"city_finance": 2_777_778, "county_finance": 2_777_777}


def test_cap_holds_for_contracts_beyond_it(shiyan: Shiyan) -> None:
    """P2.r2: at most 100,000 yuan."""
    case = shiyan.in_force().to_award("r2", {**SECURITY, "contract": 9_000_000})
    with pytest.raises(NeedsUnmet, match="上限"):
        award(shiyan, case, amount="100000.01")
    award(shiyan, case, amount=Decimal(100000))
    assert claim_of(shiyan, case).granted_fen == 10_000_000


@pytest.mark.parametrize(
    ("racks", "fen"), [(1, 100_000), (1999, 199_900_000), (2000, 200_000_000), (2001, 200_000_000)]
)
def test_racks_are_paid_each_up_to_the_cap(shiyan: Shiyan, racks: int, fen: int) -> None:
    """P2.r8: 1000 yuan a rack in use, at most 2 million."""
    case = shiyan.in_force().to_award("r8", {**CENTRE, "racks": racks})
    award(shiyan, case)
    assert claim_of(shiyan, case).granted_fen == fen


def test_amount_that_needs_a_figure_waits_for_it(shiyan: Shiyan) -> None:
    """P2.r8: the racks were not stated."""
    case = shiyan.in_force().to_award("r8", CENTRE)
    with pytest.raises(NeedsUnmet, match="缺少计算金额的数据"):
        award(shiyan, case)


def test_amount_that_the_rule_fixes_is_nobodys_to_change(shiyan: Shiyan) -> None:
    """P2.r1."""
    case = shiyan.in_force().to_award("r1", NODE)
    with pytest.raises(NeedsUnmet, match="金额"):
        award(shiyan, case, amount="1999999")
    assert award(shiyan, case, amount="2000000") == "publicity"


def test_level_chooses_the_amount(shiyan: Shiyan) -> None:
    """P2.r4, A2-6; without a level there is no amount."""
    case = shiyan.in_force().to_award("r4", level="省级", lead="commerce")
    award(shiyan, case, "commerce")
    assert claim_of(shiyan, case).granted_fen == 15_000_000
    without = shiyan.to_award("r4", project="P2", firm="firm2", lead="commerce")
    with pytest.raises(NeedsUnmet, match="级别"):
        award(shiyan, without, "commerce")


def test_case_by_case_is_decided_by_people_without_a_ceiling(shiyan: Shiyan) -> None:
    """P2.r11: 一事一议; the definition has no amount."""
    case = shiyan.in_force().to_award("r11", {"investment": 5})
    with pytest.raises(BadPayload, match="amount"):
        award(shiyan, case)
    award(shiyan, case, amount="12345678.91")
    claim = claim_of(shiyan, case)
    assert (claim.ceiling_fen, claim.granted_fen) == (None, 1_234_567_891)
    assert shares(shiyan, case) == {"city_finance": 617_283_946, "county_finance": 617_283_945}


@pytest.mark.parametrize(
    ("elsewhere", "granted", "state"),
    [
        ("1500000", 50_000_000, "publicity"),
        ("1999999.99", 1, "publicity"),
        ("2000000", 0, "covered_elsewhere"),
        ("3000000", 0, "covered_elsewhere"),
    ],
)
def test_higher_support_of_the_city_counts_once(
    shiyan: Shiyan, elsewhere: str, granted: int, state: str
) -> None:
    """P2.7: 就高不重复; what the project had of another policy is never paid again."""
    case = shiyan.in_force().to_award("r1", NODE)
    assert award(shiyan, case, elsewhere=elsewhere, elsewhere_policy="市级技改政策") == state
    assert claim_of(shiyan, case).granted_fen == granted
    assert sum(shares(shiyan, case).values()) == granted


def test_one_fen_goes_to_the_city_alone(shiyan: Shiyan) -> None:
    """A2-3: the odd fen; a share of nothing is not waited for."""
    case = shiyan.in_force().to_award("r1", NODE)
    award(shiyan, case, elsewhere="1999999.99", elsewhere_policy="市级技改政策")
    shiyan.public(case)
    assert shares(shiyan, case) == {"city_finance": 1}
    assert shiyan.pay(case, "city_finance") == "paid"


@pytest.mark.parametrize(
    "given",
    [{"elsewhere": "1"}, {"elsewhere_policy": "某政策"}, {"elsewhere": "-1", "elsewhere_policy": "某政策"}],
)
def test_support_from_elsewhere_is_told_whole(shiyan: Shiyan, given: dict[str, str]) -> None:
    """P2.7."""
    case = shiyan.in_force().to_award("r1", NODE)
    with pytest.raises(NeedsUnmet, match="其他支持"):
        award(shiyan, case, **given)


def test_items_of_this_policy_do_not_add_up_for_one_project(shiyan: Shiyan) -> None:
    """A2-4: 300,000 first, then 500,000 for the same project: 200,000 are left; for another project nothing is cut."""
    first = shiyan.in_force().to_award("r5", lead="commerce")
    award(shiyan, first, "commerce")
    second, other = (shiyan.to_award("r7", project=project) for project in ("P1", "P2"))
    for case in (second, other):
        award(shiyan, case)
    claim = claim_of(shiyan, second)
    assert (claim.entitled_fen, claim.before_fen, claim.granted_fen) == (50_000_000, 30_000_000, 20_000_000)
    assert claim_of(shiyan, other).granted_fen == 50_000_000


def test_lower_item_of_this_policy_adds_nothing(shiyan: Shiyan) -> None:
    """A2-4."""
    first = shiyan.in_force().to_award("r7")
    award(shiyan, first)
    second = shiyan.to_award("r5", lead="commerce")
    assert award(shiyan, second, "commerce") == "covered_elsewhere"


def test_award_that_was_dropped_gives_its_place_back(shiyan: Shiyan) -> None:
    """A2-4, X4: an objection was upheld, so that nothing counts against the next claim."""
    first = shiyan.in_force().to_award("r7")
    award(shiyan, first)
    shiyan.act(shiyan.list_of(first), "publish", "industry")
    shiyan.act(first, "object", "public", text="并非国家级")
    shiyan.act(first, "drop_entry", "industry", objection=shiyan.row("objection").no, reason="属实")
    again = shiyan.to_award("r7")
    award(shiyan, again)
    assert claim_of(shiyan, again).granted_fen == 50_000_000


def test_two_awards_of_one_project_at_once_are_decided_one_after_the_other(shiyan: Shiyan) -> None:
    """A2-4: whoever comes second knows what the first was given; together they come to the higher."""
    shiyan.in_force()
    cases = [shiyan.to_award("r7"), shiyan.to_award("r5", lead="commerce")]
    start = Barrier(2)

    def awarding(case: str, who: str) -> str:
        start.wait()
        return award(shiyan, case, who)

    with ThreadPoolExecutor(2) as pool:
        states = list(pool.map(awarding, cases, ("industry", "commerce")))
    assert "publicity" in states
    assert sum(row.granted_fen for row in shiyan.rows("reward_claim")) == 50_000_000
