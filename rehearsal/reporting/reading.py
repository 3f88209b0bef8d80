"""The scratch database, read once for the report: entries of histories, cases, and how days are written."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, select

from casework.storage.prepared import Prepared
from models.tables import case_file, history, personal_text, title
from rehearsal.arrangements import unknown_years
from rehearsal.scene import Scene
from statemachines.machine import State

__all__ = ["ESTIMATED", "Record"]

ESTIMATED = " estimated calendar"
PAID = ("paid", "covered_elsewhere")  # ends of a claim that got what it had a right to
_ENTRIES = Prepared(
    select(
        history.c.subject, history.c.seq, history.c.at, history.c.event, history.c.actor, history.c.acting_as,
        history.c.source, history.c.target,
    ).order_by(history.c.subject, history.c.seq)
)  # fmt: skip
_CASES = Prepared(select(case_file).order_by(case_file.c.no))
_TITLES = Prepared(select(title).order_by(title.c.no))
_REASONS = select(personal_text.c.subject, personal_text.c.seq, personal_text.c.text).where(
    personal_text.c.field == "reason"
)


@dataclass
class Record:
    """What the parts of the report are made from."""

    scene: Scene
    connection: Connection
    start: date
    end: date

    @cached_property
    def entries(self) -> dict[str, list[Any]]:
        """Every entry of every history, by subject."""
        known: dict[str, list[Any]] = {}
        for row in _ENTRIES.rows(self.connection):
            known.setdefault(row.subject, []).append(row)
        return known

    @cached_property
    def cases(self) -> list[Any]:
        """Every case, by number."""
        return _CASES.rows(self.connection)

    @cached_property
    def titles(self) -> list[Any]:
        """Every title, by number."""
        return _TITLES.rows(self.connection)

    @cached_property
    def reasons(self) -> dict[tuple[str, int], str]:
        """The reasons given, by subject and number of the entry."""
        return {(row.subject, row.seq): row.text for row in self.connection.execute(_REASONS)}

    @cached_property
    def invented(self) -> tuple[int, ...]:
        """The years whose arrangement was invented, or only estimated."""
        return tuple(unknown_years(self.start.year - 1, self.end.year + 3))

    def day(self, day: date | datetime | None) -> str | None:
        """A day as the report writes it, marked where it rests on an invented arrangement."""
        if day is None:
            return None
        return f"{day:%Y-%m-%d}{ESTIMATED if day.year in self.invented else ''}"

    def year(self, year: int) -> str:
        """A year as the report writes it."""
        return f"{year:04d}{ESTIMATED if year in self.invented else ''}"

    def week(self, day: date) -> str:
        """The ISO week of a day as the report writes it."""
        iso = day.isocalendar()
        return f"{iso.year:04d}-W{iso.week:02d}{ESTIMATED if day.year in self.invented else ''}"

    def state(self, procedure: str, state: str) -> State | None:
        """A state of a procedure; None for one that does not exist."""
        return self.scene.loaded.procedures[procedure].states.get(state)

    def name(self, procedure: str, state: str) -> str:
        """What a state is called, 中文 / English."""
        found = self.state(procedure, state)
        return found.name if found is not None else state

    def arrived(self, row: Any) -> bool:
        """Whether a case came to what it was for: its title, or its money."""
        state = self.state(row.procedure, row.state)
        return bool(state and state.end and (state.end.title == "granted" or row.result in PAID))

    def of_case(self, row: Any) -> list[Any]:
        """The entries of a case."""
        return self.entries[f"case:{row.no}"]

    def on_cases(self, procedures: Iterable[str]) -> Iterable[Any]:
        """The entries of all cases of some procedures."""
        wanted = set(procedures)
        return (entry for row in self.cases if row.procedure in wanted for entry in self.of_case(row))
