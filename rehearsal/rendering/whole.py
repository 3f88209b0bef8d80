"""The whole report for people, part after part; and for programs, as JSON."""

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import Console, RenderableType
from rich.rule import Rule
from rich.text import Text

from rehearsal.rendering.course import clock_parts, end_parts, publicity_parts, title_parts
from rehearsal.rendering.layout import line, short
from rehearsal.rendering.people import people_parts
from rehearsal.rendering.rewards import money_parts, policy_parts

__all__ = ["as_json_text", "as_text"]

Report = Mapping[str, Any]


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
    yield from end_parts(report)
    yield from clock_parts(report)
    yield from publicity_parts(report)
    yield from money_parts(report)
    yield from title_parts(report)
    yield from people_parts(report)
    yield from _closing(report)


def _asked(report: Report) -> Iterator[RenderableType]:
    for each in report["suggested"]:
        yield line("建议值 suggested", f"{each['key']} = {each['suggested']}")
    if report["assumed"]:
        yield line("推定 assumed", f"{len(report['assumed'])} 项 values and parts that no notice gives")


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
