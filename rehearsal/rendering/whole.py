"""The report for people, in tables; and for programs, as JSON."""

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import Console, RenderableType
from rich.rule import Rule
from rich.text import Text

from rehearsal.rendering.layout import MOST, line, more, short, table
from rehearsal.rendering.rewards import money_parts, policy_parts
from rehearsal.tally import REFUSALS
from statemachines.words import ENDS

__all__ = ["as_json_text", "as_text"]

WIDE = 46  # cells of a long name, before it is folded
Report = Mapping[str, Any]
_EVENTS = {
    "overdue": "逾期，报督办 / overdue",
    "lapsed": "逾期失效 / lapsed",
    "deadline_passed": "到期，继续 / went on",
    "closed": "截止 / closed",
    "publicity_closed": "公示期满 / publicity over",
    "panel_drawn": "抽取专家 / panel drawn",
    "assessment_opened": "启动考评 / assessment opened",
    "warned_no_call": "未启动申报 / no call was open",
    "call_was_opened": "已启动申报 / a call was open",
    "consultation_opened": "开始征求意见 / comments open",
    "consultation_closed": "征求意见截止 / comments closed",
    "took_effect": "施行 / in effect",
    "expired": "失效 / expired",
    "warned_not_over": "尚未办结 / round not over",
}
_CAUSES = {
    "rectification_refused": "整改验收不合格 / rectification refused",
    "failed_twice_running": "连续两次不合格 / two failures running",
}
_FLAGS = {
    "self_review": "自审 review of one's own case",
    "self_recommendation": "自荐 recommends itself",
    "attested_by_new_area": "由滇中新区核实 attested by the new area",
    "beyond_total": "超出总量 beyond the total",
}
_RULES = {
    "round.closes": "批次截止 / round",
    "round.ends": "批次应办结 / round",
    "programme.call": "应启动申报 / programme",
    "title.assess": "称号考评 / titles",
    "publicity": "名单公示 / lists",
    "consultation.opens": "征求意见 / consultation",
    "title.effective": "政策施行 / policies",
    "title.expires": "政策有效期 / policies",
}


def as_json_text(reports: Sequence[Report]) -> str:
    """JSON with sorted keys; Chinese stays Chinese."""
    return json.dumps({"programmes": list(reports)}, ensure_ascii=False, indent=2, sort_keys=True)


def as_text(reports: Sequence[Report], width: int, *, colour: bool = False) -> str:
    """What a person likes to read: one screen or two for each programme."""
    text = io.StringIO()
    console = Console(
        file=text,
        width=width,
        force_terminal=colour,
        color_system="standard" if colour else None,
        highlight=False,
    )
    for report in reports:
        for part in _parts(report):
            console.print(part)
        console.print()
    return "".join(f"{line.rstrip()}\n" for line in text.getvalue().splitlines())


def _parts(report: Report) -> Iterator[RenderableType]:
    name = report["name"]
    yield Rule(Text(f"{name['zh']}  {name['en']}", "bold"), characters="═")
    yield line(
        "演练 rehearsal",
        f"{report['programme']}  {short(report['from'])} – {short(report['until'])}  "
        f"{report['cases_asked']} 件 cases  seed {report['seed']}",
    )
    yield from _asked(report)
    yield from policy_parts(report)
    yield from _ends(report)
    yield from _applicants(report)
    yield from _stopped(report)
    yield from _deadlines(report)
    yield from _publicity(report)
    yield from money_parts(report)
    yield from _titles(report)
    yield from _people(report)
    yield from _closing(report)


def _asked(report: Report) -> Iterator[RenderableType]:
    for each in report["suggested"]:
        yield line("建议值 suggested", f"{each['key']} = {each['suggested']}")
    if report["assumed"]:
        yield line("推定 assumed", f"{len(report['assumed'])} 项 values and parts that no notice gives")


def _ends(report: Report) -> Iterator[RenderableType]:
    made = table("结果 where cases ended", ("程序 procedure", "结果 end", "件 cases"), numbers=1)
    for procedure, found in report["cases"].items():
        ends = sorted(found["by_end"].items(), key=lambda item: (-item[1], item[0]))
        for at, (end, n) in enumerate(ends):
            made.add_row(f"{procedure} {found['total']}" if at == 0 else "", _end(end), str(n))
    yield made


def _end(end: str) -> str:
    return f"在办 open: {end[6:]}" if end.startswith("open: ") else ENDS.get(end, end)


