"""A reviewer at work: judges what is open, asks for waivers, sets soft rules aside, returns, rejects, accepts."""

from datetime import datetime

from rehearsal.life import Life
from rehearsal.policy import HASTY, OVERRIDES, WAIVES, WEIGHTS, chance
from rehearsal.scene import Scene
from rehearsal.seats import Seat
from rehearsal.ways import choices, take
from statemachines.criteria import Finding, evaluate_all, hard_failures, open_questions, soft_failures
from statemachines.definition.base import chinese
from statemachines.definition.selector import matches
from statemachines.stages.review import Review

__all__ = ["review"]


def review(scene: Scene, life: Life, seat: Seat, now: datetime) -> None:
    """Take the one step that leads on: most reviews end with acceptance."""
    stage = scene.stage(life)
    assert isinstance(stage, Review)
    life.begin_review(f"{stage.id}/{seat.key}")
    open_ = choices(scene, life, seat.role)
    hasty = chance(scene.rng, HASTY) and not life.tries["accept"]
    if hasty and take(scene, life, seat, "accept", now, attests=list(stage.attests[1:])):
        return
    if _returns(scene, life, open_) and take(scene, life, seat, "return_for_correction", now):
        life.returned += 1
        return
    _judge(scene, life, seat, stage, now)
    reason = _in_the_way(scene, life, seat, stage, now) if stage.hard.given else None
    if reason is None and _second_thoughts(scene, life, stage):
        reason = "综合研判不予通过"
    if reason is None:
        take(scene, life, seat, "accept", now)
    else:
        take(scene, life, seat, "reject", now, reason=reason)


def _returns(scene: Scene, life: Life, open_: list[str]) -> bool:
    wants = life.mishap in ("form", "typo", "gap", "abandoned") and not life.returned
    return wants and "return_for_correction" in open_ and not life.tries["return_for_correction"]


def _second_thoughts(scene: Scene, life: Life, stage: Review) -> bool:
    """A later review now and then says no although every condition is met."""
    first = next(
        each for each in scene.loaded.programme.procedures[life.procedure].stages if each.kind == "review"
    )
    return first.id != stage.id and chance(scene.rng, WEIGHTS["reject"])


def findings(scene: Scene, life: Life, stage: Review) -> tuple[Finding, ...]:
    """The criteria that a stage checks, as the case stands."""
    programme = scene.loaded.programme
    assert stage.checks is not None
    names = programme.criteria if stage.checks.given == "all" else stage.checks.given
    wanted = {
        name: programme.criteria[name] for name in names if matches(programme.criteria[name].for_, life.facts)
    }
    return evaluate_all(wanted, life.stated, life.judged, life.facts, programme.indicators)


def _judge(scene: Scene, life: Life, seat: Seat, stage: Review, now: datetime) -> None:
    """Judge every criterion that takes a judgement and has none yet."""
    leaves = [leaf for each in findings(scene, life, stage) for leaf in each.leaves()]
    asked = [leaf for leaf in leaves if leaf.kind in ("judge", "veto") and leaf.path not in life.judged]
    if not asked:
        return
    bad = {"poor": "judge", "veto": "veto"}.get(life.mishap)
    worst = next((leaf.path.partition(".")[0] for leaf in reversed(asked) if leaf.kind == bad), None)
    met = {leaf.path: leaf.kind != bad or leaf.path.partition(".")[0] != worst for leaf in asked}
    rows = [{"criterion": path, "met": found, "reason": "演练"} for path, found in met.items()]
    if take(scene, life, seat, "judge", now, findings=rows):
        life.judged.update(met)


def _in_the_way(scene: Scene, life: Life, seat: Seat, stage: Review, now: datetime) -> str | None:
    """What bars acceptance, in words, once waivers and overrides have been tried; None where nothing does."""
    open_ = choices(scene, life, seat.role)
    passed = life.waived if "waive" in open_ else life.waived | life.requested
    for each in hard_failures(findings(scene, life, stage), passed):
        if not _waived(scene, life, seat, each.path, open_, now):
            return f"不符合条件：{_what(each)}"
    passed = life.waived | life.requested
    found = findings(scene, life, stage)
    unanswered = open_questions(found, passed)
    if unanswered:
        return "未填报：" + "；".join(leaf.required for leaf in unanswered)
    for soft in soft_failures(found, life.overridden, passed):
        if not chance(scene.rng, OVERRIDES) or "override_soft" not in open_:
            return f"{soft.soft}未达到：" + "；".join(leaf.required for leaf in soft.leaves())
        if take(scene, life, seat, "override_soft", now, criterion=soft.path, reason="确有特色，可予支持"):
            life.overridden.add(soft.path)
    return None


def _what(failure: Finding) -> str:
    """What was asked for and is not there; of a choice how many, and not each of them."""
    if failure.kind == "of":
        return f"{failure.path} {chinese(failure.required)}"
    return "；".join(leaf.required for leaf in failure.leaves() if leaf.result == "failed")


def _waived(scene: Scene, life: Life, seat: Seat, criterion: str, open_: list[str], now: datetime) -> bool:
    """Try to have a criterion set aside, where the definition lets it be for a case like this."""
    action = next((each for each in ("waive", "request_waiver") if each in open_), None)
    allowed = any(
        criterion in waiver.of and matches(waiver.for_, life.facts)
        for waiver in scene.loaded.programme.waivers
    )
    if action is None or not chance(scene.rng, WAIVES if allowed else HASTY):
        return False
    reason = f"{chinese(scene.loaded.programme.name)}重点领域，建议放宽"
    if not take(scene, life, seat, action, now, criterion=criterion, reason=reason):
        return False
    (life.waived if action == "waive" else life.requested).add(criterion)
    return True
