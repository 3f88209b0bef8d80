"""What people did: who was busiest, the panels, where officers had a choice and how they used it."""

from collections.abc import Iterator, Mapping
from typing import Any

from rich.console import RenderableType

from rehearsal.rendering.layout import line, short
from rehearsal.tally import REFUSALS

__all__ = ["people_parts"]

Report = Mapping[str, Any]
_FLAGS = {
    "self_review": "自审 review of one's own case",
    "self_recommendation": "自荐 recommends itself",
    "attested_by_new_area": "由滇中新区核实 attested by the new area",
    "beyond_total": "超出总量 beyond the total",
}


def people_parts(report: Report) -> Iterator[RenderableType]:
    """The busiest weeks, the panels, and the discretion that was used, refusals among it."""
    for group, name in (
        ("experts", "专家最忙 experts"),
        ("reviewers", "审核最忙 reviewers"),
    ):
        weeks = report["busiest_weeks"][group][:3]
        if weeks:
            yield line(name, "  ".join(f"{short(each['week'])} ({each['actions']})" for each in weeks))
    yield from _panels(report)
    yield from _discretion(report)


def _panels(report: Report) -> Iterator[RenderableType]:
    panels = report["panels"]
    if not panels["panels"]:
        return
    counts = (
        panels["panels"],
        panels["recused_by_rule"],
        panels["recused_themselves"],
        panels["with_more_experts"],
    )
    told = "{}，依规回避 recused by rule {}，自行回避 by themselves {}，增补专家 enlarged {}".format(*counts)
    yield line("专家组 panels", told)


def _discretion(report: Report) -> Iterator[RenderableType]:
    choice = report["discretion"]
    objections = "  ".join(f"{what} {n}" for what, n in choice["objections"].items()) or "0"
    counts = (choice["waivers"], choice["waivers_requested"], choice["overrides"], len(choice["bans"]))
    told = "放宽 waivers {}（申请 asked {}），突破 overrides {}，禁止申报 bans {}".format(*counts)
    yield line("裁量 discretion", f"{told}，异议 objections: {objections}")
    flags = "，".join(f"{_FLAGS.get(name, name)} {n}" for name, n in report["flags"].items())
    if flags:
        yield line("标注 flags", flags)
    if report["quotas"]:
        used, places = (sum(each[name] or 0 for each in report["quotas"]) for name in ("used", "places"))
        full = sum(each["used"] == each["places"] for each in report["quotas"])
        yield line("推荐名额 quotas", f"{used} / {places}，用满 full: {full} / {len(report['quotas'])}")
    refused = "，".join(f"{REFUSALS[kind]} {n}" for kind, n in report["refusals"].items())
    yield line("拒绝 refusals met", refused or "0")
