"""What a person may do instead: the actions of the role, less those that are not this very person's to take."""

from collections.abc import Sequence

from casework.facts import Answers, Asking
from statemachines.machine import Procedure, Transition

__all__ = ["offered"]

# Needs about who acts, beyond role and region; whatever else fails, somebody may still mend.
PERSONAL = frozenset(
    {
        "own_score_open", "conflict_declared", "conflict_undeclared", "own_turn", "own_signature", "own_opinion_open",
        "own_share_open", "not_own_case",
    }
)  # fmt: skip


def offered(asking: Asking, machine: Procedure, actions: Sequence[str]) -> tuple[str, ...]:
    """Those of the actions open to somebody's roles that are also open to this person: a member of the panel who has
    not scored, an office whose turn it is, a body whose share is not paid.

    Costs a few readings, so only refusals and views ask.
    """
    answers = Answers(asking)
    declared = machine.actions(asking.subject.state)
    return tuple(
        action
        for action in actions
        if any(_mine(asking, way) and _unhindered(answers, way) for way in declared[action])
    )


def _mine(asking: Asking, way: Transition) -> bool:
    return not asking.command.actor.acts_as.isdisjoint(way.by)


def _unhindered(answers: Answers, way: Transition) -> bool:
    personal = (need.fact for need in way.needs if need.fact.partition(":")[0] in PERSONAL)
    return all(answers[fact] for fact in personal)
