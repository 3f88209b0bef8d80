"""How large a request may be: forms only, no files yet."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["Limits"]

MOST = 2_000_000  # bytes; a form of many fields at their longest stays below


class Limits:
    """Middleware that ends a request whose body is larger, whatever its header promised."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the app read the body up to the limit; beyond it the client is told and the rest is not read."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        read = 0
        begun = False

        async def receiving() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > MOST:
                raise _TooLarge
            return message

        async def sending(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receiving, sending)
        except _TooLarge:
            if not begun:
                await send(
                    {"type": "http.response.start", "status": 413, "headers": [(b"connection", b"close")]}
                )
                await send({"type": "http.response.body", "body": "内容过大 / too large".encode()})


class _TooLarge(Exception):
    """More than may be sent."""
