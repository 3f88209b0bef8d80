"""Claims of rewards, invented from what the programme says of each: which one, of which level, with which figures."""

from decimal import Decimal
from math import isqrt
from random import Random

from rehearsal.figures import Figures
from rehearsal.life import Life
from rehearsal.policy import SUPPORTED, chance
from statemachines.awards import NotStated, ceiling
from statemachines.definition.programme import REWARD, Programme
from statemachines.definition.reward import Amount, Reward
from statemachines.definition.stage import Stage

__all__ = ["amount_asked", "chosen_reward", "claimed", "support"]

USUAL = 100_000_000  # fen, where people decide case by case
BY_PEOPLE = (20, 300)  # ten thousand yuan, what they decide then
ABOVE = 0.06  # of the amounts that people decide are above their ceiling at first
Facts = dict[str, str]


def chosen_reward(programme: Programme[Stage], rng: Random) -> Facts:
    """Choose a reward, small ones more often than large ones, and its level where it has levels."""
    rewards = {key: each for key, each in programme.rewards.items() if each.amount}
    weights = [1_000_000 // (500 + isqrt(_most(each) // 100)) for each in rewards.values()]
    key = rng.choices(list(rewards), weights)[0]
    amount = rewards[key].amount
    assert amount is not None
    return {
        REWARD: key,
        **({amount.by: rng.choice(list(amount.amounts))} if amount.by and amount.amounts else {}),
    }


def _most(reward: Reward) -> int:
    amount = reward.amount
    assert amount is not None
    return amount.at_most or amount.fixed or max((amount.amounts or {"": USUAL}).values())


def claimed(programme: Programme[Stage], facts: Facts, rng: Random, year: int) -> Figures:
    """The figures that an amount rests on, some beyond its cap, and the year that a claim counts for."""
    reward = programme.rewards[facts[REWARD]]
    amount, figures = reward.amount, Figures()
    if amount is not None and amount.of:
        at_cap = (amount.at_most or USUAL) * (
            100 / amount.percent / 100 if amount.percent else Decimal(1) / (amount.each or 1)
        )
        figures[amount.of] = (at_cap * rng.randrange(20, 170) / 100).quantize(Decimal(1))
    if reward.yearly:
        figures[reward.yearly.by] = Decimal(year)
    return figures


def support(programme: Programme[Stage], life: Life, rng: Random) -> int:
    """What other policies of the city gave a project, in fen: nothing as a rule, a part, or more than this reward."""
    if not chance(rng, SUPPORTED):
        return 0
    amount = programme.rewards[life.facts[REWARD]].amount
    assert amount is not None
    return (_ceiling(amount, life) or USUAL) // 100 * rng.randrange(30, 140) // 10_000 * 10_000


def amount_asked(programme: Programme[Stage], life: Life, rng: Random) -> str | None:
    """What people decide, in yuan: within the ceiling, save for a slip at the first try; None where the rule does."""
    amount = programme.rewards[life.facts[REWARD]].amount
    if amount is None or not amount.by_people:
        return None
    most = _ceiling(amount, life)
    if most is None:
        return str(rng.randrange(*BY_PEOPLE) * 10_000)
    slip = not life.tries["award"] and chance(rng, ABOVE)
    return str(Decimal(most * (130 if slip else rng.randrange(50, 101)) // 100) / 100)


def _ceiling(amount: Amount, life: Life) -> int | None:
    try:
        return ceiling(amount, life.truth, life.facts)
    except NotStated:
        return None
