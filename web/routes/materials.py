"""材料: the papers of a case, files sent for them and withdrawn, and files handed out for saving."""

from collections.abc import Iterator
from typing import BinaryIO
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse, StreamingResponse

from casework.handed_in.uploads import MATERIAL, UploadRefused, enter, require_place, withdraw
from casework.refused import NotFound
from casework.views.forms.guide import guide_of
from casework.views.materials import file_for, papers_of
from files.errors import FileRefused, TooLarge
from files.kinds import KINDS
from web.filters import Word
from web.forms import Given
from web.house import House, InHouse
from web.pages import page
from web.seeing import require_sight
from web.sending import OneFile
from web.signed_in import Signed, Who

__all__ = ["router"]

router = APIRouter()
PIECE = 256 * 1024  # bytes of a file in one piece of the answer
ALONE = "sandbox; default-src 'none'"  # should a browser open it all the same, nothing in it may run or load


@router.get("/cases/{number}/materials")
def materials_page(
    request: Request, house: InHouse, who: Signed, number: str, did: Word = "", paper: Word = ""
) -> Response:
    """Every paper of a case: what is asked of it, what is there."""
    require_sight(house.service, who, f"case:{number}")
    return _page(request, house, who, number, did=did, paper=paper)


def _admitted(house: InHouse, who: Signed, number: str, paper: str) -> None:
    """Refuse a file that may not come, before any of it is read."""
    require_sight(house.service, who, f"case:{number}")
    require_place(house.service, f"case:{number}", MATERIAL + paper, by=who.no, now=house.clock())


@router.post("/cases/{number}/materials/{paper}", dependencies=[Depends(_admitted)])
def send_material(
    request: Request, house: InHouse, who: Signed, number: str, paper: str, sent: OneFile
) -> Response:
    """Take a file for a paper."""
    file = next(iter(sent.files), None)
    try:
        if file is None:
            raise UploadRefused("请先选择文件 / choose a file first")
        subject, now = f"case:{number}", house.clock()
        enter(house.service, subject, MATERIAL + paper, file.name, file.taken, by=who.no, now=now)
    except (FileRefused, UploadRefused) as refused:
        status = 413 if isinstance(refused, TooLarge) else 422
        return _page(request, house, who, number, status, paper=paper, wrong=str(refused))
    return _back(number, "sent", paper)


@router.post("/cases/{number}/materials/{paper}/withdraw")
def withdraw_material(
    request: Request, house: InHouse, who: Signed, form: Given, number: str, paper: str
) -> Response:
    """Withdraw a file that was not handed in yet."""
    require_sight(house.service, who, f"case:{number}")
    try:
        withdraw(house.service, form.one("file")[:100], by=who.no, now=house.clock())
    except (NotFound, UploadRefused) as refused:  # somebody else withdrew it, or handed it in
        return _page(request, house, who, number, 409, paper=paper, wrong=str(refused))
    return _back(number, "withdrawn", paper)


@router.get("/files/{number}")
def file_to_save(house: InHouse, who: Signed, number: str) -> Response:
    """A file, for saving and never for showing."""
    found = file_for(house.service, number, who.no, who.sight, house.clock())
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(found.name, safe='')}",
        "Content-Length": str(found.size),
        "Content-Security-Policy": ALONE,
    }
    pieces = _pieces(house.service.files.open(found.digest))
    return StreamingResponse(pieces, media_type=KINDS[found.kind].media, headers=headers)


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while piece := file.read(PIECE):
            yield piece


def _back(number: str, did: str, paper: str) -> Response:
    asked = urlencode({"did": did, "paper": paper})
    return RedirectResponse(f"/cases/{quote(number, safe='')}/materials?{asked}#paper-{quote(paper)}", 303)


def _page(
    request: Request, house: House, who: Who, number: str, status: int = 200, *, did: str = "", paper: str = "",
    wrong: str = "",
) -> Response:  # fmt: skip
    now = house.clock()
    found = papers_of(house.service, number, who.no, now)
    shown = {
        "papers": found, "guide": guide_of(house.service, number, who.no, now) if who.applies else None,
        "did": did, "paper": paper, "wrong": wrong, "limit": house.service.files.limit,
        "endings": [ending for kind in KINDS.values() for ending in kind.endings],
    }  # fmt: skip
    return page(request, "materials.html", shown, status)
