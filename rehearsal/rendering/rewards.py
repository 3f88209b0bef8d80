"""Policies and the money of their rewards, as a person reads them."""

from collections.abc import Iterator, Mapping
from typing import Any

from rich.console import RenderableType

from rehearsal.rendering.layout import line, short, table, wan
from statemachines.definition.base import chinese

__all__ = ["money_parts", "policy_parts"]

Report = Mapping[str, Any]


def policy_parts(report: Report) -> Iterator[RenderableType]:
    """The life of each policy, and the comments on its draft."""
    for each in report["policies"]:
        window = " – ".join(map(short, each["consultation"]))
        came = "  ".join(f"{name} {n['in_time']}+{n['late']}" for name, n in each["comments"].items())
        yield line("征求意见 comments", f"{window}  {came}（按时+逾期 in time + late）")
        days = (short(each[name]) for name in ("issued", "effective", "valid_until"))
        yield line("政策 policy", "印发 issued {}，施行 in effect {}，有效至 until {}".format(*days))


def money_parts(report: Report) -> Iterator[RenderableType]:
    """What claims came to, by reward and in all, and who paid which share."""
    money = report["money"]
    if money is None:
        return
    heads = (
        "奖项\nreward",
        "申报\nclaims",
        "核定\nawarded",
        "封顶\ncapped",
        "扣减\nreduced",
        "已足额\ncovered",
        "应得\nentitled",
        "核定金额\ngranted",
        "已付\npaid",
    )
    made = table("奖补（万元） money of the claims, in ten thousand yuan", heads, numbers=8)
    for each in money["by_reward"]:
        made.add_row(f"{each['reward']} {chinese(each['name'])}", *_cells(each))
    made.add_row("合计 total", *_cells(money))
    yield made
    shares = "，".join(
        f"{chinese(each['name'])} {wan(each['granted_fen'])}（已付 paid {wan(each['paid_fen'])}）"
        for each in money["shares"]
    )
    yield line("分担 shares 万元", shares or "0")


def _cells(each: Mapping[str, Any]) -> Iterator[str]:
    yield from (str(each[name]) for name in ("claims", "awarded", "capped", "reduced", "covered"))
    yield from (wan(each[name]) for name in ("entitled_fen", "granted_fen", "paid_fen"))
