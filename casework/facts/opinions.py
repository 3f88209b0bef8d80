"""Facts about opinions: which bodies are asked about a case, and which have not answered yet."""

from sqlalchemy import bindparam, select

from casework.facts.asking import Asking
from casework.storage.prepared import Prepared
from models.tables import contribution
from statemachines.definition.programme import REWARD
from statemachines.stages.opinion import Opinion

__all__ = ["KIND", "open_opinions", "opinions_complete", "own_opinion", "own_opinion_open"]

KIND = "opinion:"  # and the body that gave it
_GIVEN = Prepared(
    select(contribution.c.kind).where(
        contribution.c.case_no == bindparam("no"), contribution.c.stage == bindparam("stage")
    )
)


def open_opinions(asking: Asking, stage: str) -> list[str]:
    """The bodies asked about this case that have not answered."""
    opinion = asking.stage(stage)
    assert isinstance(opinion, Opinion)
    if opinion.of == "responsible":
        asked = asking.loaded.programme.rewards[asking.subject.facts[REWARD]].responsible
    else:
        asked = opinion.of
    given = {row.kind for row in _GIVEN.rows(asking.connection, no=asking.row["no"], stage=stage)}
    return [body for body in asked if KIND + body not in given]


def own_opinion(asking: Asking, stage: str) -> str | None:
    """The body for which this person answers; None where it is not asked, or has answered."""
    return next((body for body in open_opinions(asking, stage) if body in asking.command.actor.acts_as), None)


def own_opinion_open(asking: Asking, stage: str) -> bool:
    """Whether this person may still answer for a body that is asked."""
    return own_opinion(asking, stage) is not None


def opinions_complete(asking: Asking, stage: str) -> bool:
    """Whether this answer is the last one missing."""
    return open_opinions(asking, stage) == [own_opinion(asking, stage)]
