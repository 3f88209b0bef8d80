"""A small file of a form, held in memory: for what is read at once and never kept."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from casework.refused import BadInput
from sheets.guarding import MOST_BYTES
from web.fields import Form
from web.limits import allow_more
from web.sending import incoming_of, is_multipart

__all__ = ["Held", "HeldFile"]


@dataclass(frozen=True, slots=True)
class Held:
    """The fields of a form, and its file: what the sender calls it, its bytes, one too many where it is too large."""

    form: Form
    name: str
    data: bytes


async def _hold(request: Request) -> Held:
    """Read the first file of a form up to the limit; the rest is not read."""
    if not is_multipart(request):
        raise BadInput("请用页面上的表单上传 / send the file with the form of the page")
    allow_more(request.scope, MOST_BYTES)
    incoming = await incoming_of(request)
    if incoming.file is None:
        return Held(incoming.fields, "", b"")
    name, data = incoming.file.file or "", bytearray()
    async for piece in incoming.content():
        data += piece[: MOST_BYTES + 1 - len(data)]
        if len(data) > MOST_BYTES:
            break
    return Held(incoming.fields, name, bytes(data))


HeldFile = Annotated[Held, Depends(_hold)]
