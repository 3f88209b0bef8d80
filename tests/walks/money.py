"""The money of claims, computed anew from what was stated and decided, with none of the code that awarded it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from sqlalchemy import Connection, select

from models.tables import case_file, indicator_value, payment, reward_claim
from statemachines.definition.programme import REWARD
from statemachines.definition.selector import matches
from tests.walks.walker import Walk

__all__ = ["money_adds_up"]


def money_adds_up(walk: Walk, connection: Connection) -> Iterator[str]:
    """Shares make the award, awards keep caps and ceilings, the higher counts once, and so do yearly places."""
    claims = select(reward_claim, case_file.c.facts, case_file.c.result, case_file.c.ended_at)
    rows = connection.execute(
        claims.join(case_file, case_file.c.no == reward_claim.c.case_no).order_by(reward_claim.c.case_no)
    ).all()
    for row in rows:
        yield from _shares(walk, connection, row)
        yield from _ceiling(walk, connection, row)
    standing = [row for row in rows if row.ended_at is None or row.result == "paid"]
    yield from _once(walk, standing)
    yield from _higher_counts(walk, standing)


def _shares(walk: Walk, connection: Connection, row: Any) -> Iterator[str]:
    """Each body bears its percentage in whole fen, the first what is left over; paid whole at the end, not before."""
    funding = walk.cast.programme.funding
    assert funding is not None
    fitting = (each.shares for each in funding.exceptions if matches(each.for_, row.facts))
    shares = next(fitting, funding.shares)
    due = {each.by: row.granted_fen * each.percent // 100 for each in shares[1:]}
    due[shares[0].by] = row.granted_fen - sum(due.values())
    paid = connection.execute(select(payment).where(payment.c.case_no == row.case_no)).all()
    if {each.payer: each.amount_fen for each in paid} != {body: fen for body, fen in due.items() if fen}:
        yield f"{row.case_no}: {[*paid]} are not the shares {due} of {row.granted_fen} fen"
    if row.result == "paid" and not all(each.paid_on for each in paid):
        yield f"{row.case_no} ended as paid, and a share is not"


def _ceiling(walk: Walk, connection: Connection, row: Any) -> Iterator[str]:
    """No award is above its rule: so much, so much for each level or piece, a percentage, and never above the cap."""
    amount = walk.cast.programme.rewards[row.reward].amount
    assert amount is not None
    stated = select(indicator_value.c.value).where(
        indicator_value.c.case_no == row.case_no, indicator_value.c.indicator == (amount.of or "")
    )
    figure = connection.execute(
        stated.order_by(indicator_value.c.revision.desc())
    ).scalars().first() or Decimal(0)
    most = amount.fixed
    if amount.amounts:
        most = amount.amounts[row.facts[amount.by or ""]]
    elif amount.each is not None:
        most = int((amount.each * figure).to_integral_value(ROUND_FLOOR))
    elif amount.percent is not None:
        most = int((figure * amount.percent).to_integral_value(ROUND_FLOOR))
    if most is not None:
        most = min(most, amount.at_most or most)
        if row.entitled_fen > most or (not amount.decided and row.entitled_fen != most):
            yield f"{row.case_no}: {row.entitled_fen} fen for {row.reward}, whose rule gives {most}"
    if not 0 <= row.granted_fen <= row.entitled_fen:
        yield f"{row.case_no}: {row.granted_fen} fen granted of {row.entitled_fen}"


def _once(walk: Walk, rows: list[Any]) -> Iterator[str]:
    """A reward that is given once is given once, and one with so many places a year not oftener."""
    rewards = walk.cast.programme.rewards
    years = Counter((row.reward, row.year) for row in rows)
    for (reward, year), times in years.items():
        yearly = rewards[reward].yearly
        if yearly and times > yearly.at_most:
            yield f"{reward} was given {times} times in {year}, at most {yearly.at_most}"
    given: Counter[tuple[str, ...]] = Counter()
    for row in rows:
        reward = rewards[row.reward]
        once, amount = reward.once.given if reward.once else None, reward.amount
        by = (amount.by if amount else None) or REWARD
        if once:
            project = row.object_no if once == "project" else ""
            given[row.applicant_code, project, row.reward, row.facts.get(by, "")] += 1
    yield from (f"{key} was given {times} times, once is right" for key, times in given.items() if times > 1)


def _higher_counts(walk: Walk, rows: list[Any]) -> Iterator[str]:
    """One project of one enterprise gets no more than its highest award, less what other policies of the city gave."""
    funding = walk.cast.programme.funding
    projects: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for row in rows:
        projects[row.applicant_code, row.object_no].append(row)
    for project, claims in projects.items():
        assert funding is not None
        if funding.intra_policy_stacking.given or funding.other_policies != "higher":
            continue
        granted = sum(row.granted_fen for row in claims)
        left = max(row.entitled_fen for row in claims) - min(row.elsewhere_fen for row in claims)
        if granted > left:
            yield f"{project}: {granted} fen of {len(claims)} claims, {left} are left when the higher counts"
