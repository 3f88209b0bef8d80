"""A service put together: casework, what happens by itself, and the console; until it is asked to end."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
import sys
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from cli.exits import BadUsage

if TYPE_CHECKING:  # each function imports what it needs, so that `shenbao --help` stays quick
    from casework.service import Service
    from cli.console import Console
    from flows.node import Node
    from settings import Settings

__all__ = ["listening", "serve"]

log = logging.getLogger("shenbao")
CALLERS = 128  # who waits to be let in


def listening(known: Settings) -> socket.socket:
    """Take the port of the console; raises BadUsage where it cannot be had."""
    door = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind((known.host, known.port))
        door.listen(CALLERS)
    except OSError as error:
        door.close()
        raise BadUsage(
            f"SHENBAO_PORT: {known.host}:{known.port} cannot be listened at ({error.strerror}); "
            "end what uses it (another shenbao?) or set another port, 0 for any that is free"
        ) from None
    return door


def serve(known: Settings, working: Service, door: socket.socket | None, *, server: bool) -> None:
    """Run until SIGTERM or Ctrl-C; a second Ctrl-C ends at once.

    ``door`` is where the console listens, None for a node without one; ``server`` says whether a server of Prefect's
    may be started beside it.
    """
    form = "%(asctime)s %(levelname)s %(name)s %(message)s"
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format=form)
    log.setLevel(logging.INFO)
    asyncio.run(_serve(known, working, door, server))


async def _serve(known: Settings, working: Service, door: socket.socket | None, server: bool) -> None:
    from prometheus_client import CollectorRegistry

    from flows.node import Node

    registry = CollectorRegistry()
    node = Node.of(working, known, registry, server=server)
    ending = _asked_to_end()
    if door is None:
        _begin(known, node)
        await ending.wait()
    else:
        await _with_console(known, working, door, node, registry, ending)
    log.info("ending")
    await node.stop()


def _asked_to_end() -> asyncio.Event:
    """Set by SIGTERM or Ctrl-C."""
    loop, ending = asyncio.get_running_loop(), asyncio.Event()

    def end() -> None:
        ending.set()
        loop.remove_signal_handler(signal.SIGINT)

    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, end)
    return ending


def _begin(known: Settings, node: Node) -> None:
    """Start what happens by itself; Prefect is looked for once, so that a wrong address is told."""
    from flows.probe import answers

    node.start()
    if known.prefect not in ("sidecar", "off") and not answers(known.prefect):
        log.warning(
            "SHENBAO_PREFECT: nothing answers at %s; what is due is done without, and recorded there once it answers",
            known.prefect,
        )


async def _with_console(
    known: Settings, working: Service, door: socket.socket, node: Node, registry: Any, ending: asyncio.Event
) -> None:
    console = _console(known, working, node, registry)
    serving = asyncio.create_task(console.serve(sockets=[door]))
    await console.ready.wait()
    log.info("the console is ready: http://%s:%s", *door.getsockname())
    _begin(known, node)
    await ending.wait()
    console.should_exit = True
    await serving


def _console(known: Settings, working: Service, node: Node, registry: Any) -> Console:
    from cli import clock
    from cli.console import Console
    from web.app import create_app
    from web.house import House

    checks = {"database": lambda: _fault(working), "flows": node.trouble}
    house = House(working, clock.now, registry, checks, node.prefect_pages, public_url=known.public_url)
    public = urlsplit(known.public_url)
    hosts = [*filter(None, (public.hostname, known.host)), "localhost", "127.0.0.1"]
    return Console(create_app(house, hosts, secure=public.scheme == "https"))


def _fault(working: Service) -> str:
    """What is wrong with the database; empty where it answers and is of our schema."""
    from casework.storage.errors import StoreError
    from casework.storage.schema import require_current

    try:
        require_current(working.store)
    except StoreError as error:
        return str(error)
    return ""
