"""What a field of an action asks for one by one, or offers for choice: papers, figures, criteria, objections."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from calendars import day_of
from casework.facts import Asking, papers
from casework.handed_in.upload_places import open_papers
from casework.views.standing import Standing
from models.tables import indicator_value, material, objection
from statemachines.criteria import evaluate_all
from statemachines.definition.base import chinese, english
from statemachines.definition.criteria import Criterion
from statemachines.definition.parts import Indicator
from statemachines.definition.programme import REWARD, Programme
from statemachines.definition.selector import matches
from statemachines.definition.stage import Stage
from statemachines.machine import Field
from statemachines.stages.assessment import Assessment

__all__ = ["Line", "lines_of"]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a field that asks for several things, or a choice: its id, what it is called, a remark.

    ``value`` is what is known: the figure stated before, the copies a notice asks for. ``forms`` are those in which a
    paper may come, where the notice leaves a choice. ``planned`` says of a figure that may be stated as a plan
    whether the one known is a plan; None where only actual figures are taken. ``help`` says of a figure which years it
    covers and what is not counted.
    """

    id: str
    name: str
    remark: str = ""
    value: str = ""
    forms: tuple[str, ...] = ()
    planned: bool | None = None
    help: str = ""


def lines_of(asking: Asking, here: Standing, declared: Field) -> tuple[Line, ...]:
    """The lines of a field of an action on a case; none for what is simply written or takes its declared choices."""
    find = _LINES.get((declared.name, declared.kind))
    return tuple(find(asking, here)) if find else ()


def _papers(asking: Asking, here: Standing) -> Iterator[Line]:
    """The papers that this person may hand in now, each with what is there of it already."""
    open_ones = {*open_papers(asking.loaded, asking.row, asking.command.actor.acts_as)}
    known = select(material.c.material).where(material.c.case_no == asking.row["no"])
    there = {name.partition(".")[0] for name in asking.connection.execute(known).scalars()}
    for key, each in asking.loaded.programme.materials.items():
        if key in open_ones:
            remarks = {
                "机要渠道报送，不得上传 / by the confidential channel, never uploaded": each.channel
                == "confidential",
                "可不交 / optional": each.optional,
                "已收到 / received before": key in there,
            }
            remark = next((text for text, holds in remarks.items() if holds), "")
            yield Line(
                key, each.name, remark, str(each.copies or ""), each.form if len(each.form) > 1 else ()
            )


def _figures(asking: Asking, here: Standing) -> Iterator[Line]:
    """The figures asked of this case with those stated before; of a plan it is told that it is one."""
    stated, actual = papers.figures(asking), _actual(asking)
    opened = asking.row["round_opens_at"] or asking.row["opened_at"]
    others = _of_others(asking.loaded.programme, asking.subject.facts)
    for key, each in asking.loaded.programme.indicators.items():
        if key in others and key not in stated:
            continue
        value = stated.get(key)
        known = "" if value is None else format(value, "f")
        planned = bool(known) and key not in actual if each.planned else None
        said = _in_both(_covered(asking.loaded.programme, each, day_of(opened).year))
        yield Line(key, each.name, each.unit, known, planned=planned, help=said)


def _in_both(texts: Iterator[str]) -> str:
    """Texts “中文 / English” as one."""
    every = list(texts)
    zh, en = "；".join(map(chinese, every)), "; ".join(map(english, every))
    return f"{zh} / {en}" if every else ""


def _of_others(programme: Programme[Stage], facts: Mapping[str, str]) -> set[str]:
    """The figures that only conditions of other cases ask about: of all the rewards, those of one are asked."""
    named: dict[bool, set[str]] = {True: set(), False: set()}
    for each in programme.criteria.values():
        named[matches(each.for_, facts)].update(_figures_in(each))
    for key, reward in programme.rewards.items():
        mine = facts.get(REWARD) == key
        if reward.amount and reward.amount.of:
            named[mine].add(reward.amount.of)
        if reward.yearly:
            named[mine].add(reward.yearly.by)
    return named[False] - named[True]


