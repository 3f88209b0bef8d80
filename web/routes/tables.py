"""表格: filled in on the page or sent as a workbook, shown before it is taken; read beside the figures it gives."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.responses import RedirectResponse

from casework.asked import Asked
from casework.handed_in.tables import (
    TableState,
    asked_tables,
    computed_figures,
    offer_rows,
    save_rows,
    table_of,
    take_offer,
)
from casework.refused import BadInput, Conflict
from casework.views.cases import CaseRow, list_cases
from casework.views.filtering import CaseFilter
from casework.views.forms.guide import Guide, guide_of
from sheets.checking import check
from sheets.errors import NotReadable
from sheets.reading import read_file
from sheets.writing import template
from statemachines.refusals import NotYours
from web.filters import Word
from web.forms import Form, Given
from web.grids import A_PAGE, Grid, grid_of, rows_sent
from web.guiding import figures_kept
from web.held import HeldFile
from web.house import House, InHouse
from web.pages import page
from web.seeing import require_sight
from web.signed_in import Signed, Who

__all__ = ["router"]

router = APIRouter(prefix="/cases/{number}/tables")
Number = Annotated[str, Path(max_length=100)]
Table = Annotated[str, Path(max_length=60)]
From = Annotated[int, Query(alias="from", ge=1, le=100_000)]
More = Annotated[int, Query(ge=0, le=50)]
Revision = Annotated[int, Query(ge=0, le=10_000)]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get("")
def tables_page(request: Request, house: InHouse, who: Signed, number: Number) -> Response:
    """The tables of a case: how far each is, and what they give beside what was stated."""
    require_sight(house.service, who, f"case:{number}")
    now, common = house.clock(), _common(house, who, number)
    compared, criteria = computed_figures(house.service, number, who.no, now, figures_kept(common.guide))
    shown = {
        **common.shown,
        "tables": asked_tables(house.service, number, who.no, now),
        "compared": compared,
        "criteria": criteria,
    }
    return page(request, "tables.html", shown)


@router.get("/{table}")
def table_page(
    request: Request, house: InHouse, who: Signed, number: Number, table: Table, first: From = 1, more: More = 0,
    revision: Revision = 0, did: Word = "",
) -> Response:  # fmt: skip
    """One table: to be filled in where it is this person's turn, else as it was handed in."""
    seen = _seen(house, who, number, table)
    if not seen.fillable:
        handed = next((each for each in seen.handed if each.revision == revision), None)
        handed = handed or (seen.handed[-1] if seen.handed else None)
        shown = {**_common(house, who, number).shown, "seen": seen, "handed": handed}
        if handed:
            shown["grid"] = grid_of(
                seen.shape, check(seen.shape, handed.rows, handed.as_of), handed.rows, first
            )
        return page(request, "table_read.html", shown)
    return _filling(
        request, house, who, number, seen, grid_of(seen.shape, seen.checked, seen.rows, first, more + 3), did
    )


@router.post("/{table}")
def save_table(
    request: Request, house: InHouse, who: Signed, form: Given, number: Number, table: Table
) -> Response:
    """Save the rows that the page showed, faults and all, and go on where it was."""
    seen = _seen(house, who, number, table)
    first, version = _whole(form, "first", 1), _whole(form, "version", 0)
    sent, as_of = rows_sent(seen.shape, seen.rows, form, first), form.one("as_of")[:100]
    asked = Asked("", who.no, house.clock())
    try:
        saved = save_rows(house.service, number, table, sent, as_of, asked, version)
    except (Conflict, BadInput) as refused:
        if not seen.fillable:
            raise
        grid = grid_of(seen.shape, check(seen.shape, sent, as_of), sent, first, 3)
        said = "changed" if isinstance(refused, Conflict) else str(refused)
        status = 409 if isinstance(refused, Conflict) else 422
        return _filling(request, house, who, number, seen, grid, said, as_of, status)
    after: dict[str, str | int] = {"did": "saved"}
    if form.one("step") == "add":
        first, after["more"] = max(1, len(saved.rows) - A_PAGE + 11), 10
    return _to(number, table, **after, **({"from": first} if first > 1 else {}))


@router.get("/{table}/file")
def table_file(house: InHouse, who: Signed, number: Number, table: Table) -> Response:
    """The table as a workbook, with what is there: to be filled in and sent, or to be read elsewhere."""
    seen = _seen(house, who, number, table)
    known = seen.checked.rows if seen.checked.sound else seen.rows
    named = f'attachment; filename="{quote(f"{table}-{number}", safe="")}.xlsx"'
    data = template(seen.shape, known, seen.checked.as_of or seen.as_of)
    return Response(data, media_type=XLSX, headers={"Content-Disposition": named})


