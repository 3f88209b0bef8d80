"""Money: every amount is bounded, every reward reaches its lead unit and somebody's purse."""

from __future__ import annotations

from collections.abc import Iterator

from statemachines.definition.programme import REWARD, Programme
from statemachines.definition.stage import Stage
from statemachines.linter.finding import Finding
from statemachines.linter.routes import Route
from statemachines.stages.award import Award
from statemachines.stages.disbursement import Disbursement

__all__ = ["basis", "rewards"]


def rewards(programme: Programme[Stage]) -> Iterator[Finding]:
    """Yield what is wrong with the rewards of a programme, and with the stages that award and pay them."""
    own = {key: each for key, each in programme.rewards.items() if each.amount}
    for key, each in own.items():
        assert each.amount is not None
        if (each.amount.each or each.amount.percent) and each.amount.at_most is None:
            message = "金额没有上限 / an amount by the piece or by percentage needs a cap, 'at_most'"
            yield Finding("reward", "", f"rewards.{key}.amount", message)
        if each.lead in each.responsible:
            message = f"“{each.lead}”既是牵头单位又是责任单位 / leads and is heard on its own opinion"
            yield Finding("reward", "", f"rewards.{key}.responsible", message)
    if own and programme.funding is None:
        yield Finding("reward", "", "rewards", "未写资金来源 / nobody pays: 'funding' is missing")
    for procedure_id, procedure in programme.procedures.items():
        awarding = [stage for stage in procedure.stages if isinstance(stage, Award)]
        if awarding:
            yield from _awarded(procedure_id, programme, awarding)
        yield from _paid(procedure_id, procedure.stages)


def _awarded(procedure_id: str, programme: Programme[Stage], awarding: list[Award]) -> Iterator[Finding]:
    """Every reward is awarded once, by the body that leads it."""
    for key, reward in programme.rewards.items():
        mine = [stage for stage in awarding if Route({REWARD: key}).selects(_by_reward(stage))]
        by = [_meant(programme, stage.by.given, key) for stage in mine]
        if reward.amount and by != [reward.lead]:
            who = "、".join(by) or "无人 / nobody"
            message = f"“{key}”由{who}核定，牵头单位是{reward.lead} / is not awarded by its lead alone"
            yield Finding("reward", procedure_id, mine[0].id if mine else f"rewards.{key}", message)


def _meant(programme: Programme[Stage], body: str, reward: str) -> str:
    """The body meant in the claims of a reward, where it is another one from case to case."""
    named = programme.bodies.get(body)
    return (named and named.in_case({REWARD: reward})) or body


def _by_reward(stage: Stage) -> dict[str, tuple[str, ...]]:
    return {fact: wanted for fact, wanted in stage.for_.items() if fact == REWARD}


def _paid(procedure_id: str, stages: tuple[Stage, ...]) -> Iterator[Finding]:
    """What is paid was awarded before."""
    for index, stage in enumerate(stages):
        if isinstance(stage, Disbursement) and not any(isinstance(each, Award) for each in stages[:index]):
            message = "未核定即拨付 / pays what no stage before has awarded"
            yield Finding("reward", procedure_id, stage.id, message)


def basis(programme: Programme[Stage]) -> Iterator[Finding]:
    """What a procedure rests on is granted by some other procedure."""
    granted = {getattr(s, "grants", None) for p in programme.procedures.values() for s in p.stages}
    for key, procedure in programme.procedures.items():
        if procedure.rests_on and procedure.rests_on not in granted:
            title = procedure.rests_on
            message = f"“{title}”无从取得 / rests on “{title}”, which nothing ever grants"
            yield Finding("basis", key, "rests_on", message)
