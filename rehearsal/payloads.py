"""What is given with an action, invented by the kind of each field; nothing here knows a programme."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from sqlalchemy import select

from calendars import day_of
from models.tables import objection
from rehearsal.life import Life
from rehearsal.policy import FAILS, ORDERED, chance
from rehearsal.rewards import amount_asked
from rehearsal.scene import Scene
from statemachines.definition.selector import matches
from statemachines.machine import Field, Transition
from statemachines.stages.assessment import Assessment
from statemachines.stages.scoring import POINTS

__all__ = ["invented", "materials"]

Payload = dict[str, Any]
_REASONS = {
    "return_for_correction": "请按要求补正后重新报送",
    "reject": "经审核不予通过",
    "decline": "本批次不予推荐",
    "leave_out": "择优未入围",
    "recuse": "与申报单位存在合作关系，申请回避",
    "fail_site_check": "现场情况与申报材料不符",
    "require_site_check": "部分指标需现场核实",
    "dispense_with_site_check": "材料齐全清楚，无需现场核查",
    "refuse_approval": "不予批准，退回主管部门",
    "drop_entry": "经核实不符合条件",
    "keep_entry": "经核实仍符合条件",
    "refuse_rectification": "整改未达到要求",
    "eliminate": "专家评审未通过",
    "refuse_award": "核定时发现不符合奖补条件",
    "propose_removal": "建议取消称号",
    "decline_removal": "暂不取消称号",
    "extend": "办理量大，延长期限",
}


def invented(
    scene: Scene, life: Life, action: str, ways: Iterable[Transition], now: datetime, **given: Any
) -> Payload:
    """Invent what an action needs; ``given`` is what the actor has decided already."""
    ways = tuple(ways)
    fields: Mapping[str, Field] = {each.name: each for way in ways for each in way.fields}
    return {
        name: value
        for name, each in fields.items()
        if (value := given.get(name, _value(scene, life, action, ways, each, now))) is not None
    }


def _value(
    scene: Scene, life: Life, action: str, ways: tuple[Transition, ...], each: Field, now: datetime
) -> Any:
    match each.kind:
        case "records":
            return _records(scene, life, each.name)
        case "date":
            return _day(scene, life, each, ways, now).isoformat() if each.required else None
        case "choice":
            return _choice(scene, life, each)
        case "number":
            return _number(scene, life, each)
        case "flag":
            return life.quality + scene.rng.gauss(0, 6) > 62
        case "texts":
            return list(each.choices)
        case _:
            return _text(scene, life, action, each)


def _text(scene: Scene, life: Life, action: str, each: Field) -> str | None:
    if each.name == "objection":
        return _open_objection(scene, life)
    if each.name == "elsewhere_policy":
        return "本市其他支持政策（演练）" if life.elsewhere else None
    if each.name.endswith("_digest"):
        return sha256(f"演练：{life.no}".encode()).hexdigest()
    if each.name.endswith("_no"):
        scene.numbers[each.name] += 1
        return f"演练{scene.numbers[each.name]:04d}"
    if not each.required:
        return None
    return _REASONS.get(action, f"演练：{each.help.partition(' / ')[0] or each.name}")


def _open_objection(scene: Scene, life: Life) -> str:
    known = select(objection.c.no).where(objection.c.case_no == life.no, objection.c.state == "open")
    with scene.looking() as connection:
        return str(connection.execute(known.order_by(objection.c.no)).scalars().first())


def _number(scene: Scene, life: Life, each: Field) -> str | None:
    if each.name == "amount":
        return amount_asked(scene.loaded.programme, life, scene.rng)
    if each.name == "elsewhere":
        return str(Decimal(life.elsewhere) / 100) if life.elsewhere else None
    if each.name != "score" and not each.name.startswith(POINTS):
        return None if not each.required else "1"
    most = float(each.help.rpartition("–")[2])
    mark = min(99.5, max(20.0, life.quality + scene.rng.gauss(0, 24 if life.disputed else 6)))
    return f"{mark * most / 100:.1f}"


def _choice(scene: Scene, life: Life, each: Field) -> str:
    if each.name == "grade":
        return _grade(scene, life)
    return scene.rng.choice(each.choices)


def _grade(scene: Scene, life: Life) -> str:
    stage = scene.stage(life)
    assert isinstance(stage, Assessment)
    fails = FAILS[scene.holders.get(life.title or "", "steady")]
    turn = min(scene.assessed[life.title or ""], len(fails)) - 1
    wanted = "rectify" if chance(scene.rng, fails[turn]) else "confirm"
    fitting = [grade for grade, leads in stage.grades.items() if leads == wanted]
    return fitting[0] if fitting else scene.rng.choice(list(stage.grades))


def _day(scene: Scene, life: Life, each: Field, ways: tuple[Transition, ...], now: datetime) -> date:
    today = day_of(now)
    if each.name == "until":
        return scene.days.after(max(today, life.last_day or today), scene.rng.randint(5, 10))
    if each.name == "effective_on":
        return scene.days.month_after(today)
    if each.name != "due":
        return today
    targets = {way.target for way in ways if way.target and each in way.fields}
    states = scene.procedure(life).states
    stages = {stage.id: stage.kind for stage in scene.loaded.programme.procedures[life.procedure].stages}
    kinds = sorted(stages.get(states[target].stage, "") for target in targets)
    first, last = ORDERED.get(kinds[0] if kinds else "", ORDERED[""])
    return scene.days.after(today, scene.rng.randint(first, last))


def _records(scene: Scene, life: Life, name: str) -> list[dict[str, Any]] | None:
    if name == "materials":
        return [{"material": key} for key in materials(scene, life)] or None
    if name == "indicators":
        return _indicators(scene, life)
    if name == "items":
        return _items(scene, life)
    return []


def materials(scene: Scene, life: Life) -> list[str]:
    """The papers that the definition asks for at the stage where the case stands."""
    stage = scene.state(life).stage
    known = scene.loaded.programme.materials.items()
    return [
        key
        for key, each in known
        if stage in each.at and not each.optional and matches(each.for_, life.facts)
    ]


def _indicators(scene: Scene, life: Life) -> list[dict[str, Any]] | None:
    """Every figure, a plan as long as something is yet to be built; a flaw stays in until the case was returned."""
    known, planned = scene.loaded.programme.indicators, _planned(scene, life)
    flaw = "" if life.returned else life.flaw
    rows = [
        {
            "indicator": name,
            "value": str(value / 10 if name == flaw else value),
            "planned": planned and known[name].planned,
        }
        for name, value in life.truth.items()
        if not (name == flaw and life.mishap == "gap")
    ]
    return rows or None


def _planned(scene: Scene, life: Life) -> bool:
    """Whether figures are still a plan: something is yet to be built."""
    stages = scene.loaded.programme.procedures[life.procedure].stages
    here = next(n for n, stage in enumerate(stages) if stage.id == scene.state(life).stage)
    return any(stage.kind == "construction" for stage in stages[here + 1 :])


def _items(scene: Scene, life: Life) -> list[dict[str, Any]] | None:
    stage = scene.stage(life)
    if not isinstance(stage, Assessment):
        return None
    kind = life.facts.get("assessment_kind", stage.counts)
    return [{"item": item, "finding": "一般"} for item in stage.items.get(kind, ())]
