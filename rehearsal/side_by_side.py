"""Several rehearsals in processes of their own, merged in the order asked for."""

import gc
import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from datetime import date
from multiprocessing import get_context
from multiprocessing.context import BaseContext
from typing import Any

from rehearsal.running import Order, empty_database, period, rehearse, size

__all__ = ["rehearse_all"]

Reports = list[dict[str, Any]]
Moved = Callable[[int, int], None]  # the rehearsal at this place has come to this day
OFTEN = 0.2  # seconds between two looks at how far the processes are
_days: Any = None  # in each process: the last virtual day lived, by the place of its order


def rehearse_all(orders: Sequence[Order], *, show: bool = False) -> Reports:
    """Rehearse each order, the largest first; ``show`` draws on stderr how far they are.

    Raises what ``rehearse`` raises, for the first order that does.
    """
    if len(orders) == 1 or (os.cpu_count() or 1) == 1:
        with _shown(orders, show) as moved:
            return [rehearse(order, _Step(moved, place)) for place, order in enumerate(orders)]
    context = _context()
    days = context.Array("i", len(orders))
    largest_first = sorted(range(len(orders)), key=lambda place: (-size(orders[place]), place))
    with ProcessPoolExecutor(
        min(len(orders), os.cpu_count() or 1), context, initializer=_remember, initargs=(days,)
    ) as pool:
        futures = {place: pool.submit(_one, orders[place], place) for place in largest_first}
        with _shown(orders, show) as moved:
            _watch(list(futures.values()), days, moved)
        return [futures[place].result() for place in range(len(orders))]


def _context() -> BaseContext:
    """How processes are begun: copies of this one, with all that it has loaded, where nothing else runs in it.

    A copy of a process with threads may wait for ever for what another thread held; elsewhere copies are unusual.
    """
    if sys.platform != "linux" or threading.active_count() > 1:
        return get_context("spawn")
    empty_database()
    import rehearsal.reporting  # noqa: F401 (before the copies are made)

    return get_context("fork")


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


def _watch(futures: Sequence[Future[dict[str, Any]]], days: Any, moved: Moved) -> None:
    """Wait for all; the first failure is told by whoever asks for the results."""
    while wait(futures, timeout=OFTEN).not_done:
        for place, ordinal in enumerate(days[:]):
            moved(place, ordinal)


def _remember(days: Any) -> None:
    global _days
    _days = days
    gc.freeze()  # what was loaded before is never thrown away: it need not be looked through again and again


def _one(order: Order, place: int) -> dict[str, Any]:
    def progress(day: date) -> None:
        _days[place] = day.toordinal()

    return rehearse(order, progress)
