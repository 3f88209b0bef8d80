"""Headers of every answer: nothing from outside is loaded, framed, guessed or kept; and the cookies that were set."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.cookies import given

__all__ = ["Headers"]

POLICY = "; ".join(
    (
        "default-src 'none'", "style-src 'self'", "script-src 'self'", "connect-src 'self'", "img-src 'self'",
        "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
    )
)  # fmt: skip
EVERY = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",  # what one person saw is not kept for the next at the same machine
}
ALWAYS_SECURE = "max-age=31536000"


class Headers:
    """Middleware that adds them; ``secure`` where people come through https."""

    def __init__(self, app: ASGIApp, *, secure: bool = False) -> None:
        self.app = app
        self.secure = secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the app answer, with the headers added."""

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._add(scope, MutableHeaders(scope=message))
            await send(message)

        await self.app(scope, receive, sending if scope["type"] == "http" else send)

    def _add(self, scope: Scope, headers: MutableHeaders) -> None:
        if scope["path"].startswith("/static/"):
            headers.setdefault("Cache-Control", "public, max-age=3600")
        for name, value in EVERY.items():
            headers.setdefault(name, value)
        if self.secure:
            headers.setdefault("Strict-Transport-Security", ALWAYS_SECURE)
        for cookie in given(scope, self.secure):
            headers.append("Set-Cookie", cookie)
