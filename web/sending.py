"""Forms with files, read as they come: first the fields, then each file, a piece at a time into its folder.

The fields of such a form stand before its files, the secret of the session first: nothing of a file is read before it
is known who sends it and that it may come. No thread waits for a slow sender.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import Depends, Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from casework.refused import BadInput
from files.errors import FileRefused
from files.store import Taken
from web.fields import Form
from web.house import InHouse
from web.limits import allow_more

__all__ = [
    "LARGEST_EVIDENCE", "MOST_EVIDENCE", "Evidence", "Incoming", "OneFile", "Sent", "SentFile", "SeveralFiles",
    "form_fields", "incoming_of", "is_multipart",
]  # fmt: skip

SILENCE = 60  # seconds after which a sender who says nothing is given up
MOST_FIELDS = 5000
MOST_FILES = 10
MOST_EVIDENCE = 5  # files of one objection, from somebody who has not signed in
LARGEST_EVIDENCE = 10_000_000  # bytes of one of them


@dataclass(slots=True)
class SentFile:
    """A file of a form: the field, what the sender calls it, and what became of it: it was taken, or refused."""

    field: str
    name: str
    became: Taken | FileRefused

    @property
    def taken(self) -> Taken:
        """The file as it was taken; raises FileRefused where it was not."""
        if isinstance(self.became, FileRefused):
            raise self.became
        return self.became


@dataclass(slots=True)
class Sent:
    """What was sent: the fields, and the files that were chosen, none of them half."""

    form: Form
    files: list[SentFile] = field(default_factory=list)


@dataclass(slots=True)
class _Part:
    """A part of the form on its way: its field, and the name of its file, None where it is none."""

    name: str
    file: str | None


class Incoming:
    """A form as it comes. Its fields are read up to the first file; then one file follows the other."""

    def __init__(self, request: Request) -> None:
        self.fields = Form()
        self._pieces = aiter(request.stream())
        self._seen: deque[_Part | bytes | None] = deque()  # a part begins, a piece of it, None: it ends
        self._ended = False
        self._headers: dict[bytes, bytes] = {}
        self._header = [b"", b""]
        _, options = parse_options_header(request.headers.get("content-type", ""))
        try:
            self._parser = MultipartParser(options.get(b"boundary", b""), self._callbacks())
        except FormParserError as error:
            raise _broken() from error
        self.file: _Part | None = None

    async def begin(self) -> None:
        """Read the fields up to the first file, which waits in ``file``; None at the end of the form."""
        count = 0
        while (part := await self._next_part()) and part.file is None:
            text = b"".join([piece async for piece in self.content()]).decode("utf-8", "replace")
            self.fields.add(part.name, text)
            count += 1
            if count > MOST_FIELDS:
                raise BadInput("表单内容过多 / too many fields")
        self.file = part

    async def next_file(self) -> None:
        """Go on to the next file; fields after a file are passed over."""
        while (part := await self._next_part()) and part.file is None:
            async for _ in self.content():
                pass
        self.file = part

    async def content(self) -> AsyncIterator[bytes]:
        """The pieces of the part that has begun."""
        while True:
            gathered: list[bytes] = []
            while self._seen and isinstance(self._seen[0], bytes):
                gathered.append(self._seen.popleft())  # type: ignore[arg-type]  # as was just looked
            if gathered:
                yield b"".join(gathered)
            if self._seen:
                self._seen.popleft()
                return
            await self._read_on()

    async def _next_part(self) -> _Part | None:
        while not self._seen:
            if self._ended:
                return None
            await self._read_on()
        part = self._seen.popleft()
        assert isinstance(part, _Part)
        return part

    async def _read_on(self) -> None:
        """Read a piece of the request; raises BadInput where it ends before the form does."""
        try:
            async with asyncio.timeout(SILENCE):
                piece = await anext(self._pieces)
            self._parser.write(piece)
        except (StopAsyncIteration, ClientDisconnect, TimeoutError) as error:
            raise BadInput("上传中断，请重新上传 / the upload broke off: send it again") from error
        except FormParserError as error:
            raise _broken() from error

    def _callbacks(self) -> Any:
        def part_data(data: bytes, start: int, end: int) -> None:
            self._seen.append(data[start:end])

        def part_end() -> None:
            self._seen.append(None)

        def end() -> None:
            self._ended = True

        return {
            "on_part_begin": self._headers.clear, "on_header_field": self._collect(0),
            "on_header_value": self._collect(1), "on_header_end": self._header_end,
            "on_headers_finished": self._part_begins, "on_part_data": part_data, "on_part_end": part_end, "on_end": end,
        }  # fmt: skip

    def _collect(self, place: int) -> Callable[[bytes, int, int], None]:
        def collect(data: bytes, start: int, end: int) -> None:
            self._header[place] += data[start:end]

        return collect

    def _header_end(self) -> None:
        self._headers[self._header[0].lower()] = self._header[1]
        self._header = [b"", b""]

    def _part_begins(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition", b""))
        if b"name" not in options:
            raise FormParserError("a part without a name")
        name = options.get(b"filename")
        file = None if name is None else name.decode("utf-8", "replace")
        self._seen.append(_Part(options[b"name"].decode("utf-8", "replace"), file))


def _broken() -> BadInput:
    return BadInput("表单格式不正确 / the form is not as a browser sends it")


def is_multipart(request: Request) -> bool:
    """Whether a form comes in parts, as those with files do."""
    return request.headers.get("content-type", "").lower().startswith("multipart/form-data")


async def form_fields(request: Request) -> Form:
    """The fields of a form without files."""
    found = Form()
    for name, value in (await request.form(max_fields=MOST_FIELDS)).multi_items():
        assert isinstance(value, str)  # files come in parts
        found.add(name, value)
    return found


async def incoming_of(request: Request) -> Incoming:
    """The form that this request brings in parts, its fields read; the same one however often it is asked for."""
    found: Incoming | None = getattr(request.state, "incoming", None)
    if found is None:
        found = request.state.incoming = Incoming(request)
        await found.begin()
    return found


async def _take(request: Request, house: InHouse, most: int, limit: int | None = None) -> Sent:
    """Take the files of a form; those beyond ``most``, and what follows one that is refused, are not read.

    ``limit`` is how many bytes one may have, where that is less than anywhere.
    """
    if not is_multipart(request):
        raise _broken()
    incoming = await incoming_of(request)
    store = house.service.files
    limit = min(limit or store.limit, store.limit)
    allow_more(request.scope, most * limit)
    sent = Sent(incoming.fields)
    while incoming.file is not None and len(sent.files) < most:
        found = await _take_one(incoming, house, limit)
        if found is not None:
            sent.files.append(found)
            if isinstance(found.became, FileRefused):
                break
        await incoming.next_file()
    return sent


async def _take_one(incoming: Incoming, house: InHouse, limit: int) -> SentFile | None:
    """Take the file that has begun; None for a field in which no file was chosen."""
    part = incoming.file
    assert part is not None
    assert part.file is not None
    arriving = await run_in_threadpool(house.service.files.arriving, limit)
    try:
        async for piece in incoming.content():
            await run_in_threadpool(arriving.write, piece)
        if not part.file and not arriving.size:
            return None
        return SentFile(part.name, part.file, await run_in_threadpool(arriving.keep))
    except FileRefused as refused:
        return SentFile(part.name, part.file, refused)
    finally:
        arriving.drop()


async def _one(request: Request, house: InHouse) -> Sent:
    return await _take(request, house, 1)


async def _several(request: Request, house: InHouse) -> Sent:
    return await _take(request, house, MOST_FILES)


async def _evidence(request: Request, house: InHouse) -> Sent:
    if not is_multipart(request):
        return Sent(await form_fields(request))
    return await _take(request, house, MOST_EVIDENCE, LARGEST_EVIDENCE)


OneFile = Annotated[Sent, Depends(_one)]
SeveralFiles = Annotated[Sent, Depends(_several)]
Evidence = Annotated[Sent, Depends(_evidence)]
