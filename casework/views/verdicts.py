"""What the experts of a case found, once their panel is complete: points item by item, and their words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from casework.service import Service
from casework.views.histories import HistoryLine, history_of
from casework.views.panels import PanelLine, panels_of
from casework.views.standing import standing
from models.tables import score
from statemachines.stages.scoring import COMMENT, Criterion, Scoring

__all__ = ["ExpertVerdict", "PanelVerdict", "verdicts_of"]


@dataclass(frozen=True, slots=True)
class ExpertVerdict:
    """What one expert found: the score, the points and comments by item, and the words about the whole."""

    person_no: str
    name: str
    total: Decimal
    points: Mapping[str, str]
    comments: Mapping[str, str]
    opinion: str


@dataclass(frozen=True, slots=True)
class PanelVerdict:
    """A complete panel: its rubric, empty for one without, and what each expert found, in the order drawn."""

    no: str
    stage_name: str
    rubric: Mapping[str, Criterion]
    experts: tuple[ExpertVerdict, ...]


def verdicts_of(service: Service, case_no: str) -> tuple[PanelVerdict, ...]:
    """The panels of a case that are complete; raises NotFound for an unknown case."""
    lines = history_of(service, f"case:{case_no}")
    with service.store.reading() as connection:
        here = standing(service, connection, f"case:{case_no}")
        panels = [each for each in panels_of(connection, case_no) if each.state == "complete"]
        known = select(score).where(score.c.panel_no.in_([each.no for each in panels]))
        scores = {(row.panel_no, row.person_no): row for row in connection.execute(known)}
    procedure = here.loaded.programme.procedures[here.row["procedure"]]
    stages = {each.id: each for each in procedure.stages if isinstance(each, Scoring)}
    return tuple(
        PanelVerdict(
            each.no, stages[each.stage].name or each.stage, stages[each.stage].items,
            tuple(_experts(each, scores, lines)),
        )
        for each in panels
    )  # fmt: skip


def _experts(
    panel: PanelLine, scores: Mapping[tuple[str, str], Any], lines: tuple[HistoryLine, ...]
) -> Iterator[ExpertVerdict]:
    for seat in panel.seats:
        row = scores.get((panel.no, seat.person_no))
        if row is None:
            continue
        said: Mapping[str, Any] = next(
            (
                each.payload
                for each in lines
                if (each.action, each.actor, each.at) == ("score", seat.person_no, row.locked_at)
            ),
            {},
        )
        comments = {
            name.removeprefix(COMMENT): text
            for name, text in said.items()
            if name.startswith(COMMENT) and isinstance(text, str)
        }
        opinion = said.get("opinion")
        words = opinion if isinstance(opinion, str) else ""
        yield ExpertVerdict(seat.person_no, seat.name, row.value, row.points or {}, comments, words)
