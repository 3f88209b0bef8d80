"""公文: what may be printed of a case, a list, a round or a title, as docx and PDF."""

import logging
from collections.abc import Mapping
from datetime import date
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path, Query, Request, Response

from casework.printing.asking import Given, NoIssuer, NotForYou
from casework.printing.offers import NAMES
from casework.printing.printing import docx, papers_for, pdf
from casework.printing.signing_keys import KeyUnusable
from casework.refused import NotFound
from papers.errors import PaperError
from statemachines.words import in_language
from web.house import House, InHouse
from web.pages import page
from web.seeing import require_sight
from web.signed_in import Signed, Who

__all__ = ["router"]

log = logging.getLogger("shenbao")
router = APIRouter(prefix="/papers")
SUBJECTS = ("case", "list", "round", "title")
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LONGEST = {"no": 60, "note": 200}  # characters
YEARS = (1949, 2199)
Kind = Annotated[str, Path(max_length=20)]
Number = Annotated[str, Path(max_length=100)]
Asked = Annotated[str, Query(max_length=2000)]


@router.get("/{kind}/{number}")
def papers_page(request: Request, house: InHouse, who: Signed, kind: Kind, number: Number) -> Response:
    """The papers of a subject that this officer's own organisation issues."""
    _require(house, who, kind, number)
    return _page(request, house, who, f"{kind}:{number}")


@router.get("/{kind}/{number}/{id}")
def paper_file(
    request: Request, house: InHouse, who: Signed, kind: Kind, number: Number,
    id: Annotated[str, Path(max_length=40)], no: Asked = "", note: Asked = "", day: Asked = "", issuer: Asked = "",
) -> Response:  # fmt: skip
    """One paper as a file; `id` is its kind with the ending. What cannot be used is told beside its field."""
    _require(house, who, kind, number)
    paper, _, ending = id.partition(".")
    if paper not in NAMES or ending not in ("pdf", "docx"):
        raise NotFound("paper", id)
    sent = {"paper": paper, "no": no.strip(), "note": note.strip(), "day": day.strip(), "issuer": issuer}
    wrong = _wrong(sent)
    subject = f"{kind}:{number}"
    if not wrong:
        given = Given(
            sent["no"], sent["note"], date.fromisoformat(sent["day"]) if sent["day"] else None, issuer
        )
        try:
            made = (pdf if ending == "pdf" else docx)(
                house.service, subject, paper, given, who.no, house.clock()
            )
            return _file(made, ending, f"{number}-{in_language(NAMES[paper], 'zh')}.{ending}")
        except KeyUnusable as error:
            log.error("%s", error)
            wrong = {
                "": "签名密钥不可用，请联系系统管理员 / the key cannot be used here: ask the administrator"
            }
        except (PaperError, NoIssuer, NotForYou) as error:
            wrong = {"": str(error)}
    return _page(request, house, who, subject, sent, wrong, 422)


def _require(house: House, who: Who, kind: str, number: str) -> None:
    if kind not in SUBJECTS:
        raise NotFound("subject", f"{kind}:{number}")
    require_sight(house.service, who, f"{kind}:{number}")


def _wrong(sent: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with what the officer gave, by field."""
    found = {
        name: f"最多 {most} 字 / at most {most} characters"
        for name, most in LONGEST.items()
        if len(sent[name]) > most
    }
    for name in LONGEST:
        if any(not each.isprintable() for each in sent[name]):
            found[name] = "有不能印刷的字符 / there are characters that cannot be printed"
    try:
        good = not sent["day"] or YEARS[0] <= date.fromisoformat(sent["day"]).year <= YEARS[1]
    except ValueError:
        good = False
    if not good or (sent["day"] and len(sent["day"]) != len("2025-06-20")):
        found["day"] = "请写成 2025-06-20 / write the day as 2025-06-20"
    return found


def _file(made: bytes, ending: str, name: str) -> Response:
    """To be kept, never shown in the page: the browser's own reader opens it."""
    plain = f"attachment; filename=\"paper.{ending}\"; filename*=UTF-8''{quote(name, safe='')}"
    return Response(made, media_type=PDF if ending == "pdf" else DOCX, headers={"Content-Disposition": plain})


def _page(
    request: Request, house: House, who: Who, subject: str, sent: Mapping[str, str] | None = None,
    wrong: Mapping[str, str] | None = None, status: int = 200,
) -> Response:  # fmt: skip
    found = papers_for(house.service, subject, who.no, house.clock())
    kind, number = subject.split(":", 1)
    shown = {
        "kind": kind, "number": number, "papers": found, "sent": sent or {"paper": ""}, "wrong": wrong or {},
        "longest": LONGEST,
    }  # fmt: skip
    return page(request, "papers.html", shown, status)
