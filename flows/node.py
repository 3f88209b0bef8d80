"""A node: everything that happens by itself in one process, put together, started and stopped."""

import logging
import os
from dataclasses import dataclass

from prometheus_client import CollectorRegistry

from casework.service import Service
from flows.alone import node_name
from flows.mailing import post_of
from flows.measures import Measures
from flows.prefect_environment import for_client, without_proxy
from flows.recorder import Recorder
from flows.runner import Runner
from flows.sidecar import Sidecar
from flows.waker import Waker
from settings import Settings

__all__ = ["Node"]

log = logging.getLogger("shenbao.flows")


@dataclass
class Node:
    """The waker of a process and, where the settings ask for one, Prefect's server beside it.

    Made before anything listens, started once the console is ready. Prefect is told by the environment of this
    process what its settings are, since it reads them when it is imported.
    """

    waker: Waker | None
    sidecar: Sidecar | None
    recorder: Recorder

    @classmethod
    def of(cls, service: Service, settings: Settings, registry: CollectorRegistry, *, server: bool) -> "Node":
        """Put a node together; ``server`` says whether it may start a server of Prefect's.

        One that may not and has the address of one leaves the errands of fixed times to the work pool there.
        """
        sidecar = Sidecar(settings.home) if server and settings.prefect == "sidecar" else None
        address = settings.prefect if settings.prefect not in ("sidecar", "off") else ""
        recorder = Recorder(sidecar.api if sidecar else address)
        if recorder.api:
            os.environ.update(for_client(settings.home, recorder.api))
        if sidecar:
            os.environ.update(without_proxy(os.environ.get("NO_PROXY", "")))
        runner = Runner(
            service, node_name(), Measures(registry), post_of(settings), settings.home / "arrangements"
        )
        if settings.scheduler == "off":
            return cls(None, sidecar, recorder)
        waker = Waker(runner, recorder, settings.safety_interval, fixed=server or not address)
        return cls(waker, sidecar, recorder)

    def start(self) -> None:
        """Begin; returns at once."""
        if self.waker:
            self.waker.start()
        else:
            log.warning("SHENBAO_SCHEDULER is off: nothing happens by itself in this process")
        if self.sidecar:
            self.sidecar.start()

    async def stop(self) -> None:
        """End what was begun: first the work, then the server that records it."""
        if self.waker:
            await self.waker.stop()
        if self.sidecar:
            await self.sidecar.stop()

    def trouble(self) -> str:
        """Why something is not enforced at the moment; empty where all is well."""
        return self.waker.trouble() if self.waker else ""

    def prefect_pages(self) -> str:
        """Where Prefect's pages are; empty where nothing is recorded."""
        return self.recorder.api.removesuffix("/api")
