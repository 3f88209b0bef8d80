"""Meetings: what an office decides for all its cases together, ranked, before the deadline."""

from dataclasses import dataclass, field
from datetime import datetime

from calendars import day_of
from rehearsal.life import Life
from rehearsal.policy import NO_DEADLINE, PART_SELECTED, chance
from rehearsal.scene import Deed, Scene
from rehearsal.seats import Seat
from rehearsal.ways import choices, take
from statemachines.definition.parts import Quota
from statemachines.definition.selector import matches
from statemachines.stages.recommendation import Recommendation
from statemachines.stages.selection import Selection, Total

__all__ = ["Meeting", "join"]

MISSES = 0.07  # of the meetings before a deadline that refuses are held after it
RIPE = 79  # how good a case is that is approved by itself
BEYOND = 0.12  # of those that come when the total is reached are approved all the same
GREEDY = 0.3  # of the offices try one more than their quota


@dataclass
class Meeting:
    """Cases that wait to be decided by one office."""

    seat: Seat
    waiting: list[tuple[Life, tuple[str, int]]] = field(default_factory=list)


def join(scene: Scene, life: Life, seat: Seat, now: datetime) -> None:
    """Put a case before the next meeting of its office; the first one there sets the day."""
    key = f"{life.procedure}/{life.state}/{seat.key}"
    if _total(scene, life) is not None:  # approved one by one, each when it is ripe
        key = f"{key}/{life.no}"
    if key not in scene.meetings:
        scene.meetings[key] = Meeting(seat)
        scene.appoint(_day(scene, life, key, now), _held(scene, key))
    scene.meetings[key].waiting.append((life, life.standing))


def _day(scene: Scene, life: Life, key: str, now: datetime) -> datetime:
    today, last = day_of(now), life.last_day
    if last is None:
        return scene.soon(now, NO_DEADLINE // 2, NO_DEADLINE)
    due = scene.state(life).due
    if (
        due is not None
        and due.late == "refuse"
        and (scene.days.between(today, last) < 1 or _misses(scene, key))
    ):
        return scene.days.moment(scene.days.after(max(last, today), scene.rng.randint(1, 2)), scene.rng)
    day = scene.days.after(last, -scene.rng.randint(1, 3))
    return scene.days.moment(max(day, scene.days.after(today, 1)), scene.rng)


def _misses(scene: Scene, key: str) -> bool:
    """Whether this office lets the deadline pass: one of the first meetings does, and a few others."""
    scene.held += 1
    return scene.held == 3 or chance(scene.rng, MISSES)


def _held(scene: Scene, key: str) -> Deed:
    def deed(now: datetime) -> None:
        meeting = scene.meetings.pop(key)
        there = [life for life, standing in meeting.waiting if life.standing == standing]
        ranked = sorted(there, key=lambda life: (-life.mark, life.no))
        for rank, life in enumerate(ranked, 1):
            _decide(scene, life, meeting.seat, rank, len(ranked), key, now)

    return deed


def _decide(scene: Scene, life: Life, seat: Seat, rank: int, size: int, key: str, now: datetime) -> None:
    """Take the case on where there is a place for it, else say no."""
    total = _total(scene, life)
    if total is not None:
        _decide_alone(scene, life, seat, total, now)
        return
    forward, back, *_ = (*choices(scene, life, seat.role), "")
    reason = "排名靠后，择优未入围"
    quota = _quota(scene, life)
    key = f"{key}/{quota.counts}" if quota and quota.counts else key
    if quota is None:
        wanted = rank <= max(1, round(size * PART_SELECTED))
    else:
        used, places = scene.recommended[key], quota.max
        wanted = used < places or (used == places and rank == places + 1 and chance(scene.rng, GREEDY))
        reason = "推荐名额已满"
    if wanted and take(scene, life, seat, forward, now, rank=str(rank)):
        scene.recommended[key] += 1
        return
    if wanted and life.last_day is not None and day_of(now) > life.last_day:
        reason = "逾期未推荐"
    if back:
        take(scene, life, seat, back, now, reason=reason)


def _decide_alone(scene: Scene, life: Life, seat: Seat, total: Total, now: datetime) -> None:
    """Take a case on when it is ripe and the total leaves room; beyond the total only with a reason, and seldom."""
    forward, back, *_ = (*choices(scene, life, seat.role), "")
    counted = f"{life.procedure}/{life.state}"
    room = scene.recommended[counted] < total.to
    wanted = life.quality >= RIPE if room else bool(total.soft) and chance(scene.rng, BEYOND)
    reason = None if room else "确有特色，经研究超出总量批复"
    if wanted and take(
        scene, life, seat, forward, now, rank=str(scene.recommended[counted] + 1), reason=reason
    ):
        scene.recommended[counted] += 1
    elif back:
        take(scene, life, seat, back, now, reason="条件尚不成熟" if room else "总量控制，本批不予批复")


def _total(scene: Scene, life: Life) -> Total | None:
    """How many there are to be in all; None where nothing is said."""
    stage = scene.stage(life)
    return stage.total.given if isinstance(stage, Selection) and stage.total else None


def _quota(scene: Scene, life: Life) -> Quota | None:
    """How many like this one the office may take on in this round; None where there is no quota."""
    stage = scene.stage(life)
    if not isinstance(stage, Recommendation) or not stage.quota:
        return None
    return next((quota for quota in stage.quota if matches(quota.for_, life.facts)), None)
