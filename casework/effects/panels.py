"""Expert panels, written down: frozen pools, draws, sealed scores and their unsealing."""

from typing import Any

from sqlalchemy import bindparam, delete, select, update

from casework.effects.life import asking_of
from casework.facts.panels import first_seal, panel_of, pool_for
from casework.refused import Inconsistent
from casework.steps import Writing
from casework.storage.prepared import Prepared, inserting
from models.tables import panel, panel_member, score, score_draft
from statemachines.draw import draw_order
from statemachines.effects import Effect

__all__ = [
    "declare_no_conflict",
    "draw_further",
    "draw_panel",
    "freeze_panel",
    "recuse_expert",
    "seal_score",
    "unseal_scores",
]


_NEW, _NEW_MEMBER, _NEW_SCORE = map(inserting, (panel, panel_member, score))
_MEMBER = panel_member.c.panel_no == bindparam("panel"), panel_member.c.person_no == bindparam("person")
_DRAWN = Prepared(
    update(panel)
    .where(panel.c.no == bindparam("of_panel"))
    .values(
        {
            name: bindparam(f"new_{name}", type_=panel.c[name].type)
            for name in ("seal_day", "seed", "drawn_at")
        }
    )
    .values(state="drawn")
)
_PANEL_STATE = Prepared(
    update(panel).where(panel.c.no == bindparam("of_panel")).values(state=bindparam("new_state"))
)
_NEXT = Prepared(
    select(panel_member.c.person_no)
    .where(panel_member.c.panel_no == bindparam("panel"), panel_member.c.state == "pool")
    .order_by(panel_member.c.place)
    .limit(1)
)
_UNSEAL = Prepared(
    update(score).where(score.c.panel_no == bindparam("of_panel")).values(unsealed_at=bindparam("now"))
)
_STATE = Prepared(update(panel_member).where(*_MEMBER).values(state=bindparam("new_state")))
_DECLARED = Prepared(update(panel_member).where(*_MEMBER).values(declared_at=bindparam("now")))
_NO_DRAFT = Prepared(
    delete(score_draft).where(
        score_draft.c.panel_no == bindparam("panel"), score_draft.c.person_no == bindparam("person")
    )
)
_PLACE = Prepared(
    update(panel_member).where(*_MEMBER).values(state=bindparam("new_state"), place=bindparam("new_place"))
)


def freeze_panel(writing: Writing, effect: Effect) -> None:
    """Fix the pool before anybody can know the seed; those with a tie are recorded as recused."""
    stage = effect.settings["stage"]
    asking = asking_of(writing)
    last = panel_of(asking, stage)
    visit = last.visit + 1 if last else 1
    free, recused = pool_for(asking, stage)
    number = f"{writing.case['no']}-{stage}-{visit}"
    row = {
        "no": number, "case_no": writing.case["no"], "stage": stage, "visit": visit, "size": effect.settings["size"],
        "frozen_at": writing.now, "pool": free,
    }  # fmt: skip
    _NEW.run(writing.connection, **row)
    members = [{"panel_no": number, "person_no": who, "state": "pool", "reason": ""} for who in free]
    barred = [
        {"panel_no": number, "person_no": who, "state": "recused", "reason": why}
        for who, why in recused.items()
    ]
    _NEW_MEMBER.run_many(writing.connection, [*members, *barred])


def draw_panel(writing: Writing, effect: Effect) -> None:
    """Draw the members by the first seal after the freeze; the order of the whole pool is kept for replacements."""
    found = _panel(writing, effect)
    seal = first_seal(asking_of(writing), found.frozen_at)
    if seal is None:
        raise Inconsistent(f"panel {found.no}: the seal it was to be drawn by is gone")
    order = draw_order(found.pool, seal[1])
    places = [
        {
            "panel": found.no, "person": who, "new_place": place,
            "new_state": "drawn" if place <= found.size else "pool",
        }
        for place, who in enumerate(order, 1)
    ]  # fmt: skip
    _PLACE.run_many(writing.connection, places)
    drawn = {"new_seal_day": seal[0], "new_seed": seal[1], "new_drawn_at": writing.now}
    _DRAWN.run(writing.connection, of_panel=found.no, **drawn)


def _panel(writing: Writing, effect: Effect) -> Any:
    found = panel_of(asking_of(writing), effect.settings["stage"])
    if found is None:
        raise Inconsistent(f"{writing.step.key}: the panel of “{effect.settings['stage']}” is gone")
    return found


def draw_further(writing: Writing, effect: Effect) -> None:
    """Let the next of the drawn order join, because the first ones disagree."""
    found = _panel(writing, effect)
    _next_joins(writing, found.no)
    _PANEL_STATE.run(writing.connection, of_panel=found.no, new_state="extended")


def declare_no_conflict(writing: Writing, effect: Effect) -> None:
    """An expert declares that nothing ties them to the applicant; what is to be scored is open to them from now on."""
    found = _panel(writing, effect)
    _DECLARED.run(writing.connection, panel=found.no, person=writing.actor, now=writing.now)


def recuse_expert(writing: Writing, effect: Effect) -> None:
    """An expert declares a tie: the next of the drawn order takes the place. The reason stands in the history."""
    found = _panel(writing, effect)
    _set_state(writing, found.no, writing.actor, "recused")
    _NO_DRAFT.run(writing.connection, panel=found.no, person=writing.actor)
    _next_joins(writing, found.no)


def _next_joins(writing: Writing, number: str) -> None:
    following = _NEXT.value(writing.connection, panel=number)
    if following is None:
        raise Inconsistent(f"panel {number}: nobody is left of its pool")
    _set_state(writing, number, following, "drawn")


def _set_state(writing: Writing, number: str, who: str, state: str) -> None:
    _STATE.run(writing.connection, panel=number, person=who, new_state=state)


def seal_score(writing: Writing, effect: Effect) -> None:
    """Keep a score; what the history got of it is a digest (see ``casework.panels.sealing``)."""
    found = _panel(writing, effect)
    sealed = writing.step.decision.entry.payload["sealed"]
    assert writing.step.secrets is not None
    given = writing.step.secrets
    row = {
        "panel_no": found.no, "person_no": writing.actor, "digest": sealed, "salt": given.salt, "value": given.value,
        "points": given.points, "locked_at": writing.now,
    }  # fmt: skip
    if given.digest != sealed:
        raise Inconsistent(f"panel {found.no}: a score does not fit its digest")
    _NEW_SCORE.run(writing.connection, **row)
    _set_state(writing, found.no, writing.actor, "scored")
    _NO_DRAFT.run(writing.connection, panel=found.no, person=writing.actor)


def unseal_scores(writing: Writing, effect: Effect) -> None:
    """All have scored: from now on the figures may be seen; salts and scores were appended to the entry."""
    found = _panel(writing, effect)
    _UNSEAL.run(writing.connection, of_panel=found.no, now=writing.now)
    _PANEL_STATE.run(writing.connection, of_panel=found.no, new_state="complete")
