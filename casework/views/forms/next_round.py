"""The next round of a procedure, prepared from the last one: what it has to set, with last round's dates a year on."""

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from calendars import day_of
from casework.refused import BadInput
from casework.rights.mandates import actor_on
from casework.service import Service
from models.tables import round
from statemachines.asked import Kind, asked_values
from statemachines.linter import check
from statemachines.linter.finding import Finding

__all__ = ["AskedLine", "NextRound", "may_open", "next_round", "shifted"]

DAY = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")


@dataclass(frozen=True, slots=True)
class AskedLine:
    """A value that the round has to set: its key, what it is (中文 / English), of which kind.

    ``before`` is what the last round had, ``value`` what is proposed: that a year on, else what is suggested.
    """

    key: str
    what: str
    kind: Kind
    before: str
    suggested: str
    value: str


@dataclass(frozen=True, slots=True)
class NextRound:
    """A round to be opened. ``last_no`` is the number of the last one, empty for none.

    ``renewed`` says that the definition has changed since; ``findings`` are what the linter finds in it, none where it
    is sound; ``may_open`` whether the person acts for the body that opens rounds.
    """

    programme: str
    procedure: str
    programme_name: str
    name: str
    digest: str
    year: int
    last_no: str
    lines: tuple[AskedLine, ...]
    renewed: bool
    findings: tuple[Finding, ...]
    may_open: bool


def next_round(
    service: Service, programme_id: str, procedure_id: str, person: str, now: datetime
) -> NextRound:
    """Prepare the next round; an empty procedure is the first that has rounds.

    Raises NotFound for an unknown programme or person, BadInput for a procedure without rounds.
    """
    with service.store.reading() as connection:
        digest, loaded = service.current(connection, programme_id)
        procedure_id = procedure_id or next(iter(loaded.rounds), "")
        if procedure_id not in loaded.rounds:
            raise BadInput(
                f"{programme_id}: “{procedure_id}” has no rounds; there are: {', '.join(loaded.rounds) or 'none'}"
            )
        known = select(round).where(round.c.programme == programme_id, round.c.procedure == procedure_id)
        last = connection.execute(known.order_by(round.c.year.desc(), round.c.no.desc()).limit(1)).first()
        actor = actor_on(connection, loaded.programme, person, {}, day_of(now))
        calendar = service.calendar(connection, "")
    definition = loaded.programme.procedures[procedure_id]
    year = max(day_of(now).year, last.year + 1) if last else day_of(now).year
    had: Mapping[str, str] = last.settings if last else {}
    lines = tuple(
        AskedLine(
            each.key, each.what, each.kind, had.get(each.key, ""), each.suggest or "",
            shifted(had[each.key], year - last.year) if last and each.key in had else each.suggest or "",
        )
        for each in asked_values(loaded.programme, procedure_id)
    )  # fmt: skip
    return NextRound(
        programme_id, procedure_id, loaded.programme.name, definition.name, digest, year, last.no if last else "",
        lines, bool(last and last.definition_digest != digest), tuple(check(loaded, calendar)),
        definition.supervised_by.given in actor.acts_as,
    )  # fmt: skip


def may_open(service: Service, programme_id: str, person: str, now: datetime) -> tuple[str, ...]:
    """The procedures of a programme whose rounds the person may open; raises NotFound as ``next_round`` does."""
    with service.store.reading() as connection:
        _, loaded = service.current(connection, programme_id)
        actor = actor_on(connection, loaded.programme, person, {}, day_of(now))
    procedures = loaded.programme.procedures
    return tuple(each for each in loaded.rounds if procedures[each].supervised_by.given in actor.acts_as)


def shifted(value: str, years: int) -> str:
    """A setting with every day in it so many years on, the 29th of February as the last day of that month."""

    def on(found: re.Match[str]) -> str:
        year, month, day = int(found[1]) + years, int(found[2]), int(found[3])
        return f"{year:04}-{month:02}-{min(day, monthrange(year, month)[1]):02}"

    return DAY.sub(on, value)
