"""Facts about claims of rewards: what a claim comes to, what the project has already, which shares are to be paid."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, or_, select

from casework.facts.asking import Asking
from casework.facts.papers import figures
from casework.storage.holding import hold
from casework.storage.prepared import Prepared
from models.tables import case_file, payment, reward_claim
from statemachines.awards import Award, Before, NotStated, award, ceiling
from statemachines.definition.programme import REWARD
from statemachines.definition.reward import Reward
from statemachines.money import of_yuan
from statemachines.payload import exact

__all__ = [
    "Claim", "award_allowed", "award_computable", "award_due", "claim_of", "elsewhere_told", "last_share",
    "open_shares", "own_share_open", "paid_on_possible", "reward_free", "yearly_place_free",
]  # fmt: skip

MOST = 10**15  # ten trillion yuan, in fen: more is a typing error
_COUNTS = or_(
    case_file.c.ended_at.is_(None), case_file.c.result == "paid"
)  # what was dropped gives its place back
_BEFORE = Prepared(
    select(reward_claim)
    .join(case_file, case_file.c.no == reward_claim.c.case_no)
    .where(
        reward_claim.c.programme == bindparam("programme"),
        reward_claim.c.applicant_code == bindparam("applicant"),
        reward_claim.c.object_no == bindparam("object_no"),
        reward_claim.c.case_no != bindparam("no"),
        _COUNTS,
    )
)
_OF_YEAR = Prepared(
    select(reward_claim.c.case_no)
    .join(case_file, case_file.c.no == reward_claim.c.case_no)
    .where(
        reward_claim.c.programme == bindparam("programme"),
        reward_claim.c.reward == bindparam("reward"),
        reward_claim.c.year == bindparam("year"),
        _COUNTS,
    )
)
_OTHERS = Prepared(
    select(case_file.c.object_no, case_file.c.facts, case_file.c.ended_at)
    .where(
        case_file.c.applicant_code == bindparam("applicant"),
        case_file.c.programme == bindparam("programme"),
        case_file.c.procedure == bindparam("procedure"),
        case_file.c.no != bindparam("no"),
        case_file.c.state != bindparam("draft"),
        _COUNTS,
    )
)  # fmt: skip
_UNPAID = Prepared(
    select(payment.c.payer)
    .where(payment.c.case_no == bindparam("no"), payment.c.paid_on.is_(None))
    .order_by(payment.c.payer)
)


@dataclass(frozen=True, slots=True)
class Claim:
    """What one claim comes to; money in fen."""

    reward: str
    year: int | None
    ceiling: int | None
    before: Before
    award: Award


def claim_of(asking: Asking) -> Claim:
    """Work a claim out; raises NotStated or ValueError where something is missing or wrong.

    The project is held until the commit, so that no two claims of it are awarded on the same past.
    """
    key, reward = _reward(asking)
    most, before = _most(asking), _before(asking)
    entitled = _decided(asking) if reward.amount and reward.amount.by_people else most
    funding = asking.loaded.programme.funding
    if entitled is None or funding is None:
        raise NotStated("amount")
    granted = award(funding, entitled, before, asking.subject.facts)
    return Claim(key, _year(asking, reward), most, before, granted)


def _reward(asking: Asking) -> tuple[str, Reward]:
    key = asking.subject.facts[REWARD]
    return key, asking.loaded.programme.rewards[key]


def _most(asking: Asking) -> int | None:
    amount = _reward(asking)[1].amount
    if amount is None:
        raise NotStated("amount")
    return ceiling(amount, figures(asking), asking.subject.facts)


def _decided(asking: Asking) -> int | None:
    return _money(asking, "amount")


def _money(asking: Asking, name: str) -> int | None:
    raw = asking.command.payload.get(name)
    return None if raw is None or raw == "" else of_yuan(exact(raw))


def _before(asking: Asking) -> Before:
    """What the same project of the same enterprise has already (A2-4); what was told before counts on."""
    this = {"applicant": asking.row["applicant_code"], "object_no": asking.row["object_no"]}
    programme = asking.loaded.programme.programme
    hold(asking.connection, f"support:{programme}:{this['applicant']}:{this['object_no']}")
    rows = _BEFORE.rows(asking.connection, programme=programme, no=asking.row["no"], **this)
    elsewhere = [_money(asking, "elsewhere") or 0, *(row.elsewhere_fen for row in rows)]
    return Before(
        tuple(row.entitled_fen for row in rows), sum(row.granted_fen for row in rows), max(elsewhere)
    )


def _year(asking: Asking, reward: Reward) -> int | None:
    if reward.yearly is None:
        return None
    year = figures(asking).get(reward.yearly.by)
    if year is None or not year.is_finite() or year != int(year) or not 1900 <= year <= 9999:
        raise NotStated(reward.yearly.by)
    return int(year)


def award_computable(asking: Asking, _: str) -> bool:
    """Whether the level and the figures that the amount and its year rest on are there."""
    try:
        _most(asking)
        _year(asking, _reward(asking)[1])
    except NotStated:
        return False
    return True


def award_allowed(asking: Asking, _: str) -> bool:
    """Whether the amount is above zero and within its ceiling; what the rule fixes, nobody changes."""
    try:
        most, decided = _most(asking), _decided(asking)
    except NotStated:
        return True  # told as not computable
    except ValueError:
        return False
    amount = _reward(asking)[1].amount
    assert amount is not None
    if not amount.by_people:
        return decided in (None, most) and bool(most)
    return decided is not None and 0 < decided <= (MOST if most is None else most)


def elsewhere_told(asking: Asking, _: str) -> bool:
    """Whether support of other policies is told whole: its amount and their names, or neither."""
    try:
        amount = _money(asking, "elsewhere") or 0
    except ValueError:
        return False
    return bool(amount) == bool(asking.command.payload.get("elsewhere_policy")) and amount <= MOST


def award_due(asking: Asking, _: str) -> bool:
    """Whether anything is left to grant beside what the project has already (就高不重复)."""
    try:
        return claim_of(asking).award.granted > 0
    except (NotStated, ValueError):
        return True  # the needs of that way say what is wrong


def yearly_place_free(asking: Asking, _: str) -> bool:
    """Whether the reward may be given once more in the year the claim counts for."""
    key, reward = _reward(asking)
    try:
        year = _year(asking, reward)
    except NotStated:
        return True  # told as not computable
    if reward.yearly is None or year is None:
        return True
    programme = asking.loaded.programme.programme
    hold(asking.connection, f"reward:{programme}:{key}:{year}")
    given = _OF_YEAR.rows(asking.connection, programme=programme, reward=key, year=year)
    return len({row.case_no for row in given} - {asking.row["no"]}) < reward.yearly.at_most


def reward_free(asking: Asking, _: str) -> bool:
    """Whether no other claim of the same reward stands in the way: one that is open, or one that was paid once for all.

    Another level of a reward is another one; what the project has of the lower level is counted when it is awarded.
    """
    mine, reward = asking.subject.facts, _reward(asking)[1]
    programme, applicant = asking.loaded.programme.programme, asking.row["applicant_code"]
    hold(asking.connection, f"claims:{programme}:{applicant}")
    others = _OTHERS.rows(
        asking.connection, applicant=applicant, programme=programme, procedure=asking.procedure_id,
        no=asking.row["no"], draft=asking.loaded.procedures[asking.procedure_id].initial,
    )  # fmt: skip
    return not any(_in_the_way(asking, reward, mine, other) for other in others)


def _in_the_way(asking: Asking, reward: Reward, mine: Any, other: Any) -> bool:
    by = (reward.amount and reward.amount.by) or REWARD
    if other.facts.get(REWARD) != mine[REWARD] or other.facts.get(by) != mine.get(by):
        return False
    same_project = other.object_no == asking.row["object_no"]
    if other.ended_at is None and same_project:
        return True
    once = reward.once.given if reward.once else None
    return once == "enterprise" or (once == "project" and same_project)


def open_shares(asking: Asking) -> list[str]:
    """The bodies whose share of the award is still to be paid."""
    return [row.payer for row in _UNPAID.rows(asking.connection, no=asking.row["no"])]


def own_share_open(asking: Asking, _: str) -> bool:
    """Whether this person pays for a body whose share is still to be paid."""
    return not asking.command.actor.acts_as.isdisjoint(open_shares(asking))


def last_share(asking: Asking, _: str) -> bool:
    """Whether the share being paid is the last one."""
    return len(open_shares(asking)) == 1 and own_share_open(asking, "")


def paid_on_possible(asking: Asking, _: str) -> bool:
    """Whether the day of the payment is not ahead."""
    day = asking.command.payload["paid_on"]
    return (day if isinstance(day, date) else date.fromisoformat(day)) <= asking.today
