"""Several rehearsals in processes of their own, merged in the order asked for."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from datetime import date
from multiprocessing import get_context
from typing import Any

from rehearsal.running import Order, period, rehearse

__all__ = ["rehearse_all"]

Reports = list[dict[str, Any]]
Moved = Callable[[int, int], None]  # the rehearsal at this place has come to this day
OFTEN = 0.2  # seconds between two looks at how far the processes are
_days: Any = None  # in each process: the last virtual day lived, by the place of its order


def rehearse_all(orders: Sequence[Order], *, show: bool = False) -> Reports:
    """Rehearse each order; ``show`` draws on stderr how far they are.

    Raises what ``rehearse`` raises, for the first order that does.
    """
    if len(orders) == 1 or (os.cpu_count() or 1) == 1:
        with _shown(orders, show) as moved:
            return [rehearse(order, _Step(moved, place)) for place, order in enumerate(orders)]
    days = get_context("spawn").Array("i", len(orders))
    with ProcessPoolExecutor(
        min(len(orders), os.cpu_count() or 1), get_context("spawn"), initializer=_remember, initargs=(days,)
    ) as pool:
        futures = [pool.submit(_one, order, place) for place, order in enumerate(orders)]
        with _shown(orders, show) as moved:
            _watch(futures, days, moved)
        return [future.result() for future in futures]


class _Step:
    def __init__(self, moved: Moved, place: int) -> None:
        self._moved, self._place = moved, place

    def __call__(self, day: date) -> None:
        self._moved(self._place, day.toordinal())


@contextmanager
def _shown(orders: Sequence[Order], show: bool) -> Iterator[Moved]:
    if not show:
        yield lambda place, ordinal: None
        return
    from rehearsal.progress import bars

    with bars([(order.programme, *period(order)) for order in orders]) as moved:
        yield moved


def _watch(futures: list[Future[dict[str, Any]]], days: Any, moved: Moved) -> None:
    """Wait for all; the first failure is told by whoever asks for the results."""
    while wait(futures, timeout=OFTEN).not_done:
        for place, ordinal in enumerate(days[:]):
            moved(place, ordinal)


def _remember(days: Any) -> None:
    global _days
    _days = days


def _one(order: Order, place: int) -> dict[str, Any]:
    def progress(day: date) -> None:
        _days[place] = day.toordinal()

    return rehearse(order, progress)
