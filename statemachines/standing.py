"""Actions beside those of the stages: what the clock does at a deadline, extensions, withdrawal, findings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from statemachines.definition.procedure import Sanction
from statemachines.definition.time import OWNER, SUPERIOR, Reminder
from statemachines.effects import Effect
from statemachines.fragments import Scope, outcome
from statemachines.machine import CLOCK, EXPIRE_OVERALL, DueRule, Field, LetterRule, State, Transition

__all__ = ["ORDERED_DUE", "recomputing", "set_by_caller", "standing_transitions"]

ORDERED_DUE = Field("due", "date", help="限期 / the last day, given with the order")
_REASON = Field("reason", "personal", help="理由 / the reason")
_WHICH = Field("reminder", "text", required=False, help="第几次催办 / which of the reminders")


def standing_transitions(scope: Scope, state: State, expiry: str | None) -> Iterator[Transition]:
    """Everything that may happen in this state besides its stage's own actions.

    ``expiry`` is where the clock moves on when the deadline has passed and ``late`` is ``proceed``.
    """
    if state.due is not None and state.due.action == "expire":
        yield from _clock(scope, state, expiry)
        yield _extension(scope, state)
        if state.due.ask == "order":
            yield Transition(
                "set_due",
                "due_set",
                state.id,
                None,
                (scope.supervisor,),
                (ORDERED_DUE,),
                effects=(Effect("open_due"),),
                letters=(LetterRule("due_set", state.owed_by or (scope.applicant,)),),
            )
    if scope.procedure.overall is not None or (state.due and state.due.action == "expire"):
        yield recomputing(state.id, *dict.fromkeys((*state.owed_by, scope.applicant)))
    if scope.procedure.overall is not None:
        letters = (LetterRule("overdue", (scope.supervisor,)),)
        yield Transition(EXPIRE_OVERALL, "overall_deadline_passed", state.id, None, (CLOCK,), letters=letters)
    if scope.procedure.withdrawal.given and state.owner != CLOCK:
        yield Transition(
            "withdraw", "withdrawn", state.id, outcome("withdrawn"), (scope.applicant,), (_REASON,),
            effects=(Effect("drop_from_list"),),
        )  # fmt: skip
    yield from _receipt(scope, state)
    yield from (way for sanction in scope.programme.sanctions for way in _finding(scope, state, sanction))


def _clock(scope: Scope, state: State, expiry: str | None) -> Iterator[Transition]:
    due = state.due
    assert due is not None
    assert state.owner is not None
    owed = state.owed_by
    above = tuple(dict.fromkeys((*owed, SUPERIOR if scope.supervisor in owed else scope.supervisor)))
    for action, event, letter, usual in (
        ("remind", "reminded", "reminder", owed),
        ("escalate", "escalated", "escalation", above),
    ):
        mine = [each for each in due.reminders if each.escalate is (action == "escalate")]
        letters = tuple(_urging(letter, usual, state, mine))
        yield Transition(action, event, state.id, None, (CLOCK,), (_WHICH,), letters=letters)
    overdue = (LetterRule("overdue", above),)
    if due.late == "proceed" and expiry:
        yield Transition("expire", "deadline_passed", state.id, expiry, (CLOCK,), letters=overdue)
    elif due.late == "lapse":
        letters = (LetterRule("lapsed", owed),)
        yield Transition("expire", "lapsed", state.id, outcome("lapsed"), (CLOCK,), letters=letters)
    else:
        yield Transition("expire", "overdue", state.id, None, (CLOCK,), letters=overdue)


def _urging(
    letter: str, usual: tuple[str, ...], state: State, reminders: Sequence[Reminder]
) -> Iterator[LetterRule]:
    """The letters of reminders: to whom it is usual, unless the definition names others for one of them."""
    if not any(each.to or each.copy_to for each in reminders):
        yield LetterRule(letter, usual)
        return
    for each in reminders:
        yield LetterRule(letter, _named(each.to, state) or usual, str(each.at))
        if each.copy_to:
            yield LetterRule("reminder_copy", _named(each.copy_to, state), str(each.at))


def _named(roles: tuple[str, ...], state: State) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(each for role in roles for each in (state.owed_by if role == OWNER else (role,)))
    )


def set_by_caller(rule: str, action: str, assumed: str | None = None) -> DueRule:
    """A rule whose next day the caller works out from the definition and hands in with the subject's settings."""
    return DueRule(rule, None, "accept", ask="round", setting=rule, assumed=assumed, action=action)


def recomputing(state: str, *told: str) -> Transition:
    """A holiday arrangement became known or was amended: the clock computes the deadline anew, ``told`` hear of it."""
    letters = (LetterRule("deadline_moved", told),) if told else ()
    return Transition(
        "recompute", "deadline_recomputed", state, None, (CLOCK,), effects=(Effect("recompute_due"),), letters=letters,
    )  # fmt: skip


def _extension(scope: Scope, state: State) -> Transition:
    until = Field("until", "date", help="延至 / the new last day")
    return Transition(
        "extend", "extended", state.id, None, (scope.supervisor,), (until, _REASON), effects=(Effect("extend_due"),),
        letters=(LetterRule("extended", state.owed_by or (scope.applicant,)),),
    )  # fmt: skip


def _receipt(scope: Scope, state: State) -> Iterator[Transition]:
    """Copies on paper come by post, at any time from the stage at which they are asked for; the bodies of the later
    stages say when they have them, and how many.
    """
    order = {stage.id: place for place, stage in enumerate(scope.procedure.stages)}
    asked = {
        key: min(order[id] for id in paper.at if id in order)
        for key, paper in scope.programme.materials.items()
        if paper.copies and any(id in order for id in paper.at)
    }
    here = [key for key, place in asked.items() if place <= order[state.stage]]
    offices = {key for key, body in scope.programme.bodies.items() if body.role == "officer"}
    later = (
        stage.by.given for stage in scope.procedure.stages if order[stage.id] > min(asked.values(), default=0)
    )
    by = tuple(dict.fromkeys(body for body in later if body in offices))
    if here and by and state.end is None:
        origin = tuple(id for key in here for id in scope.programme.materials[key].source)
        yield Transition(
            "receive_copies", "copies_received", state.id, None, by,
            (
                Field("paper", "choice", choices=tuple(here), help="收到的材料 / the paper that was received"),
                Field("copies", "number", help="收到份数 / how many copies, 1–99"),
                Field("received_on", "date", help="收到日期 / the day they were received"),
            ),
            effects=(Effect("record_copies"),), origin=tuple(dict.fromkeys(origin)),
        )  # fmt: skip


def _finding(scope: Scope, state: State, sanction: Sanction) -> Iterator[Transition]:
    """A finding of misconduct may be made in every state before the end, by the body the programme names."""
    if sanction.ends != "case" or sanction.found_by is None or scope.procedure.needs:
        return
    yield Transition(
        f"find_{sanction.id}", f"{sanction.id}_found", state.id, outcome(sanction.id),
        (sanction.found_by.given,), (_REASON,),
        effects=(Effect("drop_from_list"), Effect("sanction", {"sanction": sanction.id})),
        letters=(LetterRule("sanctioned", (scope.applicant,)),), origin=sanction.source,
    )  # fmt: skip
