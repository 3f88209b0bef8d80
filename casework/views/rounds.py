"""Rounds for people, with how much of each quota is used."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from casework.refused import NotFound
from casework.rights.sight import EVERYTHING, Sight
from casework.service import Service
from casework.views.rows import chunks
from models.tables import case_file, mandate, organisation, quota_use, round
from statemachines.definition.selector import matches
from statemachines.loader import Loaded
from statemachines.stages.recommendation import Recommendation

__all__ = ["QuotaLine", "RoundRow", "list_rounds", "show_round"]


@dataclass(frozen=True, slots=True)
class QuotaLine:
    """The quota of one recommending organisation: how many places it has, has used, and has free.

    ``stage`` says where it is taken, with the name under which it is counted apart, if it is; ``stage_name`` is what
    the stage is called, 中文 / English; ``most`` and ``free`` are None where the quota depends on facts of the single
    case.
    """

    stage: str
    stage_name: str
    organisation_code: str
    organisation: str
    most: int | None
    used: int
    free: int | None


@dataclass(frozen=True, slots=True)
class RoundRow:
    """A round with its cases counted; ``settings`` holds the values that were asked when it opened."""

    no: str
    programme: str
    procedure: str
    year: int
    state: str
    state_name: str
    opens_at: datetime | None
    closes_at: datetime | None
    settings: Mapping[str, Any]
    cases: int
    running: int
    quotas: tuple[QuotaLine, ...]


def list_rounds(
    service: Service, programme: str = "", limit: int | None = None, *, sight: Sight = EVERYTHING
) -> tuple[RoundRow, ...]:
    """The rounds of one or all programmes, in the order of their numbers, with what may be seen of them."""
    known = select(round).order_by(round.c.no).limit(limit)
    with service.store.reading() as connection:
        wanted = known.where(round.c.programme == programme) if programme else known
        return _rows(service, connection, connection.execute(wanted).all(), sight)


def show_round(service: Service, number: str, *, sight: Sight = EVERYTHING) -> RoundRow:
    """One round, with the cases and quotas that may be seen; raises NotFound."""
    with service.store.reading() as connection:
        rows = connection.execute(select(round).where(round.c.no == number)).all()
        if not rows:
            raise NotFound("round", number, "; `shenbao round list` shows them")
        return _rows(service, connection, rows, sight)[0]


def _rows(
    service: Service, connection: Connection, rows: Sequence[Any], sight: Sight
) -> tuple[RoundRow, ...]:
    numbers = [row.no for row in rows]
    cases, used = _cases(connection, numbers, sight), _used(connection, numbers)
    offices = _offices(connection, {row.programme for row in rows}, sight)
    found = []
    for row in rows:
        loaded = service.definition(connection, row.definition_digest)
        quotas = _quotas(loaded, row, offices.get(row.programme, []), used)
        found.append(
            RoundRow(
                row.no, row.programme, row.procedure, row.year, row.state,
                loaded.rounds[row.procedure].states[row.state].name, row.opens_at, row.closes_at, row.settings,
                *cases.get(row.no, (0, 0)), tuple(quotas),
            )
        )  # fmt: skip
    return tuple(found)


def _cases(connection: Connection, rounds: Sequence[str], sight: Sight) -> dict[str, tuple[int, int]]:
    """By round how many cases it has, and how many of them still run."""
    counted: dict[str, tuple[int, int]] = {}
    for piece in chunks(rounds):
        totals = select(
            case_file.c.round_no, func.count(), func.count() - func.count(case_file.c.ended_at)
        ).where(case_file.c.round_no.in_(piece), sight.cases())
        counted |= {
            no: (all_, open_) for no, all_, open_ in connection.execute(totals.group_by(case_file.c.round_no))
        }
    return counted


def _used(connection: Connection, rounds: Sequence[str]) -> dict[tuple[str, str, str], int]:
    used: dict[tuple[str, str, str], int] = {}
    for piece in chunks(rounds):
        for row in connection.execute(select(quota_use).where(quota_use.c.round_no.in_(piece))):
            used[row.round_no, row.quota, row.organisation_code] = row.used
    return used


def _offices(connection: Connection, programmes: set[str], sight: Sight) -> dict[str, list[Any]]:
    """By programme the organisations that act as one of its bodies, in the regions that may be seen."""
    known = (
        select(mandate, organisation.c.name)
        .join(organisation, organisation.c.code == mandate.c.organisation_code)
        .where(mandate.c.programme.in_(programmes))
        .order_by(mandate.c.region, mandate.c.organisation_code)
    )
    found: dict[str, list[Any]] = {}
    for row in connection.execute(known):
        if sight.reaches(row.programme, row.region):
            found.setdefault(row.programme, []).append(row)
    return found


def _quotas(
    loaded: Loaded, row: Any, offices: Sequence[Any], used: Mapping[tuple[str, str, str], int]
) -> Iterator[QuotaLine]:
    for stage in loaded.programme.procedures[row.procedure].stages:
        if not isinstance(stage, Recommendation) or not stage.quota:
            continue
        state = loaded.procedures[row.procedure].states.get(stage.id)
        name = state.name if state else stage.id
        for office in (each for each in offices if each.body == stage.by.given):
            taken = used.get((row.no, stage.id, office.organisation_code), 0)
            most = _most(loaded, stage, office.region)
            free = None if most is None else most - taken
            yield QuotaLine(stage.id, name, office.organisation_code, office.name, most, taken, free)
            for quota in (each for each in stage.quota if each.counts):
                apart = f"{stage.id}.{quota.counts}"
                taken = used.get((row.no, apart, office.organisation_code), 0)
                yield QuotaLine(
                    apart, name, office.organisation_code, office.name, quota.max, taken, quota.max - taken
                )


def _most(loaded: Loaded, stage: Recommendation, region: str) -> int | None:
    """The quota of the cases in an office's region; None where it asks for more than the region."""
    known = {
        name: fact.named(region.ljust(6, "0")) for name, fact in loaded.programme.facts.items() if fact.of
    }
    for quota in (each for each in stage.quota if not each.counts):
        if not set(quota.for_) <= set(known):
            return None
        if matches(quota.for_, known):
            return quota.max
    return None
