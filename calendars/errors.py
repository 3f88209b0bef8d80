"""What a calendar refuses, and why."""

from collections.abc import Iterable

from errors import ShenbaoError


class CalendarError(ShenbaoError):
    """A day computation that cannot be answered; every refusal of this room is one."""


class UnknownYear(CalendarError):
    """The holiday arrangement of a year is not known, so its days cannot be told apart.

    Attributes: `year`, the year asked for; `known`, the sorted years that are known.
    """

    def __init__(self, year: int, known: Iterable[int]) -> None:
        self.year = year
        self.known: tuple[int, ...] = tuple(sorted(known))
        super().__init__(year, self.known)  # both in args, so that the error survives pickling

    def __str__(self) -> str:
        return (
            f"the holiday arrangement of {self.year} is not known (known: {_ranges(self.known)}). "
            f"It becomes known when the yearly notice of the State Council's General Office, usually "
            f"published in early November of the year before, is recorded in the overlay for every day "
            f"of {self.year}, or when a newer release of chinesecalendar carries it."
        )


def _ranges(years: tuple[int, ...]) -> str:
    """Sorted years as text, runs joined: 2004-2026, 2028."""
    runs: list[list[int]] = []
    for year in years:
        if runs and runs[-1][-1] == year - 1:
            runs[-1][1:] = [year]
        else:
            runs.append([year])
    return ", ".join("-".join(str(year) for year in run) for run in runs) or "none"
