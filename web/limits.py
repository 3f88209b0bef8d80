"""How large a request may be: a form, and more only where a route takes files."""

import asyncio
from collections.abc import MutableMapping
from contextlib import suppress
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["Limits", "allow_more"]

MOST = 2_000_000  # bytes; a form of many fields at their longest stays below
TIMES = 4  # how many times larger than is taken a file may be and still get an answer that says so
PATIENCE = 60  # seconds in which the rest of what is not taken has to come
ALLOWED = "shenbao.allowed"  # in the scope of a request: bytes that it may have besides


def allow_more(scope: MutableMapping[str, Any], size: int) -> None:
    """Let a request bring files of so many bytes; what is beyond is read and thrown away, up to a point."""
    scope[ALLOWED] = TIMES * size


class Limits:
    """Middleware that ends a request whose body is larger, whatever its header promised.

    An answer to a form with files waits until the rest of them has come, and is thrown away: a browser that is still
    sending would not show it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the app read the body up to the limit; beyond it the client is told and the rest is not read."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        body = _Body(scope, receive)
        begun = False

        async def sending(message: Message) -> None:
            nonlocal begun
            if not begun and body.waits:
                await body.pass_over()
            begun = True
            await send(message)

        try:
            await self.app(scope, body.receive, sending)
        except _TooLarge:
            if not begun:
                await send(
                    {"type": "http.response.start", "status": 413, "headers": [(b"connection", b"close")]}
                )
                await send({"type": "http.response.body", "body": "内容过大 / too large".encode()})


class _Body:
    """The body of a request, counted."""

    def __init__(self, scope: Scope, receive: Receive) -> None:
        self._scope, self._receive = scope, receive
        self._read, self._more = 0, True
        kind = dict(scope["headers"]).get(b"content-type", b"")
        self._files = kind.lower().startswith(b"multipart/")

    @property
    def waits(self) -> bool:
        """Whether the rest of a form with files is still to come."""
        return self._files and self._more

    async def receive(self) -> Message:
        """The next message; raises _TooLarge where there is more than may be."""
        message = await self._receive()
        self._read += len(message.get("body", b""))
        self._more = message["type"] == "http.request" and message.get("more_body", False)
        if self._read > MOST + self._scope.get(ALLOWED, 0):
            raise _TooLarge
        return message

    async def pass_over(self) -> None:
        """Read what is left and forget it, as far as that makes sense."""
        with suppress(_TooLarge, TimeoutError):
            async with asyncio.timeout(PATIENCE):
                while self._more:
                    await self.receive()


class _TooLarge(Exception):
    """More than may be sent."""
