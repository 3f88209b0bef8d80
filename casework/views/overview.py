"""The whole house on one page: how many cases stand in which state of which programme."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from casework.service import Service
from casework.sight import EVERYTHING, Sight
from models.tables import case_file, programme

__all__ = ["ProgrammeLine", "StateLine", "overview"]


@dataclass(frozen=True, slots=True)
class StateLine:
    """How many cases stand in a state; ``name`` is what it is called, 中文 / English."""

    procedure: str
    state: str
    name: str
    ended: bool
    count: int


@dataclass(frozen=True, slots=True)
class ProgrammeLine:
    """A programme and where its cases stand, in the order of its procedures and their states."""

    id: str
    name: str
    states: Sequence[StateLine]

    @property
    def open(self) -> int:
        """How many of its cases have not ended."""
        return sum(line.count for line in self.states if not line.ended)


def overview(service: Service, *, sight: Sight = EVERYTHING) -> tuple[ProgrammeLine, ...]:
    """Every programme with its cases that may be seen, counted by state."""
    by = case_file.c.programme, case_file.c.procedure, case_file.c.state
    counts = select(*by, func.count()).group_by(*by)
    counts = counts if sight == EVERYTHING else counts.where(sight.cases())
    with service.store.reading() as connection:
        known = connection.execute(select(programme.c.id, programme.c.name).order_by(programme.c.id)).all()
        counted = {tuple(row[:3]): row[3] for row in connection.execute(counts)}
        loaded = {id: service.current(connection, id)[1] for id, _ in known}
    lines = []
    for id, name in known:
        order = [(key, each) for key, each in loaded[id].procedures.items()]
        states = [
            StateLine(key, state.id, state.name, state.end is not None, counted.pop((id, key, state.id)))
            for key, each in order
            for state in each.states.values()
            if (id, key, state.id) in counted
        ]
        # A case keeps the definition it began under: a state may be there that today's does not have.
        states += [StateLine(p, state, state, False, n) for (of, p, state), n in counted.items() if of == id]
        lines.append(ProgrammeLine(id, name, tuple(states)))
    return tuple(lines)