def _admitted(house: InHouse, who: Signed, number: Number, table: Table) -> None:
    """Refuse a file that may not come, before any of it is read."""
    seen = _seen(house, who, number, table)
    if not seen.fillable:
        raise NotYours("fill_in", f"case:{number}", "", "此时不由您填报此表 / not yours to fill in now", ())


@router.post("/{table}/file", dependencies=[Depends(_admitted)])
def read_table_file(
    request: Request, house: InHouse, who: Signed, number: Number, table: Table, held: HeldFile
) -> Response:
    """Read a file, and show what would be taken of it."""
    seen = _seen(house, who, number, table)
    try:
        if not held.data:
            raise NotReadable("请先选择文件", "choose a file first")
        reading = read_file(seen.shape, held.data)
        offer_rows(house.service, number, table, held.name, reading, Asked("", who.no, house.clock()))
    except (NotReadable, BadInput, Conflict) as refused:
        grid = grid_of(seen.shape, seen.checked, seen.rows, 1, 3)
        status = 409 if isinstance(refused, Conflict) else 422
        return _filling(request, house, who, number, seen, grid, "", status=status, unread=str(refused))
    return _to(number, f"{table}/offer")


@router.get("/{table}/offer")
def offered_table(request: Request, house: InHouse, who: Signed, number: Number, table: Table) -> Response:
    """What was read out of a file: what is wrong, what was guessed, and the rows that would be taken."""
    seen = _seen(house, who, number, table)
    offer = seen.draft.offer if seen.draft else None
    if not offer:
        return _to(number, table)
    checked = check(seen.shape, offer["rows"], offer["as_of"])
    shown = {
        **_common(house, who, number).shown, "seen": seen, "offer": offer,
        "grid": grid_of(seen.shape, checked, offer["rows"], 1),
        "errors": [each for each in offer["told"] if not each[2]],
        "warnings": [each for each in offer["told"] if each[2]],
    }  # fmt: skip
    return page(request, "table_offer.html", shown)


@router.post("/{table}/offer")
def take_table(house: InHouse, who: Signed, form: Given, number: Number, table: Table) -> Response:
    """Take what was read in the place of the draft, or throw it away."""
    seen = _seen(house, who, number, table)
    asked, version = Asked("", who.no, house.clock()), _whole(form, "version", 0)
    if form.one("step") == "drop" and seen.draft:
        save_rows(house.service, number, table, seen.draft.rows, seen.draft.as_of, asked, version)
        return _to(number, table)
    take_offer(house.service, number, table, asked, version)
    return _to(number, table, did="taken")


def _seen(house: House, who: Who, number: str, table: str) -> TableState:
    require_sight(house.service, who, f"case:{number}")
    return table_of(house.service, number, table, who.no, house.clock())


def _whole(form: Form, name: str, otherwise: int) -> int:
    text = form.one(name)[:9]
    return int(text) if text.isascii() and text.isdecimal() else otherwise


def _to(number: str, where: str, **asked: str | int) -> Response:
    behind = "?" + urlencode(asked) if asked else ""
    return RedirectResponse(f"/cases/{quote(number, safe='')}/tables/{where}{behind}", 303)


@dataclass(frozen=True, slots=True)
class _Common:
    """What every page of tables shows: the case, and the steps of the guided form where it is this person's."""

    case: CaseRow
    guide: Guide | None

    @property
    def shown(self) -> dict[str, object]:
        return {"case": self.case, "guide": self.guide}


def _common(house: House, who: Who, number: str) -> _Common:
    now = house.clock()
    (case,) = list_cases(house.service, CaseFilter(no=number), now, sight=who.sight)
    return _Common(case, guide_of(house.service, number, who.no, now))


def _filling(
    request: Request, house: House, who: Who, number: str, seen: TableState, grid: Grid, said: str, as_of: str = "",
    status: int = 200, unread: str = "",
) -> Response:  # fmt: skip
    fresh = table_of(house.service, number, seen.id, who.no, house.clock())
    shown = {
        **_common(house, who, number).shown, "seen": fresh, "grid": grid, "said": said, "as_of": as_of or seen.as_of,
        "unread": unread,
    }  # fmt: skip
    return page(request, "table_fill.html", shown, status)
