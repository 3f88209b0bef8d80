"""What a node measures about its own work, for `/metrics`. Counters begin at 0 with the process."""

from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from flows.errands import Outcome

__all__ = ["Measures"]

LATE = (0.05, 0.1, 0.25, 0.5, 1, 5, 30, 60, 600, 3600, 86400)  # seconds


class Measures:
    """Prometheus counters of one process, in a registry of its own."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.runs = Counter(
            "shenbao_runs", "Runs of flows by how they ended", ["flow", "result"], registry=registry
        )
        self.seconds = Histogram(
            "shenbao_run_seconds", "How long runs of flows took", ["flow"], registry=registry
        )
        self.did = Counter(
            "shenbao_done", "What runs did, in the words of the flow", ["flow", "what"], registry=registry
        )
        self.lag = Histogram(
            "shenbao_firing_lag_seconds", "How late timers fired", buckets=LATE, registry=registry
        )
        self.last = Gauge(
            "shenbao_last_look_timestamp_seconds", "When the waker last looked what is due", registry=registry
        )

    def ended(self, flow: str, outcome: Outcome, began: datetime, now: datetime) -> None:
        """Count a run that ended well."""
        self.runs.labels(flow, "done").inc()
        self.seconds.labels(flow).observe((now - began).total_seconds())
        for what, count in outcome.counts.by.items():
            self.did.labels(flow, what).inc(count)
        for timer in outcome.timers:
            if timer.outcome == "fired":
                self.lag.observe(max(0.0, (now - timer.due_at).total_seconds()))

    def failed(self, flow: str, result: str) -> None:
        """Count a run that did not: ``failed`` or ``stopped``."""
        self.runs.labels(flow, result).inc()
