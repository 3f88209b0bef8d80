"""What became of the cases: where they ended and stopped, what the clock did, publicity, titles year by year."""

from collections.abc import Iterator, Mapping
from typing import Any

from rich.console import RenderableType

from rehearsal.rendering.layout import MOST, line, more, short, table
from statemachines.words import ENDS

__all__ = ["clock_parts", "end_parts", "publicity_parts", "title_parts"]

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


def end_parts(report: Report) -> Iterator[RenderableType]:
    """Where cases ended, who applied and how many arrived, and who was stopped on the way and why."""
    yield _ends(report)
    yield from _applicants(report)
    yield from _stopped(report)


def _ends(report: Report) -> RenderableType:
    made = table("结果 where cases ended", ("程序 procedure", "结果 end", "件 cases"), numbers=1)
    for procedure, found in report["cases"].items():
        ends = sorted(found["by_end"].items(), key=lambda item: (-item[1], item[0]))
        for at, (end, n) in enumerate(ends):
            made.add_row(f"{procedure} {found['total']}" if at == 0 else "", _end(end), str(n))
    return made


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


def clock_parts(report: Report) -> Iterator[RenderableType]:
    """What the clock did by itself: deadlines that fired, reminders, warnings."""
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


def publicity_parts(report: Report) -> Iterator[RenderableType]:
    """The lists that were published: their days, and what became of their entries."""
    if not report["publicity"]:
        return
    heads = ("公示 list", "发布 published", "首日 first day", "末日 last day", "条目 entries")
    made = table("公示 publicity", heads)
    for each in report["publicity"]:
        entries = "  ".join(f"{state} {n}" for state, n in each["entries"].items())
        days = (short(each[name]) for name in ("published", "first_day", "last_day"))
        made.add_row(each["list"].rpartition("-")[2], *days, entries)
    yield made


def title_parts(report: Report) -> Iterator[RenderableType]:
    """The titles granted and, where they are assessed, what became of them year by year."""
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
