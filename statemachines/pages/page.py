"""The whole page of a programme."""

from __future__ import annotations

from collections.abc import Iterator

from statemachines.definition.parts import Body
from statemachines.definition.programme import Programme
from statemachines.definition.sources import Sources
from statemachines.definition.stage import Stage
from statemachines.diagram import mermaid
from statemachines.loader import Loaded
from statemachines.machine import Procedure
from statemachines.pages.conditions import (
    criteria_table,
    materials_table,
    quotas_table,
    sanctions_table,
    waivers_table,
)
from statemachines.pages.notes import asked_table, assumed_table, left_out_table, sources_table
from statemachines.pages.rewards import funding_table, rewards_table
from statemachines.pages.states import actions_table, ends_table, states_table
from statemachines.pages.tables import tables_table
from statemachines.pages.writing import Table, section, selector, table, written
from statemachines.pages.writing import sources as source_ids

__all__ = ["actors_of", "outline", "page", "rules_of"]


def page(loaded: Loaded, sources: Sources) -> str:
    """Return the page of a programme as Markdown, a line feed at its end; the same input gives the same bytes."""
    programme = loaded.programme
    parts = [
        *_head(programme, sources),
        *_reminding(programme),
        *(line for title, part in actors_of(programme).items() for line in section(title, part)),
        *(line for procedure in loaded.procedures.values() for line in _procedure(programme, procedure)),
        *(line for title, part in rules_of(programme, sources).items() for line in section(title, part)),
    ]
    return "\n".join(_single_gaps(parts)) + "\n"


def actors_of(programme: Programme[Stage]) -> dict[str, Table]:
    """Who acts, and what is granted: each table by its heading, 中文 / English."""
    return {"机构和主体 / Bodies and parties": _who(programme), "称号 / Titles": _titles(programme)}


def rules_of(programme: Programme[Stage], sources: Sources) -> dict[str, Table]:
    """What holds in every procedure, what no notice says, and where it all comes from: each table by its heading."""
    return {
        "申报条件 / Criteria": criteria_table(programme),
        "放宽 / Waivers": waivers_table(programme),
        "申报材料 / Papers": materials_table(programme),
        "表格 / Tables": tables_table(programme),
        "推荐名额 / Quotas": quotas_table(programme),
        "惩戒 / Sanctions": sanctions_table(programme),
        "奖补 / Rewards": rewards_table(programme),
        "资金 / Funding": funding_table(programme),
        "待定值 / Values a round has to set": asked_table(programme),
        "推定值 / Assumed values": assumed_table(programme),
        "未纳入 / Not modelled": left_out_table(programme),
        "出处 / Sources": sources_table(sources),
    }


def _single_gaps(lines: list[str]) -> Iterator[str]:
    for before, line in zip(["", *lines], lines, strict=False):
        if line or before:
            yield line


def _head(programme: Programme[Stage], sources: Sources) -> list[str]:
    notice = programme.notice
    dated = str(notice.dated) if notice.dated else "未署日期 / undated"
    id = programme.programme
    folder = f"../../../programmes/{id}"
    return [
        f"# {programme.name}",
        "",
        "<!-- Made from the definition by `shenbao programme pages`; do not edit. -->",
        "",
        f"`{id}` · [programme.yaml]({folder}/programme.yaml) · [sources.yaml]({folder}/sources.yaml)",
        "",
        f"- 通知 / notice: {sources.notice.title}",
        f"- 发文 / issued by: {sources.notice.issuer}",
        f"- 日期 / dated: {dated}",
        f"- 主管 / in charge: {programme.role_name(notice.by)}",
        "",
    ]


def _reminding(programme: Programme[Stage]) -> list[str]:
    """How reminders go out, where the definition says anything about it."""
    given = programme.reminding
    said = []
    if given.working_hours:
        said.append(f"- 催办时间 / reminders go out on working days: {given.working_hours.given}")
    if given.digest:
        said.append("- 每日摘要 / digest: 催办合并发送 / the reminders of a day in one letter a person")
    return [*said, ""] if said else []


def _who(programme: Programme[Stage]) -> Table:
    bodies = [
        (f"`{key}`", each.name, _office(programme, each), source_ids(each.source))
        for key, each in programme.bodies.items()
    ]
    parties = [
        (f"`{key}`", each.name, f"{each.is_}{', optional' if each.optional else ''}", source_ids(each.source))
        for key, each in programme.parties.items()
    ]
    return table(("键 / key", "名称 / name", "角色 / role", "出处 / source"), [*bodies, *parties])


def _office(programme: Programme[Stage], body: Body) -> str:
    """What a body is; or, case by case, which one is meant."""
    meant = [
        f"{selector(each.for_) or '其余 / all others'}：{programme.role_name(each.is_)}" for each in body.is_
    ]
    return "\n".join(meant) or f"{body.role}, {body.level}"


def _titles(programme: Programme[Stage]) -> Table:
    rows = [
        (
            f"`{key}`", title.name, programme.role_name(title.held_by),
            f"{title.validity_years}年 / years" if title.validity_years else "至取消为止 / until revoked",
            source_ids(title.source),
        )
        for key, title in programme.titles.items()
    ]  # fmt: skip
    return table(("键 / key", "名称 / name", "授予 / held by", "有效期 / validity", "出处 / source"), rows)


def outline(programme: Programme[Stage], procedure: Procedure) -> Iterator[str]:
    """What a procedure is, a line each: who starts it, about what, and by when it ought to be over."""
    definition = programme.procedures[procedure.id]
    starts = definition.starts
    every = f"，每 / every {written(starts.every)}" if starts.every else ""
    yield f"由谁发起 / started by: {programme.role_name(starts.by)}{every}"
    yield f"关于 / about: {programme.role_name(definition.about)}"
    if definition.rests_on:
        yield f"依据 / rests on: {programme.titles[definition.rests_on].name}"
    if starts.call_opened:
        yield f"逾此日未启动则提醒 / warns when no call was opened by: {starts.call_opened.yearly}"
    if definition.ends_by:
        later = definition.ends_by.by.years_later
        year = f"（次{later}年 / {later} year later）" if later else ""
        yield f"逾此日未办结则提醒 / warns when a round is not over by: {definition.ends_by.by.yearly}{year}"
    yield f"督办 / supervised by: {programme.role_name(procedure.supervisor)}"
    if definition.reminders:
        yield f"催办和督办 / reminders and escalation, counted from the last day: {written(definition.reminders)}"


def _procedure(programme: Programme[Stage], procedure: Procedure) -> Iterator[str]:
    yield from ("", f"## `{procedure.id}` · {procedure.name}", "")
    yield from (f"- {line}" for line in outline(programme, procedure))
    yield from ("", "### 环节 / States", *states_table(programme, procedure))
    yield from ("", "### 结果 / Ends", *ends_table(procedure))
    yield from ("", "### 动作 / Actions", "")
    yield "有期限的环节还有：时钟催办、督办、记录逾期、重算期限；督办机构可延期。“✗”之后是不予办理的理由。 /"
    yield "In every state with a deadline the clock also reminds, escalates, records that it has passed and computes"
    yield "it anew when a holiday arrangement becomes known, and the supervising body may extend it. “✗” is followed by"
    yield "why an action is refused, “⚑” by what is recorded with it as doubtful."
    yield from actions_table(programme, procedure)
    yield from ("", "### 图 / Diagram", "", "```mermaid", mermaid(procedure).rstrip("\n"), "```", "")
