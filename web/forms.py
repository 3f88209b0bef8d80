"""What people send: that it comes from our own pages, and its fields as texts."""

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request

from casework.accounts.tokens import same
from casework.refused import BadInput
from web.fields import Form
from web.sending import form_fields, incoming_of, is_multipart
from web.signed_in import Forbidden

__all__ = ["Form", "Given", "genuine"]

READING = frozenset({"GET", "HEAD", "OPTIONS"})


async def genuine(request: Request) -> None:
    """Let through what only looks, and what one of our own pages sends; else raises Forbidden.

    A browser says where a form comes from; one who has signed in must send the secret of the session with it too. In
    a form with files it stands before them, so that no file is read of a form that is not ours.
    """
    if request.method in READING:
        return
    if not _from_here(request.headers, request.url.netloc):
        raise Forbidden
    who = request.state.who
    if who.no and not same(who.csrf, (await _fields_of(request)).one("csrf")):
        raise Forbidden


async def form_of(request: Request) -> Form:
    """The fields that were sent; raises BadInput where files came with them."""
    found = await _fields_of(request)
    if is_multipart(request) and (await incoming_of(request)).file is not None:
        raise BadInput("此处不收文件 / no files are taken here")
    return found


async def _fields_of(request: Request) -> Form:
    """The fields that were sent; of a form with files those before the first file."""
    if is_multipart(request):
        return (await incoming_of(request)).fields
    return await form_fields(request)


def _from_here(headers: Mapping[str, str], here: str) -> bool:
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == here


Given = Annotated[Form, Depends(form_of)]
