"""Criteria, papers, quotas, waivers and sanctions, as tables."""

from __future__ import annotations

from collections.abc import Iterator

from statemachines.definition.base import chinese
from statemachines.definition.criteria import Comparison, Criterion
from statemachines.definition.procedure import Sanction
from statemachines.definition.programme import Programme
from statemachines.definition.stage import Stage
from statemachines.pages.writing import Table, selector, sources, table, written
from statemachines.stages.recommendation import Recommendation

__all__ = ["criteria_table", "materials_table", "quotas_table", "sanctions_table", "waivers_table"]

_SIGNS = {">=": "≥", ">": ">", "<=": "≤", "<": "<"}


def criteria_table(programme: Programme[Stage]) -> Table:
    """The criteria as trees, each comparison as the notice prints it."""
    rows = [
        (
            f"`{key}`",
            "\n".join(_tree(programme, criterion, 0)),
            selector(criterion.for_),
            sources(criterion.source),
        )
        for key, criterion in programme.criteria.items()
    ]
    return table(("条件 / criterion", "内容 / what it asks", "适用 / for", "出处 / source"), rows)


def _tree(programme: Programme[Stage], node: Criterion, depth: int) -> Iterator[str]:
    yield "　" * depth + _said(programme, node) + (f"（{node.soft} / soft）" if node.soft else "")
    for child in node.children:
        yield from _tree(programme, child, depth + 1)


def _said(programme: Programme[Stage], node: Criterion) -> str:
    if node.need:
        return _comparison(programme, node.need)
    if node.judge is not None:
        return f"审核认定 / judged: {node.judge}"
    if node.veto is not None:
        return f"一票否决 / veto: {node.veto}"
    if node.of is not None:
        return f"至少{node.at_least}项 / at least {node.at_least} of:"
    return "全部满足 / all of:" if node.all is not None else "任一满足 / any of:"


def _comparison(programme: Programme[Stage], need: Comparison) -> str:
    left = programme.indicators[need.left]
    if need.per:
        per = programme.indicators[need.per]
        return f"{chinese(left.name)} ÷ {chinese(per.name)} {_SIGNS[need.op]} {need.bound}{'%' if need.percent else ''}"
    return f"{chinese(left.name)} {_SIGNS[need.op]} {need.bound}{left.unit}"


def materials_table(programme: Programme[Stage]) -> Table:
    """The papers: from whom, at which stage, in what form."""
    rows = []
    for key, paper in programme.materials.items():
        form = "、".join(paper.form) or "未规定 / not stated"
        marks = [
            f"{paper.copies}份 / copies" if paper.copies else "",
            "各单位各一份 / one from every body" if paper.each == "bodies" else "",
            "机要渠道，不上传 / confidential, never uploaded" if paper.channel == "confidential" else "",
            paper.instruction or "",
            "每项指标一份 / one for each indicator" if paper.each == "indicators" else "",
            "可不报 / optional" if paper.optional else "",
            selector(paper.for_),
        ]
        rows.append(
            (
                f"`{key}`", paper.name, programme.role_name(paper.from_), "、".join(f"`{each}`" for each in paper.at),
                "\n".join(filter(None, (form, *marks))), sources(paper.source),
            )
        )  # fmt: skip
    return table(
        ("材料 / paper", "名称 / name", "谁报 / from", "环节 / at", "形式 / form", "出处 / source"), rows
    )


def quotas_table(programme: Programme[Stage]) -> Table:
    """How many each recommending body may pass on."""
    stages = [
        (key, stage)
        for key, procedure in programme.procedures.items()
        for stage in procedure.stages
        if isinstance(stage, Recommendation)
    ]
    rows = [
        (
            f"`{key}.{stage.id}`", programme.role_name(stage.by.given),
            str(quota.max) + (f"\n另计 / counted apart: `{quota.counts}`" if quota.counts else ""),
            selector(quota.for_) or "其余 / all others",
        )
        for key, stage in stages
        for quota in stage.quota
    ]  # fmt: skip
    return table(("环节 / stage", "谁 / who", "名额 / at most", "适用 / for"), rows)


def waivers_table(programme: Programme[Stage]) -> Table:
    """Which criteria may be set aside, by whom, for whom."""
    rows = [
        (
            "、".join(f"`{each}`" for each in waiver.of), programme.role_name(waiver.by.given), selector(waiver.for_),
            sources(waiver.source),
        )
        for waiver in programme.waivers
    ]  # fmt: skip
    return table(("条件 / criteria", "谁 / who", "适用 / for", "出处 / source"), rows)


def sanctions_table(programme: Programme[Stage]) -> Table:
    """What follows a finding of misconduct."""
    rows = [
        (
            sanction.cause, programme.role_name(sanction.found_by.given) if sanction.found_by else "",
            "\n".join(_follows(programme, sanction)), sources(sanction.source),
        )
        for sanction in programme.sanctions
    ]  # fmt: skip
    return table(("情形 / cause", "谁认定 / found by", "后果 / what follows", "出处 / source"), rows)


def _follows(programme: Programme[Stage], sanction: Sanction) -> Iterator[str]:
    if sanction.ends:
        yield "申报件终止 / the case ends"
    if sanction.bans:
        who = "、".join(programme.role_name(each) for each in sanction.bans.parties.given)
        yield f"{written(sanction.bans.for_)}内不得申报 / may not apply: {who}"
    if sanction.announce:
        yield "向社会公布 / announced to the public"
    if sanction.refer:
        yield sanction.refer
