"""Money in the report: what claims of rewards came to, what was granted of it and why not all, who paid which share."""

from collections import Counter
from typing import Any

from sqlalchemy import select

from models.tables import payment, reward_claim
from rehearsal.reporting.reading import Record
from statemachines.definition.programme import REWARD
from statemachines.definition.reward import Reward

__all__ = ["money"]


def money(record: Record) -> dict[str, Any] | None:
    """Claims, awards and payments in all and by reward, in fen; None where a programme gives no rewards."""
    programme = record.scene.loaded.programme
    if REWARD not in programme.facts:
        return None
    claims = Counter(row.facts[REWARD] for row in record.cases if REWARD in row.facts)
    awards: dict[str, list[Any]] = {key: [] for key in programme.rewards}
    for row in record.connection.execute(select(reward_claim).order_by(reward_claim.c.case_no)):
        awards[row.reward].append(row)
    paid: dict[str, list[Any]] = {}
    for row in record.connection.execute(select(payment).order_by(payment.c.case_no, payment.c.payer)):
        paid.setdefault(row.case_no, []).append(row)
    rows: list[dict[str, Any]] = [
        {"reward": key, "name": each.name, **_came_to(each, claims[key], awards[key], paid)}
        for key, each in programme.rewards.items()
    ]
    totals = {name: sum(row[name] for row in rows) for name in (*_COUNTS, *_SUMS)}
    return {**totals, "shares": _shares(record, paid), "by_reward": rows}


_COUNTS = ("claims", "awarded", "capped", "reduced", "covered")
_SUMS = ("entitled_fen", "granted_fen", "paid_fen")


def _came_to(reward: Reward, claims: int, rows: list[Any], paid: dict[str, list[Any]]) -> dict[str, int]:
    """What the claims of one reward came to; ``capped`` at the most it gives, ``reduced`` or ``covered`` by others."""
    most = reward.amount.at_most if reward.amount else None
    return {
        "claims": claims,
        "awarded": sum(row.granted_fen > 0 for row in rows),
        "capped": sum(most is not None and row.ceiling_fen == most for row in rows),
        "reduced": sum(0 < row.granted_fen < row.entitled_fen for row in rows),
        "covered": sum(row.granted_fen == 0 for row in rows),
        "entitled_fen": sum(row.entitled_fen for row in rows),
        "granted_fen": sum(row.granted_fen for row in rows),
        "paid_fen": sum(
            each.amount_fen for row in rows for each in paid.get(row.case_no, ()) if each.paid_on is not None
        ),
    }


def _shares(record: Record, paid: dict[str, list[Any]]) -> list[dict[str, Any]]:
    """What every body has to pay of what was granted, and has paid."""
    found: dict[str, Counter[str]] = {}
    for rows in paid.values():
        for each in rows:
            counts = found.setdefault(each.payer, Counter(granted_fen=0, paid_fen=0))
            counts["granted_fen"] += each.amount_fen
            counts["paid_fen"] += each.amount_fen if each.paid_on is not None else 0
    bodies = record.scene.loaded.programme.bodies
    return [{"payer": payer, "name": bodies[payer].name, **counts} for payer, counts in sorted(found.items())]
