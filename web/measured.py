"""What is counted in the database at the moment somebody asks for the metrics."""

from collections.abc import Iterable

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from casework.storage.errors import StoreError
from casework.views.monitoring.vitals import Vitals, vitals
from web.house import House

__all__ = ["Measured"]


class Measured(Collector):
    """Timers due, how late, letters that are not out, open tasks, and whether the database answers at all."""

    def __init__(self, house: House) -> None:
        self.house = house

    def describe(self) -> Iterable[Metric]:
        """Nothing: the database is not asked before somebody wants to know."""
        return ()

    def collect(self) -> Iterable[Metric]:
        """Ask the database; where it does not answer, that alone is told."""
        try:
            now = vitals(self.house.service, self.house.clock())
        except StoreError:
            yield GaugeMetricFamily("shenbao_database_up", "Whether the database answers", 0)
            return
        yield GaugeMetricFamily("shenbao_database_up", "Whether the database answers", 1)
        yield from _families(now)


def _families(now: Vitals) -> Iterable[Metric]:
    yield GaugeMetricFamily(
        "shenbao_timers_due", "Timers that are due and not fired, 10,000 at most", now.due
    )
    yield GaugeMetricFamily("shenbao_lag_seconds", "How long the earliest of them has been due", now.lag)
    yield GaugeMetricFamily("shenbao_tasks_open", "Open tasks", now.tasks)
    letters = GaugeMetricFamily("shenbao_letters", "Letters that are not sent, by state", labels=["state"])
    for state in ("pending", "claimed", "failed", "withheld"):
        letters.add_metric([state], now.letters.get(state, 0))
    yield letters