def _figures_in(criterion: Criterion) -> Iterator[str]:
    for leaf in criterion.leaves():
        if leaf.need:
            yield leaf.need.left
            yield from (leaf.need.per,) if leaf.need.per else ()


def _covered(programme: Programme[Stage], figure: Indicator, year: int) -> Iterator[str]:
    """Which years a figure covers, and whose items are not counted in it."""
    years = figure.years.given if figure.years else None
    if years == "last":
        yield f"{year - 1}年（上年度） / the year {year - 1}"
    elif years and years.removeprefix("last ").isdecimal():
        count = int(years.removeprefix("last "))
        yield f"{year - count}—{year - 1}年合计（近{count}年） / {year - count} to {year - 1} together"
    elif years:
        yield years
    if figure.excludes and figure.excludes.given in programme.indicators:
        other = programme.indicators[figure.excludes.given].name
        yield f"不含“{chinese(other)}” / without “{english(other)}”"


def _actual(asking: Asking) -> set[str]:
    known = select(indicator_value.c.indicator).where(
        indicator_value.c.case_no == asking.row["no"], indicator_value.c.planned.is_(False)
    )
    return set(asking.connection.execute(known).scalars())


def _judged(asking: Asking, here: Standing) -> Iterator[Line]:
    """The criteria that somebody has to judge, those of this case alone."""
    kinds = asking.loaded.leaves
    for path, required in _paths(asking):
        if kinds.get(path) in ("judge", "veto"):
            yield Line(path, required)


def _criteria(asking: Asking, here: Standing) -> Iterator[Line]:
    for path, required in _paths(asking):
        yield Line(path, required)


def _leaves(asking: Asking, here: Standing) -> Iterator[Line]:
    """Every single condition of this case, as the notice words it."""
    for path, required in _paths(asking):
        if path in asking.loaded.leaves:
            yield Line(path, required)


def _paths(asking: Asking) -> Iterator[tuple[str, str]]:
    facts = asking.subject.facts
    mine = {key: each for key, each in asking.loaded.programme.criteria.items() if matches(each.for_, facts)}
    found = [*evaluate_all(mine, {}, {}, facts)]
    while found:
        each = found.pop(0)
        yield each.path, each.required
        found = [*each.children, *found]


def _objections(asking: Asking, here: Standing) -> Iterator[Line]:
    known = select(objection.c.no, objection.c.received_at).where(
        objection.c.case_no == asking.row["no"], objection.c.state == "open"
    )
    for row in asking.connection.execute(known.order_by(objection.c.no)):
        yield Line(row.no, row.no)


def _counted(asking: Asking, here: Standing) -> Iterator[Line]:
    """The papers of this case of which copies are counted."""
    for key, each in asking.loaded.programme.materials.items():
        if each.copies and matches(each.for_, asking.subject.facts):
            yield Line(key, each.name)


def _stages(asking: Asking, here: Standing) -> Iterator[Line]:
    for each in asking.definition.stages:
        yield Line(each.id, each.name or each.id)


def _items(asking: Asking, here: Standing) -> Iterator[Line]:
    """What this kind of assessment examines."""
    stage = next(
        each for each in asking.definition.stages if each.id == here.machine.states[here.state].stage
    )
    if isinstance(stage, Assessment):
        kind = asking.subject.facts.get("assessment_kind") or next(iter(stage.items), "")
        yield from (Line(each, each) for each in stage.items.get(kind, ()))


_LINES: Mapping[tuple[str, str], Callable[[Asking, Standing], Iterator[Line]]] = {
    ("materials", "records"): _papers,
    ("indicators", "records"): _figures,
    ("findings", "records"): _judged,
    ("items", "records"): _items,
    ("checked", "records"): _leaves,
    ("criterion", "text"): _criteria,
    ("paper", "choice"): _counted,
    ("objection", "text"): _objections,
    ("stage", "text"): _stages,
}
