"""Rewards and their funding, as tables."""

from __future__ import annotations

from collections.abc import Iterator

from statemachines.definition.base import chinese
from statemachines.definition.programme import Programme
from statemachines.definition.reward import CASE_BY_CASE, Amount, Reward, Share
from statemachines.definition.stage import Stage
from statemachines.money import in_words
from statemachines.pages.writing import Table, roles, selector, sources, table, written

__all__ = ["amount_in_words", "funding_table", "rewards_table"]

_ONCE = {"enterprise": "同一企业一次 / once an enterprise", "project": "同一项目一次 / once a project"}


def rewards_table(programme: Programme[Stage]) -> Table:
    """Each reward: how much, for whom once, who leads and who is heard; its condition stands among the criteria."""
    rows = [
        (
            f"`{key}`" + (f"（{each.measure}）" if each.measure else ""), each.name or each.refer or "",
            "\n".join(_how_much(programme, each)), programme.role_name(each.lead) if each.lead else "",
            roles(programme, each.responsible), sources(each.source),
        )
        for key, each in programme.rewards.items()
    ]  # fmt: skip
    head = (
        "奖项（条目）/ reward (measure)", "内容 / what for", "金额 / amount", "牵头 / lead", "责任 / responsible",
        "出处 / source",
    )  # fmt: skip
    return table(head, rows)


def _how_much(programme: Programme[Stage], reward: Reward) -> Iterator[str]:
    if reward.amount:
        yield amount_in_words(programme, reward.amount)
    if reward.once:
        yield _ONCE[reward.once.given]
    if reward.yearly:
        year = chinese(programme.indicators[reward.yearly.by].name)
        yield f"每年至多{reward.yearly.at_most}项，按{year} / at most {reward.yearly.at_most} a year"


def amount_in_words(programme: Programme[Stage], amount: Amount) -> str:
    """Return the rule of an amount, in both languages."""
    if amount.case_by_case:
        return f"{CASE_BY_CASE} / case by case"
    cap = f"，最高{in_words(amount.at_most)} / at most" if amount.at_most is not None else ""
    decided = "，在此限额内核定 / decided up to it" if amount.decided else ""
    return _rule(programme, amount) + cap + decided


def _rule(programme: Programme[Stage], amount: Amount) -> str:
    if amount.fixed is not None:
        return in_words(amount.fixed)
    if amount.amounts is not None:
        return "\n".join(f"{choice}：{in_words(fen)}" for choice, fen in amount.amounts.items())
    of = programme.indicators[amount.of or ""]
    if amount.each is not None:
        return f"每{of.unit}{in_words(amount.each)}（{chinese(of.name)}） / for each"
    return f"{chinese(of.name)}的{amount.percent}% / of the value"


def funding_table(programme: Programme[Stage]) -> Table:
    """Who pays which share, and what counts when several supports meet."""
    funding = programme.funding
    if funding is None:
        return table((), ())
    stacking = funding.intra_policy_stacking
    rows = [
        ("分担 / shares", _shares(programme, funding.shares), sources(funding.source)),
        *(
            (f"例外 / except {selector(each.for_)}", _shares(programme, each.shares), sources(each.source))
            for each in funding.exceptions
        ),
        (
            "本市其他政策 / other policies",
            "就高不重复 / the higher, once" if funding.other_policies == "higher" else "可叠加 / add up",
            sources(funding.source),
        ),
        ("本政策各项可叠加 / own rewards add up", written(stacking), stacking.assumed or stacking.source or ""),
    ]  # fmt: skip
    return table(("事项 / point", "规定 / rule", "依据 / rests on"), rows)


def _shares(programme: Programme[Stage], shares: tuple[Share, ...]) -> str:
    return "\n".join(f"{share.percent}% {programme.role_name(share.by)}" for share in shares)