def _applicants(report: Report) -> Iterator[RenderableType]:
    told = "  ".join(f"{each['name']} {each['cases']}（{each['arrived']}）" for each in report["applicants"])
    if told:
        yield line("申报主体 applicants", f"{told}，括号内为认定 in brackets: certified")
    found = report["joint"]
    if found:
        counts = (found["cases"], found["arrived"], found["across_cities"], found["across_cities_arrived"])
        yield line("联合申报 joint", "{}（{}），其中跨市 across cities {}（{}）".format(*counts))


def _stopped(report: Report) -> Iterator[RenderableType]:
    if not report["stopped"]:
        return
    made = table("止步 who was stopped, and why", ("环节 where", "事由 why", "件 cases"), numbers=1)
    for each in report["stopped"][:MOST]:
        made.add_row(
            each["where"], each["reason"] or _EVENTS.get(each["event"], each["event"]), str(each["cases"])
        )
    more(made, len(report["stopped"]))
    yield made


def _deadlines(report: Report) -> Iterator[RenderableType]:
    heads = ("期限 deadline", "结果 what the clock did", "首次 first", "末次 last", "次 times")
    made = table("到期 deadlines that fired", heads, numbers=1)
    made.columns[0].max_width = WIDE
    for each in report["deadlines"]:
        where = _RULES.get(each["rule"], each["where"])
        event = _EVENTS.get(each["event"], each["event"])
        made.add_row(where, event, short(each["first"]), short(each["last"]), str(each["count"]))
    if made.row_count:
        yield made
    sent = report["reminders"]
    yield line("催办 reminders", f"{sent['reminders']}    督办 escalations {sent['escalations']}")
    for each in report["warnings"]:
        yield line("警示 warning", f"{short(each['day'])}  {_EVENTS.get(each['event'], each['event'])}")


def _publicity(report: Report) -> Iterator[RenderableType]:
    if not report["publicity"]:
        return
    heads = ("公示 list", "发布 published", "首日 first day", "末日 last day", "条目 entries")
    made = table("公示 publicity", heads)
    for each in report["publicity"]:
        entries = "  ".join(f"{state} {n}" for state, n in each["entries"].items())
        days = (short(each[name]) for name in ("published", "first_day", "last_day"))
        made.add_row(each["list"].rpartition("-")[2], *days, entries)
    yield made


def _titles(report: Report) -> Iterator[RenderableType]:
    found = report["titles"]
    if not found["granted"]:
        return
    if not report["assessments"]:
        yield line("称号 titles", f"授予 granted {found['granted']}，有效 in force {found['in_force']}")
        return
    heads = (
        "年\nyear",
        "授予\ngranted",
        "考评\nassessed",
        "合格\npassed",
        "不合格\nfailed",
        "整改合格\nrectified",
        "取消\nrevoked",
        "有效\nin force",
    )
    made = table("称号 titles, year by year", heads, numbers=7)
    by_year = {each["year"]: each for each in report["assessments"]}
    for each in found["by_year"]:
        this = by_year.get(each["year"], {})
        failed = this.get("failed", 0) + this.get("failed_twice_running", 0)
        row = (each["granted"], this.get("opened", 0), this.get("confirmed", 0), failed,
               this.get("rectification_accepted", 0), each["revoked"], each["in_force"])  # fmt: skip
        made.add_row(short(each["year"]), *map(str, row))
    yield made
    causes = "，".join(f"{_CAUSES.get(cause, cause)} {n}" for cause, n in found["revoked_because"].items())
    if causes:
        yield line("取消原因 revoked for", causes)


def _people(report: Report) -> Iterator[RenderableType]:
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


def _closing(report: Report) -> Iterator[RenderableType]:
    letters, seals, checked = report["letters"], report["seals"], report["verification"]
    total = sum(letters.values())
    usual = sorted(((n, kind) for kind, n in letters.items() if kind != "daily_seal"), reverse=True)[:6]
    yield line("信件 letters", f"{total}，其中 of these " + "  ".join(f"{kind} {n}" for n, kind in usual))
    yield line("封存 seals", f"{seals['made']}，最后 the last {seals['last_digest'][:16]}…")
    if report["calendar"]["invented_years"]:
        years = ", ".join(map(str, report["calendar"]["invented_years"]))
        moved = report["calendar"]["deadlines_recomputed"]
        yield line("≈", f"推定日历 estimated calendar: {years}；重算期限 deadlines recomputed {moved}")
    good = f"无误 sound: {report['history']['entries']} 条历史 entries replayed, chains and seals hold"
    bad = f"有误 {checked['faults']} faults: " + "; ".join(checked["first_faults"])
    yield line("自查 verified", good if checked["ok"] else bad)
