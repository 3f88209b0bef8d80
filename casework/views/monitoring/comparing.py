"""Rounds beside each other: how far the cases of each came, and the round of the year before."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, literal, select

from casework.rights.sight import EVERYTHING, Sight
from casework.service import Service
from casework.views.rows import chunks
from models.tables import case_file, history, round
from statemachines.definition.stage import Stage
from statemachines.loader import Loaded
from statemachines.machine import Procedure
from statemachines.stages.recommendation import Recommendation
from statemachines.stages.review import Review

__all__ = ["Came", "RoundFigures", "compare_rounds"]

GOOD = frozenset(
    {"completed", "confirmed", "issued", "noted", "paid", "rectified"}
)  # good ends that grant no title
DRAWN_BACK = ("withdrawn", "lapsed")


@dataclass(frozen=True, slots=True)
class Came:
    """How many cases of a round came how far.

    ``begun`` is every case, ``received`` those that were submitted, ``reviewed`` those that passed the last review,
    ``recommended`` those behind the recommendation; these two are None where the procedure has no such stage.
    ``granted`` came to the good end; ``refused`` ended otherwise, ``withdrawn`` were taken back or never submitted.
    """

    begun: int = 0
    received: int = 0
    reviewed: int | None = None
    recommended: int | None = None
    granted: int = 0
    refused: int = 0
    withdrawn: int = 0
    running: int = 0


@dataclass(frozen=True, slots=True)
class RoundFigures:
    """A round with what came of its cases; ``before`` is the same of the last round of the year before, if any was."""

    no: str
    programme: str
    procedure: str
    year: int
    state: str
    state_name: str
    opens_at: datetime | None
    closes_at: datetime | None
    came: Came
    before_no: str | None
    before: Came | None


def compare_rounds(
    service: Service, *, programme: str = "", year: int | None = None, sight: Sight = EVERYTHING,
    limit: int | None = None,
) -> tuple[RoundFigures, ...]:  # fmt: skip
    """The rounds of a programme and year, the latest first, each beside the last one of the year before.

    Cases are counted by state; of those that ended the entry that ended them is read, one each.
    """
    known = select(round).order_by(round.c.year.desc(), round.c.no.desc()).limit(limit)
    known = known.where(round.c.programme == programme) if programme else known
    with service.store.reading() as connection:
        rows = connection.execute(known.where(round.c.year == year) if year else known).all()
        earlier = _earlier(connection, rows)
        every = {row.no: row for row in (*rows, *earlier.values())}
        came = _came(service, connection, every, sight)
        return tuple(_figures(service, connection, row, earlier.get(row.no), came) for row in rows)


def _earlier(connection: Connection, rows: Sequence[Any]) -> dict[str, Any]:
    """By round the last one of the same procedure in the year before."""
    years = {row.year - 1 for row in rows}
    known = select(round).where(
        round.c.programme.in_({row.programme for row in rows}), round.c.year.in_(years)
    )
    last = {
        (row.programme, row.procedure, row.year): row
        for row in connection.execute(known.order_by(round.c.no))
    }
    keys = {row.no: (row.programme, row.procedure, row.year - 1) for row in rows}
    return {no: last[key] for no, key in keys.items() if key in last}


def _figures(
    service: Service, connection: Connection, row: Any, before: Any, came: Mapping[str, Came]
) -> RoundFigures:
    machine = service.definition(connection, row.definition_digest).rounds[row.procedure]
    return RoundFigures(
        row.no, row.programme, row.procedure, row.year, row.state, machine.states[row.state].name, row.opens_at,
        row.closes_at, came[row.no], before.no if before else None, came[before.no] if before else None,
    )  # fmt: skip


def _came(
    service: Service, connection: Connection, rounds: Mapping[str, Any], sight: Sight
) -> dict[str, Came]:
    """By round how far its cases came: counted by state and, of those that ended, by the state they were ended in."""
    found: dict[str, list[tuple[str, str, int]]] = {no: [] for no in rounds}
    for piece in chunks(list(rounds)):
        for no, state, left, count in _standing(connection, piece, sight):
            found[no].append((state, left, count))
    loaded = {no: service.definition(connection, row.definition_digest) for no, row in rounds.items()}
    return {no: _counted(loaded[no], rounds[no].procedure, lines) for no, lines in found.items()}


def _standing(
    connection: Connection, rounds: Sequence[str], sight: Sight
) -> Iterator[tuple[str, str, str, int]]:
    """Round, state, the state before an end (empty while a case runs), and how many."""
    here = [case_file.c.round_no.in_(rounds)] if sight == EVERYTHING else [
        case_file.c.round_no.in_(rounds), sight.cases(all_at_once=True)
    ]  # fmt: skip
    group = case_file.c.round_no, case_file.c.state
    running = select(*group, literal(""), func.count()).where(*here, case_file.c.ended_at.is_(None))
    yield from map(tuple, connection.execute(running.group_by(*group)))
    subject = literal("case:").concat(case_file.c.no)
    last = (history.c.subject == subject) & (history.c.seq == case_file.c.version)
    ended = select(*group, history.c.source, func.count()).join(history, last)
    moved = ended.where(*here, case_file.c.ended_at.is_not(None), history.c.source != history.c.target)
    yield from map(tuple, connection.execute(moved.group_by(*group, history.c.source)))
    # Something was entered behind the end, such as a finding: the end stands further up.
    noted = select(case_file.c.no).join(history, last).where(*here, case_file.c.ended_at.is_not(None))
    behind = noted.where(history.c.source == history.c.target)
    entry = (history.c.subject == subject) & (history.c.target == case_file.c.state)
    others = select(*group, history.c.source, func.count()).join(history, entry)
    others = others.where(case_file.c.no.in_(behind), history.c.source != history.c.target)
    yield from map(tuple, connection.execute(others.group_by(*group, history.c.source)))


def _counted(loaded: Loaded, procedure: str, lines: Sequence[tuple[str, str, int]]) -> Came:
    machine, stages = loaded.procedures[procedure], loaded.programme.procedures[procedure].stages
    places = {stage.id: place for place, stage in enumerate(stages)}
    reviewed, recommended = _last(stages, Review), _last(stages, Recommendation)
    counts = Counter({"begun": 0})
    for state, left, count in lines:
        ended, place = _place(machine, places, state, left)
        counts["begun"] += count
        counts["received"] += count if place > 0 else 0
        counts["reviewed"] += count if reviewed is not None and place > reviewed else 0
        counts["recommended"] += count if recommended is not None and place > recommended else 0
        counts[_kind(machine, state) if ended else "running"] += count
    return Came(
        counts["begun"], counts["received"], counts["reviewed"] if reviewed is not None else None,
        counts["recommended"] if recommended is not None else None, counts["granted"], counts["refused"],
        counts["withdrawn"], counts["running"],
    )  # fmt: skip


def _last(stages: Sequence[Stage], kind: type[Stage]) -> int | None:
    return max((place for place, stage in enumerate(stages) if isinstance(stage, kind)), default=None)


def _place(machine: Procedure, places: Mapping[str, int], state: str, left: str) -> tuple[bool, int]:
    """Whether a case ended, and the place of the stage it came to; behind all of them where it was granted."""
    known = machine.states.get(state)
    if known is not None and known.end is not None and known.end.title == "granted":
        return True, len(places)
    stood = machine.states.get(left or state)
    stage = stood.stage if stood else (left or state).partition(".")[0]
    return bool(left), places.get(stage, 0)


def _kind(machine: Procedure, state: str) -> str:
    known = machine.states.get(state)
    if known is None or known.end is None:
        return "refused"
    good = known.end.title == "granted" or state in GOOD
    return "granted" if good else "withdrawn" if state in DRAWN_BACK else "refused"
