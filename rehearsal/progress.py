"""How far rehearsals are, drawn on stderr: one bar a programme, with its virtual day."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

__all__ = ["Bars", "bars"]


class Bars:
    """One bar for each rehearsal."""

    def __init__(self, drawn: Progress, periods: Sequence[tuple[str, date, date]]) -> None:
        self._drawn = drawn
        self._first = [first.toordinal() for _, first, _ in periods]
        self._tasks = [
            drawn.add_task(name, total=last.toordinal() - first.toordinal() + 1, day=str(first))
            for name, first, last in periods
        ]

    def __call__(self, place: int, ordinal: int) -> None:
        """Show the day that a rehearsal has come to; 0 for one that has not begun."""
        if ordinal:
            done = ordinal - self._first[place]
            self._drawn.update(self._tasks[place], completed=done, day=str(date.fromordinal(ordinal)))


@contextmanager
def bars(periods: Sequence[tuple[str, date, date]]) -> Iterator[Bars]:
    """Draw the bars as long as the rehearsals last; nothing of them stays on the screen."""
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[day]}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as drawn:
        yield Bars(drawn, periods)
