"""What a page about one programme lets people choose from: programmes, their procedures, their rounds."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from casework.refused import NotFound
from casework.rights.sight import EVERYTHING, Sight
from casework.service import Service
from casework.views.programmes import ProgrammeName
from models.tables import programme, round

__all__ = ["Choice", "choose", "round_versions"]


@dataclass(frozen=True, slots=True)
class Choice:
    """One programme, procedure and round (empty for all), and what else there is to choose; names 中文 / English.

    ``programmes`` are those in which the person has an office, ``rounds`` those of the procedure, the latest first.
    """

    programme: str
    procedure: str
    round_no: str
    programmes: Sequence[ProgrammeName]
    procedures: Sequence[tuple[str, str]]
    rounds: tuple[str, ...]


def choose(
    service: Service,
    programme_id: str = "",
    procedure: str = "",
    round_no: str = "",
    *,
    sight: Sight = EVERYTHING,
) -> Choice | None:
    """The choice that was made, or else the programme with the latest round; None where there is no programme.

    A procedure or round of another programme is passed over: whoever changes the programme has not chosen these yet.
    Raises NotFound for an unknown programme.
    """
    with service.store.reading() as connection:
        known = select(programme.c.id, programme.c.name).order_by(programme.c.id)
        mine = sight.programmes()
        names = [ProgrammeName(*row) for row in connection.execute(known) if mine is None or row.id in mine]
        if not names:
            return None
        chosen = programme_id or _latest(connection, [each.id for each in names])
        if chosen not in {each.id for each in names}:
            raise NotFound("programme", chosen)
        loaded = service.current(connection, chosen)[1]
        procedures = [(id, each.name) for id, each in loaded.procedures.items()]
        procedure = procedure if procedure in loaded.procedures else procedures[0][0]
        rounds = select(round.c.no).where(round.c.programme == chosen, round.c.procedure == procedure)
        numbers = tuple(connection.execute(rounds.order_by(round.c.year.desc(), round.c.no.desc())).scalars())
    return Choice(chosen, procedure, round_no if round_no in numbers else "", names, procedures, numbers)


def round_versions(service: Service, programme_id: str = "") -> tuple[tuple[str, int], ...]:
    """The rounds of one or all programmes, each with how often it was acted on: whether a kept answer is of today's."""
    known = select(round.c.no, round.c.version).order_by(round.c.no)
    known = known.where(round.c.programme == programme_id) if programme_id else known
    with service.store.reading() as connection:
        return tuple((no, version) for no, version in connection.execute(known))


def _latest(connection: Connection, programmes: Sequence[str]) -> str:
    last = select(round.c.programme).where(round.c.programme.in_(programmes), round.c.opens_at.is_not(None))
    found = connection.execute(last.order_by(round.c.opens_at.desc()).limit(1)).scalar()
    return found or programmes[0]
