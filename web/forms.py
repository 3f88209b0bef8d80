"""What people send: that it comes from our own pages, and its fields as texts."""

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request

from casework.accounts.tokens import same
from web.signed_in import Forbidden

__all__ = ["Form", "Given", "genuine"]

READING = frozenset({"GET", "HEAD", "OPTIONS"})


class Form(dict[str, list[str]]):
    """The fields of a form: each name with all its values, spaces around them taken away."""

    def one(self, name: str) -> str:
        """The value of a field; empty where it was not sent."""
        return (self.get(name) or [""])[0]


async def genuine(request: Request) -> None:
    """Let through what only looks, and what one of our own pages sends; else raises Forbidden.

    A browser says where a form comes from; one who has signed in must send the secret of the session with it too.
    """
    if request.method in READING:
        return
    if not _from_here(request.headers, request.url.netloc):
        raise Forbidden
    who = request.state.who
    if who.no and not same(who.csrf, (await form_of(request)).one("csrf")):
        raise Forbidden


async def form_of(request: Request) -> Form:
    """The fields that were sent; files are not taken."""
    sent = await request.form(max_files=0, max_fields=5000)
    found = Form()
    for name, value in sent.multi_items():
        if isinstance(value, str):
            found.setdefault(name, []).append(value.strip().replace("\r\n", "\n"))
    return found


def _from_here(headers: Mapping[str, str], here: str) -> bool:
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == here


Given = Annotated[Form, Depends(form_of)]
