"""Cookies: set by whoever handles a request, written by the middleware that writes the headers."""

from collections.abc import Iterator
from http.cookies import SimpleCookie
from typing import Any

from starlette.requests import HTTPConnection
from starlette.types import Scope

__all__ = ["DEVICE", "LANGUAGE", "SESSION", "drop", "give", "given"]

SESSION, DEVICE, LANGUAGE = "shenbao_session", "shenbao_device", "shenbao_language"
LASTING = {DEVICE: 180 * 86_400, LANGUAGE: 365 * 86_400}  # seconds; the session ends with the browser
OPEN = frozenset({LANGUAGE})  # not secret


def give(request: HTTPConnection, name: str, value: str) -> None:
    """Set a cookie with the answer to this request."""
    _kept(request.scope)[name] = value


def drop(request: HTTPConnection, name: str) -> None:
    """Take a cookie away with the answer to this request."""
    _kept(request.scope)[name] = None


def given(scope: Scope, secure: bool) -> Iterator[str]:
    """The `Set-Cookie` headers of an answer; ``secure`` where people come through https."""
    for name, value in _kept(scope).items():
        jar: SimpleCookie = SimpleCookie()
        jar[name] = value or ""
        morsel = jar[name]
        morsel["path"] = "/"
        morsel["samesite"] = "Lax"
        morsel["httponly"] = name not in OPEN
        morsel["secure"] = secure
        if value is None:
            morsel["max-age"] = 0
        elif name in LASTING:
            morsel["max-age"] = LASTING[name]
        yield morsel.OutputString()


def _kept(scope: Scope) -> dict[str, Any]:
    found: dict[str, Any] = scope.setdefault("shenbao.cookies", {})
    return found
