"""The console's server as a service runs it."""

import asyncio
import gc
import socket
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from cli.console import Console


@pytest.fixture(autouse=True)
def _unchanged() -> Iterator[None]:
    """A service sets its process for good; the tests after this one are to find theirs as it was."""
    before = sys.getswitchinterval()
    yield
    gc.unfreeze()
    sys.setswitchinterval(before)


async def app(scope: Any, receive: Any, send: Any) -> None:
    """Answer in two parts, as every page is answered."""
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


async def _connection_of_a_visitor() -> int:
    """What the server's side of a connection says of holding back what was written."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        console = Console(app)
        serving = asyncio.create_task(console.serve([door]))
        await console.ready.wait()
        reader, writer = await asyncio.open_connection(*door.getsockname())
        writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert await reader.readline() == b"HTTP/1.1 200 OK\r\n"
        (known,) = console.server_state.connections
        accepted = known.transport.get_extra_info("socket")
        found: int = accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        writer.close()
        console.should_exit = True
        await serving
    return found


def test_the_second_part_of_an_answer_does_not_wait_for_the_receipt_of_the_first() -> None:
    assert asyncio.run(_connection_of_a_visitor())
