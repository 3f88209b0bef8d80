"""Names used by rewards and their funding that nothing declares, each with the place where it is used."""

from __future__ import annotations

from collections.abc import Container, Iterator

from statemachines.definition.faults import nearest
from statemachines.definition.programme import REWARD, Programme
from statemachines.definition.reward import Amount, Reward, Share
from statemachines.definition.stage import Stage

__all__ = ["broken_rewards"]

Path = tuple[str | int, ...]
Broken = Iterator[tuple[Path, str]]


def broken_rewards(programme: Programme[Stage]) -> Broken:
    """Yield the path and the fault of every name in ``rewards`` and ``funding`` that leads nowhere."""
    for key, reward in programme.rewards.items():
        yield from _reward(programme, ("rewards", key), reward)
    yield from _chosen(programme)
    if programme.funding:
        yield from _shares(programme, ("funding", "shares"), programme.funding.shares)
        for index, each in enumerate(programme.funding.exceptions):
            path: Path = ("funding", "exceptions", index)
            yield from _shares(programme, (*path, "shares"), each.shares)
            for fact in each.for_:
                yield from _unknown((*path, "for", fact), fact, programme.facts, "fact")


def _reward(programme: Programme[Stage], path: Path, reward: Reward) -> Broken:
    yield from _unknown((*path, "lead"), reward.lead, programme.bodies, "body")
    for body in reward.responsible:
        yield from _unknown((*path, "responsible"), body, programme.bodies, "body")
    if reward.yearly:
        yield from _unknown((*path, "yearly", "by"), reward.yearly.by, programme.indicators, "indicator")
    if reward.amount:
        yield from _amount(programme, (*path, "amount"), reward.amount)


def _amount(programme: Programme[Stage], path: Path, amount: Amount) -> Broken:
    yield from _unknown((*path, "of"), amount.of, programme.indicators, "indicator")
    yield from _unknown((*path, "by"), amount.by, programme.facts, "fact")
    fact = programme.facts.get(amount.by or "")
    for choice in amount.amounts or () if fact else ():
        assert fact is not None
        yield from _unknown((*path, "amounts", choice), choice, fact.choose or (), f"choice of '{amount.by}'")


def _chosen(programme: Programme[Stage]) -> Broken:
    """A claim says which reward it is for: the declared fact offers exactly those that this programme gives."""
    own = {key for key, each in programme.rewards.items() if each.amount}
    fact = programme.facts.get(REWARD)
    if not own:
        return
    if fact is None:
        yield ("rewards",), f"a fact '{REWARD}' has to let each claim choose among {', '.join(sorted(own))}"
        return
    odd = sorted(own.symmetric_difference(fact.choose or ()))
    if odd:
        yield ("facts", REWARD), f"'{odd[0]}' is not both a reward with an amount and a choice here"


def _shares(programme: Programme[Stage], path: Path, shares: tuple[Share, ...]) -> Broken:
    for index, share in enumerate(shares):
        yield from _unknown((*path, index, "by"), share.by, programme.bodies, "body")


def _unknown(path: Path, name: str | None, known: Container[str], what: str) -> Broken:
    if name is not None and name not in known:
        yield path, f"'{name}' is no {what} of this programme{nearest(name, known)}"  # type: ignore[arg-type]
