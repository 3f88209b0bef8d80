"""Experts at work: those drawn for a case score it one by one, declare a tie, or come late."""

from datetime import datetime

from sqlalchemy import bindparam, select

from casework.acting import Done
from casework.facts.panels import total_of
from casework.storage.prepared import Prepared
from models.tables import panel, panel_member
from rehearsal.life import Life
from rehearsal.payloads import invented
from rehearsal.policy import HASTY, WEIGHTS, WRONG_PERSON, chance
from rehearsal.scene import Deed, Scene
from rehearsal.ways import choices

__all__ = ["invited"]

_DRAWN = Prepared(
    select(panel_member.c.person_no, panel_member.c.panel_no)
    .join(panel, panel.c.no == panel_member.c.panel_no)
    .where(panel.c.case_no == bindparam("case_no"), panel_member.c.state == "drawn")
    .order_by(panel.c.visit.desc(), panel_member.c.place)
)


def invited(scene: Scene, life: Life, role: str, now: datetime) -> None:
    """Everybody drawn for the case makes an appointment; so does who is drawn later."""
    for expert in drawn(scene, life):
        moment, _ = scene.when(role, now, life.last_day)
        scene.appoint(moment, _turn(scene, life, role, expert))
    if chance(scene.rng, WRONG_PERSON):
        outsider = scene.rng.choice(scene.people.experts)
        if outsider not in drawn(scene, life):
            scene.attempt(life.key, "score", outsider, now, _payload(scene, life, role, "score", now))


def drawn(scene: Scene, life: Life) -> list[str]:
    """The members of the case's last panel who have not scored yet, in the order of the draw."""
    with scene.looking() as connection:
        rows = _DRAWN.rows(connection, case_no=life.no)
    return [row.person_no for row in rows if row.panel_no == rows[0].panel_no]


def _payload(scene: Scene, life: Life, role: str, action: str, now: datetime) -> dict[str, object]:
    ways = [way for way in scene.procedure(life).actions(life.state)[action] if role in way.by]
    return invented(scene, life, action, ways, now)


def _turn(scene: Scene, life: Life, role: str, expert: str) -> Deed:
    standing = life.standing

    def deed(now: datetime) -> None:
        if life.standing != standing:
            return
        open_ = choices(scene, life, role)
        action = scene.rng.choices(open_, [WEIGHTS.get(each, 0.0) for each in open_])[0]
        payload = _payload(scene, life, role, action, now)
        before = set(drawn(scene, life))
        if action != "recuse":
            if chance(scene.rng, HASTY):
                scene.attempt(life.key, action, expert, now, payload)
            scene.attempt(life.key, "declare_no_conflict", expert, now)
        if chance(scene.rng, WRONG_PERSON / 3) and "score" in payload:
            scene.attempt(life.key, action, expert, now, {**payload, "score": "120"})
        outcome = scene.attempt(life.key, action, expert, now, payload)
        if not isinstance(outcome, Done):
            return
        if action == "score":
            life.marks.append(float(total_of(payload)) or 100.0 * bool(payload.get("supports")))
        if life.standing == standing:
            _join(scene, life, role, before, now)

    return deed


def _join(scene: Scene, life: Life, role: str, before: set[str], now: datetime) -> None:
    """Those who take a place in the meantime: for somebody recused, or because the first ones disagree."""
    for expert in drawn(scene, life):
        if expert not in before:
            moment, _ = scene.when(role, now, life.last_day)
            scene.appoint(moment, _turn(scene, life, role, expert))
